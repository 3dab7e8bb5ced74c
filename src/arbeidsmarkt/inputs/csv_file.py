"""CSV files that people made or downloaded: with any delimiter, and with the line number of every row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics import text_file
from arbeidsmarkt.basics.errors import UserError

#: the largest file that is read, in bytes; the largest download of StatLine's page has a tenth of that
LARGEST = 64_000_000
_SIGNS = ";\t,"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a CSV file.

    Attributes:
        number: the number of the line on which it begins.
        cells: the cells, without blanks around them.
    """

    number: int
    cells: tuple[str, ...]


def content(path: Path, name: str) -> bytes:
    """The bytes of a file.

    Raises:
        UserError: it cannot be read, or it is larger than a file of figures can be.
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
    """The rows of a CSV file that are not empty.

    The delimiter is a semicolon, a tab or a comma: whichever gives the most lines the same number of cells.

    Raises:
        UserError: it is not a CSV file, or not UTF-8.
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
