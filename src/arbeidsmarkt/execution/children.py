"""Child processes: forked from a warm process that has the imports done, and dead when their parent is.

Imports dominate the cost of a notebook's run. ``Warm`` starts one process with everything imported; each piece of
work gets a process of its own, forked from it, which lasts as long as the work: nothing leaks from one piece into the
next, and memory does not grow with their number. The warm process has one thread and has drawn no chart (a fork would
copy V8's locks without its threads).

Its environment is fixed (time zone, locale, hash seed), so that what a build gives does not depend on the caller's.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import listen, tell
from arbeidsmarkt.execution import warming
from arbeidsmarkt.exhibits.charts import vega_svg

Result = tuple[int, Any]  # index of the task, and what its function returned or the error that it raised

_PR_SET_PDEATHSIG = 1


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def die_with_parent(parent: int) -> None:
    """Have the kernel (Linux) kill this process when ``parent``, which forked it, ends for whatever reason."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended in between
        os._exit(1)


def each(
    function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], jobs: int, lifeline: Connection | None = None
) -> Generator[Result, None, None]:
    """Run ``function(*task)`` for every task, each in a process forked from this one, at most ``jobs`` at once.

    Args:
        function: what to run; its result must pickle.
        tasks: its arguments, for each run.
        jobs: how many at once.
        lifeline: when this becomes readable (its other end closed), everything is killed and this process ends.

    Yields:
        (index of the task, its result or the ``UserError`` that it raised), in the order in which they end. Another
        exception in the child, and a child that is killed, come as a ``UserError`` that says so.
    """
    context = multiprocessing.get_context("fork")
    parent = os.getpid()
    waiting = list(enumerate(tasks))[::-1]
    running: dict[Connection, tuple[int, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(jobs, 1):
                index, task = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_child, args=(parent, theirs, function, task))
                process.start()
                theirs.close()
                running[ours] = (index, process)
            for ours in _ready(running, lifeline):
                kind, content = _receive(ours, running[ours][1])
                if kind == "event":
                    tell(content)
                    continue
                index, process = running.pop(ours)
                ours.close()
                process.join()
                yield index, content
    finally:
        for _, process in running.values():
            process.kill()
            process.join()


def in_turn(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """As ``each``, but here, one after the other: for work that keeps what matters in a process of its own itself."""
    return ((index, _outcome(function, task)) for index, task in enumerate(tasks))


def _ready(running: Mapping[Connection, Any], lifeline: Connection | None) -> list[Connection]:
    parent = os.getppid()
    while not (ready := wait([*running, *([lifeline] if lifeline else [])], timeout=1)):
        if os.getppid() != parent:  # where the operating system does not kill us with it
            raise SystemExit(1)
    if lifeline in ready:
        raise SystemExit(1)
    return [item for item in ready if isinstance(item, Connection)]


def _receive(ours: Connection, process: Any) -> tuple[str, Any]:
    try:
        kind, content = ours.recv()
        return str(kind), content
    except EOFError:
        process.join()
        code = process.exitcode
        how = f"was killed by signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"ended with code {code}"
        return "result", UserError(f"a worker process {how}", remedy="try again, with fewer --jobs if memory is short")


def _child(parent: int, theirs: Connection, function: Callable[..., Any], task: tuple[Any, ...]) -> None:
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that the user started decides, and ends all
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listen(lambda event: theirs.send(("event", event)))
    theirs.send(("result", _outcome(function, task)))


def _outcome(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    """What the function returns, or the ``UserError`` that comes of it."""
    try:
        return function(*task)
    except UserError as error:
        return error
    except Exception as error:
        return _internal(error)


def _internal(error: Exception) -> UserError:
    """A fault of the program, or of the machine, as one line; where it arose goes along for --debug."""
    import traceback

    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}" if error.filename else None
        return UserError(f"the operating system says: {error.strerror}", where=where, remedy="mend that, build again")
    fault = UserError(f"internal error: {type(error).__name__}: {error}", remedy="report what --debug shows")
    fault.add_note(traceback.format_exc())
    return fault


class Warm:
    """The process with the imports done; started by ``with Warm() as warm``, ended with the block.

    Args:
        engravers: how many processes beside it do nothing but draw charts (see ``engraving``).
    """

    def __init__(self, engravers: int = 1) -> None:
        self._engravers = engravers

    def __enter__(self) -> Warm:
        """Start it; it imports while this process goes on."""
        self._connection, theirs = multiprocessing.Pipe()
        code = f"from arbeidsmarkt.execution.children import serve; serve({theirs.fileno()}, {self._engravers})"
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, "-c", code],
            pass_fds=[theirs.fileno()],
            env=warming.fixed_environment(),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, and with it everything that it started."""
        self._connection.close()
        try:
            self._process.wait(timeout=None if kind is None else 0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Have the warm process do something itself, before the next piece of work; all that is forked has it done.

        Args:
            function: passed by its name. What it raises is lost: the work that needs it comes to the same.
            arguments: its arguments.
        """
        with contextlib.suppress(OSError):  # it ended, which the next piece of work says
            self._connection.send((function, arguments, None))

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], jobs: int
    ) -> Generator[Result, None, None]:
        """As the function ``each``, but forked from the warm process; ``function`` is passed by its name.

        Raises:
            UserError: the warm process could not start, or was killed.
        """
        try:
            self._connection.send((function, list(tasks), jobs))
            while True:
                kind, content = self._connection.recv()
                if kind == "event":
                    tell(content)
                elif kind == "result":
                    yield content
                elif kind == "failed":
                    raise content
                else:
                    return
        except (EOFError, BrokenPipeError, ConnectionResetError):
            remedy = "see the lines above; is the environment complete (make setup)?"
            raise UserError("the process that runs the notebooks ended early", remedy=remedy) from None


def serve(descriptor: int, engravers: int) -> None:
    """The warm process: do what comes in over the connection until its other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(descriptor)
    listen(lambda event: connection.send(("event", event)))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, SystemExit):
        try:
            _start_engravers(engravers)
            warming.warm_up()
        except Exception as error:
            connection.recv_bytes()
            connection.send(("failed", _internal(error)))
        while True:
            function, tasks, jobs = connection.recv()
            if jobs is None:  # to be done here, see ``prepare``
                with contextlib.suppress(Exception), warming.kept():
                    function(*tasks)
                continue
            with contextlib.closing(each(function, tasks, jobs, connection)) as results:
                for result in results:
                    connection.send(("result", result))
            connection.send(("end", None))
    os._exit(0)  # without the interpreter's slow farewell to all those modules


def _start_engravers(number: int) -> None:
    """Start the processes that draw charts: their JavaScript engines get ready while this process imports."""
    listening, os.environ[vega_svg.ADDRESS] = vega_svg.listen()
    code = f"from arbeidsmarkt.execution.children import engrave; engrave({listening.fileno()}, {os.getpid()})"
    for _ in range(number):
        subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, "-c", code], pass_fds=[listening.fileno()], stdin=subprocess.DEVNULL
        )
    listening.close()


def engrave(descriptor: int, parent: int) -> None:
    """The process that draws charts: do so until the warm process, its parent, ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(parent)
    vega_svg.serve(socket.socket(fileno=descriptor))
