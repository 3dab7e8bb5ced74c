"""Axes of the report's charts: years, round numbers, and labels kept apart, which Vega-Lite cannot do."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from arbeidsmarkt.basics.periods import Period

if TYPE_CHECKING:
    import altair as alt

#: pixels from one year on an axis to the next, at least: a year is 28 wide
_YEAR = 41
#: about how many numbers stand on an axis; Vega-Lite makes three to six steps of it
STEPS = 4


def moment(day: dt.date) -> str:
    """A day as the charts draw it: midnight UTC, so that no local time zone shifts it."""
    return f"{day.isoformat()}T00:00:00Z"


def labelled_years(first: Period, last: Period, width: float) -> list[int]:
    """The years that get a label on an axis of ``width`` pixels: every n-th year, counted back from the last."""
    years = list(range(first.year + (first.number > 1), last.year + 1)) or [first.year]
    most = max(1, int(width / _YEAR))
    step = math.ceil(len(years) / most)
    return [year for year in years if (last.year - year) % step == 0]


def time_axis(first: Period, last: Period, years: Sequence[int], margin: dt.timedelta = dt.timedelta()) -> alt.X:
    """An axis of ``period`` with these years, and a margin at both ends; a year stands at its first quarter."""
    import altair as alt

    days = [alt.DateTime(year=year, month=1, date=1, utc=True) for year in years]
    axis = alt.Axis(values=days, format="%Y", labelOverlap=False, labelFlush=False, domain=True, ticks=True, tickSize=4)
    return alt.X("period:T", axis=axis, scale=time_scale(first, last, margin))


def time_scale(first: Period, last: Period, margin: dt.timedelta = dt.timedelta()) -> alt.Scale:
    """From the beginning of the first period to that of the last; a single one has the room of a quarter."""
    import altair as alt

    ends = (first.first_day - margin, max(last.first_day, first.first_day + dt.timedelta(days=91)) + margin)
    days = [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in ends]
    return alt.Scale(type="utc", domain=days)


def number_axis(low: float, high: float, ticks: int = STEPS) -> alt.Y:
    """An axis of ``value``: a few round numbers that enclose ``low`` to ``high``, with thin grid lines."""
    import altair as alt

    scale = alt.Scale(domain=[low, high if high > low else low + 1], nice=ticks, zero=False)
    return alt.Y("value:Q", axis=alt.Axis(grid=True, tickCount=ticks), scale=scale)


def begin(low: float, high: float, ticks: int = STEPS) -> Decimal:
    """Where such an axis begins: the round number below ``low`` that d3's ``nice`` picks."""
    start, stop = low, high if high > low else low + 1
    step = Decimal(1)
    for _ in range(10):  # as d3 does; the ends stay after a few
        rough = (stop - start) / ticks
        power = math.floor(math.log10(rough))
        error = rough / 10.0**power
        factor = 10 if error >= math.sqrt(50) else 5 if error >= math.sqrt(10) else 2 if error >= math.sqrt(2) else 1
        step = factor * Decimal(10) ** power
        start, stop = math.floor(start / float(step)) * float(step), math.ceil(stop / float(step)) * float(step)
    return (Decimal(str(start)) / step).to_integral_value() * step


def dodge(values: Sequence[float], gap: float) -> list[float]:
    """Positions for labels near ``values``, in the same order and at least ``gap`` apart."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    places = [values[index] for index in order]
    for _ in range(50):  # after a few they stay
        for i in range(1, len(places)):
            overlap = gap - (places[i] - places[i - 1])
            if overlap > 1e-9:
                places[i - 1] -= overlap / 2
                places[i] += overlap / 2
    result = [0.0] * len(values)
    for index, place in zip(order, places, strict=True):
        result[index] = place
    return result
