"""Kernels that are forked instead of started, and that speak over a pipe instead of over ZeroMQ.

The process that runs a notebook forks a kernel for it: ipykernel's in-process kernel, in a process of its own. Code
goes in over the pipe and Jupyter's messages come out; ``engine`` lets nbclient turn these into a cell's outputs, so
that an executed notebook is what Jupyter would have made of it. What is left out is the network between the two,
whose handshakes and waiting took longer than most notebooks.

A kernel serves one notebook and dies with the process that forked it; when it dies first, or a cell hangs, that process
is there to say so. What its cells started ends with it. It reads no configuration of the user's, keeps no history, has
no debugger, and starts from fixed random seeds.
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

_GLANCE = 0.25  # seconds between two looks at whether the kernel lives


class Kernel:
    """A kernel in a child process, which leads a session and a process group of its own.

    Attributes:
        left: what its cells left running when it ended, as (index of the cell, name of the program).
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
        """Fork one from the one that ``make`` made; it waits for ``begin``. This process must have one thread."""
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
        """Start one in an interpreter of its own, which takes as long as the imports: for a process with threads.

        Args:
            home: see ``make``.
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
        """Give it its working directory and environment, before its first cell.

        Args:
            folder: its working directory.
            environment: variables that it has beside this process's own.
            log: a file for what it, or a program that a cell starts, prints past Jupyter.
        """
        self._log = log
        with contextlib.suppress(OSError):  # it died, which its first cell says
            self._line.send((folder, environment, log))
        tell({"event": "kernel"})

    def execute(self, code: str, patience: float, hear: Callable[[Message], object]) -> Message:
        """Run a cell.

        Args:
            code: the cell's source.
            patience: how many seconds it may take.
            hear: called with every message that it causes, in Jupyter's own form.

        Returns:
            The reply to the request, in Jupyter's own form: ``content`` says whether it failed.

        Raises:
            DeadKernelError: the kernel's process ended.
            CellTimeoutError: it took longer.
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
        """Note which processes run after a cell, so that ``left`` can say which cell started them."""
        for pid in self._running():
            self._seen.setdefault(pid, cell)

    def end(self) -> None:
        """Kill it and whatever its cells left running, and wait for their end; a kernel has nothing to save."""
        last = max(self._seen.values(), default=0)
        self.left = sorted((self._seen.get(pid, last), name) for pid, name in self._running().items())
        leftovers.end_group(self._pid)
        with contextlib.suppress(OSError):  # its group is not there yet when it was forked a moment ago
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
        """How it ended, with the last thing that it printed."""
        self._ended(wait=True)
        code = os.waitstatus_to_exitcode(self._status or 0)
        how = f"killed by signal {-code}; out of memory?" if code < 0 else f"exit code {code}"
        said = self._log.read_text(errors="replace").strip() if self._log and self._log.is_file() else ""
        return f"the kernel died ({how})" + (f": {said.splitlines()[-1]}" if said else "")


class _Session(Session):
    """Jupyter's messages, put into the pipe as they are: there is nobody to address them to, or to sign them for."""

    line: Connection | None = None
    kernel: int = 0  # the process that may speak; a child that a cell forks keeps what it has to say to itself

    def send(
        self, stream: object, msg_or_type: Message | str, content: Message | None = None,
        parent: Message | None = None, ident: object = None, buffers: object = None, track: bool = False,
        header: Message | None = None, metadata: Message | None = None,
    ) -> Message:  # fmt: skip
        """Send a message, which is given whole or in its parts."""
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, header, metadata)
        if self.line is not None and os.getpid() == self.kernel:
            self.line.send_bytes(self.pack(message))
        return message


class _AtOnce(IOPubThread):
    """Sends at once: its thread is never started, so that it needs no socket to be told of events."""

    def _setup_event_pipe(self) -> None:
        pass


_made: tuple[InProcessKernel, _Session] | None = None
_ahead: list[Kernel] = []


def make(home: Path, ahead: int = 0) -> None:
    """Make a kernel in this process, for those forked from it to be; once, since making takes longer than forking.

    Args:
        home: a private folder for IPython's profile, which lasts as long as the kernels.
        ahead: how many to fork at once. After each fork the two processes copy what they change, which a process that
            forks now and then does again and again.
    """
    global _made
    if _made is None:
        with kept():
            _made = _make(home)
    _ahead.extend(Kernel.fork() for _ in range(ahead))


def take(home: Path) -> Kernel:
    """A kernel that has run nothing: one that was forked ahead, or a new one.

    Args:
        home: see ``make``, for when none was made.
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
    """Be a kernel in an interpreter that was started for it, see ``Kernel.start``."""
    make(home)
    _be_a_kernel(Connection(descriptor), parent)


def _be_a_kernel(line: Connection, parent: int) -> None:
    """Be the kernel, in a session of its own, until killed or no longer needed."""
    try:
        die_with_parent(parent)
        os.setsid()
        speak_to(Path(os.devnull))  # it holds none of the streams of the command
        _serve(line)
    except EOFError:  # nobody needs it any more
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _serve(line: Connection) -> None:
    """Be the kernel, until killed."""
    assert _made is not None  # noqa: S101  see Kernel
    kernel, session = _made
    folder, environment, log = line.recv()
    os.chdir(folder)
    os.environ.update(environment)
    chance.fix()
    speak_to(log)  # what cells print goes to the notebook; what programs print that they start, here
    session.line, session.kernel = line, os.getpid()
    loop = asyncio.new_event_loop()  # another one than the process has that this one was forked from
    asyncio.set_event_loop(loop)
    while True:
        request = session.msg("execute_request", {"code": line.recv()})
        kernel.set_parent([], request)  # type: ignore[no-untyped-call]
        loop.run_until_complete(kernel.execute_request(None, [], request))  # type: ignore[no-untyped-call]
        if (
            os.getpid() != session.kernel
        ):  # the cell forked, and this is the other one: only one may answer from here on
            os._exit(0)
