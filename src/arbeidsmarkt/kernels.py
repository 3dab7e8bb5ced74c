"""Jupyter kernels that are forked instead of started: ready in a fraction of the time that the imports would take.

A worker process forks its kernel while it still has one thread, and then runs papermill with the manager that
``manager_for`` gives; when nbclient asks it for a kernel, that one is there. It is a real ipykernel, over Unix sockets
with names of its own (two kernels that start at the same moment cannot pick the same port). A kernel serves one
notebook and dies with its worker.

It reads no configuration of the user's, keeps no history, has no debugger, and starts from fixed random seeds.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import sys
import tempfile
import traceback
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets.config import Config

from arbeidsmarkt.workers import die_with_parent, tell

_CHANNELS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")


class Kernel:
    """A kernel in a child process.

    Attributes:
        connection: where it listens, and the key that its messages are signed with.
        exit_code: None as long as it lives.
    """

    def __init__(self, folder: Path, home: Path, environment: Mapping[str, str]) -> None:
        """Fork it. The calling process must have one thread.

        Args:
            folder: the kernel's working directory.
            home: a private folder for IPython's profile.
            environment: variables that the kernel has beside this process's own.
        """
        self.exit_code: int | None = None
        connection: dict[str, Any] = {
            "transport": "ipc",
            "ip": _socket_prefix(),
            "key": secrets.token_hex(32).encode(),
            "signature_scheme": "hmac-sha256",
            **{channel: number for number, channel in enumerate(_CHANNELS, start=1)},
        }
        self.connection = cast(KernelConnectionInfo, connection)
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                die_with_parent(parent)
                _serve(self.connection, folder, home, environment)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        tell({"event": "kernel"})

    def poll(self) -> int | None:
        """The exit code, or None while it lives."""
        if self.exit_code is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def signal(self, number: int) -> None:
        """Send a signal, if it still lives."""
        if self.poll() is None:
            os.kill(self._pid, number)

    def end(self) -> int:
        """Kill it and wait for its end; a kernel has nothing to save."""
        self.signal(signal.SIGKILL)
        if self.exit_code is None:
            self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self.exit_code


def manager_for(forked: Kernel) -> type[AsyncKernelManager]:
    """A class of kernel managers, as nbclient wants one, that hands out ``forked``."""

    class Manager(_ForkedKernelManager):
        forked_kernel = forked

    return Manager


class _ForkedKernelManager(AsyncKernelManager):
    """A manager whose one kernel is there already."""

    forked_kernel: Kernel

    async def _async_pre_start_kernel(self, **settings: Any) -> tuple[list[str], dict[str, Any]]:
        # set here, since jupyter_client would make a provisioner by the name in the kernel's specification
        self.provisioner = _Provisioner(parent=self, kernel_id="forked", kernel_spec=self.kernel_spec)
        return await super()._async_pre_start_kernel(**settings)

    pre_start_kernel = _async_pre_start_kernel

    def write_connection_file(self, **settings: Any) -> None:
        """Leave nothing on disk: the kernel knows its connection."""


class _Provisioner(KernelProvisionerBase):
    """What a kernel manager asks of a kernel's process, answered for a forked kernel."""

    @property
    def _kernel(self) -> Kernel:
        kernel: Kernel = self.parent.forked_kernel  # type: ignore[union-attr]
        return kernel

    @property
    def has_process(self) -> bool:
        return self._kernel.exit_code is None

    async def poll(self) -> int | None:
        return self._kernel.poll()

    async def wait(self) -> int | None:
        return self._kernel.end()

    async def send_signal(self, signum: int) -> None:
        self._kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        self._kernel.end()

    async def terminate(self, restart: bool = False) -> None:
        self._kernel.end()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        return self._kernel.connection

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left to clean up."""


class _KernelApp(IPKernelApp):
    """An ipykernel that is told its connection, and reads no file of the user's."""

    given: KernelConnectionInfo

    def init_connection_file(self) -> None:
        self.load_connection_info(self.given)

    def write_connection_file(self, **kwargs: Any) -> None:
        pass

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        pass

    def init_crash_handler(self) -> None:
        pass


def _socket_prefix() -> str:
    """Where the kernel's sockets are: on Linux in the abstract name space, which leaves no file behind."""
    name = f"arbeidsmarkt-{os.getpid()}-{secrets.token_hex(8)}"
    return f"@{name}" if sys.platform == "linux" else str(Path(tempfile.gettempdir()) / name)


def _serve(connection: KernelConnectionInfo, folder: Path, home: Path, environment: Mapping[str, str]) -> None:
    """Be the kernel, until killed."""
    os.chdir(folder)
    os.environ.update(environment)
    _fix_chance()
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # what cells print goes to the notebook
        os.dup2(silent, descriptor)
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.capture_fd_output = False
    config.IPKernelApp.log_level = "CRITICAL"
    config.InteractiveShell.colors = "nocolor"  # tracebacks as plain text
    app = _KernelApp.instance(config=config, profile_dir=ProfileDir.create_profile_dir(str(home)))  # type: ignore[no-untyped-call]
    app.given = connection
    app.initialize([])  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]


def _fix_chance() -> None:
    """Let every run draw the same random numbers, and give the same ids to what it shows (altair takes uuids)."""
    import numpy as np

    random.seed(0)
    np.random.seed(0)
    ids = random.Random(0)  # noqa: S311  ids of elements in HTML, not secrets
    uuid.uuid4 = lambda: uuid.UUID(int=ids.getrandbits(128), version=4)
