"""What the notebooks pass on to those that run after them. The records are made up."""

from __future__ import annotations

from arbeidsmarkt.desk import handover
from arbeidsmarkt.numbers.facts import SCHEMA


def test_everything_that_was_left_out_is_passed_on_in_the_order_of_the_report() -> None:
    found = handover.gather(
        "2024Q3",
        [
            {"kind": "prose", "markdown": "# Eerst {#sec-first}\n\nTekst.", "left_out": ["Een zin"]},
            {"kind": "figure", "label": "fig-one", "left_out": ["Een lijn"]},
            {"kind": "figure", "label": "fig-two", "left_out": ["Niet in het rapport"], "in_document": False},
            {"kind": "table", "label": "tbl-one", "left_out": ["Een kolom"]},
            {"kind": "prose", "markdown": "# Leeg {#sec-empty}", "left_out": []},
            {"kind": "prose", "markdown": "# Met een figuur {#sec-figure}", "left_out": []},
            {"kind": "figure", "label": "fig-three"},
        ],
    )
    assert found["left_out"] == ["Een zin", "Een lijn", "Een kolom", "Het onderdeel “Leeg”"]


def test_facts_and_what_was_read_are_gathered_from_all_of_them() -> None:
    found = handover.gather(
        "2024Q3",
        [
            {"kind": "facts", "facts": {"one": {"value": 1}}},
            {"kind": "facts", "facts": {"two": {"value": 2}}},
            {"kind": "reads", "tables": {"B": "0"}, "published": ["y"]},
            {"kind": "reads", "tables": {"A": "0", "B": "0"}, "published": ["x"], "asked": ["s", "a"], "series": ["s"]},
        ],
    )
    assert found == {
        "schema": SCHEMA, "edition": "2024Q3", "facts": {"one": {"value": 1}, "two": {"value": 2}}, "left_out": [],
        "reads": {"tables": ["A", "B"], "series": ["s"], "published": ["x", "y"], "asked": ["a", "s"]},
    }  # fmt: skip
