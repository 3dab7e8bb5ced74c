"""Plain text stays plain text in pandoc's Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, strategies as st

from arbeidsmarkt.document import markup
from arbeidsmarkt.document.rendering import pandoc

HARD = [
    "1,2**",
    "a_b_c",
    "<b>",
    "[x](y)",
    "C|D",
    "2^10^",
    "~x~",
    "$5$",
    "@fig-x",
    "\\",
    "`x`",
    "#",
    "{.x}",
    "1 234,5",
    "*",
]


def test_cells_survive_pandoc(tmp_path: Path) -> None:
    columns = [{"title": f"Kop {i}", "type": "string", "unit_text": ""} for i in range(len(HARD))]
    table = markup.pipe_table({"columns": columns, "rows": [[{"text": text} for text in HARD]], "row_header": 0})
    (tmp_path / "t.md").write_text(table, encoding="utf-8")
    read = json.loads(pandoc.run(["t.md", "--from=markdown", "--to=json"], folder=tmp_path, epoch=0))
    cells = read["blocks"][0]["c"][4][0][3][0][1]
    shown = ["".join(item.get("c", " ") for item in cell[4][0]["c"]) for cell in cells]
    assert shown == HARD


def test_the_raw_table_shows_what_the_pipe_table_shows(tmp_path: Path) -> None:
    columns = [{"title": "Kop's <i>", "type": "string", "unit_text": ""}]
    columns += [{"title": f"Kop {i}", "type": "number", "unit_text": "x 1 000"} for i in range(2)]
    values = [{"text": "1,2", "status": "provisional"}, {"text": "3", "status": "definite"}]
    data = {"columns": columns, "rows": [[{"text": text}, *values] for text in HARD], "row_header": 0}
    shown = {}
    for name in ("pipe_table", "raw_table"):
        (tmp_path / "t.md").write_text(getattr(markup, name)(data), encoding="utf-8")
        made = pandoc.run(["t.md", "--from=markdown", "--to=html", "--wrap=none"], folder=tmp_path, epoch=0)
        page = BeautifulSoup(made, "html.parser")
        shown[name] = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.find_all("tr")]
    assert shown["raw_table"] == shown["pipe_table"]
    assert [cell.get("scope") for cell in page.find_all("tr")[1].find_all(["th", "td"])] == ["row", None, None]
    assert [cell.get("class") for cell in page.find_all("th", scope="col")] == [None, ["num"], ["num"]]


@given(st.text(alphabet="ab*_[]\\|{}@^ "))
def test_no_special_sign_is_left_unescaped(text: str) -> None:
    shown = markup.escape(text)
    bare = re.sub(r"\\.", "", shown)
    assert not set(bare) & set("*_[]|{}@^\\")
    assert re.sub(r"\\(.)", r"\1", shown) == text.strip(" ")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ('Lonen [6,8]{.fact key="wages"} procent', "Lonen 6,8 procent"),
        ("Zie [StatLine](https://example.org), *nu*", "Zie StatLine, nu"),
        (r"1\* en 2\*\*", "1* en 2**"),
    ],
)
def test_plain(markdown: str, text: str) -> None:
    assert markup.plain(markdown) == text


def test_row_header_comes_first_and_units_stand_in_the_head() -> None:
    data = {
        "columns": [
            {"title": "Waarde", "type": "number", "unit_text": "x 1 000"},
            {"title": "Sector", "type": "string", "unit_text": ""},
        ],
        "rows": [[{"text": "1,0"}, {"text": "Bouw"}]],
        "row_header": 1,
    }
    assert markup.pipe_table(data).splitlines() == [
        "| Sector | Waarde [x 1 000]{.unit} |",
        "| :--- | ---: |",
        "| Bouw | 1,0 |",
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Zie @fig-a-b. En [@tbl-x; @sec-y].", ["fig-a-b", "tbl-x", "sec-y"]),
        ("mail a@fig-x en \\@fig-y", []),
    ],
)
def test_references(text: str, labels: list[str]) -> None:
    assert markup.REFERENCE.findall(text) == labels


TABLE = {
    "columns": [
        {"title": "Graad", "type": "number", "unit_text": "%"}, {"title": "Tak", "type": "string", "unit_text": ""},
        {"title": "Aantal", "type": "number", "unit_text": "x 1 000"},
    ],
    "rows": [
        [{"text": "6,8", "status": "provisional"}, {"text": "bouw"}, {"text": "7", "status": "revised_provisional"}],
        [{"text": "n.b.", "status": ""}, {"text": "zorg"}, {"text": "12", "status": "unknown"}],
    ],
    "row_header": 1,
}  # fmt: skip


def test_a_table_in_markdown_sign_by_sign() -> None:
    assert markup.pipe_table(TABLE).splitlines() == [
        "| Tak | Graad [%]{.unit} | Aantal [x 1 000]{.unit} |",
        "| :--- | ---: | ---: |",
        r"| bouw | 6,8\* | 7\*\* |",
        "| zorg | n.b. | 12 |",
    ]
    first = markup.pipe_table({key: part for key, part in TABLE.items() if key != "row_header"}).splitlines()
    assert first[2] == r"| 6,8\* | bouw | 7\*\* |"


def test_a_table_for_html_sign_by_sign() -> None:
    assert markup.raw_table(TABLE).splitlines() == [
        "```{=html}",
        '<table><thead><tr><th scope="col">Tak</th><th scope="col" class="num">Graad <span class="unit">%</span></th>'
        '<th scope="col" class="num">Aantal <span class="unit">x 1 000</span></th></tr></thead><tbody>',
        '<tr><th scope="row">bouw</th><td class="num">6,8<span class="mark">*</span></td>'
        '<td class="num">7<span class="mark">**</span></td></tr>',
        '<tr><th scope="row">zorg</th><td class="num">n.b.</td><td class="num">12</td></tr></tbody></table>',
        "```",
    ]
