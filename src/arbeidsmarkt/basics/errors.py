"""One base class for every error that a user sees.

An error says what is wrong, where (file, notebook, cell, line) and what to do, on one line. The command line
prints it and exits with ``exit_code``; a traceback is shown only with ``--debug``.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable


class UserError(Exception):
    """Something the user can mend.

    Args:
        what: what is wrong, in plain words, with the value that was found.
        where: file, notebook, cell or line; printed first.
        remedy: what to do; printed last.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)  # all three in args, so that the error survives pickling

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild across processes, where keyword arguments would be lost."""
        return (_rebuild, (type(self), self.what, self.where, self.remedy))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join(f"{text}; {self.remedy}".split()) if self.remedy else " ".join(text.split())

    def at(self, where: str) -> UserError:
        """The same error with ``where`` filled in, if it was empty."""
        if self.where:
            return self
        return type(self)(self.what, where=where, remedy=self.remedy)


class UsageError(UserError):
    """The command was called with wrong arguments."""

    exit_code = 2


class NotYetPublished(UserError):
    """CBS has not published the quarter that was asked for."""

    exit_code = 3


class Faults(UserError):
    """Several errors found together, reported together: one line each."""

    def __init__(self, errors: Iterable[UserError]) -> None:
        self.errors = list(errors)
        super().__init__(f"{len(self.errors)} faults")

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild across processes."""
        return (Faults, (self.errors,))

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class Terminated(BaseException):
    """A signal of the operating system ends the program; it cleans up as after Ctrl-C.

    It is no ``Exception``, so that no ``except Exception`` treats it as a fault and goes on.

    Args:
        number: the signal's number.
    """

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__(f"terminated ({signal.Signals(number).name}); what was finished stands")


def internal(error: Exception) -> str:
    """The message for a fault of the program itself."""
    return f"internal error: {type(error).__name__}: {error}"


def _rebuild(cls: type[UserError], what: str, where: str | None, remedy: str | None) -> UserError:
    return cls(what, where=where, remedy=remedy)


def raise_all(errors: list[UserError]) -> None:
    """Raise the errors that were found: a single one as itself, several as ``Faults``; return if there are none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Faults(errors)
