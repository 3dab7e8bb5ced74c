"""Means, peaks, streaks, quarters out of months, an index on another base."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.over_time import (
    equals,
    mean,
    peak,
    quarterly_mean,
    rebase,
    streak,
    trough,
    unbroken_since,
)
from arbeidsmarkt.numbers.series import Derivation, Observation, Series
from made_up_figures import Q3, run


def above_100(series: Series, until: Period = Q3) -> Observation:
    return streak(
        series, until, lambda item: item.value is not None and item.value > 100, words="boven 100", title="Reeks"
    )


def test_a_streak_counts_back_to_the_first_failure() -> None:
    found = above_100(run([120, 90, 101, 110, 106]))
    assert (found.value, found.unit, found.at_least) == (3, "quarters", False)
    assert [item.value for item in found.cells()] == [106, 110, 101, 90]  # the failure belongs to the proof


def test_a_streak_that_meets_a_gap_or_the_first_figure_is_a_lower_bound() -> None:
    assert above_100(run([120, None, 110, 106])).at_least
    assert above_100(run([101, 110, 106])).at_least
    assert above_100(run([101, 110, 106])).value == 3


def test_a_streak_that_does_not_hold_is_zero_and_a_missing_one_is_missing() -> None:
    assert (above_100(run([120, 90])).value, above_100(run([120, 90])).at_least) == (0, False)
    assert above_100(run([120, None])).value is None


def test_a_streak_over_a_provisional_value_is_provisional() -> None:
    assert above_100(run([90, 110, 106], statuses=("final", "final", "provisional"))).status == "provisional"


@given(st.lists(st.one_of(st.none(), st.integers(90, 110)), min_size=1, max_size=30))
def test_a_streak_is_the_number_of_values_at_the_end_that_hold(numbers: list[int | None]) -> None:
    found = above_100(run(numbers))
    expected = 0
    for number in reversed(numbers):
        if number is None or number <= 100:
            break
        expected += 1
    assert found.value == (None if numbers[-1] is None else expected)


def test_a_mean_over_a_gap_is_missing() -> None:
    series = run([10, 20, None, 40])
    assert mean(series, Q3 - 3, Q3 - 2).text == "15"
    assert mean(series, Q3 - 3, Q3).value is None
    with pytest.raises(UserError, match="spans no period"):
        mean(series, Q3, Q3 - 1)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40))
def test_peak_and_trough_are_values_of_the_series_with_their_own_period(numbers: list[int]) -> None:
    series = run(numbers)
    high, low = peak(series), trough(series)
    assert (high.value, low.value) == (max(numbers), min(numbers))
    assert high.period == Q3 - (len(numbers) - 1) + numbers.index(max(numbers))  # the earliest of equals
    assert low.period == Q3 - (len(numbers) - 1) + numbers.index(min(numbers))
    assert set(high.cells()) == set(series)


def test_an_empty_series_has_no_peak() -> None:
    with pytest.raises(UserError, match="no peak or trough"):
        peak(run([None]))


def test_a_quarter_is_the_mean_of_its_three_months_or_nothing() -> None:
    monthly = run([10, 20, 30, 40, None, 60, 70], "index", Period.month(2024, 7), decimals=1)
    quarterly = quarterly_mean(monthly, title="Prijzen")
    assert {period.label: item.value for period, item in quarterly.observations.items()} == {"2024Q1": 20}
    assert quarterly.frequency == "quarter"
    with pytest.raises(UserError, match="no monthly figures"):
        quarterly_mean(run([1]))


def test_another_base_makes_that_period_100() -> None:
    series = rebase(run([50, 100, 110], "index", base="2015=100"), Q3 - 1)
    assert [item.text for item in series] == ["50,0", "100,0", "110,0"]
    assert (series.base, series.unit) == ("2024Q2=100", "index")


def test_unbroken_since_passes_over_gaps_and_stops_at_the_first_failure() -> None:
    def rising(numbers: list[int | None]) -> Observation:
        return unbroken_since(
            run(numbers, "percent"), lambda item: bool(item.value and item.value > 0), words="stijgt", title="Begin"
        )

    found = rising([1, -1, 2, None, 3])
    assert (found.period, found.value) == (Q3 - 2, 2)
    assert isinstance(found.source, Derivation)
    assert [item.value for item in found.cells()] == [2, 3]
    assert rising([1, -1]).missing


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.booleans())
def test_a_record_knows_every_period_that_prints_the_same(tenths: list[int], highest: bool) -> None:
    series = run([f"{number / 5:.1f}" for number in tenths], "percent")  # printed without decimals
    record = (peak if highest else trough)(series)
    prints = {item.period: item.printed for item in series}
    extreme = (max if highest else min)(prints.values())
    same = [period for period, printed in prints.items() if printed == extreme]
    assert (record.printed, record.period) == (extreme, same[0])
    newest = max(prints)
    assert equals(record) == (same[:-1] if len(same) > 1 and same[-1] == newest else same)
