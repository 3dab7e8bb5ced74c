"""Answers a wrong call of the notebook library in one line: what was passed, and what the function takes.

Python's own message ("'str' object has no attribute 'frequency'") is about the inside of the library, and does not help
the author of the call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from arbeidsmarkt.basics.errors import UserError

P = ParamSpec("P")
R = TypeVar("R")

#: the errors that occur inside a function that got wrong arguments
_MISTAKEN = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, AssertionError, RecursionError)


#: arguments that readers of the report see unchanged
_SHOWN = ("title", "mark_label", "label_title", "left", "right")


def answering(function: Callable[P, R], look: Callable[[str], None] = lambda text: None) -> Callable[P, R]:
    """The function, wrapped so that its errors say how it was called and how to call it.

    Args:
        function: a function of the notebook library.
        look: called with every text among the arguments that readers will see; may refuse it.

    Raises:
        UserError: too few, too many or wrong arguments, or ``look`` refuses a text.
    """
    shown = {*_SHOWN, "label"} if function.__name__ == "labelled" else set(_SHOWN)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        name = function.__name__
        try:
            given_to = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise UserError(f"{name}(…): {error}", remedy=f"call it as {_form(function)}") from None
        for parameter, text in given_to.items():
            if parameter in shown and isinstance(text, str):
                look(text)
        try:
            return function(*args, **kwargs)
        except UserError:
            raise
        except _MISTAKEN as error:
            given = ", ".join([*map(_kind, args), *(f"{key}={_kind(value)}" for key, value in kwargs.items())])
            what = f"{name}(…) cannot work with what it was given: {given}"
            if not isinstance(error, RecursionError):
                what += f" ({type(error).__name__}: {error})"
            raise UserError(what, remedy=f"it takes {_form(function)}") from error

    return called


def _form(function: Callable[..., object]) -> str:
    """The signature of a function: its name and parameters with their types, without the result."""
    parameters = inspect.signature(function).replace(return_annotation=inspect.Signature.empty)
    return f"{function.__name__}{parameters}".replace("'", "")


def _kind(value: object) -> str:
    """A short description of a value: the value itself if it is a text or a number, its type otherwise."""
    text = repr(value)
    return text if isinstance(value, (str, int, float, bool, type(None))) and len(text) <= 40 else type(value).__name__
