"""Compares two vintages: every value that changed from the older to the newer.

Revisions follow from the values, not from the status, since CBS has revised final values too. Two values are compared
with the decimals of the coarser one: 427 that becomes 427.1 was printed more precisely, not revised. Cells that have
become secret in the newer vintage are only counted; neither their old value nor any difference is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.vintages import Members, Row, Vintage

Kind = Literal["revised", "appeared", "disappeared", "precision", "status"]


@dataclass(frozen=True)
class Change:
    """One cell that differs between two vintages.

    Attributes:
        series: the series' id in the catalogue.
        members: the project's name of a dimension -> the project's key of the member.
        label: the members' Dutch titles, for readers; empty for a total.
        period: the period that the value is about.
        kind: ``revised`` (another value), ``appeared`` (not there before), ``disappeared`` (no longer there),
            ``precision`` (the same value, printed more or less precisely) or ``status`` (the same value with another).
        old: the older value; None if there was none.
        new: the newer value; None if there is none.
        old_status: ``final``, …; empty if there was no value.
        new_status: as ``old_status``.
        decimals: the smaller number of decimals of the two values, or that of the only one.
    """

    series: str
    members: Mapping[str, str]
    label: str
    period: Period
    kind: Kind
    old: Decimal | None
    new: Decimal | None
    old_status: str
    new_status: str
    decimals: int

    @property
    def difference(self) -> Decimal | None:
        """Newer minus older, rounded to ``decimals``; only for a revision."""
        if self.kind != "revised":
            return None
        return dutch.rounded((self.new or Decimal()) - (self.old or Decimal()), self.decimals)


@dataclass(frozen=True)
class Summary:
    """What changed in one series.

    Attributes:
        spec: the series.
        compared: the number of cells with a value in both vintages.
        revised: the number of those whose value differs.
        mean: the mean of the revisions with their sign, unrounded; None without revisions.
        mean_absolute: the mean of their absolute sizes.
        largest: the revision with the largest absolute size.
        appeared: the number of cells that have a value in the newer vintage only.
        disappeared: the number of cells that have a value in the older vintage only.
        withheld: the number of cells whose value has become secret; they are in no other count.
    """

    spec: SeriesSpec
    compared: int
    revised: int
    mean: Decimal | None
    mean_absolute: Decimal | None
    largest: Change | None
    appeared: int
    disappeared: int
    withheld: int


@dataclass(frozen=True)
class Revisions:
    """The outcome of a comparison.

    Attributes:
        old: label of the older vintage.
        new: label of the newer vintage.
        changes: every change, in the catalogue's order, by member and period.
        summaries: one for each series that either vintage holds.
        incomparable: series that come from another table now, with the ids of both tables.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    summaries: tuple[Summary, ...]
    incomparable: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def revised(self) -> tuple[Change, ...]:
        """The changes that are revisions."""
        return tuple(change for change in self.changes if change.kind == "revised")


def compare(
    old: Vintage,
    new: Vintage,
    catalogue: Catalogue,
    *,
    series: Collection[str] | None = None,
    until: Period | None = None,
) -> Revisions:
    """Every value that differs between two vintages.

    Args:
        old: the older vintage.
        new: the newer vintage.
        catalogue: the series and the titles of their members.
        series: compare only these series.
        until: compare only periods that end no later than this one.

    Returns:
        The changes and a summary per series.
    """
    changes: list[Change] = []
    summaries: list[Summary] = []
    incomparable: dict[str, tuple[str, str]] = {}
    for spec in catalogue.series.values():
        if series is not None and spec.id not in series:
            continue
        tables = old.table_of(spec.id), new.table_of(spec.id)
        if tables[0] and tables[1] and tables[0].id != tables[1].id:
            incomparable[spec.id] = (tables[0].id, tables[1].id)
            continue
        before, after = _cells(old.by_members(spec.id), until), _cells(new.by_members(spec.id), until)
        if not before and not after:
            continue
        found, compared, withheld = _series(spec, before, after)
        changes += found
        summaries.append(_summary(spec, found, compared, withheld))
    return Revisions(old.label, new.label, tuple(changes), tuple(summaries), incomparable)


_Cells = dict[Members, dict[Period, Row]]


def _cells(rows: Mapping[Members, Sequence[Row]], until: Period | None) -> _Cells:
    """The rows of a series by member and period, up to and including a period."""
    last = until.last_day if until else dt.date.max
    found = {}
    for members, some in rows.items():
        if known := {row.period: row for row in some if row.period.last_day <= last}:
            found[members] = known
    return found


def _series(spec: SeriesSpec, before: _Cells, after: _Cells) -> tuple[list[Change], int, int]:
    """The changes of one series, the number of cells with a value in both vintages, and of those that became secret."""
    order = {key: index for over in spec.over.values() for index, key in enumerate(over.members)}
    changes, compared, withheld = [], 0, 0
    for members in sorted({*before, *after}, key=lambda held: ([order.get(key, 0) for _, key in held], held)):
        earlier, later = before.get(members, {}), after.get(members, {})
        for period in sorted({*earlier, *later}, key=lambda one: one.ordinal):
            old, new = _with_value(earlier.get(period)), _with_value(later.get(period))
            # what has become secret is only counted: neither its old value nor a difference is shown
            if (now := later.get(period)) is not None and now.symbol == ".":
                withheld += int(old is not None)
                continue
            compared += int(old is not None and new is not None)
            # vintages that hold the same table share its rows
            if old is not new and (change := _change(spec, members, period, old, new)):
                changes.append(change)
    return changes, compared, withheld


def _with_value(row: Row | None) -> Row | None:
    return row if row is not None and row.value is not None else None


def _change(spec: SeriesSpec, members: Members, period: Period, old: Row | None, new: Row | None) -> Change | None:
    """What happened to one cell, given its rows with a value; None if it is unchanged."""
    kind: Kind
    if old is None or new is None:
        kind = "appeared" if old is None else "disappeared"
        decimals = min(row.decimals for row in (old, new) if row is not None)
    else:
        decimals = min(old.decimals, new.decimals)
        before, after = (dutch.rounded(row.value or Decimal(), decimals) for row in (old, new))
        if before != after:
            kind = "revised"
        elif old.decimals != new.decimals:
            kind = "precision"
        elif old.status != new.status and "unknown" not in (old.status, new.status):
            kind = "status"
        else:
            return None
    return Change(
        spec.id, dict(members), _label(spec, members), period, kind,
        old.value if old else None, new.value if new else None,
        old.status if old else "", new.status if new else "", decimals,
    )  # fmt: skip


def _label(spec: SeriesSpec, members: Members) -> str:
    titles = []
    for name, member in members:
        known = spec.over[name].members if name in spec.over else {}
        titles.append(known[member].title if member in known else member)
    return ", ".join(titles)


def _summary(spec: SeriesSpec, changes: Collection[Change], compared: int, withheld: int) -> Summary:
    revised = [change for change in changes if change.kind == "revised"]
    sizes = [change.difference for change in revised if change.difference is not None]
    count = Decimal(len(sizes))
    return Summary(
        spec, compared, len(revised),
        sum(sizes, Decimal(0)) / count if sizes else None,
        sum((abs(size) for size in sizes), Decimal(0)) / count if sizes else None,
        max(revised, key=lambda change: abs(change.difference or Decimal()), default=None),
        sum(change.kind == "appeared" for change in changes),
        sum(change.kind == "disappeared" for change in changes),
        withheld,
    )  # fmt: skip
