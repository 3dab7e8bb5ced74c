"""Markdown for pandoc and Quarto: footnotes, tables, and the patterns of labels and facts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from arbeidsmarkt.basics import plain_text
from arbeidsmarkt.text.markdown import REFERENCE, attribute, escape, one_line, plain

__all__ = [
    "ANCHOR", "FACT", "MARKS", "REFERENCE", "attribute", "escape", "footnotes_of", "pipe_table", "plain", "raw_table",
]  # fmt: skip

#: the label of a heading, figure or table
ANCHOR = re.compile(r"(?<!\\)\{[^{}\n]*(?<!\\)#((?:fig|tbl|sec)-[\w-]*\w)[^{}\n]*\}")
#: a printed fact: [106]{.fact key="tension"}
FACT = re.compile(r"(?<!\\)\{\.fact\s+key=\"([^\"]+)\"[^{}]*\}")
#: parts of the document that are not Markdown: alternative texts, tables for HTML only
_NO_MARKDOWN = re.compile(r'fig-alt="(?:[^"\\]|\\.)*"|^```\{=html\}$.*?^```$', re.DOTALL | re.MULTILINE)
#: CBS's marks after a figure, by its status
MARKS = {"provisional": "*", "revised_provisional": "**"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


def footnotes_of(section: str, markdown: str) -> str:
    """Add the section's name to the ids of footnotes, so that every notebook may use ``[^1]``."""
    return _FOOTNOTE.sub(lambda match: f"[^{section}-{match[1]}]", markdown)


def read(document: str) -> str:
    """The parts of a document that are Markdown: without alternative texts and raw tables."""
    return _NO_MARKDOWN.sub("", document)


def pipe_table(data: dict[str, Any]) -> str:
    """The data of a table record as a pipe table.

    The row header comes first, numbers are aligned to the right, and a column's unit follows its title as
    ``[…]{.unit}``.
    """
    columns, order = data["columns"], _order(data)
    heads = [_head(columns[i]) for i in order]
    rules = ["---:" if columns[i]["type"] == "number" else ":---" for i in order]
    rows = [
        [str(escape(row[i]["text"] + MARKS.get(row[i].get("status", ""), ""))) for i in order] for row in data["rows"]
    ]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def raw_table(data: dict[str, Any]) -> str:
    """The data of a table record as a raw block for HTML, which pandoc does not parse.

    Most cells of a document are numbers behind figures. To parse them as Markdown took a fifth of pandoc's time, also
    for the formats that do not show them.
    """
    return f"```{{=html}}\n{''.join(_html_table(data))}\n```"


def _html_table(data: dict[str, Any]) -> Iterator[str]:
    columns, order = data["columns"], _order(data)
    align = {i: ' class="num"' if columns[i]["type"] == "number" else "" for i in order}
    yield "<table><thead><tr>"
    for i in order:
        unit = _in_html(columns[i].get("unit_text", ""))
        shown = _in_html(columns[i]["title"]) + (f' <span class="unit">{unit}</span>' if unit else "")
        yield f'<th scope="col"{align[i]}>{shown}</th>'
    yield "</tr></thead><tbody>"
    for row in data["rows"]:
        yield "\n<tr>"
        for i in order:
            mark = MARKS.get(row[i].get("status", ""), "")
            shown = _in_html(row[i]["text"]) + (f'<span class="mark">{mark}</span>' if mark else "")
            yield f'<th scope="row">{shown}</th>' if i == order[0] else f"<td{align[i]}>{shown}</td>"
        yield "</tr>"
    yield "</tbody></table>"


def _in_html(text: str) -> str:
    # with the apostrophe that pandoc gives the same words in Markdown
    return html.escape(plain_text.checked(one_line(text)), quote=False).replace("'", "’")


def _order(data: dict[str, Any]) -> list[int]:
    """The order of the columns, with the row header first."""
    first = data.get("row_header", 0)
    return [first, *(i for i in range(len(data["columns"])) if i != first)]


def _head(column: dict[str, Any]) -> str:
    title, unit = escape(column["title"]), escape(column.get("unit_text", ""))
    return f"{title} [{unit}]{{.unit}}" if unit else title


def div(attributes: str, content: str) -> str:
    """A fenced div of pandoc's: a block with attributes."""
    return f"::: {attributes}\n{content}\n:::"
