"""The releases that the figures of a seasonally adjusted series belong to, and which releases connect.

CBS revises an adjusted series with every release. Figures of one release can be compared; figures of different releases
only if there is evidence that they connect.
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
        key: the series' id and members.
        groups: period -> the number of the group of figures that it connects with.
        changes: period -> the change from the period before that CBS published, an observation.
        margin: the series' largest known revision, in its own unit; None if none is known.
    """

    key: tuple[str, tuple[tuple[str, str], ...]]
    groups: Mapping[Period, int]
    changes: Mapping[Period, Any] = field(default_factory=dict)
    margin: Decimal | None = None

    def connect(self, one: Period, other: Period) -> bool:
        """Whether the change between the figures of two periods may be stated."""
        return self.groups.get(one) == self.groups.get(other)

    @property
    def several(self) -> bool:
        """Whether some of the figures do not connect."""
        return len(set(self.groups.values())) > 1


def groups(releases: Mapping[Period, str], tied: Iterable[tuple[Period, Period]], unknown: str) -> dict[Period, int]:
    """Number the groups of periods whose figures connect, starting with the oldest.

    Args:
        releases: period -> the name of its release.
        tied: pairs of periods that connect although their releases differ.
        unknown: the name that stands for an unknown release, whose figures do not connect with each other.
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
