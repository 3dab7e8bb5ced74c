"""Writes ``build/compare-<old>-<new>.html``, which a reviewer reads before signing: in Dutch, one file to be mailed.

Sentences that are new or have other words come first, then figures that changed more than usual, revisions, what was
left out or came back, and the charts, old beside new. Unchanged facts, and sentences in which only figures changed, are
collapsed.
"""

from __future__ import annotations

import base64
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
#: how the page identifies the build that it shows
_CONTENT = '<p class="muted content">Inhoud: <code>{}</code></p>'


def name(comparison: Comparison) -> str:
    """The page's file name."""
    return name_of(comparison.old, comparison.new)


def name_of(old: str, new: str) -> str:
    """The file name of the page about two editions; for a correction both are the same edition."""
    return f"compare-{old}-{new}.html"


def shows(path: Path, content: str) -> bool:
    """Whether a page exists and shows the build with this content."""
    try:
        return _CONTENT.format(content) in path.read_text(encoding="utf-8")
    except OSError:
        return False


def write(
    out: Path, project: Project, comparison: Comparison, content: str = "", folders: tuple[Path, Path] | None = None
) -> Path:
    """Write the page into the output folder.

    Args:
        out: the output folder.
        project: the checkout.
        comparison: the comparison to show.
        content: the hash of the newer build's content, for the review; empty if the page is for reading only.
        folders: the two builds, for their charts; those in ``out`` by default.

    Raises:
        UserError: it cannot be written.
    """
    old, new = Period.parse(comparison.old).text, Period.parse(comparison.new).text
    words = [item for item in comparison.sentences if item.kind != "figures" and not item.below]
    below = [item for item in comparison.sentences if item.kind != "figures" and item.below]
    figures = [item for item in comparison.sentences if item.kind == "figures"]
    changed = [pair for pair in comparison.facts if pair.changed]
    same = [pair for pair in comparison.facts if not pair.changed]
    of_one = comparison.old == comparison.new
    parts = [
        f"<p>Het {new}, verbeterd, naast wat eerder is uitgegeven.</p>" if of_one
        else f"<p>Het {new} naast het {old}.</p>",
        _CONTENT.format(content) if content else "",
        "<h2>Nieuw of anders verwoord</h2>",
        _sentences(words) if words else "<p>De woorden zijn gelijk.</p>",
        _folded(f"{_count(len(below))} onder figuren en tabellen (bron, noten)", _sentences(below)) if below else "",
        _folded(f"{_count(len(figures))} met alleen andere cijfers", _sentences(figures)) if figures else "",
        "<h2>Meer veranderd dan gewoonlijk</h2>",
        _unusual(comparison),
        "<h2>Bijgestelde CBS-cijfers</h2>",
        _revisions(comparison.revisions),
        "<h2>Weggelaten en teruggekomen</h2>",
        _left_out(comparison),
        "<h2>Figuren</h2>",
        _charts(*(folders or (out / comparison.old, out / comparison.new))),
        "<h2>Feiten</h2>",
        _folded(_facts_that("anders", changed), _facts(comparison, changed)) if changed
        else "<p>Alle feiten zijn gelijk.</p>",
        _folded(_facts_that("gelijk", same), _facts(comparison, same)) if same else "",
    ]  # fmt: skip
    subject = f"{comparison.old} en {comparison.new}"
    return page.write(out, name(comparison), project, subject, "\n".join(filter(None, parts)))


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{html.escape(summary)}</summary>\n{body}\n</details>"


def _count(number: int) -> str:
    return f"{number} {'zin' if number == 1 else 'zinnen'}"


def _facts_that(are: str, pairs: list[FactPair]) -> str:
    return f"{len(pairs)} feiten die {are} zijn" if len(pairs) > 1 else f"1 feit dat {are} is"


def _facts(comparison: Comparison, pairs: list[FactPair]) -> str:
    heads = [("Feit", False), (comparison.old, True), (comparison.new, True), ("Verschil", True)]
    changed = any(pair.changed for pair in pairs)
    label = "Tabel met feiten die anders zijn" if changed else "Tabel met feiten die gelijk zijn"
    return page.table(label, heads, [_fact(pair) for pair in pairs])


def _fact(pair: FactPair) -> str:
    shown = f"{html.escape(dutch.capitalised(pair.title))}<span class=unit>{html.escape(pair.key)}</span>"
    cells = "".join(f"<td class=number>{_value(value)}</td>" for value in (pair.old, pair.new))
    difference = html.escape(pair.difference) if pair.changed else ""
    return f'<tr><th scope="row">{shown}</th>{cells}<td class=number>{difference}</td></tr>'


def _value(value: Value | None) -> str:
    if value is None:
        return "<span class=muted>niet in deze editie</span>"
    period = f"<span class=unit>{value.period}</span>" if value.period else ""
    return html.escape(value.text) + period


def _unusual(comparison: Comparison) -> str:
    if not comparison.unusual:
        return "<p>Geen enkel cijfer veranderde meer dan bij negen van de tien eerdere veranderingen in zijn reeks.</p>"
    pairs = {pair.key: pair for pair in comparison.facts}
    rows = []
    for item in comparison.unusual:
        usual = f"groter dan {item.smaller} van de {item.number} eerdere veranderingen"
        rows.append(_fact(pairs[item.key]).replace("</tr>", f"<td>{usual}</td></tr>"))
    heads = [("Feit", False), (comparison.old, True), (comparison.new, True), ("Verschil", True), ("Reeks", False)]
    return page.table("Tabel met cijfers die meer veranderden dan gewoonlijk", heads, rows)


def _left_out(comparison: Comparison) -> str:
    parts = []
    for title, items in (("Weggelaten", comparison.gone), ("Teruggekomen", comparison.back)):
        if items:
            parts.append(f"<h3>{title}</h3>\n<ul>")
            parts += [f"<li>{html.escape(item)}</li>" for item in items]
            parts.append("</ul>")
    return "\n".join(parts) or "<p>Er is niets weggelaten dat er eerder was, en niets teruggekomen.</p>"


def _charts(old: Path, new: Path) -> str:
    """The charts that differ, old beside new; charts of one edition only are named."""
    names = [
        {path.stem for path in (folder / "figures").glob("fig-*.svg") if not path.stem.endswith("-narrow")}
        for folder in (old, new)
    ]
    parts = []
    for label in sorted(names[0] & names[1]):
        before, after = ((folder / "figures" / f"{label}.svg").read_bytes() for folder in (old, new))
        if before != after:
            parts.append(f'<div class="pair">{_chart(label, before, "Was")}{_chart(label, after, "Is")}</div>')
    for title, only in (("Nieuw", names[1] - names[0]), ("Vervallen", names[0] - names[1])):
        if only:
            parts.append(f"<p>{title}: {html.escape(', '.join(sorted(only)))}.</p>")
    return "\n".join(parts) or "<p>De figuren zijn gelijk.</p>"


def _chart(label: str, picture: bytes, when: str) -> str:
    source = base64.b64encode(picture).decode("ascii")
    alt = html.escape(f"{when}: {label}", quote=True)
    return (
        f'<figure><figcaption class="muted">{alt}</figcaption>'
        f'<img alt="{alt}" src="data:image/svg+xml;base64,{source}"></figure>'
    )


def _sentences(items: list[Difference]) -> str:
    parts = []
    for section, group in groupby(items, key=lambda item: item.section):
        parts.append(f"<h3>{html.escape(section)}</h3>")
        for kind, same in groupby(group, key=lambda item: item.kind):
            label = f"<span class=unit>{_WORDS[kind]}</span>" if kind in _WORDS else ""
            if kind in ("added", "removed"):  # over the whole width, since nothing is beside them
                parts.append(f'<p class="one-sided">{label}{" ".join(map(_alone, same))}</p>')
            else:
                parts += [label, *map(_side_by_side, same)]
    return "\n".join(filter(None, parts))


def _alone(item: Difference) -> str:
    """A sentence of one edition only."""
    if item.new is not None:
        return f"<ins>{html.escape(item.new.text)}</ins>"
    return f"<del>{html.escape(item.old.text if item.old else '')}</del>"


def _side_by_side(item: Difference) -> str:
    """The older sentence beside the newer one, with the differing words marked."""
    old, new = (item.old.text if item.old else ""), (item.new.text if item.new else "")
    if old == SECRET:
        was, now = f"<del>{SECRET}</del>", f"<ins>{html.escape(new)}</ins>"
    else:
        was, now = _marked(old, new)
    return f'<div class="pair words"><p>{was}</p><p>{now}</p></div>'


def _marked(old: str, new: str) -> tuple[str, str]:
    """Two sentences, in each of which the words that the other lacks are marked."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    was, now = [], []
    for operation, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = html.escape("".join(before[a1:a2])), html.escape("".join(after[b1:b2]))
        same = operation == "equal"
        was.append(gone if same or not gone else f"<del>{gone}</del>")
        now.append(come if same or not come else f"<ins>{come}</ins>")
    return "".join(was), "".join(now)


def _revisions(found: Revisions | None) -> str:
    if found is None:
        return "<p>Beide edities lezen dezelfde momentopname van het CBS.</p>"
    intro = f"Momentopname {found.old} naast {found.new}, in de reeksen die de nieuwste editie toont"
    if not found.revised:
        return f"<p>{html.escape(intro)}: er is niets bijgesteld.</p>"
    titles = {summary.spec.id: summary.spec.title for summary in found.summaries}
    heads = [("Reeks", False), ("Periode", False), ("Was", True), ("Is", True), ("Verschil", True)]
    rows = [_revision(change, titles[change.series]) for change in found.revised]
    table = page.table("Tabel met bijgestelde cijfers", heads, rows)
    return f"<p>{html.escape(intro)}.</p>\n" + (
        _folded(f"{len(rows)} bijgestelde cijfers", table) if len(rows) > 20 else table
    )


def _revision(change: Change, title: str) -> str:
    label = f"<span class=unit>{html.escape(change.label)}</span>" if change.label else ""
    numbers = [_number(change.old, change), _number(change.new, change), _number(change.difference, change, sign=True)]
    cells = "".join(f"<td class=number>{number}</td>" for number in numbers)
    return f'<tr><th scope="row">{html.escape(title)}{label}</th><td>{change.period.head}</td>{cells}</tr>'


def _number(value: Decimal | None, change: Change, *, sign: bool = False) -> str:
    return "" if value is None else dutch.number(value, change.decimals, sign=sign)
