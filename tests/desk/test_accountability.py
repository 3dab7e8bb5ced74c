"""What an edition says of its own making: short in the text, whole in the data files."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import copied_project
import made_up_figures
from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import revised_figures
from arbeidsmarkt.desk.handover import FACTS_FILE
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.vintages import Row, TableData
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text import templates
from arbeidsmarkt.text.markdown import without_facts as plain
from arbeidsmarkt.text.prose import Prose


@pytest.fixture(scope="module")
def document(built_edition: Path) -> str:
    return plain((built_edition / "document.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def facts(built_edition: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    return stored


def last(project: Project, told: Path, quarter: str, vintage: str, charts_from: str = "2014Q1") -> Session:
    """A session of a notebook that runs last, which got the content of the file ``told``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FACTS_FILE, str(told))
        session = Session(project, quarter, vintage, charts_from, vintage, "2023Q3", after_all=True)
        _ = session.handed_over
    return session


def tell(tmp_path: Path, *asked: str, facts: dict[str, Any] | None = None) -> Path:
    path = tmp_path / "told.json"
    reads = {"asked": [*asked], "series": [*asked], "tables": ["80474ned", "85224NED", "80590ned"]}
    path.write_text(json.dumps({"facts": facts or {}, "left_out": [], "reads": reads}), encoding="utf-8")
    return path


def test_the_comparison_stands_in_the_data_files_and_its_outcome_in_the_text(
    built_edition: Path, document: str
) -> None:
    assert "zijn acht eerder gepubliceerde cijfers nagerekend, met dezelfde uitkomst" in document
    assert "Uit de publicaties zelf overgenomen, en dus niet vergeleken, zijn tweeëndertig cijfers" in document
    assert "tbl-printed}" not in document and "tbl-coverage}" not in document and "tbl-deviating" not in document
    with (built_edition / "data" / "tbl-printed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["rij"] for row in rows}) == 40  # each figure is named by what it is, of what, and about when
    units = {row["rij"]: row["weergave"] for row in rows if row["onderwerp"] == "Eenheid"}
    assert units["Stijging van de cao-lonen sinds 2020, overheid, 2024 3e kwartaal"] == "%"
    assert units["Gemiddelde vacaturegraad, 1997 tot 2020"] == dutch.unit("per_1000_jobs").head
    assert units["Baanwisselaars van de zorg naar het onderwijs, 2022 en 2023"] == "personen"
    assert all(units.values())


def test_the_text_counts_the_statements_of_the_letter(facts: dict[str, Any]) -> None:
    counts = [facts[f"statements_{kind}"]["value"] for kind in ("reproduced", "published", "not_made")]
    assert sum(counts) == facts["statements_count"]["value"] and min(counts) > 0


def test_the_text_counts_the_figures_that_were_read_in_a_copy(document: str, facts: dict[str, Any]) -> None:
    def cells(item: Any) -> list[dict[str, Any]]:
        if isinstance(item, dict):
            return [item] if "via" in item else [cell for value in item.values() for cell in cells(value)]
        return [cell for value in item for cell in cells(value)] if isinstance(item, list) else []

    counted, among = (facts[key]["value"] for key in ("facts_in_copies", "facts_from_cbs"))
    known = {key: [cell for cell in cells(fact) if cell["value"] is not None] for key, fact in facts.items()}
    own = ("printed_", "statements_", "facts_", "left_out_")  # the section's own counts
    known = {key: found for key, found in known.items() if found and not key.startswith(own)}
    copied = sum(any(cell["via"] for cell in found) for found in known.values())
    # the notebooks that run last, as this one, name some more of their own
    assert len(known) * 4 // 5 < among < len(known) and copied * 4 // 5 < counted < copied
    assert counted < among
    assert f"Van de {among} getallen" in document and f"gaan er {counted} mede terug" in document


def test_readers_are_told_no_words_of_the_workshop(built_edition: Path, document: str) -> None:
    coverage = (built_edition / "data" / "tbl-coverage.csv").read_text(encoding="utf-8")
    for text in (document, coverage):
        for word in ("data/published", "niet gedaan", "niet af te leiden", "In dit rapport", "het rapport"):
            assert word not in text


def test_revisions_that_cannot_show_are_named_and_counts_agree(built_edition: Path, facts: dict[str, Any]) -> None:
    records = notebook_run.records((built_edition / "notebooks" / "revisions.ipynb").read_text(encoding="utf-8"))
    text = plain("".join(record.get("markdown", "") for record in records))
    assert "Sinds de vorige editie, over het derde kwartaal van 2023, zijn" in text
    assert "- Arbeidsdeelname; kerncijfers seizoengecorrigeerd (tabel 85224NED): 30 april 2026" in text
    (table,) = [record for record in records if record["kind"] == "table"]
    assert len(table["data"]["rows"]) == facts["revisions_shown"]["value"] == facts["revisions_1"]["value"]
    assert facts["revisions_compared"]["value"] == 16 and "Twee standen zijn er van 16 cijfers" in text
    assert facts["revised_count"]["value"] == 13 and "de grootste bijstellingen" in text


def test_a_table_of_two_states_can_show_its_revisions(project: Project, tmp_path: Path) -> None:
    session = last(project, tell(tmp_path, "open_vacancies", "unemployed"), "2024Q3", "2024-12-13")
    assert [item.label for item in revised_figures.unseen(session)] == [
        "Arbeidsdeelname; kerncijfers seizoengecorrigeerd (tabel 85224NED): 30 april 2026"
    ]


def test_an_edition_that_reads_the_vintage_of_the_one_before_says_so(project: Project, tmp_path: Path) -> None:
    session = last(project, tell(tmp_path, "open_vacancies", "unemployed"), "2023Q4", "2023-11-30")
    assert session.names()["same_vintage"] is True
    assert (revised_figures.since_previous(session), revised_figures.unseen(session)) == ([], [])


@pytest.mark.parametrize(
    ("charts_from", "cell", "shown"), [("2014Q1", None, False), ("2010Q1", None, True), ("2014Q1", "2006KW03", True)]
)
def test_a_predecessor_is_named_where_the_edition_shows_it(
    project: Project, tmp_path: Path, charts_from: str, cell: str | None, shown: bool
) -> None:
    facts = {"old": {"cells": [{"series": "unemployed_since_2003", "period": cell}]}} if cell else {}
    told = tell(tmp_path, "open_vacancies", "unemployed", facts=facts)
    session = last(project, told, "2024Q3", "2024-12-13", charts_from)
    assert [splice.shown for splice in session.splices] == [shown]


def test_the_letter_s_edition_names_no_splice_and_not_its_table(document: str) -> None:
    assert "sec-chained" not in document
    assert "80590ned" not in document


def test_a_reader_knows_whom_to_ask_and_is_promised_no_day_that_nobody_gave(document: str) -> None:
    end = document[document.index("{#sec-contact}") :]
    assert (
        "Ministerie van Sociale Zaken en Werkgelegenheid ([www.rijksoverheid.nl](https://www.rijksoverheid.nl))" in end
    )
    assert "De volgende publicaties zijn" not in end


@pytest.mark.parametrize(
    ("old", "new", "revised", "compared"),
    [
        (("10", "2023-08"), ("12", "2024-05"), 1, 1),
        (("10", "2023-08"), ("10", "2024-05"), 0, 1),
        (("10", "2023-08"), ("12", "2023-08"), 0, 0),  # one release: somebody misread it
        (("10", "unknown"), ("12", "2024-05"), 0, 0),
        (("10", "2023-08"), ("12", "unknown"), 0, 0),
    ],
)
def test_only_what_two_known_releases_give_is_a_revision(
    tmp_path: Path, old: tuple[str, str], new: tuple[str, str], revised: int, compared: int
) -> None:
    project = copied_project.copy(tmp_path, ())
    for label, (value, release), day in (("2023-11-30", old, "2023-08-31"), ("2024-12-13", new, "2024-05-31")):
        row = Row(
            "open_vacancies", "80474ned", {}, Period.parse("2023Q1"), Decimal(value), as_of=dt.date.fromisoformat(day),
            release=release,
        )  # fmt: skip
        folder = project.vintages / label
        shutil.rmtree(folder)  # the shipped one
        table = TableData("80474ned", "Verzonnen", [row])
        vintages.write(
            project.vintages, label, date=dt.date.fromisoformat(label), kind="reconstructed", title="x", tables=[table]
        )
    session = Session(project, "2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3", after_all=True)
    session.__dict__["handed_over"] = {"reads": {"asked": ["open_vacancies"]}}
    assert len(revised_figures.since_previous(session)) == revised
    assert revised_figures.read_twice(session).value == compared


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"recomputed": 1}, ["is een eerder gepubliceerd cijfer nagerekend, met dezelfde uitkomst als is"]),
        ({"recomputed": 1, "different": 1, "explained": 1}, ["nagerekend. Het wijkt af", "Bij een blijkt de reden"]),
        (
            {"recomputed": 9, "different": 3, "revised": 2, "unexplained": 1},
            ["zijn negen eerder gepubliceerde cijfers nagerekend. Daarvan wijken er drie af van wat is gepubliceerd",
             "Bij twee is dat een bijstelling", "Bij een is de reden niet bekend."],
        ),
        ({"recomputed": 2, "different": 2, "revised": 2}, ["Zij wijken alle af"]),
        ({"taken_over": 1}, ["Geen van de eerder", "en dus niet vergeleken, is een cijfer:"]),
        ({"absent": 2}, ["Geen van de eerder", "Van twee eerder gepubliceerde cijfers geeft deze"]),
    ],
)  # fmt: skip
def test_the_text_counts_what_was_recomputed_taken_over_and_explained(
    project: Project, counts: dict[str, int], said: list[str]
) -> None:
    cells = [
        "".join(cell["source"])
        for cell in json.loads((project.notebooks / "accountability.ipynb").read_text(encoding="utf-8"))["cells"]
    ]
    (cell,) = [cell for cell in cells if "{#sec-printed}" in cell]
    kinds = ("recomputed", "different", "revised", "explained", "unexplained", "taken_over", "absent")
    names: dict[str, object] = {
        f"printed_{kind}": Fact(f"printed_{kind}", made_up_figures.value(counts.get(kind, 0), "count"))
        for kind in kinds
    }
    rendered = Prose(lambda: {**names, "printed": ["x"]}).render(templates.of_cell(cell.partition("\n")[2])).markdown
    text = " ".join(plain(rendered).split())
    for part in said:
        assert part in text
    assert "vergeleken met" not in text and ".." not in text and " ." not in text
