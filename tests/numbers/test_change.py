"""What lies behind a change: the logarithmic decomposition, compounding, runs, turning points."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.change import compounded, contribution, longest_run, turned, unusual
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.series import Observation, Series
from made_up_figures import Q3, Number, value

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
    assert unusual(value(None), history) == 0.0
    assert unusual(value(3), []) == 0.0
