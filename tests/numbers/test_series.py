"""Observations and series: unit, status, what is missing and why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.series import STATUS_ORDER, Status, joint_adjustment, missing_symbol, worst_status
from made_up_figures import Q3, run, statuses, value


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_value_that_is_not_a_finite_number_is_refused(number: str) -> None:
    with pytest.raises(UserError, match=r"'Verzonnen reeks' has the value .* not a finite number"):
        value(number)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UserError, match=r"unknown unit 'euro'"):
        value(1, "euro")


@pytest.mark.parametrize(("symbol", "text"), [("", "n.b."), ("n.b.", "n.b."), (".", "."), ("blank", "")])
def test_a_missing_value_prints_why_it_is_missing(symbol: str, text: str) -> None:
    item = value(None, symbol=symbol)
    assert item.missing
    assert item.printed is None
    assert item.text == text


def test_a_value_is_rounded_when_it_is_printed_and_not_before() -> None:
    item = value("106.1497", decimals=0)
    assert item.value == Decimal("106.1497")
    assert (item.printed, item.text) == (Decimal("106"), "106")


def test_a_period_without_a_figure_is_missing_and_traced_to_its_series() -> None:
    series = run([1, None, 3])
    gap = series[Q3 - 1]
    assert gap.missing
    assert gap.text == "n.b."
    assert gap.period == Q3 - 1
    assert gap.source == series.absent
    assert [item.missing for item in series.gapless(Q3 - 3, Q3)] == [True, False, True, False]


def test_a_series_by_quarter_has_no_month() -> None:
    with pytest.raises(UserError, match=r"a figure per quarter, not per month"):
        run([1])[Period.month(2024, 9)]


def test_first_last_and_a_part() -> None:
    series = run([None, 2, 3, None])
    assert (series.first.value, series.last.value) == (2, 3)
    assert [item.value for item in series.between(Q3 - 1, Q3)] == [3]
    with pytest.raises(UserError, match=r"holds no value"):
        _ = series.between(Q3).last


def test_a_figure_is_not_printed_more_precisely_than_it_is_known() -> None:
    assert value("397.4", decimals=1).rounded_to(0).text == "397"
    with pytest.raises(UserError, match=r"known to 0 decimals"):
        value("397").rounded_to(1)


@given(st.lists(statuses, min_size=1))
def test_the_least_certain_status_wins(found: list[Status]) -> None:
    worst = worst_status([value(1, status=status) for status in found])
    assert STATUS_ORDER.index(worst) == max(STATUS_ORDER.index(status) for status in found)


def test_a_missing_input_says_nothing_about_certainty() -> None:
    assert worst_status([value(None, status="provisional"), value(1)]) == "final"


def test_secret_wins_over_unavailable() -> None:
    missing = [value(None), value(None, symbol="."), value(1)]
    assert missing_symbol(missing) == "."
    assert missing_symbol(missing[:1]) == "n.b."


def test_adjusted_and_unadjusted_figures_never_go_together() -> None:
    adjusted, raw = value(1, adjusted=True), value(2, adjusted=False)
    assert joint_adjustment([adjusted, value(3)], "x") is True
    with pytest.raises(UserError, match=r"'Aandeel' combines seasonally adjusted with unadjusted"):
        joint_adjustment([adjusted, raw], "Aandeel")
