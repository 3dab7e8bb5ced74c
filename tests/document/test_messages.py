"""The sentence above the caption of a figure or table, in every format."""

from __future__ import annotations

from pathlib import Path

import docx
import pdfplumber
from bs4 import BeautifulSoup, Tag

import made_up_report as made_up

SAID = {
    "fig-wages": "De verzonnen lonen stijgen sneller dan de 397 duizend vacatures.",
    "tbl-sectors": "In de verzonnen handel staan de meeste vacatures open.",
}
CAPTIONS = {
    "fig-wages": "Figuur 2 Verzonnen loongroei, in procenten",
    "tbl-sectors": "Tabel 1 Openstaande vacatures per bedrijfstak, verzonnen",
}


def figure(label: str) -> Tag:
    page = BeautifulSoup(made_up.rendered_file("html").read_text(encoding="utf-8"), "html.parser")
    found = page.find("figure", id=label)
    assert isinstance(found, Tag)
    return found


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_message_stands_above_the_title_in_html_and_is_no_part_of_its_name() -> None:
    for label, message in SAID.items():
        above, title = figure(label).find("figcaption").find_all(recursive=False)
        assert plain(above.text) == message
        assert plain(title.text) == CAPTIONS[label]
        assert title["id"] == f"{label}-caption"  # what names a table to a screen reader
    assert figure("fig-wages").find("figcaption").find("data")["data-key"] == "vacancies"
    assert figure("fig-tension").find("figcaption")["id"] == "fig-tension-caption"  # without a message, as before


def test_the_message_stands_above_the_title_in_the_pdf() -> None:
    with pdfplumber.open(made_up.rendered_file("pdf")) as opened:
        text = [plain(line["text"]) for page in opened.pages for line in page.extract_text_lines()]
    for label, message in SAID.items():
        place = text.index(message)
        assert text[place + 1] == CAPTIONS[label]


def test_the_message_stands_above_the_title_in_word_and_stays_with_it() -> None:
    paragraphs = [part for part in docx.Document(str(made_up.rendered_file("docx"))).paragraphs if part.text.strip()]
    found = [place for place, part in enumerate(paragraphs) if part.style and part.style.name == "Message"]
    assert [plain(paragraphs[place].text) for place in found] == [SAID["tbl-sectors"], SAID["fig-wages"]]
    assert [paragraphs[place + 1].style.name for place in found] == ["Table Caption", "Image Caption"]
    assert all(paragraphs[place].style.paragraph_format.keep_with_next for place in found)


def test_the_message_is_in_the_document_with_its_figure(tmp_path: Path) -> None:
    text = made_up.document().text
    begin = text.index("{#fig-wages")
    assert text[begin:].split("\n\n")[1] == f"::: {{.message}}\n{made_up.FIGURE_MESSAGE}\n:::"
