"""The frame of the HTML pages other than the report: the start page, the pages of the site, comparisons.

The pages are self-contained like the report: they request nothing, and have the theme's light and dark colours.
"""

from __future__ import annotations

import html
import os
from pathlib import Path

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic
from arbeidsmarkt.inputs import report, theme

_STYLE = """
:root { --paper: #%(light_paper)s; --ink: #%(light_ink)s; --muted: #%(light_muted)s; --rule: #%(light_rule)s;
  --accent: #%(light_accent)s; --surface: #%(light_surface)s; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #%(dark_paper)s; --ink: #%(dark_ink)s; --muted: #%(dark_muted)s; --rule: #%(dark_rule)s;
    --accent: #%(dark_accent)s; --surface: #%(dark_surface)s; } }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 "%(font)s", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0 0 .25rem; color: var(--accent); line-height: 1.1; }
h1, h2 { overflow-wrap: anywhere; hyphens: auto; }
h2 { margin: 2.5rem 0 .5rem; line-height: 1.2; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1.0625rem; }
p { margin: 0 0 1.5rem; }
h1 + p, .muted { color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 400; }
thead th { background: var(--surface); }
.number { text-align: right; white-space: nowrap; }
.unit { display: block; color: var(--muted); font-size: .875rem; font-weight: 400; }
del { color: var(--muted); }
ins { font-weight: 600; text-underline-offset: .18em; }
a { color: var(--accent); margin-right: .75rem; text-underline-offset: .18em; }
summary { cursor: pointer; color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem .75rem; margin-bottom: 1.5rem; padding: .5rem 0;
  border-bottom: 1px solid var(--rule); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 1rem 0 2rem; }
.figures dd { margin: 0; font-size: 1.75rem; font-weight: 650; color: var(--accent); line-height: 1.2; }
.erratum { border-left: 4px solid var(--accent); padding: .5rem 1rem; background: var(--surface); }
thead .number { white-space: normal; } .links { white-space: normal; min-width: 9rem; }
.links a { display: inline-block; }
.revisions { width: 100%%; height: auto; color: var(--accent); }
input { font: inherit; padding: .35rem .5rem; width: min(24rem, 100%%); box-sizing: border-box; color: inherit;
  background: var(--paper); border: 1px solid var(--muted); border-radius: 3px; display: block; }
[hidden] { display: none; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%%), 1fr)); gap: .5rem 2rem; }
.pair figure { margin: 0 0 1rem; }
.pair img { width: 100%%; height: auto; background: var(--paper); }
.words p { margin: 0 0 1rem; }
.one-sided { margin: 0 0 1rem; }
.words del { text-decoration-thickness: .1em; }
.content { overflow-wrap: anywhere; font-size: .875rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.35; }
  h2 { margin-top: 1rem; } h2, h3 { break-after: avoid; }
  h3 { margin: .5rem 0 0; font-size: inherit; } p { margin-bottom: .4rem; } ul { margin: .25rem 0; columns: 2; }
  summary { color: var(--muted); list-style: none; } .unit { font-size: inherit; }
  details:not([open]) summary::after { content: " (in het bestand uit te vouwen)"; }
  .pair { grid-template-columns: 1fr 1fr; break-inside: avoid; gap: .25rem 1rem; } .words p { margin-bottom: .25rem; }
  .pair figure { margin: 0; } .pair img { max-height: 3.4cm; object-fit: contain; object-position: left; }
  th, td { padding: .1rem .4rem; } .one-sided ins { text-decoration: none; font-weight: 400; } }
@page { margin: 14mm; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
"""


def write(out: Path, name: str, project: Project, subject: str, body: str) -> Path:
    """Write the page ``out/name``, completely or not at all.

    Args:
        out: the output folder.
        name: the file's name.
        project: the checkout, for the report's title and page design.
        subject: Dutch; what the page is about. Its title is "<report>: <subject>".
        body: the HTML after the report's title.

    Raises:
        UserError: it cannot be written.
    """
    title = report.load(project.report_file).title
    look = theme.load(project.theme)
    colours = {
        f"{mode}_{part}": getattr(getattr(look, mode), part)
        for mode in ("light", "dark")
        for part in ("paper", "ink", "muted", "rule", "accent", "surface")
    }
    text = f"""<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}: {html.escape(subject)}</title>
<style>{_STYLE % {**colours, "font": look.font}}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
    with atomic.locked(out, Path(name).stem):
        aside = out / atomic.WORK / f"{Path(name).stem}-{os.getpid()}.html"  # a name that ``atomic.clean`` deletes
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(out / name)
    return out / name


def table(label: str, heads: list[tuple[str, bool]], rows: list[str]) -> str:
    """A table in a region of its own that scrolls on a narrow screen.

    Args:
        label: the region's label, in Dutch.
        heads: the title of each column, and whether it holds numbers.
        rows: the HTML of each row, including ``<tr>``.
    """
    columns = "".join(
        f'<th scope="col"{" class=number" if numbers else ""}>{html.escape(title)}</th>' for title, numbers in heads
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(label)}">\n<table>\n'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>\n</div>"
    )
