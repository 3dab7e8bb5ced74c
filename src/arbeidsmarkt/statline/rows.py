"""Turns answers of the feed into observations of the catalogue's series, and checks each of them.

Nothing is repaired: whatever differs from the catalogue and the table's metadata is a fault, and all faults of a table
are reported together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from decimal import Decimal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import Row
from arbeidsmarkt.statline.plan import SeriesPlan, TablePlan

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]{1,10}))?")
_SHOWN = 3  # how many examples a message gives

Record = Mapping[str, object]
Key = tuple[str, ...]  # a row's codes without padding, the period last


def parse_value(text: object) -> tuple[Decimal | None, str, int]:
    """The number (or None), the project's symbol and the number of decimals of a value in the UntypedDataSet.

    ``.`` means unknown, too unreliable or secret; blanks mean that a figure is logically impossible.

    Raises:
        ValueError: it is neither a number nor one of CBS's symbols.
    """
    plain = "" if text is None else str(text).strip()
    if plain in ("", "."):
        return None, plain or "blank", 0
    match = _NUMBER.fullmatch(plain)
    if not match:
        raise ValueError(ascii(plain if len(plain) <= 30 else f"{plain[:30]}…"))
    return Decimal(plain), "", len(match[1] or "")


@dataclass
class Reading:
    """The content of an answer.

    Attributes:
        rows: the observations of the series without faults.
        faults: the faults of the answer as a whole.
        of_series: the faults of some of its series only.
    """

    rows: list[Row] = field(default_factory=list)
    faults: list[UserError] = field(default_factory=list)
    of_series: dict[str, list[UserError]] = field(default_factory=dict)

    def wrong(self, series: str, faults: Sequence[UserError]) -> None:
        """Remove a series because of these faults."""
        if faults:
            self.of_series.setdefault(series, []).extend(faults)
            self.rows = [row for row in self.rows if row.series != series]


def read(plan: TablePlan, records: Sequence[Record], origin: str) -> Reading:
    """The observations of the table's series, and all faults of the answer; ``origin`` names the source."""
    table = plan.meta.table
    where = f"{table}/{plan.meta.data}"
    if not records:
        return Reading(faults=[UserError("the answer holds no rows", where=where, remedy="try again later")])
    # version 4 has no row for a figure that does not exist, so records may lack measures
    columns = plan.columns if plan.meta.data == "UntypedDataSet" else (*plan.meta.dimensions, plan.meta.time)
    missing = [column for column in columns if any(column not in record for record in records)]
    if missing:
        what = f"{_count(missing, 'column')} of the table's metadata missing from the answer"
        fault = UserError(f"{what}: {', '.join(missing)}", where=where, remedy="try again later")
        return Reading(faults=[fault])
    places = (*plan.meta.dimensions, plan.meta.time)
    keys = [tuple([str(record[name]).strip() for name in places]) for record in records]
    reading = Reading(faults=_code_faults(plan, keys, where) + _duplicates(keys, where))
    for series in plan.series:
        found, bad = _series_rows(plan, series, keys, records, origin)
        bad += gaps(series, found)
        if found and all(row.value is None for row in found):
            what = "not one number: CBS gives it as unknown or secret everywhere"
            remedy = "take the series out of params/series.yml, or try again later"
            bad.append(UserError(what, where=f"{plan.meta.table}, series '{series.spec.id}'", remedy=remedy))
        reading.rows += found
        reading.wrong(series.spec.id, bad)
    return reading


def _code_faults(plan: TablePlan, keys: Sequence[Key], where: str) -> list[UserError]:
    """Faults for codes in the rows that their dimension does not list."""
    faults = []
    for index, name in enumerate((*plan.meta.dimensions, plan.meta.time)):
        known = {code.code for code in plan.meta.codes[name]}
        unknown = dict.fromkeys(key[index] for key in keys if key[index] not in known)
        if unknown:
            what = f"rows with codes that the dimension {name} does not list: {_some(unknown)}"
            faults.append(UserError(what, where=where, remedy="try again later; CBS may be changing the table"))
    return faults


def _duplicates(keys: Sequence[Key], where: str) -> list[UserError]:
    """Faults for combinations of codes that occur in more than one row."""
    twice = [" ".join(key) for key, count in Counter(keys).items() if count > 1]
    if not twice:
        return []
    what = f"{_count(twice, 'combination')} of codes more than once in the answer: {_some(twice)}"
    return [UserError(what, where=where, remedy="try again later")]


def _series_rows(
    plan: TablePlan, series: SeriesPlan, keys: Iterable[Key], records: Iterable[Record], origin: str
) -> tuple[list[Row], list[UserError]]:
    """The observations of a series, without impossible cells of the cube before its first and after its last."""
    spec, meta = series.spec, plan.meta
    asked = [{code.code for code in series.codes[name]} for name in meta.dimensions]
    axes = [(axis.name, axis.members, meta.dimensions.index(axis.dimension)) for axis in series.axes]
    statuses = meta.statuses()
    periods = {code.code: spec.period(code.code) for code in meta.codes[meta.time]}
    found: dict[tuple[str, ...], dict[Period, Row]] = {}
    bad: dict[str, None] = {}
    for key, record in zip(keys, records, strict=True):
        period = periods.get(key[-1])
        if period is None or not all(code in codes for code, codes in zip(key, asked, strict=False)):
            continue
        if series.topic.key not in record:
            continue
        try:
            value, symbol, decimals = parse_value(record[series.topic.key])
        except ValueError as error:
            bad[f"{error} in {' '.join(key)}"] = None
            continue
        members = {name: own[key[index]] for name, own, index in axes}
        row = Row(
            spec.id, meta.table, members, period, value, symbol, statuses[key[-1]], decimals, None, origin,
        )  # fmt: skip
        found.setdefault(tuple(members.values()), {})[period] = row
    faults = []
    if bad:
        what = f"{_count(bad, 'value')} neither a number nor one of CBS's symbols: {_some(bad)}"
        faults.append(UserError(what, where=f"{meta.table}, series '{spec.id}'", remedy="try again later"))
    return [row for rows in found.values() for row in _within_life(rows)], faults


def _within_life(rows: Mapping[Period, Row]) -> list[Row]:
    """The rows from the first to the last one that is not impossible."""
    real = [period.ordinal for period, row in rows.items() if row.symbol != "blank"]
    if not real:
        return []
    first, last = min(real), max(real)
    return [rows[period] for period in sorted(rows) if first <= period.ordinal <= last]


def gaps(series: SeriesPlan, rows: Sequence[Row]) -> list[UserError]:
    """Faults for selected combinations without rows, and for missing periods between a combination's first and last."""
    spec = series.spec
    where = f"{spec.table}, series '{spec.id}'"
    periods: dict[tuple[str, ...], set[int]] = {}
    for row in rows:
        periods.setdefault(tuple(row.members.values()), set()).add(row.period.ordinal)
    empty = ["/".join(keys) or "total" for keys in series.combinations() if keys not in periods]
    holes: dict[str, None] = {}
    for keys, present in periods.items():
        for ordinal in range(min(present), max(present)):
            if ordinal not in present:
                holes[" ".join((*keys, Period(spec.frequency, ordinal).code))] = None
    faults = []
    if empty:
        what = f"{_count(empty, 'selected combination')} without a figure: {_some(empty)}"
        remedy = "take the member out of the series in params/series.yml if CBS no longer publishes it"
        faults.append(UserError(what, where=where, remedy=remedy))
    if holes:
        what = f"{_count(holes, 'period')} missing between the first and the last: {_some(holes)}"
        faults.append(UserError(what, where=where, remedy="try again later"))
    return faults


def vanished(rows: Sequence[Row], before: Sequence[Row]) -> dict[str, UserError]:
    """A fault for each series of which periods with figures in the previous vintage are gone now."""
    present = {(row.series, tuple(sorted(row.members.items())), row.period.code) for row in rows}
    asked = {(row.series, tuple(sorted(row.members.items()))) for row in rows}
    gone: dict[str, dict[str, None]] = {}
    for row in before:
        key = (row.series, tuple(sorted(row.members.items())), row.period.code)
        if (row.series, tuple(sorted(row.members.items()))) in asked and row.symbol != "blank" and key not in present:
            gone.setdefault(row.series, {})[" ".join((*row.members.values(), row.period.code))] = None
    return {
        name: UserError(
            f"{_count(cells, 'figure')} of the previous vintage gone: {_some(cells)}",
            where=f"{before[0].table}, series '{name}'",
            remedy=f"read on StatLine whether CBS announces it; then fetch with --accept-vanished {before[0].table}",
        )
        for name, cells in gone.items()
    }


def latest(rows: Iterable[Row]) -> Period | None:
    """The newest period with a number."""
    return max((row.period for row in rows if row.value is not None), default=None)


def _count(items: Sized, noun: str) -> str:
    return f"{len(items)} {noun}{'s' * (len(items) != 1)}"


def _some(items: Iterable[str]) -> str:
    names = list(items)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
