"""``build/index.html``: every edition that was built, newest first, with its key figures and links."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from arbeidsmarkt import package, placing
from arbeidsmarkt.errors import UserError
from arbeidsmarkt.periods import Period
from arbeidsmarkt.project import Project

PAGE = "index.html"

#: facts that the table shows, and what their column is called
COLUMNS = {
    "tension": "Spanning",
    "vacancies": "Openstaande vacatures",
    "unemployed": "Werklozen",
    "wages_growth": "Cao-lonen, groei in een jaar",
}
_FORMATS = {".html": "HTML", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}
_STATUS = {"concept": "concept", "final": "definitief"}

_STYLE = """
:root { --paper: #%(light_paper)s; --ink: #%(light_ink)s; --muted: #%(light_muted)s; --rule: #%(light_rule)s;
  --accent: #%(light_accent)s; --surface: #%(light_surface)s; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #%(dark_paper)s; --ink: #%(dark_ink)s; --muted: #%(dark_muted)s; --rule: #%(dark_rule)s;
    --accent: #%(dark_accent)s; --surface: #%(dark_surface)s; } }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 "%(font)s", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0 0 .25rem; color: var(--accent); line-height: 1.1; }
p { margin: 0 0 1.5rem; color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
thead th { background: var(--surface); }
.number { text-align: right; }
.unit { display: block; color: var(--muted); font-size: .875rem; font-weight: 400; }
a { color: var(--accent); margin-right: .75rem; text-underline-offset: .18em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
"""


def exists(out: Path) -> bool:
    """Whether the page is there."""
    return (out / PAGE).is_file()


def write(out: Path, project: Project) -> Path:
    """Write the page from what stands in ``out`` now.

    Raises:
        UserError: it cannot be written.
    """
    from arbeidsmarkt import report, theme

    title = report.load(project.report / "report.yml").title
    look = theme.load(project.report / "theme.yml")
    colours = {
        f"{mode}_{name}": getattr(getattr(look, mode), name)
        for mode in ("light", "dark")
        for name in ("paper", "ink", "muted", "rule", "accent", "surface")
    }
    style = _STYLE % {**colours, "font": look.font}
    with placing.locked(out, "index"):  # so that of two builds that end at once, the last one sees both
        aside = out / placing.WORK / PAGE
        aside.write_text(_page(title, look.organisation, style, _editions(out)), encoding="utf-8", newline="\n")
        aside.replace(out / PAGE)
    return out / PAGE


def _editions(out: Path) -> list[tuple[Period, Mapping[str, Any], Mapping[str, Any]]]:
    """Every edition that stands in ``out``, newest first: quarter, manifest, facts."""
    found = []
    for folder in out.glob("[0-9][0-9][0-9][0-9]Q[1-4]"):
        try:
            manifest = package.read(folder, folder.name)
            facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        except (UserError, OSError, ValueError, KeyError):
            continue  # not a build of ours, or one that is damaged: `verify` says so
        found.append((Period.parse(folder.name), manifest, facts))
    return sorted(found, key=lambda item: item[0].ordinal, reverse=True)


def _page(
    title: str, organisation: str, style: str, editions: list[tuple[Period, Mapping[str, Any], Mapping[str, Any]]]
) -> str:
    heads = "".join(f'<th scope="col" class="number">{html.escape(name)}</th>' for name in COLUMNS.values())
    rows = "\n".join(_row(*edition) for edition in editions)
    return f"""<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}: alle edities</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
<p>{html.escape(organisation)}. Alle edities, de nieuwste eerst.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Tabel met alle edities">
<table>
<thead><tr><th scope="col">Editie</th><th scope="col">Status</th>{heads}<th scope="col">Bestanden</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""


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
    return f'<tr><th scope="row">{quarter.head}</th><td>{status}</td>{cells}<td>{links}</td></tr>'


def _figure(fact: Mapping[str, Any] | None) -> str:
    if not fact or fact.get("value") is None:
        return "n.b."
    unit = f'<span class="unit">{html.escape(fact["unit_text"])}</span>' if fact.get("unit_text") else ""
    return f"{html.escape(fact['text'])}{unit}"
