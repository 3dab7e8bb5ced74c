"""What each derivation says that it did, with its formula, unit, period and title: the accountability table prints it.

No figure here is real.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.arithmetic import titled
from arbeidsmarkt.numbers.change import compounded, contribution, counted
from arbeidsmarkt.numbers.derivations import (
    CHANGES,
    derive,
    difference,
    growth,
    in_millions,
    lower,
    productivity,
    ratio,
    real_growth,
    share,
    total,
    year_on_year,
)
from arbeidsmarkt.numbers.over_time import mean, peak, quarterly_mean, rebase, streak, trough, unbroken_since
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series
from made_up_figures import Q3, run, value

NOW = value("396.7", title="Vacatures", decimals=1)
THEN = value("373", title="Vacatures", period=Q3 - 4)
PEOPLE = value("373", title="WW-uitkeringen")
PAY, PRICES = value(6, "percent", title="Lonen", decimals=1), value(2, "percent", title="Prijzen")
LEVELS = run([90, 110, 100], title="Vacatures")
QUARTER, YEAR_AGO = "2024 3e kwartaal", "2023 3e kwartaal"
IN_2024, IN_2023 = "het derde kwartaal van 2024", "het derde kwartaal van 2023"
FROM_TO = f"van het eerste kwartaal van 2024 tot en met {IN_2024}"
SPANNED = "2024 1e kwartaal tot en met 2024 3e kwartaal"
TENSION = [titled(a / PEOPLE, "Spanning") for a in (NOW, THEN)]

Record = tuple[str, str, str, str, str, str, str]


def above(item: Observation) -> bool:
    return (item.value or 0) > 95


RECORDS: dict[str, tuple[Callable[[], Observation], Record]] = {
    "quotient": (
        lambda: ratio(NOW, PEOPLE, unit="per_100_unemployed", title="Spanning", per=100),
        ("ratio", "Vacatures, gedeeld door WW-uitkeringen", "100 × a / b", "106", "per_100_unemployed", "Spanning",
         QUARTER),
    ),
    "quotient per thousand": (
        lambda: ratio(NOW, PEOPLE, unit="ratio", title="Graad", per=1000, decimals=2),
        ("ratio", "Vacatures, gedeeld door WW-uitkeringen", "1\u202f000 × a / b", "1\u202f063,54", "ratio", "Graad",
         QUARTER),
    ),
    "share": (
        lambda: share(PEOPLE, NOW, title="Aandeel"),
        ("share", "WW-uitkeringen als aandeel van Vacatures", "100 × a / b", "94,0", "percent", "Aandeel", QUARTER),
    ),
    "difference": (
        lambda: difference(NOW, THEN),
        ("difference", f"vacatures in {IN_2024} min vacatures in {IN_2023}", "a − b", "24", "thousand",
         "verschil in vacatures", QUARTER),
    ),
    "difference of rates": (
        lambda: difference(PAY, PRICES, title="Meer", decimals=2),
        ("difference", f"lonen in {IN_2024} min prijzen in {IN_2024}", "a − b", "4,00", "percentage_point", "Meer",
         QUARTER),
    ),
    "difference of means": (
        lambda: difference(mean(LEVELS, Q3 - 2, Q3), replace(THEN, period=None)),
        ("difference", f"gemiddelde vacatures {FROM_TO} min vacatures", "a − b", "−273", "thousand",
         "verschil in gemiddelde vacatures", SPANNED),
    ),
    "sum": (
        lambda: total([NOW, THEN, PEOPLE], title="Alles"),
        ("total", "som", "a + b + c", "1\u202f143", "thousand", "Alles", QUARTER),
    ),
    "sum of one": (
        lambda: total([NOW], title="Alles"), ("total", "som", "a", "396,7", "thousand", "Alles", QUARTER),
    ),
    "sum of twenty-six": (
        lambda: total([NOW] * 26, title="Alles"),
        ("total", "som", " + ".join("abcdefghijklmnopqrstuvwxyz"), "10\u202f314,2", "thousand", "Alles", QUARTER),
    ),
    "sum of many": (
        lambda: total([NOW] * 27, title="Alles", decimals=0),
        ("total", "som", "a + …", "10\u202f711", "thousand", "Alles", QUARTER),
    ),
    "growth": (
        lambda: growth(NOW, THEN),
        ("growth", f"verandering van vacatures in {IN_2023} tot vacatures in {IN_2024}", "100 × (a / b − 1)", "6,4",
         "percent", "groei van vacatures", QUARTER),
    ),
    "growth by year": (
        lambda: year_on_year(run([100, 1, 1, 1, 110], title="Vacatures"), decimals=0)[Q3],
        ("growth", f"verandering van vacatures in {IN_2023} tot vacatures in {IN_2024}", "100 × (a / b − 1)", "10",
         "percent", "Vacatures, verandering op jaarbasis", QUARTER),
    ),
    "real growth": (
        lambda: real_growth(PAY, PRICES),
        ("real_growth", "Lonen, gecorrigeerd voor prijzen", "100 × ((1 + a / 100) / (1 + b / 100) − 1)", "3,9",
         "percent", "reële groei", QUARTER),
    ),
    "millions": (
        lambda: in_millions(replace(NOW, value=Decimal(9740)), decimals=3),
        ("in_millions", "vacatures, omgerekend naar miljoen", "a / 1 000", "9,740", "million", "Vacatures", QUARTER),
    ),
    "productivity": (
        lambda: productivity(run([110], "index", title="Productie"), run([121], "index", title="Middelen"))[Q3],
        ("ratio", "Productie, gedeeld door Middelen", "100 × a / b", "90,9", "index", "productiviteit", QUARTER),
    ),
    "mean": (
        lambda: mean(LEVELS, Q3 - 2, Q3),
        ("mean", f"gemiddelde van vacatures {FROM_TO}", "gemiddelde(a, …)", "100", "thousand", "gemiddelde vacatures",
         SPANNED),
    ),
    "another base": (
        lambda: rebase(LEVELS, Q3)[Q3 - 2],
        ("rebase", f"Vacatures als indexcijfer, {IN_2024} = 100", "100 × a / b", "90,0", "index",
         "Vacatures (2024Q3=100)", "2024 1e kwartaal"),
    ),
    "months": (
        lambda: quarterly_mean(run([1, 2, 6], last=Period.month(2024, 9), decimals=1, title="Prijzen"))[Q3],
        ("quarterly_mean", f"gemiddelde van de drie maanden van {IN_2024}", "(a + b + c) / 3", "3,0", "thousand",
         "Prijzen", QUARTER),
    ),
    "highest": (
        lambda: peak(LEVELS),
        ("peak", f"hoogste waarde van vacatures {FROM_TO}", "max(a, …)", "110", "thousand", "hoogste vacatures",
         "2024 2e kwartaal"),
    ),
    "lowest": (
        lambda: trough(LEVELS),
        ("trough", f"laagste waarde van vacatures {FROM_TO}", "min(a, …)", "90", "thousand", "laagste vacatures",
         "2024 1e kwartaal"),
    ),
    "streak": (
        lambda: streak(LEVELS, Q3, above, words="boven 95", title="Op rij"),
        ("streak", "aantal kwartalen op rij: boven 95", "aantal(a, …)", "2", "quarters", "Op rij", QUARTER),
    ),
    "unbroken": (
        lambda: unbroken_since(LEVELS, above, words="boven 95", title="Begin"),
        ("unbroken_since", "eerste van de bekende cijfers waarvoor geldt: boven 95", "a", "110", "thousand", "Begin",
         "2024 2e kwartaal"),
    ),
    "numerator": (
        lambda: contribution((NOW, THEN), (TENSION[0], TENSION[1]), role="numerator", title="Deel"),
        ("contribution", "logaritmische bijdrage van vacatures aan de verandering van spanning",
         "100 × ln(a / b) / ln(c / d)", "100", "percent", "Deel", QUARTER),
    ),
    "denominator": (
        lambda: contribution((NOW, THEN), (TENSION[1], TENSION[0]), role="denominator", title="Deel"),
        ("contribution", "logaritmische bijdrage van vacatures aan de verandering van spanning",
         "−100 × ln(a / b) / ln(c / d)", "100", "percent", "Deel", QUARTER),
    ),
    "compounded": (
        lambda: compounded([replace(PAY, period=Q3 - back) for back in (4, 2, 0)], title="Samen"),
        ("growth", f"jaarlijkse veranderingen van {IN_2023} tot en met {IN_2024}, met elkaar vermenigvuldigd",
         "100 × ((1 + a / 100) × … − 1)", "19,1", "percent", "Samen", QUARTER),
    ),
    "count": (
        lambda: counted([NOW, PEOPLE, THEN], unit="count", words="geteld", title="Aantal"),
        ("count", "geteld", "aantal(a, …)", "3", "count", "Aantal", YEAR_AGO),
    ),
    "sum of two": (
        lambda: NOW + PEOPLE,
        ("total", "som", "a + b", "770", "thousand", "Vacatures en WW-uitkeringen", QUARTER),
    ),
    "sum of one series": (
        lambda: NOW + THEN, ("total", "som", "a + b", "770", "thousand", "Vacatures", QUARTER),
    ),
    "one less another": (
        lambda: PEOPLE - NOW,
        ("difference", f"WW-uitkeringen in {IN_2024} min vacatures in {IN_2024}", "a − b", "−24", "thousand",
         "WW-uitkeringen min vacatures", QUARTER),
    ),
    "one less itself": (
        lambda: NOW - THEN,
        ("difference", f"vacatures in {IN_2024} min vacatures in {IN_2023}", "a − b", "24", "thousand",
         "verschil in vacatures", QUARTER),
    ),
    "one by another": (
        lambda: PEOPLE / NOW,
        ("ratio", "WW-uitkeringen, gedeeld door Vacatures", "a / b", "0,9", "ratio", "WW-uitkeringen per vacatures",
         QUARTER),
    ),
    "one by another times a hundred": (
        lambda: titled(THEN / NOW * 100 / Decimal("0.5"), "Spanning", unit="percent", decimals=2),
        ("ratio", "Vacatures, gedeeld door Vacatures", "200 × a / b", "188,05", "percent", "Spanning", YEAR_AGO),
    ),
    "by a factor": (
        lambda: NOW / 1000,
        ("scaled", "vacatures, gedeeld door 1\u202f000", "a / 1\u202f000", "0,4", "thousand", "Vacatures", QUARTER),
    ),
    "times a factor": (
        lambda: Decimal("2.5") * NOW,
        ("scaled", "vacatures, maal 2,5", "2,5 × a", "991,8", "thousand", "Vacatures", QUARTER),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_a_derivation_says_what_it_did(name: str) -> None:
    make, record = RECORDS[name]
    made = make()
    source = made.source
    assert isinstance(source, Derivation)
    assert (source.operation, source.words, source.formula, made.text, made.unit, made.title, made.when) == record


def test_these_derivations_say_how_much_something_changed_and_may_be_said_to_rise() -> None:
    records = {name: record for name, (_, record) in RECORDS.items()}
    assert {name for name, record in records.items() if record[0] in CHANGES} == {
        "difference", "difference of rates", "difference of means", "growth", "growth by year", "real growth",
        "compounded", "one less another", "one less itself",
    }  # fmt: skip


def made(
    *inputs: Observation, reason: str = "", period: Period | None = None, since: Period | None = None
) -> Observation:
    return derive(
        "x", "w", "f", inputs, lambda *values: sum(values, Decimal(0)), unit="thousand", title="Som", decimals=1,
        reason=reason, period=period, since=since,
    )  # fmt: skip


def test_a_derived_value_takes_over_what_its_inputs_agree_on() -> None:
    bare = value(1, label="")
    care, build = (value(1, label=name, adjusted=True) for name in ("Zorg", "Bouw"))
    assert [made(*inputs).label for inputs in ((care, bare), (care, care), (care, build), (bare,))] == [
        "Zorg", "Zorg", "", ""
    ]  # fmt: skip
    assert (made(bare, care).adjusted, made(bare).adjusted) == (True, None)
    low = replace(bare, at_least=True)
    assert (made(bare, low).at_least, made(bare, bare).at_least) == (True, False)


def test_a_derived_value_is_about_the_periods_of_its_first_input_unless_it_is_told_otherwise() -> None:
    long, now = value(1, period=Q3 - 1), value(1)
    long = replace(long, since=Q3 - 4)
    assert [(one.since, one.period) for one in (
        made(long, now), made(now, long), made(long, period=Q3), made(now, since=Q3 - 2), made(now, period=Q3, since=Q3)
    )] == [(Q3 - 4, Q3 - 1), (None, Q3), (None, Q3), (Q3 - 2, Q3), (Q3, Q3)]  # fmt: skip


def test_why_a_derived_value_is_missing() -> None:
    known, gone, secret = value(1), value(None), value(None, symbol=".")
    blank = value(None, symbol="blank")
    why, other = replace(gone, reason="niet geteld"), replace(known, reason="zegt niets")
    assert [(one.value, one.symbol, one.reason) for one in (
        made(known, other), made(known, reason="sluit niet aan"), made(known, gone, why),
        made(why, reason="sluit niet aan"),
        made(gone, secret), made(blank, known), made(blank, gone), made(other, gone),
    )] == [
        (2, "", ""), (None, "n.b.", "sluit niet aan"), (None, "n.b.", "niet geteld"), (None, "n.b.", "sluit niet aan"),
        (None, ".", ""), (None, "blank", ""), (None, "n.b.", ""), (None, "n.b.", ""),
    ]  # fmt: skip


def test_a_derived_value_names_its_own_period_when_it_cannot_be_computed() -> None:
    with pytest.raises(UserError, match=r"^'x' divides by zero in 2024Q2$"):
        derive("x", "", "", [value(0)], lambda a: 1 / a, unit="ratio", title="x", decimals=0, period=Q3 - 1)
    with pytest.raises(UserError, match=r"^'x' cannot be computed in 2024Q3: "):
        derive("x", "", "", [value(-1)], lambda a: a.ln(), unit="ratio", title="x", decimals=0)


def told(series: Series) -> tuple[str, str, str | None, list[tuple[str, str]]]:
    rows = [(item.period.label, item.text) for item in series if item.period is not None]
    return series.title, series.unit, series.base, rows


def test_series_are_derived_where_both_have_a_figure_and_keep_a_base_only_as_an_index() -> None:
    index, other = run([100, 120, 90], "index", base="2020=100"), run([2, 3], "index", base="2015=100")
    assert told(difference(index, other)) == (
        "verschil in verzonnen reeks", "index", "2020=100", [("2024Q2", "118"), ("2024Q3", "87")]
    )  # fmt: skip
    assert told(growth(index, index[Q3 - 2], decimals=0)) == (
        "groei van verzonnen reeks", "percent", None, [("2024Q1", "0"), ("2024Q2", "20"), ("2024Q3", "−10")]
    )  # fmt: skip
    assert told(index[Q3] - other) == (
        "verschil in verzonnen reeks", "index", "2015=100", [("2024Q2", "88"), ("2024Q3", "87")]
    )  # fmt: skip
    assert told(share(run([1, 2]), run([4, 8]), title="Deel")) == (
        "Deel", "percent", None, [("2024Q2", "25,0"), ("2024Q3", "25,0")]
    )  # fmt: skip
    assert told(difference(run([1], "percent"), run([1], "percent", last=Q3 - 1))) == (
        "verschil in verzonnen reeks", "percent", None, []
    )  # fmt: skip
    yearly = year_on_year(run([100, 1, 1, 1, 110], "index", base="2020=100"), title="Groei")
    assert told(yearly.between(Q3)) == ("Groei", "percent", None, [("2024Q3", "10,0")])
    halves = index / 2
    assert told(halves) == (
        "Verzonnen reeks",
        "index",
        "2020=100",
        [("2024Q1", "50"), ("2024Q2", "60"), ("2024Q3", "45")],
    )
    quotient = titled(run([1, 2]) / run([4, 5], title="Andere"), "Deel", unit="percent", decimals=2)
    assert told(quotient)[1:] == ("percent", None, [("2024Q2", "0,25"), ("2024Q3", "0,40")])
    assert told(titled(index, "Kort", decimals=0)) == ("Kort", "index", "2020=100", told(index)[3])


def test_a_title_within_a_sentence_begins_small_unless_with_an_abbreviation() -> None:
    assert [lower(title) for title in ("Vacatures", "WW-uitkeringen", "MKb-bedrijven", "ICT", "A", "")] == [
        "vacatures", "WW-uitkeringen", "MKb-bedrijven", "ICT", "a", ""
    ]  # fmt: skip


def test_only_a_quotient_that_was_computed_may_be_given_a_unit() -> None:
    read = Observation(Decimal("0.5"), "ratio", Cell("toy", "TOY1"), Q3, decimals=1, title="Gelezen")
    with pytest.raises(UserError, match=r"^'Gelezen' is in .* and cannot be called procent; leave unit= out$"):
        titled(read, "Deel", unit="percent")
    assert titled(read, "Deel", unit="ratio").title == "Deel"
    assert titled(PAY / PRICES, "Maal", unit="index").unit == "index"
    with pytest.raises(UserError, match=r"^'Gelezen' is known to 1 decimals and cannot be printed with 2$"):
        titled(read, "Deel", decimals=2)


def test_the_sum_of_a_list_begins_with_its_first_and_zero_is_no_figure_elsewhere() -> None:
    assert sum([NOW, PEOPLE]).value == Decimal("769.7")  # type: ignore[arg-type]
    series = run([1, 2])
    assert 0 + series is series
    for expression in (lambda: NOW + 0, lambda: 0.0 + NOW, lambda: False + NOW, lambda: 0 - NOW):
        with pytest.raises(UserError):
            expression()


def test_a_contribution_to_no_change_prints_nothing_and_to_an_unknown_one_is_unknown() -> None:
    one, two, gone = value(1), value(2), value(None)
    still = contribution((one, two), (two, two), role="numerator", title="x")
    unknown = contribution((one, one), (gone, gone), role="numerator", title="x")
    none = contribution((one, one), (one, two), role="denominator", title="x")
    assert [(item.value, item.symbol, item.text) for item in (still, unknown, none)] == [
        (None, "blank", ""), (None, "n.b.", "n.b."), (0, "", "0")
    ]  # fmt: skip
