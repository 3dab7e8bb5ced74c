"""Now compared with a later year, one row per member: two dots on one scale with their values and years."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import comparing_words, words
from arbeidsmarkt.exhibits.charts.chart import WIDTHS, ReportChart, Size, chart_of, frame_of, one_unit
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd

_LETTERS: dict[Size, int] = {"wide": 90, "narrow": 46}  # of a name, before it goes on below
_CHARACTER = 6.5  # pixels, about the width of a letter


def horizon(
    rows: Mapping[str, tuple[Observation, Observation]], *, title: str, label_title: str = "Sector"
) -> ReportChart:
    """Now compared with a later year, one row per member: two dots on one scale with their values and years.

    Args:
        rows: name -> the observation of now and that of the horizon; all known and in one unit.
        title: what is measured, for the description.
        label_title: what a row is, for the table.

    Raises:
        UserError: there are no rows, a value or a period is missing, or the units differ.
    """
    items = [item for pair in rows.values() for item in pair]
    unit = one_unit(items, "now against horizon")
    data: list[tuple[Value, ...]] = []
    for name, (now, later) in rows.items():
        if now.missing or later.missing or now.period is None or later.period is None:
            raise UserError(f"'{name}' lacks a value or a period", remedy="leave the row out with an if")
        data.append((name, now.period, now, later.period, later))
    decimals = max(item.decimals for item in items)
    columns = (
        Column("label", label_title),
        Column("now_period", "Periode nu", "period"),
        Column("now", "Nu", "number", unit, decimals),
        Column("later_period", "Periode horizon", "period"),
        Column("later", "Horizon", "number", unit, decimals),
    )
    frame = tidy(rows)
    return ReportChart(
        lambda size, theme: draw(frame, size, theme), Data(columns, tuple(data)), comparing_words.horizon(rows, title)
    )


def tidy(rows: Mapping[str, tuple[Observation, Observation]]) -> pd.DataFrame:
    """One row per dot.

    Returns:
        ``row`` (from the top), ``label``, ``moment`` ("now" or "later"), ``value``, ``text`` (value and year),
        ``description``, ``side`` (where the text stands: "left" or "right" of its dot).
    """
    found: list[dict[str, Any]] = []
    for row, (name, pair) in enumerate(rows.items()):
        outward = (pair[1].value or 0) >= (pair[0].value or 0)
        for item, moment, side in zip(
            pair, ("now", "later"), ("left", "right") if outward else ("right", "left"), strict=True
        ):
            period = item.period or Period.of_year(1)
            found.append(
                {"row": row, "label": name, "moment": moment, "value": float(item.value or 0), "side": side,
                 "text": f"{item.text} ({period.year})", "description": f"{name}, {period.text}: {words.value(item)}"}
            )  # fmt: skip
    return frame_of(found)


def draw(frame: pd.DataFrame, size: Size, theme: Theme) -> Any:
    """Open dots for now, filled ones in another ink for the horizon, a line between them, and the name above.

    Args:
        frame: the result of ``tidy``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    colours = theme.light
    wrapped = {label: textwrap.wrap(label, _LETTERS[size]) for label in frame["label"]}
    step = 34 + 16 * max(len(lines) for lines in wrapped.values())
    beside = frame["text"].str.len().max() * _CHARACTER + 16  # the values and their years, on both sides of the scale
    width = WIDTHS[size] - 2 * beside - 8
    axis = alt.Axis(grid=True, tickCount=4 if size == "wide" else 2)
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, frame["value"].max()], nice=False))
    y = alt.Y("row:O", axis=None)
    base = chart_of(frame).encode(x=x, y=y)

    line = base.mark_line(aria=False, strokeWidth=1.6, color=colours.css("muted")).encode(detail=alt.Detail("row:N"))
    later = colours.css("second")
    inks = alt.Scale(domain=["now", "later"], range=[colours.css("paper"), later])
    rims = alt.Scale(domain=["now", "later"], range=[colours.css("accent"), later])
    fill, rim = alt.Fill("moment:N", scale=inks, legend=None), alt.Stroke("moment:N", scale=rims, legend=None)
    dots = base.mark_point(size=80, strokeWidth=2, opacity=1)
    weight = alt.expr("datum.moment == 'now' ? 400 : 600")
    values = [
        chart_of(frame[frame["side"] == side]).encode(x=x, y=y, text=alt.Text("text:N"))
        .mark_text(aria=False, align=align, dx=dx, fontWeight=weight)
        for side, align, dx in (("left", "right", -10), ("right", "left", 10)) if (frame["side"] == side).any()
    ]  # fmt: skip
    names = frame.drop_duplicates("row").assign(
        name=lambda rows: ["\n".join(wrapped[label]) for label in rows["label"]],
        lines=lambda rows: [len(wrapped[label]) for label in rows["label"]],
    )
    name = chart_of(names).mark_text(
        aria=False,
        align="left",
        baseline="line-bottom",
        dy=alt.expr("-14 - 16 * (datum.lines - 1)"),
        fontWeight=700,
        lineBreak="\n",
        lineHeight=16,
    )
    name = name.encode(x=alt.XValue(-beside), y=y, text=alt.Text("name:N"))
    dots = dots.encode(fill=fill, stroke=rim, description=alt.Description("description:N"))
    padding = {"left": beside + 2, "right": beside + 4, "top": 4, "bottom": 20}
    return alt.layer(line, dots, *values, name, width=width, height=alt.Step(step), padding=padding, autosize="none")
