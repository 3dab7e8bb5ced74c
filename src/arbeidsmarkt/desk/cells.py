"""The source of the running cell and of those that ran before it, as the kernel knows it."""

from __future__ import annotations

import inspect
from typing import Any

from IPython.core.getipython import get_ipython


def code() -> str:
    """The source of the running cell; empty outside a notebook."""
    shell: Any = get_ipython()
    if shell is None:
        return ""
    sent = _message(shell).get("content", {}).get("code")
    return str(sent or (history()[-1] if history() else "")).strip("\n")


def history() -> list[str]:
    """The source of every cell that ran, the running one last."""
    shell: Any = get_ipython()
    return [] if shell is None else [str(cell) for cell in shell.history_manager.input_hist_raw[1:]]


def ran() -> list[str]:
    """As ``history``, with the running cell added if the history does not hold it yet."""
    found, now = history(), code()
    return found if not now or now in found else [*found, now]


def calling_line() -> int:
    """The line of the running cell that calls the library; 0 if it is called in a function of the author's."""
    for frame in inspect.stack(context=0):
        if "get_ipython" in frame.frame.f_globals and frame.frame.f_globals.get("__name__") == "__main__":
            return frame.lineno if frame.function == "<module>" else 0
    return 0


def _message(shell: Any) -> dict[str, Any]:
    """The message that requested the cell's execution; empty without a kernel."""
    try:
        return dict(shell.kernel.get_parent())
    except AttributeError:
        return {}
