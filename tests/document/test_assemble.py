"""Assembling records into one document."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import assemble, workbook


def assembled(sections: dict[str, list[dict[str, Any]]]) -> str:
    return assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items())).text


def test_document_reads_as_before(snapshot: Any) -> None:
    assert made_up.document().text == snapshot


def test_front_matter_says_what_edition_this_is() -> None:
    front = yaml.safe_load(made_up.document().text.split("---\n")[1])
    assert front["subtitle"] == "Derde kwartaal van 2024"
    assert front["date"] == "2024-12-13"
    assert front["date-text"] == "13 december 2024"
    assert front["status"] == "concept"
    assert "Concept" in front["status-text"]


def test_sections_stand_in_the_order_of_the_report_not_of_the_runs() -> None:
    text = made_up.document().text  # the summary ran last and stands first
    assert text.index("{#sec-kort}") < text.index("{#sec-tension}") < text.index("{#sec-wages}")


def test_same_records_give_the_same_document() -> None:
    assert made_up.document() == made_up.document()


def test_footnotes_of_two_notebooks_do_not_meet() -> None:
    text = made_up.document().text
    assert "[^1-tension-1]: Verzonnen toelichting" in text
    assert "[^2-wages-1]: Tweede noot." in text


def test_provisional_figures_carry_cbs_marks_in_tables() -> None:
    assert r"| −0,5\* | 40,0\*\* |" in made_up.document().text


def test_what_the_notebooks_read_and_left_out_is_kept() -> None:
    document = made_up.document()
    assert document.reads["tables"] == {"80474ned": "0" * 64}
    assert document.left_out == ["De piek ontbreekt."]
    assert set(document.facts["facts"]) == {"tension", "vacancies", "fall"}


def test_written_files(tmp_path: Any) -> None:
    folder = made_up.written(tmp_path)
    assert {path.name for path in (folder / "data").iterdir()} == {
        "fig-tension.csv", "fig-wages.csv", "tbl-sectors.csv", "tbl-long.csv",
    }  # fmt: skip
    assert "fig-tension-narrow.svg" in {path.name for path in (folder / "figures").iterdir()}
    assert json.loads((folder / "facts.json").read_text(encoding="utf-8"))["edition"] == "2024Q3"


def changed(section: str, index: int, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    sections = copy.deepcopy(made_up.sections())
    sections[section][index].update(changes)
    return sections


def prose(text: str) -> dict[str, list[dict[str, Any]]]:
    sections = made_up.sections()
    sections["2-wages"].append({"kind": "prose", "markdown": text, "left_out": []})
    return sections


@pytest.mark.parametrize(
    ("sections", "label", "what"),
    [
        (prose("Zie @fig-gone."), "fig-gone", "nowhere in the report"),
        (prose("Zie @tbl-gone en @sec-gone."), "tbl-gone", "nowhere in the report"),
        (prose("# Lonen {#sec-wages}\n\nTekst."), "sec-wages", "used twice"),
        (prose('[9]{.fact key="unheard"}'), "unheard", "which no notebook names"),
        (changed("1-tension", 3, alt=""), "fig-tension", "no alternative text"),
        (changed("1-tension", 3, alt="Grafiek van de spanning"), "fig-tension", "says no more than"),
        (changed("1-tension", 3, alt="Verzonnen spanning op de arbeidsmarkt, per kwartaal."), "fig-tension", "repeats"),
        (changed("1-tension", 3, caption=" "), "fig-tension", "no caption"),
        (changed("1-tension", 5, source=""), "tbl-sectors", "no source"),
        (changed("1-tension", 3, svg="<svg"), "fig-tension", "not valid SVG"),
        (changed("1-tension", 3, label="fig-wages"), "fig-wages", "used twice"),
        (changed("1-tension", 3, label="chart"), "chart", "begins with 'fig-'"),
        (changed("1-tension", 5, in_document=False), "tbl-sectors", "in the data files alone"),
    ],
)
def test_faults_name_the_label(sections: dict[str, list[dict[str, Any]]], label: str, what: str) -> None:
    with pytest.raises(UserError) as error:
        assembled(sections)
    lines = [line for line in str(error.value).splitlines() if what in line]
    assert lines
    assert label in lines[0]


def test_a_table_for_the_data_files_alone_is_not_in_the_text(tmp_path: Any) -> None:
    sections = made_up.sections()
    hidden = copy.deepcopy(sections["1-tension"][5]) | {"label": "tbl-everything", "in_document": False}
    sections["1-tension"].append(hidden)
    made = assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items()))
    assert "tbl-everything" not in made.text
    made.write(tmp_path)
    assert (tmp_path / "data" / "tbl-everything.csv").read_text(encoding="utf-8").count("\n") > 1
    assert workbook.sheet(hidden).label == "tbl-everything"


def test_all_faults_are_reported_together() -> None:
    sections = changed("1-tension", 3, alt="", caption="")
    with pytest.raises(UserError) as error:
        assembled(sections)
    assert len(str(error.value).splitlines()) == 2


def test_a_section_without_records_is_missed_unless_optional() -> None:
    sections = made_up.sections()  # "9-accountability" is optional and not there
    del sections["2-wages"]
    with pytest.raises(UserError, match=r"2-wages\.ipynb: the notebook left nothing"):
        assembled(sections)


def test_two_values_for_one_fact_are_refused() -> None:
    sections = made_up.sections()
    other = made_up.fact("tension", 107, "107", "per_100_unemployed")
    sections["2-wages"].append({"kind": "facts", "facts": {"tension": other}})
    with pytest.raises(UserError, match="'tension' is named twice"):
        assembled(sections)


def test_an_erratum_stands_in_the_front_matter() -> None:
    edition = made_up.EditionInfo(
        made_up.EDITION.quarter, made_up.EDITION.publication_date, "final", ("20-12-2024: …",)
    )
    front = yaml.safe_load(made_up.document(edition).text.split("---\n")[1])
    assert front["errata"] == ["20-12-2024: …"]
    assert front["status-text"] == "Definitief"
