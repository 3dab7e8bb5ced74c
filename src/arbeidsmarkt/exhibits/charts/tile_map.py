"""The twelve provinces as tiles of one size, laid out as they lie in the country, each with its figure written in it.

Every province is as easy to read as the next, which no map in true shapes offers: there Utrecht is a speck. The figures
stand in the tiles, so that colour adds to them and carries nothing alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import comparing_words
from arbeidsmarkt.exhibits.charts.chart import (
    MARKS,
    WIDTHS,
    ReportChart,
    Size,
    chart_of,
    frame_of,
    marked_evenly,
    one_unit,
)
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd

#: column and row of each province, from the top left; the sea has the first places
PLACES: dict[str, tuple[int, int]] = {
    "Friesland": (2, 0), "Groningen": (3, 0),
    "Noord-Holland": (1, 1), "Flevoland": (2, 1), "Drenthe": (3, 1),
    "Zuid-Holland": (0, 2), "Utrecht": (1, 2), "Gelderland": (2, 2), "Overijssel": (3, 2),
    "Zeeland": (0, 3), "Noord-Brabant": (1, 3), "Limburg": (2, 3),
}  # fmt: skip
_COLUMNS = _ROWS = 4
_SEA = (0, 0)  # where the figure of the whole country stands
_HEIGHTS: dict[Size, int] = {"wide": 50, "narrow": 76}  # pixels of a tile
_ROOM = 5  # pixels between tiles
#: how much of its colour a tile gets: ink on the darkest keeps a contrast of 4.5:1, in the light and the dark
SHADES = (0.08, 0.45)


def tile_map(
    values: Sequence[Observation],
    *,
    title: str = "",
    whole: str = "",
    beside: tuple[str, Sequence[Observation]] | None = None,
    signed: bool = False,
) -> ReportChart:
    """A tile per province, laid out as they lie, with its value; the further from zero, the stronger its colour.

    Args:
        values: of the twelve provinces, each labelled with its name, in one unit and about one period; missing ones
            keep their tile, without colour.
        title: what is measured, for the table and the description; by default that of the first value.
        whole: label of the value that stands for all provinces together; it stands apart from the tiles.
        beside: a second measure that stands small in the tiles: its name ("sinds 2019") and its values, labelled alike.
        signed: whether the values are changes, which are written with their sign.

    Raises:
        UserError: a label that is no province, a province too few or twice, different units or periods, or no value.
    """
    found = _by_place(values, whole)
    second = _by_place(beside[1], whole) if beside else {}
    for items in filter(None, (found, second)):
        one_unit([*items.values()], "the tile map")
        if len({item.period for item in items.values() if not item.missing}) > 1:
            raise UserError("the tiles are about different periods", remedy="take all values from one period")
    name = title or values[0].title
    columns = [Column("label", "Provincie"), _column("value", name, found)]
    if beside:
        columns.append(_column("value_beside", f"{name}, {beside[0]}", second))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, found[label], *([second[label]] if beside else [])) for label in found
    )
    frame = tidy(found, beside[0] if beside else "", second, whole, signed)
    many = len([item for item in found.values() if not item.missing]) > 1
    figure = "vette cijfer" if beside else "cijfer"
    notes = [f"Hoe sterker een tegel is gekleurd, hoe verder het {figure} van nul ligt."] if many else []
    if frame["dashed"].any():
        notes.append(f"Een streepjesrand: het {figure} ligt onder nul.")
    return ReportChart(
        lambda size, theme: draw(frame, size, theme),
        Data(tuple(columns), rows),
        comparing_words.tile_map(found, name, whole, (beside[0], second) if beside else None, signed=signed),
        (" ".join(notes),) if notes else (),
    )


def _column(name: str, title: str, items: Mapping[str, Observation]) -> Column:
    known = [item for item in items.values() if not item.missing]
    return Column(name, title, "number", known[0].unit, max(item.decimals for item in known))


def _by_place(values: Sequence[Observation], whole: str) -> dict[str, Observation]:
    """The values by the names of their provinces, that of the whole first and then from north to south."""
    names = [item.label for item in values]
    known = [*([whole] if whole else []), *PLACES]
    if strange := [name for name in names if name not in known]:
        raise UserError(f"'{strange[0]}' is no province", remedy=f"label each value as one of {', '.join(known)}")
    if lacking := [name for name in known if name not in names]:
        raise UserError(f"the tile map has no value for {', '.join(lacking)}", remedy="give all, also missing ones")
    if len(names) > len(known):
        twice = next(name for name in names if names.count(name) > 1)
        raise UserError(f"the tile map has two values for {twice}", remedy="give each province one value")
    by_name = {item.label: item for item in values}
    return {name: by_name[name] for name in known}


def tidy(
    found: Mapping[str, Observation], named: str, second: Mapping[str, Observation], whole: str, signed: bool
) -> pd.DataFrame:
    """One row per tile: its ``column`` and ``row``, what is written in it, the strength of its colour, its rim.

    Args:
        found: the values by province.
        named: the name of the second measure.
        second: the second measure by province; empty when there is none.
        whole: the name of what stands apart from the tiles.
        signed: whether values are written with their sign.
    """
    first = dict(zip(found, marked_evenly([*found.values()]), strict=True))
    other = dict(zip(second, marked_evenly([*second.values()]), strict=True))
    sizes = [abs(float(item.value or 0)) for name, item in first.items() if name != whole and not item.missing]
    mixed = len({_falls(item) for name, item in first.items() if name != whole and not item.missing}) > 1
    low, high = 0.0 if mixed else min(sizes, default=0), max(sizes, default=0)
    rows: list[dict[str, Any]] = []
    for name, item in first.items():
        column, row = PLACES.get(name, _SEA)
        part = (abs(float(item.value or 0)) - low) / (high - low) if high > low else 0.5
        small = f"{named}: {_written(other[name], signed)}" if other else ""
        said = f"{name}: {_said(item, signed)}" + (f"; {named}: {_said(other[name], signed)}" if other else "")
        rows.append(
            {
                "name": name,
                "column": column,
                "row": row,
                "text": _written(item, signed),
                "small": small,
                "shade": 0 if name == whole or item.missing else SHADES[0] + part * (SHADES[1] - SHADES[0]),
                "falls": _falls(item),
                "dashed": mixed and _falls(item),
                "description": said,
            }
        )
    return frame_of(rows)


def _falls(item: Observation) -> bool:
    return not item.missing and (item.printed or 0) < 0


def _written(item: Observation, signed: bool) -> str:
    """A value as it stands in a tile: "+7 %", with its mark when it is provisional."""
    if item.value is None:
        return item.text
    percent = "\u00a0%" if dutch.unit(item.unit).head == "%" else ""
    return dutch.number(item.value, item.decimals, sign=signed) + percent + MARKS.get(item.status, "")


def _said(item: Observation, signed: bool) -> str:
    """A value with its unit, as running text has it."""
    return item.text if item.value is None else dutch.with_unit(item.value, item.decimals, item.unit, sign=signed)


def draw(frame: pd.DataFrame, size: Size, theme: Theme) -> Any:
    """Tiles with a name over a value, and over the second measure when there is one.

    Args:
        frame: the result of ``tidy``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    wide, ink = size == "wide", theme.light.css("ink")
    width, height = (WIDTHS[size] - 10) / _COLUMNS, _HEIGHTS[size]
    places: dict[str, Any] = {"padding": 0, "domain": list(range(_COLUMNS))}
    x = alt.X("column:O", axis=None, scale=alt.Scale(**places))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(**places))
    base = chart_of(frame).encode(x=x, y=y)
    inks = alt.Scale(domain=[False, True], range=[theme.light.css("accent"), theme.light.css("second")])
    dashed = alt.expr("datum.dashed ? [4, 3] : [1, 0]")
    tile = base.mark_rect(
        width=width - _ROOM, height=height - _ROOM, cornerRadius=3, strokeWidth=1.2, strokeDash=dashed
    )
    layers = [
        tile.encode(
            fill=alt.Fill("falls:N", scale=inks, legend=None),
            stroke=alt.Stroke("falls:N", scale=inks, legend=None),
            fillOpacity=alt.FillOpacity("shade:Q", scale=None, legend=None),
            strokeOpacity=alt.condition("datum.shade > 0", alt.value(1), alt.value(0)),
            description=alt.Description("description:N"),
        )
    ]
    below = bool(frame["small"].any())
    lines = (("name", 400, 12), ("text", 700, 15), *([("small", 400, 11)] if below else []))
    steps = (-14, 1, 15) if below else (-9, 9)
    if not wide:
        steps = (-24, -6, 15) if below else (-12, 10)
        frame = frame.assign(small=[text.replace(": ", ":\n", 1) for text in frame["small"]])
        base = chart_of(frame).encode(x=x, y=y)
    for (column, weight, letters), down in zip(lines, steps, strict=True):
        text = base.mark_text(
            aria=False, color=ink, fontWeight=weight, fontSize=letters - (not wide and column == "name"), dy=down,
            lineBreak="\n", lineHeight=12,
        )  # fmt: skip
        layers.append(text.encode(text=alt.Text(f"{column}:N")))
    return alt.layer(*layers, width=width * _COLUMNS, height=height * _ROWS)
