"""Runs Quarto, a launcher that starts Deno, which starts pandoc and Typst; all of them end together."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import pandoc

#: seconds after which a render is ended
PATIENCE = 300

#: runs Quarto in a process group of its own, with a shell that waits for the end of a pipe which this process holds
#: open: if this process is killed and cannot clean up, the pipe ends, and the shell ends the whole group
_TOGETHER = 'exec 3<&0; (read -r _; kill -s KILL -- "-$$") <&3 >/dev/null 2>&1 & exec quarto "$@" 3<&- </dev/null'

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WARNING = re.compile(r"^(?:\[W\]|WARN(?:ING)?\b:?|\(W\))\s*(.*)$", re.IGNORECASE)
#: how an error begins in Quarto's output: its own, that of a filter, of its Typst, of Deno
_ERROR = re.compile(r"^(?:ERROR:?|error:|\[E\])\s+|^(?=Error running filter)")


def run(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str] | None:
    """Run ``quarto ARGUMENTS`` in ``folder``; None if it took too long and was ended.

    However this call ends (an error, an interruption, a killed process), no process that Quarto started is left.
    """
    reading, writing = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", _TOGETHER, "quarto", *arguments], cwd=folder, env=dict(environment),
            stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            errors="replace", start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(reading)
    try:
        output, errors = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        os.close(writing)
        process.wait()


def lines(output: str) -> list[str]:
    """The lines that a program printed, without colours, overwritten progress lines, and empty lines."""
    last = (line.rstrip("\r").rpartition("\r")[2].strip() for line in _COLOUR.sub("", output).split("\n"))
    return [line for line in last if line]


def warnings(errors: str) -> list[str]:
    """The warnings in Quarto's output, each once and on one line."""
    found = [match[1] for line in lines(errors) if (match := _WARNING.match(line))]
    return list(dict.fromkeys(text for text in found if text))


def fault(errors: str) -> UserError:
    """Quarto's error on one line: the text after ERROR, without the progress before it."""
    said = lines(errors)
    begin = next((i for i, line in enumerate(said) if _ERROR.match(line)), max(len(said) - 4, 0))
    # the error ends where a traceback through Quarto's own code begins
    about = [line for line in said[begin : begin + 6] if not re.match(r"at \S+ \(|stack traceback\b|\[C\]:", line)]
    return pandoc.fault("\n".join(_ERROR.sub("", line) if i == 0 else line for i, line in enumerate(about)), "Quarto")
