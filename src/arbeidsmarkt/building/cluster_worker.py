"""The part of a cluster build that runs on a Dask worker, which keeps the checkout and a warm process.

Dask runs tasks in threads of the worker, where forking is not safe. The tasks therefore pass the work to the warm
process, which the worker starts with its own interpreter.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from distributed import Reschedule, WorkerPlugin, get_worker

from arbeidsmarkt.basics import content
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.atomic import discard
from arbeidsmarkt.building.build import FAILED, build
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.execution import checkout_archive, preload
from arbeidsmarkt.execution.warm import EndedEarly, Warm

#: what to do about a worker that differs
REMEDY = "install the same there (docs/cluster.md)"
#: how many times, a second apart, such a worker returns an edition to Dask before it reports an error
PATIENCE = 600
PREFIX = "arbeidsmarkt-checkout-"
_STATION = "arbeidsmarkt station of "


@dataclass(frozen=True)
class Wanted:
    """One edition to build; contains nothing that is specific to the client's machine."""

    edition: str
    formats: tuple[str, ...]
    engine: str
    kernels: str
    allow_typed: bool = False


@dataclass(frozen=True)
class Made:
    """The result of building an edition.

    Attributes:
        archive: the packed folder of the edition; if it failed, its partly executed notebooks.
        error: the fault of the edition, if there is one.
        said: the remarks of the run, to be shown by the client.
        folders: the worker's checkout and output folder, which messages may mention.
    """

    archive: bytes
    error: UserError | None
    said: tuple[dict[str, Any], ...]
    folders: tuple[str, str]


def identity(lock: str) -> dict[str, str]:
    """What must be the same on client and workers: the name in messages -> the value.

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


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """What differs between client and worker, for a message; empty if nothing does."""
    other = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    if not other:
        return ""
    first = other[0]
    more = f" (and {len(other) - 1} more)" if len(other) > 1 else ""
    return f"{first} is {theirs.get(first, 'missing')} there and {ours.get(first, 'missing')} here{more}"


def abandoned(dask_scheduler: Any) -> list[str]:
    """Runs on the scheduler: the stations whose client is gone but did not remove them."""
    stations = [name for name in dask_scheduler.worker_plugins if name.startswith(_STATION)]
    return [name for name in stations if name.removeprefix(_STATION) not in dask_scheduler.clients]


class Station(WorkerPlugin):
    """The checkout and the warm process of one worker, as a plugin that Dask sets up on every worker, also on new ones.

    Args:
        archive: the packed checkout.
        client: the id of the client; each client has its own station, so that two can build at once.
        editions: the editions that will be requested.
        lock: the text of the checkout's ``requirements.lock``.
        identity: what must be the same on the worker as on the client.
    """

    def __init__(
        self, archive: bytes, client: str, editions: tuple[str, ...], lock: str, identity: Mapping[str, str]
    ) -> None:
        self.name = f"{_STATION}{client}"
        self._archive, self._editions, self._lock, self._identity = archive, editions, lock, identity
        self.refusal: UserError | None = None
        self._handed_back = 0

    def setup(self, worker: Any) -> None:
        """Unpack the checkout into a new folder, and start the warm process.

        Not on a worker that joined later and would not give the same bytes; it builds no edition.
        """
        if what := difference(self._identity, identity(self._lock)):
            self.refusal = UserError(what, where=f"worker {worker.address}", remedy=REMEDY)
            return
        digest = hashlib.sha256(self._archive).hexdigest()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{digest[:16]}-", dir=worker.local_directory))
        self.project = Project(self.folder / "checkout")
        checkout_archive.unpack(self._archive, self.project.root)
        self.said: list[dict[str, Any]] = []
        self._side_by_side = worker.state.nthreads
        self.warm = self._started()

    def _started(self) -> Warm:
        warm = Warm(self._side_by_side, heard=self.said.append)
        warm.prepare(preload.read, self.project, list(self._editions))
        return warm

    def teardown(self, worker: Any) -> None:
        """End the warm process and its tasks, and remove the checkout."""
        if self.refusal:
            return
        self.warm.shutdown(wait=False)
        discard(self.folder)

    def build(self, wanted: Wanted) -> Made:
        """Build an edition in the warm process, without a cache; only the client has one.

        Raises:
            Reschedule: this worker cannot build it, but another one may.
            UserError: no worker has built it for a long time.
        """
        if self.refusal:
            self._handed_back += 1
            if self._handed_back > PATIENCE:  # no other worker takes it
                raise self.refusal
            _hand_back()
        out = Path(tempfile.mkdtemp(prefix="edition-", dir=self.folder))
        order = Order(
            self.project, wanted.edition, out, wanted.formats, wanted.engine, caching=False, kernels=wanted.kernels,
            allow_typed=wanted.allow_typed,
        )  # fmt: skip
        try:
            if self.warm.over:
                self.warm = self._started()
            error, made = None, order.folder
            try:
                self.warm.submit(build, order).result()
            except EndedEarly:
                raise  # a fault of the worker, not of the edition: Dask gives it to another worker
            except UserError as fault:
                error, made = fault, out / FAILED / order.edition
            folders = str(self.project.root), str(out)
            return Made(checkout_archive.pack_folder(made), error, self._remarks(), folders)
        finally:
            discard(out)

    def _remarks(self) -> tuple[dict[str, Any], ...]:
        found = tuple(event for event in self.said if event["event"] in ("left running", "standard kernels", "warning"))
        self.said.clear()
        return found


def build_there(name: str, wanted: Wanted) -> Made:
    """The task that Dask runs: build with the station of this worker."""
    station: Any = get_worker().plugins.get(name)
    if station is None:  # the worker has just joined and is still being set up
        _hand_back()
    made: Made = station.build(wanted)
    return made


def _hand_back() -> NoReturn:
    time.sleep(1)  # Dask may give it to this worker again while the others are busy
    raise Reschedule
