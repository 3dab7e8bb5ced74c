"""``build/compare-<old>-<new>.html``: two editions side by side, in Dutch, for whoever sends the report out."""

from __future__ import annotations

import difflib
import html
import re
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import page
from arbeidsmarkt.numbers.revisions import Change, Revisions
from arbeidsmarkt.publishing.compare import SECRET, Comparison, FactPair, Value
from arbeidsmarkt.publishing.sentences import Difference

_WORDS = {"added": "Nieuw in deze editie", "removed": "Vervallen", "words": "Anders verwoord"}
_TOKEN = re.compile(r"\s+|[^\s]+")


def name(comparison: Comparison) -> str:
    """The page's file name."""
    return f"compare-{comparison.old}-{comparison.new}.html"


def write(out: Path, project: Project, comparison: Comparison) -> Path:
    """Write the page into the output folder.

    Raises:
        UserError: it cannot be written.
    """
    old, new = Period.parse(comparison.old).text, Period.parse(comparison.new).text
    words = [item for item in comparison.sentences if item.kind != "figures"]
    figures = [item for item in comparison.sentences if item.kind == "figures"]
    parts = [
        f"<p>Het {new} naast het {old}.</p>",
        "<h2>Kerncijfers en andere feiten</h2>",
        _facts(comparison),
        "<h2>Andere woorden</h2>",
        "<p>Zinnen die iets anders zeggen dan in de vorige editie.</p>" if words else "<p>De woorden zijn gelijk.</p>",
        _sentences(words),
        "<h2>Alleen andere cijfers</h2>",
        f"<details><summary>Toon {_count(len(figures))} met dezelfde woorden</summary>{_sentences(figures)}</details>"
        if figures else "<p>Er zijn geen zinnen met alleen andere cijfers.</p>",
        "<h2>Bijgestelde CBS-cijfers</h2>",
        _revisions(comparison.revisions),
    ]  # fmt: skip
    return page.write(out, name(comparison), project, f"{comparison.old} en {comparison.new}", "\n".join(parts))


def _count(number: int) -> str:
    return f"{number} {'zin' if number == 1 else 'zinnen'}"


def _facts(comparison: Comparison) -> str:
    heads = [("Feit", False), (comparison.old, True), (comparison.new, True), ("Verschil", True)]
    return page.table("Tabel met de feiten van beide edities", heads, [_fact(pair) for pair in comparison.facts])


def _fact(pair: FactPair) -> str:
    shown = f"{html.escape(dutch.capitalised(pair.title))}<span class=unit>{html.escape(pair.key)}</span>"
    cells = "".join(f"<td class=number>{_value(value)}</td>" for value in (pair.old, pair.new))
    return f'<tr><th scope="row">{shown}</th>{cells}<td class=number>{html.escape(pair.difference)}</td></tr>'


def _value(value: Value | None) -> str:
    if value is None:
        return "<span class=muted>niet in deze editie</span>"
    period = f"<span class=unit>{value.period}</span>" if value.period else ""
    return html.escape(value.text) + period


def _sentences(items: list[Difference]) -> str:
    parts = []
    for section, group in groupby(items, key=lambda item: item.section):
        parts.append(f"<h3>{html.escape(section)}</h3>")
        parts += [f"<p>{_sentence(item)}</p>" for item in group]
    return "\n".join(parts)


def _sentence(item: Difference) -> str:
    label = f"<span class=unit>{_WORDS[item.kind]}</span>" if item.kind in _WORDS else ""
    if item.old is None and item.new is not None:
        return f"{label}<ins>{html.escape(item.new.text)}</ins>"
    if item.new is None and item.old is not None:
        return f"{label}<del>{html.escape(item.old.text)}</del>"
    assert item.old is not None and item.new is not None  # noqa: S101  one of them is always there
    if item.old.text == SECRET:
        return f"{label}<del>{SECRET}</del> <ins>{html.escape(item.new.text)}</ins>"
    return label + _marked(item.old.text, item.new.text)


def _marked(old: str, new: str) -> str:
    """The newer sentence with what was taken out and put in marked, word by word."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    parts = []
    for operation, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = html.escape("".join(before[a1:a2])), html.escape("".join(after[b1:b2]))
        if operation == "equal":
            parts.append(come)
        else:
            parts.append(" ".join(f"<{tag}>{text}</{tag}>" for tag, text in (("del", gone), ("ins", come)) if text))
    return "".join(parts)


def _revisions(found: Revisions | None) -> str:
    if found is None:
        return "<p>Beide edities lezen dezelfde momentopname van het CBS.</p>"
    intro = f"Momentopname {found.old} naast {found.new}, in de reeksen die de nieuwste editie toont"
    if not found.revised:
        return f"<p>{html.escape(intro)}: er is niets bijgesteld.</p>"
    titles = {summary.spec.id: summary.spec.title for summary in found.summaries}
    heads = [("Reeks", False), ("Periode", False), ("Was", True), ("Is", True), ("Verschil", True)]
    rows = [_revision(change, titles[change.series]) for change in found.revised]
    return f"<p>{html.escape(intro)}.</p>\n" + page.table("Tabel met bijgestelde cijfers", heads, rows)


def _revision(change: Change, title: str) -> str:
    label = f"<span class=unit>{html.escape(change.label)}</span>" if change.label else ""
    numbers = [_number(change.old, change), _number(change.new, change), _number(change.difference, change, sign=True)]
    cells = "".join(f"<td class=number>{number}</td>" for number in numbers)
    return f'<tr><th scope="row">{html.escape(title)}{label}</th><td>{change.period.head}</td>{cells}</tr>'


def _number(value: Decimal | None, change: Change, *, sign: bool = False) -> str:
    return "" if value is None else dutch.number(value, change.decimals, sign=sign)
