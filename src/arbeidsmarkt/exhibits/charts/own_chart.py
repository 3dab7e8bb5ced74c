"""Makes a chart of the report of an author's Altair chart; every number in it must be CBS's or another publisher's.

``altair_spec`` checks what the chart does, and ``matching`` finds the observation of each number. "Toon als tabel", the
CSV file, the source line and the draft of the description are made from these observations.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.about import lines_of_rows
from arbeidsmarkt.exhibits.charts import altair_spec, filters, vega_svg, words
from arbeidsmarkt.exhibits.charts.altair_spec import Use
from arbeidsmarkt.exhibits.charts.chart import FEWEST, ReportChart, enough_points
from arbeidsmarkt.exhibits.charts.fitting import sized, with_quarters
from arbeidsmarkt.exhibits.matching import MOST_ROWS, Match, Rows
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.exhibits.tables import data_name
from arbeidsmarkt.numbers.series import Observation, Series

_OTHERS = ("matplotlib", "plotly", "seaborn", "bokeh", "plotnine", "holoviews")
_ALTAIR = 'alt.Chart(frame).mark_line().encode(x="period:T", y="value:Q")'
_LINES = frozenset({"area", "line", "trail"})  # marks that join figures
_MOST_HELPER_VALUES = 2  # of a mark that shows no figure: a line, or the two sides of a band


@dataclass(frozen=True)
class Fixed:
    """A specification that is drawn as it is."""

    specification: Mapping[str, Any]

    def to_dict(self, **_: Any) -> dict[str, Any]:
        """The specification, in Altair's words."""
        return copy.deepcopy(dict(self.specification))


def is_altair(chart: object) -> bool:
    """Whether this is a chart of Altair's."""
    return type(chart).__module__.partition(".")[0] == "altair" and hasattr(chart, "to_dict")


def refuse_other(chart: object, label: str) -> UserError:
    """The error for something that is neither a chart of the report nor one of Altair's."""
    library = type(chart).__module__.partition(".")[0]
    what = f"figure '{label}' was given a {type(chart).__name__}"
    if library in _OTHERS:
        return UserError(
            f"{what} of {library}, whose numbers cannot be looked up", remedy=f"draw it in Altair: {_ALTAIR}"
        )
    return UserError(what, remedy=f"give it line(…), bars(…) or another chart form, or a chart of Altair's: {_ALTAIR}")


def of(chart: Any, about: Any, helpers: Sequence[str], alt: str, label: str) -> ReportChart:
    """A chart of the report unchanged, or one of Altair's converted by ``own``.

    Raises:
        UserError: it is not a chart, or ``own`` refuses it.
    """
    if isinstance(chart, ReportChart):
        return chart
    if not is_altair(chart):
        raise refuse_other(chart, label)
    return own(chart, about, helpers, alt, label)


def own(chart: Any, about: Any, helpers: Sequence[str], alt: str, label: str) -> ReportChart:
    """Convert a chart of Altair's to one of the report.

    Args:
        chart: a chart, layer, facet or concatenation.
        about: the series, frames and observations whose numbers it draws; may be empty if its data have the column
            ``series`` of their frames.
        helpers: columns that only position marks: jitter, a line at a level.
        alt: the description; mandatory, since only the author knows what the chart is about.
        label: the figure's label, for messages.

    Raises:
        UserError: the chart computes or contains numbers, a number is in no observation, there are two units on one
            axis, or no description (the message drafts one).
    """
    where = f"figure '{label}'"
    specification = _specification(chart, where)
    altair_spec.refuse(specification, where)
    drawn = altair_spec.Drawn(where).read(vega_svg.compiled(specification))
    found = _matched(drawn, about, helpers, where)
    _refuse_two_units(drawn.uses, found, where)
    shown = _in_order(found, drawn)
    if not shown:
        raise UserError("it draws no figure", where=where, remedy="name what its numbers are about: about=[…]")
    _refuse_few(specification, shown, where)
    if not alt.strip():
        remedy = f"give alt=…, for instance: {draft(shown)}"
        raise UserError(
            "a chart of one's own needs a description for those who do not see it", where=where, remedy=remedy
        )
    quarterly = any(item.period is not None and item.period.frequency == "quarter" for item in shown)
    dated = with_quarters(specification) if quarterly else specification
    return ReportChart(lambda size, _theme: Fixed(sized(dated, size)), data(shown), draft(shown))


def _refuse_few(specification: Mapping[str, Any], shown: Sequence[Observation], where: str) -> None:
    """Refuse a line of fewer figures than the report's own lines need, or one over fewer moments."""
    if altair_spec.marks(specification).isdisjoint(_LINES):
        return
    moments = len({item.period for item in shown if not item.missing})
    try:
        if moments > 1 or sum(not item.missing for item in shown) < FEWEST:
            enough_points(shown)
    except UserError as error:
        raise error.at(where) from None


def _specification(chart: Any, where: str) -> dict[str, Any]:
    """The chart as Vega-Lite, with periods as dates."""
    import altair as alt

    register()
    try:
        with alt.data_transformers.enable("arbeidsmarkt"), alt.theme.enable("none"):
            return dict(chart.to_dict())
    except UserError as error:
        raise error.at(where) from None
    except Exception as error:  # whatever Altair refuses, in whatever words
        said = " ".join(str(error).split())[:200]
        raise UserError(f"Altair refuses the chart: {said}", where=where, remedy="mend its encodings") from None


def rows_of(data: Any, **_: Any) -> Any:
    """A data transformer for Altair: makes dates of periods, and refuses more rows than a reader can read.

    Raises:
        UserError: there are too many rows.
    """
    import altair as alt
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        if len(data) > MOST_ROWS:
            what = f"the chart's frame has {len(data)} rows, more than the {MOST_ROWS} that a reader can read"
            raise UserError(what, remedy="filter the frame to what is drawn")
        dated = {
            name: data[name].map(lambda value: value.to_timestamp() if isinstance(value, pd.Period) else value)
            for name in data.columns
            if isinstance(data[name].dtype, pd.PeriodDtype) or any(isinstance(one, pd.Period) for one in data[name])
        }
        data = data.assign(**dated) if dated else data
    return alt.to_values(data)


def register() -> None:
    """Make Altair accept periods, in any cell and chart."""
    import altair as alt

    alt.data_transformers.register("arbeidsmarkt", rows_of)
    alt.data_transformers.enable("arbeidsmarkt")


def _matched(drawn: altair_spec.Drawn, about: Any, helpers: Sequence[str], where: str) -> dict[tuple[str, str], Match]:
    """The observation of each row, for every column of numbers that is drawn."""
    found: dict[tuple[str, str], Match] = {}
    tables: dict[str, Rows] = {}
    for name in dict.fromkeys(use.data for use in drawn.uses):
        rows = drawn.data[name]
        keys = dict.fromkeys(key for row in rows for key in row)
        columns = {key: [row.get(key) for row in rows] for key in keys}
        tables[name] = Rows(columns, lines_of_rows(about, columns), where)
    unknown = sorted(set(helpers) - {use.column for use in drawn.uses})
    if unknown:
        raise UserError(
            f"helpers names {', '.join(unknown)}, which it does not draw", where=where, remedy="leave it out"
        )
    for use in drawn.uses:
        table, key = tables[use.data], (use.data, use.column)
        if key in found or use.column in table.periods or use.column in table.names or use.column in helpers:
            continue
        if use.column not in table.columns:
            what = f"it draws the column '{use.column}', which its data do not have"
            raise UserError(what, where=where, remedy="mend the name")
        values = [value for value in table.columns[use.column] if value is not None]
        if all(isinstance(value, bool) for value in values) and use.channel != "text":
            continue
        if any(isinstance(value, str) for value in values):
            continue  # a text, which is checked when the numbers in its row are known
        found[key] = table.match(use.column)
    for use in drawn.uses:
        table = tables[use.data]
        if use.column in helpers:
            _refuse_helper(use, drawn.uses, found, table, where)
        elif (use.data, use.column) not in found and use.column not in {*table.periods, *table.names}:
            _refuse_typed(use.column, table, [part for (name, _), part in found.items() if name == use.data], where)
    return found


def _refuse_helper(
    use: Use, uses: Sequence[Use], found: Mapping[tuple[str, str], Match], table: Rows, where: str
) -> None:
    """Refuse a helper column that is text, or that draws more than a line or a band."""
    if use.channel in ("text", "tooltip"):
        what = f"the helper '{use.column}' is shown as text"
        raise UserError(what, where=where, remedy="name what it is about in about=[…] instead")
    beside = any(other.mark == use.mark and (other.data, other.column) in found for other in uses)
    values = {value for value in table.columns[use.column] if value is not None}
    if not beside and len(values) > _MOST_HELPER_VALUES and any(isinstance(value, (int, float)) for value in values):
        what = f"the helper '{use.column}' draws {len(values)} values in a mark that shows no figure"
        raise UserError(what, where=where, remedy="name what it is about in about=[…] instead")


def _refuse_typed(column: str, table: Rows, matches: Sequence[Match], where: str) -> None:
    """Refuse a text with a number, unless it is the printed number of its row."""
    for number, value in enumerate(table.columns[column]):
        if not isinstance(value, str) or not any(char.isdigit() for char in value):
            continue
        beside = [item for match in matches if (item := match[number]) is not None]
        allowed = {
            text for item in beside for text in (item.text, item.label, item.title, item.when, words.value(item))
        }
        if value not in allowed:
            what = f"{table.row(number)}: '{column}' is the text '{value}', whose number is no figure of its row"
            raise UserError(what, where=where, remedy="draw the number itself, as a number")


def _refuse_two_units(uses: Sequence[Use], found: Mapping[tuple[str, str], Match], where: str) -> None:
    on: dict[str, dict[str, str]] = {}
    for use in uses:
        if use.axis and use.channel[0] in "xy":
            for item in found.get((use.data, use.column), ()):
                if item is not None and not item.missing:
                    on.setdefault(use.axis, {})[item.unit] = item.title
    for units in on.values():
        if len(units) > 1:
            one, other = list(units)[:2]
            what = (
                f"'{units[one]}' ({dutch.unit(one).meaning}) and '{units[other]}' ({dutch.unit(other).meaning}) "
                "stand on one axis"
            )
            raise UserError(what, where=where, remedy="draw a chart for each unit: alt.hconcat(…)")


def _in_order(found: Mapping[tuple[str, str], Match], drawn: altair_spec.Drawn) -> list[Observation]:
    """All observations that are drawn, each once, in the order of the rows; without filtered ones."""
    shown: dict[int, Observation] = {}
    for (name, column), match in found.items():
        chains = {use.filters for use in drawn.uses if (use.data, use.column) == (name, column)}
        for row, item in zip(drawn.data[name], match, strict=True):
            passes = any(all(filters.keeps(one, row, drawn.where) for one in chain) for chain in chains)
            if item is not None and passes:
                shown[id(item)] = item
    return list(shown.values())


def data(shown: Sequence[Observation]) -> Data:
    """The drawn observations as a table: a row per member and period, a column per series."""
    titles = list(dict.fromkeys((item.title, item.unit) for item in shown))
    labels = {item.label for item in shown}
    periods = {item.when for item in shown}
    rows: dict[tuple[str, Period | None], dict[tuple[str, str], Observation]] = {}
    for item in shown:
        label = item.label if len(labels) > 1 else ""
        rows.setdefault((label, item.period), {})[item.title, item.unit] = item
    head: list[Column] = []
    if len(labels) > 1:
        head.append(Column("label", "Reeks"))
    if len(periods) > 1 or not head:
        head.append(Column("period", "Periode", "period" if all(key[1] for key in rows) else "string"))
    numbers = []
    names: list[str] = []
    for title, unit in titles:
        items = [item for item in shown if (item.title, item.unit) == (title, unit)]
        names.append(data_name(items, names))
        decimals = max((item.decimals for item in items if not item.missing), default=0)
        numbers.append(Column(names[-1], title, "number", unit, decimals))
    order = sorted(rows, key=lambda key: (key[0], key[1].ordinal if key[1] else 0))
    made: list[tuple[Value, ...]] = []
    for label, period in order:
        cells: list[Value] = [label] if len(labels) > 1 else []
        if len(head) > len(cells):
            cells.append(period if period is not None else "")
        held = rows[label, period]
        example = next(iter(held.values()))
        cells += [held.get(title) or _absent(example, title[1], period) for title in titles]
        made.append(tuple(cells))
    return Data((*head, *numbers), tuple(made))


def _absent(example: Observation, unit: str, period: Period | None) -> Observation:
    return Observation(None, unit, example.source, period, "unknown", title=example.title, label=example.label)


def draft(shown: Sequence[Observation]) -> str:
    """A draft of the description for the author to improve: each series from first to last, or its bars."""
    groups: dict[tuple[str, str], dict[str, dict[Period, Observation]]] = {}
    for item in shown:
        if item.period is not None and not item.missing:
            groups.setdefault((item.title, item.unit), {}).setdefault(item.label, {})[item.period] = item
    sentences = []
    for (title, unit), members in groups.items():
        ends = [next(iter(found.values())) for found in members.values()]
        if len(members) > 1 and all(len(found) == 1 for found in members.values()):
            sentences.append(words.bars(sorted(ends, key=lambda item: -words.level(item)), title))
            continue
        named: dict[str, Series] = {}
        for label, found in members.items():
            period = next(iter(found))
            name = f"{title}, {label}" if label else title
            named[name] = Series(title, title, unit, period.frequency, found, label)
        if named:
            first = min(min(series.observations) for series in named.values())
            last = max(max(series.observations) for series in named.values())
            sentences.append(words.lines(dict(list(named.items())[:4]), first, last))
    return " ".join(sentences)
