"""Axes of the report's charts: round ticks, Dutch labels, labels that do not cover one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from arbeidsmarkt.basics.periods import Period

if TYPE_CHECKING:
    import altair as alt


#: pixels from one year on an axis to the next, at least: a year is 28 wide
_YEAR = 41


def labelled_years(first: Period, last: Period, width: float) -> list[int]:
    """The years that get a label on an axis of ``width`` pixels: every so many, the last one among them."""
    years = list(range(first.year + (first.number > 1), last.year + 1)) or [first.year]
    most = max(1, int(width // _YEAR))
    step = -(-len(years) // most)
    return [year for year in years if (last.year - year) % step == 0]


def time_axis(first: Period, last: Period, width: float) -> alt.X:
    """An axis of years, ``width`` pixels long; a label stands at the first quarter of its year."""
    import altair as alt

    end = last.year + (max(last.number, 1) - 1) / {"quarter": 4, "month": 12, "year": 1}[last.frequency]
    start = first.year + (max(first.number, 1) - 1) / {"quarter": 4, "month": 12, "year": 1}[first.frequency]
    axis = alt.Axis(
        values=labelled_years(first, last, width), labelOverlap=False, labelFlush=False,
        labelExpr="format(datum.value, 'd')", domain=True, ticks=True, tickSize=4,
    )  # fmt: skip
    return alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[start, max(end, start + 0.25)], nice=False, zero=False))


def number_axis(low: float, high: float) -> alt.Y:
    """An axis of four to seven round numbers with thin grid lines."""
    import altair as alt

    ticks = round_ticks(low, high)
    decimals = next(places for places in range(6) if all(round(tick, places) == tick for tick in ticks) or places == 5)
    labels = f"replace(format(datum.value, ',.{decimals}f'), '-', '−')"
    axis = alt.Axis(values=ticks, grid=True, labelExpr=labels)
    return alt.Y("y:Q", axis=axis, scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, zero=False))


def round_ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose ``low`` to ``high``: steps of 1, 2, 2.5 or 5 times a power of ten."""
    reach = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(reach / 5))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if reach / (power * factor) <= 6)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def dodge(values: Sequence[float], gap: float) -> list[float]:
    """Places for labels near ``values``, in the same order, at least ``gap`` apart."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    places = [values[index] for index in order]
    for _ in range(50):
        moved = False
        for i in range(1, len(places)):
            overlap = gap - (places[i] - places[i - 1])
            if overlap > 1e-9:
                places[i - 1] -= overlap / 2
                places[i] += overlap / 2
                moved = True
        if not moved:
            break
    result = [0.0] * len(values)
    for index, place in zip(order, places, strict=True):
        result[index] = place
    return result
