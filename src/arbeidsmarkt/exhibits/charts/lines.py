"""Lines over time, each with its last value beside it; and the tiny line of a key figure."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.exhibits.charts import over_time, words
from arbeidsmarkt.exhibits.charts.axes import dodge, labelled_years, moment, number_axis, time_axis, time_scale
from arbeidsmarkt.exhibits.charts.chart import (
    DASHES,
    FONT_SIZE,
    WIDTHS,
    ReportChart,
    Size,
    chart_of,
    enough_points,
    frame_of,
    palette,
)
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Series

if TYPE_CHECKING:
    import pandas as pd

_HALF_A_YEAR = dt.timedelta(days=184)  # from 1 July to 1 January: no two quarters are longer
_LETTERS: dict[Size, int] = {"wide": 14, "narrow": 10}  # of a line's name, before it goes on below


def line(
    series: Series | Mapping[str, Series],
    first: Period,
    last: Period,
    *,
    mark: float | None = None,
    mark_label: str = "",
    zero: bool = True,
) -> ReportChart:
    """One or a few series over time, each with its last value beside it.

    Args:
        series: one series, or several by the words beside their lines; all in one unit.
        first: the first period shown.
        last: the last period shown, which the description mentions.
        mark: a level at which to draw a thin line, for instance 100.
        mark_label: what that level means.
        zero: whether the axis starts at zero.

    Raises:
        UserError: different units or frequencies, no value in the span, or values at fewer than four moments.
    """
    given = {"": series} if isinstance(series, Series) else dict(series)
    if not given:
        raise UserError("the chart has no line to draw", remedy="guard the figure with an if")
    if len({item.unit for item in given.values()}) > 1:
        raise UserError("series in different units cannot share an axis", remedy="draw a chart for each")
    if len(given) > len(DASHES):
        raise UserError(f"{len(given)} lines in one chart cannot be told apart", remedy="draw small multiples")
    shown = {name: item.between(first, last) for name, item in given.items()}
    for name, item in shown.items():
        if not item.known:
            raise UserError(f"'{name or item.title}' has no value from {first} to {last}")
    enough_points(item for part in shown.values() for item in part.known)
    drawn = over_time.evenly(shown)
    return ReportChart(
        lambda size, theme: draw(
            over_time.tidy(drawn, first, last), first, last, mark=mark, mark_label=mark_label, zero=zero, size=size,
            theme=theme,
        ),
        tables.by_period({name or item.title: item for name, item in given.items()}, first, last),
        words.lines(shown, first, last),
        (*over_time.begins(list(drawn.values()), zero), *over_time.note(list(drawn.values()))),
    )  # fmt: skip


def draw(
    frame: pd.DataFrame, first: Period, last: Period, *, mark: float | None, mark_label: str, zero: bool, size: Size,
    theme: Theme,
) -> Any:  # fmt: skip
    """Lines with gaps, over a line at zero and at the mark.

    Args:
        frame: ``over_time.tidy``.
        first: as in ``line``.
        last: as in ``line``.
        mark: as in ``line``.
        mark_label: as in ``line``.
        zero: as in ``line``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    names = list(frame["name"].unique())
    values, marks = frame["value"].dropna().tolist(), [] if mark is None else [mark]
    low, high = min([*values, *([0] * zero), *marks]), max([*values, *marks])
    labels = ends(frame, last, high - low, size)
    width = WIDTHS[size] - 46 - 8 * max(len(line) for label in labels["label"] for line in label.split("\n"))
    x, y = time_axis(first, last, labelled_years(first, last, width)), number_axis(low, high)
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=palette(theme)), legend=None)
    dash = alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=list(DASHES)), legend=None)

    layers: list[Any] = []
    if levels := [(0.0, "")] * (low < 0) + [(level, mark_label) for level in marks]:
        base = chart_of(frame_of({"value": level, "label": label} for level, label in levels)).encode(y=y)
        beside = base.mark_text(aria=False, align="left", baseline="bottom", dy=-4, color=theme.light.css("muted"))
        layers += [base.mark_rule(aria=False), beside.encode(x=alt.XValue(0), text=alt.Text("label:N"))]

    layers += over_time.strokes(chart_of(frame).encode(x=x, color=colour), frame, y=y, dash=dash)

    layers.append(chart_of(labels).mark_point(aria=False, size=46, opacity=1).encode(x=x, y=y, color=colour))
    for side, rows in labels.groupby("side"):
        text = chart_of(rows).mark_text(
            aria=False, fontWeight=600, fontSize=FONT_SIZE + 1, lineHeight=16, lineBreak="\n", **_SIDES[str(side)]
        )
        layers.append(text.encode(x=x, y=alt.Y("place:Q"), text=alt.Text("label:N"), color=colour))
    return alt.layer(*layers, width=width, height=230 if size == "wide" else 220)


#: where the name of a line is: after its end or, if the line ends early, in the room that it left
_SIDES: dict[str, dict[str, Any]] = {
    "behind": {"align": "left", "dx": 8},
    "before": {"align": "right", "dx": -8},
    "under": {"align": "center", "dy": 18},
}


def ends(frame: pd.DataFrame, last: Period, reach: float, size: Size) -> pd.DataFrame:
    """The last value of each line with the words beside it.

    Labels are moved apart here, since Vega-Lite lets them overlap.

    Returns:
        ``name``, ``period``, ``value``, ``place`` (of the label, on the axis of values), ``label``, ``side``.
    """
    found = []
    for name, rows in frame[frame["value"].notna()].groupby("name", sort=False):
        final = rows.iloc[-1]
        falls = len(rows) > 1 and rows["value"].iloc[-2] > final["value"]
        early = final["period"] < moment(last.first_day - _HALF_A_YEAR)
        lines = [final["text"], *textwrap.wrap(str(name), _LETTERS[size], break_long_words=False)]
        side = "behind" if not early else "under" if falls else "before"
        found.append({"name": name, "period": final["period"], "value": final["value"], "lines": lines, "side": side})
    tallest = max(len(item["lines"]) for item in found)
    places = dodge([item["value"] for item in found], reach * 0.07 * tallest)
    return frame_of(
        {
            **{key: item[key] for key in ("name", "period", "value", "side")},
            "place": place,
            "label": "\n".join(item["lines"]),
        }
        for item, place in zip(found, places, strict=True)
    )


def spark(series: Series, first: Period, last: Period) -> ReportChart:
    """A tiny line without axes for the band of key figures."""
    shown = series.between(first, last)
    if not shown.known:
        raise UserError(f"'{series.title}' has no value from {first} to {last}")
    begin, end = shown.first.period or first, shown.last.period or last
    return ReportChart(
        lambda size, theme: draw_spark(over_time.tidy({"": shown}, begin, end), begin, end, theme),
        tables.by_period({series.title: series}, first, last),
        words.lines({"": shown}, first, last),
    )


def draw_spark(frame: pd.DataFrame, first: Period, last: Period, theme: Theme) -> Any:
    """The line, and a point at its end."""
    import altair as alt

    whole = frame[frame["part"] == ""]  # so small a line has no provisional part
    x = alt.X("period:T", axis=None, scale=time_scale(first, last))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=4))
    base = chart_of(whole).encode(x=x, y=y)
    point = chart_of(whole.tail(1)).encode(x=x, y=y).mark_point(aria=False, size=44, opacity=1)
    return alt.layer(base.mark_line(aria=False, strokeWidth=2), point, width=130, height=34)
