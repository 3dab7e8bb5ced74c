"""Put small faults into the source one at a time and see whether the tests notice: ``make mutants``.

A sample with a fixed seed, spread over the wings whose silent fault would print something wrong and over the kinds of
change. Each change is made in a copy of what is committed, where the tests run that reach its line; it is noticed when
one of them fails or hangs. What no test notices is listed with file and line. Changes that alter nothing that a user
could see stand in ``equivalent.yml`` with the reason, and are not counted.

Cosmic-ray and mutmut were tried on paper: neither changes words in texts, takes a sample over folders, or chooses tests
by line for code that other processes import as well, and mutmut's rewritten functions change what notebooks hash.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import yaml

from .changes import Change, changes, sources
from .reach import Reach, measured

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("numbers", "text", "exhibits", "desk", "document", "publishing", "inputs", "statline")
APART = ("statline/devserver/",)  # a tool for tests
PATIENCE = 60.0  # seconds of tests for one change; the quickest go first
WANTED = 0.95


@dataclass(frozen=True)
class Result:
    """What became of one change."""

    change: Change
    noticed: str  # the test that noticed, "" when none did
    tests: int  # how many ran


def sample(seed: int, count: int, only: Collection[str] = ()) -> list[Change]:
    """So many changes, the wings and the kinds of change in turn; fewer when there are no more of the kinds asked for.

    Which ones a seed takes depends on their words alone: a module that is edited elsewhere leaves the sample as it was,
    so that two runs of one seed can be compared.
    """
    chance = random.Random(seed)
    ways: dict[str, dict[str, list[Change]]] = {}
    for wing in WINGS:
        kinds: dict[str, list[Change]] = {}
        for path in sources(ROOT, wing):
            if not any(part in path for part in APART):
                for change in changes(ROOT, path):
                    if not only or change.kind in only:
                        kinds.setdefault(change.kind, []).append(change)
        ways[wing] = {kind: sorted(found, key=lambda change: _drawn(seed, change)) for kind, found in kinds.items()}
    taken: list[Change] = []
    turns = itertools.cycle(WINGS)
    while len(taken) < count and any(ways.values()):
        kinds = ways[next(turns)]
        if kinds:
            kind = chance.choice(sorted(kinds))
            taken.append(kinds[kind].pop())
            if not kinds[kind]:
                del kinds[kind]
    return taken


def _drawn(seed: int, change: Change) -> str:
    return hashlib.sha256(f"{seed} {change.words}".encode()).hexdigest()


def tried(change: Change, reach: Reach, copy: Path, last: str) -> Result:
    """Make a change in a copy of the checkout, run the tests that reach it, and undo it.

    Args:
        change: what to change.
        reach: the tests by line.
        copy: the copy of the checkout.
        last: the test that noticed it in an earlier run, which goes first and alone.
    """
    tests = _within_patience(reach.tests(change.path, range(change.line, change.last_line + 1)), reach)
    path = copy / change.path
    before = path.read_bytes()
    path.write_bytes(change.applied(before))
    noticed = ""
    try:
        if last in reach.seconds:
            noticed = _first_to_fail([last], copy, reach.seconds[last])
        if tests and not noticed:
            noticed = _first_to_fail(tests, copy, sum(reach.seconds[test] for test in tests))
    finally:
        path.write_bytes(before)
    return Result(change, noticed, len(tests))


def _within_patience(tests: Sequence[str], reach: Reach) -> list[str]:
    chosen, spent = [], 0.0
    for test in tests:
        spent += reach.seconds[test]
        if chosen and spent > PATIENCE:
            break
        chosen.append(test)
    return chosen


def _first_to_fail(tests: Sequence[str], copy: Path, seconds: float) -> str:
    listed = copy / ".tests"
    listed.write_text("\n".join(tests), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--tb=no", "-rfE", f"@{listed.name}"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False,
            timeout=4 * seconds + 90,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "the tests hang"
    if done.returncode == 0:
        return ""
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" ", 1)[1].split(" - ")[0] if failed else f"pytest exits with {done.returncode}"


def results(
    taken: Sequence[Change], reach: Reach, copies: Sequence[Path], noticed: Mapping[str, str]
) -> Iterator[Result]:
    """What became of each change, a few tried at once; ``noticed`` are the tests that noticed changes before."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(change: Change) -> Result:
        copy = free.get()
        try:
            return tried(change, reach, copy, noticed.get(change.words, ""))
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(one, taken)


def main() -> int:
    """Try a sample and print what was not noticed; 1 when too much was not."""
    parser = argparse.ArgumentParser(description="Put small faults into the source and see whether the tests notice.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", nargs="*", default=(), help="kinds of syntax, as Continue; all when left out")
    wishes = parser.parse_args()
    begun = time.monotonic()
    build = ROOT / "build" / "mutants"
    reach = measured(ROOT, build)
    print(f"the tests reach {len(reach.lines)} modules ({time.monotonic() - begun:.0f} s)", flush=True)
    reasons: dict[str, str] = yaml.safe_load((Path(__file__).parent / "equivalent.yml").read_text()) or {}
    taken = sample(wishes.seed, wishes.count, wishes.kinds)
    equivalent = [change for change in taken if change.words in reasons]
    counted = [change for change in taken if change.words not in reasons]
    kept = build / "noticed.json"  # so that a second run is quick
    noticed: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [Path(folder) / str(number) for number in range(wishes.jobs)]
        for copy in copies:
            subprocess.run(["git", "clone", "-q", "--local", str(ROOT), str(copy)], check=True)
            (copy / ".venv").symlink_to(sys.prefix)
        for result in results(counted, reach, copies, dict(noticed)):
            change = result.change
            if not result.noticed:
                survivors += 1
                print(f"SURVIVES {change.path}:{change.line} ({result.tests} tests)\n    {change.words}", flush=True)
            else:
                print(f"noticed  {change.words}\n    {result.noticed}", flush=True)
                noticed[change.words] = result.noticed
                kept.write_text(json.dumps(noticed, ensure_ascii=False, indent=1), encoding="utf-8")
    share = 1 - survivors / len(counted)
    print(
        f"seed {wishes.seed}: {len(counted) - survivors} of {len(counted)} noticed ({share:.0%}), "
        f"{len(equivalent)} equivalent, {time.monotonic() - begun:.0f} s"
    )
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
