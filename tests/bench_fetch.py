"""How long a fetch takes with 100 ms before every answer: ``python tests/bench_fetch.py``. Not a test: it only prints.

Serves the newest vintage as a local StatLine, in a process of its own, and fetches every table of the catalogue through
each interface, cold and when nothing has changed; with one connection, which gives each table's own time; and ten times
with so many of the connections broken (``python tests/bench_fetch.py --broken 0.3``).
"""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import labels
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.fetch import Fetched, fetch
from arbeidsmarkt.statline.guard import Limits

LATENCY, CONNECTIONS = 0.1, 4


#: serves a vintage, and breaks a share of the connections at random but the same each time
BROKEN = """
import random, sys, time
from pathlib import Path
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.statline.devserver import DevServer, Fault, from_vintage

class Broken(DevServer):
    def fault_for(self, table, entity, version):
        return Fault("cut") if self.chance.random() < self.share else None

folder = Path(sys.argv[1])
catalogue = Catalogue.load(folder.parents[2] / "params" / "series.yml")
tables = from_vintage(Vintage.open(folder.parent, folder.name), catalogue)
server = Broken(tables, latency=float(sys.argv[2]))
server.share, server.chance = float(sys.argv[3]), random.Random(int(sys.argv[4]))
with server:
    print("serving at", server.url, flush=True)
    time.sleep(10_000)
"""


@contextmanager
def serving(vintage: Path, share: float = 0.0, seed: int = 0) -> Iterator[str]:
    """A local StatLine in a process of its own."""
    server = subprocess.Popen(
        [sys.executable, "-u", "-c", BROKEN, str(vintage), str(LATENCY), str(share), str(seed)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        server.kill()
        server.wait()


def main() -> None:
    project = Project.find(Path(__file__).parent)
    vintage = project.vintages / labels(project.vintages)[-1]
    catalogue = Catalogue.load(project.params / "series.yml")
    if "--broken" in sys.argv:
        broken(catalogue, vintage, float(sys.argv[-1]))
        return
    with serving(vintage) as url, tempfile.TemporaryDirectory() as folder:
        alone = timed("one connection", catalogue, Path(folder) / "alone", url, 1)[0]
        seconds = 0.0
        interfaces: tuple[Literal["v4", "v3"], ...] = ("v4", "v3")
        for interface in interfaces:
            _, took = timed(f"{interface} cold", catalogue, Path(folder) / interface, url, interface=interface)
            timed(f"{interface} unchanged", catalogue, Path(folder) / interface, url, interface=interface)
            seconds = seconds or took
    slowest = max(outcome.seconds for outcome in alone.outcomes)
    share = sum(outcome.seconds for outcome in alone.outcomes) / CONNECTIONS
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    print(f"slowest table    {slowest:8.2f} s      total / {CONNECTIONS} connections {share:8.2f} s")
    print(f"v4 / larger      {seconds / max(slowest, share):8.2f}        (at most 1.5)")


def broken(catalogue: Catalogue, vintage: Path, share: float) -> None:
    """Ten runs with so many connections broken, each run once."""
    good = 0
    for seed in range(10):
        with serving(vintage, share, seed) as url, tempfile.TemporaryDirectory() as folder:
            pages = Cache(Path(folder) / "pages")
            try:
                timed(f"{share:.0%} broken, {seed}", catalogue, Path(folder) / "v", url, pages=pages)
                good += 1
            except UserError as error:
                print(f"{share:.0%} broken, {seed}: {str(error).splitlines()[0][:100]}", flush=True)
    print(f"{good} of 10 succeeded")


def timed(
    what: str,
    catalogue: Catalogue,
    root: Path,
    url: str,
    connections: int = CONNECTIONS,
    interface: Literal["v4", "v3"] = "v4",
    pages: Cache | None = None,
) -> tuple[Fetched, float]:
    client = StatLine(url, Limits(connections=connections), interface=interface, pages=pages)
    start = time.monotonic()
    result = fetch(catalogue, root, client, date=dt.datetime.now(dt.UTC).date())
    seconds = time.monotonic() - start
    rows = sum(len(outcome.data.rows) for outcome in result.outcomes if outcome.data)
    print(
        f"{what:<16} {seconds:8.2f} s      {result.requests} requests, {len(result.outcomes)} tables, {rows} rows",
        flush=True,
    )
    return result, seconds


if __name__ == "__main__":
    main()
