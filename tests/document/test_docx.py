"""The Word file, as those who paste it into a letter need it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pymupdf
import pytest
from bs4 import BeautifulSoup
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image
from syrupy.assertion import SnapshotAssertion

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import render, wordtables


@pytest.fixture(scope="module")
def word() -> Document:
    return docx.Document(str(made_up.rendered_file("docx")))


def xml(part: str) -> str:
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        return archive.read(part).decode("utf-8")


@pytest.mark.parametrize("part", ["word/styles.xml", "word/header1.xml", "word/footer1.xml"])
def test_styles_headers_and_footers_are_as_they_were_looked_at(part: str, snapshot: SnapshotAssertion) -> None:
    assert BeautifulSoup(xml(part), "xml").prettify() == snapshot


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


def test_rows_stay_whole_and_none_stands_alone_on_a_page(word: Document) -> None:
    short, long = [table for table in word.tables if table.cell(0, 0).text == "Bedrijfstak"]
    for table in word.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    tied = {
        id(table): [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in table.rows]
        for table in (short, long)
    }
    assert tied[id(short)] == [True] * (len(short.rows) - 1) + [False]  # on one page
    assert tied[id(long)][:3] == [True, True, False]  # the head with two rows at the least
    assert tied[id(long)][-4:] == [False, True, True, False]  # and never one row on a page of its own


def test_columns_are_as_wide_as_their_longest_word_and_the_table_as_the_text(word: Document) -> None:
    assert len(word.tables) > 2
    for table in word.tables[1:]:
        widths = [column.width.pt for column in table.columns]
        assert sum(widths) == pytest.approx(wordtables.TEXT_WIDTH / 20, abs=1)
        for width, column in zip(widths, table.columns, strict=True):
            longest = max(len(part) for cell in column.cells for part in re.split(r"[\s-]+", cell.text))
            assert width - 8 > longest * 9 * 0.5, column.cells[0].text  # the letters of Calibri are narrower than that


def test_charts_are_sharp_and_have_alternative_text(word: Document) -> None:
    properties = [shape._inline.docPr for shape in word.inline_shapes]
    assert len(properties) == 2
    assert all(item.get("descr").startswith("Verzonnen spanning per kwartaal") for item in properties)
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist() if name.endswith(".png")]
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


def as_pdf(path: Path, folder: Path) -> str:
    """The text of a Word file as LibreOffice prints it, with whatever font stands in for the report's."""
    command = [str(OFFICE), "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pymupdf.open(next(folder.glob("*.pdf"))) as printed:
        return "\n".join(page.get_text() for page in printed)


@pytest.mark.skipif(not OFFICE, reason="no LibreOffice on the PATH")
def test_libreoffice_opens_it_and_breaks_no_number(word: Document, tmp_path: Path) -> None:
    text = as_pdf(made_up.rendered_file("docx"), tmp_path)
    printed = Counter(re.findall(r"\S*\d\S*", text.replace("\u202f", "")))
    cells = [cell.text.replace("\u202f", "") for table in word.tables for row in table.rows for cell in row.cells]
    numbers = Counter(part for text in cells for part in text.split() if re.search(r"\d", part))
    assert len(numbers) > 100
    assert numbers - printed == Counter()


def test_the_contents_stand_after_the_first_page_and_word_brings_them_up_to_date(word: Document) -> None:
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    begin = styles.index("TOC Heading")
    entries = [p for p in word.paragraphs if p.style.name in ("toc 1", "toc 2")]
    targets = [link.get(qn("w:anchor")) for entry in entries for link in entry._p.iter(qn("w:hyperlink"))]
    headings = [p for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert targets == ["sec-kort", "sec-tension", "sec-sectors", "sec-wages"]
    assert [text.text for text in entries[1]._p.iter(qn("w:t"))] == ["2 Spanning op de arbeidsmarkt"]
    bookmarks = {mark.get(qn("w:name")) for mark in word.element.iter(qn("w:bookmarkStart"))}
    assert targets and set(targets) <= bookmarks
    assert styles.index("Heading 1") > begin
    assert len(headings) == len(entries)
    field = entries[0]._p.find(".//" + qn("w:fldChar"))
    assert (field.get(qn("w:fldCharType")), field.get(qn("w:dirty"))) == ("begin", "true")


def test_every_chart_is_an_svg_with_its_png() -> None:
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        document, names = archive.read("word/document.xml").decode(), archive.namelist()
        links = archive.read("word/_rels/document.xml.rels").decode()
        for number, name in enumerate(("fig-tension", "fig-wages")):
            assert re.search(rf'<a:blip r:embed="rId\d+"><a:extLst>.*?svgBlip [^>]*r:embed="rIdSvg{number}"', document)
            assert f'Id="rIdSvg{number}" Target="media/{name}.svg"' in links
            drawing = archive.read(f"word/media/{name}.svg").decode()
            assert set(re.findall(r'font-family="([^"]*)"', drawing)) == {"Calibri, Source Sans 3, sans-serif"}
            assert made_up.COLOURS["accent"] in drawing
        assert sum(name.endswith(".png") for name in names) == 2
        assert 'Extension="svg"' in archive.read("[Content_Types].xml").decode()


def house_style(path: Path, header: str = "") -> None:
    """A made-up department's own file: another letter, wide margins, and a header when it has one."""
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Verdana"
    own.styles["Normal"].font.name = "Verdana"
    own.sections[0].left_margin = own.sections[0].right_margin = docx.shared.Mm(40)
    if header:
        own.sections[0].header.paragraphs[0].text = header
    own.save(str(path))


@pytest.mark.parametrize("header", ["", "Ministerie van Verzonnen Zaken"])
def test_a_departments_own_file_wins_and_gets_what_it_lacks(tmp_path: Path, header: str) -> None:
    design = tmp_path / "design"
    shutil.copytree(made_up.DESIGN, design)
    house_style(design / "reference.docx", header)
    folder = made_up.written(tmp_path / "made")
    (path,) = render(folder, made_up.EDITION, ["docx"], design=design)
    made = docx.Document(str(path))
    assert made.styles["Heading 1"].font.name == "Verdana"
    assert made.styles["Source Note"].font.size.pt == 9  # the report's own, which the file lacked
    section = made.sections[0]
    text = "".join(paragraph.text for paragraph in section.header.paragraphs)
    assert header in text
    assert "Concept" in text
    assert round(section.left_margin.mm) == 40
    width = (section.page_width - section.left_margin - section.right_margin) / 12700
    assert sum(column.width.pt for column in made.tables[-1].columns) == pytest.approx(width, abs=1)


def test_a_house_style_that_is_no_word_file_is_one_line(tmp_path: Path) -> None:
    design = tmp_path / "design"
    shutil.copytree(made_up.DESIGN, design)
    (design / "reference.docx").write_bytes(b"geen Word")
    with pytest.raises(UserError, match=r"reference\.docx: it is not a Word file"):
        render(made_up.written(tmp_path / "made"), made_up.EDITION, ["docx"], design=design)
