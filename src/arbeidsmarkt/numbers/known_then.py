"""What a figure was on an earlier day, according to the vintages and published figures at hand.

A row of a vintage was known from the day on which it was published in this form (``as_of``, or the vintage's date if
the row has none); a published figure from the day of its publication. A published figure is about a series if its key
is the series' name. Trial vintages are no evidence.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import published, vintages
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.published import PublishedFigure
from arbeidsmarkt.inputs.vintages import Row, Vintage

Json = Mapping[str, Any]


@dataclass(frozen=True)
class State:
    """A figure as it was known on some day.

    Attributes:
        value: the value that was published then.
        decimals: the number of decimals that were printed.
        since: the day from which it was known in this form.
        shown_by: Dutch; the vintage or publication that is the evidence.
    """

    value: Decimal
    decimals: int
    since: dt.date
    shown_by: str


class KnownThen:
    """The evidence that one edition may use.

    Args:
        held: the vintages, oldest first; none later than the edition's own.
        figures: published figures that the edition may use.
        labels: the labels of the vintages.
    """

    def __init__(
        self,
        held: Callable[[], Sequence[Vintage]],
        figures: Callable[[], Sequence[PublishedFigure]],
        labels: Sequence[str] = (),
    ) -> None:
        self._held = held
        self._figures = figures
        self.labels = labels

    @classmethod
    def of(cls, project: Project, edition: Edition) -> KnownThen:
        """The evidence in the checkout; vintages are opened when they are first needed."""
        folder, own = project.vintages, vintages.date_of(project.vintages, edition.vintage)
        labels = tuple(label for label in vintages.labels(folder) if vintages.date_of(folder, label) <= own)

        def figures() -> list[PublishedFigure]:
            everything = published.load(project.published)
            return published.for_edition(everything, edition.quarter, edition.publication_date)

        return cls(lambda: [Vintage.open(folder, label) for label in labels], figures, labels)

    @cached_property
    def _vintages(self) -> list[Vintage]:
        return [vintage for vintage in self._held() if vintage.kind != "trial"]

    def state(self, cell: Json, day: dt.date) -> State | None:
        """The newest state of a cell of ``facts.json`` that was known on a day; None if there is no evidence of one."""
        period = Period.parse(cell["period"]) if cell["period"] else None
        found = [
            State(row.value, row.decimals, since, f"momentopname {vintage.label}")
            for vintage, row in self._rows(cell)
            if row.period == period and row.value is not None and (since := row.as_of or vintage.date) <= day
        ]
        key = cell.get("published") or (cell["series"] if not cell["members"] else "")
        found += [
            State(item.value, dutch.places(item.value), item.date, f"{item.publisher}, {item.title}")
            for item in self._figures()
            if (item.key, item.period, item.unit) == (key, period, cell["unit"]) and item.date <= day
        ]
        # of equal ones the first, which is from the vintage nearest to that day
        return max(found, key=lambda state: state.since, default=None)

    def largest_revision(self, cell: Json) -> Decimal | None:
        """The largest revision of the cell's series in the vintages, the cell itself excluded.

        Returns:
            Its absolute size in the series' unit; None if the vintages show no revision.
        """
        seen: dict[Period, list[Row]] = {}
        for _, row in self._rows(cell):
            if row.value is not None and row.period.code != cell["period"]:
                seen.setdefault(row.period, []).append(row)
        sizes = [abs(_change(a, b)) for rows in seen.values() for a, b in itertools.pairwise(rows)]
        return max(filter(None, sizes), default=None)

    def _rows(self, cell: Json) -> list[tuple[Vintage, Row]]:
        """The rows of a cell's series and members in each vintage."""
        if "series" not in cell:
            return []
        about = dict(cell["members"])
        return [
            (vintage, row)
            for vintage in self._vintages
            for members, rows in vintage.by_members(cell["series"]).items()
            if dict(members) == about
            for row in rows
        ]


def _change(before: Row, after: Row) -> Decimal:
    """How much a figure changed, with the decimals of the coarser of the two; both rows have a value."""
    places = min(before.decimals, after.decimals)
    return dutch.rounded(after.value or Decimal(), places) - dutch.rounded(before.value or Decimal(), places)
