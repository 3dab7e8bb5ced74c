"""Tells whether a figure changed more than usual, compared with all changes over equally many periods in its series.

Only facts that are a single observation of a series have such a history, not those that are derived from several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import Vintage

#: fewer earlier changes than these say nothing of what is usual
ENOUGH = 12
#: unusual is a change that is larger than nine in ten earlier ones
SHARE = Decimal("0.9")


@dataclass(frozen=True)
class Unusual:
    """A fact that changed more than its series usually does.

    Attributes:
        key: the fact's key.
        smaller: how many earlier changes over equally many periods were smaller.
        number: how many such changes there were.
    """

    key: str
    smaller: int
    number: int


def unusual(vintage: Vintage, pairs: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Unusual]:
    """The facts of two editions that changed more than usual, the most unusual first.

    Args:
        vintage: the newer edition's vintage.
        pairs: key -> the fact in the older and in the newer edition.
    """
    found = []
    for key, (old, new) in pairs.items():
        changes = _changes(vintage, old, new)
        if len(changes) < ENOUGH:
            continue
        size = abs(Decimal(new["value"]) - Decimal(old["value"]))
        smaller = sum(change < size for change in changes)
        if smaller > SHARE * len(changes):
            found.append(Unusual(key, smaller, len(changes)))
    return sorted(found, key=lambda item: (-item.smaller / item.number, item.key))


def _changes(vintage: Vintage, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Decimal]:
    """The sizes of all earlier changes in the fact's series over the number of periods between the two editions."""
    if len(old["cells"]) != 1 or len(new["cells"]) != 1:
        return []
    was, now = old["cells"][0], new["cells"][0]
    if not was.get("series") or [was["series"], was.get("members")] != [now.get("series"), now.get("members")]:
        return []
    first, last = Period.parse(was["period"]), Period.parse(now["period"])
    if first.frequency != last.frequency or first >= last:
        return []
    rows = vintage.by_members(now["series"]).get(tuple((now.get("members") or {}).items()), ())
    values = {
        row.period: row.value
        for row in rows
        if row.value is not None and row.period.frequency == last.frequency and row.period < last
    }
    steps = last - first
    return [
        abs(value - before) for period, value in values.items() if (before := values.get(period - steps)) is not None
    ]
