"""Observations and series: unit, status, what is missing and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import ratio, total
from arbeidsmarkt.numbers.series import STATUS_ORDER, Cell, Status, joint_adjustment, missing_symbol, worst_status
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
    assert (run([1, 2, 3, None]).first.value, run([1, 2, 3, None]).last.value) == (1, 3)
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


def test_a_value_says_when_it_was_and_prints_with_fewer_decimals() -> None:
    now = value("397.46", decimals=2)
    assert [replace(now, since=since).when for since in (None, Q3, Q3 - 2)] == [
        "2024 3e kwartaal", "2024 3e kwartaal", "2024 1e kwartaal tot en met 2024 3e kwartaal"
    ]  # fmt: skip
    assert replace(now, period=None).when == ""
    assert (now.rounded_to(2), now.rounded_to(1).text, now.rounded_to(0).text) == (now, "397,5", "397")
    quotient = ratio(value(1), value(3), unit="ratio", title="x")  # computed exactly, and so known as precisely
    assert quotient.rounded_to(3).text == "0,333"


def test_a_missing_value_has_a_symbol_and_a_known_one_has_none() -> None:
    assert replace(value(1), value=None).symbol == "n.b."
    assert replace(value(1), value=None, symbol="x").symbol == "n.b."
    assert (value(1, symbol=".").symbol, value(1, symbol=".").text) == (".", "1")
    assert [missing_symbol(items) for items in (
        [value(None, symbol="blank"), value(1)], [value(None, symbol="blank"), value(None)], [value(1)], [],
    )] == ["blank", "n.b.", "n.b.", "n.b."]  # fmt: skip


def test_the_cells_behind_a_value_are_named_once_in_the_order_of_their_use() -> None:
    a, b, c = (value(number, series=name) for number, name in enumerate("abc"))
    ab = total([a, b], title="x")
    assert total([ab, c, total([b, a], title="y")], title="z").cells() == [a, b, c]
    assert total([a, replace(a)], title="x").cells() == [a]
    assert a.cells() == [a]


def test_a_series_is_known_by_its_id_and_a_derived_one_by_its_title() -> None:
    read = run([1, 2], title="Vacatures", name="open_vacancies")
    assert (read.key, read.derived, dict(read.members), len(read)) == ("open_vacancies", False, {}, 2)
    longer = replace(read, observations={**read.observations, Q3: total([read[Q3]], title="x")})
    assert (longer.key, longer.derived) == ("Vacatures", True)  # continued with what was computed
    empty = run([None], title="Leeg")
    assert (empty.key, empty.derived, empty.whole(), dict(empty.members)) == ("toy", False, [], {})
    placed = replace(empty, absent=Cell("toy", "TOY1", (("sector", "F"),)))
    assert dict(placed.members) == {"sector": "F"}
    builders = replace(read, observations={Q3: value(1, label="Bouw")})
    assert dict(builders.members) == {"sector": "Bouw"}
    assert dict(replace(read, observations={Q3: ratio(value(1, label="Bouw"), value(2, label="Zorg"), unit="ratio",
                                                      title="x")}).members) == {"sector": "Bouw"}  # fmt: skip


def test_what_a_series_does_not_hold_is_missing_and_says_of_what() -> None:
    series = replace(run([1, None, 3], adjusted=True), label="Bouw")
    gap = series["2024Q2"]
    assert (gap.value, gap.title, gap.label, gap.status, gap.adjusted, gap.unit, gap.symbol) == (
        None, "Verzonnen reeks", "Bouw", "unknown", True, "thousand", "n.b."
    )  # fmt: skip
    assert [item.text for item in series.whole()] == ["1", "n.b.", "3"]
    assert [item.period for item in series.known] == [Q3 - 2, Q3]


def test_a_part_of_a_series_has_both_its_ends() -> None:
    series = run([1, 2, 3, 4])
    assert [[item.value for item in part] for part in (
        series.between(Q3 - 2, Q3 - 1), series.between(Q3 - 1), series.between(None, Q3 - 2), series.between(),
    )] == [[2, 3], [3, 4], [1, 2], [1, 2, 3, 4]]  # fmt: skip


def test_a_rounded_series_leaves_coarser_figures_as_they_are() -> None:
    series = run(["1.26", "2.26"], decimals=2)
    mixed = replace(series, observations={**series.observations, Q3: value("2", decimals=0)})
    assert [item.text for item in mixed.rounded_to(1)] == ["1,3", "2"]


def test_a_mapped_series_takes_the_unit_of_its_figures() -> None:
    series = run([1, 2], "percent", base="x")
    points = series.map(lambda item: replace(item, unit="percentage_point"), "Punten", base=None)
    assert (points.unit, points.title, points.base, len(points)) == ("percentage_point", "Punten", None, 2)
    assert run([None], "percent").map(lambda item: item, "Niets").unit == "percent"


def test_figures_that_are_missing_are_neither_certain_nor_adjusted() -> None:
    assert worst_status([value(None, status="provisional")]) == "unknown"
    assert joint_adjustment([value(None, adjusted=False), value(1, adjusted=True)], "x") is True
    assert joint_adjustment([value(1, adjusted=False)], "x") is False
    assert joint_adjustment([value(1)], "x") is None
