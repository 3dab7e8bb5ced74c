"""Figures that StatLine does not hold, each with its source: ``data/published/*.yml``.

A file lists its sources once, and its figures refer to them. A figure without source, date or unit is refused, and so
are two values for the same key, period and publication date; the message has file and line. Which figures an edition
may use depends on its quarter and publication date: see ``for_edition``.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from arbeidsmarkt.basics import typed_number, yaml_file
from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.yaml_file import Document, PeriodField, UnitField

Kind = Literal["observation", "forecast"]
Precision = Literal["exact", "about", "over", "almost"]
Status = Literal["final", "provisional", "revised_provisional"]


#: an author must confirm a value that is this many times the one before it
JUMP = 10


def _day_text(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, int) else value


def _is_date(text: str) -> str:
    if last_day(text) is None:
        raise ValueError(f"'{text}' is not a date; write it as 2024-12-13, or 2024-12 when the day is not known")
    return text


#: a field that holds a day, or a month or year if no more is known
DateField = Annotated[str, BeforeValidator(_day_text), AfterValidator(_is_date)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Strict):
    publisher: str = Field(min_length=1)
    title: str = Field(min_length=1)
    date: DateField
    url: str = Field(pattern=r"^https://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?$", max_length=2000)
    quoted_in: str = ""


class _Figure(_Strict):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str = Field(min_length=1)
    label: str = ""
    value: Annotated[Decimal, PlainValidator(typed_number.parsed)]
    unit: UnitField
    period: PeriodField
    since: PeriodField | None = None
    when: str = ""
    kind: Kind
    source: str
    precision: Precision = "exact"
    status: Status = "final"
    note: str = ""
    confirmed: bool = False


class _File(_Strict):
    sources: dict[str, _Source]
    figures: tuple[_Figure, ...]


@dataclass(frozen=True)
class PublishedFigure:
    """A figure taken over from a publication.

    Attributes:
        key: its name; one key may have several periods, and several publications of one period.
        description: Dutch, what it is.
        label: Dutch, short, for a row of a table ("Zorg"); empty if the description will do.
        value: as published, with the decimals of the publication.
        unit: a key of ``dutch.UNITS``.
        period: the period that it is about; the last one if it is about several.
        since: the first of several periods, or the period that a growth is measured from.
        when: Dutch; the publication's own words for a period that is no quarter, month or year: "komende jaren".
            ``period`` then only decides which editions may use the figure, and is not shown.
        kind: ``observation`` or ``forecast``.
        publisher, title, url: of the publication.
        date: the day it was published, or the last day of the month or year if no more is known.
        date_text: the date as precisely as it is known.
        quoted_in: Dutch; the publication that quotes the figure, if it was not read in the publisher's own. Date and
            address are then those of the quoting publication.
        note: Dutch, what the reader should know.
        precision: the publication's qualifier: ``about`` (circa), ``over`` (ruim) or ``almost`` (bijna, krap).
        where: file and line.
        confirmed: the author has checked a value that looks implausible.
        status: ``provisional`` or ``revised_provisional`` if the publication itself says so.
    """

    key: str
    description: str
    label: str
    value: Decimal
    unit: str
    period: Period
    since: Period | None
    kind: Kind
    publisher: str
    title: str
    date: dt.date
    date_text: str
    url: str
    note: str
    precision: Precision
    when: str = ""
    quoted_in: str = ""
    where: str = field(default="", repr=False, compare=False)
    status: Status = "final"
    confirmed: bool = False


def load(folder: Path) -> list[PublishedFigure]:
    """All figures in a folder, in the order of the files and of the figures in each.

    Raises:
        UserError, Faults: everything that is wrong in the files, each with file and line.
    """
    files = sorted(folder.glob("*.yml"))
    return list(_load(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)))


@lru_cache(maxsize=4)  # a notebook asks for one figure after another
def _load(files: tuple[tuple[Path, int, int], ...]) -> tuple[PublishedFigure, ...]:
    figures: list[PublishedFigure] = []
    faults: list[UserError] = []
    for path, _, _ in files:
        try:
            if path.is_symlink():
                raise UserError(
                    "leads to another place by a link", where=f"data/published/{path.name}",
                    remedy="put the file itself there",
                )  # fmt: skip
            document = yaml_file.load(path, f"data/published/{path.name}")
            figures += _figures(document, yaml_file.validate(document, _File), faults)
        except UserError as error:
            faults += getattr(error, "errors", [error])
    seen: dict[tuple[object, ...], PublishedFigure] = {}
    for figure in figures:
        identity = (figure.key, figure.period, figure.date)
        first = seen.setdefault(identity, figure)
        if first is not figure:
            what = f"'{figure.key}' has a second value for {figure.period}, published {figure.date_text}"
            faults.append(UserError(what, where=figure.where, remedy=f"the first stands at {first.where}"))
    faults += _jumps(figures)
    raise_all(faults)
    return tuple(figures)


def _jumps(figures: Iterable[PublishedFigure]) -> Iterator[UserError]:
    """Faults for a value that is more than ten times, or less than a tenth of, the one before it with the same key."""
    by_key: dict[tuple[str, str, str, str], list[PublishedFigure]] = {}
    for figure in figures:
        by_key.setdefault((figure.key, figure.label, figure.unit, figure.kind), []).append(figure)
    for series in by_key.values():
        ordered = sorted(series, key=lambda figure: (figure.period.last_day, figure.date))
        for before, after in itertools.pairwise(ordered):
            small, large = sorted((abs(before.value), abs(after.value)))
            if small and large > JUMP * small and not after.confirmed:
                what = f"'{after.key}' is {after.value} for {after.period}, after {before.value} for {before.period}"
                yield UserError(what, where=after.where, remedy="mend it, or write confirmed: true if it is right")


def _figures(document: Document, given: _File, faults: list[UserError]) -> list[PublishedFigure]:
    found = []
    for i, item in enumerate(given.figures):
        where = document.where(("figures", i))
        source = given.sources.get(item.source)
        if source is None:
            known = ", ".join(given.sources)
            faults.append(UserError(f"unknown source '{item.source}'", where=where, remedy=f"known are {known}"))
            continue
        if what := typed_number.implausible(item.value, item.unit, confirmed=item.confirmed):
            faults.append(UserError(f"'{item.key}': {what}", where=where))
        day = last_day(source.date)
        assert day is not None  # noqa: S101  validated above
        found.append(
            PublishedFigure(
                item.key,
                item.description,
                item.label,
                item.value,
                item.unit,
                item.period,
                item.since,
                item.kind,
                source.publisher,
                source.title,
                day,
                source.date,
                source.url,
                item.note,
                item.precision,
                item.when,
                source.quoted_in,
                where,
                item.status,
                item.confirmed,
            )
        )
    return found


def for_edition(
    figures: Iterable[PublishedFigure], quarter: Period, publication_date: dt.date
) -> list[PublishedFigure]:
    """Those of the figures that an edition may use, in the same order.

    A figure must be published by the edition's publication date, and an observation may not be later than its quarter.
    """
    return [
        figure
        for figure in figures
        if figure.date <= publication_date and (figure.kind == "forecast" or figure.period.last_day <= quarter.last_day)
    ]
