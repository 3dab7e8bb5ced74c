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

#: the parameters that every edition passes to its notebooks; the values in the notebooks are only used in Jupyter
PARAMETERS = ("quarter", "vintage", "previous", "charts_from", "publication_date")

#: the tag of the cell that papermill inserts below the one tagged ``parameters``
INJECTED = "injected-parameters"

Notebook = dict[str, Any]


def source(text: str) -> str:
    """The part of a notebook that its run depends on: its cells and their tags.

    Outputs, the metadata of editors and the default values of parameters are left out, since no edition depends on
    them.
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
    """Whether papermill inserted the cell with the edition's parameters; a notebook's own file has no such cell."""
    return INJECTED in cell.get("metadata", {}).get("tags", ())


def counts(cells: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """The number that Jupyter shows beside each cell after a run from the top (the 8 of ``[8]``), or None.

    Jupyter counts the code cells that are not empty. A cell that papermill inserted gets no number, so that the numbers
    in an executed notebook are those of its own file.
    """
    found: list[int | None] = []
    number = 0
    for cell in cells:
        runs = cell["cell_type"] == "code" and cell_source(cell).strip() and not is_injected(cell)
        number += bool(runs)
        found.append(number if runs else None)
    return found


def places(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """How messages name each cell of a notebook: "cell 9 (In [8])" is the ninth cell, and number 8 in Jupyter."""
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


#: the notebook format that Jupyter has written since 2014
FORMAT = 4


def checked(text: str, display_name: str) -> str:
    """The text of a notebook, completed with what some editors omit.

    Raises:
        UserError: it is not a notebook, or has another format; the message says what to do without losing any work.
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
        notebook |= {"nbformat": FORMAT, "nbformat_minor": 4}  # the last version in which cells need no ids
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
    """Add the parts that the format requires to a notebook or cell; returns whether any was missing."""
    required: dict[str, Any] = {"outputs": [], "execution_count": None} if part.get("cell_type") == "code" else {}
    missing = {name: value for name, value in required.items() if name not in part}
    if not isinstance(part.get("metadata"), dict):
        missing["metadata"] = {}
    part |= missing
    return bool(missing)


def check_parameters(path: Path, display_name: str, parameters: Mapping[str, Any]) -> None:
    """Check that the notebook declares every parameter; papermill itself would only warn.

    Raises:
        UserError: there is not exactly one cell tagged ``parameters``, this cell does not set every parameter, or a
            cell has a tag that would let it be skipped, replaced, or allowed to fail.
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


#: tags of nbclient and papermill that no cell may have, and what each would do
_REFUSED_TAGS = {
    "raises-exception": "lets it fail unnoticed",
    "skip-execution": "keeps it from being run",
    INJECTED: "has it replaced by papermill",
}


def _check_language(metadata: Mapping[str, Any], display_name: str) -> None:
    """Check that the notebook is for Python, if it names its language."""
    language = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    if language and str(language).lower() not in ("python", "python3", "ipython"):
        remedy = "choose the kernel 'Python 3' in Jupyter and save it"
        raise UserError(
            f"the notebook is written for {language}; sections are Python", where=display_name, remedy=remedy
        )


def _check_tags(cells: Sequence[Mapping[str, Any]], display_name: str) -> None:
    """Check that every cell runs as written, and that only one sets the parameters."""
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
    """The names that a parameters cell sets, with the text of each; empty if it is not Python."""
    return {name: value.value for name, value in _texts(code) if isinstance(value.value, str)}


def with_values(code: str, given: Mapping[str, str]) -> str:
    """A parameters cell with other texts for the given names; the rest of it is unchanged."""
    lines = code.splitlines(keepends=True)
    for name, value in reversed(_texts(code)):  # from the end, so that the positions before it stay valid
        if name in given and value.lineno == value.end_lineno:
            line = lines[value.lineno - 1].encode()  # ``col_offset`` counts bytes
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
