"""Child processes: forked from this one, one for each task, and dead when their parent is.

Nothing leaks from one task into the next, and memory does not grow with their number. The process that forks must have
one thread, and must have drawn no chart (a fork would copy V8's locks without its threads).
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import listen, tell
from arbeidsmarkt.execution import leftovers

Result = tuple[int, Any]  # index of the task, and what its function returned or the error that it raised

_PR_SET_PDEATHSIG = 1
_GLANCE = 0.25  # seconds between two looks at whether children and parent live


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def die_with_parent(parent: int) -> None:
    """Have the kernel (Linux) kill this process when ``parent``, which forked it, ends for whatever reason."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended in between
        os._exit(1)


def speak_to(log: Path) -> None:
    """Let this process, and the programs that it starts, read nothing and print into a file."""
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for descriptor, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(descriptor, target)
    for descriptor in {nothing, file}.difference((0, 1, 2)):
        os.close(descriptor)


class Children:
    """Tasks, each in a process forked from this one, at most ``jobs`` at once.

    Args:
        jobs: how many at once; may be changed while tasks run.
        spared: children of this process that are none of these tasks.
    """

    def __init__(self, jobs: int, spared: Sequence[int] = ()) -> None:
        self.jobs = jobs
        self._spared = spared
        self._waiting: list[tuple[int, Callable[..., Any], tuple[Any, ...]]] = []
        self._running: dict[Connection, tuple[int, Any]] = {}

    def __bool__(self) -> bool:
        """Whether anything is still to be done."""
        return bool(self._waiting or self._running)

    def add(self, index: int, function: Callable[..., Any], task: tuple[Any, ...]) -> None:
        """Run ``function(*task)`` as soon as there is room; its result comes with ``index``, and must pickle."""
        self._waiting.append((index, function, task))

    def step(self, also: Sequence[Connection] = ()) -> tuple[list[Result], list[Connection]]:
        """Start what has room, wait until something happens, and pass events on.

        Args:
            also: connections to wait for as well.

        Returns:
            What ended: the index of the task with its result or the ``UserError`` that it raised. Another exception in
            the child, and a child that is killed, come as a ``UserError`` that says so. And those of ``also`` that
            can be read from.

        Raises:
            SystemExit: the parent of this process is gone.
        """
        context, parent = multiprocessing.get_context("fork"), os.getppid()
        while self._waiting and len(self._running) < max(self.jobs, 1):
            index, function, task = self._waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_child, args=(os.getpid(), theirs, function, task))
            process.start()
            theirs.close()
            self._running[ours] = (index, process)
        found = wait([*self._running, *also], timeout=_GLANCE)
        if os.getppid() != parent or os.getppid() == 1:  # where the operating system does not kill us with it
            raise SystemExit(1)
        ready = [item for item in found if isinstance(item, Connection)]
        # a process that a task left may hold its pipe open when the task is gone, so look at the task itself
        dead = [ours for ours, (_, process) in self._running.items() if ours not in ready and not process.is_alive()]
        results = []
        for ours in [*(item for item in ready if item in self._running), *dead]:
            index, process = self._running[ours]
            kind, content = _receive(ours, process)
            if kind == "event":
                tell(content)
                continue
            del self._running[ours]
            ours.close()
            process.join()
            if kind == "death":
                self._sweep()
            results.append((index, content))
        return results, [item for item in ready if item in also]

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Kill what runs, forget what waits, and end whatever these left."""
        self._waiting.clear()
        for _, process in self._running.values():
            process.kill()
            process.join()
        self._running.clear()
        self._sweep()

    def _sweep(self) -> None:
        leftovers.end({*self._spared, *(process.pid for _, process in self._running.values())})


def each(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], jobs: int) -> Generator[Result, None, None]:
    """Run ``function(*task)`` for every task, each in a process forked from this one, at most ``jobs`` at once.

    Yields:
        (index of the task, its result or the ``UserError`` that it raised), in the order in which they end.
    """
    with Children(jobs) as children:
        for index, task in enumerate(tasks):
            children.add(index, function, task)
        while children:
            yield from children.step()[0]


def in_turn(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """Like ``each``, but in this process and one task at a time; for tasks that start a child process of their own."""
    return ((index, outcome(function, task)) for index, task in enumerate(tasks))


def _receive(ours: Connection, process: Any) -> tuple[str, Any]:
    with contextlib.suppress(EOFError, OSError):
        if ours.poll() or process.is_alive():
            kind, content = ours.recv()
            return str(kind), content
    process.join()
    code = process.exitcode
    how = f"was killed by signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"ended with code {code}"
    return "death", UserError(f"a worker process {how}", remedy="try again, with fewer --jobs if memory is short")


def _child(parent: int, theirs: Connection, function: Callable[..., Any], task: tuple[Any, ...]) -> None:
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that the user started decides, and ends all
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listen(lambda event: theirs.send(("event", event)))
    theirs.send(("result", outcome(function, task)))


def outcome(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    """What the function returns, or the ``UserError`` that comes of it."""
    try:
        return function(*task)
    except UserError as error:
        return error
    except Exception as error:
        return internal(error)


def internal(error: Exception) -> UserError:
    """A fault of the program, or of the machine, as one line; where it arose goes along for --debug."""
    import traceback

    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}" if error.filename else None
        return UserError(f"the operating system says: {error.strerror}", where=where, remedy="mend that, build again")
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("arbeidsmarkt"):
        what = f"the package '{error.name.partition('.')[0]}' is not installed, or not whole: {error}"
        return UserError(what, remedy="make the environment anew: make setup")
    fault = UserError(f"internal error: {type(error).__name__}: {error}", remedy="report what --debug shows")
    fault.add_note(traceback.format_exc())
    return fault
