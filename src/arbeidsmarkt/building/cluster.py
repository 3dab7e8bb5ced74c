"""Builds editions on a Dask cluster, with the interface of ``concurrent.futures``.

The checkout is sent to the workers as one archive. Each finished edition is returned as one archive, checked against
its manifest, and moved into place here. No disk is shared. See docs/cluster.md.
"""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import Faults, UsageError, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.execution import checkout_archive
from arbeidsmarkt.execution.warm import EndedEarly

if TYPE_CHECKING:
    from arbeidsmarkt.building.build import Built
    from arbeidsmarkt.building.cluster_worker import Made
    from arbeidsmarkt.building.made_from import Order
    from arbeidsmarkt.inputs.editions import Edition

LOCAL = "local"
PATIENCE = 7  # seconds to wait for the scheduler; with the imports at most ten


def check_address(address: str, insecure: bool) -> None:
    """Check an address before anything is packed.

    Raises:
        UsageError: it is not the address of a scheduler, or it is one to which others could send code.
        UserError: the optional dependency is not installed.
    """
    parts = urlsplit(address)
    if address != LOCAL:
        if parts.scheme not in ("tls", "tcp") or not parts.hostname:
            raise UsageError(f"'{address}' is no scheduler", remedy="write tls://host:8786, or local")
        if parts.scheme == "tcp" and not insecure and not _loopback(parts.hostname):
            what = f"'{address}' is not encrypted, and whoever can reach a scheduler can run any program on its workers"
            raise UsageError(what, remedy="use tls:// (docs/cluster.md), or say --insecure")
    if importlib.util.find_spec("distributed") is None:
        raise UserError("the package 'distributed' is not installed", remedy="run: pip install '.[cluster]'")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Cluster(Executor):
    """Workers that each build one edition at a time.

    Args:
        address: the scheduler's address, or ``local`` to start one here.
        orders: the builds to do, all of one project.
        workers: how many workers to start, if they are started here.

    Raises:
        UserError: no scheduler answers, it has no workers, or a worker would not give the same bytes.
    """

    def __init__(self, address: str, orders: Sequence[Order], workers: int) -> None:
        from distributed import Client, LocalCluster

        from arbeidsmarkt.building import made_from

        for name in ("asyncio", "distributed", "distributed.client", "distributed.scheduler", "distributed.nanny"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # errors that matter are raised
        self._address, self._project = address, orders[0].project
        self._made_from: dict[str, str] = {}
        self._local: Any = None
        self._station = ""
        self._tasks: list[Any] = []
        if address == LOCAL:
            quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
            self._local = LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", **quiet)
        try:
            self._client = Client(self._local or address, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError, RuntimeError, TypeError) as error:
            reason = f"{error}".splitlines()[0] if f"{error}" else type(error).__name__
            remedy = "is it running, and are the certificates its own (docs/cluster.md)?"
            raise UserError(f"no scheduler answers at {address}: {reason}", remedy=remedy) from None
        try:
            # the inputs as they are now; later changes here are not sent to the workers
            archive = checkout_archive.pack_checkout(self._project)
            for order in orders:
                with contextlib.suppress(UserError):  # the worker finds the same fault, and reports it with the edition
                    self._made_from[order.edition] = made_from.fingerprint(order, _edition(order).vintage)
            self._set_up(archive, tuple(order.edition for order in orders))
        except BaseException:
            self._close()
            raise

    def _check_workers(self, lock: str) -> dict[str, str]:
        """Refuse a worker that would not give the same bytes, by its name; returns what all workers have in common."""
        from arbeidsmarkt.building.cluster_worker import REMEDY, difference, identity

        ours, answers = identity(lock), self._client.run(identity, lock, on_error="return")
        if not answers:
            raise UserError(f"the scheduler at {self._address} has no workers", remedy="start some (docs/cluster.md)")
        faults = []
        for worker, theirs in sorted(answers.items()):
            unable = isinstance(theirs, BaseException)
            what = f"it cannot run this library: {_named(theirs)}" if unable else difference(ours, theirs)
            if what:
                faults.append(UserError(what, where=f"worker {worker}", remedy=REMEDY))
        raise_all(faults)
        return ours

    def _set_up(self, archive: bytes, editions: tuple[str, ...]) -> None:
        """Set up the checkout on every worker, including those that join later."""
        from arbeidsmarkt.building.cluster_worker import Station, abandoned

        path = self._project.root / "requirements.lock"
        lock = path.read_text(encoding="utf-8") if path.is_file() else ""
        station = Station(archive, self._client.id, editions, lock, self._check_workers(lock))
        for name in self._client.run_on_scheduler(abandoned):  # left by clients that were killed
            self._client.unregister_worker_plugin(name)
        self._station = station.name
        try:
            self._client.register_plugin(station, name=station.name)
        except Exception as error:
            what = f"the workers cannot take the checkout: {_named(error)}"
            raise UserError(what, remedy="see the log of the worker") from None

    def submit(self, function: Callable[..., Any], /, *task: Any, **named: Any) -> Future[Any]:
        """Build an edition on a worker, and move it into place here.

        Args:
            function: must be ``build``.
            task: the order.
            named: must be empty.
        """
        from distributed import KilledWorker

        from arbeidsmarkt.building.cluster_worker import Wanted, build_there

        (order,) = task
        wanted = Wanted(order.edition, order.formats, order.engine, order.kernels, order.allow_typed)
        result: Future[Any] = Future()
        result.set_running_or_notify_cancel()
        began = time.monotonic()
        # a fault of the edition is returned as a value, so that Dask retries only tasks whose worker died
        future = self._client.submit(build_there, self._station, wanted, pure=False, retries=2)
        self._tasks.append(future)

        def settle(done: Any) -> None:
            try:
                result.set_result(self._receive(order, done.result(), began))
            except UserError as error:
                result.set_exception(error)
            except KilledWorker:
                what = "every worker that built it died"
                result.set_exception(UserError(what, remedy="give the workers more memory, or build it here"))
            except BaseException as error:  # Dask raises many different errors for a cluster that is gone
                what = f"the cluster at {self._address} is gone ({type(error).__name__})"
                result.set_exception(EndedEarly(what, remedy="what was finished stands; build again"))

        future.add_done_callback(settle)
        return result

    def _receive(self, order: Order, made: Made, began: float) -> Built:
        from arbeidsmarkt.building import atomic, build
        from arbeidsmarkt.document import manifest

        for event in made.said:
            events.tell(event)
        if made.error is not None:
            kept = order.out / build.FAILED / order.edition
            atomic.discard(kept)
            checkout_archive.unpack(made.archive, kept)
            there, out = made.folders
            raise _reworded(made.error, {f"{out}/": f"{order.project.name(order.out)}/", f"{there}/": ""})
        with atomic.workplace(order.out, order.edition) as work:
            folder = work / "made"
            checkout_archive.unpack(made.archive, folder)
            if wrong := manifest.deviations(folder, manifest.read(folder, order.edition)):
                path, how = wrong[0]
                raise UserError(f"what came back from the cluster is not whole: {path} {how}", remedy="build again")
            changed = build.publish(order, _edition(order), folder, self._made_from[order.edition])
        return build.Built(order.edition, build.outputs(order), changed, time.monotonic() - began)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End what runs on the cluster and disconnect; a cluster that was started here is stopped."""
        self._close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect from the cluster; its tasks end with their processes."""
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._client.cancel([task for task in self._tasks if not task.done()], force=True)
            if self._station:
                self._client.unregister_worker_plugin(self._station)
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)
        if self._local is not None:
            with contextlib.suppress(Exception):
                self._local.close(timeout=5)


def _edition(order: Order) -> Edition:
    from arbeidsmarkt.inputs.editions import Edition

    return Edition.load(order.project, Period.parse(order.edition))


def _reworded(error: UserError, folders: Mapping[str, str]) -> UserError:
    """The error with the folders of this machine instead of the worker's."""
    if isinstance(error, Faults):
        return Faults([_reworded(each, folders) for each in error.errors])

    def here(text: str) -> str:
        for theirs, ours in folders.items():
            text = text.replace(theirs, ours)
        return text

    where, remedy = (text and here(text) for text in (error.where, error.remedy))
    return type(error)(here(error.what), where=where, remedy=remedy)


def _named(error: BaseException) -> str:
    return f"{error}" if type(error) is Exception else f"{type(error).__name__}: {error}"
