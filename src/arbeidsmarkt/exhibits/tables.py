"""Turns a statistician's frame into a table of the report: typed columns, units, symbols.

A cell is an observation, a fact, a period or text, or a number that is found among observations (``matching``). Other
numbers are refused, since their source is unknown. So are two units in one column, unless another column gives each
row's unit, and seasonally adjusted figures beside unadjusted ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import pandas_cells
from arbeidsmarkt.exhibits.records import Column, Data, Value, no_observation, observation_of
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell, Series

if TYPE_CHECKING:
    import pandas as pd

#: how many quarters a value in a table may be older than the edition
MOST_QUARTERS_OLD = 4
#: the title of a column that gives each row's unit, so that other columns may mix units
UNIT_COLUMN = "Eenheid"


def from_frame(frame: pd.DataFrame, names: dict[str, str] | None = None, about: Any = ()) -> Data:
    """Read a frame whose columns have Dutch titles; the first column heads the rows.

    Args:
        frame: one row per line of the table; cells are observations, facts, periods, texts, or pandas's numbers.
        names: column title -> its name in the CSV file; by default that of the series that it comes from.
        about: the series, frames and observations in which bare numbers are looked up.

    Raises:
        UserError: an empty frame, a number without a source, two units or two kinds of value in one column.
    """
    if frame.empty:
        raise UserError("the table has no rows", remedy="guard it with an if, or leave the table out")
    frame = pandas_cells.traced(frame, about)
    columns: list[Column] = []
    row_units = [str(unit) for unit in frame[UNIT_COLUMN]] if UNIT_COLUMN in frame.columns else []
    for position, title in enumerate(frame.columns):
        values = [_value(value, str(title)) for value in frame.iloc[:, position]]
        name = (names or {}).get(str(title)) or _name(str(title), values, [column.name for column in columns])
        columns.append(_column(name, str(title), values, row_units))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        tuple(_value(frame.iloc[row, position], str(frame.columns[position])) for position in range(len(columns)))
        for row in range(len(frame))
    )
    return Data(tuple(columns), rows)


def _name(title: str, values: Sequence[Value], taken: Sequence[str]) -> str:
    """The name of a column in the CSV file: that of its numbers' series, or else its title in small letters.

    A column of periods is called ``period``.
    """
    items = [observation_of(value) for value in values if isinstance(value, (Observation, Fact))]
    if items:
        return data_name(items, taken)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "text"
    return _apart("period" if isinstance(values[0], Period) else slug, taken)


def _apart(name: str, taken: Sequence[str]) -> str:
    """The name, with a number added if another column has it already."""
    number = 1
    while (f"{name}_{number}" if number > 1 else name) in taken:
        number += 1
    return f"{name}_{number}" if number > 1 else name


def data_name(items: Sequence[Observation], taken: Sequence[str] = ()) -> str:
    """The name of a column of numbers in a CSV file: the series' id, and how it was derived.

    Args:
        items: the column's observations.
        taken: the names of other columns.
    """
    source = items[0].source
    leaf = items[0].cells()[0].source
    stem = getattr(leaf, "series", "") or getattr(leaf, "key", "") or "value"
    name = f"{stem}_{source.operation}" if isinstance(source, Derivation) else str(stem)
    return _apart(name, taken)


def unit_names(values: Sequence[Observation]) -> list[str]:
    """The unit of each number, for the column ``Eenheid`` of a table that mixes units."""
    return [dutch.unit(item.unit).head for item in values]


def period_names(values: Sequence[Observation]) -> list[str]:
    """The period of each number, for a column of a table whose rows have different ones: "2023", "2022 en 2023".

    If a publication names no period, its own words are used: "komende jaren".
    """
    return [_period_name(item) for item in values]


def _period_name(item: Observation) -> str:
    own = item.source if isinstance(item.source, PublishedCell) else None
    if own and own.when:
        return own.when
    if item.period is None:
        return ""
    # a year before a quarter is the base of a growth ("sinds 2020"), which the title mentions
    if own is None or own.since is None or own.since.frequency != item.period.frequency or own.since == item.period:
        return item.when
    return f"{own.since.head} {'en' if own.since + 1 == item.period else 'tot en met'} {item.period.head}"


def by_period(series: dict[str, Series], first: Period, last: Period) -> Data:
    """A table of one or more series by period, oldest first; a chart shows it under "Toon als tabel".

    Args:
        series: by their titles in Dutch.
        first: first period.
        last: last period.
    """
    columns = [Column("period", "Periode", "period")]
    columns += [
        _column(f"series_{number}" if len(series) > 1 else "value", title, item.gapless(first, last))
        for number, (title, item) in enumerate(series.items(), start=1)
    ]
    periods = [item.period for item in next(iter(series.values())).gapless(first, last)]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (period, *(item[period] for item in series.values())) for period in periods if period
    )
    return Data(tuple(columns), rows)


def refuse_old(data: Data, quarter: Period) -> None:
    """Refuse figures from StatLine that are older than four quarters in a table about the present.

    A table whose rows are periods is about the past, and may hold figures of any age.

    Raises:
        UserError: a figure is too old; names the row and the column.
    """
    if data.columns[0].type == "period":
        return
    for row in data.rows:
        for column, value in zip(data.columns, row, strict=True):
            if isinstance(value, (Period, str)):
                continue
            item = observation_of(value)
            period = item.period
            if item.missing or period is None or period.frequency != "quarter":
                continue
            if isinstance(item.source, Cell) and period < quarter - MOST_QUARTERS_OLD:
                name = row[0] if isinstance(row[0], str) else row[0].text
                raise UserError(
                    f"row '{name}', column '{column.title}' shows a figure of {period.text}, "
                    f"more than four quarters before {quarter.text}",
                    remedy="take it with recent(…), which gives n.b. for what is too old",
                )


def _value(value: Any, title: str) -> Value:
    if isinstance(value, (Observation, Fact, Period, str)):
        return value
    raise no_observation(value).at(f"column '{title}'")


def _column(name: str, title: str, values: list[Value] | list[Observation], row_units: Sequence[str] = ()) -> Column:
    kinds: set[Literal["string", "number", "period"]] = {
        "period" if isinstance(value, Period) else "string" if isinstance(value, str) else "number" for value in values
    }
    if kinds == {"number"}:
        items = [observation_of(value) for value in values if isinstance(value, (Observation, Fact))]
        units = {item.unit for item in items if not item.missing} or {item.unit for item in items}
        if len(units) > 1 and not row_units:
            raise UserError(f"column '{title}' mixes units: {', '.join(sorted(units))}", remedy="split the column")
        if len(units) > 1:
            _check_units(title, items, row_units)
            units = {""}
        adjusted = {item.adjusted for item in items if not item.missing} - {None}
        if len(adjusted) > 1:
            raise UserError(
                f"column '{title}' mixes seasonally adjusted and unadjusted figures", remedy="split the column"
            )
        decimals = max((item.decimals for item in items if not item.missing), default=0)
        return Column(name, title, "number", units.pop(), decimals)
    if len(kinds) > 1:
        raise UserError(f"column '{title}' mixes {' and '.join(sorted(kinds))} cells")
    return Column(name, title, kinds.pop())


def _check_units(title: str, items: Sequence[Observation], row_units: Sequence[str]) -> None:
    """Refuse a number whose unit is not the one that its row gives."""
    for item, unit in zip(items, row_units, strict=True):
        # ``split`` treats a no-break space in the unit's name like any other blank
        if not item.missing and dutch.unit(item.unit).head.split() != unit.split():
            raise UserError(
                f"column '{title}' holds a number in {dutch.unit(item.unit).head} where '{UNIT_COLUMN}' says '{unit}'",
                remedy="write the unit's own name in that row",
            )
