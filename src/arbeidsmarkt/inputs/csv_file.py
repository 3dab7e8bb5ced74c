"""CSV files that people made or downloaded: whichever sign is between their cells, with the line of every row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics import text_file
from arbeidsmarkt.basics.errors import UserError

#: bytes of a file that is read whole; a table of StatLine's own page has a tenth of it
LARGEST = 64_000_000
_SIGNS = ";\t,"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a CSV file.

    Attributes:
        number: the line of the file that it begins on.
        cells: without the blanks around them.
    """

    number: int
    cells: tuple[str, ...]


def content(path: Path, name: str) -> bytes:
    """The bytes of a file.

    Raises:
        UserError: it cannot be read, or is larger than a file of figures is.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(
                f"has {path.stat().st_size / 1e6:.0f} MB, more than the {LARGEST / 1e6:.0f} MB that are read",
                where=name, remedy="download a selection of the table, or its ZIP from datasets.cbs.nl",
            )  # fmt: skip
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=name) from None


def lines(bytes_: bytes, name: str) -> list[Line]:
    """The rows of a CSV file that hold anything.

    The sign between the cells is the semicolon, the tab or the comma: the one that divides the most lines alike.

    Raises:
        UserError: it is no CSV file, or no text in UTF-8.
    """
    if bytes_.startswith(b"PK\x03\x04"):
        raise UserError("is a workbook or a ZIP file, not CSV", where=name, remedy="save it as 'CSV UTF-8'")
    text = text_file.decoded(bytes_, name)
    best: list[Line] = []
    most = 0
    fault: UserError | None = None
    for sign in _SIGNS:
        try:
            found = list(_parsed(text, sign, name))
        except UserError as error:
            fault = fault or error
            continue
        widths = Counter(len(line.cells) for line in found if len(line.cells) > 1)
        alike = max(widths.values(), default=0)
        if alike > most:
            best, most = found, alike
    if not best:
        if fault is not None:
            raise fault
        raise UserError("holds no rows of several cells", where=name, remedy="put a semicolon between the cells")
    return best


def _parsed(text: str, sign: str, name: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    begin = 1
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                yield Line(begin, cells)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"is no CSV: {error}", where=f"{name}:{begin}") from None
