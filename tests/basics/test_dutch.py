"""Dutch numbers, units, number words and lists."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.text.claim_words import is_number_word
from made_up_figures import numbers

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.5", 1, f"1{NARROW}234,5"),
        ("1234567", 0, f"1{NARROW}234{NARROW}567"),
        ("106.1497", 0, "106"),
        ("6.85", 1, "6,9"),  # half away from zero, where binary floating point gives 6,8
        ("-6.85", 1, "−6,9"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),  # not to the even neighbour
        ("-0.04", 1, "0,0"),  # never minus zero
        ("66", 1, "66,0"),
    ],
)
def test_numbers_are_written_as_official_statistics_do(value: str, decimals: int, text: str) -> None:
    assert dutch.number(Decimal(value), decimals) == text


@given(numbers, st.integers(0, 6))
def test_a_printed_number_reads_back_as_the_rounded_value(value: Decimal, decimals: int) -> None:
    assert dutch.parse_number(dutch.number(value, decimals)) == dutch.rounded(value, decimals)
    assert dutch.parse_number(dutch.number(value, decimals, sign=True)) == dutch.rounded(value, decimals)


@given(numbers, st.integers(0, 6))
def test_rounding_moves_by_half_a_step_at_the_most_and_halves_go_away_from_zero(value: Decimal, decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    result = dutch.rounded(value, decimals)
    assert abs(result - value) <= step / 2
    if abs(result - value) == step / 2:
        assert abs(result) > abs(value)
    assert result == -dutch.rounded(-value, decimals)
    assert dutch.rounded(result, decimals) == result


@given(numbers)
def test_rounding_never_gives_minus_zero(value: Decimal) -> None:
    assert not (dutch.rounded(value, 0) == 0 and dutch.rounded(value, 0).is_signed())


def test_very_long_numbers_keep_their_digits() -> None:
    value = Decimal("123456789012345678901234567890.55")
    assert dutch.rounded(value, 1) == Decimal("123456789012345678901234567890.6")


def test_a_plus_stands_before_what_is_above_zero_only() -> None:
    signed = [dutch.number(Decimal(value), 1, sign=True) for value in ("1.25", "0.01", "-1.25")]
    assert signed == ["+1,3", "0,0", "−1,3"]


@pytest.mark.parametrize("text", ["", "zes", "1,2,3", "6,8 procent", "--1"])
def test_what_is_no_dutch_number_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"not a Dutch number"):
        dutch.parse_number(text)


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "text"),
    [
        ("396.7", 0, "thousand", f"397{NO_BREAK}duizend"),
        ("6.8", 1, "percent", f"6,8{NO_BREAK}procent"),
        ("0.2", 1, "percentage_point", f"0,2{NO_BREAK}procentpunt"),
        ("106.1", 0, "per_100_unemployed", "106"),
        ("1", 0, "quarters", f"1{NO_BREAK}kwartaal"),
        ("1.4", 0, "quarters", f"1{NO_BREAK}kwartaal"),  # the printed value decides
        ("12", 0, "quarters", f"12{NO_BREAK}kwartalen"),
    ],
)
def test_a_number_stands_with_its_unit(value: str, decimals: int, unit: str, text: str) -> None:
    assert dutch.with_unit(Decimal(value), decimals, unit) == text


def test_an_unknown_unit_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UserError, match=r"unknown unit 'euro'.*percent"):
        dutch.unit("euro")


@pytest.mark.parametrize(
    ("count", "word", "rank"),
    [
        (1, "een", "eerste"), (2, "twee", "tweede"), (3, "drie", "derde"), (8, "acht", "achtste"),
        (12, "twaalf", "twaalfde"), (19, "negentien", "negentiende"), (20, "twintig", "twintigste"),
        (22, "tweeëntwintig", "tweeëntwintigste"), (23, "drieëntwintig", "drieëntwintigste"),
        (24, "vierentwintig", "vierentwintigste"), (31, "eenendertig", "eenendertigste"),
        (38, "achtendertig", "achtendertigste"), (100, "honderd", "honderdste"), (101, "101", "101e"),
    ],
)  # fmt: skip
def test_counts_and_ranks_in_words(count: int, word: str, rank: str) -> None:
    assert (dutch.cardinal(count), dutch.ordinal(count)) == (word, rank)


@given(st.integers(0, 100))
def test_every_word_for_a_number_is_known_to_the_check_of_prose(count: int) -> None:
    assert is_number_word(dutch.cardinal(count)) == (count != 1)  # "een" is the article, too
    assert count == 0 or is_number_word(dutch.ordinal(count))


def test_lists_dates_and_capitals() -> None:
    assert [dutch.enumeration(list(items)) for items in ("", "a", "ab", "abc")] == ["", "a", "a en b", "a, b en c"]


def test_a_list_stays_readable_when_a_name_holds_the_word_itself() -> None:
    assert (
        dutch.enumeration(["de sector vervoer en opslag", "de horeca"]) == "de sector vervoer en opslag, en de horeca"
    )
    assert dutch.enumeration(["de horeca", "vervoer en opslag"]) == "de horeca en vervoer en opslag"
    assert dutch.enumeration(["vervoer en opslag (7)", "de horeca (5)"]) == "vervoer en opslag (7) en de horeca (5)"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Kamerstuk 29 544, nr. 1260", f"Kamerstuk 29{NARROW}544, nr. 1260"),
        ("vacatures (x 1 000)", f"vacatures (x{NO_BREAK}1{NARROW}000)"),
        ("1 234 567 banen", f"1{NARROW}234{NARROW}567 banen"),
        ("in 2024 100 banen", "in 2024 100 banen"),  # a year and a number
        ("13 december 2024", "13 december 2024"),
        ("15 tot 75", "15 tot 75"),
    ],
)
def test_a_number_never_breaks(typed: str, read: str) -> None:
    assert dutch.tied(typed) == read
    assert dutch.tied(read) == read


def test_the_head_of_a_column_in_thousands_never_breaks() -> None:
    assert not any(" 0" in unit.head or "x " in unit.head for unit in dutch.UNITS.values())
    assert dutch.date(dt.date(2024, 12, 13)) == "13 december 2024"
    assert [dutch.capitalised(text) for text in ("ijs", "een", "")] == ["IJs", "Een", ""]
