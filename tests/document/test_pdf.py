"""The PDF: two independent checkers find nothing, the numbers travel inside, and every page says what it is."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

import made_up_report as made_up
from arbeidsmarkt.document.rendering import render


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return pikepdf.open(made_up.rendered_file("pdf"))


@pytest.fixture(scope="module")
def pages() -> list[str]:
    import pymupdf

    return [page.get_text().replace("\u00a0", " ") for page in pymupdf.open(made_up.rendered_file("pdf"))]


def test_outloud_finds_nothing() -> None:
    result = outloud.check(str(made_up.rendered_file("pdf")))
    assert not result.error
    warnings = [item for item in result.findings if item.severity in ("error", "warning")]
    # figures are painted at the top or bottom of a page; the order of the tags has a test of its own
    assert [f"{item.rule}: {item.message}" for item in warnings if item.rule != "ORD-001"] == []


def test_pdfua_finds_nothing() -> None:
    report = pdfua.validate(str(made_up.rendered_file("pdf")))
    assert [f"{item.rule_id}: {item.message}" for item in report.findings] == []


def test_it_says_that_it_is_pdf_ua_1_and_pdf_a_3a(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "Verzonnen arbeidsmarkt – Derde kwartaal van 2024"


def test_language_title_bar_and_date(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "nl-NL"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20241213")


def test_bookmarks_follow_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root][-3:] == [
            "1 In het kort",
            "2 Spanning op de arbeidsmarkt",
            "3 Lonen",
        ]


def test_numbers_are_attached_with_a_description(pdf: pikepdf.Pdf) -> None:
    names = {name.rpartition("/")[2]: spec for name, spec in pdf.attachments.items()}
    assert set(names) == {"facts.json", "fig-tension.csv", "fig-wages.csv", "tbl-sectors.csv", "tbl-long.csv"}
    assert names["tbl-sectors.csv"].description == (
        "Cijfers bij tabel 1: Openstaande vacatures per bedrijfstak, verzonnen"
    )
    written = (made_up.rendered() / "data" / "tbl-sectors.csv").read_bytes()
    assert names["tbl-sectors.csv"].get_file().read_bytes() == written
    assert all(spec.relationship == pikepdf.Name.Data for spec in names.values())


def test_every_font_is_embedded() -> None:
    listed = subprocess.run(
        ["pdffonts", made_up.rendered_file("pdf")], capture_output=True, text=True, check=True
    ).stdout
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert fonts
    assert all("SourceSans3" in font[0] for font in fonts)
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts)  # embedded, subset, unicode


def test_every_page_has_its_number_and_says_concept(pages: list[str]) -> None:
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} van {len(pages)}" in page
        assert "Concept" in page


def test_a_final_edition_does_not_say_concept(tmp_path: Path) -> None:
    import pymupdf

    edition = made_up.EditionInfo(
        made_up.EDITION.quarter, dt.date(2024, 12, 13), "final", ("20 december 2024: *hersteld*.",)
    )
    made_up.document(edition).write(tmp_path)
    (path,) = render(tmp_path, edition, ["pdf"], design=made_up.DESIGN)
    text = [page.get_text() for page in pymupdf.open(path)]
    assert not any("Concept" in page for page in text)
    assert "20 december 2024: *hersteld*." in text[0]  # data, not Markdown


def test_a_long_table_repeats_its_head(pages: list[str]) -> None:
    assert sum("Vacaturegraad" in page and "dienstverlening" in page for page in pages) >= 2


def test_figures_and_tables_are_numbered_in_dutch(pages: list[str]) -> None:
    text = " ".join("\n".join(pages).split())
    for name in ("Figuur 1", "Figuur 2", "Tabel 1", "Tabel 2"):
        assert name in text
    assert "cao’s en ’s ochtends" in text
    assert "figuur 2" in text  # a reference in running text


def test_a_screen_reader_meets_figures_and_tables_where_the_text_has_them(pdf: pikepdf.Pdf) -> None:
    def met(item: object) -> Iterator[str]:
        if isinstance(item, pikepdf.Array):
            for part in item:
                yield from met(part)
        elif isinstance(item, pikepdf.Dictionary):
            kind = str(item.get("/S", ""))
            if kind in ("/H1", "/H2", "/Figure", "/Table"):
                yield str(item.get("/T", "")) or kind[1:]
            yield from met(item.get("/K"))

    order = list(met(pdf.Root.StructTreeRoot.K))
    assert order[order.index("In het kort") :] == [
        "In het kort", "Spanning op de arbeidsmarkt", "Figure", "Bedrijfstakken", "Table", "Lonen", "Figure", "Table",
    ]  # fmt: skip


def test_alt_text_and_table_heads_are_tagged(pdf: pikepdf.Pdf) -> None:
    alts, kinds = set(), set()
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item:
            kinds.add(str(item.S))
            if "/Alt" in item:
                alts.add(str(item.Alt))
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/Link", "/Note"} <= kinds
    assert any(alt.startswith("Verzonnen spanning per kwartaal") for alt in alts)
