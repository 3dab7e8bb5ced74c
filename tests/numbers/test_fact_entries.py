"""The entry of a fact in facts.json, key by key, and what is read back from it. No figure here is real."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.facts import Fact, as_fact, lists_of
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell
from made_up_figures import Q3, run, value

RELEASES = Releases(("vacancies", (("sector", "F"),)), {Q3: 2}, margin=Decimal("1.5"))
READ = Observation(
    Decimal("12.5"), "thousand",
    Cell("vacancies", "TOY1", (("sector", "F"),), dt.date(2024, 11, 30), "verzonnen", "een noot", "0" * 64, "2024-11",
         "Krant"),
    Q3, "provisional", 1, "Vacatures", "Bouw", releases=RELEASES,
)  # fmt: skip
PUBLISHED = Observation(
    Decimal("2.9"), "million",
    PublishedCell("plan", "forecast", "Niemand", "Bericht", dt.date(2024, 1, 9), "https://example.invalid", "een noot",
                  "over", Period.of_year(2020), "begin 2024", "Krant"),
    Period.of_year(2024), "unknown", 1, "Plan",
)  # fmt: skip
MADE = Observation(
    None, "ratio", Derivation("computed", "met de hand", "f(a)", (READ, PUBLISHED), "f(a)"), Q3, "provisional", 0,
    "Samen", "Bouw", ".", True, True, Q3 - 4, "niet te tellen",
)  # fmt: skip

READ_ENTRY = {
    "series": "vacancies", "table": "TOY1", "members": {"sector": "F"}, "as_of": "2024-11-30", "origin": "verzonnen",
    "note": "een noot", "sha256": "0" * 64, "release": "2024-11", "via": "Krant",
    "connects": {"series": "vacancies", "group": 2, "largest_revision": "1.5"},
    "title": "Vacatures", "label": "Bouw", "period": "2024KW03", "value": 12.5, "unit": "thousand", "decimals": 1,
    "status": "provisional", "symbol": "",
}  # fmt: skip
PUBLISHED_ENTRY = {
    "published": "plan", "kind": "forecast", "publisher": "Niemand", "publication": "Bericht", "date": "2024-01-09",
    "url": "https://example.invalid", "note": "een noot", "precision": "over", "since": "2020JJ00",
    "when": "begin 2024", "quoted_in": "Krant", "title": "Plan", "label": "", "period": "2024JJ00", "value": 2.9,
    "unit": "million", "decimals": 1, "status": "unknown", "symbol": "",
}  # fmt: skip
ENTRY = {
    "key": "x_1", "title": "Samen", "value": None, "text": ".", "unit": "ratio", "unit_text": "", "decimals": 0,
    "period": "2024KW03", "status": "provisional", "label": "Bouw", "symbol": ".", "at_least": True,
    "first_period": "2023KW03", "reason": "niet te tellen", "words": "met de hand", "formula": "f(a)",
    "cells": [READ_ENTRY, PUBLISHED_ENTRY],
    "tree": {
        "operation": "computed", "words": "met de hand", "formula": "f(a)", "code": "f(a)", "title": "Samen",
        "label": "Bouw", "period": "2024KW03", "value": None, "unit": "ratio", "decimals": 0, "status": "provisional",
        "symbol": ".", "first_period": "2023KW03", "reason": "niet te tellen", "at_least": True,
        "inputs": [{"cell": 0}, {"cell": 1}],
    },
}  # fmt: skip


def test_the_entry_of_a_fact_with_everything() -> None:
    made = Fact("x_1", MADE)
    assert made.to_json() == ENTRY
    assert list(made.to_json()) == list(ENTRY)  # the order in the file, which is compared byte by byte
    again = Fact.from_json(json.loads(json.dumps(ENTRY)))
    assert again.observation == replace(MADE, adjusted=None)  # whether it is adjusted is not stored
    (read, published) = again.observation.cells()
    assert read.releases is not None and (read.releases.key, read.releases.groups, read.releases.margin) == (
        RELEASES.key, {Q3: 2}, Decimal("1.5")
    )  # fmt: skip
    assert published == PUBLISHED and published.releases is None


def test_the_entry_of_a_fact_with_as_little_as_there_can_be() -> None:
    bare = Observation(Decimal(3), "index", Cell("", ""))
    entry = Fact("x", bare).to_json()
    assert (entry["period"], entry["words"], entry["formula"], entry["tree"]) == (None, "overgenomen", "a", {"cell": 0})
    assert entry["cells"] == [
        {"series": "", "table": "", "members": {}, "as_of": None, "origin": "", "note": "", "sha256": "", "release": "",
         "via": "", "title": "", "label": "", "period": None, "value": 3, "unit": "index", "decimals": 0,
         "status": "final", "symbol": ""}
    ]  # fmt: skip
    assert Fact.from_json(entry) == Fact("x", bare)
    plain = replace(PUBLISHED, source=replace(PUBLISHED.source, since=None))
    assert Fact("x", plain).to_json()["cells"][0]["since"] is None
    assert Fact.from_json(Fact("x", plain).to_json()).observation == plain


def test_a_file_of_before_some_keys_were_stored_can_be_read() -> None:
    entry = json.loads(json.dumps(Fact("x", replace(MADE, at_least=False)).to_json()))
    for name in ("release", "via", "connects"):
        del entry["cells"][0][name]
    for name in ("since", "when", "quoted_in"):
        del entry["cells"][1][name]
    for name in ("at_least", "first_period", "reason", "code"):
        del entry["tree"][name]
    made = Fact.from_json(entry).observation
    assert isinstance(made.source, Derivation) and isinstance(made.source.inputs[0].source, Cell)
    assert (made.at_least, made.since, made.reason, made.source.code) == (False, None, "", "")
    read, published = (item.source for item in made.cells())
    assert isinstance(read, Cell) and isinstance(published, PublishedCell)
    assert (read.release, read.via, published.since, published.when, published.quoted_in) == ("", "", None, "", "")


def test_a_figure_of_no_known_group_connects_with_nothing_when_it_is_read_back() -> None:
    entry = Fact("x", READ).to_json()
    entry["cells"][0]["connects"] |= {"group": None, "largest_revision": None}
    known = Fact.from_json(entry).observation.releases
    assert known is not None and (known.groups, known.margin) == ({}, None)
    del entry["cells"][0]["connects"]
    assert Fact.from_json(entry).observation.releases is None
    no_period = replace(READ, period=None)
    assert "connects" not in Fact("x", no_period).to_json()["cells"][0]


@pytest.mark.parametrize(
    ("number", "stored"),
    [("999999999999999", "999999999999999"), ("-1000000000000000", "-1000000000000000.0"),
     ("1E+15", "1000000000000000.0"),
     ("0.1", "0.1"), ("-5", "-5")],
)  # fmt: skip
def test_a_whole_number_is_stored_as_such_as_long_as_every_reader_keeps_its_digits(number: str, stored: str) -> None:
    assert json.dumps(Fact("x", value(number)).to_json()["value"]) in (stored, str(float(stored)))
    assert isinstance(Fact("x", value(number)).to_json()["value"], float) is ("." in stored)


def test_a_list_is_known_by_a_name_that_goes_on_counting() -> None:
    facts = {key: Fact(key, value(1)) for key in ("b_1", "a_1", "a_2", "a_10", "c_11", "d1", "e_2")}
    assert {name: [fact.key for fact in found] for name, found in lists_of(facts).items()} == {
        "a": ["a_1", "a_2"], "b": ["b_1"]
    }  # fmt: skip
    assert list(lists_of(facts)) == ["a", "b"]
    assert lists_of({"_1": Fact("x", value(1))}) == {}


def test_a_fact_is_renamed_and_a_number_or_a_series_is_none() -> None:
    assert as_fact("y", Fact("x", READ)) == as_fact("y", READ) == Fact("y", READ)
    with pytest.raises(UserError, match=r"^the fact 'y' is a Series, not an observation; take it from "):
        as_fact("y", run([1]))
