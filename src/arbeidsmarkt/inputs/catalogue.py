"""What a series is: the series catalogue ``params/series.yml``.

A series is data, not code: adding one takes five lines of YAML (table, title, measure, unit, dimensions). A measure is
named by its title, and by the titles of its groups if its title occurs more than once in the table. Its key is only a
hint, since the numeric suffixes of StatLine's keys change between releases.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from arbeidsmarkt.basics import yaml_file
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Frequency, Period, is_regular
from arbeidsmarkt.basics.yaml_file import TextField, UnitField


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Frozen):
    """A value that a dimension can have, under the project's own key.

    Attributes:
        key: the project's own: ``A``, ``M-N``, ``government``.
        code: CBS's code, where it is known; padded with blanks in StatLine's v3 feed.
        title: CBS's Dutch title; the member is looked up by it if the code is not known.
        kind: ``total`` is the whole, ``group`` adds up several sections, ``section`` is one of the parts.
        in_sentence: how a sentence names it, with its article, if not by its title: "de horeca".
    """

    key: str = ""
    code: TextField = ""
    title: str
    kind: Literal["total", "group", "section"] = "section"
    in_sentence: str = ""

    @property
    def name(self) -> str:
        """The title without the letters in front: "Handel" for "G Handel"."""
        return self.title.removeprefix(f"{self.key} ")


class Measure(_Frozen):
    """A StatLine measure: its title, the titles of the groups that it is in, and its last known keys."""

    title: str
    groups: tuple[str, ...] = ()
    key: str = ""
    code: TextField = ""


class Over(_Frozen):
    """A dimension that a series varies over."""

    dimension: str
    list: str = ""
    only: tuple[TextField, ...] = ()
    members: dict[str, Member] = Field(default={}, exclude=True)


class Predecessor(_Frozen):
    """The series that preceded this one, and how the two are joined.

    ``overlap``: the older series is scaled to the newer one on the periods that both have (an index with another
    base). ``join``: it is taken as it is for periods that the newer one lacks (growth in percent). ``none``: the two
    are not comparable and are shown separately.
    """

    series: str
    chain: Literal["overlap", "join", "none"] = "overlap"


class Confirmed(_Frozen):
    """When a series was found in CBS's own metadata, through which interface, and how.

    ``values``: its figures equal known ones; ``title``: the metadata has measure and members with exactly these titles
    or codes; ``person``: somebody checked.
    """

    on: dt.date
    interface: Literal["v4", "v3"]
    by: Literal["values", "title", "person"]


class Related(_Frozen):
    """Other series of the catalogue that a series must agree with.

    Attributes:
        change: the changes from one period to the next, as CBS itself published them.
        arrivals, departures: the flows into and out of the stock in a period.
        unadjusted: the same series without seasonal adjustment.
        parts: a series over one dimension whose sections add up to this one.
        numerator, denominator: the two series that a percentage is the quotient of.
    """

    change: str = ""
    arrivals: str = ""
    departures: str = ""
    unadjusted: str = ""
    parts: str = ""
    numerator: str = ""
    denominator: str = ""

    def names(self) -> list[str]:
        """The ids of all these series."""
        return [name for name in self.model_dump().values() if name]


class TableSpec(_Frozen):
    """A source table: its title, and whether StatLine holds it (CBS publishes some figures in news releases only).

    ``publisher`` is empty for CBS. A table of another publisher is imported from a file.
    """

    title: str
    statline: bool = True
    url: str = ""
    publisher: str = ""


class SeriesSpec(_Frozen):
    """One series of the catalogue.

    Attributes:
        id: the project's own name.
        table: StatLine's table id.
        title: Dutch; with the base if it is an index.
        measure: the measure, by its title and groups.
        dimensions: dimension key -> the one member (code or title) that is read.
        over: the project's name of a dimension -> the members that the series has values for.
        unit: a key of ``dutch.UNITS``.
        base: of an index: "2020=100".
        frequency: of its periods.
        adjusted: whether it is seasonally adjusted; None if that does not apply.
        decimals: the number that CBS publishes.
        filed_under: ``first_month`` if CBS files a quarter's answer under the quarter's first month.
        required: true: a vintage without it is refused, and an edition needs its figure of the quarter; ``read``: a
            vintage without it is refused, but an edition may use its figure of an earlier quarter; false: if it cannot
            be read, it is left out and the report says so.
        unconfirmed: its keys were never seen in real metadata.
        confirmed: when and how they were.
        predecessor: the series that preceded it.
        related: other series that it must agree with.
        note: for the maintainer.
    """

    id: str = ""
    table: str
    title: str
    measure: Annotated[Measure, BeforeValidator(lambda m: {"title": m} if isinstance(m, str) else m)]
    dimensions: dict[str, TextField] = {}
    over: dict[str, Annotated[Over, BeforeValidator(lambda o: {"dimension": o} if isinstance(o, str) else o)]] = {}
    unit: UnitField
    base: str = ""
    frequency: Frequency = "quarter"
    adjusted: bool | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    filed_under: Literal["", "first_month"] = ""
    required: Literal[True, False, "read"] = False
    unconfirmed: bool = False
    confirmed: Confirmed | None = None
    predecessor: Annotated[
        Predecessor | None, BeforeValidator(lambda p: {"series": p} if isinstance(p, str) else p)
    ] = None
    related: Related = Related()
    note: str = ""

    @model_validator(mode="after")
    def _index_has_base(self) -> Self:
        if self.unit == "index" and not self.base:
            raise ValueError("an index needs its base; write base: 2020=100")
        return self

    def members(self, name: str) -> dict[str, Member]:
        """The members of a dimension that the series varies over, by the project's keys, in the catalogue's order."""
        if name not in self.over:
            raise UserError(f"series '{self.id}' has no dimension '{name}'", where="params/series.yml")
        return self.over[name].members

    def period(self, code: str) -> Period | None:
        """The period that a CBS period code means for this series; None if it is not one of the series' periods.

        With ``filed_under: first_month``, ``2024MM07`` means the third quarter of 2024.
        """
        if not is_regular(code.strip()):
            return None
        period = Period.parse(code)
        if self.filed_under == "first_month" and period.frequency == "month":
            return Period.quarter(period.year, (period.number + 2) // 3) if period.number % 3 == 1 else None
        return period if period.frequency == self.frequency else None


class Catalogue(_Frozen):
    """All series that the report reads, with the tables and lists of members that they share."""

    tables: dict[str, TableSpec]
    members: dict[str, dict[str, Member]] = {}
    series: dict[str, SeriesSpec]

    @classmethod
    def load(cls, path: Path, name: str = "params/series.yml") -> Catalogue:
        """Read ``params/series.yml``.

        Raises:
            UserError, Faults: everything that is wrong in it, each with file and line.
        """
        return cls._read(yaml_file.load(path, name))

    @classmethod
    @lru_cache(maxsize=8)  # every notebook asks for it
    def _read(cls, document: yaml_file.Document) -> Catalogue:
        raw = yaml_file.validate(document, cls)
        faults: list[UserError] = []
        lists = {
            name: {key: member.model_copy(update={"key": key}) for key, member in members.items()}
            for name, members in raw.members.items()
        }
        series = {}
        for key, spec in raw.series.items():
            if spec.table not in raw.tables:
                where = document.where(("series", key, "table"))
                faults.append(UserError(f"unknown table '{spec.table}'", where=where, remedy="add it under tables"))
            if spec.predecessor and spec.predecessor.series not in raw.series:
                where = document.where(("series", key, "predecessor"))
                faults.append(UserError(f"unknown series '{spec.predecessor.series}'", where=where))
            for name in spec.related.names():
                if name not in raw.series:
                    where = document.where(("series", key, "related"))
                    faults.append(
                        UserError(f"unknown series '{name}'", where=where, remedy="name one of the catalogue")
                    )
            over = {}
            for axis, given in spec.over.items():
                where = document.where(("series", key, "over", axis))
                over[axis] = _resolve(axis, given, lists, where, faults)
            series[key] = spec.model_copy(update={"id": key, "over": over})
        raise_all(faults)
        return cls(tables=raw.tables, members=lists, series={}).model_copy(update={"series": series})

    def spec(self, series: str) -> SeriesSpec:
        """The series with this id.

        Raises:
            UserError: no such series.
        """
        if series not in self.series:
            import difflib

            close = difflib.get_close_matches(series, self.series, n=1)
            remedy = f"did you mean '{close[0]}'?" if close else "add it there: five lines of YAML"
            raise UserError(f"unknown series '{series}'", where="params/series.yml", remedy=remedy)
        return self.series[series]

    def by_table(self, *, statline_only: bool = False) -> dict[str, list[SeriesSpec]]:
        """The series of each table, in the catalogue's order."""
        found: dict[str, list[SeriesSpec]] = {}
        for spec in self.series.values():
            if self.tables[spec.table].statline or not statline_only:
                found.setdefault(spec.table, []).append(spec)
        return found

    def required(self) -> set[str]:
        """The series that every vintage must hold; all of them if the catalogue marks none as required."""
        marked = {key for key, spec in self.series.items() if spec.required}
        return marked or set(self.series)

    def unconfirmed(self) -> list[str]:
        """The series whose keys were never seen in real metadata."""
        return [key for key, spec in self.series.items() if spec.unconfirmed]


def _resolve(axis: str, given: Over, lists: dict[str, dict[str, Member]], where: str, faults: list[UserError]) -> Over:
    """The members of an ``over``: all those of the list with that name, or the ones that it names."""
    name = given.list or axis
    if name not in lists:
        faults.append(UserError(f"unknown list of members '{name}'", where=where, remedy="add it under members"))
        return given
    for key in given.only:
        if key not in lists[name]:
            faults.append(UserError(f"list '{name}' has no member '{key}'", where=where))
    members = {key: m for key, m in lists[name].items() if not given.only or key in given.only}
    return given.model_copy(update={"members": members})
