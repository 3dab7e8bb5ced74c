"""Which of the published readings of a figure a vintage holds.

1. A figure published more than once stands as it was last published on or before the vintage's date; a date known to
   the month or week counts as its last day.
2. A later, coarser print of the same figure does not replace a finer one: 445.3 stays when 445 is quoted later, and
   gives way to 449 or to 440, which are other figures. The finer print keeps its own date. Nor does a copy that repeats
   a figure replace CBS's own print of it.
3. A table that is only to be had in a later state is used in every vintage, cut off at the periods that CBS had
   published by the vintage's date; its rows say from when they are.
4. A quarter without any published level takes the level of a neighbouring quarter and the published change between
   the two, when both were published in time; the row says so.
5. A release that gives the level of a quarter and the flows of that quarter says what it holds the level of the quarter
   before to be: level - arisen + filled. That level is taken where no other is known, or where an older print differs
   from it by more than rounding explains; the row says so. Nothing else is derived.
6. A page that does not say when it was read is used only in vintages from ``UNDATED_FROM`` on, only where nothing dated
   is known, without a date, and as part of no known release.
7. Of two published changes of one quarter the one counts that was published with the level that the vintage holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import UNKNOWN
from arbeidsmarkt.reconstruct.readings import Reading

#: Days after a period's end by which CBS has published it: quarters in the middle of the second month after, months of
#: the labour force survey in the third or fourth week after, consumer prices in the second week after.
LAGS = {"quarter": 45, "month": 23}
LAG_OF_PRICES = 12
#: No page without a date shows a figure of after 2024, and CBS has put newer columns on every one of them since.
UNDATED_FROM = dt.date(2026, 1, 1)
#: How many figures of a series must have been read in two releases before its largest revision says something.
READ_TWICE = 8
#: What rounding in CBS's own tables can make of level - arisen + filled (x 1 000).
FLOWS_ROUND_TO = Decimal("0.2")

Cell = tuple[str, tuple[tuple[str, str], ...], Period]


def known(readings: Iterable[Reading], day: dt.date) -> list[Reading]:
    """The readings that a vintage of that day may use."""
    return [
        reading for reading in readings
        if (reading.as_of <= day or (reading.later and reading.period.last_day + _lag(reading) <= day))
        and (reading.dated or day >= UNDATED_FROM)
    ]  # fmt: skip


def _lag(reading: Reading) -> dt.timedelta:
    days = LAG_OF_PRICES if reading.series.startswith("cpi") else LAGS.get(reading.period.frequency, 400)
    return dt.timedelta(days)


def choose(readings: Iterable[Reading]) -> dict[Cell, Reading]:
    """One reading for each cell, by rules 1, 2 and 6."""
    by_cell: dict[Cell, list[Reading]] = {}
    for reading in readings:
        by_cell.setdefault((reading.series, reading.members, reading.period), []).append(reading)
    return {cell: _last(sorted(found, key=lambda r: (r.dated, r.as_of, r.decimals))) for cell, found in by_cell.items()}


def _last(readings: Sequence[Reading]) -> Reading:
    """The last published figure, in its finest print, and as CBS itself printed it when a copy only repeats it."""
    chosen = readings[0]
    for reading in readings[1:]:
        repeated = (reading.value, reading.decimals) == (
            chosen.value,
            chosen.decimals,
        ) and reading.via != chosen.via == ""
        if not _coarser_print(reading, chosen) and not (repeated and chosen.dated):
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


def levels_from_flows(readings: Sequence[Reading], flows: Sequence[Reading]) -> list[Reading]:
    """Levels that a release's own level and flows of the next quarter imply, by rule 5.

    Args:
        readings: the usable levels of one series without members.
        flows: the usable readings of ``vacancies_arisen`` and ``vacancies_filled``.
    """
    held = {(level.release, level.period): level for level in readings if level.release != UNKNOWN}
    moved = {(flow.series, flow.release, flow.period): flow for flow in flows if flow.decimals}
    published = choose(readings)
    found = []
    for (release, period), level in held.items():
        arisen = moved.get(("vacancies_arisen", release, period))
        filled = moved.get(("vacancies_filled", release, period))
        if arisen is None or filled is None or not level.decimals or (release, period - 1) in held:
            continue
        assert level.value is not None and arisen.value is not None and filled.value is not None  # noqa: S101
        implied = level.value - arisen.value + filled.value
        older = published.get((level.series, level.members, period - 1))
        if older is not None and older.value is not None:
            rounding = Decimal(5).scaleb(-older.decimals - 1) + FLOWS_ROUND_TO
            if older.as_of >= level.as_of or abs(older.value - implied) <= rounding:
                continue
        shown = f"{level.value} - {arisen.value} + {filled.value}"
        found.append(
            replace(
                level, period=period - 1, value=implied, status="unknown",
                note=f"volgt uit gepubliceerd niveau en stroomcijfers {period.label} van dezelfde publicatie: {shown}",
            )
        )  # fmt: skip
    return found


def of_the_level(changes: Sequence[Reading], levels: Mapping[Cell, Reading]) -> list[Reading]:
    """The published changes without those of another release than the level that the vintage holds, by rule 7."""
    releases = {period: level.release for (series, _, period), level in levels.items() if series == "open_vacancies"}
    own = {change.period for change in changes if change.release == releases.get(change.period, UNKNOWN) != UNKNOWN}
    return [one for one in changes if one.period not in own or one.release == releases[one.period]]


def largest_revisions(readings: Iterable[Reading]) -> dict[str, Decimal]:
    """By how much the figures of each series have differed at the most between two publications of one period.

    As precisely as the coarser of the two was printed. Only readings of known releases count: what is left is what CBS
    itself changed, and not what somebody misquoted. A series of which fewer than ``READ_TWICE`` figures were read in
    two releases has not shown how far its revisions go, and is left out.
    """
    by_cell: dict[Cell, list[Reading]] = {}
    for reading in readings:
        if reading.value is not None and reading.release != UNKNOWN:
            by_cell.setdefault((reading.series, reading.members, reading.period), []).append(reading)
    sizes: dict[str, Decimal] = {}
    twice: dict[str, int] = {}
    for (series, _, _), found in by_cell.items():
        twice[series] = twice.get(series, 0) + (len({reading.release for reading in found}) > 1)
        last = max(found, key=lambda r: (r.as_of, r.decimals))
        for earlier in found:
            if (size := _apart(last, earlier)) > 0 and earlier.release != last.release:
                sizes[series] = max(size, sizes.get(series, size))
    return {series: size for series, size in sizes.items() if twice[series] >= READ_TWICE}


def joined(readings: Iterable[Reading], chosen: Mapping[Cell, Reading], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Neighbouring figures of adjusted series that stand in two releases, but that one release gives both of.

    The release of one of the two gives the other as well, and prints it as the vintage holds it.
    """
    also: dict[tuple[Cell, str], list[Reading]] = {}
    for reading in readings:
        if reading.release != UNKNOWN and reading.value is not None:
            cell = (reading.series, reading.members, reading.period)
            also.setdefault((cell, reading.release), []).append(reading)
    found = []
    for (series, members, period), later in sorted(chosen.items(), key=lambda item: (item[0][:2], item[0][2].ordinal)):
        earlier = chosen.get((series, members, period - 1))
        if not catalogue.spec(series).adjusted or earlier is None or earlier.release == later.release:
            continue
        for one, other in ((earlier, later), (later, earlier)):
            cell = (series, members, one.period)
            if other.release != UNKNOWN and any(not _apart(one, r) for r in also.get((cell, other.release), ())):
                found.append({
                    "series": series, "members": dict(members), "periods": [earlier.period.code, later.period.code],
                    "because": f"de publicatie van {other.release} geeft beide cijfers",
                })  # fmt: skip
                break
    return found


def _apart(one: Reading, other: Reading) -> Decimal:
    """How far two prints of one figure lie apart, as precisely as the coarser was printed."""
    if one.value is None or other.value is None:
        return Decimal(0)
    decimals = min(one.decimals, other.decimals)
    if _coarser_print(one, other) or _coarser_print(other, one):
        return Decimal(0)
    return abs(dutch.rounded(one.value, decimals) - dutch.rounded(other.value, decimals))


def _nearest(levels: Sequence[Reading], change: Reading) -> Reading:
    """The level as it stood when the change was published: a later revision would not fit it."""
    return min(levels, key=lambda level: (abs(level.as_of - change.as_of), level.as_of))


def _derived(level: Reading, change: Reading, period: Period, sign: int) -> Reading:
    assert level.value is not None and change.value is not None  # noqa: S101  the list holds numbers only
    change_of = f"gepubliceerde mutatie {change.period.label}"
    shown = f"{level.value} {'-' if sign * change.value < 0 else '+'} {abs(change.value)}"
    same = level.release == change.release
    return replace(
        level, period=period, release=level.release if same else UNKNOWN, status="unknown", also=change,
        value=level.value + sign * change.value, decimals=min(level.decimals, change.decimals),
        note=f"volgt uit gepubliceerd niveau {level.period.label} en {change_of}: {shown}",
    )  # fmt: skip
