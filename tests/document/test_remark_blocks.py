"""Remarks in the document and in every format: at the end of their section, marked, with who wrote them. Made up."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import remark_blocks
from arbeidsmarkt.document.assemble import Document, assemble
from arbeidsmarkt.text import headings

WHERE = "params/2024Q3.md:3"


def remark(**changes: Any) -> dict[str, Any]:
    text = 'Let op: er waren er [106]{.fact key="tension"}, zie @fig-tension.\n\n- Eén punt.[^a]\n\n[^a]: Een noot.'
    return {"section": "sec-tension", "author": "Directie *A*", "markdown": text, "where": WHERE, **changes}


def with_remarks(*remarks: dict[str, Any]) -> Document:
    return assemble(made_up.REPORT, made_up.EDITION, list(made_up.sections().items()), remarks)


def test_without_remarks_nothing_changes() -> None:
    assert with_remarks() == made_up.document()


def test_a_remark_stands_behind_its_section_and_names_its_author_as_text() -> None:
    text = with_remarks(remark()).text
    block = '::: {.remark role="note"}\n**Opmerking van Directie \\*A\\***\n\nLet op'
    assert text.index("{#sec-tension}") < text.index(block) < text.index("{#sec-wages}")
    assert "[^remark-1-a]" in text
    assert text.replace(text[text.index(block) : text.index(":::", text.index(block) + 4) + 5], "") == (
        made_up.document().text
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"section": "sec-nowhere"}, "about sec-nowhere, and no section of this edition has that label"),
        ({"markdown": "::: {.source}\nx\n:::"}, "begins a block"),
        ({"markdown": "Een noot.[^b]"}, "the footnote [^b] has no text"),
        ({"markdown": 'Er waren er [7]{.fact key="nothing"}.'}, "the fact 'nothing', which no notebook names"),
        ({"markdown": "Zie @fig-nothing."}, "refers to @fig-nothing, which is nowhere"),
    ],
)
def test_what_would_break_the_document_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as caught:
        with_remarks(remark(**changes))
    assert message in str(caught.value)


def test_all_faults_of_remarks_are_said_with_their_line_and_what_to_do() -> None:
    faults: list[UserError] = []
    remarks = [
        remark(markdown="Meer <b>.\n\nNoot.[^b]"),
        remark(section="sec-nowhere", where="params/2024Q3.md:9", markdown="\n\nTekst.[^b]\n\n[^b]: Noot.\n"),
    ]
    blocks = remark_blocks.added(["# Spanning {#sec-tension}", "# Lonen {#sec-wages}"], remarks, faults)
    assert [str(fault) for fault in faults] == [
        f"{WHERE}: '<b>' would be read as HTML; write the sign as \\<, or take it out",
        f"{WHERE}: the footnote [^b] has no text; write [^name] in the text and [^name]: … once below it",
        "params/2024Q3.md:9: the remark is about sec-nowhere, and no section of this edition has that label; "
        "name a section by its label, as # Title {#sec-name} in a notebook gives it",
    ]
    assert [block.partition("\n")[0] for block in blocks] == [
        "# Spanning {#sec-tension}", '::: {.remark role="note"}', "# Lonen {#sec-wages}",
    ]  # fmt: skip


def test_remarks_on_one_section_stand_in_their_order_with_footnotes_of_their_own() -> None:
    remarks = [remark(markdown=f"\n{words}.[^a]\n\n[^a]: Noot.\n") for words in ("Een", "Twee")]
    faults: list[UserError] = []
    assert remark_blocks.added(["# Spanning {#sec-tension}"], remarks, faults) == [
        "# Spanning {#sec-tension}",
        *(
            f'::: {{.remark role="note"}}\n**Opmerking van Directie \\*A\\***\n\n'
            f"{words}.[^remark-{number}-a]\n\n[^remark-{number}-a]: Noot.\n:::"
            for number, words in enumerate(("Een", "Twee"), start=1)
        ),
    ]
    assert faults == []


def test_the_end_of_a_section_lies_behind_the_sections_within_it() -> None:
    blocks = ["# A {#sec-a}\n\nx\n\n## B {#sec-b}\n\ny\n\n# C {#sec-c .unnumbered}", "z", "```\n# no heading\n```"]
    at_a, at_b, at_c = (headings.at_end_of(blocks, f"sec-{name}", "!") for name in "abc")
    assert at_a == at_b == ["# A {#sec-a}\n\nx\n\n## B {#sec-b}\n\ny", "!", "# C {#sec-c .unnumbered}", *blocks[1:]]
    assert at_c == [*blocks, "!"]
    assert headings.at_end_of(blocks, "sec-", "!") is None


def test_every_format_shows_the_remark_in_a_block_of_its_own(tmp_path: Path) -> None:
    from arbeidsmarkt.document.rendering import render

    with_remarks(remark(author="Directie A")).write(tmp_path)
    made = render(tmp_path, made_up.EDITION, ("html", "pdf", "docx"), design=made_up.DESIGN)
    html = made[0].read_text(encoding="utf-8")
    block = re.search(r'<div class="remark" role="note">(.*?)</div>', html, flags=re.DOTALL)
    assert block is not None
    assert "Opmerking van Directie A" in block[1]
    with pdfplumber.open(made[1]) as pdf:
        assert "Opmerking van Directie A" in " ".join(page.extract_text() for page in pdf.pages)
    with zipfile.ZipFile(made[2]) as archive:
        document = archive.read("word/document.xml").decode()
        assert 'w:styleId="Remark"' in archive.read("word/styles.xml").decode()
    (paragraph,) = [part for part in document.split("<w:p>") if "Opmerking van Directie A" in part]
    assert '<w:pStyle w:val="Remark"' in paragraph
