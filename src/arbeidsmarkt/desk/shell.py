"""The IPython shell that a notebook runs in: its variables, which cell runs, how errors and text cells are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from IPython.core.getipython import get_ipython

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk import cell_views
from arbeidsmarkt.exhibits.charts import own_chart

#: types whose display looks like a part of the report, and the call that makes them one
_CALLS = {"DataFrame": "table(…)", "Styler": "table(…)", "ReportChart": "figure(…)", "TopLevelMixin": "figure(…)"}


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
    """Make ``%%prose`` and periods in Altair known to the running notebook, values readable, errors friendly.

    After each cell it says what the cell shows beside the report.
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
    """Show a mistake of the author's as one message instead of a stack of library frames."""
    shell._showtraceback(kind, value, [f"\x1b[31m{value}\x1b[0m"])


def _after_cell(result: Any) -> None:
    """Say that the frame or chart which a cell ends with is not in the report."""
    bases = [base.__name__ for base in type(getattr(result, "result", None)).__mro__]
    if call := next((_CALLS[name] for name in bases if name in _CALLS), None):
        sys.stderr.write(f"This is not in the report; give it to {call}.\n")
