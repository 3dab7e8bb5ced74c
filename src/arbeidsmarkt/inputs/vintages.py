"""Vintages: CBS figures as they were read on one day, in a folder that is written once and checked when it is opened.

``data/vintages/<label>/`` holds one CSV per table and ``datapackage.json`` (a Frictionless Data Package) with the
sha256 of every CSV and a digest of itself. Every command opens vintages, so this module imports neither pandas nor
pydantic.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import vintage_table
from arbeidsmarkt.inputs.vintage_files import (
    PACKAGE,
    UNKNOWN,
    Row,
    TableData,
    check_label,
    is_sealed,
    read_from_cbs,
    sha256,
    write,
)
from arbeidsmarkt.inputs.vintage_table import Members, Table

__all__ = [
    "UNKNOWN", "Members", "Row", "TableData", "TableInfo", "Vintage", "date_of", "kind_of", "labels", "latest", "write",
]  # fmt: skip


@dataclass(frozen=True)
class TableInfo:
    """What the data package says about a table; lineage and cache refer to the table by ``sha256``.

    ``largest_revisions``, ``joined``, ``publisher`` and ``imported`` are as in ``TableData``.
    """

    id: str
    title: str
    modified: str | None
    sha256: str
    url: str
    rows: int
    path: str
    series: tuple[str, ...]
    selection: Any = ""
    sources: dict[str, str] = field(default_factory=dict)
    largest_revisions: dict[str, Decimal] = field(default_factory=dict)
    joined: tuple[Mapping[str, Any], ...] = ()
    interface: str = ""
    version: str = ""
    publisher: str = ""
    imported: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Vintage:
    """An opened vintage.

    Attributes:
        label: the folder's name.
        date: the day as of which it gives the figures.
        kind: ``fetched``, ``imported``, ``reconstructed`` or ``trial`` (see ``kind_of``).
        tables: by table id.
        left_out: what could not be read when it was made: ``table``, ``series``, ``kind``, ``reason`` of each.
        based_on: for an imported vintage: ``label`` and ``kind`` of the vintage that its other tables come from.
    """

    folder: Path
    label: str
    date: dt.date
    kind: str
    title: str
    tables: dict[str, TableInfo]
    left_out: tuple[dict[str, Any], ...] = ()
    based_on: Mapping[str, str] = field(default_factory=dict)
    _read: dict[str, Table] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, root: Path, label: str) -> Vintage:
        """Open a vintage and check its files; opened again in the same process, only files that changed since.

        Raises:
            UserError: there is no such vintage, or a file was changed, is missing or does not belong; names the file.
        """
        check_label(label, root.name)
        folder = root / label
        display_name = f"{root.name}/{label}"
        package = _package(folder, display_name)
        tables = {}
        for resource in package["resources"]:
            path, expected = resource["path"], resource["hash"].removeprefix("sha256:")
            if Path(path).name != path or (folder / path).is_symlink():
                raise _elsewhere(f"{display_name}/{path}")
            if _digest(folder / path, f"{display_name}/{path}") != expected:
                raise _altered(f"{display_name}/{path}")
            tables[resource["table"]] = TableInfo(
                resource["table"], resource["title"], resource["modified"], expected, resource["url"],
                resource["rows"], path, tuple(resource["series"]), resource["selection"],
                {source["title"]: source["path"] for source in resource["sources"]},
                {series: Decimal(size) for series, size in resource.get("largest_revisions", {}).items()},
                tuple(resource.get("joined", ())),
                resource.get("interface", ""), resource.get("version", ""), resource.get("publisher", ""),
                resource.get("imported", {}),
            )  # fmt: skip
        known = {PACKAGE, *(info.path for info in tables.values())}
        for path in sorted(folder.iterdir()):
            if path.name not in known:
                raise UserError(
                    "this file is not part of the vintage", where=f"{display_name}/{path.name}", remedy="take it out"
                )
        day = dt.date.fromisoformat(package["date"])
        left_out = tuple(package.get("left_out", ()))
        based_on = package.get("based_on", {})
        return cls(folder, package["label"], day, _kind(package), package["title"], tables, left_out, based_on)

    @property
    def reconstructed(self) -> bool:
        """Whether it, or the vintage that it is based on, holds figures put together from publications."""
        return "reconstructed" in (self.kind, self.based_on.get("kind"))

    def data(self, table: str) -> TableData:
        """A table to be passed to ``write``, which then writes the same bytes again."""
        info = self.tables[table]
        rows = [row for series in info.series for row in self.rows(series)]
        return TableData(
            info.id, info.title, rows, info.modified, info.url, info.selection, info.sources, self._table(info).axes,
            info.largest_revisions, info.joined, info.interface, info.version, info.publisher, info.imported,
        )  # fmt: skip

    def series(self) -> dict[str, str]:
        """Every series that the vintage holds -> its table."""
        return {series: info.id for info in self.tables.values() for series in info.series}

    def table_of(self, series: str) -> TableInfo | None:
        """The table that holds a series; None if the vintage does not hold it."""
        return next((info for info in self.tables.values() if series in info.series), None)

    def rows(self, series: str) -> list[Row]:
        """The observations of a series, sorted by members and period; empty if the vintage holds none."""
        return [row for rows in self.by_members(series).values() for row in rows]

    def by_members(self, series: str) -> Mapping[Members, Sequence[Row]]:
        """The observations of a series by their members, each list sorted by period."""
        info = self.table_of(series)
        return {} if info is None else self._table(info).by_members(series)

    def withheld(self, series: str) -> list[Row]:
        """The observations of a series that CBS keeps secret (``.``)."""
        info = self.table_of(series)
        return [] if info is None else self._table(info).with_symbol(series, ".")

    def texts(self, series: str) -> list[tuple[str, ...]]:
        """What ``rows`` gives, as text: members (``sector=C region=NL``), period, value, status, as_of of each row.

        Reading all series takes half as long as with ``rows``, which makes an object of each observation.
        """
        info = self.table_of(series)
        return [] if info is None else self._table(info).texts(series)

    def published(self, table: str) -> set[dt.date]:
        """The days on which a table's figures were published, as far as they are known."""
        try:
            return {vintage_table.day(day) for day in self._table(self.tables[table]).column("as_of") if day}
        except ValueError as error:
            raise UserError(f"cannot be read: {error}", where=f"table {table}, as_of") from None

    def _table(self, info: TableInfo) -> Table:
        """The table's lines by series, read once; the file may have changed and is checked again."""
        if info.id not in self._read:
            where = f"{self.folder.parent.name}/{self.label}/{info.path}"
            content = _bytes(self.folder / info.path, where)
            if sha256(content) != info.sha256:
                raise _altered(where)
            # two vintages often hold the same table, and a warm process reads it for all editions
            if (info.id, info.sha256) not in _tables:
                _tables[info.id, info.sha256] = Table(info.id, content)
            self._read[info.id] = _tables[info.id, info.sha256]
        return self._read[info.id]


#: the tables that this process has read, by id and hash of the file
_tables: dict[tuple[str, str], Table] = {}


def labels(root: Path) -> list[str]:
    """The labels of all vintages in a folder, oldest date first."""
    found = []
    for package in root.glob(f"[!.]*/{PACKAGE}"):
        found.append((_package(package.parent, f"{root.name}/{package.parent.name}")["date"], package.parent.name))
    return [label for _, label in sorted(found)]


def date_of(root: Path, label: str) -> dt.date:
    """The date of a vintage, without reading its tables.

    Raises:
        UserError: there is no such vintage, or its data package was changed.
    """
    check_label(label, root.name)
    return dt.date.fromisoformat(_package(root / label, f"{root.name}/{label}")["date"])


def kind_of(root: Path, label: str) -> str:
    """How a vintage was made, without reading its tables.

    A vintage counts as ``fetched`` only if all its tables were read from CBS's own servers; one that calls itself
    fetched but names another server is a ``trial``.

    Raises:
        UserError: there is no such vintage, or its data package was changed.
    """
    return _kind(_package(root / label, f"{root.name}/{label}"))


def _kind(package: Mapping[str, Any]) -> str:
    kind = str(package["kind"])
    addresses = [source["path"] for resource in package["resources"] for source in resource["sources"]]
    read_elsewhere = not addresses or not all(map(read_from_cbs, addresses))
    return "trial" if kind == "fetched" and read_elsewhere else kind


def latest(root: Path) -> str:
    """The label of the newest vintage that is not a trial.

    Raises:
        UserError: there is no such vintage.
    """
    for label in reversed(labels(root)):
        if kind_of(root, label) != "trial":
            return label
    what = "there are only trial vintages" if labels(root) else "there is no vintage"
    raise UserError(what, where=str(root.name), remedy="make one with: arbeidsmarkt fetch")


def _package(folder: Path, display_name: str) -> dict[str, Any]:
    """The data package of a vintage, after a check of its own digest."""
    check_label(folder.name, display_name)
    if not folder.is_dir():
        near = sorted(path.name for path in folder.parent.glob("[!.]*") if path.is_dir())
        remedy = f"there are {', '.join(near)}" if near else "make one with: arbeidsmarkt fetch"
        raise UserError("there is no such vintage", where=display_name, remedy=remedy)
    if folder.is_symlink() or (folder / PACKAGE).is_symlink():
        raise _elsewhere(display_name)
    return _checked(_bytes(folder / PACKAGE, f"{display_name}/{PACKAGE}"), folder.name, display_name)


@lru_cache(maxsize=64)  # every notebook opens its vintage
def _checked(content: bytes, label: str, display_name: str) -> dict[str, Any]:
    try:
        package: dict[str, Any] = json.loads(content) if is_sealed(content) else {}
    except ValueError:
        package = {}
    if package.get("label") != label:
        raise _altered(f"{display_name}/{PACKAGE}")
    if gone := [key for key in _NEEDED if key not in package]:
        what = f"lacks {' and '.join(gone)}"
        raise UserError(what, where=f"{display_name}/{PACKAGE}", remedy="restore it from git, or fetch a new vintage")
    return package


#: what every data package of a vintage says
_NEEDED = ("date", "kind", "title", "resources")


#: hashes of files, by inode, size and times of the file
_digests: dict[tuple[str, int, int, int, int], str] = {}
_SETTLED = 2_000_000_000  # nanoseconds; a file older than this cannot change without a change of its times


def _digest(path: Path, where: str) -> str:
    """The hash of a file's content; computed once for as long as its inode, size and times are the same."""
    try:
        about = path.stat()
    except OSError as error:
        raise _unreadable(error, where) from None
    stamp = (str(path), about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    if stamp in _digests:
        return _digests[stamp]
    digest = sha256(_bytes(path, where))
    if time.time_ns() - about.st_ctime_ns > _SETTLED:
        _digests[stamp] = digest
    return digest


def _bytes(path: Path, where: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(error, where) from None


def _unreadable(error: OSError, where: str) -> UserError:
    remedy = "restore it from git" if isinstance(error, FileNotFoundError) else None
    return UserError(f"cannot be read: {error.strerror}", where=where, remedy=remedy)


def _elsewhere(where: str) -> UserError:
    return UserError("leads to another place by a link", where=where, remedy="put the files themselves there")


def _altered(where: str) -> UserError:
    return UserError("was changed since the vintage was written", where=where, remedy="restore it from git")
