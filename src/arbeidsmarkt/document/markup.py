"""Markdown as pandoc and Quarto read it: what is plain text stays plain text, and tables are pipe tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

#: a reference to a figure, table or section, as Quarto writes it
REFERENCE = re.compile(r"(?<![\w@\\])@((?:fig|tbl|sec)-[\w-]*\w)")
#: where a heading, figure or table gets its name
ANCHOR = re.compile(r"\{[^{}\n]*#((?:fig|tbl|sec)-[\w-]*\w)[^{}\n]*\}")
#: a printed fact: [106]{.fact key="tension"}
FACT = re.compile(r"\{\.fact\s+key=\"([^\"]+)\"[^{}]*\}")
#: CBS's marks behind a figure, by its status
MARKS = {"provisional": "*", "revised_provisional": "**"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|^~$@#{}])")


def escape(text: str) -> str:
    """Plain text in Markdown that shows exactly that text: ``1,2**`` keeps its asterisks."""
    return _SPECIAL.sub(r"\\\1", _one_line(text))


def attribute(text: str) -> str:
    """Text inside a quoted attribute such as ``fig-alt="…"``."""
    return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def _one_line(text: str) -> str:
    # only line breaks and runs of ordinary blanks: the no-break spaces inside numbers are meant
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text).strip(" \t\r\n")


def plain(markdown: str) -> str:
    """Inline Markdown without its marks, for places that hold text alone (titles inside SVG, attachments)."""
    text = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", markdown)
    text = re.sub(r"(?<!\\)[*_`]+", "", text)
    return _one_line(re.sub(r"\\(.)", r"\1", text))


def footnotes_of(section: str, markdown: str) -> str:
    """Give footnotes their section's name, so that ``[^1]`` may be used in every notebook."""
    return _FOOTNOTE.sub(lambda match: f"[^{section}-{match[1]}]", markdown)


def pipe_table(data: dict[str, Any]) -> str:
    """A table record's DATA as a pipe table.

    The row header comes first, numbers are set to the right, and a column's unit follows its title as ``[…]{.unit}``.
    """
    columns, order = data["columns"], _order(data)
    heads = [_head(columns[i]) for i in order]
    rules = ["---:" if columns[i]["type"] == "number" else ":---" for i in order]
    rows = [[escape(row[i]["text"] + MARKS.get(row[i].get("status", ""), "")) for i in order] for row in data["rows"]]
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
    return html.escape(_one_line(text), quote=False).replace("'", "’")


def _order(data: dict[str, Any]) -> list[int]:
    """The columns with the row header in front."""
    first = data.get("row_header", 0)
    return [first, *(i for i in range(len(data["columns"])) if i != first)]


def _head(column: dict[str, Any]) -> str:
    unit = escape(column.get("unit_text", ""))
    return escape(column["title"]) + (f" [{unit}]{{.unit}}" if unit else "")
