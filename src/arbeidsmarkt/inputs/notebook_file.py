"""The file of a notebook: its cells, and the one that sets its parameters."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import text_file
from arbeidsmarkt.basics.errors import UserError

#: what every edition gives its notebooks; the values that stand in the notebooks are for Jupyter
PARAMETERS = ("quarter", "vintage", "previous", "charts_from", "publication_date")

#: papermill's tag of the cell that it puts below the one tagged ``parameters``
INJECTED = "injected-parameters"

Notebook = dict[str, Any]


def source(text: str) -> str:
    """What a notebook's run depends on: its cells and their tags.

    Not its outputs, other editors' notes, and the defaults of parameters, so that no edition changes with those.
    """
    unset = dict.fromkeys(PARAMETERS, "")
    cells = [
        [
            cell["cell_type"],
            with_values(cell_source(cell), unset) if sets_parameters(cell) else cell_source(cell),
            sorted(cell.get("metadata", {}).get("tags", [])),
        ]
        for cell in json.loads(text)["cells"]
    ]
    return json.dumps(cells, ensure_ascii=False)


def cell_source(cell: Mapping[str, Any]) -> str:
    """A cell's source, which notebook files hold as a string or as a list of lines."""
    return "".join(cell["source"])


def is_injected(cell: Mapping[str, Any]) -> bool:
    """Whether papermill put the cell below the one tagged ``parameters``; a notebook's own file has none."""
    return INJECTED in cell.get("metadata", {}).get("tags", ())


def counts(cells: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """The number that Jupyter shows beside each cell after a run from the top: ``[8]``; None where it shows none.

    Jupyter counts the code cells that hold something. A cell that papermill put in has no number, so that an executed
    notebook counts as its own file does.
    """
    found: list[int | None] = []
    number = 0
    for cell in cells:
        runs = cell["cell_type"] == "code" and cell_source(cell).strip() and not is_injected(cell)
        number += bool(runs)
        found.append(number if runs else None)
    return found


def places(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """How messages name each cell of a notebook's file: "cell 9 (In [8])", its number there and in Jupyter."""
    return [
        f"cell {number}" + (f" (In [{count}])" if count else "") for number, count in enumerate(counts(cells), start=1)
    ]


def read(path: Path, display_name: str) -> str:
    """The text of a notebook file.

    Raises:
        UserError: not there, or not a notebook.
    """
    try:
        text = text_file.read(path, display_name)
    except FileNotFoundError:
        raise UserError(
            "notebook not found", where=display_name, remedy="add it, or take it out of report.yml"
        ) from None
    return checked(text, display_name)


#: the format of notebooks that Jupyter has written since 2014
FORMAT = 4


def checked(text: str, display_name: str) -> str:
    """The text of a notebook, with what some editors leave out of it.

    Raises:
        UserError: not a notebook, or one in another format; says where, and what to do without losing any work.
    """
    try:
        notebook = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        remedy = "open it in a text editor and mend that line; git diff shows what changed"
        what = "this is not a Jupyter notebook: it is no JSON"
        raise UserError(what, where=f"{display_name}:{line}", remedy=remedy) from None
    except RecursionError:
        raise UserError("this is not a Jupyter notebook: it has too many levels", where=display_name) from None
    if not isinstance(notebook, dict):
        raise UserError("this is not a Jupyter notebook", where=display_name, remedy="save it from Jupyter")
    version = notebook.get("nbformat", FORMAT)
    if "worksheets" in notebook or (isinstance(version, int) and version < FORMAT):
        remedy = "open it in Jupyter and save it, which writes format 4"
        raise UserError(f"the notebook is in the old format {version}", where=display_name, remedy=remedy)
    if version != FORMAT:
        remedy = "save a copy in format 4, or update the project's Jupyter packages"
        raise UserError(
            f"the notebook is in format {version}, which is not known here", where=display_name, remedy=remedy
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise UserError(
            "this is not a Jupyter notebook: it has no cells", where=display_name, remedy="save it from Jupyter"
        )
    changed = _completed(notebook)
    if not isinstance(notebook.get("nbformat_minor"), int) or "nbformat" not in notebook:
        changed = True
        notebook |= {"nbformat": FORMAT, "nbformat_minor": 4}  # the last that asks for no names of cells
    for number, cell in enumerate(cells, start=1):
        where = f"{display_name}, cell {number}"
        if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
            raise UserError("this is no cell: it has no cell_type", where=where, remedy="save it from Jupyter")
        source = cell.get("source")
        lines = source if isinstance(source, list) else [source]
        if not all(isinstance(line, str) for line in lines):
            raise UserError("the cell has no source", where=where, remedy="save it from Jupyter")
        changed = _completed(cell) or changed
    return json.dumps(notebook, ensure_ascii=False) if changed else text


def _completed(part: dict[str, Any]) -> bool:
    """Give a notebook or cell the parts that its format asks for; whether one was missing."""
    before = len(part)
    if not isinstance(part.get("metadata"), dict):
        part["metadata"] = {}
        before = -1
    if part.get("cell_type") == "code":
        part.setdefault("outputs", [])
        part.setdefault("execution_count", None)
    return len(part) != before


def check_parameters(path: Path, display_name: str, parameters: Mapping[str, Any]) -> None:
    """Check that the notebook declares every parameter, which papermill itself would only warn about.

    Raises:
        UserError: no cell tagged ``parameters`` or more than one, a parameter that this cell does not set, or a tag
            with which a cell would be skipped, replaced, or allowed to fail.
    """
    notebook = json.loads(read(path, display_name))
    everything = notebook["cells"]
    _check_language(notebook.get("metadata", {}), display_name)
    _check_tags(everything, display_name)
    cells = [cell for cell in everything if sets_parameters(cell)]
    if not cells:
        remedy = "give the cell that sets the notebook's parameters that tag"
        raise UserError("no cell is tagged 'parameters'", where=display_name, remedy=remedy)
    try:
        declared = _assigned(cell_source(cells[0]))
    except SyntaxError as error:
        raise UserError(
            f"its parameters cell is not Python: {error.msg}", where=display_name, remedy="mend it"
        ) from None
    if unknown := [name for name in parameters if name not in declared]:
        names = ", ".join(f"'{name}'" for name in unknown)
        remedy = f"it sets {', '.join(declared) or 'none'}; set the others there too, with a default"
        raise UserError(f"its parameters cell does not know {names}", where=display_name, remedy=remedy)


#: tags of nbclient and papermill that a section cannot have, and why
_REFUSED_TAGS = {
    "raises-exception": "lets it fail unnoticed",
    "skip-execution": "keeps it from being run",
    INJECTED: "has it replaced by papermill",
}


def _check_language(metadata: Mapping[str, Any], display_name: str) -> None:
    """See that the notebook is written for Python, where it says what it is written for."""
    language = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    if language and str(language).lower() not in ("python", "python3", "ipython"):
        remedy = "choose the kernel 'Python 3' in Jupyter and save it"
        raise UserError(
            f"the notebook is written for {language}; sections are Python", where=display_name, remedy=remedy
        )


def _check_tags(cells: Sequence[Mapping[str, Any]], display_name: str) -> None:
    """See that every cell runs as it stands, and that only one sets the parameters."""
    setting = [place for place, cell in zip(places(cells), cells, strict=True) if sets_parameters(cell)]
    for place, cell in zip(places(cells), cells, strict=True):
        where = f"{display_name}, {place}"
        if found := [tag for tag in cell.get("metadata", {}).get("tags", []) if tag in _REFUSED_TAGS]:
            remedy = "take the tag away" if found[0] != INJECTED else "delete the cell"
            raise UserError(
                f"the cell is tagged '{found[0]}', which {_REFUSED_TAGS[found[0]]}", where=where, remedy=remedy
            )
        if place in setting[1:]:
            what = f"a second cell is tagged 'parameters' (the first is {setting[0]})"
            raise UserError(what, where=where, remedy="take the tag away; a build fills in the first alone")


def sets_parameters(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is the one tagged ``parameters``."""
    return "parameters" in cell.get("metadata", {}).get("tags", [])


def _assigned(code: str) -> list[str]:
    """The names that a cell sets at its top level."""
    targets: list[ast.expr] = []
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets.append(statement.target)
    return [target.id for target in targets if isinstance(target, ast.Name)]


def values(code: str) -> dict[str, str]:
    """The texts that a parameters cell gives to names; nothing when it is not Python."""
    return {name: value.value for name, value in _texts(code) if isinstance(value.value, str)}


def with_values(code: str, given: Mapping[str, str]) -> str:
    """A parameters cell with other texts for some names; everything else in it stays as it is."""
    lines = code.splitlines(keepends=True)
    for name, value in reversed(_texts(code)):  # from the end, so that places before it stay right
        if name in given and value.lineno == value.end_lineno:
            line = lines[value.lineno - 1].encode()  # Python counts bytes
            text = json.dumps(given[name], ensure_ascii=False).encode()
            lines[value.lineno - 1] = (line[: value.col_offset] + text + line[value.end_col_offset :]).decode()
    return "".join(lines)


def _texts(code: str) -> list[tuple[str, ast.Constant]]:
    """Each ``name = "text"`` of a cell, in order."""
    found = []
    with contextlib.suppress(SyntaxError):
        for statement in ast.parse(code).body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target, value = statement.targets[0], statement.value
                if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.append((target.id, value))
    return found
