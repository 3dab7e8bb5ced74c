"""What is read before the work is forked: everything that the editions need, and no reason to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.execution import preload
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.text import templates
from copied_project import copy


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy(tmp_path_factory.mktemp("ahead"))


def test_a_text_of_several_editions_is_compiled_before_they_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "_compiled", {})
    preload.read(project, ["2024Q3"])
    assert templates._compiled == {}, "one edition fills each text in once: nothing is gained"
    preload.read(project, ["2024Q3", "2024Q2"])
    cells = [
        "".join(cell["source"]).partition("\n")[2]
        for path in project.notebooks.glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "".join(cell["source"]).startswith("%%prose")
    ]
    # as IPython hands a cell to its magic: with a line break at the end
    compiled = {text for _, text in templates._compiled}
    assert len(cells) > 20 and {templates.of_cell(f"{cell}\n") for cell in cells} <= compiled


def test_the_figures_of_the_editions_and_of_those_before_are_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vintages, "_tables", {})
    preload.read(project, ["2024Q2", "2024Q3"])
    asked = Edition.load(project, Period.parse("2024Q3"))
    assert asked.previous is not None
    labels = {asked.vintage, Edition.load(project, asked.previous).vintage}
    assert len(labels) == 2
    for label in labels:
        opened = vintages.Vintage.open(project.vintages, label)
        assert {(info.id, info.sha256) for info in opened.tables.values()} <= set(vintages._tables)


def test_what_is_wrong_with_a_file_is_left_to_the_build_that_needs_it(tmp_path: Path) -> None:
    project = copy(tmp_path)
    (project.params / "series.yml").write_text("series: [")
    (project.params / "2024Q3.yml").write_text("vintage: 1999-01-01")
    (project.report / "theme.yml").unlink()
    (project.notebooks / "tension.ipynb").write_text("no notebook")
    (project.published / "extra.yml").write_text("figures: 3")
    preload.read(project, ["2024Q3", "1066Q1", "nonsense"])
