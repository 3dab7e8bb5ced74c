"""When known figures decide that a candidate is the series, that it is not, or that a person must look. All made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.statline.candidates import Candidate, Found
from arbeidsmarkt.statline.metadata import Code, Topic
from arbeidsmarkt.statline.settle import as_found


def candidate(agree: int, compared: int, distance: str = "9", size: str = "100") -> Candidate:
    topic = Topic("M1", "Vacatures", (), "x 1 000", 1)
    return Candidate(topic, {}, {}, compared=compared, agree=agree, distance=Decimal(distance), size=Decimal(size))


@pytest.mark.parametrize(
    ("agree", "compared", "fits"),
    [(8, 8, True), (7, 7, False), (9, 10, True), (8, 9, False), (18, 20, True), (17, 20, False), (0, 0, False)],
)
def test_eight_periods_must_agree_and_nine_of_ten(agree: int, compared: int, fits: bool) -> None:
    assert candidate(agree, compared).fits is fits


@pytest.mark.parametrize(
    ("agree", "compared", "distance", "contradicts"),
    [
        (4, 10, "9", True), (5, 10, "9", False), (0, 1, "9", True), (0, 0, "0", False),
        (0, 10, "5", False), (0, 10, "5.1", True), (0, 7, "1", True),
    ],
)  # fmt: skip
def test_figures_that_mostly_differ_contradict_unless_they_are_as_near_as_a_revision(
    agree: int, compared: int, distance: str, contradicts: bool
) -> None:
    assert candidate(agree, compared, distance).contradicts is contradicts


@pytest.mark.parametrize(
    ("compared", "distance", "near"), [(8, "5", True), (8, "5.01", False), (7, "0", False), (30, "0", True)]
)
def test_near_is_a_twentieth_of_the_figures_over_eight_periods(compared: int, distance: str, near: bool) -> None:
    assert candidate(0, compared, distance).near is near


def test_a_found_series_takes_over_what_the_table_says_and_keeps_what_the_catalogue_leaves_to_titles(
    tmp_path: Path,
) -> None:
    path = tmp_path / "series.yml"
    path.write_text(
        "tables:\n  TOY: {title: x}\nmembers:\n  sector:\n    A: {code: 1, title: A Landbouw}\n"
        "    J: {title: J Informatie}\n    X: {code: 9, title: X Weg}\nseries:\n  toy:\n    table: TOY\n"
        "    title: Toy\n    measure: vacatures\n"
        "    dimensions: {Bedrijf: alle bedrijven}\n    over: {sector: SBI2008}\n    unit: thousand\n"
    )
    asked = Catalogue.load(path).spec("toy")
    members = {"A": Code("301000 ", "A Landbouw"), "J": Code("391600", "J Informatie")}
    chosen = Candidate(
        Topic("M1", "Vacatures", (), "x 1 000", 1), {"Bedrijf": Code("T001081 ", "Alle bedrijven")},
        {"sector": ("BedrijfSBI", members)},
    )  # fmt: skip
    spec = as_found(asked, Found(asked, chosen))
    assert spec.measure == asked.measure  # the same title in other letters
    assert spec.dimensions == {"Bedrijf": "alle bedrijven"}  # a title stays a title
    sector = spec.over["sector"]
    assert (sector.dimension, sector.only) == ("BedrijfSBI", ("A", "J"))
    assert {key: member.code for key, member in sector.members.items()} == {"A": "301000", "J": ""}
    other = replace(chosen, fixed={"Bedrijf": Code("T001082", "Anders")})
    assert as_found(asked, Found(asked, other)).dimensions == {"Bedrijf": "T001082"}
    assert as_found(asked, Found(asked)) is asked
