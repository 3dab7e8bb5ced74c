"""The start page of a folder of editions: messages and key figures of the newest one, a list of all, and search.

``build/index.html`` is this page for the output folder; the public site has the same start page.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import content
from arbeidsmarkt.basics.content import digest_file, digest_json
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic
from arbeidsmarkt.document import manifest as package

PAGE = "index.html"

#: the facts that the page shows, and the titles of their columns
KEY_FIGURES = {
    "tension": "Spanning",
    "vacancies": "Openstaande vacatures",
    "unemployed": "Werklozen",
    "wages_growth": "Cao-lonen, groei in een jaar",
}
_FOLDERS = "[0-9][0-9][0-9][0-9]Q[1-4]"
_FORMATS = {".html": "HTML", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}
#: the words for a status in the list, and in the edition itself
_STATUS = {"concept": "concept", "final": "definitief"}
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
_SEARCH = """<form id="zoek" role="search" hidden><label for="woord">Zoek in titels en kernboodschappen</label>
<input id="woord" type="search" autocomplete="off"><p id="gevonden" role="status"></p></form>
<script>
(() => {
  const form = document.getElementById("zoek"), word = document.getElementById("woord");
  const said = document.getElementById("gevonden");
  const plain = text => text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, "");
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  word.addEventListener("input", () => {
    const rows = [...document.querySelectorAll("[data-zoek]")];
    const words = plain(word.value).split(/\\s+/).filter(Boolean);
    let found = 0;
    for (const row of rows) {
      row.hidden = !words.every(each => plain(row.dataset.zoek).includes(each));
      found += !row.hidden;
    }
    said.textContent = words.length ? `${found} van ${rows.length} edities` : "";
  });
})();
</script>"""


@dataclass(frozen=True)
class Entry:
    """One edition in the list.

    Attributes:
        quarter: the edition.
        title: the title of its report.
        published: the date in its files.
        status: one word: ``concept``, ``definitief``, ``verbeterd (1)``.
        messages: its key messages, plain text.
        facts: its facts, by key.
        address: the address that its title links to.
        files: the addresses of its files.
    """

    quarter: Period
    title: str
    published: dt.date
    status: str
    messages: tuple[str, ...]
    facts: Mapping[str, Mapping[str, Any]]
    address: str
    files: tuple[str, ...]


def is_current(out: Path, project: Project) -> bool:
    """Whether the page exists, and lists the present content of ``out``.

    It may not: a build may have been killed after it moved an edition into place, or a person may have removed one.
    """
    try:
        return _mark(_made_from(out, project)) in (out / PAGE).read_text(encoding="utf-8")
    except OSError:
        return False


def _made_from(out: Path, project: Project) -> str:
    """The digest of everything that the page is made from."""
    manifests = {path.parent.name: digest_file(path) for path in out.glob(f"{_FOLDERS}/{package.MANIFEST}")}
    return digest_json(
        {
            "editions": manifests,
            "look": [digest_file(project.report / name) for name in ("report.yml", "theme.yml")],
            "library": content.library(("building",)),
        }
    )


def write(out: Path, project: Project) -> Path:
    """Write the page for the present content of ``out``.

    Raises:
        UserError: it cannot be written.
    """
    from arbeidsmarkt.building import page
    from arbeidsmarkt.inputs import theme

    organisation = theme.load(project.theme).organisation
    with atomic.locked(out, "editions"):  # so that the last page written lists all editions
        mark = _mark(_made_from(out, project))
        text = body(_entries(out), organisation)
        return page.write(out, PAGE, project, "alle edities", f"{text}\n{mark}")


def _mark(made_from: str) -> str:
    return f"<!-- {made_from} -->"


def _entries(out: Path) -> list[Entry]:
    """All editions in ``out``, newest first."""
    found = []
    for folder in out.glob(_FOLDERS):
        try:
            manifest = package.read(folder, folder.name)
            facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
            document = (folder / "document.md").read_text(encoding="utf-8")
            published = dt.date.fromisoformat(manifest["created"][:10])
        except (UserError, OSError, ValueError, KeyError):
            continue  # not a build, or a damaged one, which `verify` reports
        paths = [resource["path"] for resource in manifest["resources"] if "/" not in resource["path"]]
        files = tuple(f"{folder.name}/{path}" for suffix in _FORMATS for path in paths if path.endswith(suffix))
        found.append(
            Entry(
                Period.parse(folder.name), manifest["title"], published, _STATUS.get(manifest["status"], ""),
                messages(document), facts, files[0] if files else "", files,
            )
        )  # fmt: skip
    return sorted(found, key=lambda entry: entry.quarter.ordinal, reverse=True)


def messages(document: str) -> tuple[str, ...]:
    """The key messages of a ``document.md``: the list items of its first section that has any, as plain sentences."""
    from arbeidsmarkt.document import markup

    lines: list[str] = []
    for line in document.splitlines():
        if line.startswith("# ") and lines:
            break
        if line.startswith("- "):
            lines.append(markup.plain(_FOOTNOTE.sub("", line[2:])).strip())
    return tuple(lines)


def body(entries: Sequence[Entry], organisation: str, navigation: str = "") -> str:
    """The HTML of the page below the report's title.

    Args:
        entries: the editions, newest first.
        organisation: who publishes them.
        navigation: the HTML of links to other pages; may be empty.
    """
    from arbeidsmarkt.basics import dutch
    from arbeidsmarkt.building import page

    parts = [f"<p>{html.escape(organisation)}</p>", navigation]
    if entries:
        newest = entries[0]
        title = dutch.capitalised(newest.quarter.text)
        parts += [
            f'<h2><a href="{newest.address}">{title}</a></h2>' if newest.address else f"<h2>{title}</h2>",
            state(newest.published, newest.status == _STATUS["concept"]),
            listed(newest.messages),
            key_figures(newest.facts),
        ]
    heads = [("Editie", False), ("Status", False), *((name, True) for name in KEY_FIGURES.values())]
    rows = [_row(entry) for entry in entries]
    table = page.table("Tabel met alle edities", [*heads, ("Bestanden", False)], rows)
    return "\n".join(part for part in [*parts, "<h2>Alle edities</h2>", _SEARCH, table] if part)


def state(published: dt.date, concept: bool) -> str:
    """The date of an edition, and whether it is final, as HTML."""
    from arbeidsmarkt.basics import dutch

    words = "Concept, nog niet vastgesteld" if concept else "Definitief"
    return f'<p class="muted">{dutch.date(published)} · {words}</p>'


def listed(texts: Iterable[str]) -> str:
    """Key messages as an HTML list; empty if there are none."""
    items = "\n".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f"<ul>\n{items}\n</ul>" if items else ""


def key_figures(facts: Mapping[str, Mapping[str, Any]]) -> str:
    """The key figures as an HTML description list."""
    items = [
        f"<div><dt>{html.escape(name)}</dt><dd>{_figure(facts.get(key))}</dd></div>"
        for key, name in KEY_FIGURES.items()
    ]
    return f'<dl class="figures">{"".join(items)}</dl>'


def links(files: Iterable[str], quarter: Period) -> str:
    """Links to an edition's report in each format and to its workbook, as HTML; other files are ignored."""
    names = list(files)
    return "".join(
        f'<a href="{name}" aria-label="{text}, {quarter.text}">{text}</a>'
        for suffix, text in _FORMATS.items()
        for name in names
        if name.endswith(suffix)
    )


def _row(entry: Entry) -> str:
    cells = "".join(f'<td class="number">{_figure(entry.facts.get(key))}</td>' for key in KEY_FIGURES)
    words = html.escape(" ".join([entry.title, entry.quarter.label, *entry.messages]), quote=True)
    head = f'<a href="{entry.address}">{entry.quarter.head}</a>' if entry.address else entry.quarter.head
    return (
        f'<tr data-zoek="{words}"><th scope="row">{head}</th><td>{entry.status}</td>{cells}'
        f'<td class="links">{links(entry.files, entry.quarter)}</td></tr>'
    )


def _figure(fact: Mapping[str, Any] | None) -> str:
    if not fact or fact.get("value") is None:
        return "n.b."
    unit = f'<span class="unit">{html.escape(fact["unit_text"])}</span>' if fact.get("unit_text") else ""
    return f"{html.escape(fact['text'])}{unit}"
