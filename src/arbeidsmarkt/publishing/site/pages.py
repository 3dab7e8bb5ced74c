"""The pages of the site: plain HTML in the look of the report, readable from disk, no request to another host."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.building import page, start_page
from arbeidsmarkt.publishing.site.issues import Issue, Version

if TYPE_CHECKING:  # with what it imports it would take a tenth of a run that finds nothing new
    from arbeidsmarkt.numbers.revision_triangle import Triangle

#: the unit of a difference between two values
_UNITS = {"percent": "percentage_point"}


def navigation(up: str) -> str:
    """The links to the other pages; ``up`` is the way to the start page: "" or "../"."""
    links = {
        "index.html": "Alle edities", "latest/index.html": "Nieuwste editie", "cijfers.html": "Cijfers",
        "eerste-cijfers.html": "Eerste cijfers", "toegankelijkheid.html": "Toegankelijkheid",
    }  # fmt: skip
    return (
        '<nav aria-label="Site">'
        + "".join(f'<a href="{up}{path}">{name}</a>' for path, name in links.items())
        + "</nav>"
    )


def start(issues: Sequence[Issue], organisation: str, dataset: str) -> str:
    """The start page: the newest edition's messages and key figures, all editions, search.

    Args:
        issues: oldest first.
        organisation: who publishes them.
        dataset: schema.org's description of the data, as JSON.
    """
    entries = [
        start_page.Entry(
            issue.quarter, issue.title, issue.published, _status(issue), issue.messages, issue.facts,
            f"{issue.label}/index.html", _files(issue.newest, f"{issue.label}/"),
        )
        for issue in reversed(issues)
    ]  # fmt: skip
    described = f'<script type="application/ld+json">{dataset}</script>'
    return f"{start_page.body(entries, organisation, navigation(''))}\n{described}"


def edition(issue: Issue, before: Issue | None, comparison: str) -> str:
    """The page of one edition.

    Args:
        issue: the edition.
        before: the edition before it on the site.
        comparison: the file that compares the two; empty when there is none.
    """
    heading = f"<h2>{dutch.capitalised(issue.quarter.text)}</h2>"
    parts = [navigation("../"), heading, start_page.state(issue.published, issue.concept)]
    for version in reversed(issue.versions):
        if version.erratum:
            text = f"Verbetering van {_day(version.erratum['date'])}: {version.erratum['text']}"
            parts.append(f'<p class="erratum">{html.escape(text)}</p>')
    files = start_page.links(_files(issue.newest, ""), issue.quarter)
    parts += [start_page.listed(issue.messages), start_page.key_figures(issue.facts), "<h3>Het rapport</h3>", files]
    parts.append('<p><a href="facts.json">Alle cijfers (JSON)</a><a href="datapackage.json">Gegevenspakket</a></p>')
    if before and comparison:
        parts.append(
            f'<h3>Wat er veranderde</h3>\n<p><a href="{comparison}">Vergelijking met het {before.quarter.text}</a></p>'
        )
    if len(issue.versions) > 1:
        parts.append("<h3>Eerdere versies</h3>\n<ul>")
        for version in reversed(issue.versions[:-1]):
            name = "Eerste uitgave" if version.number == 0 else f"Na verbetering {version.number}"
            files = start_page.links(_files(version, f"{version.number}/"), issue.quarter)
            parts.append(f"<li>{name}: {files}</li>")
        parts.append("</ul>")
    return "\n".join(parts)


def latest(issue: Issue) -> str:
    """The page at ``/latest/``, which leads on to the newest edition."""
    target = f"../{issue.label}/index.html"
    return (
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<p>De nieuwste editie is het <a href="{target}">{issue.quarter.text}</a>.</p>'
    )


def figures(table: Sequence[Mapping[str, Any]], editions: int) -> str:
    """The page about the data over time: the files, and every fact with its newest value."""
    newest = {row["key"]: row for row in table}
    rows = [
        f'<tr><th scope="row"><a href="facts/{key}.json">{html.escape(row["title"] or key)}</a>'
        f'<span class="unit">{html.escape(row["label"])} {key}</span></th><td>{row["edition"]}</td>'
        f'<td class="number">{html.escape(row["printed"])}'
        f'<span class="unit">{html.escape(row["unit_text"])}</span></td></tr>'
        for key, row in newest.items()
    ]
    heads = [("Cijfer", False), ("Laatste editie", False), ("Waarde", True)]
    return "\n".join(
        [
            navigation(""),
            "<h2>Alle cijfers van alle edities</h2>",
            f"<p>{len(newest)} cijfers uit {editions} {'editie' if editions == 1 else 'edities'}, "
            "met per cijfer een JSON-bestand op een vast adres. "
            "De cijfers van het CBS mogen worden gebruikt onder de licentie CC BY 4.0.</p>",
            '<p><a href="facts/facts.csv">CSV</a><a href="facts/facts.parquet">Parquet</a>'
            '<a href="facts/datapackage.json">Beschrijving (Frictionless)</a>'
            '<a href="facts/index.json">Lijst (JSON)</a>'
            '<a href="series/series.csv">CBS-reeksen (CSV)</a></p>',
            page.table("Tabel met alle cijfers", heads, rows),
        ]
    )


def first_figures(triangles: Sequence[Triangle]) -> str:
    """The page about how first figures fared."""
    parts = [
        navigation(""),
        "<h2>Hoe eerste cijfers uitpakten</h2>",
        "<p>Een cijfer over een kwartaal wordt later soms bijgesteld. Deze pagina laat zien hoe ver het eerste cijfer "
        "af lag van wat later over hetzelfde kwartaal is gepubliceerd. Zij rust alleen op publicaties van het CBS die "
        "bewaard zijn, en op cijfers die destijds zijn afgedrukt; wat ontbreekt, is niet geschat.</p>",
    ]
    for item in triangles:
        parts += [f"<h3>{html.escape(item.title)}</h3>", _basis(item), _drawing(item), _revisions(item), _prints(item)]
    return "\n".join(part for part in parts if part)


def accessibility(organisation: str, contact: str, title: str) -> str:
    """The accessibility statement, in the order of the model that Dutch public bodies use."""
    reach = html.escape(contact) or "de organisatie"
    name = html.escape(organisation)
    return f"""{navigation("")}
<h2>Toegankelijkheidsverklaring</h2>
<p>{name} wil dat iedereen {html.escape(title)} kan gebruiken en streeft naar niveau AA van WCAG 2.2 (EN 301 549).</p>
<h3>Nalevingsstatus</h3>
<p>Deze site is nog niet door een onafhankelijke partij onderzocht. Zij wordt bij elke wijziging automatisch getest.
Automatische tests vinden niet alle belemmeringen.</p>
<h3>Wat u kunt verwachten</h3>
<p>De site is met het toetsenbord en met een schermlezer te gebruiken. Elke figuur heeft een tekst en een tabel.
De PDF-bestanden zijn getagd (PDF/UA-1). Zonder script werkt alles, behalve het zoeken.</p>
<h3>Belemmeringen melden</h3>
<p>Loopt u ergens tegenaan, neem dan contact op: {reach}. Wordt uw melding niet goed opgelost, dan kunt u een klacht
indienen bij de organisatie en daarna bij de Nationale ombudsman.</p>"""


def dataset(issues: Sequence[Issue], title: str, organisation: str, address: str) -> str:
    """schema.org's description of the data over time, as JSON fit for a page."""
    files = (("facts/facts.csv", "text/csv"), ("facts/facts.parquet", "application/vnd.apache.parquet"))
    content = {
        "@context": "https://schema.org", "@type": "Dataset", "name": f"{title}: alle cijfers van alle edities",
        "description": f"Elk cijfer dat in {title} is gepubliceerd, per editie, met eenheid, periode, status en bron.",
        "inLanguage": "nl", "license": "https://creativecommons.org/licenses/by/4.0/", "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": organisation},
        "temporalCoverage": f"{issues[0].quarter.first_day}/{issues[-1].quarter.last_day}",
        "dateModified": issues[-1].published.isoformat(),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{address}{path}", "encodingFormat": media}
            for path, media in files
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def _status(issue: Issue) -> str:
    if issue.concept:
        return "concept"
    return f"verbeterd ({len(issue.versions) - 1})" if len(issue.versions) > 1 else "definitief"


def _files(version: Version, folder: str) -> tuple[str, ...]:
    """The files of a print that lie in no folder of their own, seen from another folder."""
    return tuple(f"{folder}{name}" for name in sorted(path.name for path in version.folder.iterdir() if path.is_file()))


def _basis(item: Triangle) -> str:
    if not item.prints:
        return "<p>Er is geen cijfer bewaard waarvan bekend is wanneer het is gepubliceerd.</p>"
    known = f"Van {_quarters(len(item.prints))} is een cijfer bewaard, van {item.first} het eerste."
    if any(each.pairs for each in item.revisions):
        return f"<p>{known}</p>"
    return f"<p>{known} Van geen daarvan is ook een later cijfer bewaard; over de bijstelling is niets te zeggen.</p>"


def _quarters(number: int) -> str:
    return f"{number} {'kwartaal' if number == 1 else 'kwartalen'}"


def _revisions(item: Triangle) -> str:
    if not any(each.pairs for each in item.revisions):
        return ""
    heads = [("Na", False), ("Kwartalen", True), ("Gemiddelde bijstelling", True), ("Gemiddelde grootte", True)]
    rows = []
    for each in item.revisions:
        numbers = (_number(each.mean, item, True), _number(each.mean_absolute, item, False))
        cells = "".join(f'<td class="number">{number}</td>' for number in (str(len(each.pairs)), *numbers))
        rows.append(f'<tr><th scope="row">{_quarters(each.after)}</th>{cells}</tr>')
    return page.table(f"Bijstelling van het eerste cijfer: {item.title}", heads, rows)


def _prints(item: Triangle) -> str:
    """The triangle: a row per quarter with more than one print, each print with its day."""
    rows = []
    for period, each in item.prints.items():
        if len(each) > 1:
            cells = "; ".join(f"{dutch.number(one.value, one.decimals)} ({dutch.date(one.day)})" for one in each)
            rows.append(f'<tr><th scope="row">{period.head}</th><td>{cells}</td></tr>')
    if not rows:
        return ""
    heads = [("Kwartaal", False), ("Wat er achtereenvolgens over is gepubliceerd", False)]
    table = page.table(f"Alle bewaarde publicaties: {item.title}", heads, rows)
    return f"<details><summary>Toon {_quarters(len(rows))} met meer dan één cijfer</summary>\n{table}\n</details>"


def _drawing(item: Triangle) -> str:
    """A line per quarter from its first print to its last, as far as both are known."""
    from arbeidsmarkt.numbers import revision_triangle

    pairs = [(period, each[0], each[-1]) for period, each in item.prints.items() if len(each) > 1]
    if not pairs:
        return ""
    sizes = [revision_triangle.size(first, last) for _, first, last in pairs]
    most = max(map(abs, sizes))
    width, height, middle = 640, 160, 80
    step = Decimal(width - 40) / len(pairs)
    marks = []
    for number, size in enumerate(sizes):
        x = 20 + step * number + step / 2
        y = middle - size / (most or 1) * 60
        marks.append(
            f'<line x1="{x:.1f}" y1="{middle}" x2="{x:.1f}" y2="{y:.1f}" stroke="currentColor" stroke-width="2"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="currentColor"/>'
        )
    first, last = pairs[0][0].head, pairs[-1][0].head
    when = first if first == last else f"van {first} tot en met {last}"
    alt = (
        f"Bijstelling van het eerste naar het laatste bewaarde cijfer in {_quarters(len(pairs))}, {when}; de grootste "
        f"is {dutch.number(most, item.decimals)}."
    )
    return (
        f'<figure><svg role="img" aria-label="{html.escape(alt, quote=True)}" viewBox="0 0 {width} {height}" '
        f'class="revisions"><line x1="20" y1="{middle}" x2="{width - 20}" y2="{middle}" stroke="currentColor" '
        f'stroke-opacity=".4"/>{"".join(marks)}</svg><figcaption class="muted">{html.escape(alt)}</figcaption></figure>'
    )


def _number(value: Decimal | None, item: Triangle, sign: bool) -> str:
    return (
        "–" if value is None else dutch.with_unit(value, item.decimals + 1, _UNITS.get(item.unit, item.unit), sign=sign)
    )


def _day(day: str) -> str:
    return dutch.date(dt.date.fromisoformat(day))
