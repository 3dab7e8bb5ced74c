"""``arbeidsmarkt check``: every kind of fault found, each with its place; the shipped project passes."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import copied_project
import made_up_project
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.vanished import used
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.publishing import archive, review
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


def test_everything_that_is_checked_is_counted_and_every_part_reports_its_own_faults(tmp_path: Path) -> None:
    made = made_up_project.make_checked(tmp_path, ("2024Q2", "2024Q3"))
    quarter, folder = Period.quarter(2024, 3), tmp_path / "a build"
    folder.mkdir()
    (folder / "document.md").write_text("Er waren 7 verzonnen dingen.\n", encoding="utf-8")
    package.write(
        folder, report="x", title="x", edition="2024Q3", status="final", published=dt.date(2024, 12, 13), fields=[],
        captions={}, sources=[], made_from={},
    )  # fmt: skip
    signed = {"reviewed": {"by": "A. Lezer", "at": "x"}, "final": {"by": "B. Maker", "at": "x"}}
    each = archive.add(made, quarter, folder, signed)
    signature = review.sign(made, quarter, folder, "A. Lezer", dt.datetime(2024, 12, 12, 9, 0, tzinfo=dt.UTC))
    (made.params / "2024Q3.md").write_text(
        "# sec-verzonnen: Directie Verzinsels\n\nEen verzonnen opmerking.\n", encoding="utf-8"
    )

    whole = check(made)
    assert [str(fault) for fault in whole.faults] == []
    assert whole.good == [
        "2 editions' parameters, and those for a quarter without a file",
        "2 series in the catalogue",
        "1 vintages, 3 files as they were written",
        "1 final editions and corrections in the archive, every byte as it was recorded",
        "0 published figures, each with its source",
        "1 notebooks, their prose included",
        "1 remarks on editions",
    ]

    # a fault in every part: none hides another, and no part with a fault is good
    (made.params / "2024Q2.yml").write_text("vintage: toy\nstatuss: concept\n", encoding="utf-8")
    (made.vintages / "toy" / "stray.csv").write_text("", encoding="utf-8")
    (each.files / "document.md").write_text("Er waren 8 verzonnen dingen.\n", encoding="utf-8")
    (made.published / "mine.yml").write_text("[]\n", encoding="utf-8")
    copied_project.add_to_cell(made, "alpha", 4, "\n\nEr zijn 5 soorten.")
    remark = made.params / "2024Q3.md"
    remark.write_text(remark.read_text(encoding="utf-8").replace("sec-verzonnen", "sec-anders"), encoding="utf-8")
    (made.report / "stray.csv").write_text("", encoding="utf-8")
    signature.write_text(signature.read_text(encoding="utf-8").replace("A. Lezer", "B. Maker"), encoding="utf-8")
    broken = check(made)
    assert [str(fault) for fault in broken.faults] == [
        "params/2024Q2.yml:1: missing 'charts_from'; give it a value",
        "params/2024Q2.yml:1: missing 'status'; give it a value",
        "params/2024Q2.yml:2: unknown key 'statuss'; did you mean 'status'?",
        "vintages/toy/stray.csv: this file is not part of the vintage; take it out",
        f"editions/2024Q3/reviews/{signature.name}: was changed since it was signed; restore it from git",
        "editions/2024Q3/0/files/document.md: was changed since the edition was made final; "
        "restore it from git or from a backup",
        "data/published/mine.yml:1: must hold keys and values",
        "notebooks/alpha.ipynb, cell 4 (In [4]), line 6: digit '5' typed by hand; "
        "put it in a fact, or declare it with the words around it: literals('… 5 …')",
        "reports/arbeidsmarkt-in-beeld/stray.csv: nothing reads this file; take it out, or begin its name with a dot",
        "params/2024Q3.md:1: the remark is about sec-anders, and no notebook has a section with that label; "
        "there is sec-verzonnen",
    ]
    assert broken.good == ["2 series in the catalogue"]
