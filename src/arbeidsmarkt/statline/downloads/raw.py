"""The "onbewerkte dataset" of StatLine's page: rows of codes, with the list of metadata beside it or above it.

``80472ned_UntypedDataSet_16082023_101500.csv`` has a column per dimension and measure; ``80472ned_metadata.csv`` has
the entities of version 3 one below the other, each under a line with its name.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from arbeidsmarkt.basics import text_file
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.inputs import csv_file
from arbeidsmarkt.inputs.vintage_files import sha256
from arbeidsmarkt.statline.downloads import cells
from arbeidsmarkt.statline.downloads.bulk import PAGE
from arbeidsmarkt.statline.guard import Guard, Limits
from arbeidsmarkt.statline.metadata import TableMeta, read_codes, read_properties
from arbeidsmarkt.statline.plan import TablePlan
from arbeidsmarkt.statline.source import About, Interface, Record

INFOS = "TableInfos"
_HEADS = ("ID", "Key")  # the first column of an entity


class Raw:
    """A raw data set.

    Args:
        path: the file of figures.
        name: the file as messages name it.
        content: its bytes.
    """

    name: Interface = "file"

    def __init__(self, path: Path, name: str, content: bytes) -> None:
        self.guard = Guard("file:", Limits())
        self.display_name = name
        self.beside: dict[str, str] = {}
        self._lines: Sequence[csv_file.Line] = ()
        text = text_file.decoded(content, name)
        if text.lstrip().partition("\n")[0].strip('"; ') == INFOS:
            self._entities = _entities(text, name)
            self._metadata_name = name
        else:
            metadata = _beside(path, name)
            self._metadata_name = str(Path(name).with_name(metadata.name))
            beside = csv_file.content(metadata, self._metadata_name)
            self.beside[metadata.name] = sha256(beside)
            self._entities = _entities(text_file.decoded(beside, self._metadata_name), self._metadata_name)
            self._lines = csv_file.lines(content, name)
        if not self._lines and not any(key.endswith("DataSet") for key in self._entities):
            raise UserError(
                "holds the metadata of a download, and no figures", where=name,
                remedy="import the file with UntypedDataSet in its name, with this one beside it",
            )  # fmt: skip

    @property
    def table(self) -> str:
        """The id that the metadata gives."""
        return str(self._info().get("Identifier") or "").strip()

    def address(self, table: str) -> str:
        """The page of the table."""
        return f"{PAGE}{table}"

    def session(self) -> AbstractContextManager[None]:
        """Nothing to open."""
        return contextlib.nullcontext()

    def about(self, table: str) -> About:
        """The table's description, from ``TableInfos``."""
        return About.of(self._info(), table, f"{self._metadata_name} ({INFOS})", capitals=False)

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes."""
        rows = self._entity("DataProperties")
        meta = read_properties(table, about.title, [{**row, **_numbers(row, "ID", "ParentID")} for row in rows])
        decimals = {row["Key"]: int(row["Decimals"]) for row in rows if row.get("Decimals", "").isdigit()}
        topics = tuple(replace(topic, decimals=decimals.get(topic.key, 0)) for topic in meta.topics)
        codes = {name: read_codes(self._entity(name), f"{self._metadata_name} ({name})")
                 for name in (*meta.dimensions, meta.time)}  # fmt: skip
        return replace(meta, topics=topics, codes=codes)

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The rows that a plan asks for, each value with the decimals of its measure."""
        rows = self._figures()
        head = rows[0].cells
        if missing := [column for column in plan.columns if column not in head]:
            raise UserError(
                f"has no column {', '.join(missing)}, which its metadata has",
                where=f"{self.display_name}:{rows[0].number}", remedy="take both files from one download",
            )  # fmt: skip
        meta = plan.meta
        wanted = {name: {code.code for each in plan.series for code in each.codes[name]} for name in meta.dimensions}
        decimals = {each.topic.key: each.topic.decimals for each in plan.series}
        found: list[Record] = []
        faults: list[UserError] = []
        for line in rows[1:]:
            where = f"{self.display_name}:{line.number}"
            if len(line.cells) != len(head):
                what = f"has {len(line.cells)} cells, and the head of the file {len(head)}"
                raise UserError(what, where=where, remedy="download the table again")
            record: dict[str, object] = dict(zip(head, line.cells, strict=True))
            if any(record[name] not in codes and record[name] in meta.known(name) for name, codes in wanted.items()):
                continue
            for key, places in decimals.items():
                try:
                    record[key] = cells.figure(str(record[key]), places)
                except ValueError as error:
                    faults.append(UserError(str(error), where=where))
            found.append(record)
        raise_all(cells.together(faults, self.display_name))
        return found

    def _figures(self) -> Sequence[csv_file.Line]:
        """The rows of figures, with the head first."""
        if self._lines:
            return self._lines
        rows = next(rows for name, rows in self._entities.items() if name.endswith("DataSet"))
        return [csv_file.Line(number, tuple(cell.strip() for cell in row)) for number, row in rows]

    def _info(self) -> Mapping[str, str]:
        return next(iter(self._entity(INFOS)), {})

    def _entity(self, name: str) -> list[dict[str, str]]:
        rows = self._entities.get(name)
        if not rows:
            raise UserError(f"has no list {name}", where=self._metadata_name, remedy="download the table again")
        head = [cell.strip() for cell in rows[0][1]]
        return [dict(zip(head, row, strict=False)) for _, row in rows[1:]]


def _beside(path: Path, display_name: str) -> Path:
    """The metadata of a raw data set, in the same folder."""
    stem = path.stem.partition("_UntypedDataSet")[0].partition("_TypedDataSet")[0]
    if "_TypedDataSet" in path.stem:
        raise UserError(
            "is the typed data set, which has nothing where CBS writes '.'", where=display_name,
            remedy="take the untyped one from the same download",
        )  # fmt: skip
    for name in (f"{path.stem}_metadata.csv", f"{stem}_metadata.csv", f"{stem.partition('_')[0]}_metadata.csv"):
        if path.with_name(name).is_file():
            return path.with_name(name)
    raise UserError(
        f"the codes need {stem}_metadata.csv, which is not beside the file", where=display_name,
        remedy="StatLine's ZIP has both: put them into one folder",
    )  # fmt: skip


def _entities(text: str, name: str) -> dict[str, list[tuple[int, list[str]]]]:
    """The entities of a list of metadata, by name: their rows with their lines, the head first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((begin, row))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"is no CSV: {error}", where=f"{name}:{begin}") from None
    found: dict[str, list[tuple[int, list[str]]]] = {}
    now: list[tuple[int, list[str]]] = []
    for (number, row), (_, below) in zip(rows, [*rows[1:], (0, [""])], strict=True):
        alone = [cell.strip() for cell in row if cell.strip()]
        if len(alone) == 1 and below[0].strip() in _HEADS:
            now = found.setdefault(alone[0], [])
        else:
            now.append((number, row))
    return found


def _numbers(row: Mapping[str, str], *names: str) -> dict[str, int]:
    return {name: int(row[name]) for name in names if row.get(name, "").strip().isdigit()}
