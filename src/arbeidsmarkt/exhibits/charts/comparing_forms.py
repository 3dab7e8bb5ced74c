"""Chart forms that compare: two directions, now against a horizon, members against the whole, scattered moments.

Like the forms of ``charts`` they take observations and series, never bare numbers, and give a ``ReportChart``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.exhibits.charts import form_drawing, words
from arbeidsmarkt.exhibits.charts.chart import ReportChart, strokes
from arbeidsmarkt.exhibits.charts.form_drawing import Pairs
from arbeidsmarkt.exhibits.charts.line_drawing import DASHES
from arbeidsmarkt.exhibits.records import Column, Data, Value
from arbeidsmarkt.numbers.series import Observation, Series


def paired(
    groups: Pairs,
    *,
    left: str,
    right: str,
    title: str,
    group_title: str = "Sector",
    label_title: str = "Andere sector",
) -> ReportChart:
    """Bars to two sides of the rows' names, on one scale: what comes in against what goes out.

    Args:
        groups: by heading ("" for none) the rows: a name with the observation to the left and the one to the right.
            A missing one has no bar and shows its symbol; a row that lacks both is left out.
        left: what the bars to the left are ("Instroom uit").
        right: what the bars to the right are.
        title: what is measured, for the description.
        group_title: what a heading is, for the table.
        label_title: what a row is, for the table.

    Raises:
        UserError: nothing to show, a negative value, or different units.
    """
    shown = {
        heading: kept
        for heading, rows in groups.items()
        if (kept := {name: pair for name, pair in rows.items() if not (pair[0].missing and pair[1].missing)})
    }
    items = [item for rows in shown.values() for pair in rows.values() for item in pair]
    unit = _one_unit(items, "paired bars")
    if any((item.printed or 0) < 0 for item in items):
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
        lambda size, theme: form_drawing.paired(shown, titles, size, theme).chart(),
        Data(columns, rows_of_data),
        words.pairs(shown, titles, title),
    )


def horizon(
    rows: Mapping[str, tuple[Observation, Observation]], *, title: str, label_title: str = "Sector"
) -> ReportChart:
    """Now against a later year, one row a member: two dots on one scale with their values and years.

    Args:
        rows: by name the observation of now and that of the horizon; both known, all in one unit.
        title: what is measured, for the description.
        label_title: what a row is, for the table.

    Raises:
        UserError: no rows, a value or a period is missing, or different units.
    """
    items = [item for pair in rows.values() for item in pair]
    unit = _one_unit(items, "now against horizon")
    for name, pair in rows.items():
        if any(item.missing or item.period is None for item in pair):
            raise UserError(f"'{name}' lacks a value or a period", remedy="leave the row out with an if")
    decimals = max(item.decimals for item in items)
    columns = (
        Column("label", label_title),
        Column("now_period", "Periode nu", "period"),
        Column("now", "Nu", "number", unit, decimals),
        Column("later_period", "Periode horizon", "period"),
        Column("later", "Horizon", "number", unit, decimals),
    )
    data: tuple[tuple[Value, ...], ...] = tuple(
        (name, _period(now), now, _period(later), later) for name, (now, later) in rows.items()
    )
    kept = dict(rows)
    return ReportChart(
        lambda size, theme: form_drawing.horizon(kept, size, theme).chart(),
        Data(columns, data),
        words.horizon(kept, title),
    )


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
        first: first period shown.
        last: last period shown.
        title: what is measured, for the description.
        reference: name and series of the line that every chart has, for instance the whole country.
        zero: whether the scale starts at zero.

    Raises:
        UserError: no value at all, or different units.
    """
    shown = {name: part for name, item in panels.items() if (part := item.between(first, last)).known}
    behind = (reference[0], reference[1].between(first, last)) if reference else None
    if behind and not behind[1].known:
        behind = None
    _one_unit([series.last for series in [*shown.values(), *([behind[1]] if behind else [])]], "small multiples")
    every = {**({behind[0]: behind[1]} if behind else {}), **shown}
    return ReportChart(
        lambda size, theme: form_drawing.multiples(shown, behind, first, last, zero, size, theme).chart(),
        tables.by_period(every, first, last),
        words.multiples(shown, behind, title),
        strokes(list(shown.values())),
    )


def moments(series: Series | Mapping[str, Series], first: Period, last: Period) -> ReportChart:
    """Figures that are published now and then: a stem at each moment, and nothing drawn between them.

    Args:
        series: one, or a few by name, all in one unit.
        first: first period of the axis.
        last: last period of the axis.

    Raises:
        UserError: no value in the span, a negative one, different units, or too many series.
    """
    given = {"": series} if isinstance(series, Series) else dict(series)
    shown = {name: part for name, item in given.items() if (part := item.between(first, last)).known}
    if len(shown) > len(DASHES):
        raise UserError(f"{len(shown)} series in one chart cannot be told apart", remedy="draw small multiples")
    known = [item for part in shown.values() for item in part.known]
    _one_unit(known, "figures at moments")
    if any((item.printed or 0) < 0 for item in known):
        raise UserError("stems rise from zero; one of these values is negative", remedy="use line(…)")
    newest = {item.period: None for item in sorted(known, key=lambda item: item.period.ordinal if item.period else 0)}
    columns = [Column("period", "Periode", "period")]
    unit, decimals = known[0].unit, max(item.decimals for item in known)
    for number, (name, part) in enumerate(shown.items(), start=1):
        title = name or part.title
        columns.append(Column(f"series_{number}" if len(shown) > 1 else "value", title, "number", unit, decimals))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (period, *(part[period] for part in shown.values())) for period in newest if period
    )
    return ReportChart(
        lambda size, theme: form_drawing.moments(shown, first, last, size, theme).chart(),
        Data(tuple(columns), rows),
        words.moments(shown),
    )


def _one_unit(items: Sequence[Observation], what: str) -> str:
    """The unit that all of these share."""
    units = {item.unit for item in items if not item.missing}
    if not units:
        raise UserError(f"{what}: there is no value to show", remedy="guard the figure with an if")
    if len(units) > 1:
        raise UserError("values in different units cannot share an axis", remedy="draw a chart for each unit")
    return units.pop()


def _period(item: Observation) -> Period:
    assert item.period is not None  # noqa: S101  checked by the caller
    return item.period
