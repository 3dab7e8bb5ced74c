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
import sys
import tempfile
import time
from pathlib import Path

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.publishing import archive
from arbeidsmarkt.publishing.site.write import write

ROOT = Path(__file__).resolve().parent.parent
FIRST, EDITIONS = Period.quarter(2014, 1), 49
_LINKED = ("params", "data", "reports", "docs", "notebooks", "requirements.lock")


def fill(project: Project, build: Path, quarter: Period) -> None:
    """One edition of the archive, a copy of the build under another quarter's name."""
    place = project.build / quarter.label
    shutil.copytree(build, place)
    text = json.loads((place / package.MANIFEST).read_text(encoding="utf-8"))
    text.update(edition=quarter.label, created=f"{quarter.last_day + dt.timedelta(days=60)}T00:00:00Z")
    (place / package.MANIFEST).write_text(json.dumps(text, ensure_ascii=False, indent=1), encoding="utf-8")
    signed = {"reviewed": {"by": "A", "at": ""}, "final": {"by": "B", "at": ""}}
    archive.add(project, quarter, place, signed)
    shutil.rmtree(place)


def size(folder: Path) -> str:
    """How much the files of a folder hold together."""
    return f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) / 1e6:.0f} MB"


def main(build: Path) -> None:
    """Measure a whole site, one with nothing new, and one with one new edition."""
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name))
        for part in _LINKED:
            (project.root / part).symlink_to(ROOT / part)
        quarters = [FIRST + steps for steps in range(EDITIONS)]
        for quarter in quarters[:-1]:
            fill(project, build, quarter)
        site, now = project.root / "site", dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

        def measured(what: str) -> None:
            began = time.monotonic()
            done = write(project, site, now, address="https://example.org/", jobs=jobs)
            took, made = time.monotonic() - began, len(done.made)
            most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            print(f"{what:34} {took:6.1f} s, {made:2} made, largest process {most / 1000:.0f} MB", flush=True)

        measured(f"{EDITIONS - 1} editions, from nothing")
        measured("nothing new")
        fill(project, build, quarters[-1])
        measured("one new edition")
        print(f"archive {size(project.archive)}, site {size(site)}, facts {size(site / 'facts')}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "2024Q3")
