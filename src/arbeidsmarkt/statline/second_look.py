"""Whether both interfaces of StatLine hold the same figures: a sample of each table, read through the other one, too.

A table is compared once: when it is read through version 4 for the first time. The comparison decides nothing: the
vintage holds what version 4 answered. What differs is reported, so that somebody can ask CBS which is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.inputs.catalogue import SeriesSpec
from arbeidsmarkt.inputs.vintages import Row, Vintage
from arbeidsmarkt.statline import plan as plans, rows as checks
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.guard import Limits
from arbeidsmarkt.statline.source import Reader
from arbeidsmarkt.statline.table import Outcome, TableJob

_SERIES = 3  # so many of a table, those with the fewest cells
#: an interface that does not answer at once is not waited for
_BRIEFLY = Limits(connect=5.0, read=20.0, answer=30.0, whole=60.0, tries=1, broken=0)

Cells = dict[tuple[str, tuple[tuple[str, str], ...], str], tuple[Decimal | None, str]]


def differences(
    jobs: Iterable[TableJob], outcomes: Iterable[Outcome], client: StatLine, previous: Vintage | None
) -> tuple[list[str], int]:
    """Compare the tables that were read through version 4 for the first time with version 3.

    Args:
        jobs: what was to be fetched.
        outcomes: what came of it.
        client: the client that read them; with one interface only, nothing is compared.
        previous: the vintage before, which says what was read through version 4 already.

    Returns:
        A line for each table whose figures differ, and the number of requests made. A table that version 3 does not
        have, or does not give at once, is not compared.
    """
    done = {outcome.table: outcome for outcome in outcomes}
    known = {name for name, table in (previous.tables if previous else {}).items() if table.interface == "v4"}
    new = [
        (job, outcome.data.rows, outcome.settled.specs if outcome.settled else {})
        for job in jobs
        if (outcome := done[job.table]).data and outcome.data.interface == "v4" and job.table not in known
    ]
    if len(client.readers) < 2 or not new:
        return [], 0
    limits = replace(
        _BRIEFLY, connections=client.limits.connections, connect=min(_BRIEFLY.connect, client.limits.connect),
        read=min(_BRIEFLY.read, client.limits.read), answer=min(_BRIEFLY.answer, client.limits.answer),
        whole=min(_BRIEFLY.whole, max(client.readers[0].guard.shared.left, 0)),  # it is part of the same reading
    )  # fmt: skip
    other = StatLine(client.base_url, limits, interface="v3")
    (reader,) = other.readers
    with other.session():
        pool = ThreadPoolExecutor(limits.connections, thread_name_prefix="statline")
        try:
            found = list(pool.map(lambda task: _difference(reader, *task), new))
        finally:  # an interruption does not wait for answers
            other.stop()
            pool.shutdown(wait=False, cancel_futures=True)
    return [line for line in found if line], other.requests


def _difference(reader: Reader, job: TableJob, rows: Sequence[Row], settled: Mapping[str, SeriesSpec]) -> str:
    """The line for one table; empty when a sample of its cells is the same, or was not to be had."""
    there = {row.series for row in rows}
    specs = [settled.get(spec.id, spec) for spec in job.specs if spec.id in there]
    sample = sorted(specs, key=lambda spec: (sum(row.series == spec.id for row in rows), spec.id))[:_SERIES]
    if reader.guard.gone:
        return ""
    try:
        plan, _ = plans.make(sample, reader.structure(job.table, reader.about(job.table)))
        reading = checks.read(plan, reader.records(plan, ""), "") if plan.series else checks.Reading()
    except Exception:  # whatever a server sends: the figures are there already, and nothing rests on this look
        return ""
    compared = {row.series for row in reading.rows}
    ours, theirs = _cells(row for row in rows if row.series in compared), _cells(reading.rows)
    differing = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    if not differing:
        return ""
    first = differing[0]
    here, also = (_words(cells.get(first)) for cells in (ours, theirs))
    return (
        f"{job.table}: {len(differing)} of {len(ours)} cells compared differ between the interfaces: "
        f"{' '.join(filter(None, (first[0], *(key for _, key in first[1]), first[2])))} is {here} in v4, "
        f"which was read, and {also} in v3; ask CBS which is right"
    )


def _cells(rows: Iterable[Row]) -> Cells:
    """What stands in each cell; one without a figure and without a sign is as good as none."""
    return {
        (row.series, tuple(sorted(row.members.items())), row.period.code): (row.value, row.symbol)
        for row in rows
        if row.value is not None or row.symbol
    }


def _words(cell: tuple[Decimal | None, str] | None) -> str:
    return "missing" if cell is None else str(cell[0] if cell[0] is not None else cell[1])
