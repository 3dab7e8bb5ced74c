"""The file of a notebook: what a run depends on, how its cells are named, and each fault in one line. All made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import notebook_file

SET = (
    'quarter = ""\nvintage: str = "toy"\nlater: str\na, b = "x", "y"\nprevious = charts_from = publication_date = ""\n'
)
WANTED = ("quarter", "vintage", "previous", "charts_from", "publication_date")
PARAMETERS_CELL = "\n".join(f'{name} = ""' for name in WANTED)


def cell(source: str | list[str], *tags: str, kind: str = "code", **more: Any) -> dict[str, Any]:
    output = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)} if tags else {}, **output, **more}


def whole(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def test_a_run_depends_on_cells_and_tags_and_not_on_defaults_outputs_or_editors() -> None:
    cells = [
        cell([f'{name} = "x"\n' for name in (*WANTED, "other")], "b", "parameters", "a"),
        cell('quarter = "2024Q3"', execution_count=4, outputs=[{"x": 1}]),
        cell("één", kind="markdown"),
    ]
    empty = "".join(f'{name} = ""\n' for name in WANTED) + 'other = "x"\n'
    assert notebook_file.source(json.dumps(whole(*cells, metadata={"editor": 1}))) == (
        f'[["code", {json.dumps(empty)}, ["a", "b", "parameters"]], '
        '["code", "quarter = \\"2024Q3\\"", []], ["markdown", "één", []]]'
    )


def test_cells_are_named_as_jupyter_numbers_them() -> None:
    cells = [
        cell("# Kop", kind="markdown"), cell("x = 1"), cell(" \n"), cell("y = 1", "injected-parameters"), cell(["z"]),
    ]  # fmt: skip
    assert notebook_file.counts(cells) == [None, 1, None, None, 2]
    assert notebook_file.places(cells) == ["cell 1", "cell 2 (In [1])", "cell 3", "cell 4", "cell 5 (In [2])"]
    assert [notebook_file.is_injected(each) for each in cells] == [False, False, False, True, False]
    assert [notebook_file.is_injected({}), notebook_file.sets_parameters({})] == [False, False]


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        (whole(cell("x")), None),
        (whole(cell("x"), nbformat_minor=2), None),
        (whole(cell("x"), nbformat_minor=None), {"nbformat_minor": 4}),
        ({name: value for name, value in whole(cell("x")).items() if name != "nbformat"}, {"nbformat_minor": 4}),
        ({name: value for name, value in whole(cell("x")).items() if name != "metadata"}, {}),
        (whole(cell("x"), metadata=[]), {}),
    ],
)
def test_what_an_editor_omits_is_added_and_a_whole_file_is_left_as_it_is(
    given: dict[str, Any], changes: dict[str, Any] | None
) -> None:
    text = json.dumps(given, indent=3)
    made = notebook_file.checked(text, "one.ipynb")
    assert json.loads(made) == whole(cell("x")) | {"nbformat_minor": given.get("nbformat_minor")} | (changes or {})
    assert (made == text) == (changes is None)


def test_the_parts_that_a_cell_must_have_are_added_by_its_kind() -> None:
    bare = [{"cell_type": kind, "source": "é"} for kind in ("code", "markdown", "raw")]
    made = notebook_file.checked(json.dumps(whole(*bare, cell("x"))), "one.ipynb")
    assert json.loads(made)["cells"] == [
        cell("é"), cell("é", kind="markdown"), cell("é", kind="raw"), cell("x"),
    ]  # fmt: skip
    assert "é" in made
    wrong = [cell("x", metadata="none"), cell("y")]
    assert json.loads(notebook_file.checked(json.dumps(whole(*wrong)), "one.ipynb"))["cells"] == [cell("x"), cell("y")]


JUPYTER = "save it from Jupyter"
OLD = "open it in Jupyter and save it, which writes format 4"
NEW = "save a copy in format 4, or update the project's Jupyter packages"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{\n\n<<<<<<< HEAD\n}",
            ":3: this is not a Jupyter notebook: it is no JSON; open it in a text editor and mend that line; git diff "
            "shows what changed",
        ),
        (
            "1" * 5000,  # longer than Python reads
            ":1: this is not a Jupyter notebook: it is no JSON; open it in a text editor and mend that line; git diff "
            "shows what changed",
        ),
        ("[" * 100_000, ": this is not a Jupyter notebook: it has too many levels"),
        ("[]", f": this is not a Jupyter notebook; {JUPYTER}"),
        (json.dumps(whole(nbformat=3)), f": the notebook is in the old format 3; {OLD}"),
        (json.dumps(whole(worksheets=[])), f": the notebook is in the old format 4; {OLD}"),
        (json.dumps(whole(nbformat=5)), f": the notebook is in format 5, which is not known here; {NEW}"),
        (json.dumps(whole(nbformat="3")), f": the notebook is in format 3, which is not known here; {NEW}"),
        ("{}", f": this is not a Jupyter notebook: it has no cells; {JUPYTER}"),
        (json.dumps(whole(cell("x"), "y")), f", cell 2: this is no cell: it has no cell_type; {JUPYTER}"),
        (json.dumps(whole({"source": ""})), f", cell 1: this is no cell: it has no cell_type; {JUPYTER}"),
        (json.dumps(whole(cell("x"), cell(["y", 1]))), f", cell 2: the cell has no source; {JUPYTER}"),
        (json.dumps(whole({"cell_type": "code"})), f", cell 1: the cell has no source; {JUPYTER}"),
    ],
)
def test_what_is_no_notebook_is_named_in_a_line(text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        notebook_file.checked(text, "one.ipynb")
    assert str(refused.value) == f"one.ipynb{said}"


def test_a_notebook_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        notebook_file.read(tmp_path / "one.ipynb", "one.ipynb")
    assert str(refused.value) == "one.ipynb: notebook not found; add it, or take it out of report.yml"


def kernel(language: object) -> dict[str, Any]:
    return {"kernelspec": {"language": language}}


PARAMETERS = cell(PARAMETERS_CELL, "parameters")
REFUSED = {
    "no such cell": (
        whole(cell("x")),
        ": no cell is tagged 'parameters'; give the cell that sets the notebook's parameters that tag",
    ),
    "a second one": (
        whole(PARAMETERS, cell("x"), PARAMETERS),
        ", cell 3 (In [3]): a second cell is tagged 'parameters' (the first is cell 1 (In [1])); take the tag away; a "
        "build fills in the first alone",
    ),
    "no Python": (
        whole(cell("quarter =", "parameters")), ": its parameters cell is not Python: invalid syntax; mend it",
    ),
    "some are missing": (
        whole(cell('quarter = vintage = ""\nother: str\na.b = c[0] = 1\nif x:\n    previous = 1', "parameters")),
        ": its parameters cell does not know 'previous', 'charts_from', 'publication_date'; it sets quarter, vintage; "
        "set the others there too, with a default",
    ),
    "none is there": (
        whole(cell("", "parameters")),
        f": its parameters cell does not know {', '.join(map(repr, WANTED))}; it sets none; set the others there too, "
        "with a default",
    ),
    "another language": (
        whole(PARAMETERS, metadata=kernel("R")),
        ": the notebook is written for R; sections are Python; choose the kernel 'Python 3' in Jupyter and save it",
    ),
    "another language said elsewhere": (
        whole(PARAMETERS, metadata={"language_info": {"name": "julia"}}),
        ": the notebook is written for julia; sections are Python; choose the kernel 'Python 3' in Jupyter and save it",
    ),
    "a cell that may fail": (
        whole(PARAMETERS, cell("x", "mine", "raises-exception")),
        ", cell 2 (In [2]): the cell is tagged 'raises-exception', which lets it fail unnoticed; take the tag away",
    ),
    "a cell that is passed over": (
        whole(cell("x", "skip-execution"), PARAMETERS),
        ", cell 1 (In [1]): the cell is tagged 'skip-execution', which keeps it from being run; take the tag away",
    ),
    "a cell of papermill's": (
        whole(PARAMETERS, cell("x", "injected-parameters")),
        ", cell 2: the cell is tagged 'injected-parameters', which has it replaced by papermill; delete the cell",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_notebook_that_cannot_take_the_parameters_says_which_cell_and_why(tmp_path: Path, kind: str) -> None:
    notebook, said = REFUSED[kind]
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        notebook_file.check_parameters(path, "one.ipynb", dict.fromkeys(WANTED, ""))
    assert str(refused.value) == f"one.ipynb{said}"


@pytest.mark.parametrize(
    "metadata", [{}, kernel("python"), kernel("Python"), kernel(None), {"language_info": {"name": "ipython"}},
                 {"language_info": {"name": "python3"}}],
)  # fmt: skip
def test_a_notebook_that_takes_them_passes(tmp_path: Path, metadata: dict[str, Any]) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(whole(cell(SET, "parameters"), cell("x", "mine"), metadata=metadata)), encoding="utf-8")
    notebook_file.check_parameters(path, "one.ipynb", dict.fromkeys(WANTED, ""))


def test_the_texts_of_a_parameters_cell_are_read_and_replaced_in_place() -> None:
    code = (
        '# é\nquarter = "2024Q3"; vintage = "toy"  # één\ncount = 3\nprevious = charts_from = "x"\n'
        'a, b = "p", "q"\nc.d = "r"\nlong = """\nx"""\ncharts_from = \'y\''
    )
    assert notebook_file.values(code) == {"quarter": "2024Q3", "vintage": "toy", "long": "\nx", "charts_from": "y"}
    given = {"quarter": "2025Q1", "vintage": "één", "long": "z", "count": "4", "other": "o", "charts_from": "2014Q1"}
    assert notebook_file.with_values(code, given) == (
        '# é\nquarter = "2025Q1"; vintage = "één"  # één\ncount = 3\nprevious = charts_from = "x"\n'
        'a, b = "p", "q"\nc.d = "r"\nlong = """\nx"""\ncharts_from = "2014Q1"'
    )
    assert notebook_file.with_values("é = 'x'; quarter = 'y'", {"quarter": "z"}) == "é = 'x'; quarter = \"z\""
    assert (notebook_file.values("x = ("), notebook_file.with_values("x = (", {"x": "y"})) == ({}, "x = (")
