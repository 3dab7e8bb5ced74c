"""Ranks observations by size, and tells whether enough of them are known to say which lead.

Values that print the same are equal: a list of leaders never ends between two that look the same to a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from arbeidsmarkt.numbers.series import Observation


def ranked(items: Iterable[Observation]) -> list[Observation]:
    """The observations that have a value, the highest first; equal ones in order of their labels."""
    known = [item for item in items if item.value is not None]
    return sorted(known, key=lambda item: (-(item.value or Decimal()), item.label))


def leading(items: Sequence[Observation], count: int) -> list[Observation]:
    """The first ``count`` of a ranked list, and those after them that print the same as the last of these.

    Args:
        items: ranked observations, from high to low or from low to high.
        count: how many to take, if there are as many.
    """
    chosen = list(items[:count])
    return chosen + [item for item in items[count:] if item.printed == chosen[-1].printed]


def mostly_known(items: Sequence[Observation]) -> bool:
    """Whether more than half of the observations have a value, so that a ranking or column of them is meaningful."""
    return 2 * sum(not item.missing for item in items) > len(items)
