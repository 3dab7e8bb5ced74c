"""To which releases the figures of one seasonally adjusted series belong, and which of these releases connect.

CBS revises an adjusted series with every release. Figures of one release belong together; a figure of another release
belongs to them only where something shows that it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from arbeidsmarkt.basics.periods import Period


@dataclass(frozen=True, eq=False)
class Releases:
    """What connects the figures of one series.

    Attributes:
        key: of the series: its id and its members.
        groups: period -> number of the group of figures that connect with one another.
        changes: period -> the change on the period before as CBS published it, an observation.
        margin: the largest revision that the series has shown, in its own unit; None when that is not known.
    """

    key: tuple[str, tuple[tuple[str, str], ...]]
    groups: Mapping[Period, int]
    changes: Mapping[Period, Any] = field(default_factory=dict)
    margin: Decimal | None = None

    def connect(self, one: Period, other: Period) -> bool:
        """Whether a change between the figures of two periods is one that CBS itself could have published."""
        return self.groups.get(one) == self.groups.get(other)

    @property
    def several(self) -> bool:
        """Whether there are figures that do not connect."""
        return len(set(self.groups.values())) > 1


def groups(releases: Mapping[Period, str], tied: Iterable[tuple[Period, Period]], unknown: str) -> dict[Period, int]:
    """Number the groups of periods whose figures connect, from the oldest on.

    Args:
        releases: period -> name of its release.
        tied: pairs of periods that are shown to connect although their releases differ.
        unknown: name of a release that connects to nothing by itself.
    """
    parent = {period: period for period in releases}

    def root(period: Period) -> Period:
        while parent[period] != period:
            period = parent[period]
        return period

    first: dict[str, Period] = {}
    for period, release in sorted(releases.items()):
        if release != unknown:
            parent[root(period)] = root(first.setdefault(release, period))
    for one, other in tied:
        parent[root(other)] = root(one)
    numbers: dict[Period, int] = {}
    return {period: numbers.setdefault(root(period), len(numbers)) for period in sorted(releases)}
