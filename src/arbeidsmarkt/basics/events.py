"""Progress events, passed from the process in which something happens to the one that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]

_upstream: Callable[[Event], None] = lambda event: None  # noqa: E731  replaced by ``listen``


def tell(event: Event) -> None:
    """Send a progress event to the process that started the work, through all processes in between."""
    _upstream(event)


def listen(listener: Callable[[Event], None]) -> None:
    """Call ``listener`` with every event of this process and of the processes that it starts."""
    global _upstream
    _upstream = listener
