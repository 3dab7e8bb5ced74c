"""A CSV file of somebody's own figures, with a small YAML file that says what the columns are and who published them.

``tension.csv`` has a column of periods and a column per series; ``tension.yml`` gives publisher, title, date and unit.
Numbers are read as carefully as those of ``data/published``: as they are meant, or refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from arbeidsmarkt.basics import dates, dutch, plain_text, typed_number, typed_period, yaml_file
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Frequency, Period
from arbeidsmarkt.basics.yaml_file import UnitField
from arbeidsmarkt.inputs import csv_file
from arbeidsmarkt.inputs.published import JUMP, DateField
from arbeidsmarkt.inputs.vintage_files import Row, TableData, sha256

_NAMED = 5
_PERIODS = ("periode", "perioden", "period", "kwartaal", "maand", "jaar", "quarter", "month", "year")
_ENDINGS = (".yml", ".yaml")


def _shown(text: str) -> str:
    if found := plain_text.missing_sign(text):
        raise ValueError("; ".join(found))
    return text


ShownField = Annotated[str, Field(min_length=1), AfterValidator(_shown)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OwnSeries(_Strict):
    """One series of the file.

    Attributes:
        title: Dutch, for the reader.
        unit: a key of ``dutch.UNITS``.
        column: the title of its column; by default the series' id, or the only column of figures.
        base: of an index: "2020=100".
        adjusted: whether it is seasonally adjusted, if that applies.
        status: the status of all its figures.
        confirmed: somebody has checked values that look implausible.
    """

    title: ShownField
    unit: UnitField
    column: str = ""
    base: str = ""
    adjusted: bool | None = None
    status: Literal["final", "provisional", "revised_provisional", "unknown"] = "unknown"
    confirmed: bool = False

    @model_validator(mode="after")
    def _index_has_base(self) -> OwnSeries:
        if self.unit == "index" and not self.base:
            raise ValueError("an index needs its base; write base: 2020=100")
        return self


class _File(_Strict):
    table: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    publisher: ShownField
    title: ShownField
    date: DateField
    url: str = Field(pattern=r"^https://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?$", max_length=2000)
    series: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], OwnSeries] = Field(min_length=1)


@dataclass(frozen=True)
class OwnTable:
    """The content of such a CSV file.

    Attributes:
        id: the table's id, chosen by its author.
        publisher, title, url: of the source.
        series: by id, with the frequency and the number of decimals of the figures.
        data: the rows.
        where: the name of the YAML file in messages.
        beside: the YAML file's name and hash.
    """

    id: str
    publisher: str
    title: str
    url: str
    series: dict[str, tuple[OwnSeries, Frequency, int]]
    data: TableData
    where: str
    beside: dict[str, str]


def described(path: Path) -> Path | None:
    """The YAML file that belongs to a CSV file; None if there is none."""
    return next((path.with_suffix(end) for end in _ENDINGS if path.with_suffix(end).is_file()), None)


def digest(path: Path) -> str:
    """The hash of a file."""
    return sha256(path.read_bytes())


def read(path: Path, name: str, beside: Path, beside_name: str) -> OwnTable:
    """Read such a CSV file.

    Args:
        path: the CSV file.
        name: its name in messages.
        beside: the YAML file.
        beside_name: its name in messages.

    Raises:
        UserError, Faults: everything that is wrong in the two, each with file and line.
    """
    # the columns: one of periods, one per series
    about = yaml_file.read(beside, _File, beside_name)
    content = csv_file.content(path, name)
    lines = csv_file.lines(content, name)
    head, rows = _head_and_rows(lines)
    periods = [i for i, cell in enumerate(head.cells) if cell.casefold() in _PERIODS]
    if len(periods) != 1:
        what = f"{len(periods) or 'no'} columns are called {_PERIODS[0]}, where the head of one column must be"
        raise UserError(what, where=f"{name}:{head.number}", remedy=f"call the column of the periods {_PERIODS[0]}")
    faults: list[UserError] = []
    columns = _columns(about, head, periods[0], f"{name}:{head.number}", faults)
    raise_all(faults)

    # the periods of the rows
    day = dates.last_day(about.date)
    found: list[Row] = []
    series: dict[str, tuple[OwnSeries, Frequency, int]] = {}
    whole = [line for line in rows if _has_all_cells(line, head, name, faults)]
    dated = [(line, period) for line in whole if (period := _period(line, periods[0], name, faults)) is not None]
    _refuse_repeated(dated, name, faults)

    # the figures of each series
    for key, column in columns.items():
        spec = about.series[key]
        values = [(line, period, value) for line, period in dated
                  if (value := _value(line, column, spec, name, faults)) is not None]  # fmt: skip
        faults += _faults_of_values(key, spec, values, name)
        if not values:
            if not faults:  # otherwise a fault already explains why a column is missing
                faults.append(UserError(f"series '{key}' has not one figure", where=f"{name}:{head.number}"))
            continue
        places = max(dutch.places(value) for _, _, value in values)
        series[key] = (spec, values[0][1].frequency, min(places, 6))
        found += [
            Row(key, about.table, {}, period, value, "", spec.status, places, day, about.title)
            for _, period, value in values
        ]
    more = len(faults) - _NAMED
    raise_all(faults if more <= 0 else [*faults[:_NAMED], UserError(f"{more} more faults", where=name)])
    data = TableData(
        about.table, about.title, found, day.isoformat() if day else None, about.url,
        {key: head.cells[column] for key, column in columns.items()}, {about.title: about.url},
    )  # fmt: skip
    return OwnTable(
        about.table, about.publisher, about.title, about.url, series, data, beside_name,
        {beside.name: sha256(beside.read_bytes())},
    )  # fmt: skip


def _head_and_rows(lines: Sequence[csv_file.Line]) -> tuple[csv_file.Line, list[csv_file.Line]]:
    """The header and the rows, without what a spreadsheet adds: a first line "sep=;" and empty last columns."""
    if lines[0].cells[0].casefold() == "sep=" and len(lines) > 1:
        lines = lines[1:]
    width = max((i for i, cell in enumerate(lines[0].cells) if cell), default=0) + 1
    cut = [
        csv_file.Line(line.number, line.cells[:width]) if not any(line.cells[width:]) else line for line in lines
    ]  # fmt: skip
    return cut[0], cut[1:]


def _columns(about: _File, head: csv_file.Line, periods: int, where: str, faults: list[UserError]) -> dict[str, int]:
    """The column number of each series. A column that belongs to no series is a fault, not ignored."""
    others = [i for i in range(len(head.cells)) if i != periods]
    if not others:
        remedy = "give each series a column with a head of its own"
        raise UserError("there is no column of figures beside the periods", where=where, remedy=remedy)
    found: dict[str, int] = {}
    for key, spec in about.series.items():
        asked = spec.column or (key if len(others) > 1 or head.cells[others[0]] == key else head.cells[others[0]])
        having = [i for i in others if head.cells[i] == asked]
        if len(having) != 1:
            names = ", ".join(f"'{head.cells[i]}'" for i in others)
            what = f"{len(having) or 'no'} columns are called '{asked}', which series '{key}' is read from"
            faults.append(UserError(what, where=where, remedy=f"say which with column: the columns are {names}"))
        else:
            found[key] = having[0]
    for i in others:
        if i not in found.values() and not faults:
            what = f"no series is read from the column '{head.cells[i]}'"
            faults.append(UserError(what, where=where, remedy="describe it under series, or take the column out"))
    if len(set(found.values())) < len(found):
        faults.append(UserError("two series are read from one column", where=where, remedy="give each its own"))
    return found


def _has_all_cells(line: csv_file.Line, head: csv_file.Line, name: str, faults: list[UserError]) -> bool:
    if len(line.cells) == len(head.cells):
        return True
    what = f"has {len(line.cells)} cells, and the head {len(head.cells)}"
    remedy = "put a semicolon between the cells; a decimal comma needs it, or quotes around the number"
    faults.append(UserError(what, where=f"{name}:{line.number}", remedy=remedy))
    return False


def _period(line: csv_file.Line, column: int, name: str, faults: list[UserError]) -> Period | None:
    try:
        return typed_period.parsed(line.cells[column])
    except UserError as error:
        faults.append(error.at(f"{name}:{line.number}"))
        return None


def _refuse_repeated(dated: Sequence[tuple[csv_file.Line, Period]], name: str, faults: list[UserError]) -> None:
    """Refuse a period that occurs twice, and periods of different lengths."""
    seen: dict[Period, int] = {}
    for line, period in dated:
        where = f"{name}:{line.number}"
        if period in seen:
            faults.append(UserError(f"{period} stands on line {seen[period]}, too", where=where, remedy="keep one"))
        elif seen and period.frequency != next(iter(seen)).frequency:
            what = f"{period} is a {period.frequency}, and the file begins with a {next(iter(seen)).frequency}"
            faults.append(UserError(what, where=where, remedy="give each frequency a file of its own"))
        else:
            seen[period] = line.number


def _value(
    line: csv_file.Line, column: int, spec: OwnSeries, name: str, faults: list[UserError]
) -> Decimal | None:  # fmt: skip
    """The figure in a cell; None if it is empty."""
    text = line.cells[column]
    if not text:
        return None
    where = f"{name}:{line.number}"
    try:
        return typed_number.in_csv(text)
    except ValueError as error:
        remedy = "leave the cell empty where there is no figure" if not any(map(str.isdigit, text)) else None
        faults.append(UserError(str(error), where=where, remedy=remedy))
        return None


def _faults_of_values(
    key: str, spec: OwnSeries, values: Sequence[tuple[csv_file.Line, Period, Decimal]], name: str
) -> list[UserError]:
    """Faults for values that are impossible in their unit, or that jump implausibly from one period to the next."""
    found = []
    for line, _, value in values:
        if what := typed_number.implausible(value, spec.unit, confirmed=spec.confirmed):
            found.append(UserError(f"'{key}': {what}", where=f"{name}:{line.number}"))
    ordered = sorted(values, key=lambda each: each[1].ordinal)
    for (_, before, old), (line, after, new) in itertools.pairwise(ordered):
        small, large = sorted((abs(old), abs(new)))
        if small and large > JUMP * small and not spec.confirmed:
            what = f"'{key}' is {new} for {after}, after {old} for {before}"
            remedy = "mend it, or write confirmed: true in the YAML if it is right"
            found.append(UserError(what, where=f"{name}:{line.number}", remedy=remedy))
    return found
