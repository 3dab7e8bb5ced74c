"""What was known of a figure on an earlier day, as far as the vintages and published figures at hand can show it.

A row of a vintage was known from the day that it was published in this form (``as_of``; the vintage's own day when the
row names none), a published figure from the day of its publication. A published figure tells of a series when its key
is the series' name. Trial vintages prove nothing.
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
        value: as published then.
        decimals: as precisely as it was printed.
        since: the day from which it was known in this form.
        shown_by: Dutch, what shows it: a vintage or a publication.
    """

    value: Decimal
    decimals: int
    since: dt.date
    shown_by: str


class KnownThen:
    """The evidence at hand for one edition.

    Args:
        held: the vintages, oldest first; none later than the edition's own.
        figures: published figures that the edition may use.
        labels: of the vintages.
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
        """The evidence that the checkout holds; vintages are opened when first asked for."""
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
        """The newest state of a cell of ``facts.json`` that was known on a day; None when none is at hand."""
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
        return max(found, key=lambda state: state.since, default=None)  # the last of equals: the newest vintage's

    def largest_revision(self, cell: Json) -> Decimal | None:
        """The largest revision that the vintages show of the cell's series, apart from the cell itself.

        Returns:
            Its size in the series' own unit; nothing when the vintages show none.
        """
        seen: dict[Period, list[Row]] = {}
        for _, row in self._rows(cell):
            if row.value is not None and row.period.code != cell["period"]:
                seen.setdefault(row.period, []).append(row)
        sizes = [abs(_change(a, b)) for rows in seen.values() for a, b in itertools.pairwise(rows)]
        return max(filter(None, sizes), default=None)

    def _rows(self, cell: Json) -> list[tuple[Vintage, Row]]:
        """The rows of a cell's series about the same members, vintage by vintage."""
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
    """How much a figure changed, as precisely as the coarser of the two was printed."""
    places = min(before.decimals, after.decimals)
    assert before.value is not None and after.value is not None  # noqa: S101  only rows with a value come in
    return dutch.rounded(after.value, places) - dutch.rounded(before.value, places)
