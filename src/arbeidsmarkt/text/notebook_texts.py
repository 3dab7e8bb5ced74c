"""Finds the texts in a notebook that readers of the report will see, without running it.

These are the ``%%prose`` cells, and the captions, messages, alternative texts, notes and sources that the code passes
to ``figure``, ``table`` and ``key_figures``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: the arguments that are text for readers, with their position if they have one
_TEXTS = {"figure": {"caption": 2, "message": None, "alt": None, "source": None, "notes": None},
          "table": {"caption": 2, "message": None, "source": None, "notes": None}}  # fmt: skip
#: calls that take dictionaries, and the keys of these that are text for readers
_ITEM_TEXTS = {"key_figures": ("title", "change"), "key_messages": ("text",)}
#: arguments of any call that readers see in a chart or as the title of a figure, whatever the function is called
_TITLES = ("title", "mark_label", "label_title", "left", "right")
_PLACEHOLDER = "\ufffc"  # stands for a value in an f-string


@dataclass(frozen=True)
class Text:
    """A text that the author typed.

    Attributes:
        cell: the number of the cell in the notebook's file, from 1.
        line: the line of the cell, from 1, on which the text begins.
        template: the text with its placeholders.
        spread: whether each line of the text is a line of the cell.
        decided: whether it is inside a Python conditional, which may depend on a figure.
        whole: whether it is a text cell rather than a string in code.
    """

    cell: int
    line: int
    template: str
    spread: bool = True
    decided: bool = False
    whole: bool = False

    def line_of(self, line: int) -> int:
        """The line of the cell for a line of the text."""
        return self.line + line - 1 if self.spread else self.line


class NotPython(Exception):
    """A code cell that cannot be parsed; ``args`` are the cell's number and Python's message."""


def texts(notebook: str) -> list[Text]:
    """All texts of a notebook's file that readers will see, in order.

    Raises:
        NotPython: a code cell is not Python.
    """
    prose: list[Text] = []
    for number, source in _code_cells(notebook):
        magic, _, rest = source.partition("\n")
        if magic.split()[:1] == ["%%prose"]:
            prose.append(Text(number, 2, rest, whole=True))
    code = [*_code(notebook)]
    assigned = _assigned(code)
    found = [text for number, module in code for text in _of_code(number, module, assigned)]
    return sorted([*prose, *dict.fromkeys(found)], key=lambda text: (text.cell, text.line))


def literals(notebook: str) -> list[tuple[int, str]]:
    """(cell, phrase) for each phrase that a notebook declares with ``literals("15 tot 75 jaar", …)``."""
    return [
        (number, part.value)
        for number, module in _code(notebook)
        for call in _calls(module)
        if _name(call) == "literals"
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def constants(notebook: str) -> list[str]:
    """All strings in a notebook's code, for instance cells of tables, except those declared with ``literals``."""
    found: list[str] = []
    for _, module in _code(notebook):
        declared = {id(part) for call in _calls(module) if _name(call) == "literals" for part in call.args}
        parts = (node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in declared)
        found += [part.value for part in parts if isinstance(part.value, str)]
    return found


def _code_cells(notebook: str) -> Iterator[tuple[int, str]]:
    """(number, source) of each code cell of a notebook's file."""
    for number, cell in enumerate(json.loads(notebook)["cells"], start=1):
        if cell["cell_type"] == "code":
            yield number, "".join(cell["source"])


def _code(notebook: str) -> Iterator[tuple[int, ast.Module]]:
    """(number, syntax tree) of each cell that holds Python."""
    for number, source in _code_cells(notebook):
        if not source.startswith("%%"):
            yield number, _parsed(number, source)


@lru_cache(maxsize=500)  # three functions here read the same notebook one after the other
def _parsed(number: int, source: str) -> ast.Module:
    lines = ["" if line.startswith(("%", "!")) else line for line in source.split("\n")]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError as error:
        raise NotPython(number, f"line {error.lineno}: {error.msg}") from None


Assigned = dict[str, list[tuple[int, ast.expr]]]


def _assigned(code: list[tuple[int, ast.Module]]) -> Assigned:
    """The expressions that each name of the notebook is set to, so that ``caption=text`` can be followed."""
    found: Assigned = {}
    for number, module in code:
        for node in ast.walk(module):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            if isinstance(value, ast.Call) and _name(value) == "start":
                continue  # the edition's parameters are not the author's text
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign)) and value is not None:
                for target in targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append((number, value))
    return found


def _of_code(number: int, module: ast.Module, assigned: Assigned) -> Iterator[Text]:
    for call in _calls(module):
        name, named = _name(call), [*_named(number, call, assigned)]
        for argument, position in _TEXTS.get(name, {}).items():
            given = [(where, value) for where, key, value in named if key == argument]
            if position is not None and len(call.args) > position:
                given.append((number, call.args[position]))
            for where, expression in given:
                yield from _strings(where, expression, assigned, frozenset())
        for where, key, value in named:
            if key in _TITLES:
                yield from _strings(where, value, assigned, frozenset(), decided=True)
        if name in _ITEM_TEXTS:
            for items in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from _of_items(number, items, assigned, frozenset(), _ITEM_TEXTS[name])


def _named(number: int, call: ast.Call, assigned: Assigned) -> Iterator[tuple[int, str, ast.expr]]:
    """(cell, name, value) of a call's named arguments, those in a ``**dictionary`` included."""
    waiting: list[tuple[int, str | None, ast.expr]] = [(number, each.arg, each.value) for each in call.keywords]
    seen: set[str] = set()
    while waiting:
        where, key, value = waiting.pop()
        if key is not None:
            yield where, key, value
        elif isinstance(value, ast.Dict):
            for part, item in zip(value.keys, value.values, strict=True):
                if part is None:
                    waiting.append((where, None, item))
                elif isinstance(part, ast.Constant):
                    waiting.append((where, str(part.value), item))
        elif isinstance(value, ast.Call) and _name(value) == "dict":
            waiting += [(where, keyword.arg, keyword.value) for keyword in value.keywords]
        elif isinstance(value, ast.Name) and value.id not in seen:
            seen.add(value.id)
            waiting += [(there, None, given) for there, given in assigned.get(value.id, [])]


def _of_items(
    number: int, expression: ast.expr, assigned: Assigned, seen: frozenset[str], keys: tuple[str, ...]
) -> Iterator[Text]:
    """The texts in the dictionaries passed to ``key_figures`` and ``key_messages``."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Dict):
            for key, text in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in keys:
                    yield from _strings(number, text, assigned, frozenset())
        elif isinstance(node, ast.Name) and node.id not in seen:
            for where, given in assigned.get(node.id, []):
                yield from _of_items(where, given, assigned, seen | {node.id}, keys)


def _strings(
    number: int, expression: ast.AST, assigned: Assigned, seen: frozenset[str], decided: bool = False
) -> Iterator[Text]:
    """The strings that an expression may evaluate to."""
    if isinstance(expression, ast.Constant):
        if isinstance(expression.value, str):
            yield _text(number, expression, expression.value, decided)
    elif isinstance(expression, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else _PLACEHOLDER for part in expression.values]
        yield _text(number, expression, "".join(parts), decided)
        for part in expression.values:
            if isinstance(part, ast.FormattedValue) and isinstance(part.value, (ast.Name, ast.IfExp)):
                yield from _strings(number, part.value, assigned, seen, decided)
    elif isinstance(expression, ast.Name):
        if expression.id not in seen:
            for where, value in assigned.get(expression.id, []):
                yield from _strings(where, value, assigned, seen | {expression.id}, decided)
    elif isinstance(expression, ast.IfExp):
        for branch in (expression.body, expression.orelse):
            yield from _strings(number, branch, assigned, seen, True)
    elif isinstance(expression, ast.Subscript):
        yield from _strings(number, expression.value, assigned, seen, decided)
    elif isinstance(expression, ast.Dict):
        for item in expression.values:
            yield from _strings(number, item, assigned, seen, decided)
    else:
        for child in ast.iter_child_nodes(expression):
            yield from _strings(number, child, assigned, seen, decided)


def _text(number: int, node: ast.Constant | ast.JoinedStr, template: str, decided: bool) -> Text:
    spread = (node.end_lineno or node.lineno) - node.lineno == template.count("\n")
    return Text(number, node.lineno, template, spread, decided)


@lru_cache(maxsize=500)
def _calls(module: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(module) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    """The name of the called function, without its module."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
