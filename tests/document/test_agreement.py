"""One number, one print: text, tables, chart data, CSV, drawing and HTML of the finished edition agree."""

from __future__ import annotations

import csv
import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.numbers.facts import Fact

SPAN = re.compile(r'\[([^\]\[]*)\]\{\.fact key="([a-z0-9_]+)"\}')


@pytest.fixture(scope="module")
def facts(built_edition: Path) -> dict[str, Fact]:
    stored = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    return {key: Fact.from_json(fact) for key, fact in stored.items()}


@pytest.fixture(scope="module")
def records(built_edition: Path) -> list[dict[str, Any]]:
    paths = sorted((built_edition / "notebooks").glob("*.ipynb"))
    return [record for path in paths for record in notebook_run.records(path.read_text(encoding="utf-8"))]


def prints(fact: Fact) -> set[str]:
    """Every way in which a text may print a fact: they differ in unit, sign and words, never in the number."""
    places, unit = fact.observation.decimals, fact.unit
    found = {
        fact.text, fact.with_unit, dutch.with_unit(abs(fact.printed), places, unit),
        dutch.with_unit(fact.printed, places, unit, sign=True), dutch.number(fact.printed, places, sign=True),
    }  # fmt: skip
    if places == 0 and 0 <= fact.printed <= 100:
        found |= {dutch.cardinal(int(fact.printed)), dutch.ordinal(int(fact.printed))}
    return found


def test_the_text_prints_each_fact_as_it_is(built_edition: Path, facts: dict[str, Fact]) -> None:
    spans = SPAN.findall((built_edition / "document.md").read_text(encoding="utf-8"))
    assert len(spans) > 60
    assert {(text, key) for text, key in spans if text not in prints(facts[key])} == set()


def test_html_shows_the_same_numbers_with_their_key_and_value(built_edition: Path, facts: dict[str, Fact]) -> None:
    (page,) = built_edition.glob("*.html")
    elements = re.findall(r"<data ([^>]*)>(.*?)</data>", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(elements) > 60
    for attributes, content in elements:
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        fact = facts[named["data-key"]]
        assert html.unescape(re.sub(r"<[^>]+>", "", content)) in prints(fact)
        assert float(named["value"]) == pytest.approx(float(fact.observation.value or 0))


def test_tables_and_charts_show_facts_as_the_text_does(records: list[dict[str, Any]], facts: dict[str, Fact]) -> None:
    cells = [
        cell for record in records for row in record.get("data", {}).get("rows", []) for cell in row if cell.get("fact")
    ]
    assert len(cells) > 20
    assert {(cell["fact"], cell["text"]) for cell in cells if cell["text"] != facts[cell["fact"]].text} == set()
    boxes = [item for record in records for item in record.get("items", [])]
    assert len(boxes) == 4
    assert all(item["value"] == facts[item["fact"]].text for item in boxes)


def test_csv_files_hold_what_tables_and_charts_show(built_edition: Path, records: list[dict[str, Any]]) -> None:
    shown = 0
    for record in records:
        if record["kind"] not in ("figure", "table"):
            continue
        with (built_edition / "data" / f"{record['label']}.csv").open(encoding="utf-8", newline="") as file:
            stored = Counter(
                (row["rij"], row["onderwerp"], row["weergave"], row["waarde"]) for row in csv.DictReader(file)
            )
        data = record["data"]
        for row in data["rows"]:
            for column, cell in list(zip(data["columns"], row, strict=True))[1:]:
                number = str(dutch.parse_number(cell["text"])) if column["type"] == "number" and cell["printed"] else ""
                assert stored[(row[0]["text"], column["title"], cell["text"], number)] >= 1, (record["label"], cell)
                shown += 1
    assert shown > 200


def test_figures_in_other_places_that_are_the_same_observation_print_the_same(
    records: list[dict[str, Any]], facts: dict[str, Fact]
) -> None:
    """Cells that carry no fact's name, but are of the same column, period and unit as a fact that stands in a table."""
    named: dict[tuple[str, ...], set[str]] = {}
    for record in records:
        columns = record.get("data", {}).get("columns", [])
        for row in record.get("data", {}).get("rows", []):
            # the table of revisions names the series in its rows
            series = [cell["text"] for column, cell in zip(columns, row, strict=True) if column["type"] == "string"][:1]
            for column, cell in zip(columns, row, strict=True):
                if column["type"] == "number" and row[0].get("code") and not cell["symbol"]:
                    place = (column["title"], cell["period"], column["unit"], *series)
                    named.setdefault(place, set()).add(cell["text"])
    assert {place: texts for place, texts in named.items() if len(texts) > 1} == {}
    assert named[("Spanning", "2024KW03", "per_100_unemployed")] == {facts["tension"].text}


def test_the_drawing_labels_its_last_value_as_the_text_prints_it(built_edition: Path, facts: dict[str, Fact]) -> None:
    for label, key in (("fig-tension", "tension"), ("fig-participation", "participation")):
        drawn = (built_edition / "figures" / f"{label}.svg").read_text(encoding="utf-8")
        assert f">{facts[key].text}</text>" in drawn


def test_a_fact_that_stands_in_several_places_is_the_rule(
    built_edition: Path, records: list[dict[str, Any]], facts: dict[str, Fact]
) -> None:
    """The tests above would show nothing of an edition where no number stands twice."""
    in_text = {key for _, key in SPAN.findall((built_edition / "document.md").read_text(encoding="utf-8"))}
    in_data = {cell["fact"] for record in records for row in record.get("data", {}).get("rows", []) for cell in row
               if cell.get("fact")}  # fmt: skip
    assert {"tension", "vacancies", "unemployed", "participation", "wages_growth"} <= in_text & in_data
