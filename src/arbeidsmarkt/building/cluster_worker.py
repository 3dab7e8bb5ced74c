"""What a build does on a worker of a Dask cluster: keep the checkout and a warm process, and build editions there.

Tasks run in threads of Dask's worker, where forking is not safe: they hand the work to the warm process, which the
worker's own interpreter starts.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from arbeidsmarkt.basics import content, events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.atomic import discard
from arbeidsmarkt.building.build import build
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.execution import checkout_archive, preload
from arbeidsmarkt.execution.warm import EndedEarly, Warm

PREFIX = "arbeidsmarkt-checkout-"


@dataclass(frozen=True)
class Wanted:
    """One edition to build, without anything that belongs to the machine that asks for it."""

    edition: str
    formats: tuple[str, ...]
    engine: str
    kernels: str
    allow_typed: bool = False


@dataclass(frozen=True)
class Made:
    """What became of it: the folder of the edition as an archive, or the error; and what is to be said of the run."""

    archive: bytes
    error: UserError | None
    said: tuple[dict[str, Any], ...]


def identity(lock: str) -> dict[str, str]:
    """What must be the same here and there, by the name that a message gives it.

    Args:
        lock: the text of ``requirements.lock``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.lock"
        path.write_text(lock, encoding="utf-8")
        versions = content.versions(path)
    named = {f"the package {name}": version for name, version in versions.items() if name != "python"}
    return {
        "Python": versions["python"],
        "the system": f"{sys.platform} {platform.machine()}",
        "the library arbeidsmarkt": content.library(content.BUILDS)[:12],
        **named,
    }


class Station(WorkerPlugin):
    """The checkout and the warm process of one worker, as a plugin that Dask sets up on every worker, new ones too."""

    def __init__(self, archive: bytes, digest: str, editions: tuple[str, ...]) -> None:
        self.name = f"arbeidsmarkt-{digest}"
        self._archive, self._digest, self._editions = archive, digest, editions

    def setup(self, worker: Any) -> None:
        """Unpack the checkout into a fresh folder, sweep those of other runs, and start the warm process."""
        base = Path(worker.local_directory)
        for old in base.glob(f"{PREFIX}*"):
            discard(old)
        self.folder = base / f"{PREFIX}{self._digest[:16]}"
        checkout_archive.unpack(self._archive, self.folder)
        self.project = Project(self.folder)
        self.said: list[dict[str, Any]] = []
        events.listen(self.said.append)
        self.warm = self._started()

    def _started(self) -> Warm:
        warm = Warm()
        warm.prepare(preload.read, self.project, list(self._editions))
        return warm

    def teardown(self, worker: Any) -> None:
        """End the process and whatever runs in it, and remove the checkout."""
        self.warm.shutdown(wait=False)
        discard(self.folder)

    def build(self, wanted: Wanted) -> Made:
        """Build an edition in the warm process, from nothing: what is recalled is recalled where it was asked for."""
        out = Path(tempfile.mkdtemp(prefix="edition-", dir=self.folder.parent))
        order = Order(
            self.project, wanted.edition, out, wanted.formats, wanted.engine, caching=False, kernels=wanted.kernels,
            allow_typed=wanted.allow_typed,
        )  # fmt: skip
        try:
            if self.warm.over:
                self.warm = self._started()
            self.warm.submit(build, order).result()
            return Made(checkout_archive.pack_folder(order.place), None, self._remarks())
        except EndedEarly:
            raise  # the worker's fault, not the edition's: Dask gives it to another one
        except UserError as error:
            return Made(b"", error, self._remarks())
        finally:
            discard(out)

    def _remarks(self) -> tuple[dict[str, Any], ...]:
        found = tuple(event for event in self.said if event["event"] in ("left running", "standard kernels", "warning"))
        self.said.clear()
        return found


def build_there(name: str, wanted: Wanted) -> Made:
    """The task: build with the station of the worker that this runs on."""
    station: Any = get_worker().plugins[name]
    made: Made = station.build(wanted)
    return made
