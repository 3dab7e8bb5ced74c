"""The CBS series as the newest edition knew them: one CSV, and a JSON per series."""

from __future__ import annotations

import csv
import functools
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
    quoted = functools.cache(functools.partial(json.dumps, ensure_ascii=False))  # the same few texts in most rows
    for series, table in sorted(vintage.series().items()):
        rows = vintage.texts(series)
        lines.writerows([(series, table, *row) for row in rows])
        about = {"schema": "arbeidsmarkt-series/1", "series": series, "table": table, "edition": edition}
        head = json.dumps({**about, "vintage": label}, ensure_ascii=False)
        observations = ", ".join(
            [
                f'{{"members": {quoted(members)}, "period": {quoted(period)}, "value": "{value}", '
                f'"status": {quoted(status)}, "published": {quoted(published)}}}'
                for members, period, value, status, published in rows
            ]
        )
        content = f'{head[:-1]}, "observations": [{observations}]}}\n'
        (folder / f"{series}.json").write_text(content, encoding="utf-8", newline="\n")
    (folder / "series.csv").write_text(text.getvalue(), encoding="utf-8", newline="\n")
