"""Every edition that the project ships, held to what readers are promised: no barrier, the data along, honest words."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import editions
from in_browser import browser as browser, needs_browser, no_barrier, opened

REPOSITORY = Path(__file__).resolve().parents[2]
EDITION = "2024Q3"
OTHERS = [label for quarter in editions.quarters(Project(REPOSITORY)) if (label := quarter.label) != EDITION]

#: Warnings of ``outloud`` that are accepted, each with its reason.
ACCEPTED = {
    "ORD-001": "figures and short tables are painted at the top or bottom of a page, so that none is half empty; the "
    "order of the tags, which readers follow, is that of the document (tests/document/test_pdf.py)",
}

_NUMBER = re.compile(r"[−+]?\d[\d\u202f]*(?:,\d+)?")


@pytest.fixture(params=[EDITION, *(pytest.param(other, marks=pytest.mark.editions) for other in OTHERS)])
def edition(request: pytest.FixtureRequest) -> Path:
    """The folder of each shipped edition: the reference, and the others in ``make editions``."""
    if request.param == EDITION:
        return Path(request.getfixturevalue("built_edition"))
    return Path(request.getfixturevalue("shipped")) / request.param


def file(edition: Path, suffix: str) -> Path:
    return edition / f"arbeidsmarkt-in-beeld-{edition.name}.{suffix}"


@pytest.mark.editions  # of a report that is made up: document/test_pdf.py
def test_two_checkers_find_no_barrier_in_the_pdf(edition: Path) -> None:
    path = str(file(edition, "pdf"))
    heard = outloud.check(path)
    assert not heard.error
    found = [
        f"outloud {item.rule}: {item.message}"
        for item in heard.findings
        if item.severity in ("error", "warning") and item.rule not in ACCEPTED and not _repeated_title(item)
    ]
    found += [f"pdfua {item.rule_id}: {item.message}" for item in pdfua.validate(path).findings]
    assert found == []


def _repeated_title(item: Any) -> bool:
    """Whether it is the title above the part of a table that runs on: it was read out once, above the first part."""
    return item.rule == "TAG-002" and re.match(r"Tabel \d+ ", item.evidence or "") is not None


def test_the_pdf_carries_its_data(edition: Path) -> None:
    with pikepdf.open(file(edition, "pdf")) as pdf:
        attached = set(pdf.attachments)
    assert attached == {f"data/{path.name}" for path in (edition / "data").glob("*.csv")} | {"facts.json"}


def test_messages_and_contents_stand_on_the_first_page(edition: Path) -> None:
    with pikepdf.open(file(edition, "pdf")) as pdf, pdf.open_outline() as outline:
        messages, chapter = outline.root[:2]
        assert messages.title == "In het kort"
        pages = [pikepdf.Page(item.destination[0]).index for item in (messages, chapter)]
        assert pages == [0, 1]  # the key messages and all of the contents on the first page, the text from the second


def test_no_chart_through_time_holds_fewer_than_four_figures(edition: Path) -> None:
    through_time = 0
    for path in sorted((edition / "data").glob("fig-*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        if len({row["periode_code"] for row in rows}) > 12:  # through time, not at a few moments
            through_time += 1
            assert sum(row["waarde"] != "" for row in rows) >= 4, path.name
    assert through_time > 2


@needs_browser
@pytest.mark.editions  # of a report that is made up: document/test_html.py
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_barrier_in_the_html(browser: Any, edition: Path, width: int, scheme: str) -> None:
    no_barrier(*opened(browser, width, scheme, file(edition, "html")), width)


def test_alternative_texts_say_only_what_the_figures_hold(edition: Path) -> None:
    """Every number with a decimal or of three digits and more in an alt text is one of the figure's own, or a year."""
    figures = [record for record in _records(edition) if record["kind"] == "figure"]
    assert figures
    for record in figures:
        cells = [cell for row in record["data"]["rows"] for cell in row]
        held = " ".join(f"{cell['text']} {cell.get('period', '')[:4]}" for cell in cells)
        held += " " + " ".join(column["title"] for column in record["data"]["columns"]) + record["caption"]
        spoken = [number for number in _NUMBER.findall(record["alt"]) if "," in number or len(number) > 2]
        known = set(_NUMBER.findall(held))
        assert [number for number in spoken if number not in known] == [], record["label"]
        assert not record["alt"].lower().startswith("grafiek")
        assert record["alt"] != record["caption"]


def _records(folder: Path) -> list[dict[str, Any]]:
    kind = "application/vnd.arbeidsmarkt.v1+json"
    notebooks = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "notebooks").glob("*.ipynb"))
    ]
    outputs = [out for notebook in notebooks for cell in notebook["cells"] for out in cell.get("outputs", [])]
    return [out["data"][kind] for out in outputs if kind in out.get("data", {})]
