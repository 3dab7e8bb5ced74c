"""Every cell of every figure and table of the shipped editions, as HTML, PDF, Word, spreadsheet and CSV show it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup

import tagged_pdf
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document.markup import MARKS
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.inputs import report

Rows = list[list[str]]


def bare(text: str) -> str:
    """A text without blanks and hyphenation, whose apostrophes typography sets."""
    return re.sub(r"[\s\u00ad\u200b]", "", text).replace("’", "'").replace("\u2010", "-")


def cells(data: dict[str, Any]) -> Rows:
    """What a reader sees in each cell below the heads, the row's header first."""
    first = data.get("row_header", 0)
    order = [first, *(i for i in range(len(data["columns"])) if i != first)]
    return [[bare(row[i]["text"] + MARKS.get(row[i].get("status", ""), "")) for i in order] for row in data["rows"]]


def heads(data: dict[str, Any]) -> list[str]:
    first = data.get("row_header", 0)
    columns = [data["columns"][i] for i in (first, *(i for i in range(len(data["columns"])) if i != first))]
    return [bare(column["title"] + column.get("unit_text", "")) for column in columns]


def records(folder: Path) -> list[dict[str, Any]]:
    """The figures and tables in the order of the report."""
    project = Project(Path(__file__).resolve().parents[2])
    names = [section.notebook for section in report.load(project.report / "report.yml").sections]
    texts = [(folder / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8") for name in names]
    found = [record for text in texts for record in notebook_run.records(text)]
    return [record for record in found if record["kind"] in ("figure", "table")]


def of_html(rows: Any) -> Rows:
    return [[bare(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in rows]


def as_displayed(cell: Any) -> str:
    """A cell as a spreadsheet shows it, with the separators of Dutch."""
    if not isinstance(cell.value, (int, float)):
        return bare(str(cell.value))
    digits, _, mark = cell.number_format.partition('"')
    places = len(digits.partition(".")[2])
    text = f"{abs(cell.value):,.{places}f}".replace(",", "").replace(".", ",")
    return ("−" if cell.value < 0 else "") + text + mark.strip('"')


def differences(shown: Sequence[Sequence[str]], expected: Rows, where: str) -> list[str]:
    if len(shown) != len(expected):
        return [f"{where}: {len(shown)} rows, not {len(expected)}"]
    return [
        f"{where}, row {number}: {one} is not {other}"
        for number, (ones, others) in enumerate(zip(shown, expected, strict=True), start=1)
        for one, other in zip(ones, others, strict=True)
        if one != other
    ]


def compared(folder: Path) -> tuple[list[str], int]:
    """What differs in a build, and how many cells were looked at."""
    found = records(folder)
    in_text = [record for record in found if record["kind"] == "table" and record.get("in_document", True)]
    wrong: list[str] = []

    (path,) = folder.glob("*.html")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for record in found:
        if record.get("in_document", True):
            exhibit = page.find(id=record["label"])
            assert exhibit is not None
            table = exhibit.find("table")
            assert table is not None
            where = f"html {record['label']}"
            wrong += differences(of_html(table.tbody.find_all("tr")), cells(record["data"]), where)
            wrong += differences(of_html(table.thead.find_all("tr")), [heads(record["data"])], where)

    (path,) = folder.glob("*.docx")
    in_word = [
        [[bare(cell.text) for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables
    ][-len(in_text) :]
    (path,) = folder.glob("*.pdf")
    in_pdf = [[[bare(cell) for cell in row] for row in table] for table in tagged_pdf.tables(path)]
    for kind, tables in (("word", in_word), ("pdf", in_pdf)):
        assert len(tables) == len(in_text), kind
        for rows, record in zip(tables, in_text, strict=True):
            expected = [heads(record["data"]), *cells(record["data"])]
            if kind == "pdf":  # a word may be divided there
                rows, expected = ([[one.replace("-", "") for one in row] for row in all] for all in (rows, expected))
            wrong += differences(rows, expected, f"{kind} {record['label']}")

    book = openpyxl.load_workbook(folder / "tables.xlsx")
    for name, record in zip(book.sheetnames[1:], found, strict=True):
        data = record["data"]
        last = len(data["columns"])  # the codes stand behind it
        rows = [[as_displayed(cell) for cell in row] for row in book[name].iter_rows(4, 3 + len(data["rows"]), 1, last)]
        expected = [
            [bare(cell["text"] + MARKS.get(cell.get("status", ""), "")) for cell in row] for row in data["rows"]
        ]
        wrong += differences(rows, expected, f"spreadsheet {record['label']}")
        with (folder / "data" / f"{record['label']}.csv").open(encoding="utf-8", newline="") as file:
            stored = [bare(row["weergave"]) for row in csv.DictReader(file)]
        head = data.get("row_header", 0)
        told = [bare(cell["text"]) for row in data["rows"] for i, cell in enumerate(row) if i != head]
        wrong += [] if stored == told else [f"csv {record['label']}"]
    return wrong, sum(len(row) for record in found for row in record["data"]["rows"])


def test_the_formats_agree_on_every_cell(built_edition: Path) -> None:
    wrong, looked_at = compared(built_edition)
    assert wrong == []
    assert looked_at > 1000


@pytest.mark.editions
def test_the_formats_of_every_shipped_edition_agree(shipped: Path) -> None:
    folders = sorted(path.parent for path in shipped.glob("[0-9]*/datapackage.json"))
    assert len(folders) >= 4
    assert {folder.name: wrong for folder in folders if (wrong := compared(folder)[0])} == {}
