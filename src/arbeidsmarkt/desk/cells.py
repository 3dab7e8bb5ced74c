"""The code of a notebook's cells as the running kernel knows it: of the one that runs, and of those that ran before."""

from __future__ import annotations

import inspect
from typing import Any

from IPython.core.getipython import get_ipython


def code() -> str:
    """Source of the running cell; empty outside a notebook."""
    shell: Any = get_ipython()
    if shell is None:
        return ""
    sent = _message(shell).get("content", {}).get("code")
    return str(sent or (history()[-1] if history() else "")).strip("\n")


def history() -> list[str]:
    """Source of every cell that ran, the running one last."""
    shell: Any = get_ipython()
    return [] if shell is None else [str(cell) for cell in shell.history_manager.input_hist_raw[1:]]


def ran() -> list[str]:
    """Source of every cell that ran and of the one that runs, whether or not the history holds it."""
    found, now = history(), code()
    return found if not now or now in found else [*found, now]


def calling_line() -> int:
    """The line of the running cell on which the library was called; 0 when a function of the author's called it."""
    for frame in inspect.stack(context=0):
        if "get_ipython" in frame.frame.f_globals and frame.frame.f_globals.get("__name__") == "__main__":
            return frame.lineno if frame.function == "<module>" else 0
    return 0


def _message(shell: Any) -> dict[str, Any]:
    """The message that asked to run the cell, where there is a kernel."""
    try:
        return dict(shell.kernel.get_parent())
    except AttributeError:
        return {}
