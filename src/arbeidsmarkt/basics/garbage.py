"""Python's search for garbage, and when it does not pay."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage inside, nor in a child that is forked there, for work that soon ends.

    Such work keeps most of what it makes: a collection finds next to nothing and looks at everything; in a child it
    would touch, and so copy, every page of memory.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
