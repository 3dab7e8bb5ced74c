"""Ordinary expressions do what the named functions do, and refuse what they refuse. No figure here is real."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.arithmetic import titled
from arbeidsmarkt.numbers.derivations import difference, ratio, total
from arbeidsmarkt.numbers.series import Derivation, Observation
from made_up_figures import Q3, positive, run, value


def formula(item: Observation) -> str:
    assert isinstance(item.source, Derivation)
    return item.source.formula


@given(positive, positive)
def test_an_expression_gives_what_the_named_function_gives(one: Decimal, two: Decimal) -> None:
    a, b = value(str(one)), value(str(two), title="Andere reeks")
    assert (a - b).value == difference(a, b).value
    assert (a + b).value == total([a, b], title="x").value == sum([a, b]).value
    made = titled(a / b * 100, "Spanning", unit="per_100_unemployed", decimals=0)
    named = ratio(a, b, per=100, unit="per_100_unemployed", title="Spanning")
    assert (made.value, formula(made), made.text) == (named.value, formula(named), named.text)


def test_a_factor_stays_visible_in_the_formula() -> None:
    a, b = value(10), value(4)
    assert [formula(item) for item in (100 * (a / b), a / b * 100 / 4, a * 2, a / 1000, np.float64(2.5) * a)] == [
        "100 × a / b", "25 × a / b", "2 × a", "a / 1\u202f000", "2,5 × a"
    ]  # fmt: skip
    assert [formula(item) for item in (a / b * 2, a / b / 2, a / b * 100 / 100)] == [
        "2 × a / b", "0,5 × a / b", "a / b"
    ]  # fmt: skip
    assert (a / b * 1).value == (a / b).value == Decimal("2.5")


def test_series_and_observations_mix_period_by_period() -> None:
    a, b = run([10, 20, None, 40]), run([1, 2, 3, 4], title="Andere reeks")
    assert [item.value for item in a - b] == [9, 18, 36]
    assert [item.value for item in a - a[Q3]] == [-30, -20, 0]
    assert [item.value for item in a / b * 100] == [1000, 1000, 1000]
    assert (a / b * 100).title == "Verzonnen reeks per andere reeks"
    assert (value(None, symbol=".") - value(1)).symbol == "."


def test_the_status_of_an_expression_is_the_least_certain() -> None:
    assert (value(1, status="provisional") + value(2)).status == "provisional"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (lambda a: a + 5, "bare number 5 .* only a factor"),
        (lambda a: 5 - a, "bare number 5 .* only a factor"),
        (lambda a: 5 / a, "bare number 5 .* only a factor"),
        (lambda a: sum([a, a], start=1), "bare number 1"),
        (lambda a: a * True, r"'Verzonnen reeks' \* a bool"),
        (lambda a: a * math.nan, "nan is not a factor"),
        (lambda a: a / 0, "divides by zero"),
        (lambda a: a * a, "computed"),
        (lambda a: a - value(1, "percent"), "the units differ"),
        (lambda a: value(1, "percent") + value(2, "percent"), "do not add up"),
        (lambda a: value(1, adjusted=True) - value(2, adjusted=False), "seasonally adjusted with unadjusted"),
        (lambda a: a - "x", "a str"),
        (lambda a: titled(a, "x", unit="percent"), "cannot be called procent"),
        (lambda a: titled(value(1, "percent") / value(2, "percent"), "x", unit="percent"), "do not add up"),
        (lambda a: run([1, 2]).frame()["value"] - a, "computed"),
    ],
)  # fmt: skip
def test_what_has_no_source_or_no_meaning_is_refused(expression: Any, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        expression(value(10))
    assert "\n" not in str(caught.value)
