"""``build/index.html``: every edition that was built, newest first, with its key figures and links."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
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

#: facts that the table shows, and what their column is called
COLUMNS = {
    "tension": "Spanning",
    "vacancies": "Openstaande vacatures",
    "unemployed": "Werklozen",
    "wages_growth": "Cao-lonen, groei in een jaar",
}
_FOLDERS = "[0-9][0-9][0-9][0-9]Q[1-4]"
_FORMATS = {".html": "HTML", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}
_STATUS = {"concept": "concept", "final": "definitief"}


def is_current(out: Path, project: Project) -> bool:
    """Whether the page is there, and lists what stands in ``out`` now.

    A build that was killed may have put an edition into place and not its line here; a person may have removed one.
    """
    try:
        return _mark(_made_from(out, project)) in (out / PAGE).read_text(encoding="utf-8")
    except OSError:
        return False


def _made_from(out: Path, project: Project) -> str:
    """The digest of all that the page is made from."""
    manifests = {path.parent.name: digest_file(path) for path in out.glob(f"{_FOLDERS}/{package.MANIFEST}")}
    return digest_json(
        {
            "editions": manifests,
            "look": [digest_file(project.report / name) for name in ("report.yml", "theme.yml")],
            "library": content.library(("building",)),
        }
    )


def write(out: Path, project: Project) -> Path:
    """Write the page from what stands in ``out`` now.

    Raises:
        UserError: it cannot be written.
    """
    from arbeidsmarkt.building import page

    with atomic.locked(out, "editions"):  # looked at and written in one go, so that the last to write saw them all
        mark = _mark(_made_from(out, project))
        return page.write(out, PAGE, project, "alle edities", f"{_body(project, _editions(out))}\n{mark}")


def _mark(made_from: str) -> str:
    return f"<!-- {made_from} -->"


def _editions(out: Path) -> list[tuple[Period, Mapping[str, Any], Mapping[str, Any]]]:
    """Every edition that stands in ``out``, newest first: quarter, manifest, facts."""
    found = []
    for folder in out.glob(_FOLDERS):
        try:
            manifest = package.read(folder, folder.name)
            facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        except (UserError, OSError, ValueError, KeyError):
            continue  # not a build of ours, or one that is damaged: `verify` says so
        found.append((Period.parse(folder.name), manifest, facts))
    return sorted(found, key=lambda item: item[0].ordinal, reverse=True)


def _body(project: Project, editions: list[tuple[Period, Mapping[str, Any], Mapping[str, Any]]]) -> str:

    from arbeidsmarkt.building import page
    from arbeidsmarkt.inputs import theme

    heads = [("Editie", False), ("Status", False), *((name, True) for name in COLUMNS.values()), ("Bestanden", False)]
    organisation = html.escape(theme.load(project.theme).organisation)
    table = page.table("Tabel met alle edities", heads, [_row(*edition) for edition in editions])
    return f"<p>{organisation}. Alle edities, de nieuwste eerst.</p>\n{table}"


def _row(quarter: Period, manifest: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    label = quarter.label
    paths = [resource["path"] for resource in manifest["resources"] if "/" not in resource["path"]]
    by_format = {name: path for path in paths for suffix, name in _FORMATS.items() if path.endswith(suffix)}
    links = "".join(
        f'<a href="{label}/{by_format[name]}" aria-label="{name}, {quarter.text}">{name}</a>'
        for name in _FORMATS.values()
        if name in by_format
    )
    cells = "".join(f'<td class="number">{_figure(facts.get(key))}</td>' for key in COLUMNS)
    status = _STATUS.get(manifest.get("status", ""), "")
    return f'<tr><th scope="row">{quarter.head}</th><td>{status}</td>{cells}<td class="links">{links}</td></tr>'


def _figure(fact: Mapping[str, Any] | None) -> str:
    if not fact or fact.get("value") is None:
        return "n.b."
    unit = f'<span class="unit">{html.escape(fact["unit_text"])}</span>' if fact.get("unit_text") else ""
    return f"{html.escape(fact['text'])}{unit}"
