"""The numbers behind a figure or table as a tidy CSV: one value per row, with codes, titles, unit and status.

The column names are Dutch, since readers open these files; ``FIELDS`` describes them for the data package.
"""

from __future__ import annotations

import csv
import io
from typing import Any

#: Frictionless fields of every data file, in order
FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "rij_code", "type": "string", "title": "Code van de rij", "description": "CBS-code van periode of rij"},
    {"name": "rij", "type": "string", "title": "Rij", "description": "Titel van de rij, zoals in het rapport"},
    {"name": "onderwerp_code", "type": "string", "title": "Code van het onderwerp", "description": "Naam van de kolom"},
    {"name": "onderwerp", "type": "string", "title": "Onderwerp", "description": "Titel van de kolom"},
    {"name": "periode_code", "type": "string", "title": "Periode", "description": "CBS-code van de periode"},
    {
        "name": "waarde",
        "type": "number",
        "title": "Waarde",
        "description": "Afgerond zoals in het rapport; anders leeg",
    },
    {"name": "eenheid", "type": "string", "title": "Eenheid", "description": "Eenheid van de waarde"},
    {"name": "status", "type": "string", "title": "Status", "description": "Status van het cijfer bij CBS"},
    {"name": "weergave", "type": "string", "title": "Weergave", "description": "Zoals afgedrukt in het rapport"},
)

STATUS_TEXT = {
    "": "",
    "final": "definitief",
    "provisional": "voorlopig",
    "revised_provisional": "nader voorlopig",
    "unknown": "onbekend",
}


def tidy(data: dict[str, Any]) -> list[list[str]]:
    """One row for each cell outside the row header.

    Cells with text (such as the period that a column is about) have a row too, with an empty ``waarde``.
    """
    columns, head = data["columns"], data.get("row_header", 0)
    rows = []
    for row in data["rows"]:
        for column, cell in zip(columns, row, strict=True):
            if column is columns[head]:
                continue
            value = _printed(cell) if column["type"] == "number" else ""
            rows.append(
                [
                    row[head].get("code") or row[head]["text"],
                    row[head]["text"],
                    column["name"],
                    column["title"],
                    _period(row[head], cell),
                    value,
                    cell.get("unit_text", column.get("unit_text", "")),
                    STATUS_TEXT.get(cell.get("status", ""), cell.get("status", "")),
                    cell["text"],
                ]
            )
    return rows


def _printed(cell: dict[str, Any]) -> str:
    """The number as text, table and chart print it, in the notation that programs read."""
    value = cell["printed"] if cell.get("printed") is not None else cell["value"]
    return "" if value is None else str(value)


def _period(head: dict[str, Any], cell: dict[str, Any]) -> str:
    code = cell.get("period") or cell.get("code") or head.get("code") or ""
    return code if code[4:6] in ("KW", "MM", "JJ") else ""


def csv_text(data: dict[str, Any]) -> str:
    """The text of the CSV: line feeds, commas between fields, a decimal point in ``waarde``."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([field["name"] for field in FIELDS])
    writer.writerows(tidy(data))
    return stream.getvalue()
