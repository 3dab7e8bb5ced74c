"""Figures that are published now and then: a stem at each moment, and nothing drawn between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import over_time, words
from arbeidsmarkt.exhibits.charts.axes import dodge, labelled_years, number_axis, time_axis
from arbeidsmarkt.exhibits.charts.chart import (
    DASHES,
    FEWEST,
    FONT_SIZE,
    WIDTHS,
    ReportChart,
    Size,
    chart_of,
    one_unit,
    palette,
    too_few,
)
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Series

if TYPE_CHECKING:
    import pandas as pd

_HEIGHTS: dict[Size, int] = {"wide": 165, "narrow": 230}
_BESIDE = 9  # pixels between the stems of several series at one moment
_MARGIN = 18  # pixels at both ends of the axis
_DAY = 86_400_000  # milliseconds, in which Vega-Lite counts time
_CHARACTER = 0.55  # width of a figure, as a part of its size


def moments(series: Series | Mapping[str, Series], first: Period, last: Period) -> ReportChart:
    """Figures that are published now and then: a stem at each moment, and nothing drawn between them.

    Args:
        series: one series, or a few by name, all in one unit.
        first: the first period of the axis.
        last: the last period of the axis.

    Raises:
        UserError: fewer than four values in the span, a negative one, different units, or too many series.
    """
    given = {"": series} if isinstance(series, Series) else dict(series)
    shown = {name: part for name, item in given.items() if (part := item.between(first, last)).known}
    if len(shown) > len(DASHES):
        raise UserError(f"{len(shown)} series in one chart cannot be told apart", remedy="draw small multiples")
    known = [item for part in shown.values() for item in part.known]
    unit = one_unit(known, "figures at moments")
    if len(known) < FEWEST:
        raise too_few(f"{len(known)} figure{'s' * (len(known) != 1)}")
    if any(words.level(item) < 0 for item in known):
        raise UserError("stems rise from zero; one of these values is negative", remedy="use line(…)")
    columns = [Column("period", "Periode", "period")]
    decimals = max(item.decimals for item in known)
    for number, (name, part) in enumerate(shown.items(), start=1):
        title = name or part.title
        columns.append(Column(f"series_{number}" if len(shown) > 1 else "value", title, "number", unit, decimals))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (period, *(part[period] for part in shown.values()))
        for period in sorted({item.period for item in known if item.period})
    )
    return ReportChart(
        lambda size, theme: draw(over_time.tidy(shown, first, last), first, last, size, theme),
        Data(tuple(columns), rows),
        words.moments(shown),
    )


def draw(frame: pd.DataFrame, first: Period, last: Period, size: Size, theme: Theme) -> Any:
    """Stems from zero with a dot and a value on top; stems of several series are beside each other.

    Args:
        frame: the result of ``over_time.tidy``.
        first: as in ``moments``.
        last: as in ``moments``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    names, paper = list(frame["name"].unique()), theme.light.css("paper")
    known = frame[frame["value"].notna()]
    width = WIDTHS[size] - 50
    pixel = max(last.first_day - first.first_day, dt.timedelta(days=91)) / (width - 2 * _MARGIN)
    x, y = (
        time_axis(first, last, labelled_years(first, last, width), _MARGIN * pixel),
        number_axis(0, known["value"].max()),
    )
    layers: list[Any] = []
    for number, (name, ink) in enumerate(zip(names, palette(theme), strict=False)):
        rows, aside = known[known["name"] == name], (number - (len(names) - 1) / 2) * _BESIDE
        stems = chart_of(rows).encode(x=x, y=y)
        rule = stems.mark_rule(aria=False, color=ink, strokeWidth=2, xOffset=aside, x2Offset=aside)
        dot = {"stroke": ink, "fill": paper if number % 2 else ink, "strokeWidth": 2, "size": 60, "opacity": 1}
        layers += [
            rule.encode(y2=alt.datum(0)),
            stems.mark_point(**dot, xOffset=aside).encode(description=alt.Description("description:N")),
        ]
        # Vega-Lite lets labels cover one another: they are moved apart here, and the page shows around them
        text = chart_of(spread(rows, pixel.total_seconds() / 86_400, size)).encode(
            x=x.copy(deep=False), y=y, text=alt.Text("text:N")
        )
        text.encoding.x.shorthand = "place:T"
        style = {
            "aria": False,
            "dy": -14,
            "fontWeight": 600,
            "xOffset": aside,
            "fontSize": FONT_SIZE - 2 * (size == "narrow"),
        }
        layers += [
            text.mark_text(**style, stroke=paper, strokeWidth=4, color=paper),
            text.mark_text(**style, color=theme.light.css("ink")),
        ]
    if len(names) > 1:
        key = chart_of(known.drop_duplicates("name")).mark_point(opacity=0, aria=False)
        colour = alt.Color(
            "name:N", scale=alt.Scale(domain=names, range=palette(theme)), legend=alt.Legend(symbolOpacity=1)
        )
        layers.append(key.encode(x=x, y=y, color=colour))
    return alt.layer(*layers, width=width, height=_HEIGHTS[size] - 26)


def spread(rows: pd.DataFrame, days_per_pixel: float, size: Size) -> pd.DataFrame:
    """The rows with a ``place`` for each label, near its moment and not over another label."""
    days = [dt.date.fromisoformat(period[:10]).toordinal() for period in rows["period"]]
    letter = _CHARACTER * (FONT_SIZE if size == "wide" else FONT_SIZE - 2)
    places = dodge(days, (rows["text"].str.len().max() * letter + 4) * days_per_pixel)
    return rows.assign(place=[(place - dt.date(1970, 1, 1).toordinal()) * _DAY for place in places])
