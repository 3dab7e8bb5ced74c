"""What the warm process has ready before any work comes in: its environment, its imports, Altair's tables."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterable, Iterator

#: heavy, and used by nearly every build
MODULES = (
    "papermill", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "ipykernel.zmqshell",
    "IPython.core.profiledir", "IPython.core.debugger", "IPython.core.oinspect", "IPython.core.completerlib",
    "IPython.extensions.storemagic", "IPython.core.logger", "faulthandler", "tornado.platform.asyncio",
    "multiprocessing.popen_fork", "jupyter_client.asynchronous", "fontpkg_source_sans_3", "pandas", "altair",
    "jinja2", "xlsxwriter", "typst", "pypandoc", "arbeidsmarkt.notebook", "arbeidsmarkt.execution.notebook_run",
    "arbeidsmarkt.execution.kernels", "arbeidsmarkt.building.build",
    "arbeidsmarkt.document.rendering.embedded", "arbeidsmarkt.document.rendering.quarto",
)  # fmt: skip

#: optional parts of these, kept out: the debugger (0.1 s a kernel), and checks of IRIs and
#: durations by jsonschema, where they are installed (2.5 s and 50 ms)
UNUSED = ("debugpy", "rfc3987_syntax", "isoduration")

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


def fixed_environment() -> dict[str, str]:
    """The caller's environment without what could change a result, and with what fixes it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)} | _FIXED


def warm_up() -> None:
    """Import everything that the work needs, and make what it would make anew each time."""
    with kept():
        _import()
        _remember_schemas()
        _specify()


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """What is made inside stays until the process ends: no collection looks for garbage there, now or in a child.

    While modules are imported a collection finds nothing and looks at everything; in a child it would touch, and so
    copy, every page.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _import() -> None:
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    for name in MODULES:
        importlib.import_module(name)
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
