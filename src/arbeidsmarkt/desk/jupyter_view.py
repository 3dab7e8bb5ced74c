"""What Jupyter shows for each call: the reader's view and, for the author, the facts and values behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.exhibits.records import Json
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text.markdown import plain, without_facts

_WORDS = {"fig": "figuur", "tbl": "tabel", "sec": "paragraaf"}
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\((https://[^)\s\"<>]*)\)")
_CONTINUED = re.compile(r"[ \t]*\n[ \t]*")  # not the blanks inside numbers, which do not break

#: the mark after the number of a provisional figure
MARKS = {"provisional": "*", "revised_provisional": "**"}


def facts(made: Mapping[str, Fact]) -> str:
    """The facts that a cell named: key, value, unit, period, status, title."""
    rows = "".join(
        f"<tr><td><code>{escape(key)}</code></td>"
        f"<td style='text-align:right'><b>{escape(fact.text)}</b></td>"
        f"<td>{escape(dutch.unit(fact.unit).head)}</td>"
        f"<td>{escape(fact.observation.when)}</td>"
        f"<td>{escape(fact.status)}</td>"
        f"<td style='text-align:left'>{escape(' – '.join(filter(None, (fact.observation.title, fact.label))))}</td>"
        "</tr>"
        for key, fact in made.items()
    )
    return f"<table><caption>Feiten</caption>{rows}</table>"


def prose(markdown: str, numbers: Mapping[str, str] | None = None) -> str:
    """A text in the form that Jupyter can show: headings without labels, footnotes below the text.

    Args:
        markdown: the text.
        numbers: label -> number of figures, tables and sections; other references are shown by their label.
    """
    if not markdown.strip():
        return "*Leeg: van deze tekst staat in deze editie niets in het rapport.*"
    plain_headings = re.sub(r"(?m)^(#+ .*?)[ \t]*\{#[\w-]+\}[ \t]*$", r"\1", without_facts(markdown))
    return footnotes(_referring(plain_headings, numbers or {}))


def footnotes(text: str) -> str:
    """A text with its footnotes as readers see them: numbers in superscript, and the notes below in that order."""
    notes = dict(re.findall(r"(?m)^\[\^([\w-]+)\]:[ \t]*(.+(?:\n[ \t]+\S.*)*)$", text))
    body = re.sub(r"(?m)^\[\^[\w-]+\]:[ \t]*.+(?:\n[ \t]+\S.*)*\n?", "", text) if notes else text
    shown: list[str] = []

    def raised(match: re.Match[str]) -> str:
        note = match["inline"] if match["inline"] is not None else notes.get(match["name"])
        if note is None:
            return match[0]
        if note not in shown:
            shown.append(note)
        return f"<sup>{shown.index(note) + 1}</sup>"

    body = re.sub(r"\^\[(?P<inline>[^\]]+)\]|\[\^(?P<name>[\w-]+)\]", raised, body)
    below = [
        f"<small><sup>{number}</sup> {_CONTINUED.sub(' ', note)}</small>" for number, note in enumerate(shown, start=1)
    ]
    return "\n\n".join([body.rstrip(), *below]) if below else text


def table(record: Json, caption: str) -> str:
    """A table with its caption above and its source and notes below."""
    return _above(record) + _grid(record["data"], caption) + _below(record)


def _grid(data: Json, caption: str) -> str:
    heads = "".join(
        f"<th style='text-align:{_side(column)}'>{escape(column['title'])}"
        + (f"<br><small>{escape(column['unit_text'])}</small>" if column["unit_text"] else "")
        + "</th>"
        for column in data["columns"]
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td style='text-align:{_side(column)}'>{escape(item['text'])}{MARKS.get(item['status'], '')}</td>"
            for column, item in zip(data["columns"], row, strict=True)
        )
        + "</tr>"
        for row in data["rows"]
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def figure(record: Json) -> str:
    """A figure with its caption, its alternative text and its values."""
    return (
        f"{_above(record)}<figure style='margin:0;max-width:44em'>{record['svg']}"
        f"<figcaption><b>{escape(plain(record['caption']))}</b></figcaption>"
        f"<details><summary>Alternatieve tekst</summary>{escape(record['alt'])}</details>"
        f"<details><summary>Toon als tabel</summary>{_grid(record['data'], '')}</details></figure>{_below(record)}"
    )


def _above(record: Json) -> str:
    """The message of a figure or table."""
    return f"<p><b>{escape(plain(without_facts(record['message'])))}</b></p>" if record.get("message") else ""


def _below(record: Json) -> str:
    """The source and notes under a figure or table."""
    lines = (_linked(_referring(line)) for line in (record["source"], *record["notes"]) if line)
    return "".join(f"<div><small>{line}</small></div>" for line in lines)


def _linked(markdown: str) -> str:
    """A line of Markdown as HTML with its links; everything else becomes plain text."""
    parts = _LINK.split(markdown)  # text, a link's words, its address, text, a link's words, …
    shown = [_spaced(parts[0])]
    for words, address, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        shown.append(f'<a href="{escape(address)}">{escape(plain(words))}</a>{_spaced(after)}')
    return "".join(shown)


def _spaced(markdown: str) -> str:
    """Plain text with the blanks around it, which ``plain`` would strip."""
    before, after = markdown[: len(markdown) - len(markdown.lstrip(" "))], " " if markdown.endswith(" ") else ""
    return f"{before}{escape(plain(markdown))}{after}"


def band(boxes: Sequence[Json]) -> str:
    """The band of key figures."""
    cells = "".join(
        "<td style='text-align:left;vertical-align:top;padding:1em'>"
        f"<b style='font-size:2em'>{escape(box['value'])}</b> {escape(box['unit_text'])}<br>"
        f"{escape(plain(box['title']))}<br><small>{escape(plain(box['change']))}</small><br>{box['svg']}</td>"
        for box in boxes
    )
    return f"<table><tr>{cells}</tr></table>"


def _referring(text: str, numbers: Mapping[str, str] | None = None) -> str:
    """References as readers see them, "figuur 2"; by their label if the number is unknown."""

    def shown(match: re.Match[str]) -> str:
        word = _WORDS[match[1]]
        before = text[: match.start()].rstrip()
        word = dutch.capitalised(word) if not before or before[-1] in ".!?" else word
        number = (numbers or {}).get(match[0][1:])
        return f"{word}\u00a0{number}" if number else f"{word} ‘{match[2]}’"

    return re.sub(r"@(fig|tbl|sec)-([a-z0-9-]*[a-z0-9])", shown, text)


def _side(column: Json) -> str:
    return "right" if column["type"] == "number" else "left"
