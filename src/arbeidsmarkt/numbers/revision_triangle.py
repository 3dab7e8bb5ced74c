"""Revision triangles: the first print of a quarter's figure, and its later prints.

A print is a value with the day on which it was published, from a vintage or from what an edition's parameters record as
published at the time. Nothing else is inferred: if the earliest print at hand came long after the quarter, the quarter
counts as one without a first print; and a series that is continued from another table is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import editions, vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition, Printed
from arbeidsmarkt.inputs.vintages import Row, Vintage

#: the series of the key figures, and the fact that states the newest quarter of each
HEADLINES = {
    "open_vacancies": "vacancies",
    "unemployed": "unemployed",
    "net_participation": "participation",
    "wages_growth": "wages_growth",
}
#: after how many quarters a first print is compared with a later one
LATER = (1, 4, 8)
#: a print that came more than this many days after its quarter is not the first
FIRST_WITHIN = 150
#: a print that came less than this many days after the first repeats it
AGAIN_AFTER = 45
_QUARTER_DAYS = Decimal("91.3125")


@dataclass(frozen=True)
class Print:
    """One publication of a figure.

    Attributes:
        period: the quarter that it is about.
        day: when it was published; the last day of the month if only that is known.
        value: the value that was published.
        decimals: its number of decimals.
        held: the vintage that holds it, and its row there; None for a figure of an edition's parameters.
        printed: the figure of an edition's parameters; None for one of a vintage.
    """

    period: Period
    day: dt.date
    value: Decimal
    decimals: int
    held: tuple[Vintage, Row] | None = None
    printed: Printed | None = None


Prints = Mapping[Period, Sequence[Print]]


@dataclass(frozen=True)
class Revision:
    """How much later prints differ from the first prints of the same quarters.

    Attributes:
        after: the number of quarters between the first and the later print.
        pairs: the first and the later print of each quarter that has both.
    """

    after: int
    pairs: tuple[tuple[Print, Print], ...] = ()

    @property
    def sizes(self) -> list[Decimal]:
        """Later minus first print of each pair, with the decimals of the coarser one."""
        return [size(first, later) for first, later in self.pairs]

    @property
    def mean(self) -> Decimal | None:
        """The mean of the revisions with their sign; None without pairs."""
        return sum(self.sizes, Decimal()) / len(self.pairs) if self.pairs else None

    @property
    def mean_absolute(self) -> Decimal | None:
        """The mean of their absolute sizes; None without pairs."""
        return sum(map(abs, self.sizes), Decimal()) / len(self.pairs) if self.pairs else None


@dataclass(frozen=True)
class Triangle:
    """The triangle of one series.

    Attributes:
        series: the series' id in the catalogue.
        title: its title, in Dutch.
        unit: a key of ``dutch.UNITS``.
        decimals: the number of decimals in which it is printed.
        prints: quarter -> its prints in order of their days.
        revisions: those after 1, 4 and 8 quarters.
    """

    series: str
    title: str
    unit: str
    decimals: int
    prints: Prints
    revisions: tuple[Revision, ...]

    @property
    def first(self) -> int:
        """The number of quarters whose first print is at hand."""
        return sum(is_first(period, each[0].day) for period, each in self.prints.items())


def triangles(project: Project, until: dt.date) -> list[Triangle]:
    """The triangle of each headline series, from what was published up to a day; without trial vintages.

    Args:
        project: the checkout.
        until: later publications are ignored.

    Raises:
        UserError: a vintage or the parameters of an edition cannot be read.
    """
    catalogue = Catalogue.load(project.series)
    read = [
        Vintage.open(project.vintages, label)
        for label in vintages.labels(project.vintages)
        if vintages.kind_of(project.vintages, label) != "trial" and vintages.date_of(project.vintages, label) <= until
    ]
    noted = [Edition.load(project, quarter) for quarter in editions.quarters(project)]
    found = []
    for name, fact in HEADLINES.items():
        spec = catalogue.series.get(name)
        if spec is None:
            continue
        known = by_quarter([*of_vintages(read, name), *of_editions(noted, fact)], until)
        decimals = max((each.decimals for prints in known.values() for each in prints), default=0)
        revisions = tuple(revision(known, after, [vintage.date for vintage in read]) for after in LATER)
        found.append(Triangle(name, spec.title, spec.unit, decimals, known, revisions))
    return found


def of_vintages(read: Sequence[Vintage], series: str) -> Iterator[Print]:
    """The prints of a series in vintages; rows without a date of publication are left out."""
    for vintage in read:
        for row in vintage.rows(series):
            if row.members or row.value is None or row.period.frequency != "quarter":
                continue
            day = row.as_of or (vintage.date if vintage.kind == "fetched" else None)
            if day is not None:
                yield Print(row.period, day, row.value, row.decimals, (vintage, row))


def of_editions(noted: Sequence[Edition], fact: str) -> Iterator[Print]:
    """The prints of a fact in the editions' parameters, each about the edition's own quarter."""
    for edition in noted:
        for item in edition.printed:
            day = last_day(item.published)
            if item.fact == fact and day is not None:
                value = dutch.parse_number(item.value)
                yield Print(edition.quarter, day, value, dutch.places(value), printed=item)


def by_quarter(prints: Sequence[Print], until: dt.date) -> dict[Period, list[Print]]:
    """The prints up to a day: quarter -> prints in order of their days; of two on one day the first counts."""
    seen: dict[Period, dict[dt.date, Print]] = {}
    for each in prints:
        if each.day <= until:
            seen.setdefault(each.period, {}).setdefault(each.day, each)
    ordered = sorted(seen.items(), key=lambda item: item[0].ordinal)
    return {period: [days[day] for day in sorted(days)] for period, days in ordered}


def revision(known: Prints, after: int, dates: Sequence[dt.date]) -> Revision:
    """How much first prints were revised after a number of quarters.

    Args:
        known: the prints by quarter.
        after: the number of quarters.
        dates: the dates of the vintages; prints after the newest of them are unknown.
    """
    pairs = []
    for period, each in known.items():
        first = each[0]
        moment = first.day + dt.timedelta(days=int(after * _QUARTER_DAYS))
        seen = [date for date in dates if date >= moment]
        if not is_first(period, first.day) or not seen:
            continue
        again = first.day + dt.timedelta(days=AGAIN_AFTER)
        # the first vintage of that day or later holds what was known around it
        if later := [other for other in each if again <= other.day <= min(seen)]:
            pairs.append((first, later[-1]))
    return Revision(after, tuple(pairs))


def size(first: Print, later: Print) -> Decimal:
    """Later minus first, with the decimals of the coarser one: 427.1 after 427 is no revision."""
    decimals = min(first.decimals, later.decimals)
    return dutch.rounded(later.value, decimals) - dutch.rounded(first.value, decimals)


def is_first(period: Period, day: dt.date) -> bool:
    """Whether a print of that day can be the first print of a quarter."""
    return dt.timedelta() <= day - period.last_day <= dt.timedelta(days=FIRST_WITHIN)
