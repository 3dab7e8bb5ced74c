"""Runs the pandoc of the ``pypandoc_binary`` wheel, never one that happens to be on the PATH."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError

#: how the Lua filter reports a fault of the document: "arbeidsmarkt: fig-tension: no alternative text"
_FAULT = re.compile(r"arbeidsmarkt: ((?:fig|tbl|sec)-[\w-]+|theme\.yml): ([^\n]+)")


def executable() -> Path:
    """The path of the wheel's pandoc.

    Raises:
        UserError: the wheel is not installed, or is the one without the binary.
    """
    spec = importlib.util.find_spec("pypandoc")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    for name in ("pandoc", "pandoc.exe"):
        if (binary := folder / "files" / name).is_file():
            return binary
    raise UserError("pandoc is not installed with the package", remedy="install the locked wheels again: make setup")


def environment(epoch: int) -> dict[str, str]:
    """The environment of a renderer: this process's own, with fixed clock, time zone and language."""
    return {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def run(arguments: Sequence[str], *, folder: Path, epoch: int) -> bytes:
    """Run pandoc in ``folder`` and return what it prints.

    Raises:
        UserError: pandoc or the filter refuses the document; with the label if the filter names one.
    """
    command = [str(executable()), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment(epoch), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise fault(done.stderr.decode("utf-8", "replace"), "pandoc")
    return done.stdout


def fault(output: str, tool: str) -> UserError:
    """The error with the one line that matters of a tool's output."""
    if match := _FAULT.search(output):
        if match[1] == "theme.yml":
            return UserError(match[2].strip(), where=match[1])
        return UserError(match[2].strip(), where=f"document.md, {match[1]}", remedy="mend it in the notebook")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return UserError(f"{tool} refused the document: {' '.join(lines[:4])[:400]}", where="document.md")
