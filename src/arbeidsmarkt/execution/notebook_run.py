"""Runs a notebook with papermill on a kernel of its own, and normalises the result.

``execute`` must run in a process with one thread (see ``children``), since it forks, and since papermill changes the
working directory, which threads share. The result is normalised, so that the same notebook on the same data gives the
same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import tell
from arbeidsmarkt.desk import numbers_of_build
from arbeidsmarkt.execution import acceptance, children, leftovers
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.notebook_file import Notebook, cell_source, counts, sets_parameters, with_values

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import Engine


@dataclass(frozen=True)
class Run:
    """What running one notebook needs.

    Attributes:
        notebook: the file in ``notebooks/``.
        display_name: the file's name in messages.
        parameters: the parameters that papermill injects.
        work: a private folder of the build.
        kept: where the partly executed notebook goes when a cell fails.
        kept_name: that file's name in messages; empty if nobody can look at it.
        root: the checkout; its path is removed from the outputs.
        facts: for a notebook marked ``after: all``: what the others pass on, as JSON.
        environment: additional environment variables for the notebook.
        kernels: ``fast`` (forked, over a pipe) or ``standard`` (papermill's own engine on an ordinary ipykernel; this
            process must then serve this run only, since its environment and streams change).
    """

    notebook: Path
    display_name: str
    parameters: Mapping[str, Any]
    work: Path
    kept: Path
    kept_name: str
    root: Path
    facts: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    kernels: str = "fast"


def execute(run: Run) -> str:
    """Run a notebook on a kernel of its own.

    Returns:
        The executed notebook, normalised, as the text of its file.

    Raises:
        UserError: a cell failed; names the notebook, the cell, the line, and where the partly executed notebook is.
    """
    run.work.mkdir(parents=True, exist_ok=True)
    environment = {"ARBEIDSMARKT_ROOT": str(run.root), numbers_of_build.BUILDING: "1", **run.environment}
    if run.facts is not None:
        file = run.work / "facts-of-others.json"
        file.write_text(run.facts, encoding="utf-8")
        environment["ARBEIDSMARKT_FACTS"] = str(file)
    executed: list[NotebookNode] = []
    try:
        (_fast if run.kernels == "fast" else _standard)(run, environment, executed)
        acceptance.refuse_incomplete(executed[0].cells)
        acceptance.refuse_another_edition(executed[0].cells, run.parameters)
    except UserError as error:
        raise _kept(run, executed, error) from None
    notebook = _as_in_a_file(executed[0])
    for cell in notebook["cells"]:
        if sets_parameters(cell):  # show the values that it ran with, which papermill injected below it
            cell["source"] = with_values(cell_source(cell), run.parameters)
    return normalised(notebook, run.root)


def _fast(run: Run, environment: Mapping[str, str], executed: list[NotebookNode]) -> None:
    """Run the notebook on a forked kernel."""
    from arbeidsmarkt.execution import engine, kernels

    kernel = kernels.take(run.work / "ipython")
    try:
        kernel.begin(run.notebook.parent, environment, run.work / "printed.log")
        _papermill(run, executed, engine.ForkedEngine, kernel=kernel)
    finally:
        kernel.end()
        _say_what_was_left(run, kernel.left, executed)


def _standard(run: Run, environment: Mapping[str, str], executed: list[NotebookNode]) -> None:
    """Run the notebook on an ordinary ipykernel, which inherits this process's environment and streams."""
    from arbeidsmarkt.execution import engine

    startup = run.work / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-chance.py").write_text("from arbeidsmarkt.execution import chance as _chance\n_chance.fix()\n")
    os.environ.update(environment, IPYTHONDIR=str(run.work / "ipython"))
    children.speak_to(run.work / "printed.log")
    leftovers.adopt()
    seen: dict[int, int] = {}  # process -> the first cell after which it was running

    def look(cell: int) -> None:
        for pid in leftovers.strays(()):
            seen.setdefault(pid, cell)

    try:
        _papermill(run, executed, engine.StandardEngine, look=look)
    finally:
        found = leftovers.strays(())
        leftovers.end(())
        _say_what_was_left(run, sorted((seen.get(pid, 0), name) for pid, name in found.items()), executed)


def _say_what_was_left(run: Run, left: Sequence[tuple[int, str]], executed: Sequence[NotebookNode]) -> None:
    """Report the programs that had to be ended, each with the cell that started it."""
    places = [place for place, _ in acceptance.numbered(executed[0].cells)] if executed else []
    for index, program in left:
        where = f"{run.display_name}, {places[index]}" if index < len(places) else run.display_name
        edition = run.parameters.get("quarter", "")
        tell({"event": "left running", "edition": edition, "where": where, "program": program})


def _papermill(run: Run, executed: list[NotebookNode], engine: type[Engine], **settings: Any) -> None:
    """Run the notebook until a cell fails, and add it to ``executed`` in any case.

    Raises:
        UserError: the kernel could not start or died, or a cell hangs.
    """
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.execute import execute_notebook

    from arbeidsmarkt.execution.engine import CELL_TIMEOUT

    logging.getLogger("papermill").setLevel(logging.ERROR)  # this project checks what papermill would warn about
    copy = run.work / run.notebook.name  # normalised by the project's reader; papermill cannot read a byte-order mark
    copy.write_text(notebook_file.read(run.notebook, run.display_name), encoding="utf-8")
    papermill_engines.register("arbeidsmarkt-build", engine)  # type: ignore[no-untyped-call]
    try:
        execute_notebook(  # type: ignore[no-untyped-call]
            str(copy).replace("{", "{{").replace("}", "}}"),  # papermill formats paths as templates
            None,
            parameters=dict(run.parameters),
            kernel_name="python3",
            language="python",
            engine_name="arbeidsmarkt-build",
            progress_bar=False,
            cwd=str(run.notebook.parent),
            executed=executed,
            execution_timeout=CELL_TIMEOUT,
            **settings,
        )
        return
    except CellTimeoutError:
        what = f"a cell took longer than {CELL_TIMEOUT} seconds"
    except DeadKernelError as death:
        what = str(death)
    except NoSuchKernel:
        raise UserError("there is no kernel 'python3' here", remedy="install ipykernel (make setup)") from None
    except RuntimeError as fault:  # how nbclient reports a kernel that did not start
        what = str(fault)
    raise UserError(what, where=acceptance.last_begun(executed[0].cells) if executed else None)


def _as_in_a_file(notebook: NotebookNode) -> Notebook:
    """A notebook in the form that its file would have; to write and read the file would take 50 ms."""
    from nbformat.v4.rwbase import split_lines

    return dict(split_lines(notebook))  # type: ignore[no-untyped-call]


def _kept(run: Run, executed: Sequence[NotebookNode], error: UserError) -> UserError:
    """Keep the partly executed notebook, with papermill's mark at the failed cell; returns the error to raise."""
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors
    from papermill.iorw import write_ipynb

    place = f"{run.display_name}, {error.where}" if error.where else run.display_name
    if not executed:
        return UserError(error.what, where=place, remedy=error.remedy)
    run.kept.parent.mkdir(parents=True, exist_ok=True)
    for cell, number in zip(executed[0].cells, counts(executed[0].cells), strict=True):
        _count_as_in_jupyter(cell, number)
    write_ipynb(executed[0], str(run.kept))  # type: ignore[no-untyped-call]
    with contextlib.suppress(PapermillExecutionError):
        raise_for_execution_errors(executed[0], str(run.kept))  # type: ignore[no-untyped-call]
    kept = f"the partly executed notebook is kept in {run.kept_name}" if run.kept_name else ""
    remedies = [error.remedy, kept]
    return UserError(error.what, where=place, remedy="; ".join(filter(None, remedies)))


def records(text: str) -> list[dict[str, Any]]:
    """The records of an executed notebook, in order."""
    from arbeidsmarkt.exhibits.records import left_in  # slow to import

    return left_in(text)


def normalised(notebook: Notebook, root: Path) -> str:
    """The text of an executed notebook without times, random ids, paths and versions.

    Each cell is on one line, since Python takes ten times as long to write indented JSON.
    """
    numbers = counts(notebook["cells"])
    cells = [_normal_cell(index, cell, numbers[index]) for index, cell in enumerate(notebook["cells"])]
    rest = {
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    paths = _paths(root)
    lines = ",\n".join(json.dumps(_without_paths(cell, paths), ensure_ascii=False, sort_keys=True) for cell in cells)
    return f'{{"cells": [\n{lines}\n],\n{json.dumps(rest, sort_keys=True)[1:]}\n'


def _count_as_in_jupyter(cell: dict[str, Any], number: int | None) -> None:
    """Give a cell the number that it has in Jupyter, which does not count the cell that papermill inserted."""
    given = cell.get("execution_count")
    if given is None:
        return
    cell["execution_count"] = number
    for output in cell.get("outputs", ()):
        if "execution_count" in output:
            output["execution_count"] = number
        if "traceback" in output and number:
            output["traceback"] = [re.sub(rf"\bIn\[{given}\]", f"In[{number}]", line) for line in output["traceback"]]


def _normal_cell(index: int, cell: dict[str, Any], number: int | None) -> dict[str, Any]:
    _count_as_in_jupyter(cell, number)
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
    """Paths in warnings and tracebacks that differ between machines: a part to search for, a pattern, a replacement."""
    return [
        (str(root), re.compile(re.escape(str(root)) + r"(?=[/\\\s:'\"]|$)"), "."),
        (sys.prefix, re.compile(re.escape(sys.prefix) + r"(?=[/\\\s:'\"]|$)"), "<env>"),
        ("ipykernel_", re.compile(r"\S*[/\\]ipykernel_\d+[/\\](\d+)\.py"), r"<cell \1>"),
        ("0x", re.compile(r"\b0x[0-9a-f]{6,16}\b"), "0x0"),
    ]


def _without_paths(value: Any, paths: list[tuple[str, re.Pattern[str], str]]) -> Any:
    if isinstance(value, str):
        for part, pattern, text in paths:
            if part in value:  # rarely true, and much faster than the pattern
                value = pattern.sub(text, value)
        return value
    if isinstance(value, list):
        return [_without_paths(item, paths) for item in value]
    if isinstance(value, dict):
        return {key: _without_paths(item, paths) for key, item in value.items()}
    return value
