"""Which kind of download a file is, and which table of the catalogue it holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import csv_file
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.statline.downloads import layout
from arbeidsmarkt.statline.downloads.bulk import Bulk
from arbeidsmarkt.statline.downloads.raw import INFOS, Raw
from arbeidsmarkt.statline.downloads.titled import Titled
from arbeidsmarkt.statline.source import Reader

_KEY = re.compile(r"\w+_\d+")
_HEAD = 2_000  # bytes in which a head stands
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Download:
    """A file that was opened: a source of one table.

    Attributes:
        table: as the catalogue writes its id.
        reader: reads it.
        name: of the file.
        sha256: of its bytes.
    """

    table: str
    reader: Bulk | Raw | Titled
    name: str
    sha256: str

    @property
    def readers(self) -> Sequence[Reader]:
        """The only one."""
        return (self.reader,)

    @property
    def origin(self) -> str:
        """What a vintage calls the source of the rows."""
        return f"StatLine (bestand {Path(self.name).name})"


def open_file(path: Path, name: str, catalogue: Catalogue, table: str | None = None) -> Download:
    """Open a download of StatLine.

    Args:
        path: the file.
        name: as messages name it.
        catalogue: knows the tables.
        table: the id, where the file does not say it.

    Raises:
        UserError: not a download, of no table of the catalogue, or of another one than ``table``.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            digest = hashlib.sha256()
            while part := file.read(_CHUNK):
                digest.update(part)
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=name) from None
    if not head.strip():
        raise UserError("is empty", where=name, remedy="download it again")
    wanted = _in_catalogue(table, catalogue, "--table") if table else ""
    first = head.decode("utf-8-sig", "replace").partition("\n")[0]
    cells = [cell.strip('" \r') for cell in first.split(";")]
    bulk = {"Measure", "Value"} <= set(cells)
    reader: Bulk | Raw | Titled
    if bulk or path.suffix.lower() == ".zip":
        reader = Bulk(path, name)
    elif cells[0] == INFOS or (cells[0] == "ID" and any(map(_KEY.fullmatch, cells))):
        reader = Raw(path, name, csv_file.content(path, name))
    else:
        lines = csv_file.lines(csv_file.content(path, name), name)
        wanted = wanted or _of_title(lines, path, catalogue, name)
        specs = catalogue.by_table()[wanted]
        reader = Titled(name, lines, specs, catalogue.tables[wanted], digest.hexdigest())
        return Download(wanted, reader, name, digest.hexdigest())
    own = _in_catalogue(reader.table, catalogue, name)
    if wanted and own != wanted:
        raise UserError(f"is a download of table {own}, not of {wanted}", where=name, remedy=f"give --table {own}")
    return Download(own, reader, name, digest.hexdigest())


def _in_catalogue(table: str, catalogue: Catalogue, where: str) -> str:
    """The table as the catalogue writes it."""
    known = {own.casefold(): own for own in catalogue.by_table(statline_only=True)}
    if table.casefold() not in known:
        raise UserError(
            f"'{table}' is no StatLine table of the catalogue", where=where,
            remedy=f"there are {', '.join(known.values())}; or add it to params/series.yml",
        )  # fmt: skip
    return known[table.casefold()]


def _of_title(lines: Sequence[csv_file.Line], path: Path, catalogue: Catalogue, name: str) -> str:
    """The table that a file's name or its first line names."""
    layout.read(lines, name)  # what is no table of StatLine says so first
    tables = catalogue.by_table(statline_only=True)
    words = re.split(r"[\W_]+", path.stem.casefold())
    first = " ".join(lines[0].cells[:1]).casefold()
    found = [own for own in tables if own.casefold() in words or catalogue.tables[own].title.casefold() == first]
    if len(found) != 1:
        raise UserError("the file does not say which table it is", where=name, remedy="give its id: --table 80474ned")
    return found[0]
