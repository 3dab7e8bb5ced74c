"""The private names of other libraries that the fast kernels use, and which of them are gone.

A new release of a library may remove one of them. Notebooks then run on ordinary kernels, which need none of them.
"""

from __future__ import annotations

import importlib
from functools import reduce

#: module, and the name in it
NAMES = (
    ("ipykernel.inprocess.ipkernel", "InProcessKernel"),
    ("ipykernel.inprocess.socket", "DummySocket"),
    ("ipykernel.iostream", "IOPubThread._setup_event_pipe"),
    ("jupyter_client.session", "Session.send"),
    ("papermill.clientwrap", "PapermillNotebookClient.papermill_execute_cells"),
)


def gone() -> list[str]:
    """The names that the installed libraries lack, as ``ipykernel.iostream.IOPubThread._setup_event_pipe``."""
    return [f"{module}.{name}" for module, name in NAMES if not _there(module, name)]


def _there(module: str, name: str) -> bool:
    try:
        reduce(getattr, name.split("."), importlib.import_module(module))
    except (ImportError, AttributeError):
        return False
    return True
