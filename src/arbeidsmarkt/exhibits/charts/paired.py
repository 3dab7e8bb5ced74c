"""Bars to both sides of the rows' names, on one scale: for instance inflow and outflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import comparing_words, words
from arbeidsmarkt.exhibits.charts.chart import FONT_SIZE, WIDTHS, ReportChart, Size, chart_of, frame_of, one_unit
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd

#: for each heading its rows: a name with the observation to the left and the one to the right
Pairs = Mapping[str, Mapping[str, tuple[Observation, Observation]]]

_NAMES: dict[Size, int] = {"wide": 190, "narrow": 8}  # pixels between the bars; on a phone names stand above them
_VALUE_ROOM = 1.35  # how much longer a side is than its longest bar, for the value at its end


def paired(
    groups: Pairs,
    *,
    left: str,
    right: str,
    title: str,
    group_title: str = "Sector",
    label_title: str = "Andere sector",
) -> ReportChart:
    """Bars to both sides of the rows' names, on one scale: for instance inflow and outflow.

    Args:
        groups: heading ("" for none) -> rows: a name with the observation to the left and the one to the right. A
            missing observation has a symbol instead of a bar; a row without both is left out.
        left: what the bars to the left are ("Instroom uit").
        right: what the bars to the right are.
        title: what is measured, for the description.
        group_title: what a heading is, for the table.
        label_title: what a row is, for the table.

    Raises:
        UserError: there is nothing to show, a value is negative, or the units differ.
    """
    shown = {
        heading: kept
        for heading, rows in groups.items()
        if (kept := {name: pair for name, pair in rows.items() if not (pair[0].missing and pair[1].missing)})
    }
    items = [item for rows in shown.values() for pair in rows.values() for item in pair]
    unit = one_unit(items, "paired bars")
    if any(words.level(item) < 0 for item in items):
        raise UserError("paired bars show amounts; one of these is negative", remedy="use bars(…)")
    decimals = max(item.decimals for item in items if not item.missing)
    columns: tuple[Column, ...] = (
        Column("group", group_title),
        Column("label", label_title),
        Column("left", left, "number", unit, decimals),
        Column("right", right, "number", unit, decimals),
    )
    rows_of_data: tuple[tuple[Value, ...], ...] = tuple(
        (heading, name, *pair) for heading, rows in shown.items() for name, pair in rows.items()
    )
    if list(shown) == [""]:
        columns, rows_of_data = columns[1:], tuple(row[1:] for row in rows_of_data)
    titles = (left, right)
    return ReportChart(
        lambda size, theme: draw(tidy(shown, titles), titles, size, theme),
        Data(columns, rows_of_data),
        comparing_words.pairs(shown, titles, title),
    )


def tidy(groups: Pairs, titles: tuple[str, str]) -> pd.DataFrame:
    """One row per side of a pair, and one per heading (without a side).

    Returns:
        ``row`` (from the top), ``side`` (one of the titles, or empty), ``label`` (of the row, or the heading),
        ``value``, ``text``, ``missing``, ``description``.
    """
    found: list[dict[str, Any]] = []
    row = 0
    for heading, rows in groups.items():
        if heading:
            found.append({"row": row, "side": "", "label": heading, "text": "", "missing": False, "description": ""})
            row += 1
        for name, pair in rows.items():
            for item, side in zip(pair, titles, strict=True):
                about = f"{heading}, {side.lower()} {name}".removeprefix(", ")
                found.append(
                    {"row": row, "side": side, "label": name, "text": item.text, "missing": item.missing,
                     "value": float(item.value or 0),
                     "description": f"{about}: {words.value(item)}"}
                )  # fmt: skip
            row += 1
    return frame_of(found)


def draw(frame: pd.DataFrame, titles: tuple[str, str], size: Size, theme: Theme) -> Any:
    """Two charts on one scale, the left one mirrored, with the names between or above the bars.

    Args:
        frame: the result of ``tidy``.
        titles: of the left and the right side.
        size: the size of the drawing.
        theme: the page design.
    """
    import altair as alt

    wide, half, middle = size == "wide", (WIDTHS[size] - 8 - _NAMES[size]) / 2, _NAMES[size] / 2
    step, down = (26, 0) if wide else (42, 9)
    ink, muted, rule = (theme.light.css(name) for name in ("ink", "muted", "rule"))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(frame["row"].max() + 1))))
    base, text = chart_of(frame), {"aria": False, "baseline": "middle"}

    def side(title: str, colour: str, *, mirrored: bool) -> list[Any]:
        scale = alt.Scale(domain=[0, (frame["value"].max() or 1) * _VALUE_ROOM], nice=False, reverse=mirrored)
        x, rows = alt.X("value:Q", axis=None, scale=scale), base.transform_filter(alt.datum.side == title)
        bar = rows.transform_filter("!datum.missing").mark_bar(height=18 if wide else 16, yOffset=down, color=colour)
        inward, dx = ("right", -5) if mirrored else ("left", 5)
        # clipped, since Vega takes the narrow space in "5 400" for a wide one and would make the drawing wider
        value = rows.mark_text(
            **text, align=inward, dx=dx, dy=down, fontWeight=alt.expr("datum.missing ? 400 : 600"), clip=True,
            color=alt.expr(f"datum.missing ? '{muted}' : '{ink}'"),
        )  # fmt: skip
        head = chart_of(frame_of([{"title": title}])).mark_text(
            **text, align=inward, dy=-12, fontWeight=600, color=colour
        )
        return [
            bar.encode(x=x, y=y, description=alt.Description("description:N")),
            value.encode(x=x, y=y, text=alt.Text("text:N")),
            head.encode(x=alt.XValue(half if mirrored else 0), y=alt.YValue(0), text=alt.Text("title:N")),
        ]

    left = side(titles[0], theme.light.css("accent"), mirrored=True)
    right = side(titles[1], theme.light.css("second"), mirrored=False)

    # the names and headings belong to the left chart, and reach beyond it
    name = base.transform_filter(alt.datum.side == titles[0]).mark_text(**text, color=ink, dy=0 if wide else -10)
    left.append(name.encode(x=alt.XValue(half + middle), y=y, text=alt.Text("label:N")))
    if (frame["side"] == "").any():
        heading = base.transform_filter("datum.side == ''").encode(x=alt.XValue(0), y=y)
        bold = heading.mark_text(**text, align="left", color=ink, fontSize=FONT_SIZE + 1, fontWeight=700)
        under = heading.mark_rule(aria=False, yOffset=step / 2 - 3, color=rule)
        left += [bold.encode(text=alt.Text("label:N")), under.encode(x2=alt.X2Value(WIDTHS[size] - 8))]
    charts = [alt.layer(*layers, width=half, height=alt.Step(step)) for layers in (left, right)]
    return alt.hconcat(*charts, bounds="flush", spacing=_NAMES[size])
