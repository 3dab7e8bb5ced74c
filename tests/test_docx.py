"""The Word file, as those who paste it into a letter need it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image

import made_up_report as made_up


@pytest.fixture(scope="module")
def word() -> Document:
    return docx.Document(str(made_up.rendered_file("docx")))


def xml(part: str) -> str:
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        return archive.read(part).decode("utf-8")


def test_headings_and_captions_have_real_styles(word: Document) -> None:
    found = [(p.style.name, p.text) for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2", "Title")]
    assert found[0] == ("Title", "Verzonnen arbeidsmarkt")
    assert ("Heading 1", "2 Spanning op de arbeidsmarkt") in found
    assert ("Heading 2", "2.1 Bedrijfstakken") in found
    captions = [p for p in word.paragraphs if p.style.name in ("Image Caption", "Table Caption")]
    assert len(captions) == 4
    assert "SEQ Figuur" in captions[0]._p.xml  # Word renumbers after pasting


def test_table_heads_repeat_and_cells_are_the_documents(word: Document) -> None:
    tables = [table for table in word.tables if table.cell(0, 0).text == "Bedrijfstak"]
    assert len(tables) == 2
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in tables[0].rows[1].cells] == ["A Industrie", "1000", "−0,5*", "40,0**"]


def test_charts_are_sharp_and_have_alternative_text(word: Document) -> None:
    properties = [shape._inline.docPr for shape in word.inline_shapes]
    assert len(properties) == 2
    assert all(item.get("descr").startswith("Verzonnen spanning per kwartaal") for item in properties)
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist() if "/media/" in name]
    inches = word.inline_shapes[0].width / 914400
    assert min(picture.width for picture in pictures) / inches >= 250  # dots an inch


def test_proofing_language_is_dutch() -> None:
    styles = xml("word/styles.xml")
    assert re.search(r'<w:lang [^>]*w:val="nl-NL"', styles)
    assert "en-US" not in styles


def test_footnotes_are_footnotes() -> None:
    assert "Verzonnen toelichting" in xml("word/footnotes.xml")
    assert xml("word/document.xml").count("<w:footnoteReference ") == 2


def test_header_and_footer(word: Document) -> None:
    section = word.sections[0]
    assert "Verzonnen arbeidsmarkt" in section.header.paragraphs[0].text
    assert "Concept" in section.header.paragraphs[0].text
    assert "NUMPAGES" in section.footer._element.xml
    assert round(section.page_width.mm) == 210


def test_the_key_figures_are_a_table(word: Document) -> None:
    band = word.tables[0]
    assert [cell.text for cell in band.rows[0].cells] == ["Kerncijfer", "Waarde", "Verandering", "Periode"]
    assert band.cell(1, 1).text == "106 vacatures per 100 werklozen"


def test_dates_come_from_the_edition() -> None:
    assert "2024-12-13T00:00:00Z" in xml("docProps/core.xml")


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(not OFFICE, reason="no LibreOffice on the PATH")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    command = [
        str(OFFICE),
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(made_up.rendered_file("docx")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert next(tmp_path.glob("*.pdf")).read_bytes()[:5] == b"%PDF-"
