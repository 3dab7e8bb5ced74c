"""Markdown as pandoc and Quarto read it: what is plain text stays plain text, and tables are pipe tables."""

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

#: where a heading, figure or table gets its name
ANCHOR = re.compile(r"(?<!\\)\{[^{}\n]*(?<!\\)#((?:fig|tbl|sec)-[\w-]*\w)[^{}\n]*\}")
#: a printed fact: [106]{.fact key="tension"}
FACT = re.compile(r"(?<!\\)\{\.fact\s+key=\"([^\"]+)\"[^{}]*\}")
#: what stands in the Markdown and is no Markdown: alternative texts, tables for HTML alone
_NO_MARKDOWN = re.compile(r'fig-alt="(?:[^"\\]|\\.)*"|^```\{=html\}$.*?^```$', re.DOTALL | re.MULTILINE)
#: CBS's marks behind a figure, by its status
MARKS = {"provisional": "*", "revised_provisional": "**"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


def footnotes_of(section: str, markdown: str) -> str:
    """Give footnotes their section's name, so that ``[^1]`` may be used in every notebook."""
    return _FOOTNOTE.sub(lambda match: f"[^{section}-{match[1]}]", markdown)


def read(document: str) -> str:
    """The part of a document that is read as Markdown: without alternative texts and raw tables."""
    return _NO_MARKDOWN.sub("", document)


def pipe_table(data: dict[str, Any]) -> str:
    """A table record's DATA as a pipe table.

    The row header comes first, numbers are set to the right, and a column's unit follows its title as ``[…]{.unit}``.
    """
    columns, order = data["columns"], _order(data)
    heads = [_head(columns[i]) for i in order]
    rules = ["---:" if columns[i]["type"] == "number" else ":---" for i in order]
    rows = [
        [str(escape(row[i]["text"] + MARKS.get(row[i].get("status", ""), ""))) for i in order] for row in data["rows"]
    ]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def raw_table(data: dict[str, Any]) -> str:
    """A table record's DATA for HTML alone, as a raw block: the same table, which pandoc need not read.

    The numbers behind a figure are most of a document's cells, and reading them as Markdown took a fifth of pandoc's
    time, also for the formats that do not show them.
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
    """The columns with the row header in front."""
    first = data.get("row_header", 0)
    return [first, *(i for i in range(len(data["columns"])) if i != first)]


def _head(column: dict[str, Any]) -> str:
    title, unit = escape(column["title"]), escape(column.get("unit_text", ""))
    return f"{title} [{unit}]{{.unit}}" if unit else title
