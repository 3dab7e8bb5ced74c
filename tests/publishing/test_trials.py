"""Figures of another server than CBS's own never pass for CBS's. Every figure here is made up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.vintage_files import Row, TableData, read_from_cbs
from arbeidsmarkt.publishing import parameters

DAY = dt.date(2026, 5, 15)
CBS = "https://opendata.cbs.nl/ODataFeed/odata/TOY1"
LOCAL = "http://127.0.0.1/ODataFeed/odata/TOY1"


def vintage(project: Project, label: str, address: str, kind: str = "fetched", other: str = "") -> None:
    """A vintage of two tables that says which kind it is, read from an address."""
    tables = []
    for table, series, where in (("TOY1", "toy_one", address), ("TOY2", "toy_two", other or address)):
        quarters = [Period.quarter(year, number) for year in range(2014, 2026) for number in (1, 2, 3, 4)]
        rows = [Row(series, table, {}, quarter, Decimal(7), origin="x") for quarter in quarters]
        tables.append(TableData(table, "Verzonnen", rows, None, where, "", {"x": where}))
    vintages.write(project.vintages, label, date=DAY, kind=kind, title="Verzonnen", tables=tables)


@pytest.mark.parametrize(
    "address",
    [
        LOCAL,
        "http://opendata.cbs.nl/odata/TOY1",
        "https://opendata.cbs.nl.example.org/TOY1",
        "https://opendata.cbs.nl@example.org/TOY1",
        "https://example.org/opendata.cbs.nl",
        "https://opendata.cbs.nl:8443/TOY1",
        "https://opendata.cbs.nl:x/TOY1",
        "https://xopendata.cbs.nl/TOY1",
        "//opendata.cbs.nl/TOY1",
        "",
    ],
)
def test_only_cbs_s_own_addresses_make_a_fetched_vintage(tmp_path: Path, address: str) -> None:
    assert not read_from_cbs(address)
    project = made_up.make(tmp_path)
    vintage(project, "a", CBS, other=address or "x")
    assert vintages.kind_of(project.vintages, "a") == "trial", "one table from elsewhere makes all of it a trial"
    assert vintages.Vintage.open(project.vintages, "a").kind == "trial"


def test_a_vintage_read_from_cbs_is_fetched_and_says_where(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    vintage(project, "a", CBS, other="https://datasets.cbs.nl/odata/v1/CBS/TOY2")
    assert vintages.kind_of(project.vintages, "a") == "fetched"
    assert (
        '"https://datasets.cbs.nl",\n  "https://opendata.cbs.nl"'
        in (project.vintages / "a" / "datapackage.json").read_text()
    )


def test_a_trial_is_never_the_latest_and_no_edition_is_drafted_on_it(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    vintage(project, "newest", LOCAL)
    assert vintages.latest(project.vintages) == "toy"
    with pytest.raises(UserError, match="cannot be drafted on trial figures: vintage newest"):
        parameters.draft(project, Period.quarter(2026, 1), vintage="newest")
    parameters.draft(project, Period.quarter(2026, 1))
    assert "vintage: toy" in (project.params / "2026Q1.yml").read_text()


@pytest.mark.parametrize("words", [("final", "2024Q4"), ("night", "2024Q4"), ("final", "2025Q1"), ("night", "2025Q1")])
def test_final_and_night_refuse_an_edition_that_reads_a_trial(tmp_path: Path, words: tuple[str, ...]) -> None:
    project = made_up.make_checked(tmp_path, ("2024Q3", "2024Q4", "2025Q1"))
    vintage(project, "newest", LOCAL)
    path = project.params / "2024Q4.yml"  # 2025Q1 compares itself with it
    path.write_text(path.read_text().replace("vintage: toy", "vintage: newest").replace("2024-12-13", "2026-05-15"))
    done = made_up.run(project, *words, check=False)
    assert done.returncode == 1
    assert "with trial figures: vintage newest was not read from CBS's own servers" in done.stdout + done.stderr
    assert not (project.build / words[1]).exists()


def test_a_report_on_trial_figures_says_so_on_every_page_and_in_its_names(tmp_path: Path) -> None:
    import io

    import pdfplumber
    from docx import Document
    from openpyxl import load_workbook

    project = made_up.make(tmp_path)
    vintage(project, "newest", LOCAL)
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text().replace("vintage: toy", "vintage: newest").replace("2024-12-13", "2026-05-15"))
    made_up.write_notebook(
        project,
        "beta",
        [*made_up.section("toy_two", "two"), 'leave(kind="prose", left_out=[], markdown="Woord. " * 3000)'],
    )
    made_up.run(project, "build", "2024Q3", "--to", "html,pdf,docx")
    stem = project.build / "2024Q3" / f"{project.report.name}-2024Q3"
    assert not list(stem.parent.glob("*2024Q3.*")), "no name without the warning"
    with pdfplumber.open(f"{stem}-PROEFCIJFERS.pdf") as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) > 3 and all("PROEFCIJFERS" in text for text in texts)
    assert '<p class="stamp" role="note">PROEFCIJFERS' in Path(f"{stem}-PROEFCIJFERS.html").read_text()
    word = Document(io.BytesIO(Path(f"{stem}-PROEFCIJFERS.docx").read_bytes()))
    assert "PROEFCIJFERS" in word.sections[0].header.paragraphs[0].text
    cells = [cell.value for sheet in load_workbook(stem.parent / "tables.xlsx") for row in sheet for cell in row]
    assert any("PROEFCIJFERS" in str(value) for value in cells)
