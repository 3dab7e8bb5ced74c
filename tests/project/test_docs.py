"""The documentation says what there is, all of it: commands, targets, parameters, fields, dependencies, links."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

import reference
from arbeidsmarkt.cli import COMMANDS
from arbeidsmarkt.exhibits import records
from arbeidsmarkt.inputs import catalogue, editions, published, report, theme

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> list[str]:
    return re.findall(r"^([a-z-]+):(?!=)", page("Makefile"), flags=re.MULTILINE)


def project() -> dict[str, Any]:
    return tomllib.loads(page("pyproject.toml"))


def tables(text: str) -> list[list[str]]:
    """The names in the first column of every table of a page, one list a table."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            if not inside:
                found.append([])
            found[-1].extend(re.findall(r"`([^`]+)`", line.split("|")[1]))
        inside = line.startswith("|")
    return found


def test_the_page_of_commands_is_what_the_program_says() -> None:
    assert reference.text() == page("docs/commands.md"), "run: make docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_has_an_example(name: str) -> None:
    assert re.search(rf"^\| `{name}\b", page("README.md"), flags=re.MULTILINE)
    part = reference.text().split(f"## arbeidsmarkt {name}\n")[1].split("## ")[0]
    assert f"Example: arbeidsmarkt {name}" in part


@pytest.mark.parametrize("target", targets())
def test_every_target_says_what_it_is_for(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", page("Makefile"), flags=re.MULTILINE)
    declared = " ".join(re.findall(r"^\.PHONY: (.*)", page("Makefile"), flags=re.MULTILINE)).split()
    assert target in declared


def test_every_target_and_variable_of_make_is_documented_and_no_other() -> None:
    every_day, for_changes, variables = tables(page("docs/make.md"))
    assert sorted(every_day + for_changes) == sorted(targets())
    assert sorted(variables) == sorted(re.findall(r"^([A-Z]+) \?=", page("Makefile"), flags=re.MULTILINE))


def test_no_table_explains_a_name_twice() -> None:
    explained, twice = 0, []
    for path in PAGES:
        inside: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("| `"):
                name = line.split("|")[1].strip()
                twice += [(path.name, name)] if name in inside else []
                inside.append(name)
                explained += 1
            elif not line.startswith("|"):
                inside = []
    assert explained > 100 and twice == []


def test_the_changes_name_every_command() -> None:
    assert set(COMMANDS) <= set(re.findall(r"`([a-z-]+)`", page("CHANGELOG.md")))


def shapes(text: str) -> dict[str, set[str]]:
    """The keys of every object that docs/records.md shows: by its kind for a record, else by its name."""
    found = {}
    for match in re.finditer(r"^(?:(?P<name>[A-Z]+) = )?\{", text, flags=re.MULTILINE):
        keys, depth, at = [], 0, match.end() - 1
        before = ""
        for token in re.finditer(r'"([^"]*)"|[^\s"]', text[at:]):
            sign = token.group()
            depth += (sign in "{[") - (sign in "}]")
            if depth == 0:
                break
            if token[1] is not None and depth == 1 and before in "{,":
                keys.append(token[1])
            before = sign if token[1] is None else '"'
        kind = re.match(r'\{"kind": "(\w+)"', text[at:])
        found[match["name"] or (kind[1] if kind else "")] = set(keys)
    return found


def test_what_a_notebook_leaves_is_documented_to_the_key(built_edition: Path) -> None:
    part = page("docs/records.md").split("## What a notebook leaves")[1].split("## The document")[0]
    left = [
        record
        for path in (built_edition / "notebooks").glob("*.ipynb")
        for record in records.left_in(path.read_text(encoding="utf-8"))
    ]
    found: dict[str, set[str]] = {}
    for record in left:
        found.setdefault(record["kind"], set()).update(record)
        if data := record.get("data"):
            found.setdefault("DATA", set()).update(data)
            found.setdefault("CELL", set()).update(*[cell for row in data["rows"] for cell in row])
    assert shapes(part) == found


@pytest.mark.parametrize(
    ("name", "models"),
    [
        (
            "docs/parameters.md",
            [editions._File, editions.Printed, editions.Erratum, editions.Release, report.Report, report.Section],
        ),
        (
            "docs/catalogue.md",
            [
                catalogue.TableSpec, catalogue.Member, catalogue.SeriesSpec, catalogue.Related, catalogue.Measure,
                catalogue.Over, catalogue.Predecessor, published._Source, published._Figure,
            ],
        ),
        ("docs/page-design.md", [theme.Theme, theme.Palette]),
    ],
)  # fmt: skip
def test_every_key_of_a_file_is_documented_and_no_other(name: str, models: list[type[BaseModel]]) -> None:
    first = {"docs/page-design.md": 1}.get(name, 0)  # there a table of files comes before
    found = tables(page(name))[first : first + len(models)]
    for model, documented in zip(models, found, strict=True):
        made_by_us = {"Member": {"key"}, "SeriesSpec": {"id"}, "Over": {"members"}, "Printed": {"where"}}
        keys = {field.alias or key for key, field in model.model_fields.items()} - made_by_us.get(model.__name__, set())
        assert sorted(documented) == sorted(keys), model.__name__


def test_every_environment_variable_is_documented() -> None:
    sources = [path for folder in ("src", "tests", "scripts", ".ci") for path in (ROOT / folder).rglob("*")]
    used = {
        name
        for path in sources
        if path.is_file() and path.suffix in (".py", ".sh", "")
        for name in re.findall(r"\bARBEIDSMARKT_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    ours_alone = {
        "ARBEIDSMARKT_BUILDING",
        "ARBEIDSMARKT_FACTS",
        "ARBEIDSMARKT_DRAWING",
        "ARBEIDSMARKT_TESTS_PRELOAD",
    }  # from the build to a kernel of its own; from the tests to their own processes
    documented = {name for names in tables(page("docs/parameters.md")) for name in names if name.isupper()}
    assert used - ours_alone == documented


def test_every_dependency_has_its_reason() -> None:
    given = project()["project"]
    wanted = [*given["dependencies"], *(name for extra in given["optional-dependencies"].values() for name in extra)]
    names = {re.split(r"[<>=]", name)[0] for name in wanted}
    documented = [name for table in tables(page("docs/dependencies.md")) for name in table]
    assert sorted(documented) == sorted(names)


def test_conda_and_pip_ask_for_the_same() -> None:
    environment = yaml.safe_load(page("environment.yml"))
    conda = dict(item.split() for item in environment["dependencies"] if isinstance(item, str) and " " in item)
    assert conda["python"] == project()["project"]["requires-python"]
    (quarto,) = project()["project"]["optional-dependencies"]["quarto"]
    assert f"quarto-cli{conda['quarto']}" == quarto
    (pip,) = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    assert pip == ["--editable .[cluster]"]  # so that every other package comes from pyproject.toml


def test_the_locks_hold_every_dependency_and_no_address() -> None:
    given = project()["project"]
    for lock, extras in (("requirements.lock", ()), ("requirements-dev.lock", ("dev", "desk", "site", "cluster"))):
        text = page(lock)
        pinned = set(re.findall(r"^([a-z0-9-]+)==", text, flags=re.MULTILINE))
        wanted = [*given["dependencies"], *(name for extra in extras for name in given["optional-dependencies"][extra])]
        assert {re.sub(r"[._]", "-", re.split(r"[<>=]", name)[0].lower()) for name in wanted} <= pinned
        assert "://" not in text
        assert text.count("==") and "--hash=sha256:" in text


def test_links_arrive() -> None:
    found = []
    for path in PAGES:
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [(path, target) for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)]
    assert len(found) > 50
    assert [(path.name, target) for path, target in found if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/how-to/*.md")), ids=lambda path: path.stem)
def test_a_how_to_fits_on_one_screen_and_is_in_the_readme(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 50
    assert f"docs/how-to/{path.name}" in page("README.md")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted(ROOT.glob("docs/decisions/*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def test_the_picture_in_the_readme_is_small() -> None:
    picture = ROOT / "docs" / "first-page.png"
    assert "docs/first-page.png" in page("README.md")
    assert 20_000 < picture.stat().st_size < 200_000
