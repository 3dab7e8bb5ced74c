"""The CBS series as the newest edition knew them: one CSV, and a JSON per series."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.vintages import Vintage

FIELDS = ("series", "table", "members", "period", "value", "status", "published")


def write(folder: Path, project: Project, edition: str, label: str) -> None:
    """Write ``series.csv`` and ``<series>.json`` into a folder.

    Args:
        folder: of the site's series.
        project: the checkout.
        edition: the newest one.
        label: of its vintage.

    Raises:
        UserError: the vintage is not there, or was changed.
    """
    folder.mkdir()
    vintage = Vintage.open(project.vintages, label)
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    for series, table in sorted(vintage.series().items()):
        rows = [(series, table, *row) for row in vintage.texts(series)]
        lines.writerows(rows)
        content = {
            "schema": "arbeidsmarkt-series/1", "series": series, "table": table, "edition": edition,
            "vintage": label, "observations": [dict(zip(FIELDS[2:], row[2:], strict=True)) for row in rows],
        }  # fmt: skip
        (folder / f"{series}.json").write_text(
            json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
    (folder / "series.csv").write_text(text.getvalue(), encoding="utf-8", newline="\n")
