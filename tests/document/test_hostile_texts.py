"""What others write is data: every hostile text, in every place that texts reach, stands in every format as it is."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest
from bs4 import BeautifulSoup
from hypothesis import Phase, example, given, settings, strategies as st

from arbeidsmarkt.document import assemble, workbook
from arbeidsmarkt.document.rendering import pandoc, render
from arbeidsmarkt.text import markdown
from arbeidsmarkt.text.prose import Prose
from hostile import TEXTS, core
from made_up_report import DESIGN, EDITION, REPORT, band, column, fact, figure, number, prose, table, words

NAMES: Mapping[str, object] = {f"text_{i}": text for i, text in enumerate(TEXTS)}


def door() -> Prose:
    return Prose(lambda: NAMES)


def sections() -> list[tuple[str, list[dict[str, Any]]]]:
    """A report in which every text is hostile: captions and notes through the door, cells and titles as they are."""
    shown = door()
    escaped = [shown.words(f"{{{{ text_{i} }}}}") for i in range(len(TEXTS))]
    cells = {
        "columns": [column("a", TEXTS[0], "string"), column("b", TEXTS[14], "string", unit_text=TEXTS[12])],
        "rows": [[words(text), words(f"x {text}")] for text in TEXTS], "row_header": 0,
    }  # fmt: skip
    charted = {
        "columns": [column("a", TEXTS[2], "string"), column("b", TEXTS[3], unit_text=TEXTS[4])],
        "rows": [[words(text), number("1", 1)] for text in TEXTS], "row_header": 0,
    }  # fmt: skip
    running = "# Kop {#sec-a}\n\n" + "\n\n".join(f"Zie: {{{{ text_{i} }}}}" for i in range(len(TEXTS)))
    listed = "\n".join(f"- {{{{ text_{i} }}}}" for i in range(len(TEXTS)))
    at_the_margin = "\n\n".join(f"{{{{ text_{i} }}}}" for i in range(len(TEXTS)))
    one = [
        {"kind": "facts", "facts": {"tension": fact("tension", 106.1, "106", "per_100_unemployed")}},
        *(prose(shown.render(text).markdown) for text in (running, listed, at_the_margin)),
        figure("fig-tension", escaped[0], alt=" ".join(TEXTS), notes=escaped, data=charted),
        *(
            table(f"tbl-{i}", caption, 1, source=markdown.link(TEXTS[i], "https://example.org/a_b(c)"))
            for i, caption in enumerate(escaped)
        ),
        table("tbl-cells", "Cellen", data=cells),
    ]
    items = [
        {**band()["items"][0], "title": text, "change": text, "unit_text": plain, "alt": plain}
        for text, plain in zip(escaped, TEXTS, strict=True)
    ]
    return [("0-summary", [{"kind": "band", "label": "kerncijfers", "items": items}, prose("# Kort")]),
            ("1-tension", one), ("2-wages", [prose("# Lonen")])]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    everything = " ".join(TEXTS)
    report = REPORT.model_copy(
        update={"title": f"Titel {everything}", "organisation": f"Wij {everything}", "description": everything}
    )
    document = assemble.assemble(report, dataclasses.replace(EDITION, errata=TEXTS), sections())
    document.write(folder)
    render(folder, EDITION, ["html", "pdf", "docx"], design=DESIGN)
    return folder


def missing(shown: str, times: int) -> list[str]:
    page = core(shown)
    return [text for text in TEXTS if page.count(core(text)) < times]


def test_html_shows_every_text_and_runs_none(made: Path) -> None:
    source = (made / "arbeidsmarkt-in-beeld-2024Q3.html").read_text(encoding="utf-8")
    page = BeautifulSoup(source, "html.parser")
    body = page.body
    assert body is not None
    for drawing in body.find_all("svg"):
        drawing.extract()
    own = (DESIGN / "_extensions" / "arbeidsmarkt" / "report.js").read_text(encoding="utf-8")
    assert [script.text.strip() for script in page.find_all("script")] == [own.strip()]
    page.find("script").extract()
    assert not page.find_all(["img", "iframe", "object", "embed", "b", "em"])
    elements = page.find_all(True)
    assert not [name for element in elements for name in element.attrs if name.startswith("on")]
    links = {element["href"] for element in elements if element.has_attr("href")}
    assert {link for link in links if not link.startswith(("#", "https://", "data:text/csv;"))} == set()
    assert "https://example.org/a_b%28c%29" in links and "https://example.org/x.png" not in links
    # the title, the text, a list, at the margin, a note, a caption, a source, a key figure three times, cells twice
    assert missing(body.get_text(), 12) == []
    description = page.find("meta", {"name": "description"})
    assert description is not None and missing(str(description["content"]), 1) == []
    assert page.title is not None and missing(page.title.get_text(), 1) == []


def test_pdf_shows_every_text(made: Path) -> None:
    with pdfplumber.open(made / "arbeidsmarkt-in-beeld-2024Q3.pdf") as pdf:
        text = "".join(page.extract_text(x_tolerance=1.2) for page in pdf.pages)
        about = pdf.metadata
    # lines that are broken by hyphens, columns or pages hide some of the many places, never all of them
    assert missing(text, 4) == []
    assert missing(about["Author"], 1) == [] and missing(about["Subject"], 1) == []


def test_word_shows_every_text(made: Path) -> None:
    with zipfile.ZipFile(made / "arbeidsmarkt-in-beeld-2024Q3.docx") as docx:
        document = BeautifulSoup(docx.read("word/document.xml"), "xml")
        relations = docx.read("word/_rels/document.xml.rels").decode()
    assert missing("".join(one.get_text() for one in document.find_all("w:t")), 10) == []
    assert "javascript" not in relations and "example.org/x.png" not in relations


def test_spreadsheet_holds_texts_and_no_formula(made: Path, tmp_path: Path) -> None:
    records = [one for _, found in sections() for one in found if one["kind"] in ("figure", "table")]
    path = tmp_path / "tables.xlsx"
    workbook.write(path, TEXTS[0], TEXTS, [workbook.sheet(record) for record in records], EDITION.publication_date)
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert missing(" ".join(str(cell.value) for cell in cells), 4) == []


ANY = st.text(alphabet=r"""ab1 .-+=:*_`~^$@#{}[]()<>|\!&;%/'"=""" + "\u00a0é", min_size=1, max_size=30)


@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate])
@example([" :", " - a", "  + a", " 1. a", " (iv) a", " a) a", " =="])
@given(st.lists(ANY, min_size=150, max_size=150))
def test_whatever_is_escaped_is_read_as_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("escaped")
    texts = ["a", *(text for text in texts if text.strip())]
    lines = "\n\n".join(f"{markdown.escape(text)}\n{markdown.as_markdown(text)}" for text in texts)
    (folder / "t.md").write_text(lines, encoding="utf-8")
    read = json.loads(pandoc.run(["t.md", "--from=markdown-smart", "--to=json"], folder=folder, epoch=0))
    shown = []
    for block, text in zip(read["blocks"], texts, strict=True):
        assert block["t"] == "Para", text
        assert {inline["t"] for inline in block["c"]} <= {"Str", "Space", "SoftBreak"}, text
        shown.append("".join(inline.get("c", "") for inline in block["c"]))
    assert ["".join(line.split()) for line in shown] == ["".join(text.split()) * 2 for text in texts]
