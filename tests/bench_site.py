"""How long the site of forty-nine editions takes, how much memory and disk: ``python -m tests.bench_site [BUILD]``.

The editions are copies of one built edition (build/2024Q3 by default) under other quarters' names: their size is real,
what they say is not, and nothing of it is kept.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.publishing import archive

ROOT = Path(__file__).resolve().parent.parent
FIRST, EDITIONS = Period.quarter(2014, 1), 49
_LINKED = ("params", "data", "reports", "docs", "notebooks", "requirements.lock")


def fill(project: Project, build: Path, quarter: Period) -> None:
    """One edition of the archive, a copy of the build under another quarter's name."""
    folder = project.build / quarter.label
    shutil.copytree(build, folder)
    text = json.loads((folder / package.MANIFEST).read_text(encoding="utf-8"))
    text.update(edition=quarter.label, created=f"{quarter.last_day + dt.timedelta(days=60)}T00:00:00Z")
    (folder / package.MANIFEST).write_text(json.dumps(text, ensure_ascii=False, indent=1), encoding="utf-8")
    signed = {"reviewed": {"by": "A", "at": ""}, "final": {"by": "B", "at": ""}}
    archive.add(project, quarter, folder, signed)
    shutil.rmtree(folder)


def new_on_disk(folder: Path) -> str:
    """What a folder takes of the disk beyond files that it shares with others."""
    files = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return f"{sum(about.st_size for about in files if about.st_nlink == 1) / 1e6:.0f} MB"


def size(folder: Path) -> str:
    """How much the files of a folder hold together."""
    return f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) / 1e6:.0f} MB"


def main(build: Path) -> None:
    """Measure a whole site, one with nothing new, and one with one new edition, each with a command of its own."""
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name).resolve())
        for part in _LINKED:
            (project.root / part).symlink_to(ROOT / part)
        quarters = [FIRST + steps for steps in range(EDITIONS)]
        for quarter in quarters[:-1]:
            fill(project, build, quarter)
        site = project.root / "site"
        program = "from arbeidsmarkt.cli import main; main()"
        command = [sys.executable, "-c", program, "site", "--address", "https://example.org/"]

        def used() -> float:
            about = resource.getrusage(resource.RUSAGE_CHILDREN)
            return about.ru_utime + about.ru_stime

        def measured(what: str) -> float:
            before, began = used(), time.monotonic()
            done = subprocess.run(command, cwd=project.root, env={**os.environ, "ARBEIDSMARKT_ROOT": name}, check=True,
                                  capture_output=True, text=True)  # fmt: skip
            took, said = time.monotonic() - began, done.stderr.splitlines()[-1]
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
            print(f"{what:26} {took:6.1f} s, {used() - before:6.1f} s of processors, largest process so far "
                  f"{most:.0f} MB ({said})", flush=True)  # fmt: skip
            return took

        print(f"load average {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors")
        measured(f"{EDITIONS - 1} editions, from nothing")
        measured("nothing new")
        before = project.root / "before"
        shutil.copytree(site, before, copy_function=os.link)
        fill(project, build, quarters[-1])
        one = []
        for _ in range(5):
            one.append(measured("one new edition"))
            shutil.rmtree(site)
            shutil.copytree(before, site, copy_function=os.link)
        measured("and once more")
        print(f"one new edition, median of five: {statistics.median(one):.1f} s")
        for part in ("facts", "series"):
            print(f"{part} {size(site / part)}", end=", ")
        print(f"archive {size(project.archive)}, site {size(site)}, of which new on disk {new_on_disk(site)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "2024Q3")
