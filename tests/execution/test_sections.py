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
from arbeidsmarkt.inputs import nearly
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Cell, Observation
from arbeidsmarkt.text import notebook_texts, typed
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
        ("private-sector", ["ruim 36 procent^b^ van de ondernemers", "60 van de 93 beroepsgroepen", "ict-beroepen",
                              "31 en gemiddeld voor twee", "Het Uitvoeringsinstituut Werknemersverzekeringen (UWV)",
                              "een werkloosheidsuitkering (WW)",
                              "de industrie, het openbaar bestuur, de horeca en de zorg"]),
        ("public-sector", ["samen stonden in het derde kwartaal van 2023 101,6 duizend vacatures open",
                           "In 2022 en 2023 stapten ongeveer 5 400 personen", "ongeveer 2 700",
                           "ongeveer twee keer zo groot", "ongeveer 7 000 personen", "ongeveer 4 400 personen"]),
        ("shortages", ["ongeveer 43 000 personen", "op tot 195 000 personen in 2033", "bijna 42 000 personen",
                       "tekort aan leraren 9 800 fte^b^", "raming voor 2023 was lager: ongeveer 8 000 fte",
                       "daalt het geraamde tekort tot ongeveer 6 500 fte in 2028",
                       "stijgt het vervolgens tot bijna 11 000 fte in 2033",
                       "ruim 2 200 fte nieuwe docenten nodig (komende jaren), en bijna 1 700 fte in 2033",
                       "ongeveer 11 000 vacatures^b^",
                       "voor 2024 geraamd op 1 978 fte, daalt bij een gelijkblijvende doelsterkte tot 194 fte in 2028",
                       "ruim 32 000 vacatures", "ruim 13 000 vacatures, 17 procent meer dan een jaar eerder"]),
        ("regions", ["In het tweede kwartaal van 2023, het nieuwste kwartaal met cijfers per provincie",
                     "en het minst in Flevoland en Friesland (beide 4 procent)",
                     "gold dat voor 19 van de 35 arbeidsmarktregio's"]),
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
        "fig-labour-shortage", "fig-flows", "tbl-shortages", "fig-regions", "tbl-productivity",
        "tbl-productivity-sectors", "fig-tight-regions",
    }  # fmt: skip


def test_the_shortages_stand_in_a_matrix_of_sector_by_now_2028_and_2033(built_edition: Path) -> None:
    (table,) = [record for record in built(built_edition, "shortages") if record["kind"] == "table"]
    titles = [column["title"] for column in table["data"]["columns"]]
    assert titles == ["Sector", "Eenheid", "Nu", "Over", "Raming 2028", "Raming 2033", "Bron"]
    rows = [[cell["text"].replace(NARROW, " ") for cell in row] for row in table["data"]["rows"]]
    assert [row[:6] for row in rows] == [
        ["Zorg en welzijn", "personen", "43 000", "2023", "n.b.", "195 000"],
        ["Kinderopvang", "personen", "6 000", "2023", "n.b.", "42 000"],
        ["Leraren primair en voortgezet onderwijs", "fte", "9 800", "december 2024", "6 500", "11 000"],
        ["Docenten mbo (benodigde instroom)", "fte", "2 200", "komende jaren", "n.b.", "1 700"],
        ["Politie (operationele sterkte)", "fte", "1 978", "2024", "194", "n.b."],
    ]
    assert all(row[6] for row in rows)
    assert "alle aangehaald in [de Kamerbrief van 13 december 2024, bijlage 1]" in table["source"]


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
        ("5.4", "7.1", "7.3", "In de publieke sector stegen de lonen daarmee minder snel dan in de private."),
        ("7.5", "7.6", "7.3", "In de publieke sector stegen de lonen daarmee sneller dan in de private."),
        ("7.3", "7.4", "7.3", "De publieke en de private sector liepen daarmee vrijwel gelijk op."),
        ("6.8", "5.3", "6.1", "bij de overheid 6,8 procent (@tbl-wages)."),
    ],
)
def test_public_wages_are_compared_with_those_of_firms_as_the_figures_have_it(
    government: str, subsidised: str, private: str, said: str
) -> None:
    made_up = {"government": government, "subsidised": subsidised, "private": private}
    quarter = Period.parse("2024Q3")

    def names() -> dict[str, object]:
        cell = Cell("made_up", "TOY1")
        return {
            f"wages_growth_{key}": Fact(
                f"wages_growth_{key}",
                Observation(Decimal(value), "percent", cell, quarter, decimals=1, title="Groei"),
            )
            for key, value in made_up.items()
        }

    notebook = (REPOSITORY / "notebooks" / "wages.ipynb").read_text(encoding="utf-8")
    (template,) = [item.template for item in notebook_texts.texts(notebook) if "wages_growth_private" in item.template]
    markdown = Prose(names, lambda: nearly.load(REPOSITORY)).render(template).markdown
    whole = text([{"kind": "prose", "markdown": markdown}]).strip()
    assert whole.endswith(said)


@pytest.mark.parametrize("quarter", ["2016Q1", "2021Q2", "2023Q2", "2024Q3", "2025Q4"])
@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "regions"])
def test_the_text_refers_to_every_figure_and_table_of_its_section(name: str, quarter: str) -> None:
    found = left(name, quarter)
    shown = {record["label"] for record in found if "label" in record and record.get("in_document", True)}
    assert shown == set(re.findall(r"@((?:fig|tbl)-[\w-]*\w)", text(found)))
    assert shown or text(found).strip() or _says_what_it_lacks(found)


def test_no_chart_puts_two_units_on_one_axis(built_edition: Path) -> None:
    figures = [one for name in SECTIONS for one in built(built_edition, name) if one["kind"] == "figure"]
    assert len(figures) > 3
    for record in figures:
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
    assert headings or (_says_what_it_lacks(found) and not text(found).strip() and not labels(found))
    assert set(re.findall(r"@((?:fig|tbl)-[\w-]*\w)", text(found))) <= labels(found)


def _says_what_it_lacks(found: list[dict[str, Any]]) -> bool:
    return any(record.get("left_out") for record in found)


@pytest.mark.parametrize("name", ["public-demand", "shortages", "technology"])
def test_a_section_without_figures_is_not_there(name: str) -> None:
    found = left(name, "2023Q2")
    assert text(found).strip() == ""
    assert labels(found) == set()
    assert _says_what_it_lacks(found)


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
    assert "33 procent van de ondernemers" in text(left("private-sector", "2025Q4"))


@pytest.mark.parametrize("name", (*FIRST, *SECTIONS))
def test_nothing_is_typed_by_hand(name: str) -> None:
    notebook = (REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert [str(fault) for fault in typed.in_notebook(notebook, name)] == []


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
        ("tension", ["minder krap dan een jaar eerder", "het twaalfde kwartaal op rij met meer vacatures dan werklozen",
                     "vrijwel evenveel als een kwartaal eerder en 8 duizend meer dan een jaar eerder",
                     "ongeveer twee keer zo hoog als gemiddeld in de jaren 1997 tot 2020 (21^b^)"]),
        ("wages", ["(voorlopig cijfer)",
                   "Zo snel stegen de cao-lonen ook in het vierde kwartaal van 2023 en het eerste",
                   "Sinds het vierde kwartaal van 2023 stijgen de cao-lonen sneller dan de prijzen.",
                   "zeven kwartalen op rij sneller dan de cao-lonen, van het derde kwartaal van 2021 tot en met",
                   "ongeveer 1,8 procent minder waard", "20,1 procent^b^"]),
        ("sectors", ["in de bouwnijverheid (74), de horeca (60) en de sector informatie en communicatie (58)",
                     "telde de handel de meeste openstaande vacatures (19,1 procent van het totaal), gevolgd door",
                     "het meest in de handel (13,1 duizend) en de horeca (5,9 duizend); er kwamen vacatures bij in"]),
        ("supply", ["In vergelijking met een jaar eerder is deze netto arbeidsparticipatie gelijk gebleven.",
                    "Er waren 504 duizend deeltijders die meer uren wilden werken",
                    "Het onbenut arbeidspotentieel telde 1 167 duizend mensen"]),
    ],
)  # fmt: skip
def test_the_first_sections_read_as_sentences(built_edition: Path, name: str, said: list[str]) -> None:
    whole = text(built(built_edition, name))
    assert [words for words in said if words not in whole] == []


@pytest.mark.parametrize("quarter", ["2021Q2", "2023Q3", "2024Q3"])  # 2025Q4 has too few figures for a table
def test_a_column_of_sectors_is_mostly_filled_and_names_its_quarter(quarter: str) -> None:
    tables = [record for record in left("sectors", quarter) if record["kind"] == "table"]
    assert tables
    for table in tables:
        for index, column in enumerate(table["data"]["columns"][1:], start=1):
            cells = [row[index] for row in table["data"]["rows"]]
            assert 2 * sum(not cell["symbol"] for cell in cells) > len(cells), column["title"]
            assert re.search(r"\d{4} \de kwartaal$", column["title"])
