"""Axes: round ticks that enclose the values, labels that keep their distance."""

from __future__ import annotations

import datetime as dt
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


@pytest.mark.parametrize(
    ("values", "gap", "places"),
    [
        ([1, 50, 99], 5, [1, 50, 99]),
        ([99, 1, 50], 49, [99, 1, 50]),
        ([1, 2, 9], 4, [-0.5, 3.5, 9]),
        ([9, 1, 2], 4, [9, -0.5, 3.5]),
        ([0, 0, 0], 2, [-2, 0, 2]),
        ([7], 4, [7]),
        ([], 4, []),
    ],
)
def test_labels_that_touch_are_moved_apart_by_as_much_and_others_stay(
    values: list[float], gap: float, places: list[float]
) -> None:
    assert axes.dodge(values, gap) == pytest.approx(places, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "width", "labelled"),
    [
        (Period.quarter(2003, 2), 500, list(range(2004, 2025, 2))),  # 2003 began before the axis does
        (Period.quarter(2003, 2), 160, [2010, 2017, 2024]),
        (Period.quarter(2003, 1), 160, [2008, 2016, 2024]),
        (Period.quarter(2014, 1), 11 * 41, list(range(2014, 2025))),
        (Period.quarter(2014, 1), 11 * 41 - 1, [2014, 2016, 2018, 2020, 2022, 2024]),
        (Period.quarter(2024, 2), 500, [2024]),
    ],
)
def test_as_many_years_have_a_label_as_there_is_room_for(first: Period, width: float, labelled: list[int]) -> None:
    assert axes.labelled_years(first, Q3, width) == labelled


@pytest.mark.parametrize(
    ("first", "margin", "ends"),
    [
        (Q3 - 2, 0, [(2024, 1, 1), (2024, 7, 1)]),
        (Q3 - 2, 10, [(2023, 12, 22), (2024, 7, 11)]),
        (Q3, 1, [(2024, 6, 30), (2024, 10, 1)]),  # as wide as a quarter of 91 days
    ],
)
def test_an_axis_reaches_from_its_first_period_to_its_last(
    first: Period, margin: int, ends: list[tuple[int, int, int]]
) -> None:
    made = axes.time_scale(first, Q3, dt.timedelta(days=margin)).to_dict()
    days = [{"year": year, "month": month, "date": day, "utc": True} for year, month, day in ends]
    assert made == {"type": "utc", "domain": days}
    axis = axes.time_axis(first, Q3, [2024], dt.timedelta(days=margin)).to_dict()
    assert (axis["field"], axis["type"], axis["scale"]) == ("period", "temporal", made)


def test_an_axis_of_numbers_encloses_them_and_that_of_one_number_has_room_above_it() -> None:
    found = [axes.number_axis(low, high, 3).to_dict() for low, high in ((2, 9), (7, 7))]
    assert [one["scale"] for one in found] == [{"domain": ends, "nice": 3, "zero": False} for ends in ([2, 9], [7, 8])]
    assert [one["axis"] for one in found] == [{"grid": True, "tickCount": 3}] * 2


def test_a_year_stands_at_its_first_quarter() -> None:
    years = [2004, 2024]
    axis = axes.time_axis(Period.quarter(2003, 2), Q3, years).to_dict()["axis"]
    assert axis["values"][-1] == {"year": 2024, "month": 1, "date": 1, "utc": True}  # whatever the clock's time zone
    assert axis["labelFlush"] is False  # the first year would move towards the second


def test_an_axis_that_is_short_still_has_its_last_year() -> None:
    assert axes.labelled_years(Period.quarter(2014, 1), Q3, 20) == [2024]


@pytest.mark.parametrize("ticks", [3, axes.STEPS])
@pytest.mark.parametrize(
    ("low", "high"),
    [
        (66.0, 73.4), (100, 171), (93, 166), (5.2, 5.9), (0.31, 0.34), (1, 100), (25.4, 29.9), (7, 7),
        *((107, 107 + span) for span in (28, 28.8, 12.4, 12.8, 5.6, 5.72)),  # where d3 takes a step of another size
    ],
)  # fmt: skip
def test_an_axis_begins_where_its_note_says(low: float, high: float, ticks: int) -> None:
    chart = alt.Chart(alt.InlineData([{"value": low}, {"value": high}])).mark_point()
    drawn = vl_convert.vegalite_to_svg(chart.encode(y=axes.number_axis(low, high, ticks)).to_dict())
    labels = [float(text.replace(",", "")) for text in re.findall(r">([\d,.]+)</text>", drawn)]
    assert min(labels) == pytest.approx(float(axes.begin(low, high, ticks)))
