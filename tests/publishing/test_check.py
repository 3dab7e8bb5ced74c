"""``arbeidsmarkt check``: every kind of fault found, each with its place; the shipped project passes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import copied_project
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.vanished import used
from arbeidsmarkt.publishing.check import check
from arbeidsmarkt.text.typed import in_notebook
from made_up_project import notebook, run


@pytest.fixture
def copied(tmp_path: Path) -> Project:
    return copied_project.copy(tmp_path)


def faults(project: Project) -> list[str]:
    return [str(fault) for fault in check(project).faults]


def test_what_is_shipped_passes(project: Project) -> None:
    found = check(project)
    assert [str(fault) for fault in found.faults] == []
    assert len(found.good) == 5
    assert any("never seen in CBS's own metadata" in note for note in found.notes)


def test_hand_typed_numbers_and_directions_are_named_with_notebook_cell_and_line(copied: Project) -> None:
    copied_project.add_to_cell(copied, "tension", 9, "\n\nSinds 2020 daalde dat twaalf keer.")
    cells = json.loads((copied.notebooks / "tension.ipynb").read_text())["cells"]
    line = "".join(cells[8]["source"]).count("\n") + 1
    found = faults(copied)
    assert len(found) == 3
    assert found[0] == (
        f"notebooks/tension.ipynb, cell 9 (In [8]), line {line}: digit '2020' typed by hand; "
        "put it in a fact, or declare it with the words around it: literals('… 2020 …')"
    )
    assert [text.split(": ")[1].split(" typed")[0] for text in found[1:]] == [
        "direction word 'daalde'",
        "number word 'twaalf'",
    ]


def test_a_declared_phrase_must_stand_in_a_text_and_hold_more_than_the_number(copied: Project) -> None:
    copied_project.add_to_cell(copied, "tension", 3, '\nliterals("12 kabouters", "duizend")')
    assert [text.partition(": ")[2].partition(";")[0] for text in faults(copied)] == [
        "the literal '12 kabouters' stands in no text",
        "the literal 'duizend' would let this pass everywhere",
    ]


def test_a_caption_is_prose(copied: Project) -> None:
    copied_project.add_to_cell(copied, "tension", 10, '\ntable(values, "tbl-x", caption="De 5 beste")')
    assert any("cell 10" in text and "digit '5'" in text for text in faults(copied))


def test_a_changed_byte_of_a_vintage_is_found(tmp_path: Path) -> None:
    copied = copied_project.copy(tmp_path, ("2024-12-13",))
    file = copied.vintages / "2024-12-13" / "80474ned.csv"
    file.write_bytes(file.read_bytes().replace(b"397", b"398", 1))
    assert faults(copied) == [
        "vintages/2024-12-13/80474ned.csv: was changed since the vintage was written; restore it from git"
    ]


def test_without_any_vintage_it_is_said_how_to_get_one(copied: Project) -> None:
    missing = "vintages: there is no vintage; make one with: arbeidsmarkt fetch"
    assert missing not in faults(copied)
    for folder in copied.vintages.iterdir():
        shutil.rmtree(folder)
    found = check(copied)
    assert missing in map(str, found.faults)
    assert not any("vintages" in line for line in found.good)


def test_parameters_catalogue_and_published_figures_are_checked_together(copied: Project) -> None:
    edition = copied.params / "2024Q3.yml"
    edition.write_text(edition.read_text().replace("charts_from:", "chart_from:"))
    catalogue = copied.params / "series.yml"
    catalogue.write_text(catalogue.read_text().replace("unit: thousand", "unit: euro"))
    figures = next(copied.published.glob("*.yml"))
    figures.write_text(figures.read_text().replace("publisher:", "publishr:", 1))
    found = faults(copied)
    for file in ("params/2024Q3.yml:", "params/series.yml:", f"data/published/{figures.name}:"):
        assert any(text.startswith(file) and text.split(":")[1].isdigit() for text in found), (file, found)


def test_the_defaults_of_a_quarter_without_a_file_are_checked_too(copied: Project) -> None:
    path = copied.params / "default.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("charts_from:", "chart_from:"), encoding="utf-8")
    [found] = [text for text in faults(copied) if "chart_from" in text]
    assert found.startswith("params/default.yml:") and "did you mean 'charts_from'?" in found


def test_a_logo_that_the_page_design_names_is_no_stray_file(copied: Project) -> None:
    (copied.report / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    stray = "reports/arbeidsmarkt-in-beeld/logo.svg: nothing reads this file"
    assert any(text.startswith(stray) for text in faults(copied))
    look = copied.theme.read_text(encoding="utf-8")
    look = re.sub(r"(?m)^(\s*)logo:.*$", r"\1logo: logo.svg", look)
    copied.theme.write_text(re.sub(r"(?m)^(\s*)logo-alt:.*$", r"\1logo-alt: Verzonnen", look), encoding="utf-8")
    assert not any(text.startswith(stray) for text in faults(copied))


def test_a_notebook_that_is_no_utf8_is_one_fault_beside_the_others(copied: Project) -> None:
    path = copied.notebooks / "wages.ipynb"
    path.write_bytes(path.read_bytes() + "\n\u00e9".encode("latin-1"))
    found = [text for text in faults(copied) if text.startswith("notebooks/wages.ipynb")]
    assert len(found) == 1 and "is not UTF-8 text; save it as UTF-8" in found[0]


def test_notebooks_and_report_name_each_other(copied: Project) -> None:
    (copied.notebooks / "wages.ipynb").rename(copied.notebooks / "lonen.ipynb")
    found = faults(copied)
    report = "reports/arbeidsmarkt-in-beeld/report.yml"
    assert f"{report}: section 'wages' has no notebook; add notebooks/wages.ipynb" in found
    assert "notebooks/lonen.ipynb: this notebook is no section of the report; list it in report.yml" in found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cell: cell.update(execution_count=3), "cell 3 (In [2]): holds the outputs of a run; strip them"),
        (
            lambda cell: cell.update(outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}]),
            "cell 3 (In [2]): holds",
        ),
        (lambda cell: cell.update(source="import pandas as pd"), "does not begin with the notebook library"),
        (
            lambda cell: cell.update(source="from arbeidsmarkt.notebook import *\nx = = 1"),
            "cell 3 (In [2]): the cell is not Python",
        ),
        (
            lambda cell: cell.update(source='from arbeidsmarkt.notebook import *\nstart(quarter, after="all")'),
            "disagree on whether it runs after the others",
        ),
    ],
)
def test_the_form_of_a_notebook(copied: Project, change: object, message: str) -> None:
    path = copied.notebooks / "tension.ipynb"
    content = json.loads(path.read_text())
    assert callable(change)
    change(content["cells"][2])
    path.write_text(json.dumps(content))
    assert any(text.startswith("notebooks/tension.ipynb") and message in text for text in faults(copied))


def test_a_notebook_without_parameters(copied: Project) -> None:
    path = copied.notebooks / "tension.ipynb"
    content = json.loads(path.read_text())
    content["cells"][1]["metadata"] = {}
    path.write_text(json.dumps(content))
    assert any("no cell is tagged 'parameters'" in text for text in faults(copied))


def test_the_command_ends_with_1_and_one_line_a_fault(copied: Project) -> None:
    copied_project.add_to_cell(copied, "tension", 9, "\n\nEr zijn 5 soorten.")
    done: subprocess.CompletedProcess[str] = run(copied, "check", check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("arbeidsmarkt: notebooks/tension.ipynb, cell 9 (In [8]), line ")
    assert "good: " in done.stdout


def test_facts_are_used_where_a_text_a_table_or_a_key_figure_shows_them() -> None:
    records = [
        {"kind": "prose", "markdown": "", "uses": ["a"]},
        {"kind": "table", "caption": '[1]{.fact key="b"}', "data": {"rows": [[{"text": "x"}, {"fact": "c"}]]}},
        {"kind": "band", "items": [{"fact": "d", "title": "", "change": '[1]{.fact key="e"}'}]},
        {"kind": "facts", "facts": {"unused": {}}},
    ]
    assert used(records) == {"a", "b", "c", "d", "e"}


def test_prose_is_checked_in_any_notebook() -> None:
    assert in_notebook(notebook(["%%prose\nGoed."]), "x.ipynb") == []
    (fault,) = in_notebook(notebook(["%%prose\nEr zijn 5."]), "x.ipynb")
    assert str(fault).startswith("x.ipynb, cell 2 (In [2]), line 2: digit '5' typed by hand")
