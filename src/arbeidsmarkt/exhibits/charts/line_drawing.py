"""How the chart forms are drawn in Altair: layers of marks over values that are already checked.

Only observations come in; every mark that stands for a value carries its description, which becomes its title in
the SVG. ``charts`` decides what is drawn, this module how.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation, Series

Size = Literal["wide", "narrow"]

#: Width of the drawing with its labels, in pixels; the wide one is shown at about three quarters in print.
WIDTHS: dict[Size, int] = {"wide": 640, "narrow": 330}
FONT_SIZE = 13
#: Dashes tell lines apart where colours do not.
DASHES: tuple[list[float], ...] = ([1, 0], [10, 4], [12, 4, 3, 4], [5, 3])
#: What is provisional is dotted: round dots, thicker than the line, which no line of its own looks like.
PROVISIONAL: tuple[float, float] = (0.1, 5.4)


def dashes(pattern: Sequence[float]) -> dict[str, Any]:
    """How a line with this pattern is stroked: dashes end square, or round ends would fill the gaps between them."""
    round_ends = tuple(pattern) in ((1, 0), PROVISIONAL)
    return {"strokeDash": list(pattern), "strokeCap": "round" if round_ends else "butt"}


class Rows:
    """Rows of plain values for a chart, which Altair takes over as they are.

    Altair copies a list of rows every time that a chart gets another mark or becomes a layer, and looks into each of
    their cells: half of what a chart costs.
    """

    _schema: ClassVar[dict[str, str]] = {"type": "array"}  # what makes Altair call ``to_dict``, and nothing else

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = list(rows)

    def to_dict(self, *_: Any, **__: Any) -> list[Mapping[str, Any]]:
        """The rows, in Altair's words for "as JSON"."""
        return self._rows


def chart_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An Altair chart over these rows, to give a mark to."""
    import altair as alt

    return _shared()(alt.Data(values=Rows(rows)))


@cache
def _shared() -> type[Any]:
    """A chart whose copies share what they consist of.

    A chart of layers copies each layer to its depth, six times over, and changes nothing but the layer's own
    properties: a fifth of what a chart costs.
    """
    import altair as alt

    class Shared(alt.Chart):
        def copy(self, deep: bool | Iterable[Any] = True, ignore: list[str] | None = None) -> Any:
            return super().copy(False if deep is True else deep, ignore)

    return Shared


def position(period: Period) -> float:
    """Where a period stands on the axis: the year and the part of it that has passed."""
    steps = {"quarter": 4, "month": 12, "year": 1}[period.frequency]
    return period.year + (max(period.number, 1) - 1) / steps


def is_provisional(item: Observation) -> bool:
    """Whether a figure is there and may still change, so that it is dotted."""
    return not item.missing and item.status in ("provisional", "revised_provisional")


def _points(series: Series, first: Period, last: Period, name: str = "") -> list[dict[str, Any]]:
    """Rows for Vega: one per period, a null where the value is missing so that the line breaks there."""
    about = f"{name}, " if name else ""
    rows = []
    for item in series.gapless(first, last):
        assert item.period is not None  # noqa: S101  observations of a series have a period
        value = None if item.value is None else float(item.value)
        rows.append(
            {
                "x": position(item.period),
                "y": value,
                "provisional": is_provisional(item),
                "text": item.text,
                "description": f"{about}{item.period.text}: {_in_words(item)}",
            }
        )
    return rows


def _in_words(item: Observation) -> str:
    return item.text if item.value is None else dutch.with_unit(item.value, item.decimals, item.unit)


def lines(
    shown: Mapping[str, Series],
    first: Period,
    last: Period,
    mark: float | None,
    mark_label: str,
    zero: bool,
    size: Size,
    theme: Theme,
) -> Any:
    """Lines through time, each with its last value beside it."""
    import altair as alt

    from arbeidsmarkt.exhibits.charts.axes import dodge, number_axis, time_axis

    colours = [theme.light.css(name) for name in ("accent", "second", "third", "fourth")]
    values = [float(item.value) for series in shown.values() for item in series.known if item.value is not None]
    low, high = min([*values, *([0.0] if zero else [])]), max([*values, *([mark] if mark is not None else [])])
    y = number_axis(low, high)
    layers: list[Any] = []
    if low < 0:
        layers.append(_rule(0, theme.light.css("muted"), [1, 0]))
    if mark is not None:
        layers.append(_rule(mark, theme.light.css("muted"), [1, 0]))
        note = {"x": position(first), "y": mark, "text": mark_label}
        layers.append(
            chart_of([note])
            .mark_text(align="left", baseline="bottom", dy=-4, color=theme.light.css("muted"), aria=False)
            .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N"))
        )
    ends: list[dict[str, Any]] = []
    for number, (name, series) in enumerate(shown.items()):
        rows = _points(series, first, last, name)
        layers += _line_layers(rows, colours[number], DASHES[number])
        final = series.last
        assert final.period is not None and final.value is not None  # noqa: S101  known observations
        before = series.known[-2].value if len(series.known) > 1 else None
        end_of_line = {"x": position(final.period), "y": float(final.value), "text": final.text, "name": name}
        ends.append({**end_of_line, "falls": before is not None and before > final.value})
    letters = 14 if size == "wide" else 10
    labels = [[end["text"], *textwrap.wrap(str(end["name"]), letters, break_long_words=False)] for end in ends]
    tallest = max(len(label) for label in labels)
    spread = dodge([end["y"] for end in ends], (high - low) * 0.07 * tallest)
    for number, (end, place, label) in enumerate(zip(ends, spread, labels, strict=True)):
        text = chart_of([{**end, "place": place, "label": label}])
        dot = text.mark_point(filled=True, size=46, opacity=1, color=colours[number], aria=False)
        early = end["x"] < position(last) - 0.5  # a line that ends within the drawing is named where it left room
        under = early and end["falls"]
        words = text.mark_text(
            align="center" if under else "right" if early else "left", baseline="middle",
            dx=0 if under else -8 if early else 8, dy=18 if under else -8 * (len(label) - 1), fontWeight=600,
            color=colours[number], fontSize=FONT_SIZE + 1, lineHeight=16, aria=False,
        )  # fmt: skip
        layers += [
            dot.encode(x=alt.X("x:Q"), y=alt.Y("y:Q")),
            words.encode(x=alt.X("x:Q"), y=alt.Y("place:Q"), text=alt.Text("label:N")),
        ]
    room = 46 + 8 * max(len(line) for label in labels for line in label)
    width = WIDTHS[size] - room
    x = time_axis(first, last, width)
    return alt.layer(*layers, width=width, height=230 if size == "wide" else 220).encode(x=x, y=y)


def _line_layers(rows: list[dict[str, Any]], colour: str, dash: list[float]) -> list[Any]:
    """The line, its provisional part dotted, and invisible points that carry each value as a title."""
    import altair as alt

    place = {"x": alt.X("x:Q"), "y": alt.Y("y:Q")}
    firm = [{**row, "y": None if row["provisional"] else row["y"]} for row in rows]
    layers = [chart_of(firm).mark_line(color=colour, aria=False, **dashes(dash)).encode(**place)]
    # a provisional part starts at the firm value before it and ends at the one after it, so that the parts meet
    for start in range(len(rows)):
        if rows[start]["provisional"] and (start == 0 or not rows[start - 1]["provisional"]):
            end = start
            while end + 1 < len(rows) and rows[end + 1]["provisional"]:
                end += 1
            part = rows[max(start - 1, 0) : end + 2]
            layers.append(
                chart_of(part).mark_line(color=colour, strokeWidth=3, aria=False, **dashes(PROVISIONAL)).encode(**place)
            )
    alone = [
        row for row, before, after in _neighbours(rows) if row["y"] is not None and before is None and after is None
    ]
    if alone:  # a value between two gaps has no line to stand on
        layers.append(
            chart_of(alone).mark_point(filled=True, size=30, opacity=1, color=colour, aria=False).encode(**place)
        )
    known = [row for row in rows if row["y"] is not None]
    layers.append(
        chart_of(known)
        .mark_point(opacity=0, size=60, color=colour)
        .encode(**place, description=alt.Description("description:N"))
    )
    return layers


def _neighbours(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], float | None, float | None]]:
    """Each row with the values before and after it."""
    values = [None, *(row["y"] for row in rows), None]
    return [(row, values[number], values[number + 2]) for number, row in enumerate(rows)]


def _rule(level: float, colour: str, dash: list[int]) -> Any:
    import altair as alt

    return (
        chart_of([{"y": level}])
        .mark_rule(color=colour, strokeWidth=1, strokeDash=dash, aria=False)
        .encode(y=alt.Y("y:Q"), x=alt.value(0), x2=alt.value("width"))
    )


def spark(shown: Series, theme: Theme) -> Any:
    """A tiny line without axes."""
    import altair as alt

    first, last = shown.first.period, shown.last.period
    assert first is not None and last is not None  # noqa: S101  known observations have a period
    rows = _points(shown, first, last)
    values = [row["y"] for row in rows if row["y"] is not None]
    margin = (max(values) - min(values)) * 0.12 or 1
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[position(first), position(last)], nice=False))
    y = alt.Y(
        "y:Q", axis=None, scale=alt.Scale(domain=[min(values) - margin, max(values) + margin], nice=False, zero=False)
    )
    trace = chart_of(rows).mark_line(strokeWidth=2, aria=False).encode(x=x, y=y)
    dot = chart_of(rows[-1:]).mark_point(filled=True, size=44, opacity=1, color=theme.light.css("accent"), aria=False)
    return alt.layer(trace, dot.encode(x=x, y=y), width=130, height=34)
