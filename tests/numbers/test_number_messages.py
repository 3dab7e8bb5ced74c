"""What an author reads when numbers are combined that cannot be: what, of which figures, and what to do. Made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import chaining, change, derivations, over_time
from arbeidsmarkt.numbers.arithmetic import titled
from arbeidsmarkt.numbers.facts import Fact, as_fact
from made_up_figures import Q3, run, value

A = value("396.5", title="Vacatures", decimals=1)
B = value("2.5", "percent", title="Lonen", decimals=1)
NOTHING = value(0, title="Niets")
ADJUSTED, RAW = value(1, title="Zonder", adjusted=True), value(2, title="Met", adjusted=False)
LEVELS = run([80, 90], title="Werklozen", name="unemployed")
EMPTY = run([None, None], title="Leeg")
JANUARY = Period.month(2024, 1)

SAID: dict[str, tuple[Callable[[], object], str]] = {
    "no name": (lambda: Fact("Spanning", A), "'Spanning' is not a name for a fact; use small letters, digits and _"),
    "no observation": (
        lambda: as_fact("tension", 106),
        "the fact 'tension' is a int, not an observation; take it from series(…) or published(…), or derive it; a bare "
        "number has no source",
    ),
    "no value to print": (
        lambda: Fact("rate", value(None, title="Graad")).printed,
        "the fact 'rate' (Graad) is not in the figures used; begin the sentence with '? ', or guard it with "
        "{% if has(rate) %}",
    ),
    "bare number": (
        lambda: A + 5,
        "the bare number 5 in '+' with 'Vacatures': a bare number has no source; only a factor may be one: a / b * 100",
    ),
    "bare number first": (
        lambda: 5 - A,
        "the bare number 5 in '-' with 'Vacatures': a bare number has no source; only a factor may be one: a / b * 100",
    ),
    "something else": (
        lambda: A / "x",
        "'Vacatures' / a str; use the series' own frame() for pandas, and computed(…) for what comes out",
    ),
    "no factor": (lambda: A * float("inf"), "inf is not a factor; give a finite number"),
    "divided by nothing": (lambda: A / 0, "'Vacatures' divides by zero"),
    "divided by a figure of nothing": (lambda: A / NOTHING, "'Vacatures per niets' divides by zero in 2024Q3"),
    "a product": (
        lambda: A * B,
        "'Vacatures' times 'Lonen' has no unit of its own; say what it is with computed(…, of=[…], unit=…)",
    ),
    "another unit": (
        lambda: titled(A, "Aandeel", unit="percent"),
        "'Vacatures' is in aantal maal duizend and cannot be called procent; leave unit= out",
    ),
    "a share of rates": (
        lambda: titled(B / value(3, "percent"), "Aandeel", unit="percent"),
        "a share of 'Lonen': values in procent do not add up",
    ),
    "different units": (
        lambda: A - B, "difference of 'Vacatures' (aantal maal duizend) and 'Lonen' (procent): the units differ",
    ),
    "a quotient of different units": (
        lambda: A / B, "ratio of 'Vacatures' (aantal maal duizend) and 'Lonen' (procent): the units differ",
    ),
    "growth over different units": (
        lambda: derivations.growth(A, B),
        "growth of 'Vacatures' (aantal maal duizend) and 'Lonen' (procent): the units differ",
    ),
    "a sum of different units": (
        lambda: derivations.total([A, B], title="Som"),
        "total of 'Vacatures' (aantal maal duizend) and 'Lonen' (procent): the units differ",
    ),
    "rates added": (lambda: B + B, "total of 'Lonen': values in procent do not add up"),
    "a share of another unit": (
        lambda: derivations.share(A, B, title="Aandeel"),
        "share of 'Vacatures' (aantal maal duizend) and 'Lonen' (procent): the units differ",
    ),
    "a share of a rate": (
        lambda: derivations.share(B, B, title="Aandeel"), "share of 'Lonen': values in procent do not add up",
    ),
    "growth of points": (
        lambda: derivations.growth(*[value(3, "percentage_point", title="Verschil")] * 2),
        "a growth rate of 'Verschil' in procentpunt has no meaning; use difference(), which gives procentpunt",
    ),
    "growth of a balance": (
        lambda: derivations.growth(*[value(3, "balance", title="Saldo")] * 2),
        "a growth rate of 'Saldo' in saldo van positieve en negatieve antwoorden, in procentpunten has no meaning; "
        "use difference(), which gives procentpunt",
    ),
    "nothing added": (lambda: derivations.total([], title="Som"), "'Som' adds up nothing"),
    "adjusted and not": (
        lambda: ADJUSTED - RAW, "'Zonder min met' combines seasonally adjusted with unadjusted figures",
    ),
    "growth of a rate": (
        lambda: derivations.growth(B, value(3, "percent")),
        "a growth rate of 'Lonen' in procent has no meaning; use difference(), which gives procentpunt",
    ),
    "real growth of a level": (
        lambda: derivations.real_growth(run([1], "percent"), LEVELS),
        "real_growth needs growth rates in procent; 'Werklozen' is in thousand",
    ),
    "millions of rates": (lambda: derivations.in_millions(B), "'Lonen' is in procent, not in duizend"),
    "productivity of levels": (
        lambda: derivations.productivity(LEVELS, LEVELS, title="Productiviteit"),
        "productivity needs two indices with the same base; use rebase() on both first",
    ),
    "productivity of a level": (
        lambda: derivations.productivity(LEVELS, run([5, 6], "index")),
        "productivity needs two indices with the same base; use rebase() on both first",
    ),
    "productivity by a level": (
        lambda: derivations.productivity(run([5, 6], "index"), LEVELS),
        "productivity needs two indices with the same base; use rebase() on both first",
    ),
    "no arithmetic": (
        lambda: derivations.derive(
            "x", "", "", [value(-1)], lambda a: a.sqrt(), unit="index", title="Maat", decimals=0
        ),
        "'Maat' cannot be computed in 2024Q3: [<class 'decimal.InvalidOperation'>]",
    ),
    "no logarithm": (
        lambda: change.contribution((A, NOTHING), (A, A), role="numerator", title="Bijdrage"),
        "'Bijdrage' needs values above zero",
    ),
    "no growths": (lambda: change.compounded([], title="Samen"), "'Samen' needs growth rates in procent"),
    "levels compounded": (lambda: change.compounded([A], title="Samen"), "'Samen' needs growth rates in procent"),
    "one level compounded": (
        lambda: change.compounded([B, A], title="Samen"), "'Samen' needs growth rates in procent",
    ),
    "no span": (
        lambda: over_time.mean(LEVELS, Q3, Q3 - 1), "the mean of 'Werklozen' spans no period: 2024Q3 to 2024Q2",
    ),
    "no months": (lambda: over_time.quarterly_mean(LEVELS), "'Werklozen' has no monthly figures"),
    "no peak": (lambda: over_time.peak(EMPTY), "'Leeg' holds no value, so it has no peak or trough"),
    "no newest": (
        lambda: EMPTY.last, "'Leeg' holds no value; guard it with has(…) or choose another vintage",
    ),
    "no period": (
        lambda: LEVELS[2024],  # type: ignore[index]
        "'Werklozen' was asked for 2024, which is not a period; write series[now], series[\"2024Q2\"] or series.last",
    ),
    "a month of quarters": (
        lambda: LEVELS[JANUARY], "'Werklozen' has a figure per quarter, not per month (2024-01)",
    ),
    "finer than known": (
        lambda: B.rounded_to(2), "'Lonen' is known to 1 decimals and cannot be printed with 2",
    ),
    "not finite": (
        lambda: value("Infinity"), "'Verzonnen reeks' has the value Infinity, which is not a finite number",
    ),
    "predecessor in another unit": (
        lambda: chaining.chain(LEVELS, run([1], "index", title="Oud"), "overlap"),
        "params/series.yml: 'Werklozen' (thousand per quarter) cannot be continued by 'Oud' (index per quarter); name "
        "another predecessor",
    ),
    "predecessor by month": (
        lambda: chaining.chain(LEVELS, run([1], last=JANUARY, title="Oud"), "overlap"),
        "params/series.yml: 'Werklozen' (thousand per quarter) cannot be continued by 'Oud' (thousand per month); name "
        "another predecessor",
    ),
    "predecessor not adjusted": (
        lambda: chaining.chain(
            run([1], adjusted=True, title="Nieuw"), run([1], adjusted=False, title="Oud"), "overlap"
        ),
        "params/series.yml: of 'Nieuw' and 'Oud' only one is seasonally adjusted; name another predecessor",
    ),
    "predecessor of nothing": (
        lambda: chaining.chain(run([5, 6], title="Nieuw"), run([7, 0, 0], title="Oud"), "overlap"),
        "params/series.yml: 'Oud' is zero over the overlap, and cannot be rescaled",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_cannot_be_is_answered_in_one_line(name: str) -> None:
    ask, said = SAID[name]
    with pytest.raises(UserError) as refused:
        ask()
    assert str(refused.value) == said
