"""The operators ``+ - * /`` for observations and series.

``arithmetic`` registers what they do, since it may import the derivations; the classes of observations and series may
not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVar

Operation = Callable[[Any, Any], Any]
Value = TypeVar("Value")

_operations: dict[str, Operation] = {}


def define(sign: str, operation: Operation) -> None:
    """Register what an operator does; ``operation`` is called with its left and its right side."""
    _operations[sign] = operation


class Arithmetic:
    """Base class of values that the operators can be applied to."""

    # makes numpy and pandas leave the operator to this class instead of applying it element by element
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
