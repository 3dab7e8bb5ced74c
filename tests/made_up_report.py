"""A made-up report: records as notebooks leave them, with numbers that no statistics office ever published.

Two sections, two figures, two tables, a band of key figures, a footnote and references. Every value here is made up.
"""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.document.assemble import Document, EditionInfo, assemble
from arbeidsmarkt.inputs.report import Report

DESIGN = Path(__file__).resolve().parents[1] / "reports" / "arbeidsmarkt-in-beeld"
EDITION = EditionInfo(Period.quarter(2024, 3), dt.date(2024, 12, 13), "concept")
REPORT = Report.model_validate(
    {
        "title": "Verzonnen arbeidsmarkt",
        "organisation": "Ministerie van Verzonnen Zaken",
        "description": "Verzonnen cijfers, alleen voor de tests",
        "sections": [
            {"notebook": "0-summary", "after": "all"},
            {"notebook": "1-tension"},
            {"notebook": "2-wages"},
            {"notebook": "9-accountability", "after": "all", "optional": True},
        ],
    }
)
SOURCE = "Bron: CBS, [tabel 80474ned](https://opendata.cbs.nl/statline/#/CBS/nl/dataset/80474ned), bewerking ministerie"
COLOURS = {"ink": "#1A1F2B", "muted": "#4A5263", "grid": "#E2E6EE", "accent": "#1B4F9C"}


def fact(key: str, value: float, text: str, unit: str) -> dict[str, Any]:
    return {
        "key": key, "value": value, "text": text, "unit": unit, "unit_text": "", "decimals": 0,
        "period": "2024KW03", "status": "provisional", "label": "", "symbol": "",
        "words": "verzonnen", "formula": "", "cells": [], "tree": {},
    }  # fmt: skip


def number(text: str, value: float | None, status: str = "final") -> dict[str, Any]:
    return {"text": text, "value": value, "printed": None, "status": status, "code": "2024KW03", "period": "2024KW03"}


def words(text: str, code: str = "") -> dict[str, Any]:
    return {"text": text, "value": text, "status": "", "code": code}


def column(name: str, title: str, kind: str = "number", unit: str = "", unit_text: str = "") -> dict[str, Any]:
    return {"name": name, "title": title, "type": kind, "unit": unit, "unit_text": unit_text, "decimals": 1}


def series() -> list[tuple[Period, float]]:
    """A made-up wave, one value a quarter."""
    quarters = span(Period.quarter(2014, 1), Period.quarter(2024, 3))
    return [(quarter, round(60 + 50 * math.sin(i / 7), 1)) for i, quarter in enumerate(quarters)]


def chart(width: int = 640) -> str:
    """A small line chart in the shape that Vega gives its SVG: groups with roles, marks with labels, text."""
    points = [(20 + i * (width - 110) / 42, 220 - value * 1.7) for i, (_, value) in enumerate(series())]
    path = "L".join(f"{x:.2f},{y:.2f}" for x, y in points)
    marks = "".join(
        f'<path aria-label="{quarter.text}: {str(value).replace(".", ",")}" role="graphics-symbol" '
        f'aria-roledescription="point" transform="translate({x:.2f},{y:.2f})" d="M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0" '
        f'fill="{COLOURS["accent"]}" opacity="0"/>'
        for (quarter, value), (x, y) in zip(series(), points, strict=True)
    )
    grid = "".join(
        f'<line x1="20" x2="{width - 90}" y1="{y}" y2="{y}" stroke="{COLOURS["grid"]}"/>'
        f'<text x="0" y="{y + 4}" font-family="Source Sans 3" font-size="13px" fill="{COLOURS["muted"]}">{label}</text>'
        for label, y in ((0, 220), (50, 135), (100, 50))
    )
    x, y = points[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'class="marks" width="{width}" height="250" viewBox="0 0 {width} 250"><defs><clipPath id="clip0">'
        f'<rect x="0" y="0" width="{width}" height="250"/></clipPath></defs>'
        f'<g role="graphics-document" aria-roledescription="chart" clip-path="url(#clip0)">{grid}'
        f'<path d="M{path}" fill="none" stroke="{COLOURS["accent"]}" stroke-width="2.4"/>'
        f'{marks}<text x="{x + 8:.2f}" y="{y + 4:.2f}" font-family="Source Sans 3" font-size="14px" font-weight="600" '
        f'fill="{COLOURS["accent"]}">{str(series()[-1][1]).replace(".", ",")}</text></g></svg>'
    )


def spark() -> str:
    """The wave as a tiny chart."""
    points = "L".join(f"{i * 4:.0f},{34 - value * 0.28:.2f}" for i, (_, value) in enumerate(series()))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="38" viewBox="0 0 180 38">'
        f'<path d="M{points}" fill="none" stroke="{COLOURS["accent"]}" stroke-width="2"/></svg>'
    )


def figure(label: str, caption: str, **changes: Any) -> dict[str, Any]:
    data = {
        "columns": [
            column("period", "Periode", "period"),
            column("value", "Verzonnen spanning", unit_text="per 100 werklozen"),
        ],
        "rows": [
            [words(quarter.head, quarter.code), {**number(str(value).replace(".", ","), value), "period": quarter.code}]
            for quarter, value in series()
        ],
        "row_header": 0,
    }  # fmt: skip
    record = {
        "kind": "figure", "label": label, "caption": caption, "source": SOURCE, "notes": ["De reeks is verzonnen."],
        "alt": 'Verzonnen spanning per kwartaal van 2014 tot en met 2024: een golf, met als hoogste waarde "110,0".',
        "svg": chart(), "svg_narrow": chart(330), "data": data,
    }  # fmt: skip
    return {**record, **changes}


def table(label: str, caption: str, rows: int = 3, **changes: Any) -> dict[str, Any]:
    names = ["Industrie", "Bouwnijverheid", "Handel | vervoer", "Overige *zakelijke* dienstverlening"]
    data = {
        "columns": [
            column("sector", "Bedrijfstak", "string"),
            column("vacancies", "Openstaande vacatures", unit="thousand", unit_text="x 1 000"),
            column("change", "Verandering ten opzichte van een jaar eerder", unit="thousand", unit_text="x 1 000"),
            column("rate", "Vacaturegraad", unit="per_1000_jobs", unit_text="per 1 000 banen"),
        ],
        "rows": [
            [
                words(f"{chr(65 + i % 26)} {names[i % 4]}" + (f" {i}" if rows > 4 else ""), f"30{i}000"),
                number(f"{1000 + i}", 1000 + i), number(f"−{i},5", -i - 0.5, "provisional"),
                number("n.b.", None) if i == 1 else number(f"{40 + i},0", 40 + i, "revised_provisional"),
            ]
            for i in range(rows)
        ],
        "row_header": 0,
    }  # fmt: skip
    notes = [
        "\\* Voorlopig cijfer.",
        "\\*\\* Nader voorlopig cijfer.",
        "n.b. Niet beschikbaar in de gebruikte cijfers.",
    ]
    record = {"kind": "table", "label": label, "caption": caption, "source": SOURCE, "notes": notes, "data": data}
    return {**record, **changes}


def band() -> dict[str, Any]:
    item = {
        "title": "Spanning", "fact": "tension", "value": "106", "unit": "per_100_unemployed",
        "unit_text": "vacatures per 100 werklozen", "period": "2024KW03", "period_text": "derde kwartaal van 2024",
        "change": '[2]{.fact key="fall"} lager dan een kwartaal eerder', "svg": spark(),
        "alt": "Verzonnen golf van 2014 tot en met 2024.", "trend_from": "2014", "trend_to": "2024",
    }  # fmt: skip
    other = {"title": "openstaande vacatures", "fact": "vacancies", "value": "397", "unit": "thousand"}
    return {"kind": "band", "label": "kerncijfers", "items": [item, {**item, **other, "unit_text": "duizend"}]}


PROSE = """\
# Spanning op de arbeidsmarkt {#sec-tension}

In het derde kwartaal van 2024 telde Verzonnenland [106]{.fact key="tension"} vacatures per 100 werklozen[^1].
@fig-tension laat zien hoe dat zo kwam; de cijfers per bedrijfstak staan in
[@tbl-sectors; @tbl-long] en in @sec-sectors.

[^1]: Verzonnen toelichting, zie [StatLine](https://opendata.cbs.nl).

- Er waren [397 duizend]{.fact key="vacancies"} openstaande vacatures.
- De werkloosheid bleef gelijk.
"""

FIGURE_MESSAGE = 'De verzonnen lonen stijgen sneller dan de [397 duizend]{.fact key="vacancies"} vacatures.'
TABLE_MESSAGE = "In de verzonnen handel staan de *meeste* vacatures open."

SECTORS = """\
## Bedrijfstakken {#sec-sectors}

Alinea over bedrijfstakken, cao's en 's ochtends werken. Meer staat in @sec-wages.
"""


def prose(markdown: str, *left_out: str) -> dict[str, Any]:
    return {"kind": "prose", "markdown": markdown, "left_out": list(left_out)}


def sections() -> dict[str, list[dict[str, Any]]]:
    facts = {
        "tension": fact("tension", 106.149, "106", "per_100_unemployed"),
        "vacancies": fact("vacancies", 397, "397", "thousand"),
        "fall": fact("fall", -2, "2", "per_100_unemployed"),
    }
    return {
        "1-tension": [
            {"kind": "reads", "tables": {"80474ned": "0" * 64}, "series": ["open_vacancies"], "published": []},
            {"kind": "facts", "facts": facts},
            prose(PROSE, "De piek ontbreekt."),
            figure("fig-tension", "Verzonnen spanning op de arbeidsmarkt, per kwartaal"),
            prose(SECTORS),
            table("tbl-sectors", "Openstaande vacatures per bedrijfstak, verzonnen", message=TABLE_MESSAGE),
        ],
        "2-wages": [
            prose("# Lonen {#sec-wages}\n\nOok hier een noot[^1].\n\n[^1]: Tweede noot."),
            figure("fig-wages", "Verzonnen loongroei, in procenten", message=FIGURE_MESSAGE),
            table("tbl-long", "Een lange tabel, verzonnen", rows=40),
        ],
        "0-summary": [band(), prose("# In het kort {#sec-kort}\n\nZie @fig-wages.")],
    }  # fmt: skip


def document(edition: EditionInfo = EDITION) -> Document:
    return assemble(REPORT, edition, list(sections().items()))


def written(folder: Path) -> Path:
    """The document on disk, as the build leaves it for the renderers."""
    document().write(folder)
    return folder


@functools.cache
def rendered() -> Path:
    """The made-up report in every format, rendered once a test run."""
    from arbeidsmarkt.document.rendering import render

    folder = Path(tempfile.mkdtemp(prefix="made-up-report-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    render(written(folder), EDITION, ["html", "pdf", "docx"], design=DESIGN)
    return folder


def rendered_file(ending: str) -> Path:
    """One of the rendered files."""
    return rendered() / f"arbeidsmarkt-in-beeld-2024Q3.{ending}"
