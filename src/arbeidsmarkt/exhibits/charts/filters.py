"""Evaluates the filters of an author's chart in Python, to find out which rows it draws.

The table under a figure and its CSV file contain exactly what is drawn. A filter that cannot be evaluated here is
refused; the author can filter with pandas instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from arbeidsmarkt.basics.errors import UserError

#: what Vega-Lite adds by itself, to skip values that are not numbers
_ITS_OWN = re.compile(r"isValid\(|isFinite\(")
_TEXTS = re.compile(r"""("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')""")
# ~ binds as tightly as Vega's !, and Python's not does not
_WORDS = (("!==", "!="), ("===", "=="), ("&&", " and "), ("||", " or "), ("!", "~"), ("~=", "!="))
_NAMES = {"true": True, "false": False, "null": None}
_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Invert, ast.USub, ast.Compare, ast.Constant, ast.Name,
    ast.Attribute, ast.Subscript, ast.Load, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip


def keeps(expression: str, row: Mapping[str, Any], where: str = "the chart") -> bool:
    """Whether a filter keeps a row.

    Args:
        expression: the expression in the compiled chart: ``(datum.value > 100) && datum["sector"] === "F"``.
        row: a row of its data.
        where: the name of the chart in messages.

    Raises:
        UserError: it is more than comparisons of columns with constants.
    """
    if _ITS_OWN.search(expression):
        return True
    try:
        tree = ast.parse(_as_python(expression).strip(), mode="eval")
    except SyntaxError:
        raise _refused(expression, where) from None
    if not all(isinstance(node, _ALLOWED) for node in ast.walk(tree)):
        raise _refused(expression, where)
    try:
        return bool(_value(tree.body, row))
    except (TypeError, KeyError):
        raise _refused(expression, where) from None


def _as_python(expression: str) -> str:
    """The expression with Vega's operators replaced by Python's, except inside texts."""
    parts = _TEXTS.split(expression)
    for index in range(0, len(parts), 2):
        for vega, python in _WORDS:
            parts[index] = parts[index].replace(vega, python)
    return "".join(parts)


def _value(node: ast.expr, row: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BoolOp):
        holds = (bool(_value(part, row)) for part in node.values)
        return all(holds) if isinstance(node.op, ast.And) else any(holds)
    if isinstance(node, ast.UnaryOp):
        return not _value(node.operand, row) if isinstance(node.op, ast.Invert) else -_value(node.operand, row)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:  # Vega compares true and false in 1 < 2 < 3
        return _holds(node.ops[0], _value(node.left, row), _value(node.comparators[0], row))
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _NAMES[node.id]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "datum":
        return row.get(node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "datum":
        return row.get(_value(node.slice, row))
    raise TypeError


def _holds(operator: ast.cmpop, a: Any, b: Any) -> bool:
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        return bool(a == b) == isinstance(operator, ast.Eq)
    a, b = (0 if one is None and isinstance(other, (int, float)) else one for one, other in ((a, b), (b, a)))
    if a is None or b is None:  # Vega takes nothing for zero beside a number, and for no text at all
        return False
    if isinstance(operator, (ast.Lt, ast.LtE)):
        return bool(a < b) or (isinstance(operator, ast.LtE) and bool(a == b))
    return bool(a > b) or (isinstance(operator, ast.GtE) and bool(a == b))


def _refused(expression: str, where: str) -> UserError:
    what = f"its filter cannot be followed, to list what is drawn: {' '.join(expression.split())[:80]}"
    return UserError(what, where=where, remedy="filter the frame in pandas: alt.Chart(frame[frame.value > …])")
