"""Which of the published readings of a figure a vintage holds.

1. A figure published more than once stands as it was last published on or before the vintage's date; a date known to
   the month or week counts as its last day.
2. A later, coarser print of the same figure does not replace a finer one: 445.3 stays when 445 is quoted later, and
   gives way to 449 or to 440, which are other figures. The finer print keeps its own date.
3. A table that is only to be had in a later state is used in every vintage, cut off at the periods that CBS had
   published by the vintage's date; its rows say from when they are.
4. A quarter without any published level takes the level of a neighbouring quarter and the published change between
   the two, when both were published in time; the row says so. Nothing else is derived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.reconstruct.readings import Reading

#: Days after a period's end by which CBS has published it: quarters in the middle of the second month after, months of
#: the labour force survey in the third or fourth week after, consumer prices in the second week after.
LAGS = {"quarter": 45, "month": 23}
LAG_OF_PRICES = 12

Cell = tuple[str, tuple[tuple[str, str], ...], Period]


def known(readings: Iterable[Reading], day: dt.date) -> list[Reading]:
    """The readings that a vintage of that day may use."""
    return [
        reading for reading in readings
        if reading.as_of <= day or (reading.later and reading.period.last_day + _lag(reading) <= day)
    ]  # fmt: skip


def _lag(reading: Reading) -> dt.timedelta:
    days = LAG_OF_PRICES if reading.series.startswith("cpi") else LAGS.get(reading.period.frequency, 400)
    return dt.timedelta(days)


def choose(readings: Iterable[Reading]) -> dict[Cell, Reading]:
    """One reading for each cell, by rules 1 and 2."""
    by_cell: dict[Cell, list[Reading]] = {}
    for reading in readings:
        by_cell.setdefault((reading.series, reading.members, reading.period), []).append(reading)
    return {cell: _last(sorted(found, key=lambda r: (r.as_of, r.decimals))) for cell, found in by_cell.items()}


def _last(readings: Sequence[Reading]) -> Reading:
    """The last published figure, in its finest print."""
    chosen = readings[0]
    for reading in readings[1:]:
        if not _coarser_print(reading, chosen):
            chosen = reading
    return chosen


def _coarser_print(later: Reading, earlier: Reading) -> bool:
    """Whether the later reading can be the earlier one, rounded further."""
    if later.value is None or earlier.value is None or later.decimals >= earlier.decimals:
        return False
    return abs(later.value - earlier.value) <= Decimal(5).scaleb(-later.decimals - 1)


def levels_from_changes(readings: Sequence[Reading], changes: Sequence[Reading]) -> list[Reading]:
    """Levels that follow from a published level and a published change, by rule 4.

    Args:
        readings: the usable levels of one series without members.
        changes: the usable changes of that series on the quarter before.
    """
    levels: dict[Period, list[Reading]] = {}
    for reading in readings:
        levels.setdefault(reading.period, []).append(reading)
    found = []
    for change in choose(changes).values():
        before, after = change.period - 1, change.period
        if after not in levels and before in levels:
            found.append(_derived(_nearest(levels[before], change), change, after, 1))
        elif before not in levels and after in levels:
            found.append(_derived(_nearest(levels[after], change), change, before, -1))
    return found


def _nearest(levels: Sequence[Reading], change: Reading) -> Reading:
    """The level as it stood when the change was published: a later revision would not fit it."""
    return min(levels, key=lambda level: (abs(level.as_of - change.as_of), level.as_of))


def _derived(level: Reading, change: Reading, period: Period, sign: int) -> Reading:
    assert level.value is not None and change.value is not None  # noqa: S101  the list holds numbers only
    change_of = f"gepubliceerde mutatie {change.period.label}"
    shown = f"{level.value} {'-' if sign * change.value < 0 else '+'} {abs(change.value)}"
    return replace(
        level, period=period, value=level.value + sign * change.value, decimals=min(level.decimals, change.decimals),
        status="unknown", also=change,
        note=f"volgt uit gepubliceerd niveau {level.period.label} en {change_of}: {shown}",
    )  # fmt: skip
