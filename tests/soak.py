"""Interrupts builds at random moments and looks at what is left: ``make soak``. Not a test: it reports what it found.

Each round changes a made-up project, starts a build of all formats, and ends it at a random moment in a random way:
kill -9, SIGTERM, Ctrl-C, a disk that is full, or an output folder that from that moment on may not be written.
Afterwards the build that stands must be whole: the one from before, or the new one. No process may be left (one that is
importing notices after the module at hand, on a busy machine within the time of a build), a build that could end by
itself must have said why in one line, and after the next build nothing may be left in the private folder.
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the made-up project stands beside this file

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic
from made_up_project import bound_by_rights, contents, make, run, section, write_notebook

EDITION = "2024Q3"
WAYS = ("kill -9", "SIGTERM", "Ctrl-C", "full disk", "read-only")
_SIGNALS = {"kill -9": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "Ctrl-C": signal.SIGINT}


def change(project: Project, number: int) -> None:
    """Another sentence in a notebook, so that the next build has something to do."""
    sentence = f"leave(kind='prose', left_out=[], markdown='Ronde {number}.')"
    write_notebook(project, "alpha", [*section("toy_one", "one"), sentence])


def left_behind(folder: Path) -> list[int]:
    """Processes that work in the project."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def interrupted(project: Project, way: str, moment: float, room: int) -> tuple[int | None, str]:
    """Start a build and end it; returns its exit code, None when it had to be ended, and what it said last."""

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    prepare: Callable[[], None] | None = little_room if way == "full disk" else None
    with tempfile.TemporaryFile("w+") as said:
        program = "from arbeidsmarkt.cli import main; main()"
        process = subprocess.Popen(
            [*(bound_by_rights() or []), sys.executable, "-c", program, "build", EDITION],
            cwd=project.root, stdout=subprocess.DEVNULL, stderr=said, preexec_fn=prepare,
        )  # fmt: skip
        code: int | None = None
        try:
            code = process.wait(None if way == "full disk" else moment)
        except subprocess.TimeoutExpired:
            if way == "read-only":
                for closed in (project.build, project.build / atomic.WORK):
                    closed.chmod(0o555)
                code = process.wait()
            else:
                process.send_signal(_SIGNALS[way])
                process.wait()
        for closed in (project.build, project.build / atomic.WORK):
            closed.chmod(0o755)
        said.seek(0)
        return code, ([*said.read().splitlines(), ""][-2:] or [""])[0]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    given = arguments.parse_args()
    chance = random.Random(given.seed)
    print(f"{given.rounds} rounds, seed {given.seed}")
    outcomes: collections.Counter[str] = collections.Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-soak-") as folder:
        project = make(Path(folder).resolve() / "checkout")
        settings = project.report / "report.yml"
        settings.write_text(settings.read_text().replace("[html]", "[html, pdf, docx]"))
        built, work = project.build / EDITION, project.build / atomic.WORK
        began = time.monotonic()
        run(project, "build", EDITION)
        long = time.monotonic() - began
        for number in range(given.rounds):
            good = contents(built)
            change(project, number)
            way, moment = chance.choice(WAYS), chance.uniform(0, 1.1 * long)
            code, last = interrupted(project, way, moment, chance.choice((1_000, 10_000, 30_000, 60_000)))
            what = f"round {number}: {way}" + ("" if way == "full disk" else f" after {moment:.2f} s")
            patience = time.monotonic() + max(5, long)
            while left_behind(project.root) and time.monotonic() < patience:
                time.sleep(0.1)
            now = contents(built)
            outcomes[
                f"{way}: "
                + ("done before" if code == 0 else "the old one stands" if now == good else "the new one stands")
            ] += 1
            if code and not last.startswith("arbeidsmarkt: "):
                faults.append(f"{what}: it ended with {code} and said '{last}'")
            if now != good and f"Ronde {number}." not in now.get("document.md", b"").decode():
                faults.append(f"{what}: what stands is neither the old build nor the new one")
            if now and run(project, "verify", EDITION, check=False).returncode:
                faults.append(f"{what}: what stands is not whole")
            if pids := left_behind(project.root):
                faults.append(f"{what}: processes left behind: {pids}")
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)
            run(project, "build", EDITION)
            if rest := [path.name for path in work.iterdir() if not path.name.endswith(".lock")]:
                faults.append(f"{what}: after the next build there is still {rest}")
            if f"Ronde {number}." not in contents(built)["document.md"].decode():
                faults.append(f"{what}: the next build is not the new one")
    for outcome, times in sorted(outcomes.items()):
        print(f"{times:4d}  {outcome}")
    print("\n".join(faults) or "no fault found")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
