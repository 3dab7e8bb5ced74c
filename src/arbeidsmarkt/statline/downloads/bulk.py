"""The bulk download of version 4 (``https://datasets.cbs.nl/CSV/CBS/nl/<table>``): a ZIP, or its files unpacked.

``Observations.csv`` may have millions of rows, so it is read row by row, and only what a plan asks for is kept.
"""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.vintage_files import sha256
from arbeidsmarkt.statline.downloads import cells
from arbeidsmarkt.statline.guard import Guard, Limits, NotThere
from arbeidsmarkt.statline.metadata import TableMeta
from arbeidsmarkt.statline.plan import TablePlan
from arbeidsmarkt.statline.source import About, Interface, Record
from arbeidsmarkt.statline.v4 import FIELDS, side_by_side, structure_of

PAGE = "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/"
OBSERVATIONS = "Observations.csv"
#: bytes of a list of codes; the longest of CBS's has a tenth of it
_LARGEST_LIST = 32_000_000
#: bytes of the observations when unpacked: twelve million rows have half of it
_LARGEST = 2_000_000_000


class Bulk:
    """A bulk download.

    Args:
        path: the ZIP, or ``Observations.csv`` with the other files beside it.
        name: the file as messages name it.
    """

    name: Interface = "file"

    def __init__(self, path: Path, name: str) -> None:
        self.guard = Guard("file:", Limits())
        self.display_name = name
        self.beside: dict[str, str] = {}
        self._path = path

    @property
    def table(self) -> str:
        """The id that the download gives itself.

        Raises:
            UserError: ``Properties.csv`` is missing or gives none.
        """
        own = str(self._properties().get("Identifier") or "").strip()
        if not own:
            raise UserError("the table does not say its own name", where=self._at("Properties.csv"))
        return own

    def address(self, table: str) -> str:
        """The page of the table."""
        return f"{PAGE}{table}"

    def session(self) -> AbstractContextManager[None]:
        """Nothing to open."""
        return contextlib.nullcontext()

    def about(self, table: str) -> About:
        """The table's description, from ``Properties.csv``."""
        found = self._properties()
        info = {name: found.get(own) for name, own in FIELDS.items()}
        return About.of(info, table, self._at("Properties.csv"), capitals=True)

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes."""
        return structure_of(table, about.title, self._list)

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The observations that a plan asks for."""
        return side_by_side(plan, self._observations(plan))

    def _observations(self, plan: TablePlan) -> Iterator[Mapping[str, object]]:
        decimals = {each.topic.key: each.topic.decimals for each in plan.series}
        for number, row in self._rows(OBSERVATIONS, _LARGEST):
            measure = (row.get("Measure") or "").strip()
            if measure not in decimals:
                continue
            text = row.get("Value") or ""
            try:
                value = cells.number(text, decimals[measure]) if text.strip() else None
            except ValueError as error:
                raise UserError(str(error), where=f"{self._at(OBSERVATIONS)}:{number}") from None
            yield {**row, "Value": value, "StringValue": row.get("StringValue") or None,
                   "ValueAttribute": row.get("ValueAttribute") or None}  # fmt: skip

    def _properties(self) -> Mapping[str, object]:
        found = self._list("Properties")
        return found[0] if found else {}

    def _list(self, entity: str) -> list[Mapping[str, object]]:
        found: list[Mapping[str, object]] = []
        for _, row in self._rows(f"{entity}.csv", _LARGEST_LIST):
            decimals = row.get("Decimals", "")
            found.append({**row, **({"Decimals": int(decimals)} if decimals.isdigit() else {})})
        return found

    def _rows(self, file: str, most: int) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of one of the files, with their lines."""
        where = self._at(file)
        try:
            with self._open(file, most) as text:
                reader = csv.reader(text, delimiter=";", strict=True)
                head = next(reader, [])
                while True:
                    number = reader.line_num + 1
                    row = next(reader, None)
                    if row is None:
                        return
                    if len(row) != len(head):
                        what = f"has {len(row)} cells, and the head of the file {len(head)}"
                        raise UserError(what, where=f"{where}:{number}", remedy="download the table again")
                    yield number, dict(zip(head, row, strict=True))
        except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            raise UserError(f"cannot be read: {error}", where=where, remedy="download the table again") from None
        except UnicodeDecodeError:
            raise UserError("is not UTF-8 text", where=where, remedy="download the table again") from None
        except csv.Error as error:
            raise UserError(f"is no CSV: {error}", where=where, remedy="download the table again") from None

    @contextlib.contextmanager
    def _open(self, file: str, most: int) -> Iterator[io.TextIOBase]:
        if self._path.suffix.lower() != ".zip":
            path = self._path.with_name(file)
            if not path.is_file():
                raise self._missing(file)
            _check(path.stat().st_size, most, self._at(file))
            if path != self._path:
                self.beside[file] = sha256(path.read_bytes())
            with path.open(encoding="utf-8-sig", newline="") as text:
                yield text
            return
        with zipfile.ZipFile(self._path) as archive:
            inside = next((each for each in archive.infolist() if Path(each.filename).name == file), None)
            if inside is None:
                raise self._missing(file)
            _check(inside.file_size, most, self._at(file))
            with archive.open(inside) as content, io.TextIOWrapper(content, encoding="utf-8-sig", newline="") as text:
                yield text

    def _missing(self, file: str) -> UserError:
        return NotThere(
            "is missing: it belongs to the download", where=self._at(file),
            remedy="import the ZIP from https://datasets.cbs.nl/CSV/CBS/nl/TABLE as it is",
        )  # fmt: skip

    def _at(self, file: str) -> str:
        if self._path.suffix.lower() == ".zip":
            return f"{self.display_name}/{file}"
        return str(Path(self.display_name).with_name(file))


def _check(size: int, most: int, where: str) -> None:
    if size > most:
        raise UserError(f"has {size / 1e6:,.0f} MB, more than the {most / 1e6:,.0f} MB that are read", where=where)
