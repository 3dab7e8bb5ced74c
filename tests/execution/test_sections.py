"""The sections of the whole appendix: right in the letter's edition, quiet where an edition has no figures."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.exhibits.charts import chart
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Cell, Observation
from arbeidsmarkt.publishing.check import prose_faults
from arbeidsmarkt.text import notebook_texts
from arbeidsmarkt.text.markdown import without_facts as plain
from arbeidsmarkt.text.prose import Prose
from in_process import run_notebook

REPOSITORY = Path(__file__).resolve().parents[2]
SECTIONS = (
    "public-demand", "private-sector", "public-sector", "shortages", "regions", "technology",
    "productivity",
)  # fmt: skip
FIRST = ("tension", "wages", "sectors", "supply")
NARROW = "\u202f"


@cache
def left(name: str, quarter: str) -> list[dict[str, Any]]:
    """What a notebook leaves for an edition; the charts are not drawn."""
    project = Project(REPOSITORY)
    parameters = Edition.load(project, Period.parse(quarter)).parameters()
    with mock.patch.object(chart.ReportChart, "svg", lambda self, theme, size="wide": "<svg/>"):
        return run_notebook(project, name, parameters)


def text(found: list[dict[str, Any]]) -> str:
    prose = "\n".join(plain(record["markdown"]) for record in found if record["kind"] == "prose")
    return prose.replace(NARROW, " ").replace("\u00a0", " ")


def labels(found: list[dict[str, Any]]) -> set[str]:
    return {record["label"] for record in found if record["kind"] in ("figure", "table")}


def built(folder: Path, name: str) -> list[dict[str, Any]]:
    return notebook_run.records((folder / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("public-demand", ["In 2023 werkten 2,9 miljoen mensen", "28,4 procent", "1,9 miljoen, 25,4 procent"]),
        ("private-sector", ["ruim 36 procent van de ondernemers", "60 van de 93 beroepsgroepen", "ict-beroepen",
                              "31 en gemiddeld voor twee", "Het Uitvoeringsinstituut Werknemersverzekeringen (UWV)",
                              "een werkloosheidsuitkering (WW)",
                              "de industrie, het openbaar bestuur, de horeca en de zorg",
                              "7,3 procent hoger", "20,1 procent gestegen"]),
        ("public-sector", ["5,4 procent hoger", "21,3 procent gestegen", "meer dan bij particuliere bedrijven (20,1",
                             "19,9 procent", "In 2022 en 2023 stapten ongeveer 5 400 personen", "ongeveer 2 700",
                             "ongeveer twee keer zo groot", "kleiner dan bij particuliere bedrijven (7,3 procent)",
                             "ongeveer 7 000 personen", "ongeveer 4 400 personen"]),
        ("shortages", ["ongeveer 43 000 personen", "op tot 195 000 personen in 2033", "bijna 42 000 personen",
                         "voortgezet onderwijs 9 800 fte", "raming voor 2023 was lager: ongeveer 8 000 fte",
                         "daalt het geraamde tekort tot ongeveer 6 500 fte in 2028",
                         "stijgt het vervolgens tot bijna 11 000 fte in 2033",
                         "ruim 2 200 fte (komende jaren)", "afgenomen tot bijna 1 700 fte", "ongeveer 11 000 vacatures",
                         "Voor 2024 is het tekort aan opgeleide operationele sterkte geraamd op 1 978 fte",
                         "daalt dat tekort tot 194 fte in 2028", "ruim 32 000 vacatures",
                         "ruim 13 000 vacatures, 17 procent meer dan een jaar eerder"]),
        ("regions", ["nieuwste beschikbare cijfers per provincie gaan over het tweede kwartaal van 2023",
                        "het kleinst in Flevoland en Zeeland (beide 213 procent)",
                        "vierde kwartaal van 2022 de meeste: 25"]),
        ("productivity", ["vijftien publieke sectoren", "van 1980 tot en met 2016", "in zeven sectoren daalde zij",
                             "in acht steeg zij"]),
    ],
)  # fmt: skip
def test_the_letter_s_edition_says_what_the_letter_says(built_edition: Path, name: str, said: list[str]) -> None:
    whole = text(built(built_edition, name))
    assert [words for words in said if words not in whole] == []


def test_the_letter_s_edition_shows_its_figures_and_tables(built_edition: Path) -> None:
    assert {
        label for name in SECTIONS for label in labels(built(built_edition, name))
    } == {
        "fig-public-demand", "fig-labour-shortage", "fig-public-wages", "fig-flows", "fig-shortages-persons",
        "fig-shortages-teachers", "tbl-shortages", "fig-regions", "fig-regions-sectors", "fig-tight-regions",
        "tbl-productivity", "tbl-productivity-sectors",
    }  # fmt: skip


def test_every_shortage_stands_in_the_table_with_unit_period_and_source(built_edition: Path) -> None:
    (table,) = [record for record in built(built_edition, "shortages") if record["kind"] == "table"]
    titles = [column["title"] for column in table["data"]["columns"]]
    rows = [dict(zip(titles, (cell["text"] for cell in row), strict=True)) for row in table["data"]["rows"]]
    assert len(rows) == 16
    assert all(row["Periode"] and row["Eenheid"] and row["Herkomst"] for row in rows)
    assert "alle aangehaald in [de Kamerbrief van 13 december 2024, bijlage 1]" in table["source"]
    assert {row["Soort"] for row in rows} == {"waarneming", "raming"}
    assert {row["Eenheid"] for row in rows} == {"personen", "fte", "vacatures", "%"}
    stored = (built_edition / "data" / "tbl-shortages.csv").read_text(encoding="utf-8")
    assert re.search(r"Waarde,2033JJ00,195000,personen,", stored)
    assert re.search(r"Waarde,2028JJ00,194,fte,", stored)


def test_a_year_that_the_letter_does_not_name_is_printed_nowhere(built_edition: Path) -> None:
    found = built(built_edition, "shortages")
    facts = {key: fact for record in found for key, fact in record.get("facts", {}).items()}
    assert facts["vocational_teachers_needed"]["period"] is None
    assert facts["vocational_teachers_needed"]["cells"][0]["when"] == "komende jaren"
    stored = (built_edition / "data" / "tbl-shortages.csv").read_text(encoding="utf-8")
    (row,) = [line for line in stored.splitlines() if ",2200," in line]
    assert "2024" not in row


@pytest.mark.parametrize(
    ("government", "subsidised", "private", "said"),
    [
        ("5.4", "7.1", "7.3", "Bij beide was de stijging daarmee kleiner dan bij particuliere bedrijven (7,3 "),
        ("7.4", "7.5", "7.3", "Bij beide was de stijging daarmee groter dan bij particuliere bedrijven (7,3 "),
        ("7.3", "7.3", "7.3", "Bij beide was de stijging daarmee even groot als bij particuliere bedrijven (7,3 "),
        ("6.8", "5.3", "6.1", "Bij de overheid was de stijging daarmee groter dan bij particuliere bedrijven "
                              "(6,1 procent), bij gesubsidieerde instellingen kleiner."),
        ("6.1", "5.3", "6.1", "Bij de overheid was de stijging daarmee even groot als bij particuliere bedrijven "
                              "(6,1 procent), bij gesubsidieerde instellingen kleiner."),
        ("-0.2", "5.3", "6.1", "Bij particuliere bedrijven was de verandering 6,1 procent."),
    ],
)  # fmt: skip
def test_public_wages_are_compared_with_those_of_firms_as_the_figures_have_it(
    government: str, subsidised: str, private: str, said: str
) -> None:
    made_up = {"government": government, "subsidised": subsidised, "private": private}
    quarter = Period.parse("2024Q3")

    def names() -> dict[str, object]:
        cell = Cell("made_up", "TOY1")
        growth = {
            f"public_wages_growth_{key}": Observation(
                Decimal(value), "percent", cell, quarter, decimals=1, title="Groei"
            )
            for key, value in made_up.items()
        }
        absent = {
            key: Observation(None, "percent", cell, quarter, title="Afwezig")
            for key in ("public_wages_since_2020_government", "public_wages_since_2020_subsidised",
                        "public_wages_since_2020_private", "flow_care_to_government", "flow_government_to_care")
        }  # fmt: skip
        return {key: Fact(key, item) for key, item in {**growth, **absent}.items()}

    notebook = (REPOSITORY / "notebooks" / "public-sector.ipynb").read_text(encoding="utf-8")
    (template,) = [
        item.template for item in notebook_texts.texts(notebook) if "public_wages_growth_private" in item.template
    ]
    assert said in text([{"kind": "prose", "markdown": Prose(names).render(template).markdown}])


@pytest.mark.parametrize("quarter", ["2016Q1", "2021Q2", "2023Q2", "2024Q3", "2025Q4"])
@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "regions"])
def test_the_text_refers_to_every_figure_and_table_of_its_section(name: str, quarter: str) -> None:
    found = left(name, quarter)
    shown = {record["label"] for record in found if "label" in record and record.get("in_document", True)}
    assert shown == set(re.findall(r"@((?:fig|tbl)-[\w-]*\w)", text(found)))


def test_no_chart_puts_two_units_on_one_axis(built_edition: Path) -> None:
    for name in SECTIONS:
        for record in built(built_edition, name):
            if record["kind"] == "figure":
                units = {column["unit"] for column in record["data"]["columns"] if column["type"] == "number"}
                assert len(units) == 1 and units != {""}, record["label"]


def test_figure_2_says_which_flows_are_not_given(built_edition: Path) -> None:
    (figure,) = [record for record in built(built_edition, "public-sector") if record.get("label") == "fig-flows"]
    assert "handel, industrie, specialistische zakelijke diensten" in " ".join(figure["notes"])
    shown = {(row[0]["text"], row[1]["text"]) for row in figure["data"]["rows"]}
    assert shown == {
        ("Openbaar bestuur", "Zorg"),
        ("Onderwijs", "Zorg"),
        ("Zorg", "Openbaar bestuur"),
        ("Zorg", "Onderwijs"),
    }


@pytest.mark.parametrize("quarter", ["2023Q2", "2024Q3", "2025Q4"])
@pytest.mark.parametrize("name", (*FIRST, *SECTIONS))
def test_a_section_runs_in_every_edition_and_leaves_no_empty_heading(name: str, quarter: str) -> None:
    found = left(name, quarter)
    blocks = [block for block in re.split(r"\n+", text(found)) if block]
    headings = [number for number, block in enumerate(blocks) if block.startswith("#")]
    for number in headings:
        after = blocks[number + 1] if number + 1 < len(blocks) else ""
        deeper = after.startswith("##") and blocks[number].startswith("# ")
        assert after and (deeper or not after.startswith("#")), blocks[number]
    if labels(found):
        assert headings
    for label in re.findall(r"@((?:fig|tbl)-[\w-]*\w)", text(found)):
        assert label in labels(found)


@pytest.mark.parametrize("name", ["public-demand", "shortages", "technology"])
def test_a_section_without_figures_is_not_there(name: str) -> None:
    found = left(name, "2023Q2")
    assert text(found).strip() == ""
    assert labels(found) == set()
    assert any(record.get("left_out") for record in found)


def test_technology_waits_for_the_monitor_and_then_compares_with_2016() -> None:
    assert labels(left("technology", "2024Q3")) == set()
    later = left("technology", "2025Q4")
    assert labels(later) == {"fig-technology", "tbl-technology"}
    for words in ("75,6 duizend", "22,7 duizend", "29,2 duizend en 13,3 duizend", "159 procent hoger"):
        assert words in text(later)


def test_old_and_new_weighting_stay_two_lines() -> None:
    (figure,) = [record for record in left("private-sector", "2025Q4") if record.get("label") == "fig-labour-shortage"]
    titles = [column["title"] for column in figure["data"]["columns"]]
    assert titles == ["Periode", "oude weging", "huidige weging"]
    both = [row for row in figure["data"]["rows"] if row[1]["value"] is not None and row[2]["value"] is not None]
    assert both == []
    assert "33 procent van de ondernemers" in text(left("private-sector", "2025Q4"))


@pytest.mark.parametrize("name", (*FIRST, *SECTIONS))
def test_nothing_is_typed_by_hand(name: str) -> None:
    notebook = (REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert [str(fault) for fault in prose_faults(notebook, name)] == []


@pytest.mark.parametrize("name", (*FIRST, *SECTIONS))
def test_a_section_refers_to_no_other_so_that_it_can_be_left_out(name: str) -> None:
    notebook = (REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    own = set(re.findall(r"\{#(sec-[\w-]+)", notebook)) | set(re.findall(r'label=\\?"((?:fig|tbl)-[\w-]+)', notebook))
    assert set(re.findall(r"@((?:sec|fig|tbl)-[\w-]*\w)", notebook)) <= own


@pytest.mark.parametrize("quarter", ["2021Q2", "2024Q3", "2025Q4"])
@pytest.mark.parametrize("name", (*FIRST, "regions"))
def test_the_text_refers_to_every_figure_and_table(name: str, quarter: str) -> None:
    found = left(name, quarter)
    assert labels(found) - set(re.findall(r"@((?:fig|tbl)-[\w-]*\w)", text(found))) <= {"fig-tight-regions"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tension", ["minder krap dan een jaar eerder", "in twee jaar is het aantal met 48 duizend afgenomen",
                       "noemt 44 voor het derde kwartaal van 2024 en gemiddeld 21 over de jaren 1997 tot 2020."]),
        ("wages", ["(volgens de Kamerbrief van 13 december 2024 een voorlopig cijfer)",
                     "en het eerste kwartaal van 2024; van het tweede kwartaal van 2024 is geen cijfer bekend",
                     "een groei van 3,4 procent met de officiële prijsindex en een daling van 1,4 procent met"]),
        ("sectors", ["in de bouwnijverheid (74), de horeca (60) en de sector informatie en communicatie (58)",
                       "telde de handel de meeste openstaande vacatures (19,1 procent van het totaal), gevolgd door",
                       "met 12,4 procent in de verhuur en handel van onroerend goed, en met 10,8 procent in"]),
        ("supply", ["gelijk gebleven; ten opzichte van het tweede kwartaal van 2024 (73,4 procent, de hoogste stand",
                      "Van de deeltijders wilden 504 duizend mensen"]),
    ],
)  # fmt: skip
def test_the_first_sections_read_as_sentences(built_edition: Path, name: str, said: list[str]) -> None:
    whole = text(built(built_edition, name))
    assert [words for words in said if words not in whole] == []


@pytest.mark.parametrize("quarter", ["2021Q2", "2023Q3", "2024Q3", "2025Q4"])
def test_a_column_of_sectors_is_mostly_filled_and_names_its_quarter(quarter: str) -> None:
    for table in [record for record in left("sectors", quarter) if record["kind"] == "table"]:
        for place, column in enumerate(table["data"]["columns"][1:], start=1):
            cells = [row[place] for row in table["data"]["rows"]]
            assert 2 * sum(not cell["symbol"] for cell in cells) > len(cells), column["title"]
            assert re.search(r"\d{4} \de kwartaal$", column["title"])
