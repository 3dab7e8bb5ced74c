"""Finds, names and ends the programs that a notebook's cells started and left running.

A kernel leads a session of its own, so most of what its cells started can be ended with its process group. Programs
that left the group (``setsid``, a daemon) are caught on Linux only: the process that runs the notebook asks to become
the parent of all orphans below it, and a child that it did not fork itself is such an orphan. macOS has nothing like
this; there a program that starts its own session outlives the notebook.
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

#: helpers of Python's multiprocessing, which would end by themselves; they are ended, but not reported
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")

_adopting = 0  # the process that adopts orphans; a forked child has to ask for that itself


def adopt() -> None:
    """Make this process the parent of all orphans below it (Linux)."""
    global _adopting
    if sys.platform == "linux" and _adopting != os.getpid():
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
        _adopting = os.getpid()


def below(pid: int) -> dict[int, str]:
    """The living processes below a process, with the names of their programs; empty without /proc."""
    found = {}
    for child in _children(pid):
        if name := _name(child):
            found[child] = name
        found |= below(child)
    return found


def strays(known: Collection[int]) -> dict[int, str]:
    """The orphans that this process adopted, and all processes below them.

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
    """End all orphans that this process adopted, including those that it adopts meanwhile."""
    while _adopting == os.getpid() and (orphans := set(_children(os.getpid())).difference(known)):
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def end_group(leader: int) -> None:
    """End the remaining processes of a kernel's process group."""
    with contextlib.suppress(OSError):
        os.killpg(leader, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            children += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return children


def _name(pid: int) -> str:
    """The name of a process's program; empty if it has ended, or is one of the helpers."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return ""
    if state.rpartition(")")[2].split()[0] in "ZX" or any(helper in word for word in words for helper in _HELPERS):
        return ""
    return Path(words[0]).name or state.partition("(")[2].rpartition(")")[0]
