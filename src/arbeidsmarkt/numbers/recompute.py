"""Recomputes a fact from other values of its cells, for instance those of an earlier day.

It reads the tree of a fact in ``facts.json`` and evaluates the formula of each derivation. A derivation that is not
arithmetic on its inputs (a streak depends on a condition) cannot be evaluated, and then the fact cannot be recomputed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]
Values = Sequence[Decimal]

_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def _chained(values: Values) -> Decimal:
    """An older level times the ratio of the new series to the old one, each summed over the periods that both have."""
    links = (len(values) - 1) // 2
    return values[0] * sum(values[1 : links + 1], Decimal(0)) / sum(values[links + 1 :], Decimal(0))


#: derivations with any number of inputs, of which the formula names only the first
_ALL_INPUTS: dict[str, Callable[[Values], Decimal]] = {
    "total": lambda values: sum(values, Decimal(0)),
    "mean": lambda values: sum(values, Decimal(0)) / len(values),
    "peak": lambda values: max(values),
    "trough": lambda values: min(values),
    "chained": _chained,
}


class CannotRecompute(Exception):
    """A derivation of the fact is not arithmetic on its inputs; the argument names it."""


def value(fact: Json, cells: Sequence[Decimal]) -> Decimal:
    """The unrounded value that a fact has with these values in its cells.

    Args:
        fact: the fact as in ``facts.json``.
        cells: a value for each of ``fact["cells"]``.

    Raises:
        CannotRecompute: a derivation is not arithmetic, or its formula does not give the fact's own value.
    """
    return _node(fact["tree"], cells)


def follows_its_formulas(fact: Json) -> bool:
    """Whether recomputing the fact from its own cells gives its own value, so that other values may be tried."""
    try:
        own = value(fact, [Decimal(str(cell["value"])) for cell in fact["cells"]])
    except (CannotRecompute, ArithmeticError):
        return False
    return abs(own - Decimal(str(fact["value"]))) <= Decimal("1e-9") * max(Decimal(1), abs(own))


def _node(node: Json, cells: Sequence[Decimal]) -> Decimal:
    if "cell" in node:
        return cells[node["cell"]]
    inputs = [_node(item, cells) for item in node["inputs"]]
    operation = node["operation"]
    if operation in _ALL_INPUTS:
        return _ALL_INPUTS[operation](inputs)
    plain = re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d)", "", node["formula"])  # 1 000
    plain = plain.replace("×", "*").replace("−", "-").replace(",", ".")
    try:
        expression = ast.parse(plain, mode="eval").body
    except SyntaxError:
        raise CannotRecompute(operation) from None
    return _expression(expression, inputs, operation)


def _expression(node: ast.expr, inputs: Values, operation: str) -> Decimal:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name) and len(node.id) == 1 and 0 <= ord(node.id) - ord("a") < len(inputs):
        return inputs[ord(node.id) - ord("a")]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_expression(node.operand, inputs, operation)
    if isinstance(node, ast.BinOp) and (operator := _OPERATORS.get(type(node.op))):
        return operator(_expression(node.left, inputs, operation), _expression(node.right, inputs, operation))
    raise CannotRecompute(operation)
