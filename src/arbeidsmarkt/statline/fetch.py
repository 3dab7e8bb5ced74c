"""Reads all tables of the catalogue in parallel into one new vintage, completely or not at all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import NotYetPublished, UsageError, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintage_files import read_from_cbs
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.statline import catalogue_edits, second_look
from arbeidsmarkt.statline.client import CBS, StatLine
from arbeidsmarkt.statline.known import Known
from arbeidsmarkt.statline.left_out import unreachable_as_one
from arbeidsmarkt.statline.table import Outcome, TableJob

_ROUNDS = 3  # how often a table that could not be read is tried, if others could be read
_NAMED = 3  # how many tables the message names if a quarter is not published; `fetch` has a line for each


@dataclass(frozen=True)
class Fetched:
    """The result of a fetch.

    Attributes:
        path: the new vintage; None if all tables are the same as in the previous vintage.
        label: the label of the new vintage, or else of the previous one.
        outcomes: the outcome per table, in the catalogue's order.
        requests: the number of requests made.
        differences: a line for each table of which the two interfaces hold different figures.
    """

    path: Path | None
    label: str
    outcomes: tuple[Outcome, ...]
    requests: int
    differences: tuple[str, ...] = ()


def fetch(
    catalogue: Catalogue,
    root: Path,
    client: StatLine,
    *,
    date: dt.date,
    label: str | None = None,
    quarter: Period | None = None,
    accept_vanished: Collection[str] = (),
    accept: Collection[str] = (),
    all_or_nothing: bool = False,
    catalogue_file: Path | None = None,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> Fetched:
    """Read everything that the catalogue selects.

    Args:
        catalogue: the series.
        root: the folder of all vintages.
        client: the client of StatLine.
        date: today's date.
        label: the label of the new vintage; by default the date, with a number added if it is taken.
        quarter: the quarter that every quarterly and monthly series of a maintained table must have.
        accept_vanished: tables of which figures may be gone, as CBS announced.
        accept: tables whose figures may differ wildly from the known ones.
        all_or_nothing: whether a fault in a series that is not ``required`` also stops the fetch.
        catalogue_file: ``params/series.yml``; what the known figures settled is written into it after the vintage.
        report: called in this thread with each table that is done.

    Returns:
        The result. Without a label, nothing is written if no table has changed.

    Raises:
        UsageError: the label exists already.
        NotYetPublished: nothing is wrong, but a table does not have the quarter yet.
        UserError, Faults: all faults; nothing was written.
    """
    if label and (root / label).exists():
        raise UsageError("this vintage exists already", where=f"{root.name}/{label}", remedy="give another --label")
    _sweep(root)
    tables = catalogue.by_table(statline_only=True)
    for table in (*accept_vanished, *accept):
        if table not in tables:
            raise UsageError(f"'{table}' is not a table of the catalogue", remedy=f"there are {', '.join(tables)}")

    # one job per table
    previous = _previous(root, client)
    known = {spec.predecessor.series for spec in catalogue.series.values() if spec.predecessor}
    required = frozenset(catalogue.series if all_or_nothing else catalogue.required())
    figures = Known(later=lambda: Known.load(root, catalogue))
    jobs = [
        TableJob(
            table, catalogue.tables[table], specs,
            predecessor="stopgezet" in catalogue.tables[table].title or any(spec.id in known for spec in specs),
            previous=previous, quarter=quarter, accept_vanished=table in accept_vanished,
            accept=table in accept, required=required, known=figures,
        )
        for table, specs in tables.items()
    ]  # fmt: skip

    # run the jobs; nothing is written if a required series has a fault or the quarter is not out
    outcomes = _run(jobs, client, report)
    raise_all(unreachable_as_one(fault for outcome in outcomes for fault in outcome.faults))
    if not any(outcome.data for outcome in outcomes):
        raise UserError("no table could be read", remedy="read the lines above; try again later")
    if quarter:
        _all_out(outcomes, quarter)
    left_out = [item.record() for outcome in outcomes for item in outcome.left_out]
    if previous and not label and all(map(_held_by(previous), outcomes)) and list(previous.left_out) == left_out:
        return Fetched(None, previous.label, tuple(outcomes), client.requests)
    differing, more = second_look.differences(jobs, outcomes, client, previous)

    # write the vintage, then what the known figures settled
    name = label or free_label(root, date)
    path = vintages.write(
        root, name, date=date, kind=kind_of(client, tables), title=_title(client, date),
        tables=[outcome.data for outcome in outcomes if outcome.data],
        left_out=left_out,
        description=f"Read from {client.base_url}: {_through(outcomes)}.",
    )  # fmt: skip
    settled = [outcome.settled for outcome in outcomes if outcome.settled and outcome.settled.specs]
    if catalogue_file is not None and settled:
        catalogue_edits.write(catalogue_file, "params/series.yml", catalogue, settled, date)
    if client.pages.folder is not None:  # the pages are no longer needed, since the vintage holds them
        shutil.rmtree(client.pages.folder, ignore_errors=True)
    return Fetched(path, name, tuple(outcomes), client.requests + more, tuple(differing))


def _run(jobs: list[TableJob], client: StatLine, report: Callable[[Outcome], None]) -> list[Outcome]:
    """Run all jobs, as many at a time as there are connections; the largest first, so that none is last on its own."""
    done: dict[str, Outcome] = {}
    with client.session():
        pool = ThreadPoolExecutor(client.limits.connections, thread_name_prefix="statline")
        try:
            left = sorted(jobs, key=TableJob.cells, reverse=True)
            for round_ in range(1, _ROUNDS + 1):
                answered = client.answered
                for future in as_completed([pool.submit(job.run, client) for job in left]):
                    outcome = future.result()
                    done[outcome.table] = outcome
                    if round_ == _ROUNDS or not outcome.may_pass:
                        report(outcome)
                left = [job for job in left if done[job.table].may_pass]
                if client.answered == answered or not left:  # no server answers, so another round would be useless
                    break
            if round_ < _ROUNDS:
                for job in left:
                    report(done[job.table])
        except BaseException as error:
            client.stop()
            # after an interruption, do not wait for answers that may never come; these threads write nothing
            pool.shutdown(wait=isinstance(error, Exception), cancel_futures=True)
            raise
        pool.shutdown()
    return [done[job.table] for job in jobs]


def _all_out(outcomes: list[Outcome], quarter: Period) -> None:
    late = []
    for outcome in outcomes:
        if outcome.late:
            series, newest = min(outcome.late.items(), key=lambda item: item[1].last_day if item[1] else dt.date.min)
            count = f" and {len(outcome.late) - 1} more series" if len(outcome.late) > 1 else ""
            late.append(f"{outcome.table} (series '{series}'{count}: latest is {newest or 'nothing'})")
    if late:
        named = ", ".join(late) if len(late) <= _NAMED else f"{', '.join(late[:_NAMED])} and {len(late) - _NAMED} more"
        raise NotYetPublished(
            f"CBS has not published {quarter} yet in {len(late)} of {len(outcomes)} tables: {named}",
            remedy="nothing was written; try again after the next release",
        )


def _held_by(previous: Vintage) -> Callable[[Outcome], bool]:
    """Whether the previous vintage holds the same state of a table as was read now, or lacks the table as well."""

    def same(outcome: Outcome) -> bool:
        old, new = previous.tables.get(outcome.table), outcome.data
        if old is None or new is None:
            return old is None and new is None
        return outcome.unchanged or (
            (new.modified, new.version, new.selection) == (old.modified, old.version, old.selection)
            and {row.series for row in new.rows} == set(old.series)
        )

    return same


def _through(outcomes: list[Outcome]) -> str:
    """The number of tables that were read through each interface, in words."""
    count = Counter(outcome.data.interface for outcome in outcomes if outcome.data)
    return ", ".join(f"{count[name]} tables through {name}" for name in sorted(count, reverse=True))


def kind_of(client: StatLine, tables: Iterable[str]) -> str:
    """``fetched`` if all tables are read from CBS's own servers, otherwise ``trial``."""
    return (
        "fetched" if all(read_from_cbs(address) for table in tables for address in client.addresses(table)) else "trial"
    )


def _title(client: StatLine, date: dt.date) -> str:
    day = dutch.date(date)
    if client.base_url == CBS:
        return f"CBS-cijfers zoals gelezen uit StatLine op {day}"
    return f"Proefcijfers van {client.origin}, niet van het CBS, gelezen op {day}"


def _previous(root: Path, client: StatLine) -> Vintage | None:
    """The newest vintage that was fetched from the same server.

    Reconstructed vintages are no basis for comparison, and tables of a trial must never pass for CBS's.
    """
    for label in reversed(vintages.labels(root)):
        vintage = Vintage.open(root, label)
        tables = vintage.tables.values()
        if vintage.kind in ("fetched", "trial") and all(
            client.addresses(info.id) & set(info.sources.values()) for info in tables
        ):
            return vintage
    return None


def _sweep(root: Path) -> None:
    """Remove what killed fetches left: private folders of processes that no longer exist."""
    for folder in root.glob(".*.tmp"):
        process = folder.name.split(".")[-2]
        if process.isdigit() and not _alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # the process exists, and belongs to another user
        return True
    return True


def free_label(root: Path, date: dt.date) -> str:
    """The date, with a number added if there is a vintage of that date already."""
    name, number = date.isoformat(), 1
    while (root / name).exists():
        number += 1
        if number > 99:
            raise UserError("a hundred vintages of one day", where=root.name, remedy="give a --label")
        name = f"{date.isoformat()}-{number:02d}"
    return name
