"""Fast kernels: forked instead of started, and connected by a pipe instead of by ZeroMQ.

The process that runs a notebook forks a kernel for it: ipykernel's in-process kernel, in a process of its own. It sends
code over the pipe and receives Jupyter's messages. ``engine`` lets nbclient turn these into the outputs of cells, so
that the executed notebook is what Jupyter would have made. Only the network between the two is left out, whose
handshakes and waiting took longer than most notebooks.

A kernel serves one notebook and dies with the process that forked it. If it dies first, or if a cell hangs, that
process reports it. Programs that its cells started are ended with it. It reads no configuration of the user's, keeps no
history, has no debugger, and starts with fixed random seeds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.iostream import IOPubThread
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets.config import Config

from arbeidsmarkt.basics.events import tell
from arbeidsmarkt.execution import chance, leftovers
from arbeidsmarkt.execution.children import die_with_parent, speak_to
from arbeidsmarkt.execution.warm import fixed_environment, kept

Message = dict[str, Any]

_GLANCE = 0.25  # seconds between two checks that the kernel is alive


class Kernel:
    """A kernel in a child process, which leads its own session and process group.

    Attributes:
        left: the programs that its cells left running, as (index of the cell, name of the program).
    """

    alive: ClassVar[set[int]] = set()  # pids of the kernels that this process forked

    def __init__(self, pid: int, line: Connection) -> None:
        self.left: list[tuple[int, str]] = []
        self._seen: dict[int, int] = {}  # process -> the cell after which it ran
        self._status: int | None = None
        self._log: Path | None = None
        self._pid, self._line = pid, line
        self.alive.add(pid)

    @classmethod
    def fork(cls) -> Kernel:
        """Fork a copy of the kernel that ``make`` prepared; it waits for ``begin``. Needs a process of one thread."""
        leftovers.adopt()
        ours, theirs = multiprocessing.Pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            ours.close()
            _be_a_kernel(theirs, parent)
        theirs.close()
        return cls(pid, ours)

    @classmethod
    def start(cls, home: Path) -> Kernel:
        """Start a kernel in a new interpreter, for a process with threads; it takes as long as the imports.

        Args:
            home: as for ``make``.
        """
        ours, theirs = multiprocessing.Pipe()
        code = (
            "import pathlib; from arbeidsmarkt.execution import kernels; "
            f"kernels.start({theirs.fileno()}, pathlib.Path({str(home)!r}), {os.getpid()})"
        )
        process = subprocess.Popen(  # noqa: S603  our own interpreter
            [sys.executable, "-c", code], pass_fds=[theirs.fileno()], env=fixed_environment(), stdin=subprocess.DEVNULL
        )
        theirs.close()
        process.returncode = 0  # ``end`` waits for it
        return cls(process.pid, ours)

    def begin(self, folder: Path, environment: Mapping[str, str], log: Path) -> None:
        """Set the working directory and environment, before the first cell.

        Args:
            folder: the working directory.
            environment: variables to add to this process's own.
            log: the file for output that does not go through Jupyter, of the kernel or of a program that a cell starts.
        """
        self._log = log
        with contextlib.suppress(OSError):  # it died; the first cell reports that
            self._line.send((folder, environment, log))
        tell({"event": "kernel"})

    def execute(self, code: str, patience: float, hear: Callable[[Message], object]) -> Message:
        """Run a cell.

        Args:
            code: the cell's source.
            patience: how many seconds it may take.
            hear: called with each of its messages, in Jupyter's format.

        Returns:
            The reply to the request, in Jupyter's format; ``content`` says whether the cell failed.

        Raises:
            DeadKernelError: the kernel's process ended.
            CellTimeoutError: the cell took longer than ``patience``.
        """
        limit = time.monotonic() + patience
        try:
            self._line.send(code)
            while True:
                # a child of the kernel may hold the pipe open when the kernel is gone, so look at the process itself
                if not self._line.poll(min(_GLANCE, max(0.0, limit - time.monotonic()))):
                    if time.monotonic() >= limit:
                        raise CellTimeoutError(f"a cell took longer than {patience:.0f} seconds")
                    if not self._ended() or self._line.poll():
                        continue
                    raise DeadKernelError(self._death())
                message: Message = json.loads(self._line.recv_bytes())
                if message["msg_type"] == "execute_reply":
                    return message
                hear(message)
        except (EOFError, OSError):
            raise DeadKernelError(self._death()) from None

    def look(self, cell: int) -> None:
        """Record which processes run after a cell, so that ``left`` can say which cell started them."""
        for pid in self._running():
            self._seen.setdefault(pid, cell)

    def end(self) -> None:
        """Kill the kernel and everything that its cells left running, and wait for them; there is nothing to save."""
        last = max(self._seen.values(), default=0)
        self.left = sorted((self._seen.get(pid, last), name) for pid, name in self._running().items())
        leftovers.end_group(self._pid)
        with contextlib.suppress(OSError):  # a kernel forked a moment ago has no process group yet
            os.kill(self._pid, signal.SIGKILL)
        self._ended(wait=True)
        leftovers.end_group(self._pid)
        self.alive.discard(self._pid)
        leftovers.end(self.alive)
        self._line.close()

    def _running(self) -> dict[int, str]:
        return {**leftovers.below(self._pid), **leftovers.strays(self.alive)}

    def _ended(self, wait: bool = False) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self._pid, 0 if wait else os.WNOHANG)
            if pid:
                self._status = status
        return self._status is not None

    def _death(self) -> str:
        """How the kernel ended, with the last line that it printed."""
        self._ended(wait=True)
        code = os.waitstatus_to_exitcode(self._status or 0)
        how = f"killed by signal {-code}; out of memory?" if code < 0 else f"exit code {code}"
        said = self._log.read_text(errors="replace").strip() if self._log and self._log.is_file() else ""
        return f"the kernel died ({how})" + (f": {said.splitlines()[-1]}" if said else "")


class _Session(Session):
    """Writes Jupyter's messages to the pipe as they are, without addresses and signatures."""

    line: Connection | None = None
    kernel: int = 0  # the process that may write; messages of a child that a cell forked are dropped

    def send(
        self, stream: object, msg_or_type: Message | str, content: Message | None = None,
        parent: Message | None = None, ident: object = None, buffers: object = None, track: bool = False,
        header: Message | None = None, metadata: Message | None = None,
    ) -> Message:  # fmt: skip
        """Send a message, given whole or in parts."""
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, header, metadata)
        if self.line is not None and os.getpid() == self.kernel:
            self.line.send_bytes(self.pack(message))
        return message


class _AtOnce(IOPubThread):
    """Sends immediately; its thread is never started, so that it needs no socket to wake it."""

    def _setup_event_pipe(self) -> None:
        pass


_made: tuple[InProcessKernel, _Session] | None = None
_ahead: list[Kernel] = []


def make(home: Path, ahead: int = 0) -> None:
    """Prepare one kernel in this process; every ``Kernel.fork()`` is a copy of it.

    Args:
        home: a private folder for IPython's profile; it must exist as long as the kernels do.
        ahead: how many kernels to fork now. After each fork both processes copy the memory that they change, so that
            forking them together is cheaper than forking one now and then.
    """
    global _made
    if _made is None:
        with kept():
            _made = _make(home)
    _ahead.extend(Kernel.fork() for _ in range(ahead))


def take(home: Path) -> Kernel:
    """An unused kernel: one that was forked ahead, or a new one.

    Args:
        home: as for ``make``, if no kernel was prepared yet.
    """
    make(home)
    return _ahead.pop() if _ahead else Kernel.fork()


def _make(home: Path) -> tuple[InProcessKernel, _Session]:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"  # tracebacks as plain text
    config.InProcessKernel._execute_sleep = 0  # for clients that cannot keep up
    session, socket = _Session(key=b""), DummySocket()
    kernel = InProcessKernel(
        config=config,
        session=session,
        profile_dir=ProfileDir.create_profile_dir(str(home)),  # type: ignore[no-untyped-call]
        iopub_thread=_AtOnce(socket, session=session),  # type: ignore[no-untyped-call]
    )
    return kernel, session


def start(descriptor: int, home: Path, parent: int) -> None:
    """Run a kernel in an interpreter that ``Kernel.start`` started for it."""
    make(home)
    _be_a_kernel(Connection(descriptor), parent)


def _be_a_kernel(line: Connection, parent: int) -> None:
    """Run as the kernel, in a session of its own, until killed or no longer needed."""
    try:
        die_with_parent(parent)
        os.setsid()
        speak_to(Path(os.devnull))  # let go of the command's standard streams
        _serve(line)
    except EOFError:  # the kernel is no longer needed
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _serve(line: Connection) -> None:
    """Run as the kernel, until killed."""
    assert _made is not None  # noqa: S101  see Kernel
    kernel, session = _made
    folder, environment, log = line.recv()
    os.chdir(folder)
    os.environ.update(environment)
    chance.fix()
    speak_to(log)  # for the output of programs that cells start; what cells print goes to the notebook
    session.line, session.kernel = line, os.getpid()
    loop = asyncio.new_event_loop()  # not the loop of the process that this one was forked from
    asyncio.set_event_loop(loop)
    while True:
        request = session.msg("execute_request", {"code": line.recv()})
        kernel.set_parent([], request)  # type: ignore[no-untyped-call]
        loop.run_until_complete(kernel.execute_request(None, [], request))  # type: ignore[no-untyped-call]
        if os.getpid() != session.kernel:  # this is a child that the cell forked; only the kernel itself may answer
            os._exit(0)
