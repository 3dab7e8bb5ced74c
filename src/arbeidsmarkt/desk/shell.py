"""The IPython shell of a notebook: its variables, the running cell, the display of errors and of text cells."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from IPython.core.getipython import get_ipython

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk import cell_views
from arbeidsmarkt.exhibits.charts import own_chart

#: types whose display looks like part of the report, and the function that adds them to the report
_CALLS = {"DataFrame": "table(…)", "Styler": "table(…)", "ReportChart": "figure(…)", "TopLevelMixin": "figure(…)"}


def parameter(name: str, *, needed: bool = True) -> str:
    """A variable of the notebook that its cell tagged ``parameters``, or papermill, has set.

    Raises:
        UserError: it is needed but not set.
    """
    shell: Any = get_ipython()
    value = shell.user_ns.get(name, "") if shell is not None else ""
    if needed and not value:
        raise UserError(f"the parameter '{name}' is not set", remedy="run the cell tagged 'parameters', then start()")
    return str(value or "")


def cell() -> str:
    """The identity of the running cell: Jupyter's id, or the number of the execution."""
    shell: Any = get_ipython()
    if shell is None:
        return ""
    try:
        metadata = shell.kernel.get_parent().get("metadata", {})
    except AttributeError:
        metadata = {}
    return str(metadata.get("cellId") or shell.execution_count)


def register(prose: Callable[[str, str], None]) -> None:
    """Set up the running notebook: ``%%prose``, periods in Altair, display of values and of errors.

    After each cell a note says if the cell shows something that is not in the report.
    """
    shell: Any = get_ipython()
    if shell is not None:
        shell.register_magic_function(prose, magic_kind="cell", magic_name="prose")
        shell.set_custom_exc((UserError,), _friendly)
        if _after_cell not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", _after_cell)
        cell_views.register(shell)
    own_chart.register()


def _friendly(shell: Any, kind: type[BaseException], value: BaseException, _tb: Any, tb_offset: Any = None) -> None:
    """Show an author's mistake as one message instead of a traceback through the library."""
    shell._showtraceback(kind, value, [f"\x1b[31m{value}\x1b[0m"])


def _after_cell(result: Any) -> None:
    """Say that the frame or chart at the end of a cell is not in the report."""
    bases = [base.__name__ for base in type(getattr(result, "result", None)).__mro__]
    if call := next((_CALLS[name] for name in bases if name in _CALLS), None):
        sys.stderr.write(f"This is not in the report; give it to {call}.\n")
