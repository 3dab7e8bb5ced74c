"""Kernels that are forked instead of started, and that speak over a pipe instead of over ZeroMQ.

The process that runs a notebook forks a kernel for it: ipykernel's in-process kernel, in a process of its own. Code
goes in over the pipe and Jupyter's messages come out; ``KernelClient`` lets nbclient turn these into a cell's outputs,
so that an executed notebook is what Jupyter would have made of it. What is left out is the network between the two,
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
import random
import signal
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.iostream import IOPubThread
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config

from arbeidsmarkt.basics.events import tell
from arbeidsmarkt.execution import leftovers, warm
from arbeidsmarkt.execution.children import die_with_parent

Message = dict[str, Any]

_GLANCE = 0.25  # seconds between two looks at whether the kernel lives


class Kernel:
    """A kernel in a child process, which leads a session and a process group of its own.

    Attributes:
        left: what its cells left running when it ended, as (index of the cell, name of the program).
    """

    alive: ClassVar[set[int]] = set()  # pids of the kernels that this process forked

    def __init__(self) -> None:
        """Fork it from the one that ``make`` made; it waits for ``begin``. This process must have one thread."""
        self.left: list[tuple[int, str]] = []
        self._seen: dict[int, int] = {}  # process -> the cell after which it ran
        self._status: int | None = None
        self._log: Path | None = None
        self._line, theirs = multiprocessing.Pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                die_with_parent(parent)
                os.setsid()
                _speak_to(Path(os.devnull))  # it holds none of the streams of the command
                self._line.close()
                _serve(theirs)
            except EOFError:  # nobody needs it any more
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        theirs.close()
        self.alive.add(self._pid)

    def begin(self, folder: Path, environment: Mapping[str, str], log: Path) -> None:
        """Give it its working directory and environment, before its first cell.

        Args:
            folder: its working directory.
            environment: variables that it has beside this process's own.
            log: a file for what it, or a program that a cell starts, prints past Jupyter.
        """
        leftovers.adopt()
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


class KernelClient(PapermillNotebookClient):
    """Papermill's client, on a kernel that is there already."""

    def __init__(self, notebook: Any, kernel: Kernel, timeout: float, **settings: Any) -> None:
        super().__init__(notebook, record_timing=False, **settings)  # type: ignore[no-untyped-call]
        self._kernel, self._patience = kernel, timeout

    def execute(self, **settings: Any) -> NotebookNode:
        """Run every cell, up to the first that fails."""
        self.reset_execution_trackers()
        self.papermill_execute_cells()  # type: ignore[no-untyped-call]
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, *_: Any, **settings: Any) -> NotebookNode:
        """Run one cell and give it its outputs.

        Raises:
            CellExecutionError: it failed; the outputs say how.
        """
        if cell.cell_type == "code" and cell.source.strip():
            cell.outputs = []
            self.clear_before_next_output = False

            def hear(message: Message) -> None:
                if message["msg_type"] == "error" and message["content"]["traceback"] is None:
                    message["content"]["traceback"] = []  # an exception may decline to be drawn
                self.process_message(message, cell, cell_index)  # type: ignore[no-untyped-call]

            reply = self._kernel.execute(cell.source, self._patience, hear)
            self._kernel.look(cell_index)
            _refuse(cell, reply["content"])
        return cell


def _refuse(cell: NotebookNode, answer: Mapping[str, Any]) -> None:
    """Raise what the kernel answered, unless it is "ok"; see that the cell's outputs say it too.

    IPython prints some mistakes instead of raising them (an unknown ``%%magic``), and only the answer tells.

    Raises:
        CellExecutionError: the cell failed, or ended the kernel.
    """
    if any(wish.get("source") == "ask_exit" for wish in answer.get("payload", ())):  # exit() and quit()
        answer = {"status": "error", "ename": "SystemExit", "evalue": "", "traceback": []}
    if answer["status"] == "ok":
        return
    if not any(output.output_type == "error" for output in cell.outputs):
        said = {"ename": "the cell did not run", "evalue": answer["status"], "traceback": [], **answer}
        words = {"ename": said["ename"], "evalue": said["evalue"], "traceback": said["traceback"] or []}
        cell.outputs.append(new_output("error", **words))  # type: ignore[no-untyped-call]
    raise CellExecutionError.from_cell_and_msg(cell, dict(answer))


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
        with warm.kept():
            _made = _make(home)
    _ahead.extend(Kernel() for _ in range(ahead))


def take(home: Path) -> Kernel:
    """A kernel that has run nothing: one that was forked ahead, or a new one.

    Args:
        home: see ``make``, for when none was made.
    """
    make(home)
    return _ahead.pop() if _ahead else Kernel()


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


def _serve(line: Connection) -> None:
    """Be the kernel, until killed."""
    assert _made is not None  # noqa: S101  see Kernel
    kernel, session = _made
    folder, environment, log = line.recv()
    os.chdir(folder)
    os.environ.update(environment)
    _fix_chance()
    _speak_to(log)  # what cells print goes to the notebook; what programs print that they start, here
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


def _speak_to(log: Path) -> None:
    """Let this process, and the programs that it starts, read nothing and print into a file."""
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for descriptor, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(descriptor, target)
    for descriptor in {nothing, file}.difference((0, 1, 2)):
        os.close(descriptor)


def _fix_chance() -> None:
    """Let every run draw the same random numbers, and give the same ids to what it shows (altair takes uuids)."""
    import numpy as np

    random.seed(0)
    np.random.seed(0)
    ids = random.Random(0)  # noqa: S311  ids of elements in HTML, not secrets
    uuid.uuid4 = lambda: uuid.UUID(int=ids.getrandbits(128), version=4)
