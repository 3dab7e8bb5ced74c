"""How first figures fared: what was printed first of a quarter, and what was printed of it later.

A print is a value with the day on which it was published, as a vintage holds it. What the vintages do not hold is not
inferred: a quarter whose earliest print at hand came long after the quarter counts as one without a first print, and a
series that is continued from another table is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage

#: the series of the key figures
HEADLINES = ("open_vacancies", "unemployed", "net_participation", "wages_growth")
#: after how many quarters a first print is looked at again
LATER = (1, 4, 8)
#: a print that came more days after its quarter than this is not the first
FIRST_WITHIN = 150
_QUARTER_DAYS = Decimal("91.3125")

Prints = Mapping[Period, Sequence[tuple[dt.date, Decimal]]]


@dataclass(frozen=True)
class Revision:
    """How far first prints were from what was printed of the same quarters later.

    Attributes:
        after: quarters after the first print.
        points: how many quarters it rests on.
        mean: later minus first; nothing without points.
        mean_absolute: the mean of its size.
    """

    after: int
    points: int
    mean: Decimal | None
    mean_absolute: Decimal | None


@dataclass(frozen=True)
class Triangle:
    """One series.

    Attributes:
        series: its id in the catalogue.
        title: Dutch.
        unit: key of its unit.
        decimals: as printed.
        prints: by quarter, every print by day; the first one first.
        quarters: how many quarters have any print.
        first: how many have their first one.
        revisions: after 1, 4 and 8 quarters.
    """

    series: str
    title: str
    unit: str
    decimals: int
    prints: Prints
    quarters: int
    first: int
    revisions: tuple[Revision, ...]


def triangles(project: Project, until: dt.date) -> list[Triangle]:
    """The triangle of each headline series, from the vintages up to a day; trials are left out.

    Args:
        project: the checkout.
        until: the newest publication on the site; a later vintage is not known yet.
    """
    catalogue = Catalogue.load(project.series)
    read = [
        Vintage.open(project.vintages, label)
        for label in vintages.labels(project.vintages)
        if vintages.kind_of(project.vintages, label) != "trial" and vintages.date_of(project.vintages, label) <= until
    ]
    found = []
    for name in HEADLINES:
        spec = catalogue.series.get(name)
        if spec is None:
            continue
        known, decimals = prints(read, name)
        dates = [vintage.date for vintage in read]
        first = sum(_is_first(period, each[0][0]) for period, each in known.items())
        found.append(
            Triangle(
                name, spec.title, spec.unit, decimals, known, len(known), first,
                tuple(revision(known, after, dates) for after in LATER),
            )
        )  # fmt: skip
    return found


def prints(read: Sequence[Vintage], series: str) -> tuple[dict[Period, list[tuple[dt.date, Decimal]]], int]:
    """Every print of a series by quarter, and with how many decimals it is printed.

    A row that does not say when it was published, or that another table's series continues, is left out.
    """
    seen: dict[Period, dict[dt.date, Decimal]] = {}
    decimals = 0
    for vintage in read:
        for row in vintage.rows(series):
            if row.members or row.value is None or row.period.frequency != "quarter":
                continue
            day = row.as_of or (vintage.date if vintage.kind == "fetched" else None)
            if day is not None:
                seen.setdefault(row.period, {}).setdefault(day, row.value)
                decimals = max(decimals, row.decimals)
    return {period: sorted(days.items()) for period, days in sorted(seen.items(), key=_ordinal)}, decimals


def revision(known: Prints, after: int, dates: Sequence[dt.date]) -> Revision:
    """The revision of first prints after some quarters.

    Args:
        known: the prints by quarter.
        after: how many quarters later.
        dates: the days of the vintages: what was printed last is known only up to the newest of them.
    """
    sizes = []
    for period, each in known.items():
        day, first = each[0]
        if not _is_first(period, day):
            continue
        moment = day + dt.timedelta(days=int(after * _QUARTER_DAYS))
        if not any(date >= moment for date in dates):
            continue
        later = [value for printed, value in each if printed > day and printed <= _end(moment, dates)]
        if later:
            sizes.append(later[-1] - first)
    if not sizes:
        return Revision(after, 0, None, None)
    number = len(sizes)
    return Revision(after, number, sum(sizes, Decimal()) / number, sum(map(abs, sizes), Decimal()) / number)


def _end(moment: dt.date, dates: Sequence[dt.date]) -> dt.date:
    """The day of the first vintage from a moment on: what it holds is what was known about then."""
    return min(date for date in dates if date >= moment)


def _is_first(period: Period, day: dt.date) -> bool:
    return dt.timedelta() <= day - period.last_day <= dt.timedelta(days=FIRST_WITHIN)


def _ordinal(item: tuple[Period, object]) -> int:
    return item[0].ordinal
