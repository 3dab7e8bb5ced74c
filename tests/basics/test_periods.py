"""Quarters, months and years in every notation."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period, is_regular, span
from made_up_figures import months, periods, quarters, years

Q3 = Period.quarter(2024, 3)


@pytest.mark.parametrize(
    ("text", "code", "label", "words", "head"),
    [
        ("2024Q3", "2024KW03", "2024Q3", "derde kwartaal van 2024", "2024 3e kwartaal"),
        ("2024KW03", "2024KW03", "2024Q3", "derde kwartaal van 2024", "2024 3e kwartaal"),
        (" 2024KW01 ", "2024KW01", "2024Q1", "eerste kwartaal van 2024", "2024 1e kwartaal"),
        ("2024MM09", "2024MM09", "2024-09", "september 2024", "2024 september"),
        ("2024JJ00", "2024JJ00", "2024", "2024", "2024"),
        ("2024", "2024JJ00", "2024", "2024", "2024"),
    ],
)
def test_each_notation_is_read_and_written(text: str, code: str, label: str, words: str, head: str) -> None:
    period = Period.parse(text)
    assert (period.code, period.label, period.text, period.head) == (code, label, words, head)


@pytest.mark.parametrize(
    "text",
    [
        "2010X000",
        "2024KW05",
        "2024KW00",
        "2024MM13",
        "2024JJ01",
        "2024Q5",
        "2024q3",
        "2024kw03",
        "2024mm09",
        "24Q3",
        "",
        "2024 KW03",
        "2024-09",
    ],
)
def test_anything_else_is_refused_with_the_way_to_write_it(text: str) -> None:
    assert not is_regular(text)
    with pytest.raises(UserError, match="write a quarter as 2024Q3"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2024q3", " 2024q3 ", "2024kw03", "2024Q3", "2024KW03"])
def test_a_person_may_type_small_letters(text: str) -> None:
    assert Period.typed(text) == Q3


@pytest.mark.parametrize("text", ["2024q5", "2024kw05", "2010x000", "q3", ""])
def test_nothing_else_is_understood_from_a_person(text: str) -> None:
    with pytest.raises(UserError, match="write a quarter as 2024Q3"):
        Period.typed(text)


@given(periods)
def test_the_code_leads_back_to_the_period(period: Period) -> None:
    assert Period.parse(period.code) == period


@given(st.one_of(quarters, years))
def test_the_label_leads_back_to_the_period(period: Period) -> None:
    assert Period.parse(period.label) == period


@given(periods, st.integers(-200, 200))
def test_steps_add_up(period: Period, steps: int) -> None:
    assert (period + steps) - period == steps
    assert (period + steps) - steps == period
    assert ((period + steps) > period) == (steps > 0)
    assert ((period + steps) <= period) == (steps <= 0)


@given(periods)
def test_consecutive_periods_meet_without_overlap(period: Period) -> None:
    assert period.first_day <= period.last_day
    assert period.last_day + dt.timedelta(days=1) == (period + 1).first_day


@given(quarters)
def test_a_quarter_has_the_three_months_between_its_days(quarter: Period) -> None:
    first, _, last = quarter.months
    assert len(quarter.months) == 3
    assert (first.first_day, last.last_day) == (quarter.first_day, quarter.last_day)


@given(periods, st.integers(1, 30))
def test_years_earlier_is_the_same_part_of_another_year(period: Period, number: int) -> None:
    earlier = period.years_earlier(number)
    assert (earlier.year, earlier.number) == (period.year - number, period.number)
    assert period.year_earlier == period.years_earlier(1)


@given(quarters, st.integers(-3, 40))
def test_a_span_holds_both_ends(first: Period, length: int) -> None:
    found = span(first, first + length)
    assert len(found) == max(0, length + 1)
    assert found == sorted(found)
    if found:
        assert (found[0], found[-1]) == (first, first + length)


@given(quarters, months)
def test_periods_of_different_length_have_no_order(quarter: Period, month: Period) -> None:
    for compare in (lambda: quarter < month, lambda: quarter >= month, lambda: quarter - month):
        with pytest.raises(UserError, match="cannot be compared"):
            compare()


def test_a_quarter_ends_on_its_last_day() -> None:
    assert Q3.last_day == dt.date(2024, 9, 30)
    assert Period.parse("2024MM02").last_day == dt.date(2024, 2, 29)
    assert Period.parse("2023").last_day == dt.date(2023, 12, 31)


def test_a_word_that_is_no_period_is_refused_as_it_was_typed() -> None:
    assert Period.typed("2024q3") == Period.quarter(2024, 3)
    with pytest.raises(UserError, match="'banaan' is not a period"):
        Period.typed("banaan")
