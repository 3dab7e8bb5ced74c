"""The list of what the letter states, and what the report does with it, is complete and true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.inputs import coverage, report
from arbeidsmarkt.inputs.editions import Edition

Records = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def covered(project: Project) -> coverage.Coverage:
    return coverage.load(project.root)


@pytest.fixture(scope="module")
def facts(built_edition: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    return stored


@pytest.fixture(scope="module")
def records(built_edition: Path) -> Records:
    return {
        path.stem: notebook_run.records(path.read_text(encoding="utf-8"))
        for path in sorted((built_edition / "notebooks").glob("*.ipynb"))
    }


def published(fact: dict[str, Any]) -> bool:
    """Whether a fact rests on a publication and on nothing else."""
    return all("published" in cell for cell in fact["cells"])


def test_every_statement_that_is_made_is_in_the_notebook_it_names(
    covered: coverage.Coverage, records: Records, facts: dict[str, Any]
) -> None:
    for item in covered.statements:
        if item.made == "not_made":
            continue
        own = records[item.notebook]
        named = {key for record in own for key in record.get("facts", {})}
        said = {key for record in own for key in record.get("uses", [])}
        elsewhere = {key for name, found in records.items() if name != item.notebook for r in found
                     for key in r.get("facts", {})}  # fmt: skip
        for key in item.facts:
            assert facts[key]["value"] is not None, (item.statement, key)
            assert key in named or key in elsewhere, (item.statement, key)
        assert not item.facts or any(key in named and key in said for key in item.facts), item.statement
        labels = {record["label"] for record in own if record["kind"] in ("figure", "table")}
        assert not item.figure or item.figure in labels, item.statement


def test_reproduced_rests_on_data_and_published_on_publications(
    covered: coverage.Coverage, facts: dict[str, Any]
) -> None:
    for item in covered.statements:
        for key in item.facts:
            assert published(facts[key]) == (item.made == "published"), (item.statement, key)


def test_every_printed_figure_of_the_letter_is_in_the_list(covered: coverage.Coverage, project: Project) -> None:
    named = {key for item in covered.statements for key in item.facts}
    printed = {item.fact for item in Edition.load(project, covered.edition).printed}
    assert printed - named == set()


def test_the_numbers_in_a_statement_are_those_of_its_facts(covered: coverage.Coverage, facts: dict[str, Any]) -> None:
    context = re.compile(r"(?:elke 100 werklozen|[Ff]iguur \d|\b(?:19|20)\d\d\b|boven de 13 000)")
    for item in covered.statements:
        numbers = set(re.findall(r"\d+(?: \d{3})*(?:,\d+)?", context.sub("", item.statement)))
        texts = {facts[key]["text"].replace("\u202f", " ") for key in item.facts}
        missing = numbers - texts if item.facts else set()
        assert missing == set(), (item.statement, texts)


def test_every_notebook_of_the_letter_s_sections_is_used(covered: coverage.Coverage, project: Project) -> None:
    listed = {section.notebook for section in report.load(project.report / "report.yml").sections}
    used = {item.notebook for item in covered.statements if item.notebook}
    assert used <= listed
    assert {"tension", "wages", "supply", "public-demand", "private-sector", "public-sector",
            "shortages"} <= used  # fmt: skip


REASON = "a statement that is not made needs the reason: why: …"
NOWHERE = "a statement that is not made stands in no notebook"
WHERE = "say where it is made: notebook: …, and facts: […] or figure: …"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("made: not_made", REASON),
        ("made: not_made\n    notebook: tension", REASON),
        ("made: not_made\n    why: zomaar\n    notebook: tension", NOWHERE),
        ("made: not_made\n    why: zomaar\n    facts: [a]", NOWHERE),
        ("made: not_made\n    why: zomaar\n    figure: a", NOWHERE),
        ("made: reproduced\n    notebook: tension", WHERE),
        ("made: reproduced\n    facts: [a]", WHERE),
        ("made: published\n    figure: a\n    why: zomaar", WHERE),
        ("made: published\n    notebook: tension\n    facts: [tension]",
         "say why it is taken over and not reproduced: why: …"),
    ],
)  # fmt: skip
def test_an_incomplete_statement_is_refused_with_its_line(tmp_path: Path, entry: str, message: str) -> None:
    (tmp_path / "docs").mkdir()
    text = f"edition: 2024Q3\nletter: Verzonnen\nstatements:\n  - statement: Verzonnen\n    {entry}\n"
    (tmp_path / "docs" / "coverage.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        coverage.load(tmp_path)
    assert str(raised.value) == f"docs/coverage.yml:4: 'statements.1': {message}"


@pytest.mark.parametrize(
    "entry",
    [
        "made: not_made\n    why: zomaar",
        "made: reproduced\n    notebook: tension\n    facts: [a]",
        "made: reproduced\n    notebook: tension\n    figure: a\n    why: zomaar",
        "made: published\n    notebook: tension\n    facts: [a]\n    figure: b\n    why: zomaar",
    ],
)
def test_a_complete_statement_is_read(tmp_path: Path, entry: str) -> None:
    (tmp_path / "docs").mkdir()
    text = f"edition: 2024Q3\nletter: Verzonnen\nstatements:\n  - statement: V\n    {entry}\n"
    (tmp_path / "docs" / "coverage.yml").write_text(text, encoding="utf-8")
    (item,) = coverage.load(tmp_path).statements
    assert item.made == entry.split()[1]
