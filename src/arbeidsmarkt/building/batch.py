"""Builds any number of editions from one warm process, on all cores; if some fail, the others are still finished."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import replace
from pathlib import Path

from arbeidsmarkt.basics.errors import Faults, NotYetPublished, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic, made_from, start_page
from arbeidsmarkt.building.build import Built, build, outputs
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.execution.warm import EndedEarly, Warm

Done = Callable[[str, Built | UserError], None]


def build_all(orders: Sequence[Order], jobs: int, done: Done, cluster: str = "") -> list[Built]:
    """Build editions, ``jobs`` at once; a single edition uses all jobs for its notebooks.

    Args:
        orders: one for each edition, all with the same ``out``.
        jobs: how many processes at once.
        done: called with each edition and its result when it ends.
        cluster: the address of a Dask scheduler that builds them, or ``local`` to start one here; if empty, they are
            built without Dask.

    Returns:
        The builds, in the order of ``orders``.

    Raises:
        UserError: all faults, each with its edition; raised after the other editions were finished.
    """
    out = orders[0].out
    atomic.clean(out)
    results: dict[str, Built | UserError] = {}

    def note(edition: str, result: Built | UserError) -> None:
        results[edition] = result
        done(edition, result)

    waiting = []
    for order in orders:
        began = time.monotonic()
        if not order.force and made_from.is_current(order):
            note(order.edition, Built(order.edition, outputs(order), False, time.monotonic() - began, ran=False))
        elif early := _not_there(order):
            note(order.edition, early)
        else:
            waiting.append(order)
    if waiting:
        if cluster:
            _build_there(waiting, jobs, note, cluster)
        else:
            _build(waiting, jobs, note)
    if any(isinstance(result, Built) for result in results.values()):
        _list(out, orders[0].project)
    found = [results[order.edition] for order in orders]
    raise_all([result for result in found if isinstance(result, UserError)])
    return [result for result in found if isinstance(result, Built)]


def _not_there(order: Order) -> UserError | None:
    """The error for a quarter without parameters that the figures do not reach yet; found before a process starts.

    An edition with parameters of its own is checked by its build; the imports would take too long here.
    """
    if (order.project.params / f"{order.edition}.yml").is_file():
        return None
    from arbeidsmarkt.inputs import readiness
    from arbeidsmarkt.inputs.editions import Edition

    try:
        readiness.check(order.project, Edition.load(order.project, Period.parse(order.edition)))
    except NotYetPublished as error:
        return error
    except UserError:
        return None  # the build reports it, with all other faults
    return None


def _build(waiting: Sequence[Order], jobs: int, note: Done) -> None:
    """Build what is not current, each edition in a process of its own."""
    # an edition waits for its charts a quarter of the time, so build one edition more than there are processors
    side_by_side = min(jobs + (jobs > 1), len(waiting))
    each_has = max(1, jobs // side_by_side)
    orders = [replace(order, jobs=each_has) for order in waiting]
    out = waiting[0].out
    try:
        with Warm(side_by_side, drawing_processes=min(jobs, len(waiting))) as warm:
            warm.prepare(_read_ahead, waiting[0].project, [order.edition for order in waiting])
            built = _finish({warm.submit(build, order): order.edition for order in orders}, note)
            if built:  # in the warm process, which has the imports; the caller does it again and reports a fault
                warm.submit(_list, out, waiting[0].project).exception()
    finally:
        atomic.clean(out)
    waiting[0].cache.prune()


def _build_there(waiting: Sequence[Order], jobs: int, note: Done, address: str) -> None:
    """Build what is not current on a cluster, each edition on a worker."""
    from arbeidsmarkt.building.cluster import Cluster

    try:
        with Cluster(address, waiting, min(jobs, len(waiting))) as cluster:
            _finish({cluster.submit(build, order): order.edition for order in waiting}, note)
    finally:
        atomic.clean(waiting[0].out)


def _finish(futures: Mapping[Future[Built], str], note: Done) -> bool:
    """Call ``note`` with the result of each edition when it ends; returns whether any was built."""
    built = False
    for future in as_completed(futures):
        edition, error = futures[future], future.exception()
        if error is not None and (isinstance(error, EndedEarly) or not isinstance(error, UserError)):
            raise error
        result = future.result() if error is None else _named(edition, error) if len(futures) > 1 else error
        note(edition, result)
        built = built or error is None
    return built


def _read_ahead(project: Project, editions: Sequence[str]) -> None:
    """Run ``preload.read``; imported here, in the warm process, since the import would delay its start by 0.2 s."""
    from arbeidsmarkt.execution import preload

    preload.read(project, editions)


def _list(out: Path, project: Project) -> None:
    """Write the start page of the output folder, unless it is up to date."""
    if not start_page.is_current(out, project):
        start_page.write(out, project)


def _named(edition: str, error: UserError) -> UserError:
    """The error with the edition's label before it, for a build of several editions."""
    if isinstance(error, Faults):
        return Faults([_named(edition, each) for each in error.errors])
    where = f"{edition}: {error.where}" if error.where else edition
    return type(error)(error.what, where=where, remedy=error.remedy)
