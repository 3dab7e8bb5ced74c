"""Running a notebook: papermill, on a kernel of its own, and what is left of the run afterwards.

``execute`` is meant to be called in a worker process that does nothing else (see ``workers``): papermill changes the
working directory, which threads would share. What comes back is normalised, so that the same notebook on the same data
gives the same bytes.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.errors import UserError

if TYPE_CHECKING:
    from arbeidsmarkt.kernels import Kernel

#: what every edition gives its notebooks; the values that stand in the notebooks are for Jupyter
PARAMETERS = ("quarter", "vintage", "previous", "charts_from", "publication_date")

CELL_TIMEOUT = 600  # seconds; a cell that takes longer hangs

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What one run of one notebook needs.

    Attributes:
        notebook: the file in ``notebooks/``.
        shown: the file's name as messages show it.
        parameters: what papermill injects.
        work: a private folder of the build.
        kept: where the partly executed notebook goes when a cell fails.
        kept_shown: that place, as messages show it.
        root: the checkout; its path is taken out of the outputs.
        facts: for a notebook marked ``after: all``: what the others left, as JSON.
    """

    notebook: Path
    shown: str
    parameters: Mapping[str, Any]
    work: Path
    kept: Path
    kept_shown: str
    root: Path
    facts: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


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


def read(path: Path, shown: str) -> str:
    """The text of a notebook file.

    Raises:
        UserError: not there, or not a notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
        for cell in json.loads(text)["cells"]:
            cell["cell_type"], cell["source"]
    except FileNotFoundError:
        raise UserError("notebook not found", where=shown, remedy="add it, or take it out of report.yml") from None
    except (ValueError, KeyError, TypeError):
        raise UserError("this is not a Jupyter notebook", where=shown, remedy="restore it from git") from None
    return text


def check_parameters(path: Path, shown: str, parameters: Mapping[str, Any]) -> None:
    """Check that the notebook declares every parameter, which papermill itself would only warn about.

    Raises:
        UserError: no cell tagged ``parameters``, or a parameter that this cell does not set.
    """
    cells = [cell for cell in json.loads(read(path, shown))["cells"] if sets_parameters(cell)]
    if not cells:
        remedy = "give the cell that sets the notebook's parameters that tag"
        raise UserError("no cell is tagged 'parameters'", where=shown, remedy=remedy)
    try:
        declared = _assigned(cell_source(cells[0]))
    except SyntaxError as error:
        raise UserError(f"its parameters cell is not Python: {error.msg}", where=shown, remedy="mend it") from None
    if unknown := [name for name in parameters if name not in declared]:
        names = ", ".join(f"'{name}'" for name in unknown)
        remedy = f"it sets {', '.join(declared) or 'none'}; set the others there too, with a default"
        raise UserError(f"its parameters cell does not know {names}", where=shown, remedy=remedy)


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


def execute(run: Run) -> str:
    """Run a notebook on a forked kernel.

    Returns:
        The executed notebook, normalised, as the text of its file.

    Raises:
        UserError: a cell failed; names notebook, cell and line, and where the partly executed notebook is kept.
    """
    from arbeidsmarkt.kernels import Kernel

    run.work.mkdir(parents=True, exist_ok=True)
    environment = {"ARBEIDSMARKT_ROOT": str(run.root), **run.environment}
    if run.facts is not None:
        file = run.work / "facts-of-others.json"
        file.write_text(run.facts, encoding="utf-8")
        environment["ARBEIDSMARKT_FACTS"] = str(file)
    kernel = Kernel(run.notebook.parent, run.work / "ipython", environment)
    try:
        executed = _papermill(run, kernel)
    finally:
        kernel.end()
    for cell in executed["cells"]:
        if sets_parameters(cell):  # as it ran: papermill gave these in the cell below
            cell["source"] = with_values(cell_source(cell), run.parameters)
    return normalised(executed, run.root)


def _papermill(run: Run, kernel: Kernel) -> Notebook:
    """The executed notebook as its file would hold it; writing that and reading it again would take 50 ms."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat.v4.rwbase import split_lines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook

    logging.getLogger("papermill").setLevel(logging.ERROR)  # what it would warn of is checked
    output = run.work / run.notebook.name
    try:
        executed = execute_notebook(  # type: ignore[no-untyped-call]
            str(run.notebook).replace("{", "{{").replace("}", "}}"),  # papermill takes paths for templates
            None,
            parameters=dict(run.parameters),
            kernel_name="python3",
            engine_name=_engine(kernel, output),
            progress_bar=False,
            cwd=str(run.notebook.parent),
        )
    except PapermillExecutionError as error:
        place, what = _cell(run, error.cell_index), _message(error.ename, error.evalue, error.traceback)
    except CellTimeoutError:
        place, what = "", f"a cell took longer than {CELL_TIMEOUT} seconds"
    except DeadKernelError:
        place, what = "", "the kernel died (out of memory?)"
    else:
        return dict(split_lines(executed))  # type: ignore[no-untyped-call]
    _keep(output, run.kept)
    raise UserError(
        what, where=f"{run.shown}{place}", remedy=f"the partly executed notebook is kept in {run.kept_shown}"
    )


def _engine(kernel: Kernel, output: Path) -> str:
    """The name of an engine for papermill that runs cells on ``kernel``.

    It saves the notebook only when a cell fails, the kernel dies or a cell hangs. Papermill would save it after every
    cell, which costs more than the cells themselves.
    """
    from papermill.engines import Engine, papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors
    from papermill.iorw import write_ipynb

    from arbeidsmarkt.kernels import KernelClient

    class Forked(Engine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> None:
            try:
                KernelClient(nb_man, kernel, CELL_TIMEOUT, log=logging.getLogger("papermill")).execute()
                outputs = [output for cell in nb_man.nb.cells for output in cell.get("outputs", ())]
                if any(output.output_type == "error" for output in outputs):  # papermill looks closer, and would raise
                    raise_for_execution_errors(deepcopy(nb_man.nb), str(output))  # type: ignore[no-untyped-call]
            except PapermillExecutionError:
                raise  # saved, with a mark at the cell
            except Exception:
                write_ipynb(nb_man.nb, str(output))  # type: ignore[no-untyped-call]
                raise

    papermill_engines.register("arbeidsmarkt", Forked)  # type: ignore[no-untyped-call]
    return "arbeidsmarkt"


def _cell(run: Run, index: int) -> str:
    """The cell as counted in the notebook's own file, where papermill's injected cell is not."""
    cells = json.loads(read(run.notebook, run.shown))["cells"]
    tagged = [i for i, cell in enumerate(cells) if sets_parameters(cell)]
    if run.parameters and tagged and index > tagged[0]:
        index -= 1
    return f", cell {index + 1}"


def _message(name: str, value: str, trace: list[str]) -> str:
    """One line: our own errors as they are, others with their type, the line's number and the line."""
    if name in {cls.__name__ for cls in _subclasses(UserError)}:
        return value
    if name == "SyntaxError" or name == "IndentationError":
        return f"{name}: {value}"
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(trace))
    in_cell = re.split(r"^(?:Cell In|File) ?", text, flags=re.MULTILINE)
    lines = [re.search(r"^-+> (\d+) (.*)$", part, flags=re.MULTILINE) for part in in_cell if part.startswith("[")]
    found = next((line for line in lines if line), None)
    return f"{name}: {value}" + (f" (line {found[1]}: {found[2].strip()})" if found else "")


def _subclasses(cls: type[UserError]) -> Iterator[type[UserError]]:
    yield cls
    for below in cls.__subclasses__():
        yield from _subclasses(below)


def _keep(output: Path, kept: Path) -> None:
    if output.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        output.replace(kept)


def records(text: str) -> list[dict[str, Any]]:
    """What an executed notebook leaves for the report, in order."""
    from arbeidsmarkt.records import left_in  # which imports more than "nothing to do" may cost

    return left_in(text)


def normalised(notebook: Notebook, root: Path) -> str:
    """The text of an executed notebook without times, random ids, paths and versions of the moment."""
    cells = [_normal_cell(index, cell) for index, cell in enumerate(notebook["cells"])]
    clean = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(_without_paths(clean, _paths(root)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _normal_cell(index: int, cell: Mapping[str, Any]) -> dict[str, Any]:
    text = cell_source(cell)
    volatile = ("papermill", "execution", "ExecuteTime", "collapsed")
    metadata = {key: value for key, value in cell.get("metadata", {}).items() if key not in volatile and value != []}
    name = hashlib.sha256(f"{cell['cell_type']}\n{text}".encode()).hexdigest()[:12]
    clean: dict[str, Any] = {"cell_type": cell["cell_type"], "id": f"{index:03d}-{name}", "metadata": metadata}
    if cell["cell_type"] == "code":
        clean["execution_count"] = cell.get("execution_count")
        clean["outputs"] = cell.get("outputs", [])
    return clean | {"source": text.splitlines(keepends=True)}


def _paths(root: Path) -> list[tuple[str, re.Pattern[str], str]]:
    """What differs between machines in warnings and tracebacks: a part of it, the whole, what to write instead."""
    return [
        (str(root), re.compile(re.escape(str(root)) + r"(?=[/\\\s:'\"]|$)"), "."),
        (sys.prefix, re.compile(re.escape(sys.prefix) + r"(?=[/\\\s:'\"]|$)"), "<env>"),
        ("ipykernel_", re.compile(r"\S*[/\\]ipykernel_\d+[/\\](\d+)\.py"), r"<cell \1>"),
        ("0x", re.compile(r"\b0x[0-9a-f]{6,16}\b"), "0x0"),
    ]


def _without_paths(value: Any, paths: list[tuple[str, re.Pattern[str], str]]) -> Any:
    if isinstance(value, str):
        for part, pattern, text in paths:
            if part in value:  # much faster than the pattern, and hardly ever so
                value = pattern.sub(text, value)
        return value
    if isinstance(value, list):
        return [_without_paths(item, paths) for item in value]
    if isinstance(value, dict):
        return {key: _without_paths(item, paths) for key, item in value.items()}
    return value
