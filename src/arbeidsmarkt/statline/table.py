"""Fetches one table, from its description to its checked rows; a thread of the fetch runs this."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import SeriesSpec, TableSpec
from arbeidsmarkt.inputs.vintages import Row, TableData, TableInfo, Vintage
from arbeidsmarkt.statline import plan as plans, rows as checks, settle
from arbeidsmarkt.statline.guard import Busy, Down, NotThere
from arbeidsmarkt.statline.known import Known, from_rows, leaps
from arbeidsmarkt.statline.left_out import LeftOut, sort_out
from arbeidsmarkt.statline.rows import Reading
from arbeidsmarkt.statline.settle import Settled
from arbeidsmarkt.statline.source import About, Reader, Source

PAGE = "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/"
_RESTARTS = 2


@dataclass
class Outcome:
    """The outcome for one table.

    Attributes:
        data: the table for the vintage; None if there are faults.
        unchanged: whether it was copied from the previous vintage.
        ended: whether CBS no longer adds figures, as the catalogue knows.
        of_series: faults of some series only.
        left_out: what is left out of the vintage.
        settled: what the catalogue should say instead, according to the known figures.
        notices: lines for the maintainer.
        seconds: how long it took.
        late: the series that lack the requested quarter, with their newest period.
    """

    table: str
    data: TableData | None = None
    unchanged: bool = False
    ended: bool = False
    faults: list[UserError] = field(default_factory=list)
    of_series: dict[str, list[UserError]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    settled: Settled | None = None
    notices: list[str] = field(default_factory=list)
    seconds: float = 0.0
    late: dict[str, Period | None] = field(default_factory=dict)

    @property
    def may_pass(self) -> bool:
        """Whether the table could not be read for a reason that may be temporary."""
        return bool(self.faults) and all(
            isinstance(fault, Down) and not isinstance(fault, Busy) for fault in self.faults
        )

    @property
    def newest(self) -> Period | None:
        """The newest period with a number, in the frequency of the table's most frequent series."""
        newest = _newest(self.data.rows if self.data else [])
        return max(newest.values(), key=lambda period: period.last_day, default=None)


@dataclass(frozen=True)
class TableJob:
    """What to fetch.

    Attributes:
        table: the table's id.
        about: the table in the catalogue.
        specs: the series to read from it.
        predecessor: whether one of them is another series' predecessor, or the catalogue calls the table discontinued.
        previous: the vintage to compare with and to copy from.
        quarter: the quarter that must be there.
        accept_vanished: whether figures of the previous vintage may be gone.
        accept: whether figures may differ wildly from the known ones.
        required: the series that the vintage must have.
        known: the known figures.
        whole: whether to read the table even if the previous vintage has the same state of it.
    """

    table: str
    about: TableSpec
    specs: Sequence[SeriesSpec]
    predecessor: bool = False
    previous: Vintage | None = None
    quarter: Period | None = None
    accept_vanished: bool = False
    accept: bool = False
    required: frozenset[str] | None = None
    known: Known = field(default_factory=Known)
    whole: bool = False

    def cells(self) -> int:
        """The number of combinations of members to read, an estimate of the work."""
        return sum(prod(len(over.members) for over in spec.over.values()) for spec in self.specs)

    def run(self, client: Source) -> Outcome:
        """Fetch and check; faults are collected, not raised."""
        start = time.monotonic()
        outcome = Outcome(self.table)
        try:
            self._fetch(client, outcome)
        except Faults as faults:
            outcome.faults += faults.errors
        except UserError as fault:
            outcome.faults.append(fault.at(self.table))
        except Exception as error:  # an answer that no check foresaw is a fault of the server, not of the program
            what = f"the answers of the server cannot be made sense of ({type(error).__name__}: {str(error)[:80]!a})"
            outcome.faults.append(UserError(what, where=self.table, remedy="try again later; report it when it stays"))
        names = [spec.id for spec in self.specs]
        required = set(names) if self.required is None else self.required
        outcome.faults, outcome.left_out = sort_out(self.table, names, outcome.faults, outcome.of_series, required)
        if outcome.faults or len(names) == sum(len(item.series) for item in outcome.left_out):
            outcome.data = None
        elif outcome.data and self.quarter and not outcome.ended:
            gone = {name for item in outcome.left_out for name in item.series}
            outcome.late = _late([s for s in self.specs if s.id not in gone], outcome.data.rows, self.quarter)
        outcome.seconds += time.monotonic() - start
        return outcome

    def _fetch(self, client: Source, outcome: Outcome) -> None:
        """Read the whole table from the first interface that has it and answers."""
        failed: list[UserError] = []
        for reader in client.readers:
            try:
                self._from(reader, client, outcome)
            except (Down, NotThere) as fault:
                failed.append(fault)
                outcome.notices.clear()
                continue
            if failed and isinstance(failed[0], Down):
                outcome.notices.append(f"{self.table}: read from {reader.name}, since {failed[0].what}")
            return
        raise next((fault for fault in reversed(failed) if isinstance(fault, Down)), failed[0])

    def _from(self, reader: Reader, client: Source, outcome: Outcome) -> None:
        about = reader.about(self.table)
        for _ in range(_RESTARTS):
            outcome.ended = about.cycle.ended and self.predecessor
            if fault := about.cycle.fault(self.table, self.predecessor):
                raise fault
            if notice := about.cycle.notice(self.table, self.predecessor):
                outcome.notices = [notice]
            if taken := self._take_over(reader, client, about):
                outcome.data, outcome.unchanged = taken, True
                return
            before = reader.guard.requests_here
            reading, specs = self._read(reader, client, about, outcome)
            outcome.faults, outcome.of_series = reading.faults, reading.of_series
            if outcome.faults or outcome.of_series:
                reader.guard.forget(self.table)
            # if all pages of this version were kept from an earlier try, nothing can have changed meanwhile
            again = about if reader.guard.requests_here == before else reader.about(self.table)
            if again.same_as(about.modified, about.version):
                title = about.title or self.about.title
                outcome.data = self._data(reader, client, title, again, reading.rows, specs)
                return
            reader.guard.forget(self.table)
            about = again
        raise UserError(
            f"CBS changed the table while it was read, {_RESTARTS} times in a row", where=self.table,
            remedy="try again in some minutes",
        )  # fmt: skip

    def _read(
        self, reader: Reader, client: Source, about: About, outcome: Outcome
    ) -> tuple[Reading, Sequence[SeriesSpec]]:
        """Read the metadata and the rows that the series need, and check them; returns the series as they were read."""
        meta, version = reader.structure(self.table, about), about.version or about.modified
        specs = self.specs
        plan, unfit = plans.make(specs, meta)
        if unfit and any(self.known.of(spec.id) for spec in specs):
            outcome.settled = _by_values(settle.from_metadata(reader, meta, specs, self.known, version), unfit)
            specs = [outcome.settled.specs.get(spec.id, spec) for spec in specs]
            plan, unfit = plans.make(specs, meta)
        if not plan.series:
            return Reading(of_series=unfit), specs
        reading = checks.read(plan, reader.records(plan, version), client.origin)
        for name, faults in unfit.items():
            reading.wrong(name, faults)
        before = [row for spec in self.specs for row in self.previous.rows(spec.id)] if self.previous else []
        before = [row for row in before if row.table == self.table]
        if before and not reading.faults and not self.accept_vanished:  # a faulty answer does not show what is gone
            for name, fault in checks.vanished(reading.rows, before).items():
                reading.wrong(name, [fault])
        if not self.accept:
            known = from_rows(self.specs, before) if before else self.known
            for spec in self.specs:
                rows = [row for row in reading.rows if row.series == spec.id]
                if leap := leaps(spec, rows, known.of(spec.id)):
                    reading.wrong(spec.id, [leap])
        return reading, specs

    def _take_over(self, reader: Reader, client: Source, about: About) -> TableData | None:
        """The table of the previous vintage, if CBS has not changed it since and the selection is the same."""
        old: TableInfo | None = self.previous.tables.get(self.table) if self.previous else None
        if self.whole or self.previous is None or old is None or not about.same_as(old.modified, old.version):
            return None
        if old.selection != plans.selection(self.specs) or old.series != tuple(sorted(spec.id for spec in self.specs)):
            return None
        rows = [row for name in old.series for row in self.previous.rows(name)]
        return TableData(
            self.table, old.title, rows, old.modified, f"{PAGE}{self.table}", old.selection, old.sources,
            interface=old.interface, version=old.version,
        )  # fmt: skip

    def _data(
        self, reader: Reader, client: Source, title: str, about: About, rows: list[Row], specs: Sequence[SeriesSpec]
    ) -> TableData:
        return TableData(
            self.table, title, rows, about.modified, f"{PAGE}{self.table}", plans.selection(specs),
            {client.origin: reader.address(self.table)}, interface=reader.name, version=about.version,
        )  # fmt: skip


def _by_values(settled: Settled, unfit: Collection[str]) -> Settled:
    """The part of what was settled that needs no person: series that did not fit, found completely by their figures."""
    specs = {name: spec for name, spec in settled.specs.items() if name in unfit and name in settled.whole}
    specs = {name: spec for name, spec in specs.items() if settled.by[name] == "values"}
    return replace(settled, specs=specs)


def _newest(rows: Sequence[Row]) -> dict[str, Period]:
    """The newest period with a number of each series."""
    return {name: newest for name in dict.fromkeys(row.series for row in rows)
            if (newest := checks.latest(row for row in rows if row.series == name)) is not None}  # fmt: skip


def _late(specs: Sequence[SeriesSpec], rows: Sequence[Row], quarter: Period) -> dict[str, Period | None]:
    """The series that lack ``quarter`` (or its last month); series of years are ignored."""
    newest = _newest(rows)
    needed = {"quarter": quarter, "month": quarter.months[-1]}
    return {
        spec.id: newest.get(spec.id)
        for spec in specs
        if spec.frequency in needed and (spec.id not in newest or newest[spec.id] < needed[spec.frequency])
    }
