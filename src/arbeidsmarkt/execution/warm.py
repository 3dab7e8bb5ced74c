"""The warm process: everything imported that the work needs, and every task forked from it.

Imports dominate the cost of a notebook's run. ``Warm`` starts one process that has them done; each task gets a process
of its own, forked from it. To the program it is an executor as ``concurrent.futures`` knows them. It leads a session
of its own, so that whatever ends the program, it is there to end what the notebooks started.

Its environment is fixed (time zone, locale, hash seed), so that what a build gives does not depend on the caller's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed, wait
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from arbeidsmarkt.basics import garbage
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import Event, listen, tell
from arbeidsmarkt.execution import leftovers
from arbeidsmarkt.execution.children import Children, Result, die_with_parent, internal
from arbeidsmarkt.exhibits.charts import vega_svg

#: heavy, and used by nearly every build
MODULES = (
    "papermill", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "ipykernel.zmqshell",
    "IPython.core.profiledir", "IPython.core.debugger", "IPython.core.oinspect", "IPython.core.completerlib",
    "IPython.extensions.storemagic", "IPython.core.logger", "faulthandler", "tornado.platform.asyncio",
    "multiprocessing.popen_fork", "jupyter_client.asynchronous", "fontpkg_source_sans_3", "pandas", "altair",
    "jinja2", "xlsxwriter", "typst", "pypandoc", "arbeidsmarkt.notebook", "arbeidsmarkt.execution.notebook_run",
    "arbeidsmarkt.execution.engine", "arbeidsmarkt.building.build",
    "arbeidsmarkt.document.rendering.embedded", "arbeidsmarkt.document.rendering.quarto",
)  # fmt: skip

#: optional parts of these, kept out: the debugger (0.1 s a kernel), and jsonschema's checks of durations (50 ms)
UNUSED = ("debugpy", "isoduration")

#: variables that could change a result
_DROPPED = ("LANG", "LANGUAGE", "LC_", "TZ", "PYTHONHASHSEED", "PYTHONWARNINGS", "PYTHONSTARTUP", "IPYTHON", "JUPYTER")

_FIXED = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",  # its threads would make forking unsafe, and there is one process a processor
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "JUPYTER_PLATFORM_DIRS": "1",
}


_HURRY = 1.0  # seconds for an orderly end after an interruption


class EndedEarly(UserError):
    """The warm process could not start, or was killed: no task that it was given can be done."""


class Warm(Executor):
    """The process with the imports done; it imports while this process goes on.

    Args:
        jobs: how many tasks at once.
        drawing_processes: how many processes beside it do nothing but draw charts (see ``vega_svg``).
        heard: called with every event of the tasks; by default they are passed on as those of this process are.
    """

    def __init__(self, jobs: int = 1, drawing_processes: int = 1, heard: Callable[[Event], None] = tell) -> None:
        self._jobs, self._heard = jobs, heard
        self._numbers = itertools.count()
        self._futures: dict[int, Future[Any]] = {}
        self._over: EndedEarly | None = None
        self._lock = threading.Lock()
        self._connection, theirs = multiprocessing.Pipe()
        self._process = interpreter(theirs.fileno(), drawing_processes)
        theirs.close()
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()

    @property
    def over(self) -> bool:
        """Whether the process ended before it was told to; another one must be started."""
        return self._over is not None

    def submit(self, function: Callable[..., Any], /, *task: Any, **named: Any) -> Future[Any]:
        """Run ``function(*task)`` in a process forked from the warm one.

        Args:
            function: of a module, since it is passed by its name; its result must pickle.
            task: its arguments.
            named: must be empty.

        Returns:
            Its result, or the ``UserError`` that it raised; another exception, and a process that was killed, come as
            a ``UserError`` too.
        """
        if named:
            raise TypeError("tasks take arguments by their place only")
        future: Future[Any] = Future()
        with self._lock:
            over = self._over
            if over is None:
                number = next(self._numbers)
                self._futures[number] = future
                future.set_running_or_notify_cancel()
                with contextlib.suppress(OSError):  # it ended, which ``_hear`` finds out
                    self._connection.send(("task", number, function, task, self._jobs))
                return future
        future.set_exception(over)
        return future

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Run a function in the warm process, so that every process forked later starts with its result.

        Args:
            function: passed by its name. What it raises is lost: the task that needs it comes to the same.
            arguments: its arguments.
        """
        with contextlib.suppress(OSError):
            self._connection.send(("prepare", function, arguments))

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], jobs: int
    ) -> Generator[Result, None, None]:
        """As the function ``children.each``, but forked from the warm process.

        Raises:
            UserError: the warm process could not start, or was killed.
        """
        self._jobs = jobs
        numbers = {self.submit(function, *task): index for index, task in enumerate(tasks)}
        for future in as_completed(numbers):
            error = future.exception()
            if isinstance(error, EndedEarly):
                raise error
            yield numbers[future], future.result() if error is None else error

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the process and everything that it started; with ``wait``, after the tasks that were submitted."""
        self._end(hurry=not wait or cancel_futures)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, at once when something went wrong."""
        self._end(hurry=kind is not None)

    def _end(self, hurry: bool) -> None:
        if not hurry:
            wait(list(self._futures.values()))
        with contextlib.suppress(OSError):
            self._connection.send(("end",))
        try:
            self._process.wait(timeout=_HURRY if hurry else None)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._hearing.join(timeout=_HURRY)
        self._connection.close()

    def _hear(self) -> None:
        """Pass events on and settle futures, until the process ends."""
        remedy = "see the lines above; is the environment complete (make setup)?"
        over = EndedEarly("the process that runs the notebooks ended early", remedy=remedy)
        with contextlib.suppress(EOFError, OSError):
            while True:
                kind, *content = self._connection.recv()
                if kind == "event":
                    self._heard(*content)
                elif kind == "failed":
                    (fault,) = content
                    over = EndedEarly(fault.what, where=fault.where, remedy=fault.remedy)
                    break
                else:
                    number, result = content
                    future = self._futures.pop(number)
                    if isinstance(result, UserError):
                        future.set_exception(result)
                    else:
                        future.set_result(result)
        with self._lock:
            self._over = over
        for future in list(self._futures.values()):
            future.set_exception(over)


def interpreter(descriptor: int, drawing_processes: int) -> subprocess.Popen[bytes]:
    """Start the warm process: ``serve`` in a new interpreter, in the fixed environment."""
    code = f"from arbeidsmarkt.execution.warm import serve; serve({descriptor}, {drawing_processes})"
    return subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code],
        pass_fds=[descriptor],
        env=fixed_environment(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def serve(descriptor: int, drawing_processes: int) -> None:
    """The warm process: do what comes in over the connection until its other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leftovers.adopt()
    connection = Connection(descriptor)
    listen(lambda event: connection.send(("event", event)))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, SystemExit):
        children = Children(1)
        try:
            children = Children(1, spared=_start_drawing(drawing_processes))
            warm_up()
        except Exception as error:
            connection.send(("failed", internal(error)))
            os._exit(1)
        with children:
            while True:
                results, ready = children.step([connection])
                for number, result in results:
                    connection.send(("result", number, result))
                if ready:
                    kind, *content = connection.recv()
                    if kind == "task":
                        number, function, task, children.jobs = content
                        children.add(number, function, task)
                    elif kind == "prepare":
                        function, arguments = content
                        with contextlib.suppress(Exception), kept():
                            function(*arguments)
                    else:
                        break
    os._exit(0)  # without the interpreter's slow farewell to all those modules


def _start_drawing(number: int) -> list[int]:
    """Start the processes that draw charts: their JavaScript engines get ready while this process imports."""
    listening, os.environ[vega_svg.ADDRESS] = vega_svg.listen()
    code = f"from arbeidsmarkt.execution.warm import draw; draw({listening.fileno()}, {os.getpid()})"
    started = [
        subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, "-c", code], pass_fds=[listening.fileno()], stdin=subprocess.DEVNULL
        )
        for _ in range(number)
    ]
    listening.close()
    return [process.pid for process in started]


def draw(descriptor: int, parent: int) -> None:
    """The process that draws charts: do so until the warm process, its parent, ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(parent)
    vega_svg.serve(socket.socket(fileno=descriptor))


def fixed_environment() -> dict[str, str]:
    """The caller's environment without what could change a result, and with what fixes it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)} | _FIXED


def warm_up() -> None:
    """Import everything that the work needs, and make what it would make anew each time."""
    with kept():
        _import()
        with contextlib.suppress(ImportError, AttributeError):  # without these names of Altair's it is only slower
            _remember_schemas()
        _specify()


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """What is made inside stays until the process ends: no collection looks for garbage there, now or in a child.

    While modules are imported a collection finds nothing and looks at everything; in a child it would touch, and so
    copy, every page.
    """
    with garbage.uncollected():
        try:
            yield
        finally:
            gc.freeze()


def _import() -> None:
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    parent = os.getppid()
    for name in MODULES:
        importlib.import_module(name)
        if os.getppid() != parent:  # killed; on a busy machine all of the imports take many seconds
            raise SystemExit(1)
    with contextlib.suppress(ImportError, AttributeError):  # see ``private_names``
        importlib.import_module("arbeidsmarkt.execution.kernels")
    nbformat = importlib.import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())  # compiles its schema
    # looks through every installed distribution, once; what it finds stays with the process
    importlib.import_module("jupyter_client.kernelspec").KernelSpecManager().get_kernel_spec("python3")


def _remember_schemas() -> None:
    """Let Altair look its classes up by schema in a table that is made once.

    For every shorthand ("x:Q") it hashes the schemas of its six hundred classes anew, 15 ms each time: half of what a
    chart costs. The table is the same every time.
    """
    from altair.utils import schemapi
    from altair.vegalite.v6.schema.core import VegaLiteSchema

    tables: dict[tuple[type[schemapi.SchemaBase], ...], schemapi._FromDict] = {}
    original = schemapi._FromDict

    class Remembered(original):  # type: ignore[misc, valid-type]
        def __init__(self, classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
            known = tuple(classes)
            if known not in tables:
                tables[known] = original(known)
            self.class_dict = tables[known].class_dict

    schemapi._FromDict = Remembered  # type: ignore[misc]
    Remembered(VegaLiteSchema._default_wrapper_classes())


def _specify() -> None:
    """Let Altair make a specification: for its first one a process compiles patterns and looks for plugins, 25 ms."""
    import altair as alt

    alt.Chart(alt.Data(values=[{"x": 1}])).mark_line().encode(x="x:Q").to_dict()
