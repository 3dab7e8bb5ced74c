"""Horizontal bars from zero: one per observation, or a single bar of the parts of a whole.

On a wide page names are to the left of their bars. On a phone they are above them, over the whole width, since there
would only be room for half a name beside a bar.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import words
from arbeidsmarkt.exhibits.charts.chart import (
    DASHES,
    MARKS,
    WIDTHS,
    ReportChart,
    Size,
    chart_of,
    frame_of,
    marked_evenly,
    one_unit,
    palette,
)
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd

_LETTERS: dict[Size, int] = {"wide": 42, "narrow": 48}  # of a name, before it goes on below
_LINE = 15  # pixels from one line of a name to the next
_BAR = 15


def bars(
    values: Sequence[Observation],
    *,
    highlight: str = "",
    title: str = "",
    label_title: str = "Sector",
    sort: bool = True,
) -> ReportChart:
    """Horizontal bars from zero, one per observation, with its label as its name and its value at the end.

    Args:
        values: observations in one unit about different members; missing ones are only in the table.
        highlight: the label of a bar to highlight (the total).
        title: the title of the values, for the table and the description; by default that of the first observation.
        label_title: what the labels are: a sector, a region.
        sort: whether the longest bar comes first.

    Raises:
        UserError: there is nothing to show, or there are different units or periods in one chart.
    """
    known = [item for item in values if not item.missing]
    if not known:
        raise UserError("the bar chart has no value to show", remedy="guard it with has(…)")
    unit = one_unit(known, "the bar chart")
    ordered = sorted(known, key=lambda item: (-words.level(item), item.label)) if sort else known
    name = title or known[0].title
    columns = (
        Column("label", label_title),
        Column("value", name, "number", unit, max(item.decimals for item in known)),
    )
    absent = [item for item in values if item.missing]
    rows: tuple[tuple[Value, ...], ...] = tuple((item.label, item) for item in [*ordered, *absent])
    frame = tidy(marked_evenly(ordered), highlight)
    description = words.bars(ordered, name, highlight, label_title)
    return ReportChart(lambda size, theme: draw(frame, size, theme), Data(columns, rows), description)


def tidy(ordered: Sequence[Observation], highlight: str = "") -> pd.DataFrame:
    """One row per bar, from the top: ``row``, ``label``, ``value``, ``text``, ``description``, ``highlight``."""
    return frame_of(
        {
            "row": row,
            "label": item.label,
            "value": float(item.value or 0),
            "text": item.text + MARKS.get(item.status, ""),
            "description": f"{item.label}: {words.value(item)}",
            "highlight": item.label == highlight,
        }
        for row, item in enumerate(ordered)
    )


def draw(frame: pd.DataFrame, size: Size, theme: Theme) -> Any:
    """Bars with their values at the end; the highlighted one is in another colour and in bold.

    Args:
        frame: the result of ``tidy``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    ink, wide = theme.light.css("ink"), size == "wide"
    wrapped = [textwrap.wrap(label, _LETTERS[size]) or [""] for label in frame["label"]]
    lines = _LINE * max(len(name) for name in wrapped)
    frame = frame.assign(name=["\n".join(name) for name in wrapped], lines=[len(name) for name in wrapped])
    down = 0 if wide else (lines + 2) / 2  # on a phone the bar is in the lower part of its row

    base, below = chart_of(frame), bool(frame["value"].min() < 0)
    room: dict[str, Any] = {"padding": 40} if below else {}  # for the values beside bars to the left
    x = alt.X("value:Q", axis=None, scale=alt.Scale(nice=False, **room))
    y = alt.Y("row:O", axis=None)
    inks = [theme.light.css("accent"), theme.light.css("second")]
    colour = alt.Color("highlight:N", scale=alt.Scale(domain=[False, True], range=inks), legend=None)
    bar = base.mark_bar(height=_BAR, yOffset=down)
    bar = bar.encode(x=x, y=y, color=colour, description=alt.Description("description:N"))
    text = {"aria": False, "color": ink, "lineBreak": "\n", "lineHeight": _LINE}
    # Vega-Lite puts the first line of a name where a single line would stand
    up = alt.expr(f"{_LINE} * (datum.lines - 1) / -2" if wide else f"{down - _BAR - 2} - {_LINE} * (datum.lines - 1)")
    place = {"align": "right", "dx": -8, "dy": up} if wide else {"align": "left", "dy": up}
    weight = alt.expr("datum.highlight ? 700 : 400")
    name = base.mark_text(**text, **place, baseline="middle", fontWeight=weight).encode(
        x=alt.XValue(0), y=y, text=alt.Text("name:N")
    )  # fmt: skip
    numbers = [
        base.transform_filter(part).mark_text(**text, align=align, dx=dx, dy=down, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for part, align, dx in (("datum.value >= 0", "left", 5), ("datum.value < 0", "right", -5))[: 1 + below]
    ]  # fmt: skip
    step = max(21, lines + 6) if wide else lines + _BAR + 11
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.layer(bar, name, *numbers, width=WIDTHS[size], height=alt.Step(step), autosize=fit)


def stacked(values: Sequence[Observation], *, title: str = "") -> ReportChart:
    """The parts of a whole as one horizontal bar, with the names and values of the parts below it.

    Args:
        values: the parts, in one additive unit and about one period, named by their labels; at most four.
        title: what they are parts of.

    Raises:
        UserError: a part is missing, the units differ or do not add up, or there are too many parts.
    """
    if not 1 < len(values) <= len(DASHES):
        raise UserError(f"a stacked bar has two to {len(DASHES)} parts, not {len(values)}")
    for item in values:
        if item.missing or words.level(item) < 0:
            raise UserError(f"the part '{item.label}' has no value", remedy="guard the figure with an if")
        if item.unit != values[0].unit or not dutch.unit(item.unit).additive:
            raise UserError(f"the part '{item.label}' is in {item.unit} and cannot be stacked")
    columns = (
        Column("label", "Groep"),
        Column("value", title or values[0].title, "number", values[0].unit, max(item.decimals for item in values)),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((item.label, item) for item in values)
    frame = tidy(values)
    description = words.parts(values, title or values[0].title)
    return ReportChart(lambda size, theme: draw_stacked(frame, size, theme), Data(columns, rows), description)


def draw_stacked(frame: pd.DataFrame, size: Size, theme: Theme) -> Any:
    """One bar of parts, above a legend with one line per part.

    Args:
        frame: the result of ``tidy``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    letters = 100 if size == "wide" else 44
    frame = frame.assign(name=["\n".join(textwrap.wrap(text, letters)) for text in frame["description"]])
    names = list(frame["name"])
    legend = alt.Legend(
        orient="bottom", direction="vertical", columns=1, symbolType="square", symbolSize=160, symbolStrokeWidth=0,
        labelLimit=0, labelExpr="split(datum.label, '\\n')", rowPadding=6, values=names, offset=8,
    )  # fmt: skip
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=palette(theme)), sort=None, legend=legend)
    bar = chart_of(frame).mark_bar(height=34, stroke=theme.light.css("paper"), strokeWidth=1)
    return bar.encode(
        x=alt.X("value:Q", axis=None, stack="zero", scale=alt.Scale(nice=False)), color=colour,
        order=alt.Order("row:O"), description=alt.Description("description:N"),
    ).properties(width=WIDTHS[size] - 8, height=36)  # fmt: skip
