"""``make audit``: what it says when a database answers, when only a mirror does, and when nobody does."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "audit.py"
STAND_IN = """
import json, os, sys
said = dict(zip(sys.argv, sys.argv[1:]))
answer = json.loads(os.environ["ANSWERS"]).get(said["--vulnerability-service"])
if answer is None:
    sys.exit("ERROR:pip_audit._cli:Could not connect to the vulnerability service: connection refused")
if isinstance(answer, str):
    sys.exit(answer)
print(json.dumps({"dependencies": answer}))
sys.exit(any(item.get("vulns") for item in answer))
"""
SKIPPED = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1.0)"}
GOOD = {"name": "b", "version": "1.0", "vulns": []}
BAD = {"name": "c", "version": "2.0", "vulns": [{"id": "PYSEC-0", "fix_versions": ["2.1"]}]}
NOBODY = "audit: no database of vulnerabilities was reached; nothing was looked up\n"


@pytest.fixture
def audit(tmp_path: Path) -> Callable[[object], subprocess.CompletedProcess[str]]:
    """Run the script with a stand-in for pip-audit that answers so, by the name of the database."""
    (tmp_path / "pip_audit.py").write_text(STAND_IN, encoding="utf-8")

    def go(answers: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "ANSWERS": json.dumps(answers)}
        return subprocess.run([sys.executable, SCRIPT], env=environment, capture_output=True, text=True)

    return go


@pytest.mark.parametrize("answers", [{}, {"pypi": [SKIPPED]}, {"pypi": [SKIPPED], "osv": [SKIPPED]}, {"osv": []}])
def test_a_mirror_that_knows_nothing_is_no_database(
    audit: Callable[[object], subprocess.CompletedProcess[str]], answers: object
) -> None:
    done = audit(answers)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", NOBODY)


def test_what_was_looked_up_is_said_and_what_was_not(
    audit: Callable[[object], subprocess.CompletedProcess[str]],
) -> None:
    done = audit({"pypi": [SKIPPED, GOOD]})
    assert (done.returncode, done.stderr) == (0, "audit: 1 could not be looked up: a\n")
    assert done.stdout == "audit: 1 dependencies looked up (pypi), 0 with known vulnerabilities\n"
    found = audit({"osv": [GOOD, BAD]})
    assert found.returncode == 1 and found.stdout.startswith("c 2.0: PYSEC-0, mended in 2.1\n")
    broken = audit({"pypi": "ERROR: the lock cannot be read"})
    assert broken.returncode == 2 and "the lock cannot be read" in broken.stderr


class _Mirror(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def nowhere() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Mirror) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_pip_audit_itself_behind_a_proxy_that_serves_nothing(tmp_path: Path, nowhere: str) -> None:
    lock = tmp_path / "one.lock"
    lock.write_text("pip==24.0\n", encoding="utf-8")
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), nowhere)
    environment = {**os.environ, **proxies, "AUDIT_TIMEOUT": "2", "no_proxy": "", "NO_PROXY": ""}
    done = subprocess.run([sys.executable, SCRIPT, lock], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, NOBODY), done.stdout
