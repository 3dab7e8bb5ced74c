"""A grid of small charts on one scale, each with the same reference line behind its own line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.exhibits.charts import over_time, words
from arbeidsmarkt.exhibits.charts.axes import moment, number_axis, time_axis
from arbeidsmarkt.exhibits.charts.chart import WIDTHS, ReportChart, Size, chart_of, enough_points, one_unit
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Series

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: dict[Size, int] = {"wide": 6, "narrow": 2}
_AXIS_ROOM, _VALUE_ROOM, _HEIGHT = 54, 30, 74  # pixels

_TICKS = 3  # round numbers on the scale, about


def multiples(
    panels: Mapping[str, Series],
    first: Period,
    last: Period,
    *,
    title: str,
    reference: tuple[str, Series] | None = None,
    zero: bool = False,
) -> ReportChart:
    """A grid of small charts on one scale, each with the same reference line behind its own line.

    Args:
        panels: series by name, all in one unit; those without a value in the span are left out.
        first: the first period shown.
        last: the last period shown.
        title: what is measured, for the description.
        reference: the name and series of a line that is in every chart, for instance the whole country.
        zero: whether the scale starts at zero.

    Raises:
        UserError: no value at all, values at fewer than four moments, or different units.
    """
    shown = {name: part for name, item in panels.items() if (part := item.between(first, last)).known}
    behind = (reference[0], reference[1].between(first, last)) if reference else None
    if behind and not behind[1].known:
        behind = None
    one_unit([series.last for series in [*shown.values(), *([behind[1]] if behind else [])]], "small multiples")
    enough_points(item for part in shown.values() for item in part.known)
    every = {**({behind[0]: behind[1]} if behind else {}), **shown}
    drawn = over_time.evenly(every)
    panes = {name: drawn[name] for name in shown}
    frame = tidy(panes, (behind[0], drawn[behind[0]]) if behind else None, first, last)
    return ReportChart(
        lambda size, theme: draw(frame, behind[0] if behind else "", first, last, zero=zero, size=size, theme=theme),
        tables.by_period(every, first, last),
        words.multiples(shown, behind, title),
        (*over_time.begins(list(every.values()), zero, _TICKS), *over_time.note(list(panes.values()))),
    )  # fmt: skip


def tidy(
    panels: Mapping[str, Series], reference: tuple[str, Series] | None, first: Period, last: Period
) -> pd.DataFrame:
    """``over_time.tidy`` of the panels, with the value and the name of the reference in each row."""
    frame = over_time.tidy(panels, first, last)
    held = {item.period: item.value for item in reference[1]} if reference else {}
    values = {moment(period.first_day): float(value) for period, value in held.items() if period and value is not None}
    return frame.assign(
        reference=frame["period"].map(values).where(frame["part"] == ""), behind=reference[0] if reference else ""
    )


def draw(
    frame: pd.DataFrame, reference: str, first: Period, last: Period, *, zero: bool, size: Size, theme: Theme
) -> Any:
    """A facet per series.

    Args:
        frame: the result of ``tidy``.
        reference: name of the line that every chart has; empty for none.
        first: as in ``multiples``.
        last: as in ``multiples``.
        zero: as in ``multiples``.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    names = list(frame["name"].unique())
    columns = min(len(names), _COLUMNS[size])
    width = (WIDTHS[size] - _AXIS_ROOM - 8) / columns - _VALUE_ROOM
    lowest, highest = frame[["value", "reference"]].min().min(), frame[["value", "reference"]].max().max()
    y = number_axis(min(lowest, 0) if zero else lowest, highest, ticks=_TICKS)
    x = time_axis(first, last, sorted({first.year + (first.number > 1), last.year}))

    base = chart_of(frame).encode(x=x)
    layers = over_time.strokes(base, frame, y=y)
    if reference:
        dashed = base.mark_line(aria=False, strokeWidth=1.4, strokeDash=[4, 3], strokeCap="butt")
        grey = alt.Stroke(
            "behind:N", scale=alt.Scale(range=[theme.light.css("muted")]),
            legend=alt.Legend(symbolType="stroke", symbolDash=[4, 3]),
        )  # fmt: skip
        layers.insert(0, dashed.encode(y=alt.Y("reference:Q"), detail=alt.Detail("part:N"), stroke=grey))
    last_value = base.mark_text(aria=False, align="left", dx=5, fontWeight=600, color=theme.light.css("accent"))
    layers.append(last_value.encode(y=over_time.column(y, "last"), text=alt.Text("text:N")))
    header = alt.Header(
        labelAnchor="start", labelFontWeight=700, labelPadding=4, labelFontSize=12, labelLimit=width + 1.4 * _VALUE_ROOM
    )
    panel = alt.layer(*layers, width=width, height=_HEIGHT)
    return panel.facet(
        alt.Facet("name:N", sort=names, header=header), columns=columns, bounds="flush",
        spacing={"column": _VALUE_ROOM, "row": 50},
    ).resolve_axis(x="independent")  # fmt: skip
