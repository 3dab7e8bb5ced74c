"""Means, peaks, streaks, quarters out of months, an index on another base."""

from __future__ import annotations

from dataclasses import replace

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
from made_up_figures import Q3, run, value


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


def test_a_quarter_is_as_coarse_as_the_coarsest_of_its_months() -> None:
    monthly = run([1, 2, 6], "index", Period.month(2024, 9), decimals=2)
    for month in list(monthly.observations):
        coarse = {**monthly.observations, month: replace(monthly[month], decimals=1)}
        assert quarterly_mean(replace(monthly, observations=coarse))[Q3].text == "3,0"


def test_quarters_of_a_whole_year_and_the_title_and_precision_of_their_months() -> None:
    monthly = run(range(1, 13), "index", Period.month(2024, 12), decimals=1, title="Prijzen")
    quarterly = quarterly_mean(monthly)
    assert {period.label: item.text for period, item in quarterly.observations.items()} == {
        "2024Q1": "2,0", "2024Q2": "5,0", "2024Q3": "8,0", "2024Q4": "11,0",
    }  # fmt: skip
    assert quarterly.title == quarterly[Q3].title == "Prijzen"
    assert quarterly_mean(monthly, title="Inflatie")[Q3].title == "Inflatie"
    assert isinstance(source := quarterly[Q3].source, Derivation)
    assert (source.operation, source.formula) == ("quarterly_mean", "(a + b + c) / 3")
    assert source.words == "gemiddelde van de drie maanden van het derde kwartaal van 2024"
    assert [item.value for item in source.inputs] == [7, 8, 9]


def test_a_streak_says_what_it_is_of_and_why_it_is_missing() -> None:
    secret = run([120, None], adjusted=True)
    secret = replace(secret, label="zorg", observations={**secret.observations, Q3: value(None, symbol=".")})
    missing, held = above_100(secret), above_100(secret, Q3 - 1)
    assert (missing.value, missing.symbol, missing.period, missing.label) == (None, ".", Q3, "zorg")
    assert (held.value, held.symbol, held.period, held.adjusted, held.title) == (1, "", Q3 - 1, True, "Reeks")
    assert [item.symbol for item in missing.cells()] == ["."]
    months = streak(
        run([120, 120], last=Period.month(2024, 9)), Period.month(2024, 9), lambda item: True, words="x", title="y"
    )
    assert (months.value, months.unit) == (2, "count")


def test_titles_that_nobody_gives() -> None:
    series = run([80, 120, 90], title="Werklozen")
    assert (peak(series).title, trough(series).title) == ("hoogste werklozen", "laagste werklozen")
    assert (peak(series, title="Piek").title, trough(series, title="Dal").title) == ("Piek", "Dal")
    assert mean(series, Q3 - 2, Q3).title == "gemiddelde werklozen"
    assert mean(series, Q3 - 2, Q3, title="Midden").title == "Midden"
    assert rebase(series, Q3).title == rebase(series, Q3)[Q3].title == "Werklozen (2024Q3=100)"
    assert rebase(series, Q3, title="Index").title == "Index"


def test_the_mean_spans_its_periods_and_a_record_its_own() -> None:
    series = run([80, 120, 90], statuses=("final", "provisional", "final"))
    found = mean(series, Q3 - 2, Q3)
    assert (found.since, found.period, found.status) == (Q3 - 2, Q3, "provisional")
    assert (peak(series).status, trough(series).status) == ("provisional", "final")


def test_any_other_observation_equals_its_own_period_alone() -> None:
    assert equals(value(5)) == [Q3] and equals(replace(value(5), period=None)) == []
    assert equals(mean(run([5, 5]), Q3 - 1, Q3)) == [Q3]
    assert equals(peak(run([7, None, 7, 3]))) == [Q3 - 3, Q3 - 1]
    assert equals(trough(run([7, 3, 9, 3]))) == [Q3 - 2]  # the newest is the one that is compared with it


def test_unbroken_since_takes_the_least_certain_status_and_says_when_nothing_holds() -> None:
    series = run([2, 3, 4], "percent", statuses=("final", "provisional", "final"), title="Groei")
    found = unbroken_since(series, lambda item: True, words="stijgt", title="Begin")
    assert (found.status, found.title, found.period) == ("provisional", "Begin", Q3 - 2)
    assert isinstance(found.source, Derivation) and found.source.operation == "unbroken_since"
    none = unbroken_since(series, lambda item: False, words="stijgt", title="Begin")
    assert (none.value, none.unit, none.title, none.status, none.symbol) == (
        None,
        "percent",
        "Begin",
        "unknown",
        "n.b.",
    )
