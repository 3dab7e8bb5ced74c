"""How long a fetch takes with 100 ms before every answer: ``python tests/bench_fetch.py``. Not a test: it only prints.

Serves the newest vintage as a local StatLine, in a process of its own, and fetches every table of the catalogue: with
one connection, which gives each table's own time; with four; and once more, when nothing has changed.
"""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import labels
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.fetch import Fetched, fetch
from arbeidsmarkt.statline.guard import Limits

LATENCY, CONNECTIONS = 0.1, 4


def main() -> None:
    project = Project.find(Path(__file__).parent)
    newest = labels(project.vintages)[-1]
    catalogue = Catalogue.load(project.params / "series.yml")
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "arbeidsmarkt.statline.devserver", "--vintage", str(project.vintages / newest),
         "--latency", str(LATENCY)], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        url = server.stdout.readline().split()[-1]
        with tempfile.TemporaryDirectory() as folder:
            alone = timed("one at a time", catalogue, Path(folder) / "alone", url, 1)[0]
            timed("version 3", catalogue, Path(folder) / "older", url, interface="v3")
            first = timed("everything", catalogue, Path(folder), url)
            again = timed("nothing changed", catalogue, Path(folder), url)
            files = list((Path(folder) / first[0].label).iterdir())
            print(f"vintage          {sum(path.stat().st_size for path in files) / 1e6:8.2f} MB in {len(files)} files")
    finally:
        server.kill()
        server.wait()
    seconds = first[1]
    slowest = max(outcome.seconds for outcome in alone.outcomes)
    share = sum(outcome.seconds for outcome in alone.outcomes) / CONNECTIONS
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    print(f"slowest table    {slowest:8.2f} s      total / {CONNECTIONS} connections {share:8.2f} s")
    print(f"fetch / larger   {seconds / max(slowest, share):8.2f}        (at most 1.5)")
    print(f"requests again   {again[0].requests / len(again[0].outcomes):8.2f} per table (1)")


def timed(
    what: str,
    catalogue: Catalogue,
    root: Path,
    url: str,
    connections: int = CONNECTIONS,
    interface: Literal["v4", "v3"] = "v4",
) -> tuple[Fetched, float]:
    client = StatLine(url, Limits(connections=connections), interface=interface)
    start = time.monotonic()
    result = fetch(catalogue, root, client, date=dt.datetime.now(dt.UTC).date())
    seconds = time.monotonic() - start
    rows = sum(len(outcome.data.rows) for outcome in result.outcomes if outcome.data)
    print(f"{what:<16} {seconds:8.2f} s      {result.requests} requests, {len(result.outcomes)} tables, {rows} rows")
    return result, seconds


if __name__ == "__main__":
    main()
