"""Axes: round ticks that enclose the values, labels that keep their distance."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import axes
from made_up_figures import Q3

values = st.integers(-(10**9), 10**9).map(lambda number: number / 1000)


@given(values, values)
def test_ticks_enclose_the_values_in_a_few_equal_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    ticks = axes.round_ticks(low, high)
    slack = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 9
    steps = {round((b - a) / (ticks[1] - ticks[0]), 4) for a, b in pairwise(ticks)}
    assert steps == {1}


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 145, [0, 25, 50, 75, 100, 125, 150]), (0, 7, [0, 2, 4, 6, 8]), (-1.5, 6.8, [-2, 0, 2, 4, 6, 8])],
)
def test_ticks_are_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert axes.round_ticks(low, high) == ticks


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
    axis = axes.time_axis(Period.quarter(2003, 2), Q3, width).to_dict()["axis"]
    assert axis["values"][-1] == 2024
    assert axis["values"][0] > 2003  # 2003 began before the axis does
    assert len(axis["values"]) <= most
    assert axis["labelFlush"] is False  # the first year would move towards the second


def test_an_axis_that_is_short_still_has_its_last_year() -> None:
    assert axes.labelled_years(Period.quarter(2014, 1), Q3, 20) == [2024]
