"""What a notebook's cells started and did not end: found, named, and ended with the notebook.

A kernel leads a session of its own, so that whatever its cells started is ended with its process group. What left
that group (``setsid``, a daemon) is caught on Linux: the process that runs the notebook asks to be handed every
orphan below it, and whoever is its child without having been forked by it is such an orphan. macOS offers nothing
like it: there a process that started a session of its own outlives its notebook.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36

#: helpers of Python's own multiprocessing, which end by themselves: ended like all others, but not worth a word
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")

_adopting = 0  # the process that asked; a forked child has to ask itself


def adopt() -> None:
    """Have this process handed every orphan below it (Linux)."""
    global _adopting
    if sys.platform == "linux" and _adopting != os.getpid():
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
        _adopting = os.getpid()


def below(pid: int) -> dict[int, str]:
    """The living processes below one, with the names of their programs; empty where /proc does not tell."""
    found = {}
    for child in _children(pid):
        if name := _name(child):
            found[child] = name
        found |= below(child)
    return found


def strays(known: Collection[int]) -> dict[int, str]:
    """What this process was handed, and all below it.

    Args:
        known: the children that it forked itself.
    """
    found: dict[int, str] = {}
    if _adopting == os.getpid():
        for child in set(_children(os.getpid())).difference(known):
            if name := _name(child):
                found[child] = name
            found |= below(child)
    return found


def end(known: Collection[int]) -> None:
    """End what this process was handed, and what this hands it in turn, until nothing is left."""
    while _adopting == os.getpid() and (orphans := set(_children(os.getpid())).difference(known)):
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def end_group(leader: int) -> None:
    """End what is left of the process group of a kernel."""
    with contextlib.suppress(OSError):
        os.killpg(leader, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            children += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return children


def _name(pid: int) -> str:
    """The name of a process's program; empty for one that has ended, and for the helpers."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return ""
    if state.rpartition(")")[2].split()[0] in "ZX" or any(helper in word for word in words for helper in _HELPERS):
        return ""
    return Path(words[0]).name or state.partition("(")[2].rpartition(")")[0]
