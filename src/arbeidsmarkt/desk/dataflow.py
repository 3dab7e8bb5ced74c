"""Finds which data an expression of a notebook depends on, by following the assignments of its cells backwards.

It checks that a computed number reads what its author says that it was computed from. Only the code is examined, not
the values: a name that cannot be followed (set by a loop, or by a function of another module) counts as read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

#: functions of the notebook library that read the data named by their first argument
_READING = frozenset({"series", "family", "published", "published_all", "published_series", "read_csv", "own_series"})
#: stands for data whose name is not a constant in the code
_ANY = "*"


def unread(cells: Sequence[str], call_line: int) -> list[str]:
    """The items of ``of=`` that the value of a ``computed(…)`` call does not read.

    Args:
        cells: the source of the cells that ran, the one with the call last.
        call_line: a line of the call in that last cell.

    Returns:
        The items as written in the code; empty if the call is not found.
    """
    parsed = [tree for cell in cells if (tree := _parsed(cell)) is not None]
    if not parsed or _parsed(cells[-1]) is None:
        return []
    calls = [
        node for node in ast.walk(parsed[-1])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "computed"
        and node.lineno <= call_line <= (node.end_lineno or node.lineno)
    ]  # fmt: skip
    if len(calls) != 1:
        return []
    given = {item.arg: item.value for item in calls[0].keywords}
    value = calls[0].args[0] if calls[0].args else given.get("value")
    of = calls[0].args[1] if len(calls[0].args) > 1 else given.get("of")
    if value is None or of is None:
        return []
    flow = _Flow(parsed)
    read, names = flow.data(value), flow.names(value)
    items = of.elts if isinstance(of, (ast.List, ast.Tuple)) else [of]
    return [ast.unparse(item) for item in items if not flow.reads(item, read, names)]


class _Flow:
    """What each name of a notebook depends on."""

    def __init__(self, cells: Iterable[ast.Module]) -> None:
        self._made: dict[str, list[ast.AST]] = {}
        for tree in cells:
            for node in ast.walk(tree):
                self._note(node)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._add(target, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value is not None:
            self._add(node.target, node.value)
        elif isinstance(node, (ast.For, ast.comprehension)):
            self._add(node.target, node.iter)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._made.setdefault(node.name, []).extend(node.body)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            self._add(node.func.value, ast.Tuple(elts=[*node.args], ctx=ast.Load()))  # rows.append(x) changes rows

    def _add(self, target: ast.AST, value: ast.AST) -> None:
        """Record that every name in a target depends on the value."""
        if isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._add(item, value)
        elif isinstance(target, (ast.Subscript, ast.Attribute, ast.Starred)):
            self._add(target.value, value)
        elif isinstance(target, ast.Name):
            self._made.setdefault(target.id, []).append(value)

    def names(self, expression: ast.AST) -> set[str]:
        """All names of the notebook that an expression depends on."""
        found: set[str] = set()
        waiting = [expression]
        while waiting:
            for node in ast.walk(waiting.pop()):
                if isinstance(node, ast.Name) and node.id in self._made and node.id not in found:
                    found.add(node.id)
                    waiting += self._made[node.id]
        return found

    def data(self, expression: ast.AST) -> set[str]:
        """All data that an expression, or anything that it depends on, reads."""
        parts = [expression, *(part for name in self.names(expression) for part in self._made[name])]
        found: set[str] = set()
        for part in parts:
            for node in ast.walk(part):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _READING:
                    first = node.args[0] if node.args else None
                    written = first.value if isinstance(first, ast.Constant) else None
                    found.add(written if isinstance(written, str) else _ANY)
        return found

    def reads(self, item: ast.AST, read: set[str], names: set[str]) -> bool:
        """Whether an expression that reads these data and depends on these names reads an item of ``of=``."""
        if isinstance(item, ast.Name) and item.id in names:
            return True
        wanted = self.data(item)
        if not wanted and not self.names(item):
            return True  # it cannot be followed
        return bool(wanted & read) or _ANY in read or (_ANY in wanted and bool(read))


def _parsed(cell: str) -> ast.Module | None:
    """The syntax tree of a cell; None if it is not Python (a text cell, a magic)."""
    try:
        return ast.parse(cell)
    except SyntaxError:
        return None
