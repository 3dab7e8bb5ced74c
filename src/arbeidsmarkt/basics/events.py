"""Progress events: passed up from wherever something happens to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]

_upstream: Callable[[Event], None] = lambda event: None  # noqa: E731  replaced by ``listen``


def tell(event: Event) -> None:
    """Pass a progress event up, through every parent, to the process that started the work."""
    _upstream(event)


def listen(listener: Callable[[Event], None]) -> None:
    """Have ``listener`` called with every event of this process and of those that it started."""
    global _upstream
    _upstream = listener
