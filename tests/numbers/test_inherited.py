"""What a derived figure takes over from what went in: period, span, label, certainty; and its own title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers import derivations
from arbeidsmarkt.numbers.derivations import CHANGES, derive, difference, growth, ratio, real_growth, year_on_year
from arbeidsmarkt.numbers.series import Derivation, Observation, Series
from made_up_figures import Q3, Number, run, value


def made(*inputs: Observation, **given: object) -> Observation:
    return derive("x", "", "", inputs, lambda *_: inputs[0].value, unit="index", title="Maat", decimals=0, **given)  # type: ignore[arg-type]


def test_the_period_is_that_of_the_first_input_unless_it_is_given() -> None:
    early, late = value(1, period=Q3 - 4), value(2, period=Q3)
    assert (made(early, late).period, made(late, early).period) == (Q3 - 4, Q3)
    assert made(early, late, period=Q3 - 1).period == Q3 - 1


def test_the_span_is_that_of_the_first_input_unless_period_or_span_are_given() -> None:
    spanning = replace(value(1), since=Q3 - 8)
    assert made(spanning, value(2)).since == Q3 - 8
    assert made(value(2), spanning).since is None
    assert made(spanning, period=Q3).since is None
    assert made(spanning, since=Q3 - 2).since == made(spanning, period=Q3, since=Q3 - 2).since == Q3 - 2


def test_the_label_is_the_one_that_all_inputs_with_a_label_have() -> None:
    care, building = value(1, label="zorg"), value(2, label="bouw")
    assert made(care, value(3)).label == made(value(3), care, care).label == "zorg"
    assert made(care, building).label == made(value(3)).label == ""


def test_the_least_certain_input_decides_and_a_lower_bound_stays_one() -> None:
    firm, soft = value(1), value(2, status="provisional")
    assert (made(firm, soft).status, made(firm, firm).status) == ("provisional", "final")
    assert made(firm, replace(soft, at_least=True)).at_least is True and made(firm, soft).at_least is False


def test_why_a_figure_is_missing_is_taken_over_from_the_input_that_says_so() -> None:
    absent = value(None)
    told = replace(absent, reason="niet geteld")
    assert made(value(1), absent, told).reason == "niet geteld"
    assert made(value(1), replace(value(2), reason="van geen belang")).reason == ""  # it is not missing
    own = made(value(1), told, reason="niet te vergelijken")
    assert (own.reason, own.value, own.symbol) == ("niet te vergelijken", None, "n.b.")
    assert made(value(1), reason="niet te vergelijken").value is None
    assert made(value(1), value(None, symbol=".")).symbol == "."


@pytest.mark.parametrize("unit", ["percent", "percentage_point", "balance"])
def test_a_rate_or_balance_has_no_growth(unit: str) -> None:
    with pytest.raises(UserError, match="has no meaning; use difference"):
        growth(value(1, unit), value(2, unit))
    assert growth(value(3, "index"), value(2, "index")).printed == 50


@pytest.mark.parametrize(
    ("change", "operation"),
    [
        (difference(value(3), value(2)), "difference"),
        (growth(value(3), value(2)), "growth"),
        (real_growth(value(3, "percent"), value(2, "percent")), "real_growth"),
    ],
)
def test_what_says_how_much_something_changed_is_known_as_such(change: Observation, operation: str) -> None:
    assert isinstance(change.source, Derivation) and change.source.operation == operation
    assert operation in CHANGES and "published_change" in CHANGES


def test_titles_that_nobody_gives() -> None:
    levels = run([80, 90, 100, 110, 120], title="Werklozen")
    assert year_on_year(levels).title == "Werklozen, verandering op jaarbasis"
    assert year_on_year(levels, title="Groei").title == year_on_year(levels, title="Groei")[Q3].title == "Groei"
    assert difference(levels, levels).title == "verschil in werklozen"
    assert growth(levels[Q3], levels[Q3 - 4]).title == "groei van werklozen"
    assert real_growth(value(3, "percent"), value(2, "percent")).title == "reële groei"
    rates = real_growth(run([1], "percent"), run([2], "percent"))
    assert isinstance(rates, Series) and rates[Q3].title == "reële groei"


@pytest.mark.parametrize(("unit", "base"), [("index", "2020=100"), ("ratio", None)])
def test_only_an_index_keeps_its_base(unit: str, base: str | None) -> None:
    index = run([90, 100], "index", base="2020=100")
    assert ratio(index, index, unit=unit, title="x").base == base
    assert ratio(index, index[Q3], unit=unit, title="x").base == base


@pytest.mark.parametrize(
    ("first", "second", "periods"),
    [
        (run([1, 2, 3]), run([4, 5]), [Q3 - 1, Q3]),
        (run([1, 2, 3]), run([4, 5], last=Q3 - 1), [Q3 - 2, Q3 - 1]),
        (run([1, 2, 3]), value(4), [Q3 - 2, Q3 - 1, Q3]),
        (value(4), run([1, 2]), [Q3 - 1, Q3]),
        (run([1], last=Q3 - 4), run([2]), []),
    ],
)
def test_two_series_meet_in_the_periods_of_both(first: object, second: object, periods: list[object]) -> None:
    found = difference(first, second)  # type: ignore[call-overload]
    assert isinstance(found, Series) and sorted(found.observations) == periods
    assert found.unit == "thousand"


@pytest.mark.parametrize(
    ("a", "b", "places"), [(1, 0, 0), (0, 1, 0), (1, 2, 1), (2, 2, 2)]
)  # the figure that is known less precisely decides
def test_a_difference_is_as_precise_as_the_coarser_of_the_two(a: int, b: int, places: int) -> None:
    numbers: tuple[Number, Number] = ("6.85", "2.25")
    found = difference(*(value(number, decimals=decimals) for number, decimals in zip(numbers, (a, b), strict=True)))
    assert found.decimals == places
    assert derivations.total([value("1.5", decimals=a), value(2, decimals=b)], title="Som").decimals == places
