"""What the chart forms over time share: their tidy frame of series, and lines with gaps and dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import words
from arbeidsmarkt.exhibits.charts.axes import STEPS, begin, moment
from arbeidsmarkt.exhibits.charts.chart import PROVISIONAL, frame_of, marked_evenly
from arbeidsmarkt.numbers.series import Observation, Series

if TYPE_CHECKING:
    import pandas as pd


def is_provisional(item: Observation) -> bool:
    """Whether a figure is known but may still change, so that it is dotted."""
    return not item.missing and item.status in ("provisional", "revised_provisional")


def tidy(shown: Mapping[str, Series], first: Period, last: Period) -> pd.DataFrame:
    """One row per series and period, missing ones included so that lines break there; then the provisional stretches.

    Returns:
        ``name`` of the series, ``period`` (its first day), ``value``, ``text`` (as printed), ``description``, ``alone``
        (the value, between two gaps), ``firm`` (the value, not provisional), ``last`` (the last value). A stretch of
        provisional values stands below, with a name in ``part``, its values in ``soft`` and those that it lies between,
        so that its dots meet the firm line.
    """
    rows: list[dict[str, Any]] = []
    soft: list[dict[str, Any]] = []
    for name, series in shown.items():
        items = series.gapless(first, last)
        about = f"{name}, " if name else ""
        end = max(index for index, item in enumerate(items) if not item.missing)
        made = [_row(name, about, items, index, end) for index in range(len(items))]
        rows += made
        unsure = [is_provisional(item) for item in items]
        for start in (index for index, is_soft in enumerate(unsure) if is_soft and not (index and unsure[index - 1])):
            stop = next((index for index in range(start, len(items)) if not unsure[index]), len(items))
            soft += [
                {"name": name, "period": row["period"], "soft": row["value"], "part": f"{name} {start}"}
                for row in made[max(start - 1, 0) : stop + 1]
            ]
    return frame_of([*rows, *soft])


def _row(name: str, about: str, items: Sequence[Observation], index: int, end: int) -> dict[str, Any]:
    item = items[index]
    value = None if item.value is None else float(item.value)
    beside = [*items[max(index - 1, 0) : index], *items[index + 1 : index + 2]]
    return {
        "name": name,
        "period": moment(item.period.first_day) if item.period else None,
        "value": value,
        "text": item.text,
        "description": f"{about}{item.period.text if item.period else ''}: {words.value(item)}",
        "firm": None if is_provisional(item) else value,
        "soft": None,
        "alone": value if all(one.missing for one in beside) else None,
        "last": value if index == end else None,
        "part": "",
    }


def strokes(base: Any, frame: pd.DataFrame, *, y: Any, dash: Any = None) -> list[Any]:
    """The firm lines, the dotted provisional parts, isolated values as points, and the values to point at.

    Args:
        base: a chart over the frame, with what tells its lines apart.
        frame: the result of ``tidy``.
        y: the axis of ``value``.
        dash: what tells the firm lines apart where colours do not.
    """
    import altair as alt

    part = alt.Detail("part:N")
    firm = base.mark_line(aria=False, strokeCap="butt").encode(y=column(y, "firm"), detail=part)
    layers = [firm.encode(strokeDash=dash) if dash is not None else firm]
    if frame["soft"].notna().any():
        dotted = base.mark_line(aria=False, strokeWidth=3, strokeDash=PROVISIONAL)
        layers.append(dotted.encode(y=column(y, "soft"), detail=part))
    if frame["alone"].notna().any():
        layers.append(base.mark_point(aria=False, size=30, opacity=1).encode(y=column(y, "alone")))
    return [*layers, base.mark_point(opacity=0, size=60).encode(y=y, description=alt.Description("description:N"))]


def column(y: Any, name: str) -> Any:
    """The same axis over another column."""
    made = y.copy(deep=False)
    made.shorthand = f"{name}:Q"
    return made


def begins(shown: Sequence[Series], zero: bool, ticks: int = STEPS) -> tuple[str, ...]:
    """A note on where the axis of these lines begins; none if it begins at zero.

    Args:
        shown: all that is drawn.
        zero: whether the axis is drawn from zero.
        ticks: about how many round numbers it has.
    """
    levels = [float(item.value) for series in shown for item in series.known if item.value is not None]
    start = Decimal(0) if zero or not levels or min(levels) <= 0 else begin(min(levels), max(levels), ticks)
    if start <= 0:
        return ()
    places = max(0, -int(start.normalize().as_tuple().exponent))
    return (f"De verticale as begint niet bij nul, maar bij {dutch.number(start, places)}.",)


def note(shown: Sequence[Series]) -> tuple[str, ...]:
    """A note on what dots, gaps and isolated points mean; none if there are none."""
    dotted = any(is_provisional(item) for series in shown for item in series.known)
    broken = alone = False
    for series in shown:
        known = [not item.missing for item in series.between(series.first.period, series.last.period).whole()]
        broken |= not all(known)
        alone |= any(known[i] and not any(known[max(i - 1, 0) : i] + known[i + 1 : i + 2]) for i in range(len(known)))
    said = {
        "Gestippeld: voorlopige cijfers.": dotted,
        "Onderbroken lijn: geen cijfer beschikbaar.": broken,
        "Losse punt: ervoor en erna is geen cijfer beschikbaar.": broken and alone,
    }
    text = " ".join(sentence for sentence, applies in said.items() if applies)
    return (text,) if text else ()


def evenly(shown: Mapping[str, Series]) -> dict[str, Series]:
    """The same series, none dotted where the status of one figure is unknown."""
    every = [item for series in shown.values() for item in series.known]
    if marked_evenly(every) == every:
        return dict(shown)
    return {
        name: series.map(lambda item: marked_evenly([item, *every])[0], series.title) for name, series in shown.items()
    }
