"""Text files as editors write them: UTF-8, with or without a byte-order mark, with any line endings."""

from __future__ import annotations

import codecs
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError

_OTHER = {
    codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}  # fmt: skip


def read(path: Path, name: str) -> str:
    """The text of a file; every line ending becomes a line feed.

    Args:
        path: the file.
        name: the file as messages name it.

    Raises:
        FileNotFoundError: no such file.
        UserError: it cannot be read, or it has another encoding; the message names it and says what to save it as.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=name) from None
    return decoded(content, name)


def decoded(content: bytes, name: str) -> str:
    """As ``read``, for bytes that were read already."""
    remedy = "save it as UTF-8"
    for mark, encoding in _OTHER.items():
        if content.startswith(mark):
            raise UserError(f"is {encoding}, not UTF-8", where=name, remedy=remedy)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserError("is not UTF-8 text", where=f"{name}:{line}", remedy=remedy) from None
    if "\0" in text[:200]:
        raise UserError("is not UTF-8 text, but UTF-16 without a mark or a binary file", where=name, remedy=remedy)
    return text.replace("\r\n", "\n").replace("\r", "\n")
