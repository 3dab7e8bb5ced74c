"""Figures of two releases of one adjusted series: what may be said of them, and what not. All figures are made up."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.chaining import chain
from arbeidsmarkt.numbers.change import turned
from arbeidsmarkt.numbers.derivations import difference, growth, ratio, share, year_on_year
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.over_time import peak, rebase, streak, trough
from arbeidsmarkt.numbers.releases import groups
from arbeidsmarkt.numbers.series import Cell, Observation, Series

START = Period.parse("2024Q1")


def quarters(name, *values, unit="thousand", title="Vacatures"):
    """A series from 2024Q1 on: (value, release) a quarter; a value of None is missing."""
    found = {}
    for number, (value, release) in enumerate(values):
        decimals = len(value.partition(".")[2]) if value else 0
        number_ = Decimal(value) if value is not None else None
        cell = Cell(name, "T1", release=release)
        found[START + number] = Observation(
            number_, unit, cell, START + number, decimals=decimals, title=title, adjusted=True
        )
    return Series(name, title, unit, "quarter", found, adjusted=True)


def tied(series, **more):
    return connections.with_releases(series, connections.of(series, **more))


def changes(*values):
    return quarters("change", *((value, "2024-05" if value else "") for value in values), title="Verandering")


def test_levels_of_two_releases_have_no_difference_no_growth_and_no_index():
    series = tied(quarters("v", ("100.0", "2024-05"), ("110.0", "2024-08")))
    first, second = series[START], series[START + 1]
    assert (first.text, second.text) == ("100,0", "110,0")  # side by side they may stand
    for change in (difference(second, first), growth(second, first), rebase(series, START)[START + 1]):
        assert change.missing
        assert change.reason == (
            "de cijfers over het eerste kwartaal van 2024 en het tweede kwartaal van 2024 komen uit verschillende "
            "publicaties van het CBS, en niet blijkt dat zij op elkaar aansluiten"
        )
    assert ratio(second, first, unit="ratio", title="x").missing
    assert share(second, first, title="x").missing
    assert not difference(second, second).missing


def test_the_reason_goes_with_the_fact_and_with_what_is_derived_from_it():
    series = tied(quarters("v", ("100.0", "2024-05"), ("110.0", "2024-08")))
    change = difference(series[START + 1], series[START])
    fact = Fact("change", change)
    assert Fact.from_json(fact.to_json()).observation.reason == change.reason
    assert difference(change, change).reason == change.reason


@pytest.mark.parametrize(
    ("published", "value", "operation"),
    [("10", "10.4", "difference"), ("9", "9", "published_change"), (None, None, "difference")],
)
def test_cbs_s_own_change_connects_two_releases_or_stands_for_the_difference(published, value, operation):
    series = tied(
        quarters("v", ("100.0", "2024-05"), ("110.4", "2024-08")),
        changes=changes(None, published) if published else None,
    )
    change = difference(series[START + 1], series[START], title="Erbij")
    assert change.value == (Decimal(value) if value else None)
    assert (change.source.operation, change.title) == (operation, "Erbij")
    if operation == "published_change":
        assert change.text == "9"
        assert growth(series[START + 1], series[START]).missing


def test_the_published_change_is_that_of_neighbouring_quarters_only():
    series = tied(quarters("v", ("100.0", "a"), ("110.4", "b"), ("120.0", "c")), changes=changes(None, None, "2"))
    assert difference(series[START + 2], series[START]).missing
    assert difference(series[START + 2], series[START + 1]).value == 2


@pytest.mark.parametrize(
    ("arisen", "filled", "value"),
    [
        (("30.0", "b"), ("20.2", "b"), "10.0"),  # 9.8: within the rounding of the tables, so they connect
        (("30.0", "b"), ("20.3", "b"), "9.7"),  # not: then the flows say what the change was
        (("30.0", "b"), ("20.2", "c"), None),  # flows of two releases
        (("30", "b"), ("20", "b"), "10.0"),  # whole numbers that print the same
        (("30", "b"), ("22", "b"), None),  # whole numbers say too little to be stated
    ],
)
def test_flows_connect_two_releases_within_the_rounding_of_the_tables(arisen, filled, value):
    series = quarters("v", ("100.0", "a"), ("110.0", "b"))
    flows = quarters("in", (None, ""), arisen), quarters("out", (None, ""), filled)
    change = difference(*(tied(series, flows=flows)[START + back] for back in (1, 0)))
    assert change.value == (Decimal(value) if value else None)


def test_a_release_that_gives_both_figures_connects_them():
    series = quarters("v", ("100.0", "a"), ("110.0", "b"), ("120.0", "b"))
    assert difference(*(tied(series, tied=[(START, START + 1)])[START + back] for back in (2, 0))).value == 20


def test_an_unknown_release_connects_to_nothing_not_even_to_another_unknown_one():
    series = tied(quarters("v", ("100.0", "unknown"), ("110.0", "unknown"), ("120.0", "b")))
    assert [year_on_year(series)[START + 1].missing, difference(series[START + 1], series[START]).missing] == [
        True,
        True,
    ]


def test_what_is_derived_from_two_releases_is_watched_as_well():
    vacancies = tied(quarters("v", ("100.0", "a"), ("110.0", "b")), margin=Decimal(2))
    people = quarters("u", ("50", "r"), ("50", "r"), title="Werklozen")
    tension = ratio(vacancies, people, unit="per_100_unemployed", per=100, title="Spanning")
    change = difference(tension[START + 1], tension[START])
    assert (change.missing, "verschillende publicaties" in change.reason) == (True, True)
    assert not difference(people[START + 1], people[START]).missing


@pytest.mark.parametrize(("margin", "stated"), [("9.9", True), ("10", False), (None, False)])
def test_a_peak_over_releases_needs_a_margin_beyond_the_largest_revision(margin, stated):
    series = quarters("v", ("100.0", "a"), ("110.0", "b"))
    series = tied(series, margin=Decimal(margin) if margin else None)
    for extreme, value in ((peak(series), "110.0"), (trough(series), "100.0")):
        assert extreme.value == (Decimal(value) if stated else None)
        assert bool(extreme.reason) is not stated


def test_the_margin_of_a_quotient_moves_with_its_parts():
    vacancies = tied(quarters("v", ("100.0", "a"), ("110.0", "b")), margin=Decimal("9.9"))
    people = quarters("u", ("50", "r"), ("50", "r"), title="Werklozen")
    tension = ratio(vacancies, people, unit="per_100_unemployed", per=100, title="Spanning")
    assert peak(tension).value == 220  # 20 apart, and a revision of 9,9 moves it by 19,8
    assert not connections.order_known(tension[START], replace(tension[START + 1], value=Decimal("219.8")))


def test_a_streak_above_a_fixed_mark_looks_at_levels_only():
    series = tied(quarters("v", ("100.0", "a"), ("110.0", "b")))
    above = streak(series, START + 1, lambda item: item.value > 90, words="boven 90", title="Kwartalen")
    assert above.value == 2


def test_the_seams_are_where_what_is_shown_does_not_connect():
    series = tied(quarters("v", ("1.0", "a"), ("2.0", "b"), (None, ""), ("3.0", "b"), ("4.0", "c")))
    assert connections.seams(list(series)) == [START + 1, START + 4]
    assert connections.seams(list(series.between(START + 1, START + 3))) == []


@given(st.lists(st.sampled_from(["a", "b", "unknown"]), min_size=1, max_size=12), st.data())
def test_groups_are_an_equivalence_that_joins_a_release_and_never_an_unknown_one_by_itself(names, data):
    releases = {START + number: name for number, name in enumerate(names)}
    some = data.draw(st.lists(st.integers(0, max(0, len(names) - 2)), max_size=4)) if len(names) > 1 else []
    pairs = [(START + number, START + number + 1) for number in some]
    found = groups(releases, pairs, "unknown")
    assert all(found[one] == found[other] for one, other in pairs)
    for one, name in releases.items():
        for other, second in releases.items():
            if one != other and name == second != "unknown":
                assert found[one] == found[other]
    if not pairs and names.count("unknown") == len(names):
        assert len(set(found.values())) == len(names)


def test_a_turn_over_two_releases_counts_only_beyond_the_largest_revision():
    values = (("100", "a"), ("120", "b"), ("110", "b"))
    assert turned(tied(quarters("v", *values), margin=Decimal(9)), START + 2, Decimal(2))
    assert not turned(tied(quarters("v", *values), margin=Decimal(20)), START + 2, Decimal(2))
    assert not turned(tied(quarters("v", *values)), START + 2, Decimal(2))  # nothing is known of its revisions
    assert turned(quarters("v", *values), START + 2, Decimal(2))


def test_a_revision_of_one_figure_is_a_difference_whatever_the_releases():
    one = tied(quarters("v", ("100", "a"), ("105", "b"), ("130", "c")))
    other = tied(quarters("v", ("100", "a"), ("105", "a"), ("133", "b")))
    assert difference(other[START + 2], one[START + 2]).value == 3


def test_a_fact_read_back_knows_what_connects_it():
    series = tied(quarters("v", ("100", "a"), ("105", "b"), ("130", "b")), margin=Decimal(9))
    first, second, third = (Fact.from_json(Fact("x", series[START + n]).to_json()).observation for n in range(3))
    assert connections.unconnected(second, first) and not connections.unconnected(third, second)
    assert not connections.order_known(second, first) and connections.order_known(third, first)
    assert difference(second, first).missing and difference(third, second).value == 25


@pytest.mark.parametrize(("older", "connects"), [("110", True), ("112", False)])
def test_a_predecessor_connects_when_the_two_are_equal_wherever_both_have_a_figure(older, connects):
    new = quarters("new", (None, ""), ("110", "a"), ("115", "a"))
    old = quarters("old", ("100", "b"), (older, "b"))
    joined = chain(new, old, "join").series
    assert difference(joined[START + 2], joined[START + 1]).value == 5
    assert difference(joined[START + 1], joined[START]).missing != connects
    assert connections.order_known(joined[START + 1], joined[START])  # ten apart, and the two differ by two
    assert chain(new, quarters("old", ("100", "b")), "join").series[START].value == 100
