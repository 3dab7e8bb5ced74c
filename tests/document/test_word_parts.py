"""What is done to a Word file part by part, on files of a few lines: styles, header, footer, tables, pictures."""

from __future__ import annotations

import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from syrupy.assertion import SnapshotAssertion

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import wordpictures, wordstyles, wordtables
from arbeidsmarkt.inputs import theme

LOOK = theme.load(made_up.DESIGN / "theme.yml")
CONCEPT = wordstyles.Page("Titel <x>", "derde kwartaal", "Ministerie & Co", True, "Proefcijfers & zo")
FINAL = wordstyles.Page("Titel", "derde kwartaal", "Ministerie", False)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SECTION = '<w:sectPr a="1"><w:pgSz w:w="9000"/><w:pgMar w:left="1"/><w:cols/></w:sectPr>'


def word(**parts: str) -> bytes:
    """A Word file; ``document`` and ``styles`` are parts below word/, with the least that a file needs besides."""
    texts = {
        "word/document.xml": f"<w:document><w:body><w:p/>{SECTION}</w:body></w:document>",
        "word/styles.xml": '<w:styles><w:style w:styleId="Heading1">own</w:style></w:styles>',
        "word/_rels/document.xml.rels": "<Relationships></Relationships>",
        "[Content_Types].xml": "<Types><Override/></Types>",
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        archive.writestr("word/media/logo.png", b"\x89PNG\xff")
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name).decode("latin-1" if "media" in name else "utf-8") for name in archive.namelist()
        }


def test_the_report_s_page_design_in_a_reference_file(snapshot: SnapshotAssertion) -> None:
    base = word(
        styles='<w:styles><w:docDefaults>old</w:docDefaults><w:style w:type="x" w:styleId="Title">old</w:style>'
        '<w:style w:styleId="Other">kept</w:style></w:styles>',
        settings='<w:settings><w:proofState w:spelling="clean" w:grammar="clean" /><w:themeFontLang w:val="en-US" />'
        "<w:defaultTabStop /><w:defaultTabStop /></w:settings>",
    )
    content = wordstyles.reference(base, LOOK, CONCEPT)
    made = parts_of(content)
    assert list(made) == sorted(made) and "word/media/logo.png" not in made
    assert {name: BeautifulSoup(text, "xml").prettify() for name, text in made.items()} == snapshot
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_final_edition_has_no_mark_in_its_header() -> None:
    header = parts_of(wordstyles.reference(word(settings=""), LOOK, FINAL))["word/header1.xml"]
    assert "Titel · derde kwartaal</w:t></w:r></w:p></w:hdr>" in header and "<w:tab/>" not in header


def test_a_page_is_read_from_the_front_matter() -> None:
    front = "title: 2024\nedition-text: x\norganisation: y\n"
    assert wordstyles.Page.of(f"---\n{front}status: concept\nmark: m\n---\ntekst\n---\n") == wordstyles.Page(
        "2024", "x", "y", True, "m"
    )
    assert wordstyles.Page.of(f"---\n{front}status: final\n---\n") == wordstyles.Page("2024", "x", "y", False, "")


def test_a_department_s_file_without_a_header_gets_the_report_s_and_keeps_its_own_page() -> None:
    made = parts_of(wordstyles.completed(word(), LOOK, CONCEPT))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    assert made["word/document.xml"] == (
        f'<w:document><w:body><w:p/><w:sectPr xmlns:r="{office}"><w:headerReference w:type="default" r:id="rId9000"/>'
        '<w:footerReference w:type="default" r:id="rId9100"/><w:pgSz w:w="9000"/><w:pgMar w:left="1"/></w:sectPr>'
        "</w:body></w:document>"
    )
    assert made["word/_rels/document.xml.rels"] == (
        f'<Relationships><Relationship Type="{office}/header" Id="rId9000" Target="header1.xml" />'
        f'<Relationship Type="{office}/footer" Id="rId9100" Target="footer1.xml" /></Relationships>'
    )
    assert made["[Content_Types].xml"] == (
        f'<Types><Override/><Override PartName="/word/header1.xml" ContentType="{content}.header+xml" />'
        f'<Override PartName="/word/footer1.xml" ContentType="{content}.footer+xml" /></Types>'
    )
    assert made["word/media/logo.png"] == "\x89PNG\xff"
    styles = made["word/styles.xml"]
    assert styles.startswith('<w:styles><w:style w:styleId="Heading1">own</w:style><w:style w:type="paragraph"')
    assert styles.count('w:styleId="Heading1"') == styles.count('w:styleId="Title"') == 1
    assert styles.count("<w:style ") == 27


@pytest.mark.parametrize("section", ["", "<w:sectPr/>", "<w:sectPr><w:cols/></w:sectPr>"])
def test_a_department_s_file_that_has_no_paper_gets_a4(section: str) -> None:
    document = f"<w:document><w:body>{section}</w:body></w:document>"
    made = parts_of(wordstyles.completed(word(document=document), LOOK, FINAL))["word/document.xml"]
    assert made.count("<w:sectPr") == 1
    assert '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1600" w:right="1531"' in made


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (CONCEPT, "Proefcijfers &amp; zo · Concept"), (FINAL, ""),
        (wordstyles.Page("", "", "", True), "Concept"), (wordstyles.Page("", "", "", False, "Embargo"), "Embargo"),
    ],
)  # fmt: skip
def test_what_every_page_must_say_is_added_to_each_header_of_a_department(page: wordstyles.Page, words: str) -> None:
    document = f"<w:body><w:headerReference/>{SECTION}</w:body>"
    own = word(
        document=document, header1="<w:hdr>een</w:hdr>", header12="<w:hdr>twee</w:hdr>", headerx="<w:hdr></w:hdr>"
    )
    made = parts_of(wordstyles.completed(own, LOOK, page))
    mark = (
        f'<w:p><w:r><w:rPr><w:b/><w:color w:val="A64B00"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )
    for name, text in (("header1", "een"), ("header12", "twee")):
        assert made[f"word/{name}.xml"] == f"<w:hdr>{text}{mark if words else ''}</w:hdr>"
    assert (made["word/headerx.xml"], made["word/document.xml"]) == ("<w:hdr></w:hdr>", document)
    assert "word/footer1.xml" not in made


@pytest.mark.parametrize("content", [b"geen Word", b"", word(document="\xff").replace(b"\xc3\xbf", b"\xff\xff")])
def test_what_is_no_word_file_is_said_with_what_to_do(content: bytes) -> None:
    with pytest.raises(UserError) as refused:
        wordstyles.completed(content, LOOK, FINAL)
    assert str(refused.value) == (
        "reference.docx: it is not a Word file; save it in Word as a .docx, or take it away to use the styles "
        "made from theme.yml"
    )


def table(rows: int, *, fixed: bool = True, head: bool = True) -> str:
    cell = '<w:tc><w:tcPr /><w:p><w:pPr><w:pStyle w:val="Compact" /></w:pPr></w:p></w:tc>'
    first = f'<w:tr><w:trPr><w:tblHeader w:val="on" /></w:trPr>{cell * 2}</w:tr>' if head else ""
    layout = '<w:tblLayout w:type="fixed" />' if fixed else ""
    grid = '<w:tblGrid><w:gridCol w:w="1000" /><w:gridCol w:w="3000"/></w:tblGrid>'
    return f"<w:tbl>{layout}{grid}{first}{f'<w:tr>{cell * 2}</w:tr>' * (rows - head)}</w:tbl>"


def finished(document: str) -> str:
    return parts_of(wordtables.finish(word(document=document)))["word/document.xml"]


def kept(made: str) -> str:
    """Which rows stay with the next one: x, or . for those that need not."""
    return "".join("x" if "<w:keepNext />" in row else "." for row in made.split("<w:tr>")[1:])


PAPER = '<w:pgSz w:w="8000" /><w:pgMar w:right="1500" w:left="500" />'


def test_a_table_gets_widths_that_fill_the_text_and_rows_that_stay_whole() -> None:
    def cells(style: str, keep: str) -> str:
        return "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa" /></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}" />{keep}'
            "</w:pPr></w:p></w:tc>"
            for width in (1500, 4500)
        )

    assert finished(f"<x>{table(2)}</x>{PAPER}") == (
        '<x><w:tbl><w:tblLayout w:type="fixed" /><w:tblGrid><w:gridCol w:w="1500" /><w:gridCol w:w="4500" />'
        "</w:tblGrid>"
        f'<w:tr><w:trPr><w:cantSplit /><w:tblHeader w:val="on" /></w:trPr>{cells("TableHead", "<w:keepNext />")}</w:tr>'
        f"<w:tr><w:trPr><w:cantSplit /></w:trPr>{cells('TableText', '')}</w:tr></w:tbl></x>{PAPER}"
    )


def test_a_table_that_fits_its_content_keeps_its_widths() -> None:
    made = finished(f"{table(2, fixed=False, head=False)}{PAPER}")
    assert '<w:gridCol w:w="1000" /><w:gridCol w:w="3000"/>' in made
    assert "<w:tc><w:tcPr /><w:p>" in made and "TableHead" not in made and made.count("TableText") == 4


@pytest.mark.parametrize(
    ("rows", "stay"),
    [(1, "."), (2, "x."), (16, "x" * 15 + "."), (17, "xx" + "." * 12 + "xx."), (20, "xx" + "." * 15 + "xx.")],
)
def test_a_short_table_is_never_split_and_a_long_one_has_two_rows_on_each_page(rows: int, stay: str) -> None:
    assert kept(finished(table(rows))) == stay


@pytest.mark.parametrize(
    ("document", "width"),
    [
        (PAPER, 6000), (f'<w:pgSz w:w="1"/><w:pgMar w:left="1" w:right="1"/>{PAPER}', 6000),
        ("", 8844), ('<w:pgSz w:w="8000"/>', 8844), ('<w:pgMar w:left="1" w:right="1"/>', 8844),
        ('<w:pgSz w:h="8000"/><w:pgMar w:left="1" w:right="1"/>', 8844),
        ('<w:pgSz w:w="8000"/><w:pgMar w:right="1"/>', 8844), ('<w:pgSz w:w="8000"/><w:pgMar w:left="1"/>', 8844),
    ],
)  # fmt: skip
def test_the_width_of_the_text_is_that_of_the_last_section_or_of_a4(document: str, width: int) -> None:
    assert wordtables.text_width(document) == width


def picture(name: str, number: int) -> str:
    return f'<pic:cNvPr id="0" descr="figures/{name}.png" /><x/>\n<a:blip r:embed="rId{number}" />'


def test_each_chart_gets_its_svg_once_and_other_pictures_stay() -> None:
    document = picture("fig-b", 7) + picture("fig-other", 8) + picture("fig-a", 9) + picture("fig-b", 7)
    drawings = {"fig-a": b"<svg>a</svg>", "fig-b": b"<svg>b</svg>", "fig-unused": b"<svg/>"}
    made = wordpictures.with_svg(word(document=document), drawings)
    parts = parts_of(made)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"

    def with_svg(name: str, number: int, which: int) -> str:
        return (
            f'<pic:cNvPr id="0" descr="figures/{name}.png" /><x/>\n<a:blip r:embed="rId{number}"><a:extLst>'
            '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg='
            f'"http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdSvg{which}" /></a:ext></a:extLst>'
            "</a:blip>"
        )

    assert parts["word/document.xml"] == (
        with_svg("fig-b", 7, 0) + picture("fig-other", 8) + with_svg("fig-a", 9, 1) + with_svg("fig-b", 7, 0)
    )
    assert parts["word/_rels/document.xml.rels"] == (
        f'<Relationships><Relationship Type="{office}" Id="rIdSvg0" Target="media/fig-b.svg" />'
        f'<Relationship Type="{office}" Id="rIdSvg1" Target="media/fig-a.svg" /></Relationships>'
    )
    assert parts["[Content_Types].xml"] == (
        '<Types><Default Extension="svg" ContentType="image/svg+xml" /><Override/></Types>'
    )
    assert list(parts)[-2:] == ["word/media/fig-b.svg", "word/media/fig-a.svg"]
    assert (parts["word/media/fig-a.svg"], parts["word/media/logo.png"]) == ("<svg>a</svg>", "\x89PNG\xff")


def test_a_file_without_charts_stays_as_it_is() -> None:
    own = word(document=picture("fig-other", 8))
    assert parts_of(wordpictures.with_svg(own, {"fig-a": b"<svg/>"})) == parts_of(own)
