"""Whether a vintage has figures of an edition's quarter, and which is the newest quarter that it has."""

from __future__ import annotations

from arbeidsmarkt.basics.errors import NotYetPublished
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.vintages import Vintage

_NAMED = 3


def lacking(catalogue: Catalogue, vintage: Vintage, quarter: Period) -> dict[str, Period | None]:
    """The series that an edition of a quarter needs, but that have no figure of that quarter.

    Returns:
        Series id -> its newest earlier quarter with a figure; None for a series without any.
    """
    found: dict[str, Period | None] = {}
    for spec in catalogue.series.values():
        if spec.required is True and spec.frequency == "quarter":
            known = {row.period for row in vintage.rows(spec.id) if row.value is not None}
            if quarter not in known:
                found[spec.id] = max((period for period in known if period < quarter), default=None)
    return found


def newest(catalogue: Catalogue, vintage: Vintage) -> Period | None:
    """The newest quarter for which an edition can be built; None if there is none."""
    shared: set[Period] | None = None
    for spec in catalogue.series.values():
        if spec.required is True and spec.frequency == "quarter":
            known = {row.period for row in vintage.rows(spec.id) if row.value is not None}
            shared = known if shared is None else shared & known
    return max(shared or (), default=None)


def check(project: Project, edition: Edition) -> None:
    """Refuse a quarter that the vintage does not have, before any notebook runs.

    Raises:
        NotYetPublished: says where each series ends, which quarter can be built, and how to fetch from CBS.
    """
    catalogue = Catalogue.load(project.series)
    vintage = Vintage.open(project.vintages, edition.vintage)
    missing = lacking(catalogue, vintage, edition.quarter)
    if not missing:
        return
    tables: dict[tuple[str, Period | None], list[str]] = {}
    for name, last in missing.items():
        tables.setdefault((catalogue.series[name].table, last), []).append(name)
    ends = [
        f"{table} ends in {last or 'nothing'} ({', '.join(names[:_NAMED])}"
        f"{f' and {len(names) - _NAMED} more' if len(names) > _NAMED else ''})"
        for (table, last), names in tables.items()
    ]
    best = newest(catalogue, vintage)
    instead = f"the newest quarter that can be built is {best}; " if best else ""
    raise NotYetPublished(
        f"vintage {edition.vintage} does not have {edition.quarter}: {', '.join(ends)}",
        where=edition.label, remedy=f"{instead}make fetch QUARTER={edition.label} reads CBS",
    )  # fmt: skip
