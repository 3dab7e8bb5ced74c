"""What a continued series says of itself, figure by figure and in its note. No figure here is real."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.chaining import Chained, chain
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Observation, Series
from made_up_figures import Q3, Number, run, value

ONE, TWO, THREE, FOUR = (Q3 - back for back in (2, 1, 0, -1))  # the four quarters of 2024


def series(
    title: str, *numbers: Number, unit: str = "percent", adjusted: bool | None = None, base: str | None = None
) -> Series:
    """A series from 2024Q1 on, in one decimal; a "." is a secret figure."""
    plain = [None if number == "." else number for number in numbers]
    made = run(plain, unit, ONE + (len(numbers) - 1), decimals=1, title=title, adjusted=adjusted, base=base)
    secret = {ONE + n: value(None, unit, ONE + n, symbol=".") for n, number in enumerate(numbers) if number == "."}
    return replace(made, label="Zorg", observations={**made.observations, **secret})


def said(found: Chained) -> tuple[list[str], list[Period], list[Period]]:
    return [item.text for item in found.series], list(found.taken), list(found.overlap)


def test_rates_that_are_equal_where_both_have_them() -> None:
    found = chain(series("Nieuw", None, None, 3, 4), series("Oud", 1, 2, 3), "join", table="T1")
    assert said(found) == (["1,0", "2,0", "3,0", "4,0"], [ONE, TWO], [THREE])
    assert found.factor is None
    assert found.note == (
        "Nieuw: de cijfers over het eerste kwartaal van 2024 tot en met het tweede kwartaal van 2024 komen uit oud "
        "(tabel T1); over het derde kwartaal van 2024, die in beide reeksen staan, zijn zij gelijk."
    )
    assert {(item.title, item.label) for item in found.series if item.period in found.taken} == {("Nieuw", "Zorg")}


def test_rates_that_differ_where_both_have_them_and_one_of_them_least() -> None:
    new = series("Nieuw", None, 2, 3, 4)
    old = series("Oud", 1, "2.5", 3, "2.6")
    assert chain(new, old, "join").note == (
        "Nieuw: de cijfers over het eerste kwartaal van 2024 komen uit oud; over het tweede kwartaal van 2024 tot en "
        "met het vierde kwartaal van 2024, die in beide reeksen staan, verschillen zij ten hoogste "
        "1,4\u00a0procentpunt."
    )
    levels = chain(series("Nieuw", None, 2, unit="thousand"), series("Oud", 1, 4, unit="thousand"), "join")
    assert levels.note.endswith("verschillen zij ten hoogste 2,0\u00a0duizend.")
    fine = replace(old, observations={period: replace(old[period], decimals=2) for period in old.observations})
    assert chain(new, fine, "join").note.endswith("verschillen zij ten hoogste 1,40\u00a0procentpunt.")


def test_rates_without_a_common_period_and_with_nothing_to_take() -> None:
    new = series("Nieuw", None, 2, 3)
    assert chain(new, series("Oud", 1), "join").note == (
        "Nieuw: de cijfers over het eerste kwartaal van 2024 komen uit oud; de reeksen hebben geen periode gemeen."
    )
    assert chain(new, series("Oud", None, 2, 5), "join") == Chained(new, overlap=(TWO, THREE))


def test_a_rate_fills_what_the_newer_series_lacks_and_not_what_is_secret_there() -> None:
    unknown = replace(value(None, "percent", FOUR), symbol="n.b.")
    new = series("Nieuw", None, ".", 3)
    new = replace(new, observations={**new.observations, FOUR: unknown})
    assert said(chain(new, series("Oud", 1, 2, None, 4), "join")) == (["1,0", ".", "3,0", "4,0"], [ONE, FOUR], [])


def test_levels_are_put_on_the_newer_ones_level() -> None:
    found = chain(
        series("Nieuw", None, 10, None, 30, unit="thousand"), series("Oud", 5, 4, 7, 4, unit="thousand"), "overlap"
    )
    assert said(found) == (["25,0", "10,0", "30,0"], [ONE], [TWO, FOUR])
    assert (found.factor, found.series[ONE].label) == (5, "Zorg")
    assert found.note == (
        "Nieuw: de cijfers tot en met het eerste kwartaal van 2024 zijn die van oud, op het niveau van de nieuwe reeks "
        "gebracht met de verhouding tussen beide reeksen over het tweede kwartaal van 2024 tot en met het vierde "
        "kwartaal van 2024 (× 5,0000)."
    )
    apart = chain(
        series("Nieuw", None, None, 10, unit="thousand"), series("Oud", 5, 4, unit="thousand"), "overlap", table="T1"
    )
    assert (apart.series.observations.keys(), apart.taken, apart.factor) == ({THREE}, (), None)
    assert apart.note == ("Nieuw: niet verlengd met oud (tabel T1), want de reeksen hebben geen periode gemeen.")


def test_a_level_is_as_coarse_as_the_coarsest_that_it_comes_from() -> None:
    new, old = series("Nieuw", None, 10, 20, unit="index"), series("Oud", 5, 4, 8, unit="index")
    coarse = {**new.observations, TWO: replace(new[TWO], decimals=0)}
    assert chain(replace(new, observations=coarse), old, "overlap").series[ONE].decimals == 0
    rough = {**old.observations, ONE: replace(old[ONE], decimals=0)}
    assert chain(new, replace(old, observations=rough), "overlap").series[ONE].decimals == 0
    assert chain(new, old, "overlap").series[ONE].decimals == 1


def known(item: Observation) -> Releases:
    assert item.releases is not None
    return item.releases


def test_two_adjusted_series_are_two_releases_with_all_that_is_known_of_each() -> None:
    change = value("0.3", period=TWO)

    def released(made: Series, groups: dict[Period, int], margin: str | None) -> Series:
        told = Releases((made.name, ()), groups, {TWO: change}, None if margin is None else Decimal(margin))
        return replace(made, observations={p: replace(i, releases=told) for p, i in made.observations.items()})

    bare = series("Nieuw", None, None, 3, 4, adjusted=True)
    new = released(bare, {THREE: 0, FOUR: 2}, "0.4")
    old = series("Oud", 1, 2, "3.1", adjusted=True)
    found = chain(new, old, "join").series
    assert dict(known(found[ONE]).groups) == {ONE: 3, TWO: 3, THREE: 0, FOUR: 2}
    assert known(found[ONE]).margin == Decimal("0.4") and known(found[ONE]).key == ("toy", ())
    assert known(found[FOUR]) is known(found[ONE]) and not known(found[ONE]).changes
    # the predecessor has releases of its own, and a change that CBS published
    both = chain(new, released(old, {ONE: 1, TWO: 4, THREE: 4}, "0.05"), "join").series
    assert dict(known(both[ONE]).groups) == {ONE: 6, TWO: 9, THREE: 0, FOUR: 2}
    assert (known(both[ONE]).margin, dict(known(both[ONE]).changes)) == (Decimal("0.4"), {TWO: change})
    # of one of them no revision is known; or there is no period by which to compare them
    unknown = known(chain(new, released(old, {}, None), "join").series[ONE])
    assert (unknown.margin, dict(unknown.groups)) == (None, {ONE: 3, TWO: 3, THREE: 0, FOUR: 2})
    assert known(chain(bare, series("Oud", 1, 2, adjusted=True), "join").series[ONE]).margin is None
    assert known(chain(bare, old, "join").series[ONE]).margin == Decimal("0.1")
    partly = chain(series("Nieuw", None, 2, 3, adjusted=True), series("Oud", 1, 2, "3.5", adjusted=True), "join").series
    assert (known(partly[ONE]).margin, dict(known(partly[ONE]).groups)) == (Decimal("0.5"), {ONE: 1, TWO: 0, THREE: 0})
    assert chain(replace(bare, adjusted=False), replace(old, adjusted=False), "join").series[ONE].releases is None
