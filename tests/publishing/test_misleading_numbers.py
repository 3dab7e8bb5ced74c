"""Numbers that mislead although each is right: looked for in every edition from 2014Q1 to the newest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.exhibits.records import left_in

pytestmark = pytest.mark.editions

_EXTREME = re.compile(r"hoogste cijfer(?P<equals>, net als| is [^;.]*?, in onder meer)?")


def exhibits(every_edition: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure and table of every edition, with a name for messages."""
    for folder in sorted(every_edition.glob("20??Q?")):
        for path in sorted((folder / "notebooks").glob("*.ipynb")):
            for record in left_in(path.read_text(encoding="utf-8")):
                if record["kind"] in ("figure", "table"):
                    yield f"{folder.name} {record['label']}", record


def cells(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that hold a number."""
    numbers = [index for index, column in enumerate(record["data"]["columns"]) if column["type"] == "number"]
    found = (row[index] for row in record["data"]["rows"] for index in numbers)
    return [cell for cell in found if cell["value"] is not None]


def test_marks_stand_behind_all_figures_of_an_exhibit_or_behind_none(every_edition: Path) -> None:
    seen = Counter[str]()
    for name, record in exhibits(every_edition):
        known = all(cell["status"] != "unknown" for cell in cells(record))
        marked = "Gestippeld" in " ".join(record["notes"]) or any(
            "voorlopig cijfer" in note for note in record["notes"]
        )
        seen["known" if known else "unknown"] += 1
        assert known or not marked, name
    assert min(seen.values()) > 20 and len(seen) == 2


def test_an_extreme_names_or_counts_its_equals(every_edition: Path) -> None:
    looked_at = Counter[bool]()
    for name, record in exhibits(every_edition):
        columns = record["data"]["columns"]
        if record["kind"] != "figure" or [column["type"] for column in columns] != ["period", "number"]:
            continue
        texts = [cell["text"] for cell in cells(record)]
        if found := _EXTREME.search(record["alt"]):
            several = texts.count(max(texts, key=dutch.parse_number)) > 1
            looked_at[several] += 1
            assert bool(found["equals"]) == several, (name, record["alt"])
    assert len(looked_at) == 2 and min(looked_at.values()) > 5
