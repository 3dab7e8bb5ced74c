"""Every fact of every edition in one table: CSV and Parquet, one JSON per fact, described as a Frictionless package."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.publishing.site.issues import Issue

SCHEMA = "arbeidsmarkt-facts-over-time/1"
#: columns of facts.csv and facts.parquet: name, Frictionless type, what it is
FIELDS = (
    ("edition", "string", "edition that states it, as 2024Q3"),
    ("key", "string", "lasting name of the fact"),
    ("label", "string", "sector or region; empty when there is none"),
    ("title", "string", "what it is, in Dutch"),
    ("value", "number", "unrounded; empty when there is none"),
    ("printed", "string", "as the report prints it, in Dutch notation"),
    ("unit", "string", "key of the unit"),
    ("unit_text", "string", "unit in Dutch"),
    ("period", "string", "period that it is about, as CBS writes it"),
    ("status", "string", "final, revised_provisional, provisional or unknown"),
    ("publication_date", "date", "date of the edition"),
    ("table", "string", "StatLine tables that it comes from, with blanks between"),
)
#: facts about whichever series was revised most: their unit follows the series, and stands with each edition
OF_ANY_UNIT = frozenset({"revision_largest", "revision_largest_new", "revision_largest_old"})
_OF_AN_EDITION = ("edition", "value", "printed", "unit", "period", "status", "publication_date", "table")
_KEY = re.compile(r"[A-Za-z0-9_]+")


def rows(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """A row per fact and edition, by key and then by edition.

    Raises:
        UserError, Faults: a key that changed its unit between editions, or that cannot be an address.
    """
    found, faults = [], []
    for issue in issues:
        label, published = issue.label, issue.published.isoformat()
        for key, fact in issue.facts.items():
            if not _KEY.fullmatch(key):
                faults.append(UserError(f"the fact '{key}' cannot be an address", where=label))
            found.append(
                {
                    "edition": label, "key": key, "label": fact["label"] or "", "title": fact["title"] or "",
                    "value": fact["value"], "printed": fact["text"], "unit": fact["unit"],
                    "unit_text": fact["unit_text"] or "", "period": fact["period"] or "", "status": fact["status"],
                    "publication_date": published, "table": fact["table"],
                }
            )  # fmt: skip
    found.sort(key=itemgetter("key", "edition"))
    units: dict[str, dict[str, str]] = {}
    for row in found:
        if row["value"] is not None and row["key"] not in OF_ANY_UNIT:
            units.setdefault(row["key"], {}).setdefault(row["unit"], row["edition"])
    for key, seen in units.items():
        if len(seen) > 1:
            (one, first), (other, second) = list(seen.items())[:2]
            what = f"the fact '{key}' is in {one} in {first} and in {other} in {second}; nothing was published"
            faults.append(UserError(what, where=second, remedy="give the new meaning a key of its own"))
    raise_all(faults)
    return found


def write(folder: Path, table: Sequence[dict[str, Any]]) -> None:
    """Write ``facts.csv``, ``facts.parquet``, ``datapackage.json`` and a JSON per fact into ``folder``.

    Args:
        folder: of the site's facts.
        table: the rows, by key.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.csv  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    names = [name for name, _, _ in FIELDS]
    lines_of_csv = csv.writer(text, lineterminator="\n")
    lines_of_csv.writerow(names)
    lines_of_csv.writerows(map(itemgetter(*names), table))
    content = text.getvalue().encode("utf-8")
    (folder / "facts.csv").write_bytes(content)
    # the Parquet is the CSV once more: they agree, and pyarrow imports no pandas, as it would for Python's lists
    types = {name: pa.float64() if kind == "number" else pa.string() for name, kind, _ in FIELDS}
    how = pa.csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False)
    parsing = pa.csv.ParseOptions(newlines_in_values=True)
    read = pa.csv.read_csv(io.BytesIO(content), convert_options=how, parse_options=parsing)
    pq.write_table(read, folder / "facts.parquet", compression="zstd")
    _json(folder / "datapackage.json", _package())
    encode = json.JSONEncoder(ensure_ascii=False).encode  # ``json.dumps`` would make an encoder for every key
    values_of = itemgetter(*_OF_AN_EDITION)
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        by_key.setdefault(row["key"], []).append(row)
    for key, values in by_key.items():
        newest = values[-1]
        about = {name: newest[name] for name in ("title", "label", "unit", "unit_text")}
        head = encode({"schema": SCHEMA, "key": key, **about})
        lines = encode([dict(zip(_OF_AN_EDITION, values_of(row), strict=True)) for row in values])
        # a line per edition; within a text of JSON every " has a \\ before it, so this is between two objects
        lines = lines[1:-1].replace('}, {"edition": ', '},\n{"edition": ')
        text_of_it = f'{head[:-1]}, "editions": [\n{lines}\n]}}\n'
        (folder / f"{key}.json").write_text(text_of_it, encoding="utf-8", newline="\n")
    _json(folder / "index.json", {"schema": SCHEMA, "facts": {key: rows[-1]["title"] for key, rows in by_key.items()}})


def _package() -> dict[str, Any]:
    fields = [{"name": name, "type": kind, "description": text} for name, kind, text in FIELDS]
    return {
        "profile": "tabular-data-package",
        "name": "arbeidsmarkt-in-beeld-facts",
        "title": "Arbeidsmarkt in beeld: alle cijfers van alle edities",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/deed.nl"}],
        "resources": [
            {
                "name": "facts", "path": "facts.csv", "profile": "tabular-data-resource", "encoding": "utf-8",
                "format": "csv", "mediatype": "text/csv",
                "schema": {"fields": fields, "primaryKey": ["edition", "key"], "missingValues": [""]},
            }
        ],
    }  # fmt: skip


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
