"""What notebooks begin with in Jupyter: the newest edition's parameters, and no other line of the file changes."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import pytest

import copied_project
import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.editions import Edition, quarters
from arbeidsmarkt.publishing import check, notebook_parameters, parameters as authoring


@pytest.fixture
def copied(tmp_path: Path) -> Project:
    return copied_project.copy(tmp_path)


def test_every_edition_gives_the_parameters_that_a_run_does_not_depend_on(project: Project) -> None:
    assert set(Edition.load(project, quarters(project)[-1]).parameters()) == set(notebook_file.PARAMETERS)


def test_a_notebook_that_begins_with_another_edition_is_a_fault_with_what_to_write(copied: Project) -> None:
    path = copied.notebooks / "tension.ipynb"
    path.write_text(path.read_text().replace('previous = \\"2024Q3\\"', 'previous = \\"2023Q3\\"'))
    (fault,) = check.check(copied).faults
    assert str(fault) == (
        "notebooks/tension.ipynb, cell 2 (In [1]): does not begin with the parameters of the newest edition, 2025Q4; "
        'write previous = "2024Q3", or run: arbeidsmarkt check --fix'
    )
    made_up.run(copied, "check", check=False)
    assert "mended: notebooks/tension.ipynb\n" in made_up.run(copied, "check", "--fix").stdout


def test_a_new_newest_edition_changes_the_values_in_every_notebook_and_nothing_else(copied: Project) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=copied.root, check=True)
    subprocess.run(["git", "add", "notebooks"], cwd=copied.root, check=True)
    quarter = quarters(copied)[-1] + 1
    authoring.draft(copied, quarter, publication_date=dt.date(2026, 9, 15))
    assert check.check(copied).faults == []
    command = ["git", "diff", "--numstat", "--no-ext-diff", "notebooks"]
    lines = subprocess.run(command, cwd=copied.root, check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(lines) == len(list(copied.notebooks.glob("*.ipynb")))
    assert {tuple(line.split()[:2]) for line in lines} == {("3", "3")}  # quarter, date, previous edition


def test_an_older_edition_leaves_the_notebooks_as_they_are(copied: Project) -> None:
    before = {path: path.read_bytes() for path in copied.notebooks.iterdir()}
    authoring.draft(copied, quarters(copied)[-1] - 1)
    assert {path: path.read_bytes() for path in copied.notebooks.iterdir()} == before


def test_a_notebook_that_cannot_be_read_keeps_the_edition_from_being_written(copied: Project) -> None:
    (copied.notebooks / "tension.ipynb").write_text("{")
    with pytest.raises(UserError, match="not a Jupyter notebook"):
        authoring.draft(copied, quarters(copied)[-1] + 1)
    assert not (copied.params / "2026Q1.yml").exists()


@pytest.mark.parametrize("indent", [1, 2, None])
@pytest.mark.parametrize("plain", [True, False])
def test_the_layout_of_the_file_stays(tmp_path: Path, indent: int | None, plain: bool) -> None:
    project = made_up.make(tmp_path)
    cells = json.loads(made_up.notebook(["één = 1"], 'quarter = "oud"  # één\n\nvintage = \'x\'; extra = "blijft"'))
    path = project.notebooks / "alpha.ipynb"
    path.write_text(json.dumps(cells, indent=indent, ensure_ascii=plain) + "\n")
    assert "notebooks/alpha.ipynb" in notebook_parameters.write(project)
    cells["cells"][0]["source"] = 'quarter = "2024Q3"  # één\n\nvintage = "toy"; extra = "blijft"'
    assert path.read_text() == json.dumps(cells, indent=indent, ensure_ascii=plain) + "\n"
    assert notebook_parameters.write(project) == []


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("listed", [True, False])
def test_a_layout_that_nobody_uses_becomes_that_of_jupyter(tmp_path: Path, end: str, listed: bool) -> None:
    project = made_up.make(tmp_path)
    cells = json.loads(made_up.notebook(["één = 1"], 'quarter = "oud"\nvintage = "oud"'))
    if listed:
        cells["cells"][0]["source"] = ['quarter = "oud"\n', 'vintage = "oud"']
    path = project.notebooks / "alpha.ipynb"
    path.write_text(json.dumps(cells, indent=3) + end)
    assert "notebooks/alpha.ipynb" in notebook_parameters.write(project)
    after = ['quarter = "2024Q3"\n', 'vintage = "toy"']
    cells["cells"][0]["source"] = after if listed else "".join(after)
    assert path.read_text() == json.dumps(cells, indent=1, ensure_ascii=False) + end


def test_parameters_that_differ_are_named_each_with_the_value_to_write(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    edition = notebook_parameters.newest(project)
    assert edition is not None
    text = made_up.notebook(["x = 1"], 'quarter = "oud"\nvintage = "toy"\ncharts_from = "2015Q1"')
    assert [str(fault) for fault in notebook_parameters.faults(text, "notebooks/x.ipynb", edition)] == [
        "notebooks/x.ipynb, cell 1 (In [1]): does not begin with the parameters of the newest edition, 2024Q3; "
        'write quarter = "2024Q3", charts_from = "2014Q1", or run: arbeidsmarkt check --fix'
    ]
    agrees = made_up.notebook(["x = 1"], 'quarter = "2024Q3"')
    assert list(notebook_parameters.faults(agrees, "x", edition)) == []


def test_a_notebook_that_cannot_be_written_is_named_and_stays(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    made_up.write_notebook(project, "alpha", ["x = 1"], 'quarter = "oud"')
    before = (project.notebooks / "alpha.ipynb").read_text()
    (project.notebooks / ".alpha.ipynb.aside").mkdir()
    with pytest.raises(UserError) as refused:
        notebook_parameters.write(project)
    assert str(refused.value) == "notebooks/alpha.ipynb: cannot be written: Is a directory; mend the rights"
    assert (project.notebooks / "alpha.ipynb").read_text() == before


def test_without_an_edition_no_notebook_changes(tmp_path: Path) -> None:
    project = made_up.make(tmp_path, ())
    before = made_up.contents(project.notebooks)
    assert (notebook_parameters.newest(project), notebook_parameters.write(project)) == (None, [])
    assert made_up.contents(project.notebooks) == before


def test_no_edition_changes_with_the_defaults(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    names = [f'{name} = "{{}}"' for name in notebook_file.PARAMETERS]
    built = []
    for value in ("oud", "nieuw"):
        for name, cells in (("alpha", ("toy_one", "one")), ("beta", ("toy_two", "two"))):
            parameters = "\n".join(names).format(*[value] * len(names))
            made_up.write_notebook(project, name, made_up.section(*cells), parameters)
        said = made_up.run(project, "build", "2024Q3", "--log-format", "json")
        built.append(made_up.contents(project.build / "2024Q3"))
    assert made_up.events(said, "notebook") == []  # so that `new` does not make every edition run again
    made_up.run(project, "build", "2024Q3", "--force")
    assert built[0] == built[1] == made_up.contents(project.build / "2024Q3")
