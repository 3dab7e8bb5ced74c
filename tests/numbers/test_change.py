"""What lies behind a change: the logarithmic decomposition, compounding, runs, turning points."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.change import compounded, contribution, counted, longest_run, steps, turned, unusual
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.series import Derivation, Observation, Series
from made_up_figures import Q3, Number, run, value

POSITIVE = st.integers(1, 10**6)


def parts(a: Number, b: Number, c: Number, d: Number) -> list[Observation]:
    """Contributions of numerator and denominator to the change of a/b from c/d."""
    now, then = (value(a), value(b)), (value(c), value(d))
    whole = (
        ratio(*now, unit="ratio", title="Nu", decimals=0),
        ratio(*then, unit="ratio", title="Toen", decimals=0),
    )
    return [
        contribution((now[0], then[0]), whole, role="numerator", title="Teller"),
        contribution((now[1], then[1]), whole, role="denominator", title="Noemer"),
    ]


def test_two_thirds_of_the_fall_of_2024_came_from_fewer_vacancies() -> None:
    vacancies, unemployed = parts(397, 374, 415, 366)
    assert (vacancies.printed, unemployed.printed) == (Decimal(67), Decimal(33))
    assert "logaritmische bijdrage" in vacancies.source.words  # type: ignore[union-attr]


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_the_two_contributions_are_the_whole_change(a: int, b: int, c: int, d: int) -> None:
    numerator, denominator = parts(a, b, c, d)
    if a * d == b * c:
        assert numerator.missing and denominator.missing
    elif not numerator.missing:
        assert numerator.value is not None and denominator.value is not None
        assert abs(numerator.value + denominator.value - 100) < Decimal("0.001") * max(abs(numerator.value), Decimal(1))


def test_a_value_without_a_logarithm_is_refused_and_a_missing_one_stays_missing() -> None:
    one = value(1)
    with pytest.raises(UserError, match="above zero"):
        contribution((value(0), one), (one, one), role="numerator", title="x")
    assert contribution((value(None), one), (value(2), one), role="numerator", title="x").missing


def test_growth_compounds_and_a_missing_year_makes_it_missing() -> None:
    rates = [value(rate, "percent", decimals=1) for rate in (10, 10)]
    assert compounded(rates, title="x").printed == Decimal("21.0")
    assert compounded([*rates, value(None, "percent")], title="x").missing
    with pytest.raises(UserError, match="procent"):
        compounded([value(1)], title="x")


def series_of(*numbers: Number) -> Series:
    found = {Q3 + index: value(number, period=Q3 + index) for index, number in enumerate(numbers)}
    return Series("made_up", "Verzonnen", "thousand", "quarter", found)


def test_the_longest_run_stops_at_a_gap_and_at_a_figure_that_does_not_fit() -> None:
    def below(item: Observation) -> bool:
        return item.value is not None and item.value < 0

    found = longest_run(series_of(-1, -1, 2, -1, -1, -1, None, -1), below, words="x", title="x")
    assert [item.period for item in found] == [Q3 + 3, Q3 + 4, Q3 + 5]
    assert longest_run(series_of(1, 2), below, words="x", title="x") == []


def test_a_turn_needs_two_real_steps_of_opposite_sign() -> None:
    assert turned(series_of(10, 14, 11), Q3 + 2, Decimal(2))
    assert not turned(series_of(10, 14, 13), Q3 + 2, Decimal(2))
    assert not turned(series_of(10, 14, 18), Q3 + 2, Decimal(2))
    assert not turned(series_of(10, None, 11), Q3 + 2, Decimal(2))


def test_a_change_is_measured_in_what_is_usual() -> None:
    history = [value(number) for number in (1, -1, 2)]
    assert unusual(value(-3), history) == 3.0
    assert unusual(value(-3), [value(number) for number in (2, None, -2, 4)]) == 1.5
    assert unusual(value(3), [value(0), value(0), value(5)]) == 0.0
    assert unusual(value(None), history) == 0.0
    assert unusual(value(3), []) == 0.0


def test_of_equally_long_runs_the_latest_counts_and_a_gap_ends_a_run() -> None:
    series = run([5, 6, 1, 7, 8, None, 9])
    found = longest_run(series, lambda item: (item.value or 0) > 4, words="boven 4", title="Rij")
    assert [item.value for item in found] == [7, 8]
    assert longest_run(series, lambda item: False, words="", title="") == []


def test_a_count_is_about_the_period_of_its_last_item_and_as_uncertain_as_the_least() -> None:
    items = [value(1, period=Q3 - 2, adjusted=True), value(2, period=Q3 - 1, status="provisional", adjusted=True)]
    found = counted(items, unit="count", words="geteld", title="Aantal")
    assert (found.value, found.period, found.status, found.adjusted) == (2, Q3 - 1, "provisional", True)
    assert isinstance(found.source, Derivation) and (found.source.operation, found.source.words) == ("count", "geteld")


def test_growths_without_periods_are_compounded_without_naming_any() -> None:
    rates = [value(10, "percent", period=Q3 - 4), value(10, "percent")]
    named, unnamed = (compounded(each, title="Samen") for each in (rates, [rates[0], replace(rates[1], period=None)]))
    assert isinstance(named.source, Derivation) and isinstance(unnamed.source, Derivation)
    assert " van het derde kwartaal van 2023 tot en met het derde kwartaal van 2024, met" in named.source.words
    assert unnamed.source.words == "jaarlijkse veranderingen, met elkaar vermenigvuldigd"
    assert named.text == unnamed.text == "21,0"


@pytest.mark.parametrize(
    ("numbers", "least", "turns"),
    [
        ([10, 15, 11], 4, True), ([10, 15, 11], 5, False), ([10, 5, 9], 4, True), ([10, 15, 20], 1, False),
        ([10, 10, 5], 0, False), ([10, 15, 15], 0, False), ([None, 15, 11], 1, False), ([10, 15, None], 1, False),
    ],
)  # fmt: skip
def test_a_turn_is_two_large_steps_of_opposite_sign(numbers: list[Number], least: int, turns: bool) -> None:
    assert turned(run(numbers), Q3, Decimal(least)) is turns


def test_steps_are_taken_where_both_ends_are_known() -> None:
    assert [item.value for item in steps(run([1, 3, None, 10, 15]), 1)] == [2, 5]
    assert [item.value for item in steps(run([1, 3, None, 10, 15]), 3)] == [9, 12]
