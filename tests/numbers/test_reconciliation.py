"""What was published against what the build gives. All figures are made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.editions import Edition, Printed
from arbeidsmarkt.inputs.published import PublishedFigure
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, write
from arbeidsmarkt.numbers import recompute
from arbeidsmarkt.numbers.derivations import difference, growth, in_millions, ratio, share, total
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.known_then import KnownThen
from arbeidsmarkt.numbers.over_time import mean, peak, streak
from arbeidsmarkt.numbers.reconciliation import WORDS, Comparison, Outcome, compare
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell, Series
from made_up_figures import Q3, positive, value

LETTER = PublishedCell("x", "observation", "Niemand", "Brief", dt.date(2024, 12, 13), "https://example.invalid")


def fact(number: str | None, as_of: str = "2024-11-30", decimals: int = 1) -> Fact:
    cell = Cell("toy", "TOY1", as_of=dt.date.fromisoformat(as_of) if as_of else None)
    value = None if number is None else Decimal(number)
    return Fact("x", Observation(value, "percent", cell, Q3, decimals=decimals, title="Groei"))


def taken_over(number: str) -> Fact:
    return Fact("x", Observation(Decimal(number), "percent", LETTER, Q3, decimals=1, title="Groei"))


def one(found: Fact | None, value: str = "6,8", published: str = "2024-12-13", **more: str) -> Comparison:
    printed = Printed(fact="x", value=value, published=published, source="Brief", where="params/x.yml:3", **more)
    (comparison,) = compare([printed], {"x": found} if found else {})
    return comparison


def test_the_same_value_with_the_same_rounding_is_reproduced() -> None:
    found = one(fact("6.79"))
    assert (found.outcome, found.word, found.now) == ("reproduced", "gelijk", "6,8")


def test_another_rounding_is_not_the_same() -> None:
    assert one(fact("66", decimals=0), "66,0").outcome == "failed"
    assert one(fact("66.04"), "66,0").outcome == "reproduced"


@pytest.mark.parametrize("as_of", ["2024-11-30", "2024-12-13", "2025-10-02", ""])
def test_a_difference_without_evidence_fails_whatever_the_date_of_its_input(as_of: str) -> None:
    found = one(fact("6.9", as_of), "999", note="Het CBS drukte beide af.")
    assert found.outcome == "failed"
    assert "Gepubliceerd 999 (13 december 2024), nu 6,9; wat op 13 december 2024 bekend was van" in found.explanation


def test_a_reason_stated_by_hand_is_printed_and_counted_apart() -> None:
    found = one(fact("6.9"), reason="het CBS heeft de weging veranderd")
    assert (found.outcome, found.word) == ("explained", "afwijkend, met toelichting")
    assert found.explanation == "Gepubliceerd 6,8 (13 december 2024), nu 6,9; het CBS heeft de weging veranderd."


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> KnownThen:
    """Two made-up vintages, between which the figures of "toy" were revised by up to 3, and one of "big" by 40."""
    root = tmp_path_factory.mktemp("vintages")
    for label, values in (("2024-11-30", TOLD_THEN), ("2025-10-02", TOLD_NOW)):
        day = dt.date.fromisoformat(label)
        rows = [
            Row(name, "TOY1", {}, Q3 - (2 - index), Decimal(number), decimals=0, as_of=day, origin="verzonnen")
            for name, numbers in values.items()
            for index, number in enumerate(numbers)
        ]
        table = TableData("TOY1", "Verzonnen", rows, sources={"verzonnen": "https://example.invalid"})
        write(root, label, date=day, kind="reconstructed", title="Verzonnen", tables=[table])
    held = [Vintage.open(root, label) for label in ("2024-11-30", "2025-10-02")]
    return KnownThen(lambda: held, lambda: [])


TOLD_THEN = {"toy": (400, 410, 400), "people": (200, 200, 200), "big": (100, 100, 100), "still": (10, 10, 10)}
TOLD_NOW = {"toy": (403, 413, 402), "people": (200, 200, 200), "big": (100, 101, 140), "still": (10, 10, 11)}


def cell_of(series: str, back: int = 0, unit: str = "thousand") -> Observation:
    source = Cell(series, "TOY1", as_of=dt.date(2025, 10, 2))
    return Observation(Decimal(TOLD_NOW[series][2 - back]), unit, source, Q3 - back, title=series)


def set_against(observation: Observation, value: str, known: KnownThen, **more: str) -> Comparison:
    item = Printed(fact="x", value=value, published="2024-12-13", source="Brief", **more)
    (found,) = compare([item], {"x": Fact("x", observation)}, known)
    return found


def test_what_was_known_then_gives_what_was_printed_and_so_shows_a_revision(evidence: KnownThen) -> None:
    tension = ratio(cell_of("toy"), cell_of("people"), unit="per_100_unemployed", per=100, title="Spanning")
    found = set_against(tension, "200", evidence)
    assert (found.now, found.outcome) == ("201", "revised")
    assert found.explanation == (
        "Gepubliceerd 200 (13 december 2024), nu 201; de bijstelling blijkt uit: momentopname 2024-11-30."
    )
    assert set_against(cell_of("toy"), "400", evidence).outcome == "revised"
    assert set_against(peak(a_series("toy")), "410", evidence).outcome == "revised"
    assert set_against(mean(a_series("toy"), Q3 - 2, Q3, title="Gemiddelde"), "403", evidence).outcome == "revised"


def a_series(name: str) -> Series:
    found = {Q3 - back: cell_of(name, back) for back in range(3)}
    return Series(name, name, "thousand", "quarter", found)


@pytest.mark.parametrize("value", ["999", "199", "202", "201,0", "2"])
def test_any_other_print_than_what_was_known_then_gives_fails(evidence: KnownThen, value: str) -> None:
    tension = ratio(cell_of("toy"), cell_of("people"), unit="per_100_unemployed", per=100, title="Spanning")
    found = set_against(tension, value, evidence)
    assert found.outcome == "failed"
    assert "uit wat op 13 december 2024 bekend was, volgt 200" in found.explanation


def test_a_change_larger_than_the_series_ever_had_is_no_revision(evidence: KnownThen) -> None:
    found = set_against(cell_of("big"), "100", evidence)
    assert found.outcome == "failed"
    assert "zou 40 zijn bijgesteld, en die reeks is dat nooit meer dan 1." in found.explanation
    only = set_against(cell_of("still"), "10", evidence)
    assert only.outcome == "failed" and "geen andere bijstelling bekend" in only.explanation


def test_an_input_of_which_nothing_is_known_then_shows_no_revision(evidence: KnownThen) -> None:
    before = Printed(fact="x", value="400", published="2024-11-29", source="Brief")  # a day before the older vintage
    (found,) = compare([before], {"x": Fact("x", cell_of("toy"))}, evidence)
    assert found.outcome == "failed"
    assert (
        "wat op 29 november 2024 bekend was van 'toy' (derde kwartaal van 2024), is niet beschikbaar"
        in found.explanation
    )


def test_a_published_figure_under_the_name_of_the_series_shows_what_it_was(evidence: KnownThen) -> None:
    def figure(number: str, date: str, unit: str = "thousand") -> PublishedFigure:
        day = dt.date.fromisoformat(date)
        return PublishedFigure(
            "toy", "Verzonnen", "", Decimal(number), unit, Q3, None, "observation", "Niemand", "Bericht", day, date, "",
            "", "exact",
        )  # fmt: skip

    def known(*figures: PublishedFigure) -> KnownThen:
        return KnownThen(lambda: evidence._vintages, lambda: list(figures))

    found = set_against(cell_of("toy"), "401", known(figure("401", "2024-12-01")))
    assert found.outcome == "revised" and "blijkt uit: Niemand, Bericht" in found.explanation
    assert set_against(cell_of("toy"), "401", known(figure("401", "2024-12-14"))).outcome == "failed"  # later
    assert set_against(cell_of("toy"), "401", known(figure("401", "2024-12-01", "persons"))).outcome == "failed"


def test_a_trial_vintage_shows_nothing(evidence: KnownThen) -> None:
    trial = KnownThen(lambda: [replace(held, kind="trial") for held in evidence._vintages], lambda: [])
    assert set_against(cell_of("toy"), "400", trial).outcome == "failed"


def test_a_derivation_that_is_no_arithmetic_needs_a_reason(evidence: KnownThen) -> None:
    long = streak(a_series("toy"), Q3, lambda item: True, words="meer", title="Kwartalen op rij")
    found = set_against(long, "12", evidence)
    assert found.outcome == "failed" and "niet opnieuw uit te rekenen" in found.explanation
    assert set_against(long, "12", evidence, reason="de reeks is verlegd").outcome == "explained"


@given(
    st.lists(positive, min_size=2, max_size=2),
    st.sampled_from(["ratio", "share", "difference", "total", "growth", "millions"]),
)
def test_every_derivation_follows_its_formula(values: list[Decimal], which: str) -> None:
    a, b = (value(str(number), decimals=3) for number in values)
    made = {
        "ratio": lambda: ratio(a, b, per=100, unit="per_100_unemployed", title="x"),
        "share": lambda: share(a, b, title="x"),
        "difference": lambda: difference(a, b),
        "total": lambda: total([a, b], title="x"),
        "growth": lambda: growth(a, b),
        "millions": lambda: in_millions(a),
    }[which]()
    assert recompute.follows_its_formulas(Fact("x", made).to_json())


def test_what_cannot_be_derived_needs_its_reason_and_is_shown_as_taken_over() -> None:
    found = one(taken_over("6.8"), reason="de tabel bevat dit niet", note="Zie ook elders.")
    assert (found.outcome, found.explanation) == ("taken_over", "De tabel bevat dit niet. Zie ook elders.")
    assert one(None, reason="de tabel bevat dit niet").outcome == "not_derivable"
    assert one(fact(None), reason="de tabel bevat dit niet").outcome == "not_derivable"


def test_taking_a_figure_over_reproduces_nothing() -> None:
    found = one(taken_over("6.8"))
    assert found.outcome == "failed"
    assert "geef een reden" in found.explanation


def test_what_is_computed_from_publications_alone_is_no_comparison() -> None:
    halves = difference(taken_over("6.8").observation, taken_over("3.4").observation)
    made = one(Fact("x", halves), "3,4", reason="het CBS publiceert hierover geen cijfer")
    assert made.outcome == "taken_over"


@pytest.mark.parametrize(
    ("source", "published", "origin", "recomputed"),
    [
        ("CBS, 14 november 2023", "2023-11-14", "CBS-bericht via een krant (2023-11-14)", False),
        ("CBS-bericht 2023/46", "2023-11", "CBS-bericht 2023/46 (2023-11)", False),
        ("CBS, 14 november 2023", "2023-11-14", "StatLine-tabel TOY1 (2023-11-14)", True),
        ("CBS, oktober 2023", "2023-10", "CBS-bericht via een krant (2023-11-14)", True),
        ("CBS, november 2023, en een brief", "2023-11", "CBS-bericht via een krant (2023-11-14)", True),
        ("Een brief", "2023-11-14", "CBS-bericht via een krant (2023-11-14)", True),
    ],
)
def test_a_print_is_not_compared_with_the_row_that_was_read_from_it(
    source: str, published: str, origin: str, recomputed: bool
) -> None:
    cell = Cell("toy", "TOY1", as_of=dt.date(2023, 11, 14), origin=origin)
    made = Fact("x", Observation(Decimal(416), "persons", cell, Q3, title="Aantal"))
    printed = Printed(fact="x", value="416", published=published, source=source)
    (same,) = compare([printed], {"x": made})
    assert (same.recomputed, same.outcome) == (recomputed, "reproduced" if recomputed else "taken_over")
    (other,) = compare([printed.model_copy(update={"value": "417"})], {"x": made})
    assert other.outcome == "failed"


def test_a_figure_that_was_taken_over_wrongly_fails() -> None:
    assert one(taken_over("6.9"), reason="de tabel bevat dit niet").outcome == "failed"


def test_a_missing_or_unnamed_fact_without_a_reason_fails() -> None:
    assert (one(None).outcome, one(None).now, one(None).title) == ("failed", "n.b.", "x")
    assert one(fact(None)).outcome == "failed"


def test_a_reason_that_no_longer_holds_does_not_hide_that_the_data_give_the_figure() -> None:
    assert one(fact("6.8"), reason="de tabel bevat dit niet").outcome == "reproduced"


def test_facts_and_their_stored_form_compare_alike() -> None:
    printed = [Printed(fact="x", value="6,8", published="2024", source="Brief")]
    made = fact("6.8")
    assert compare(printed, {"x": made}) == compare(printed, {"x": made.to_json()})


def test_the_letters_figures_are_all_reproduced_or_explained(project: Project, built_edition: object) -> None:
    import json
    from pathlib import Path

    assert isinstance(built_edition, Path)
    facts = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    edition = Edition.load(project, Q3)
    found = {item.fact: item for item in compare(edition.printed, facts)}
    assert len(found) >= 15
    assert {key for key, item in found.items() if item.outcome == "failed"} == set()
    for key in ("tension", "vacancies", "streak_above_100", "participation", "wages_growth"):
        assert found[key].outcome == "reproduced"
    assert sum(item.outcome == "taken_over" for item in found.values()) == 32
    # neither one digit off nor nonsense passes, whatever the vintages at hand
    known_then = KnownThen.of(project, edition)
    for printed in ("107", "105", "999"):
        wrong = [item.model_copy(update={"value": printed}) for item in edition.printed if item.fact == "tension"]
        assert compare(wrong, facts, known_then)[0].outcome == "failed"


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        ("reproduced", "gelijk"), ("revised", "afwijkend door bijstelling"),
        ("explained", "afwijkend, met toelichting"), ("taken_over", "overgenomen uit de publicatie"),
        ("not_derivable", "niet in deze bijlage"), ("failed", "wijkt af"),
    ],
)  # fmt: skip
def test_each_outcome_has_a_dutch_word(outcome: Outcome, word: str) -> None:
    assert outcome in get_args(Outcome) and len(WORDS) == len(get_args(Outcome))
    assert replace(one(fact("6.8")), outcome=outcome).word == word


WHY = "een andere telling dan toen"
UNKNOWN = "bekend was van 'Groei' (derde kwartaal van 2024), is niet beschikbaar."


@pytest.mark.parametrize(
    ("published", "more", "outcome", "explanation"),
    [
        ("2024-12-13", {"reason": WHY}, "explained", f"Gepubliceerd 6,8 (13 december 2024), nu 6,9; {WHY}."),
        ("2024-12-13", {"reason": WHY, "note": "Zie de tekst!"}, "explained",
         f"Gepubliceerd 6,8 (13 december 2024), nu 6,9; {WHY}. Zie de tekst!"),
        ("2024-12-13", {}, "failed", f"Gepubliceerd 6,8 (13 december 2024), nu 6,9; wat op 13 december 2024 {UNKNOWN}"),
        ("2024-10", {}, "failed", f"Gepubliceerd 6,8 (oktober 2024), nu 6,9; wat op 31 oktober 2024 {UNKNOWN}"),
        ("2024", {}, "failed", f"Gepubliceerd 6,8 (2024), nu 6,9; wat op 31 december 2024 {UNKNOWN}"),
        ("onlangs", {}, "failed", "Gepubliceerd 6,8 (onlangs), nu 6,9; de dag van publicatie is niet bekend."),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_whole_sentences(
    published: str, more: dict[str, str], outcome: str, explanation: str
) -> None:
    found = one(fact("6.9"), "6,8", published, **more)
    assert (found.outcome, found.explanation, found.recomputed) == (outcome, explanation, True)
    assert (found.title, found.unit, found.period, found.printed, found.now) == ("Groei", "percent", Q3, "6,8", "6,9")


def test_the_newest_day_of_the_inputs_is_known_where_one_is() -> None:
    assert one(fact("6.8", "2024-11-30")).as_of == dt.date(2024, 11, 30)
    assert one(fact("6.8", "")).as_of is None and one(None).as_of is None
    both = Fact("x", difference(fact("6.8", "2024-11-30").observation, fact("1", "2024-12-01").observation))
    assert one(both, "5,8").as_of == dt.date(2024, 12, 1)
    assert one(taken_over("6.8")).as_of == LETTER.date


def test_a_figure_that_no_notebook_names_is_absent_with_or_without_a_reason() -> None:
    bare, told = one(None), one(None, reason=WHY)
    assert (bare.outcome, bare.now, bare.title, bare.unit, bare.period, bare.recomputed) == (
        "failed", "n.b.", "x", "", None, False,
    )  # fmt: skip
    assert (told.outcome, told.now) == ("not_derivable", "n.b.")
    assert one(fact(None), reason=WHY).outcome == "not_derivable" and one(fact(None)).outcome == "failed"


def tree(operation: str, formula: str, *cells: int) -> dict[str, object]:
    return {"operation": operation, "formula": formula, "inputs": [{"cell": cell} for cell in cells]}


@pytest.mark.parametrize(
    ("operation", "formula", "cells", "found"),
    [
        ("total", "a + b + …", "2 3 4", "9"),
        ("mean", "gemiddelde(a, …)", "2 3 7", "4"),
        ("peak", "hoogste(a, …)", "2 9 4", "9"),
        ("trough", "laagste(a, …)", "5 2 4", "2"),
        ("chained", "a × (b + …) / (c + …)", "10 6 8", "7.5"),  # an old level, the new series over the old one
        ("chained", "a × (b + …) / (c + …)", "10 6 8 3 4", "20"),
        ("ratio", "1 000 × a / b", "3 4", "750"),
        ("growth", "(a − b) / b × 100", "6 4", "50"),
        ("change", "−a + 0,5", "2", "-1.5"),
        ("difference", "b − a", "2 9", "7"),
    ],
)
def test_a_derivation_is_recomputed_by_its_formula(operation: str, formula: str, cells: str, found: str) -> None:
    values = [*map(Decimal, cells.split())]
    made = {"tree": tree(operation, formula, *range(len(values)))}
    assert recompute.value(made, values) == Decimal(found)
    stored = {**made, "cells": [{"value": float(one)} for one in values]}
    assert recompute.follows_its_formulas({**stored, "value": found})
    assert not recompute.follows_its_formulas({**stored, "value": str(Decimal(found) + Decimal("0.001"))})


@pytest.mark.parametrize("formula", ["a ^ b", "aantal(a, …)", "a +", "c", "ab", "'a'", "a ** b", "+a"])
def test_what_is_no_arithmetic_on_its_inputs_is_not_recomputed(formula: str) -> None:
    made = {"tree": tree("special", formula, 0, 1), "cells": [{"value": 1}, {"value": 2}], "value": 1}
    with pytest.raises(recompute.CannotRecompute) as refused:
        recompute.value(made, [Decimal(1), Decimal(2)])
    assert refused.value.args == ("special",)
    assert not recompute.follows_its_formulas(made)
    nothing = {"tree": tree("ratio", "a / b", 0, 1), "cells": [{"value": 1}, {"value": 0}], "value": 1}
    assert not recompute.follows_its_formulas(nothing)


def test_each_refusal_of_a_revision_says_whole_what_is_wrong(evidence: KnownThen) -> None:
    both = "Gepubliceerd {} (13 december 2024), nu {}; {}."
    long = streak(a_series("toy"), Q3, lambda item: True, words="meer", title="Kwartalen op rij")
    assert {
        set_against(cell_of("big"), "100", evidence).explanation,
        set_against(cell_of("still"), "10", evidence).explanation,
        set_against(cell_of("toy"), "999", evidence).explanation,
        set_against(long, "12", evidence).explanation,
    } == {
        both.format("100", "140", "'big' (derde kwartaal van 2024) zou 40 zijn bijgesteld, en die reeks is dat nooit "
                                  "meer dan 1"),
        both.format("10", "11", "van 'still' (derde kwartaal van 2024) is geen andere bijstelling bekend om deze "
                                "mee te vergelijken"),
        both.format("999", "402", "uit wat op 13 december 2024 bekend was, volgt 400"),
        both.format("12", "3", "dit cijfer is niet opnieuw uit te rekenen met de cijfers van toen"),
    }  # fmt: skip


def test_each_refusal_of_what_was_taken_over_says_whole_what_is_wrong() -> None:
    both = "Gepubliceerd {} (13 december 2024), nu 6,9; {}."
    assert one(taken_over("6.9"), reason="de tabel van toen bevat dit niet").explanation == both.format(
        "6,8", "wat is overgenomen, hoort gelijk te zijn aan wat is gepubliceerd"
    )
    assert one(taken_over("6.8")).explanation == (
        "Overgenomen uit Niemand, Brief en dus niet gereproduceerd: geef een reden."
    )
    origin = "CBS-bericht 2024/12 (2024-12)"
    cell = Cell("toy", "TOY1", as_of=dt.date(2024, 12, 13), origin=origin)
    read = Fact("x", Observation(Decimal("6.9"), "percent", cell, Q3, decimals=1))

    def of_cbs(value: str) -> Comparison:
        (found,) = compare([Printed(fact="x", value=value, published="2024-12-13", source="CBS, bericht")], {"x": read})
        return found

    assert of_cbs("6,8").explanation == both.format(
        "6,8", f"in de gebruikte cijfers staat het uit dezelfde publicatie: {origin}"
    )
    assert of_cbs("6,9").explanation == (
        f"De gebruikte cijfers bevatten dit cijfer zoals die publicatie het gaf: {origin}."
    )
    assert one(fact(None)).explanation == "De gebruikte cijfers geven hiervoor geen waarde."
    assert one(None).explanation == "Geen notebook noemt dit feit."
