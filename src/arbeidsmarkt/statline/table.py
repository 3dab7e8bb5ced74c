"""One table, from its description to its checked rows: what a thread of the fetch does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod

from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import SeriesSpec, TableSpec
from arbeidsmarkt.inputs.vintages import Row, TableData, TableInfo, Vintage
from arbeidsmarkt.statline import plan as plans, rows as checks
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.lifecycle import LifeCycle
from arbeidsmarkt.statline.metadata import TableMeta, read_codes, read_properties

PAGE = "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/"
_RESTARTS = 2


@dataclass
class Outcome:
    """What became of one table.

    Attributes:
        data: what goes into the vintage; nothing when there are faults.
        unchanged: taken over from the previous vintage.
        ended: CBS no longer adds figures, and the catalogue knows.
        notices: lines for the maintainer.
        seconds: that it took.
        late: series that lack the quarter asked for, with their newest period.
    """

    table: str
    data: TableData | None = None
    unchanged: bool = False
    ended: bool = False
    faults: list[UserError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    seconds: float = 0.0
    late: dict[str, Period | None] = field(default_factory=dict)

    @property
    def newest(self) -> Period | None:
        """The newest period with a number, in the frequency of the table's most frequent series."""
        newest = _newest(self.data.rows if self.data else [])
        return max(newest.values(), key=lambda period: period.last_day, default=None)


@dataclass(frozen=True)
class TableJob:
    """What to fetch.

    Attributes:
        table: its id.
        about: what the catalogue says of it.
        specs: the series to read from it.
        predecessor: one of them is another series' predecessor, or the catalogue calls the table discontinued.
        previous: the vintage to compare with and to take over from.
        quarter: that must be there.
        accept_vanished: figures of the previous vintage may be gone.
    """

    table: str
    about: TableSpec
    specs: Sequence[SeriesSpec]
    predecessor: bool = False
    previous: Vintage | None = None
    quarter: Period | None = None
    accept_vanished: bool = False

    def cells(self) -> int:
        """How many combinations of members are read: a measure of the work."""
        return sum(prod(len(over.members) for over in spec.over.values()) for spec in self.specs)

    def run(self, client: StatLine) -> Outcome:
        """Fetch and check; faults are collected, not raised."""
        start = time.monotonic()
        outcome = Outcome(self.table)
        try:
            self._fetch(client, outcome)
        except Faults as faults:
            outcome.faults += faults.errors
        except UserError as fault:
            outcome.faults.append(fault)
        if outcome.faults:
            outcome.data = None
        elif outcome.data and self.quarter and not outcome.ended:
            outcome.late = _late(self.specs, outcome.data.rows, self.quarter)
        outcome.seconds = time.monotonic() - start
        return outcome

    def _fetch(self, client: StatLine, outcome: Outcome) -> None:
        info = client.info(self.table)
        for _ in range(_RESTARTS):
            cycle = LifeCycle.of(info)
            outcome.ended = cycle.ended and self.predecessor
            if fault := cycle.fault(self.table, self.predecessor):
                raise fault
            if notice := cycle.notice(self.table, self.predecessor):
                outcome.notices = [notice]
            modified = str(info.get("Modified") or "")
            if taken := self._take_over(client, modified):
                outcome.data, outcome.unchanged = taken, True
                return
            title = " ".join(str(info.get("Title") or self.about.title).split())
            rows, outcome.faults = self._read(client, title)
            info = client.info(self.table)
            if str(info.get("Modified") or "") == modified:
                outcome.data = self._data(client, title, modified, rows)
                return
        raise UserError(
            f"CBS changed the table while it was read, {_RESTARTS} times in a row", where=self.table,
            remedy="try again in some minutes",
        )  # fmt: skip

    def _read(self, client: StatLine, title: str) -> tuple[list[Row], list[UserError]]:
        """Metadata, then the rows that the series need, then every check."""
        meta = read_properties(self.table, title, client.metadata(self.table, "DataProperties"))
        codes = {name: read_codes(client.metadata(self.table, name)) for name in (*meta.dimensions, meta.time)}
        meta = replace(meta, codes=codes)
        plan = plans.make(self.specs, meta)
        records = [
            record for condition in plan.conditions() for record in client.rows(self.table, plan.columns, condition)
        ]
        rows, faults = checks.read(plan, records, client.origin)
        before = [row for spec in self.specs for row in self.previous.rows(spec.id)] if self.previous else []
        before = [row for row in before if row.table == self.table]
        if before and not faults and not self.accept_vanished:  # a faulty answer says nothing of what is gone
            faults += checks.vanished(rows, before)
        return rows, faults

    def _take_over(self, client: StatLine, modified: str) -> TableData | None:
        """The table of the previous vintage, when CBS has not touched it since and the selection is the same."""
        old: TableInfo | None = self.previous.tables.get(self.table) if self.previous else None
        if self.previous is None or old is None or not modified:
            return None
        if old.modified != modified or old.selection != plans.selection(self.specs):
            return None
        return self._data(client, old.title, modified, [row for name in old.series for row in self.previous.rows(name)])

    def _data(self, client: StatLine, title: str, modified: str, rows: list[Row]) -> TableData:
        sources = {client.origin: client.address(self.table)}
        return TableData(self.table, title, rows, modified, f"{PAGE}{self.table}", plans.selection(self.specs), sources)


def _newest(rows: Sequence[Row]) -> dict[str, Period]:
    """The newest period with a number, per series."""
    return {name: newest for name in dict.fromkeys(row.series for row in rows)
            if (newest := checks.latest(row for row in rows if row.series == name)) is not None}  # fmt: skip


def _late(specs: Sequence[SeriesSpec], rows: Sequence[Row], quarter: Period) -> dict[str, Period | None]:
    """The series that lack ``quarter``: for months its last month; years do not count."""
    newest = _newest(rows)
    needed = {"quarter": quarter, "month": quarter.months[-1]}
    return {
        spec.id: newest.get(spec.id)
        for spec in specs
        if spec.frequency in needed and (spec.id not in newest or newest[spec.id] < needed[spec.frequency])
    }


__all__ = ["Outcome", "TableJob", "TableMeta"]
