"""Look the locked dependencies up among published vulnerabilities: PyPI's own database, else that of OSV.

    exit 0: none known, or no database was reached, which a line on the standard error says
    exit 1: some are known, listed
    exit 2: pip-audit itself failed, in its own words

A mirror of PyPI serves packages and knows no vulnerabilities. What it does not know counts as not looked up, whatever
pip-audit makes of it ("No known vulnerabilities found").
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

LOCK = "requirements-dev.lock"
DATABASES = ("pypi", "osv")
NOT_REACHED = re.compile(
    r"connection|resolve|timed? ?out|proxy|unreachable|service error|HTTPError|SSLError|JSONDecodeError", re.IGNORECASE
)


def main(lock: str) -> int:
    """Ask one database after the other until one answers; the exit code."""
    for database in DATABASES:
        words = [
            "--requirement", lock, "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off",
            "--vulnerability-service", database, "--timeout", os.environ.get("AUDIT_TIMEOUT", "15"),
        ]  # fmt: skip
        program = [sys.executable, "-m", "pip_audit"]
        done = subprocess.run([*program, *words], capture_output=True, text=True, check=False)  # noqa: S603
        try:
            found = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError, TypeError):
            if NOT_REACHED.search(done.stderr):
                continue
            print(done.stdout + done.stderr, file=sys.stderr)
            return 2
        known = [item for item in found if "skip_reason" not in item]
        if known:
            return report(database, known, [item["name"] for item in found if "skip_reason" in item])
    print("audit: no database of vulnerabilities was reached; nothing was looked up", file=sys.stderr)
    return 0


def report(database: str, known: list[dict[str, object]], skipped: list[str]) -> int:
    """Say what was found; the exit code."""
    bad = [item for item in known if item["vulns"]]
    for item in bad:
        for fault in item["vulns"]:  # type: ignore[attr-defined]
            mended = ", ".join(fault["fix_versions"]) or "none yet"
            print(f"{item['name']} {item['version']}: {fault['id']}, mended in {mended}")
    print(f"audit: {len(known)} dependencies looked up ({database}), {len(bad)} with known vulnerabilities")
    if skipped:
        print(f"audit: {len(skipped)} could not be looked up: {', '.join(skipped)}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else LOCK))
