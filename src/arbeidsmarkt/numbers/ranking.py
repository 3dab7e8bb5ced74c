"""Observations in order of size, and whether there are enough of them to say who leads.

What prints equal is equal: a list of leaders never stops between two that a reader cannot tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arbeidsmarkt.numbers.series import Observation


def ranked(items: Iterable[Observation]) -> list[Observation]:
    """Those that have a value, the highest first; equal ones by their labels."""
    known = [item for item in items if item.value is not None]
    return sorted(known, key=lambda item: (-(item.value or 0), item.label))


def leading(items: Sequence[Observation], count: int) -> list[Observation]:
    """The first so many of a ranked list, and those after them that print the same as the last of these.

    Args:
        items: ranked, from either end.
        count: at the least, when there are as many.
    """
    chosen = list(items[:count])
    return chosen + [item for item in items[count:] if item.printed == chosen[-1].printed]


def mostly_known(items: Sequence[Observation]) -> bool:
    """Whether more than half of these have a value, so that a column or a ranking of them says something."""
    return 2 * sum(not item.missing for item in items) > len(items)
