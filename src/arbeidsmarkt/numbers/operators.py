"""The signs ``+ - * /`` between observations and series.

What they do is registered by ``arithmetic``, which knows the derivations; observations, which lie below those, know
only the signs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVar

Operation = Callable[[Any, Any], Any]
Value = TypeVar("Value")

_operations: dict[str, Operation] = {}


def define(sign: str, operation: Operation) -> None:
    """Say what a sign does; ``operation`` takes its left and its right side."""
    _operations[sign] = operation


class Arithmetic:
    """A value that stands in expressions with others of its kind."""

    # numpy and pandas leave an expression with one of these to it, instead of looking inside
    __array_ufunc__ = None
    __pandas_priority__ = 10_000

    def __add__(self, other: object) -> Self:
        return _apply("+", self, other, self)

    def __radd__(self, other: object) -> Self:
        return _apply("+", other, self, self)

    def __sub__(self, other: object) -> Self:
        return _apply("-", self, other, self)

    def __rsub__(self, other: object) -> Self:
        return _apply("-", other, self, self)

    def __mul__(self, other: object) -> Self:
        return _apply("*", self, other, self)

    def __rmul__(self, other: object) -> Self:
        return _apply("*", other, self, self)

    def __truediv__(self, other: object) -> Self:
        return _apply("/", self, other, self)

    def __rtruediv__(self, other: object) -> Self:
        return _apply("/", other, self, self)


def _apply(sign: str, left: object, right: object, _like: Value) -> Value:
    result: Value = _operations[sign](left, right) if sign in _operations else NotImplemented
    return result
