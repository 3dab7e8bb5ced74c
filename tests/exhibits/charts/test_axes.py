"""Axes: round ticks that enclose the values, labels that keep their distance."""

from __future__ import annotations

import re
from itertools import pairwise

import altair as alt
import pytest
import vl_convert
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import axes
from made_up_figures import Q3


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4), st.floats(0.1, 10))
def test_labels_keep_their_order_and_their_distance(places: list[float], gap: float) -> None:
    moved = axes.dodge(places, gap)
    order = sorted(range(len(places)), key=lambda index: places[index])
    spread = [moved[index] for index in order]
    assert all(b - a >= gap * 0.9 for a, b in pairwise(spread))


def test_labels_that_do_not_touch_stay_where_they_are() -> None:
    assert axes.dodge([1, 50, 99], 5) == [1, 50, 99]


@pytest.mark.parametrize(("width", "most"), [(500, 12), (160, 3)])
def test_a_year_stands_at_its_first_quarter_and_not_too_often(width: float, most: int) -> None:
    years = axes.labelled_years(Period.quarter(2003, 2), Q3, width)
    assert years[-1] == 2024
    assert years[0] > 2003  # 2003 began before the axis does
    assert len(years) <= most
    axis = axes.time_axis(Period.quarter(2003, 2), Q3, years).to_dict()["axis"]
    assert axis["values"][-1] == {"year": 2024, "month": 1, "date": 1, "utc": True}  # whatever the clock's time zone
    assert axis["labelFlush"] is False  # the first year would move towards the second


def test_an_axis_that_is_short_still_has_its_last_year() -> None:
    assert axes.labelled_years(Period.quarter(2014, 1), Q3, 20) == [2024]


@pytest.mark.parametrize("ticks", [3, axes.STEPS])
@pytest.mark.parametrize(
    ("low", "high"), [(66.0, 73.4), (100, 171), (93, 166), (5.2, 5.9), (0.31, 0.34), (1, 100), (25.4, 29.9), (7, 7)]
)
def test_an_axis_begins_where_its_note_says(low: float, high: float, ticks: int) -> None:
    chart = alt.Chart(alt.InlineData([{"value": low}, {"value": high}])).mark_point()
    drawn = vl_convert.vegalite_to_svg(chart.encode(y=axes.number_axis(low, high, ticks)).to_dict())
    labels = [float(text.replace(",", "")) for text in re.findall(r">([\d,.]+)</text>", drawn)]
    assert min(labels) == pytest.approx(float(axes.begin(low, high, ticks)))
