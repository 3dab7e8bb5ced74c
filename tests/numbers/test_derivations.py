"""The arithmetic: right values, checked units, statuses and gaps that are passed on, a lineage that ends in cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.derivations import (
    difference,
    growth,
    in_millions,
    productivity,
    ratio,
    real_growth,
    share,
    total,
    year_on_year,
)
from arbeidsmarkt.numbers.series import Derivation, Observation, Series
from made_up_figures import Q3, positive, run, value

ONE_OF_EACH: list[tuple[str, Callable[[Observation, Observation], Observation]]] = [
    ("ratio", lambda a, b: ratio(a, b, per=100, unit="per_100_unemployed", title="x")),
    ("share", lambda a, b: share(a, b, title="x")),
    ("difference", difference),
    ("growth", growth),
    ("total", lambda a, b: total([a, b], title="x")),
]
each = pytest.mark.parametrize("operation", [found for _, found in ONE_OF_EACH], ids=[name for name, _ in ONE_OF_EACH])


def test_values_of_each_operation() -> None:
    a, b = value("396.7"), value("373.7")
    found = {name: operation(a, b).value for name, operation in ONE_OF_EACH}
    assert found["difference"] == Decimal("23.0")
    assert found["total"] == Decimal("770.4")
    assert found["ratio"] == pytest.approx(Decimal("106.15467"), abs=Decimal("0.00001"))
    assert found["share"] == found["ratio"]
    assert found["growth"] == pytest.approx(Decimal("6.15467"), abs=Decimal("0.00001"))


@each
def test_different_units_never_mix(operation: Callable[[Observation, Observation], Observation]) -> None:
    with pytest.raises(UserError, match="units differ"):
        operation(value(1, "thousand"), value(1, "percent"))


@each
def test_anything_from_a_provisional_value_is_provisional(
    operation: Callable[[Observation, Observation], Observation],
) -> None:
    assert operation(value(3), value(2, status="provisional")).status == "provisional"
    assert operation(value(3, status="revised_provisional"), value(2)).status == "revised_provisional"
    assert operation(value(3), value(2)).status == "final"


@each
def test_missing_in_gives_missing_out(operation: Callable[[Observation, Observation], Observation]) -> None:
    for inputs in ((value(None), value(2)), (value(3), value(None)), (value(None), value(None))):
        assert operation(*inputs).value is None
        assert operation(*inputs).text == "n.b."
    assert operation(value(3), value(None, symbol=".")).text == "."  # what is secret stays so in what is derived


@each
def test_the_lineage_ends_in_exactly_the_cells_that_went_in(
    operation: Callable[[Observation, Observation], Observation],
) -> None:
    a, b = value(3, series="one"), value(2, series="two")
    made = operation(a, b)
    assert made.cells() == [a, b]
    assert isinstance(made.source, Derivation)
    assert made.source.inputs == (a, b)


@each
def test_adjusted_beside_unadjusted_is_refused(operation: Callable[[Observation, Observation], Observation]) -> None:
    with pytest.raises(UserError, match="seasonally adjusted"):
        operation(value(3, adjusted=True), value(2, adjusted=False))


def test_a_difference_of_percentages_is_in_percentage_points() -> None:
    assert difference(value("73.1", "percent", decimals=1), value("66.0", "percent", decimals=1)).unit == (
        "percentage_point"
    )
    assert difference(value(3), value(2)).unit == "thousand"


def test_a_growth_rate_of_a_percentage_has_no_meaning() -> None:
    with pytest.raises(UserError, match=r"has no meaning; use difference\(\)"):
        growth(value(3, "percent"), value(2, "percent"))


def test_percentages_do_not_add_up() -> None:
    for operation in (lambda a, b: share(a, b, title="x"), lambda a, b: total([a, b], title="x")):
        with pytest.raises(UserError, match="do not add up"):
            operation(value(3, "percent"), value(2, "percent"))


def test_dividing_by_zero_names_the_period() -> None:
    with pytest.raises(UserError, match="'Groei' divides by zero in 2024Q3"):
        growth(value(3), value(0), title="Groei")


def test_a_growth_over_a_missing_quarter_is_missing_never_zero() -> None:
    series = run([100, None, 100, 100, 110, 121])
    yearly = year_on_year(series)
    assert yearly[Q3 - 1].value == 10
    assert yearly[Q3].value is None
    assert yearly[Q3].text == "n.b."
    assert yearly.unit == "percent"


@given(positive, positive)
def test_a_growth_leads_back_to_the_newer_value(now: Decimal, then: Decimal) -> None:
    found = growth(value(now), value(then)).value
    assert found is not None
    assert then * (1 + found / 100) == pytest.approx(now)


@given(positive, positive)
def test_real_growth_undoes_the_growth_of_prices(nominal: Decimal, prices: Decimal) -> None:
    found = real_growth(value(nominal, "percent"), value(prices, "percent")).value
    assert found is not None
    assert (1 + found / 100) * (1 + prices / 100) == pytest.approx(1 + nominal / 100)


def test_real_growth_of_anything_but_percentages_is_refused() -> None:
    with pytest.raises(UserError, match="needs growth rates in procent"):
        real_growth(value(6, "percent"), value(120, "index"))


def test_series_are_combined_period_by_period() -> None:
    both = ratio(run([10, 20, 30]), run([5, None, 10]), unit="ratio", title="x")
    assert {period: item.value for period, item in both.observations.items()} == {Q3 - 2: 2, Q3: 3}
    since = growth(run([100, 150]), value(100), title="sinds het begin")
    assert [item.value for item in since] == [0, 50]


def test_productivity_is_output_against_resources() -> None:
    output, resources = run([100, 110], "index", base="2020=100"), run([100, 121], "index", base="2020=100")
    found = productivity(output, resources)
    assert found[Q3].text == "90,9"
    other = run([100, 121], "index", base="2015=100")
    with pytest.raises(UserError, match="two indices with the same base"):
        productivity(output, other)


def test_thousands_become_millions() -> None:
    assert in_millions(value(2912)).text == "2,9"
    with pytest.raises(UserError, match="not in duizend"):
        in_millions(value(2, "percent"))


def test_a_sum_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="adds up nothing"):
        total([], title="Som")


def test_the_label_stays_when_all_inputs_share_it() -> None:
    assert difference(value(3, label="Zorg"), value(2, label="Zorg")).label == "Zorg"
    assert total([value(3, label="Zorg"), value(2, label="Bouw")], title="x").label == ""


def test_a_derived_series_stays_a_series() -> None:
    derived: Series = difference(run([1, 2]), run([1, 1]))
    assert (derived.unit, derived.frequency, len(derived)) == ("thousand", "quarter", 2)
