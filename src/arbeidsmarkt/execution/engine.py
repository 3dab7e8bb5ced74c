"""Two engines for papermill: one for the fast kernels, and papermill's own with the kernel's answers recorded.

``papermill --engine arbeidsmarkt`` finds ``ForkedEngine`` by its entry point; a build passes it a kernel that already
runs. Papermill imports this module whenever it is imported itself, so nothing here may need a private name of another
library before a notebook runs.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine

if TYPE_CHECKING:
    from arbeidsmarkt.execution.kernels import Kernel, Message

CELL_TIMEOUT = 600  # seconds; a cell that takes longer counts as hanging


class ForkedEngine(Engine):
    """Runs cells on a kernel of ``kernels``."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        kernel: Kernel | None = None,
        executed: list[NotebookNode] | None = None,
        execution_timeout: float | None = None,
        **settings: Any,
    ) -> None:
        """Run a notebook.

        Args:
            nb_man: papermill's manager of the notebook.
            kernel_name: not used; these kernels run Python.
            kernel: a kernel that has begun; by default one is started, and ended with the notebook.
            executed: the executed notebook is added to this list instead of being returned to papermill, which would
                save it again and look for errors only in its outputs.
            execution_timeout: how many seconds a cell may take.
            settings: papermill's other settings, which are not used.
        """
        patience = execution_timeout or CELL_TIMEOUT
        if kernel is not None:
            _take_over(nb_man, executed, lambda: KernelClient(nb_man, kernel, patience).execute())
            return
        from arbeidsmarkt.execution.kernels import Kernel as Made

        with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-kernel-") as folder:
            made = Made.start(Path(folder))
            try:
                made.begin(Path.cwd(), {}, Path(folder) / "printed.log")
                _take_over(nb_man, executed, lambda: KernelClient(nb_man, made, patience).execute())
            finally:
                made.end()


class StandardEngine(NBClientEngine):
    """Papermill's own engine on an ordinary ipykernel; adds the kernel's error to the outputs that do not show it."""

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]
        cls,
        nb_man: Any,
        kernel_name: Any,
        executed: list[NotebookNode] | None = None,
        look: Callable[[int], None] | None = None,
        **settings: Any,
    ) -> None:
        """Run a notebook as ``ForkedEngine`` does; ``look`` is called with the index of each cell after it ran."""

        def heard(cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
            if look is not None:
                look(cell_index)
            note_failure(cell, execute_reply["content"])

        run: Any = super().execute_managed_notebook
        _take_over(nb_man, executed, lambda: run(nb_man, kernel_name, on_cell_executed=heard, **settings))


def _take_over(nb_man: Any, executed: list[NotebookNode] | None, run: Callable[[], object]) -> None:
    try:
        run()
    finally:
        if executed is not None:
            executed.append(nb_man.nb)
            nb_man.nb = NotebookNode({**nb_man.nb, "cells": []})  # type: ignore[no-untyped-call]


class KernelClient(PapermillNotebookClient):
    """Papermill's client, for a kernel that already runs."""

    def __init__(self, notebook: Any, kernel: Kernel, timeout: float) -> None:
        super().__init__(notebook, record_timing=False, log=logging.getLogger("papermill"))  # type: ignore[no-untyped-call]
        self._kernel, self._patience = kernel, timeout

    def execute(self, **settings: Any) -> NotebookNode:
        """Run all cells up to the first that fails."""
        self.reset_execution_trackers()
        self.papermill_execute_cells()  # type: ignore[no-untyped-call]
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, *_: Any, **settings: Any) -> NotebookNode:
        """Run one cell and store its outputs in it.

        Raises:
            CellExecutionError: the cell failed; the outputs say how.
        """
        if cell.cell_type == "code" and cell.source.strip():
            cell.outputs = []
            self.clear_before_next_output = False

            def hear(message: Message) -> None:
                if message["msg_type"] == "error" and message["content"]["traceback"] is None:
                    message["content"]["traceback"] = []  # an exception may decline to be drawn
                self.process_message(message, cell, cell_index)  # type: ignore[no-untyped-call]

            reply = self._kernel.execute(cell.source, self._patience, hear)
            self._kernel.look(cell_index)
            if note_failure(cell, reply["content"]):
                raise CellExecutionError.from_cell_and_msg(cell, dict(reply["content"]))
        return cell


def note_failure(cell: NotebookNode, answer: Mapping[str, Any]) -> bool:
    """Add the kernel's error to a cell's outputs if they do not show it; returns whether the cell failed.

    IPython prints some mistakes instead of raising them (an unknown ``%%magic``); only the answer says that they
    failed.
    """
    if any(wish.get("source") == "ask_exit" for wish in answer.get("payload", ())):  # exit() and quit()
        answer = {"status": "error", "ename": "SystemExit", "evalue": "", "traceback": []}
    if answer["status"] == "ok":
        return False
    if not any(output.output_type == "error" for output in cell.outputs):
        said = {"ename": "the cell did not run", "evalue": answer["status"], "traceback": [], **answer}
        words = {"ename": said["ename"], "evalue": said["evalue"], "traceback": said["traceback"] or []}
        cell.outputs.append(new_output("error", **words))  # type: ignore[no-untyped-call]
    return True
