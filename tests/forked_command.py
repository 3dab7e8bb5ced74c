"""The command line in a process that is forked from one with the imports done, for tests that ask much of it.

The same code runs, from ``main`` on; left out is only the starting of interpreters: the command's own, that of the
warm process, and those that draw (a kernel draws its charts itself). Tests of what happens then, of the environment
and of signals start real ones.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from unittest import mock

from arbeidsmarkt.execution import warm
from arbeidsmarkt.exhibits.charts import vega_svg

_PATIENCE = 300.0  # seconds
_HERE = Path(__file__).parent
#: before any test alters it
_ENVIRONMENT = dict(os.environ)


def run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``arbeidsmarkt``.

    Args:
        words: what follows the name of the program.
        folder: where it runs.
        environment: all of its environment.
        before: Python that runs first.
    """
    with tempfile.TemporaryDirectory() as printed:
        files = Path(printed, "stdout"), Path(printed, "stderr")
        process = _server().Process(
            target=_command, args=(list(words), folder, dict(environment), [str(file) for file in files], before)
        )
        with mock.patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):  # pytest is not run again there
            process.start()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), _PATIENCE)
        stdout, stderr = (file.read_text(encoding="utf-8") for file in files)
        return subprocess.CompletedProcess(list(words), process.exitcode, stdout, stderr)


@functools.cache
def _server() -> multiprocessing.context.ForkServerContext:
    """The process that all are forked from, as it would be had it started first of all, whichever test asks first."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    path = os.pathsep.join([str(_HERE), _ENVIRONMENT.get("PYTHONPATH", "")])
    with mock.patch.dict(os.environ, {}, clear=True), contextlib.chdir(_HERE):
        os.environ.update(_ENVIRONMENT)
        os.environ.update({**warm.fixed_environment(), "PYTHONPATH": path, _PRELOAD: "1"})
        forkserver.ensure_running()
    return context


def _command(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], printed: Sequence[str], before: str
) -> None:
    """In the forked process: be the program."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    for number, file in enumerate(printed, start=1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["arbeidsmarkt", *words]
    warm.interpreter = _Forked  # type: ignore[assignment]
    exec(before)
    importlib.import_module("arbeidsmarkt.cli").main()


def started_warm(jobs: int = 1) -> warm.Warm:
    """A warm process that has its imports done at once, for tests of what it is given to do; it draws no charts."""
    with mock.patch.object(warm, "interpreter", _FromServer):
        return warm.Warm(jobs)


class _FromServer:
    """The warm process, forked from the one that has the imports done; as much of ``Popen`` as is used."""

    def __init__(self, descriptor: int, drawing_processes: int) -> None:
        self._process = _server().Process(target=_be_warm, args=(Connection(os.dup(descriptor)),))
        with mock.patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            self._process.start()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("the warm process", timeout or 0)
        return self._process.exitcode

    def kill(self) -> None:
        """End it."""
        self._process.kill()


def _be_warm(connection: Connection) -> None:
    os.setsid()
    _serve(connection.fileno())


def _serve(descriptor: int) -> None:
    warm.warm_up = lambda: None  # it was, before the fork
    warm._start_drawing = lambda number: []
    os.environ.pop(vega_svg.ADDRESS, None)
    warm.serve(descriptor, 0)


class _Forked:
    """The warm process, forked from the command's instead of started anew; as much of ``Popen`` as is used."""

    def __init__(self, descriptor: int, drawing_processes: int) -> None:
        fixed = warm.fixed_environment()
        self.pid = os.fork()
        if self.pid:
            return
        try:
            os.setsid()
            os.environ.clear()
            os.environ.update(fixed)
            time.tzset()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.closerange(3, descriptor)
            os.closerange(descriptor + 1, 1024)
            _serve(descriptor)
        finally:
            os._exit(1)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code."""
        until = None if timeout is None else time.monotonic() + timeout
        while not (ended := os.waitpid(self.pid, 0 if until is None else os.WNOHANG))[0]:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("the warm process", timeout or 0)
            time.sleep(0.005)
        return os.waitstatus_to_exitcode(ended[1])

    def kill(self) -> None:
        """End it."""
        os.kill(self.pid, 9)


_PRELOAD = "ARBEIDSMARKT_TESTS_PRELOAD"
if os.environ.pop(_PRELOAD, ""):  # in the process that all are forked from
    warm.warm_up()
    with warm.kept():
        cli = importlib.import_module("arbeidsmarkt.cli")
        for module, _ in cli.COMMANDS.values():
            importlib.import_module(f"arbeidsmarkt.commands.{module}")
