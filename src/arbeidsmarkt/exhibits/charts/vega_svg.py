"""Draws a chart's specification as SVG with vl-convert, in this process or in one whose JavaScript engine runs already.

The engine takes 0.7 s to start, longer than a dozen drawings, and a process in which it runs cannot be forked. A build
therefore has a process that only draws, whose engine starts while others import; kernels send it their specifications.
Either way the same specification gives the same bytes. In Jupyter, or if that process does not answer, the engine runs
here.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import struct
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import MONTH_NAMES

#: the environment variable with the address of the drawing process
ADDRESS = "ARBEIDSMARKT_DRAWING"

_PATIENCE = 60  # seconds, after which the chart is drawn here
_LENGTH = struct.Struct("!Q")
#: d3's locale for dates
_TIME_FORMAT: dict[str, Any] = {
    "dateTime": "%a %e %B %Y %X", "date": "%d-%m-%Y", "time": "%H:%M:%S", "periods": ["", ""],
    "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
    "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
    "months": list(MONTH_NAMES),
    "shortMonths": [name[:3] if name != "maart" else "mrt" for name in MONTH_NAMES],
}  # fmt: skip
#: the name of a clip path or a gradient, where it is defined and where it is used
_DEFINED = re.compile(r'(?:(?<= id=")|(?<=="url\(#))(clip|gradient_)\d+(?=["\)])')
_TAG = re.compile(r"<[^<>]*>")
_TINY: dict[str, Any] = {"data": {"values": [{"x": 1}]}, "mark": "bar", "encoding": {"x": {"field": "x"}}}


def svg(specification: Mapping[str, Any], number_format: Mapping[str, Any]) -> str:
    """The drawing as SVG.

    Args:
        specification: Vega-Lite, complete.
        number_format: d3's locale for numbers.

    Raises:
        UserError: vl-convert refuses the specification.
    """
    job = json.dumps([specification, number_format], ensure_ascii=False).encode()
    ok, text = _ask(job) or _draw(job)
    if not ok:
        raise UserError(f"the chart cannot be drawn: {text}", remedy="mend its specification")
    return text


def compiled(specification: Mapping[str, Any]) -> dict[str, Any]:
    """The Vega that a Vega-Lite specification compiles to.

    Raises:
        UserError: vl-convert refuses the specification.
    """
    job = json.dumps([specification, None], ensure_ascii=False).encode()
    ok, text = _ask(job) or _draw(job)
    if not ok:
        raise UserError(f"the chart cannot be compiled: {text}", remedy="mend its specification")
    return dict(json.loads(text))


@lru_cache(maxsize=128)  # figures of years and provinces look the same in several editions
def _draw(job: bytes) -> tuple[bool, str]:
    """Draw in this process."""
    import vl_convert
    from fontpkg_source_sans_3 import __file__ as font_package

    vl_convert.register_font_directory(str(Path(font_package).parent / "files"))
    try:
        specification, number_format = json.loads(job)
        if number_format is None:
            return True, json.dumps(vl_convert.vegalite_to_vega(specification))
        drawn = vl_convert.vegalite_to_svg(specification, format_locale=number_format, time_format_locale=_TIME_FORMAT)
        return True, _renumbered(drawn)
    except ValueError as error:
        return False, " ".join(str(error).split())[:300]


def _renumbered(drawn: str) -> str:
    """Number the definitions in a drawing from 1, since Vega goes on counting from one drawing to the next."""
    numbers: dict[str, str] = {}

    def renumber(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"{match[1]}{len(numbers) + 1}")

    # within tags alone: a title of the author's may hold the same signs
    return _TAG.sub(lambda tag: _DEFINED.sub(renumber, tag[0]), drawn)


def _ask(job: bytes) -> tuple[bool, str] | None:
    """Ask the drawing process; None if it does not answer."""
    address = os.environ.get(ADDRESS)
    if not address:
        return None
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE)
            line.connect(_path(address))
            _send(line, job)
            ok, text = json.loads(_receive(line))
            return bool(ok), str(text)
    except (OSError, EOFError):
        return None


def listen() -> tuple[socket.socket, str]:
    """A socket to serve at, and its address for ``ADDRESS``. On Linux it leaves no file behind."""
    listening = socket.socket(socket.AF_UNIX)
    if sys.platform == "linux":
        listening.bind("")  # the system picks a name outside the file system
        name: bytes = listening.getsockname()
        address = "@" + name[1:].decode("ascii")
    else:
        address = tempfile.mktemp(prefix="arbeidsmarkt-")  # noqa: S306  bind refuses a name that exists
        listening.bind(address)
    listening.listen(64)
    return listening, address


def serve(listening: socket.socket) -> None:
    """Draw what is requested, until killed. Several processes may serve one socket."""
    _draw(json.dumps([_TINY, {}]).encode())  # starts the engine, before anybody waits for it
    while True:
        line, _ = listening.accept()
        with contextlib.suppress(OSError, EOFError), line:
            if not _is_ours(line):
                continue
            drawn = _draw(_receive(line))
            _send(line, json.dumps(drawn, ensure_ascii=False).encode())


def _is_ours(line: socket.socket) -> bool:
    """Whether the one who asks is the user who runs the build."""
    if sys.platform != "linux":
        return True  # the socket is a file with the user's own rights
    _, user, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user == os.getuid())


def _path(address: str) -> str | bytes:
    return b"\0" + address[1:].encode("ascii") if address.startswith("@") else address


def _send(line: socket.socket, content: bytes) -> None:
    line.sendall(_LENGTH.pack(len(content)) + content)


def _receive(line: socket.socket) -> bytes:
    length = _LENGTH.unpack(_exactly(line, _LENGTH.size))[0]
    return _exactly(line, length)


def _exactly(line: socket.socket, number: int) -> bytes:
    found = bytearray()
    while len(found) < number:
        part = line.recv(min(number - len(found), 1 << 20))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
