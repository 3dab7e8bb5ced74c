"""The house keeps its plan: wings in one direction, the tour of the page as it is, rooms of one concept."""

from __future__ import annotations

import importlib
import operator
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import made_up_project
from arbeidsmarkt.basics import content

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "arbeidsmarkt"
MOST_LINES = 350


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def wings() -> set[str]:
    """The first part of every module's path: a folder, or a door."""
    return {path.relative_to(SOURCE).parts[0] for path in modules()} - {"__init__.py"}


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True)


def test_imports_point_downwards_and_never_in_a_circle() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_wing_is_in_the_page_and_the_page_names_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Wings")[1].split("\n## ")[0]
    named = re.findall(r"^\| `([a-z_.]+)/?` \|", page, flags=re.MULTILINE)
    assert {name.removesuffix(".py") for name in named} == {name.removesuffix(".py") for name in wings()}
    assert len(named) == len(set(named))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_is_one_concept_in_a_few_pages(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_what_a_notebook_imports_is_what_its_runs_are_kept_by() -> None:
    program = "import sys, arbeidsmarkt.notebook; print(*(m for m in sys.modules if m.startswith('arbeidsmarkt.')))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {name.split(".")[1] for name in loaded} <= {name.removesuffix(".py") for name in content.NOTEBOOKS}
    assert {*content.NOTEBOOKS, *content.RENDERERS} <= {*content.BUILDS} <= wings()


def test_the_tour_names_functions_that_are_there() -> None:
    tour = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## The tour")[1].split("\n## ")[0]
    named = re.findall(r"`((?:[a-z_]+\.)+[A-Za-z_.]+)`", tour)
    assert len(re.findall(r"(?m)^\d+\. ", tour)) == 12 <= len(named)
    for name in named:
        module, _, rest = name.rpartition(".")
        while not is_module(module):
            module, _, part = module.rpartition(".")
            rest = f"{part}.{rest}"
        assert operator.attrgetter(rest)(importlib.import_module(f"arbeidsmarkt.{module}")), name


def is_module(name: str) -> bool:
    path = SOURCE.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


@pytest.mark.editions
def test_only_a_change_in_a_wing_that_a_result_rests_on_makes_it_anew(tmp_path: Path) -> None:
    """A comment in publishing/ leaves an edition current, one in document/ runs no notebook, one in numbers/ all."""
    skipped = shutil.ignore_patterns("__pycache__")
    library = shutil.copytree(SOURCE, tmp_path / "library" / "arbeidsmarkt", ignore=skipped)
    project = made_up_project.make_checked(tmp_path / "checkout")

    def built_after(changed: str = "") -> str:
        if changed:
            with (library / changed).open("a", encoding="utf-8") as module:
                module.write("# a comment\n")
        environment = {"PYTHONPATH": str(library.parent)}
        return made_up_project.run(project, "build", "2024Q3", "--to", "html", environment=environment).stderr

    assert "alpha has run" in built_after()
    assert "nothing to do" in built_after("publishing/check.py")
    after_document = built_after("document/markup.py")
    assert "nothing to do" not in after_document and "has run" not in after_document
    assert "alpha has run" in built_after("numbers/facts.py")
