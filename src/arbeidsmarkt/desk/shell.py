"""The IPython shell that a notebook runs in: its variables, which cell runs, how errors and text cells are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.getipython import get_ipython

from arbeidsmarkt.basics.errors import UserError


def parameter(name: str, *, needed: bool = True) -> str:
    """A variable of the notebook, which its cell tagged ``parameters`` or papermill has set.

    Raises:
        UserError: it is needed and not set.
    """
    shell: Any = get_ipython()
    value = shell.user_ns.get(name, "") if shell is not None else ""
    if needed and not value:
        raise UserError(f"the parameter '{name}' is not set", remedy="run the cell tagged 'parameters', then start()")
    return str(value or "")


def cell() -> str:
    """Identity of the running cell: Jupyter's own id, or the number of the run."""
    shell: Any = get_ipython()
    if shell is None:
        return ""
    try:
        metadata = shell.kernel.get_parent().get("metadata", {})
    except AttributeError:
        metadata = {}
    return str(metadata.get("cellId") or shell.execution_count)


def register(prose: Callable[[str, str], None]) -> None:
    """Make ``%%prose`` known to the running notebook, and errors friendly."""
    shell: Any = get_ipython()
    if shell is not None:
        shell.register_magic_function(prose, magic_kind="cell", magic_name="prose")
        shell.set_custom_exc((UserError,), _friendly)


def _friendly(shell: Any, kind: type[BaseException], value: BaseException, _tb: Any, tb_offset: Any = None) -> None:
    """Show a mistake of the author's as one message instead of a stack of library frames."""
    shell._showtraceback(kind, value, [f"\x1b[31m{value}\x1b[0m"])
