"""What was published against what the build gives. All figures are made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.editions import Edition, Printed
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.reconciliation import WORDS, Comparison, compare
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3

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


def test_a_figure_published_later_explains_a_difference_as_a_revision() -> None:
    found = one(fact("6.9", "2025-10-02"))
    assert found.outcome == "revised"
    assert (found.printed, found.published, found.now, found.as_of) == (
        "6,8", "2024-12-13", "6,9", dt.date(2025, 10, 2),
    )  # fmt: skip
    assert found.explanation == "Gepubliceerd 6,8 (13 december 2024), nu 6,9 (2 oktober 2025)."


@pytest.mark.parametrize("as_of", ["2024-11-30", "2024-12-13", ""])
def test_a_difference_that_no_later_figure_explains_fails(as_of: str) -> None:
    assert one(fact("6.9", as_of)).outcome == "failed"


def test_an_older_figure_explains_a_difference_only_with_a_note() -> None:
    assert one(fact("6.9", "2024-10-01"), note="Het CBS drukte beide af.").outcome == "revised"
    assert one(fact("6.9", "2024-12-13"), note="Het CBS drukte beide af.").outcome == "failed"


def test_a_month_counts_until_its_last_day() -> None:
    assert one(fact("6.9", "2024-10-31"), published="2024-10").outcome == "failed"
    assert one(fact("6.9", "2024-11-01"), published="2024-10").outcome == "revised"


def test_what_cannot_be_derived_needs_its_reason_and_is_shown_as_taken_over() -> None:
    found = one(taken_over("6.8"), reason="de tabel bevat dit niet", note="Zie ook elders.")
    assert (found.outcome, found.explanation) == ("not_derivable", "De tabel bevat dit niet. Zie ook elders.")
    assert one(None, reason="de tabel bevat dit niet").outcome == "not_derivable"
    assert one(fact(None), reason="de tabel bevat dit niet").outcome == "not_derivable"


def test_taking_a_figure_over_reproduces_nothing() -> None:
    found = one(taken_over("6.8"))
    assert found.outcome == "failed"
    assert "geef een reden" in found.explanation


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
    # one digit off must not pass
    wrong = [replace_value(item) for item in edition.printed if item.fact == "tension"]
    assert compare(wrong, facts)[0].outcome != "reproduced"


def replace_value(item: Printed) -> Printed:
    return item.model_copy(update={"value": "107"})


def test_each_outcome_has_a_dutch_word() -> None:
    assert {replace(one(fact("6.8")), outcome=outcome).word for outcome in WORDS} == set(WORDS.values())
