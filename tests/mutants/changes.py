"""The single changes that could be made to a module: what a tired colleague could have written instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Pow: "*",
}  # fmt: skip
_FUNCTIONS = {"max": "min", "min": "max", "any": "all", "all": "any"}
# annotations, imports and the like say nothing that a reader could see
_SILENT = (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)


@dataclass(frozen=True)
class Change:
    """One change: in ``path``, the bytes from ``start`` to ``end`` become ``new``."""

    path: str  # from the root of the checkout
    line: int
    last_line: int
    start: int
    end: int
    old: str
    new: str
    function: str  # where it is made, "" at the top of the module
    kind: str  # of syntax: "Compare", "Constant"

    @property
    def words(self) -> str:
        """The change in one line, which also names it in ``equivalent.yml``."""
        old, new = (re.sub(r"\s+", " ", text)[:70] for text in (self.old, self.new))
        return f"{self.path} {self.function or 'module'}: {old} -> {new}"

    def applied(self, source: bytes) -> bytes:
        """The module with this change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


def changes(root: Path, path: str) -> list[Change]:
    """Every change that could be made to a module, in the order of its lines."""
    source = (root / path).read_bytes()
    found = _Finder(source, path)
    found.visit(ast.parse(source))
    return [one for one in found.found if _still_python(one.applied(source))]


def _still_python(source: bytes) -> bool:
    try:
        compile(source, "changed", "exec")
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    def __init__(self, source: bytes, path: str) -> None:
        self._source, self._path = source, path
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._names: list[str] = []
        self.found: list[Change] = []

    def _span(self, node: ast.AST) -> tuple[int, int]:
        start = self._lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self._lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def _add(self, node: ast.AST, new: str, span: tuple[int, int] | None = None) -> None:
        start, end = span or self._span(node)
        old = self._source[start:end].decode()
        line = self._source.count(b"\n", 0, start) + 1
        last = line + old.count("\n")
        name = ".".join(self._names)
        self.found.append(Change(self._path, line, last, start, end, old, new, name, type(node).__name__))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node, node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if any(ast.unparse(one) == "overload" for one in node.decorator_list):
            return  # for the type checker alone
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self._inside(node, node.body)

    def _inside(self, node: ast.ClassDef | ast.FunctionDef, body: list[ast.stmt]) -> None:
        self._names.append(node.name)
        self._statements(body)
        self._names.pop()

    def visit_Module(self, node: ast.Module) -> None:
        self._statements(node.body)

    def _statements(self, body: list[ast.stmt]) -> None:
        for statement in body:
            text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not text:  # a docstring
                self.visit(statement)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if ast.unparse(node.targets[0]) != "__all__":
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._add(node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._add(node, "pass")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._add(node, "pass")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add(node, "pass")

    def visit_Break(self, node: ast.Break) -> None:
        self._add(node, "pass")

    def visit_Compare(self, node: ast.Compare) -> None:
        before = node.left
        for operator, after in zip(node.ops, node.comparators, strict=True):
            between = (self._span(before)[1], self._span(after)[0])
            text = self._source[between[0] : between[1]].decode()
            if new := _COMPARISONS.get(type(operator)):
                words = re.sub(r"not\s+in|is\s+not|in|is|[<>=!]=?", new, text, count=1)
                self._add(node, words, between)
            before = after
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for before, after in zip(node.values, node.values[1:], strict=False):
            between = (self._span(before)[1], self._span(after)[0])
            text = self._source[between[0] : between[1]].decode()
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            self._add(node, text.replace(old, new, 1), between)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, (ast.Not, ast.USub)):
            self._add(node, ast.unparse(node.operand))
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._add(node.test, f"not ({ast.unparse(node.test)})")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        new = _ARITHMETIC.get(type(node.op))
        texts = any(isinstance(side, (ast.JoinedStr, ast.Constant)) for side in (node.left, node.right))
        if new and not (texts and isinstance(node.op, ast.Add) and self._is_text(node)):
            between = (self._span(node.left)[1], self._span(node.right)[0])
            text = self._source[between[0] : between[1]].decode()
            self._add(node, re.sub(r"//|\*\*|[-+*/]", new, text, count=1), between)
        self.generic_visit(node)

    @staticmethod
    def _is_text(node: ast.BinOp) -> bool:
        sides = (node.left, node.right)
        return any(isinstance(one, ast.JoinedStr) or isinstance(getattr(one, "value", None), str) for one in sides)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in _FUNCTIONS and isinstance(node.ctx, ast.Load):
            self._add(node, _FUNCTIONS[node.id])

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        # before Python 3.12 the words inside an f-string have no place of their own
        said = [
            part for part in node.values if isinstance(part, ast.Constant) and re.search(r"[^\W\d_]{2}", part.value)
        ]
        written = self._source[slice(*self._span(node))].decode()
        for part in said:
            if written.count(part.value) == 1:
                self._add(node, written.replace(part.value, _other_words(part.value)))
                return

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add(node, str(not value))
        elif isinstance(value, int):
            self._add(node, str(value + 1))
        elif isinstance(value, str) and re.search(r"[^\W\d_]", value):
            self._add(node, repr(_other_words(value)))

    def visit_arg(self, node: ast.arg) -> None:
        """An annotation says nothing that a reader could see."""

    def generic_visit(self, node: ast.AST) -> None:
        if not isinstance(node, _SILENT):
            super().generic_visit(node)


def _other_words(text: str) -> str:
    """The text with another last word."""
    words = list(re.finditer(r"[^\W\d_]+", text))
    last = words[-1]
    return text[: last.start()] + last.group()[::-1].swapcase() + "x" + text[last.end() :]


def sources(root: Path, wing: str) -> Iterator[str]:
    """The modules of a wing, from the root of the checkout."""
    for path in sorted((root / "src/arbeidsmarkt" / wing).rglob("*.py")):
        yield path.relative_to(root).as_posix()
