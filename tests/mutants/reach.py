"""Which tests reach a line, and how long each takes: from one run of all tests under coverage."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

# a test that takes longer notices little that a shorter one does not, and a run must end
LONGEST = 30.0  # seconds


@dataclass(frozen=True)
class Reach:
    """What one run of the tests said."""

    lines: dict[str, dict[int, frozenset[str]]]  # per module and line: the tests
    seconds: dict[str, float]  # per test that passed

    def tests(self, path: str, lines: Collection[int]) -> list[str]:
        """The tests that reach one of the lines of a module, the quickest first.

        Lines that run when a module is imported, and those that run in other processes only, are reached by no test
        by name. For them all tests count that reach anything in the module, and those beside it.
        """
        module = self.lines.get(path, {})
        found = frozenset().union(*(module.get(line, frozenset()) for line in lines))
        if not found:
            found = frozenset().union(*module.values()) | self._beside(path)
        return sorted((test for test in found if test in self.seconds), key=lambda test: (self.seconds[test], test))

    def _beside(self, path: str) -> frozenset[str]:
        wing, stem = Path(path).parts[2], Path(path).stem
        return frozenset(test for test in self.seconds if test.startswith(f"tests/{wing}/") or stem in test)


def measured(root: Path, build: Path) -> Reach:
    """Run all tests under coverage, unless that was done for these very files."""
    digest = hashlib.sha256()
    for path in sorted([*(root / "src").rglob("*.py"), *(root / "tests").rglob("*.py")]):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    kept = build / f"reach-{digest.hexdigest()[:16]}.json"
    if not kept.exists():
        build.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_run(root, build)), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    names = found["tests"]
    lines = {
        path: {int(line): frozenset(names[number] for number in numbers) for line, numbers in per_line.items()}
        for path, per_line in found["lines"].items()
    }
    return Reach(lines, found["seconds"])


def _run(root: Path, build: Path) -> dict[str, object]:
    junit, data = build / "junit.xml", build / "coverage"
    for old in (junit, data):
        old.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", f"--junitxml={junit}", "-o",
        "junit_family=xunit1", "--cov=arbeidsmarkt", "--cov-context=test", "--cov-report=",
    ]  # fmt: skip
    subprocess.run(command, cwd=root, env={**os.environ, "COVERAGE_FILE": str(data)}, check=False)
    seconds: dict[str, float] = {}
    for case in ElementTree.parse(junit).iter("testcase"):
        if not len(case):  # neither failed nor skipped
            seconds[f"{case.get('file')}::{case.get('name')}"] = float(case.get("time", 0))
    seconds = {test: spent for test, spent in seconds.items() if spent <= LONGEST}
    reached = CoverageData(str(data))
    reached.read()
    names = {test: number for number, test in enumerate(sorted(seconds))}
    lines = {}
    for path in reached.measured_files():
        contexts = reached.contexts_by_lineno(path)
        per_line = {
            line: sorted({names[test] for one in known if (test := one.rpartition("|")[0]) in names})
            for line, known in contexts.items()
        }
        lines[Path(path).relative_to(root).as_posix()] = {line: tests for line, tests in per_line.items() if tests}
    return {"tests": sorted(seconds), "seconds": seconds, "lines": lines}
