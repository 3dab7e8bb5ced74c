"""Numbers as people type them: understood or refused, never off by a factor."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.typed_number import implausible, parsed


@pytest.mark.parametrize(
    ("typed", "number"),
    [(43000, "43000"), (Decimal("6.80"), "6.80"), ("6,8", "6.8"), ("43 000", "43000"), ("\u22121,5", "-1.5")],
)
def test_what_is_clear_is_understood(typed: object, number: str) -> None:
    assert str(parsed(typed)) == number


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("43.000", "without a point: 43000"),
        ("1.234.567,8", "without a point: 1234567,8"),
        ("6,8%", "unit: percent"),
        ("6,8 %", "unit: percent"),
        ("10-15", "a range"),
        ("10 tot en met 15", "a range"),
        ("43,000.5", "not a number"),
        ("1_000", "not a number"),
        ("nan", "not a number"),
        ("Infinity", "not a number"),
        ("1e3", "not a number"),
        ("4 30 00", "not a number"),
        ("circa 40", "not a number"),
        ("٤٣", "not a number"),
        (True, "not a number"),
        (Decimal("1E+3"), "plain number"),
        (None, "not a number"),
    ],
)
def test_what_could_be_meant_otherwise_is_refused(typed: object, answer: str) -> None:
    with pytest.raises(ValueError, match=answer):
        parsed(typed)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_the_reports_own_notation_reads_back(number: Decimal) -> None:
    assert parsed(dutch.number(number, 2)) == number


@pytest.mark.parametrize("text", ["43.000", "nan", "1e3", "4 30", "1_0", "6.8"])
def test_a_dutch_number_has_no_point(text: str) -> None:
    with pytest.raises(UserError, match="not a Dutch number"):
        dutch.parse_number(text)


@pytest.mark.parametrize(
    ("number", "unit", "answer"),
    [
        ("43.000", "persons", "these are whole"),
        ("43.5", "vacancies", "these are whole"),
        ("0.5", "fte", "these are whole"),
        ("100.314", "thousand", "three decimals"),
        ("43000", "thousand", "outside what is possible"),
        ("680", "percentage_point", "outside"),
        ("-101", "percent", "outside"),
        ("25000000", "persons", "outside"),
    ],
)
def test_what_a_unit_cannot_have_is_refused(number: str, unit: str, answer: str) -> None:
    assert answer in implausible(Decimal(number), unit)


def test_three_decimals_can_be_meant_but_half_a_person_cannot() -> None:
    assert implausible(Decimal("100.314"), "thousand", confirmed=True) == ""
    assert implausible(Decimal("43.000"), "persons", confirmed=True)
    assert implausible(Decimal("43000"), "persons") == "" == implausible(Decimal("6.8"), "percent")
