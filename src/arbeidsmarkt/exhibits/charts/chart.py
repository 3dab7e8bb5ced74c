"""The report's chart forms, in Altair, all in one look.

A form takes series or observations, never bare numbers, and gives a ``ReportChart``: the drawing for a wide page and
for a phone, the data behind it, and a description in words for those who do not see it. Lines break where a value is
missing; the provisional part is dashed; bars start at zero; the last value stands beside its line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.exhibits.charts import bar_drawing, line_drawing, vega_svg, words as describe
from arbeidsmarkt.exhibits.charts.line_drawing import FONT_SIZE, Size
from arbeidsmarkt.exhibits.records import Column, Data, Value, status_known
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation, Series

_FORMAT = {"decimal": ",", "thousands": dutch.NARROW_SPACE, "grouping": [3], "currency": ["€ ", ""]}
Drawing = Callable[[Size, Theme], Any]


@dataclass(frozen=True)
class ReportChart:
    """A chart with its data and its description.

    Attributes:
        draw: makes the Altair chart for a size and a theme.
        data: the values shown, for "Toon als tabel" and the CSV file.
        alt: what is shown, in words, written from the data.
        notes: what the way it is drawn means, for under the figure.
        own: whether it is one of the report's own forms as they are, which Altair need not check against its schema
            (half of what a chart costs); the tests do.
    """

    draw: Drawing
    data: Data
    alt: str
    notes: tuple[str, ...] = ()
    own: bool = True

    def adjusted(self, change: Callable[[Any], Any]) -> ReportChart:
        """The same chart, with the Altair drawing changed by the author (its data stay what they are)."""
        return replace(self, draw=lambda size, theme: change(self.draw(size, theme)), own=False)

    def svg(self, theme: Theme, size: Size = "wide") -> str:
        """The drawing as SVG, the same bytes every time."""
        from altair.utils import schemapi

        with schemapi.debug_mode(not self.own):
            return to_svg(self.draw(size, theme), theme, check=not self.own)


def to_svg(chart: Any, theme: Theme, check: bool = True) -> str:
    """An Altair chart as SVG, in the report's look and with Dutch numbers.

    Args:
        chart: the drawing.
        theme: the look.
        check: whether to hold it against Altair's schema, whose errors say what is wrong.
    """
    specification = chart.to_dict(validate=check)
    specification["config"] = {**specification.get("config", {}), **look(theme)}
    return vega_svg.svg(specification, _FORMAT)


def look(theme: Theme) -> dict[str, Any]:
    """Vega-Lite's configuration for the report: flat, few grid lines, one typeface."""
    colours = theme.light
    text = {"font": theme.font, "fontSize": FONT_SIZE, "fill": colours.css("ink")}
    return {
        "font": theme.font,
        "background": None,
        "view": {"stroke": None},
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "text": text,
        "axis": {
            "labelFont": theme.font,
            "labelFontSize": FONT_SIZE,
            "labelColor": colours.css("muted"),
            "title": None,
            "domain": False,
            "ticks": False,
            "grid": False,
            "gridColor": colours.css("grid"),
            "labelPadding": 6,
            "labelLimit": 260,
            "titleFont": theme.font,
            "titleFontSize": FONT_SIZE,
            "titleFontWeight": 400,
            "titleColor": colours.css("muted"),
        },
        "legend": {"orient": "top", "title": None, "labelColor": colours.css("ink"), "labelFontSize": FONT_SIZE},
        "header": {"title": None, "labelColor": colours.css("ink"), "labelFontSize": FONT_SIZE},
        "title": {"color": colours.css("ink"), "subtitleColor": colours.css("muted")},
        "range": {"category": [colours.css(name) for name in ("accent", "second", "third", "fourth")]},
        "point": {"color": colours.css("accent"), "filled": True, "size": 50},
        "circle": {"color": colours.css("accent")},
        "area": {"color": colours.css("accent")},
        "rule": {"color": colours.css("muted")},
        "line": {"strokeWidth": 2.4, "strokeCap": "round", "strokeJoin": "round", "color": colours.css("accent")},
        "bar": {"color": colours.css("accent")},
        "mark": {"invalid": "break-paths-filter-domains"},
    }


def line(
    series: Series | Mapping[str, Series],
    first: Period,
    last: Period,
    *,
    mark: float | None = None,
    mark_label: str = "",
    zero: bool = True,
) -> ReportChart:
    """One or a few series through time, each with its last value written beside it.

    Args:
        series: one, or several by the words that stand beside their lines; all in one unit.
        first: first period shown.
        last: last period shown; the description speaks of it.
        mark: a level to draw a thin line at, for instance 100.
        mark_label: what that level means.
        zero: whether the axis starts at zero.

    Raises:
        UserError: different units or frequencies, or no value in the span.
    """
    lines = {"": series} if isinstance(series, Series) else dict(series)
    if not lines:
        raise UserError("the chart has no line to draw", remedy="guard the figure with an if")
    if len({item.unit for item in lines.values()}) > 1:
        raise UserError("series in different units cannot share an axis", remedy="draw a chart for each")
    if len(lines) > len(line_drawing.DASHES):
        raise UserError(f"{len(lines)} lines in one chart cannot be told apart", remedy="draw small multiples")
    shown = {name: item.between(first, last) for name, item in lines.items()}
    for name, item in shown.items():
        if not item.known:
            raise UserError(f"'{name or item.title}' has no value from {first} to {last}")
    table = tables.by_period({name or item.title: item for name, item in lines.items()}, first, last)
    words = describe.lines(shown, first, last)
    even = status_known([one for item in shown.values() for one in item.known])
    drawn = shown if even else {name: item.map(_unmarked, item.title) for name, item in shown.items()}
    return ReportChart(
        lambda size, theme: line_drawing.lines(drawn, first, last, mark, mark_label, zero, size, theme),
        table,
        words,
        strokes(list(drawn.values())),
    )


def _unmarked(item: Observation) -> Observation:
    return replace(item, status="unknown")


def strokes(shown: Sequence[Series]) -> tuple[str, ...]:
    """What dots, breaks and lone points in these lines mean, as far as there are any: one note, or none."""
    dotted = any(line_drawing.is_provisional(item) for series in shown for item in series.known)
    broken = alone = False
    for series in shown:
        first, last = series.first.period, series.last.period
        assert first is not None and last is not None  # noqa: S101  known observations have a period
        known = [not item.missing for item in series.gapless(first, last)]
        broken |= not all(known)
        alone |= any(known[i] and not any(known[max(i - 1, 0) : i] + known[i + 1 : i + 2]) for i in range(len(known)))
    words = {
        "Gestippeld: voorlopige cijfers.": dotted,
        "Onderbroken lijn: geen cijfer beschikbaar.": broken,
        "Losse punt: ervoor en erna is geen cijfer beschikbaar.": broken and alone,
    }
    note = " ".join(text for text, applies in words.items() if applies)
    return (note,) if note else ()


def bars(
    values: Sequence[Observation],
    *,
    highlight: str = "",
    title: str = "",
    label_title: str = "Sector",
    sort: bool = True,
) -> ReportChart:
    """Horizontal bars from zero, one an observation, named by its label and with its value at the end.

    Args:
        values: in one unit, about different members; missing ones are left out of the drawing, not of the table.
        highlight: label of the bar to stand out (the total).
        title: of the values, for the table and the description; by default that of the first observation.
        label_title: what a label is: a sector, a region.
        sort: the longest first.

    Raises:
        UserError: nothing to show, different units or periods in one chart.
    """
    known = [item for item in values if not item.missing]
    if not known:
        raise UserError("the bar chart has no value to show", remedy="guard it with has(…)")
    if len({item.unit for item in known}) > 1:
        raise UserError("values in different units cannot share an axis")
    ordered = sorted(known, key=lambda item: (-(item.printed or 0), item.label)) if sort else known
    absent = [item for item in values if item.missing]
    name = title or known[0].title
    decimals = max(item.decimals for item in known)
    columns = (
        Column("label", label_title),
        Column("value", name, "number", known[0].unit, decimals),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((item.label, item) for item in [*ordered, *absent])
    words = describe.bars(ordered, name, highlight, label_title)
    drawn = ordered if status_known(ordered) else [_unmarked(item) for item in ordered]
    return ReportChart(
        lambda size, theme: bar_drawing.bars(drawn, highlight, size, theme).chart(), Data(columns, rows), words
    )


def stacked(values: Sequence[Observation], *, title: str = "") -> ReportChart:
    """The parts of a whole as one horizontal bar, each named below it with its value.

    Args:
        values: the parts, in one additive unit and about one period, named by their labels; at most four.
        title: what they are parts of.

    Raises:
        UserError: a part is missing, the units differ or do not add up, or there are too many parts.
    """
    if not 1 < len(values) <= len(line_drawing.DASHES):
        raise UserError(f"a stacked bar has two to {len(line_drawing.DASHES)} parts, not {len(values)}")
    for item in values:
        if item.missing or (item.printed or 0) < 0:
            raise UserError(f"the part '{item.label}' has no value", remedy="guard the figure with an if")
        if item.unit != values[0].unit or not dutch.unit(item.unit).additive:
            raise UserError(f"the part '{item.label}' is in {item.unit} and cannot be stacked")
    columns = (
        Column("label", "Groep"),
        Column("value", title or values[0].title, "number", values[0].unit, max(item.decimals for item in values)),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((item.label, item) for item in values)
    words = describe.parts(values, title or values[0].title)
    return ReportChart(lambda size, theme: bar_drawing.stacked(values, size, theme).chart(), Data(columns, rows), words)


def spark(series: Series, first: Period, last: Period) -> ReportChart:
    """A tiny line without axes for the band of key figures."""
    shown = series.between(first, last)
    if not shown.known:
        raise UserError(f"'{series.title}' has no value from {first} to {last}")
    table = tables.by_period({series.title: series}, first, last)
    return ReportChart(
        lambda size, theme: line_drawing.spark(shown, theme), table, describe.lines({"": shown}, first, last)
    )  # fmt: skip
