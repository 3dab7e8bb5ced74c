"""The files of a vintage: one CSV per table and a ``datapackage.json``, written as a whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period

PACKAGE = "datapackage.json"
#: how a vintage was made: fetched from CBS on one day, imported from files, reconstructed from publications, or fetched
#: from any other server for a trial
KINDS = ("fetched", "imported", "reconstructed", "trial")
#: CBS's own servers of open data; figures from any other server are for trials only
CBS_HOSTS = frozenset({"opendata.cbs.nl", "odata4.cbs.nl", "datasets.cbs.nl"})
STATUSES = ("final", "revised_provisional", "provisional", "unknown")
SYMBOLS = ("", ".", "blank")
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}
AFTER = ("value", "symbol", "status", "decimals", "as_of", "release", "origin", "via", "note")
#: the release of a figure if it is unknown which state of its table it belongs to; it is not joined to any other
UNKNOWN = "unknown"


#: the line with the digest; only top-level keys of the package are indented by one blank
_SEAL = re.compile(rb'^ "digest": "sha256:([0-9a-f]{64})",\n', re.MULTILINE)
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def check_label(label: str, folder: str) -> None:
    """Check that a label is the plain name of a folder, not a path that leads elsewhere.

    Raises:
        UserError: it is not.
    """
    if not _LABEL.fullmatch(label) or ".." in label:
        short = label if len(label) <= 60 else f"{label[:59]}…"
        remedy = "a label is at most 100 letters, digits, dots and hyphens, as 2024-12-13"
        raise UserError(f"'{short}' is no label of a vintage", where=folder, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Row:
    """One observation.

    Attributes:
        series: the series' id in the catalogue.
        table: StatLine's table id.
        members: the project's name of a dimension -> the project's key of the member; empty for a series over time
            only.
        period: the period that it is about.
        value: the figure as published; None if ``symbol`` says why there is none.
        symbol: "" for a number, "." for CBS's unknown or secret, "blank" for logically impossible.
        status: ``final``, ``revised_provisional``, ``provisional`` or ``unknown`` (the source does not say).
        decimals: the number of decimals that were printed.
        as_of: the day on which it was published in this form, if that is known.
        origin: where it was read: the title of one of the table's sources.
        note: anything else that a careful reader wants to know.
        release: the state of the table that the figure belongs to, usually the month of CBS's release, or ``unknown``.
            If empty, the table has one release, which ``write`` fills in.
        via: who kept or quotes the copy that it was read from; empty if it was read at CBS.
    """

    series: str
    table: str
    members: dict[str, str]
    period: Period
    value: Decimal | None
    symbol: str = ""
    status: str = "unknown"
    decimals: int = 0
    as_of: dt.date | None = None
    origin: str = ""
    note: str = ""
    release: str = ""
    via: str = ""


@dataclass(frozen=True)
class TableData:
    """A table to be written by ``write``.

    Attributes:
        id: StatLine's table id.
        title: the table's title.
        rows: its observations, in any order.
        modified: when CBS last changed the table (ISO), if that is one moment for all rows.
        url: the address at which a reader finds the table.
        selection: what was requested: measures and filters of dimensions.
        sources: the title of every origin that a row names -> its address.
        axes: the project's names of the dimensions of its series; taken from the rows by default.
        largest_revisions: series -> its largest known revision, in its own unit.
        joined: pairs of consecutive periods whose figures are known to be comparable although their rows name two
            releases: ``{series, members, periods, because}``.
        interface: the interface of StatLine that it was read from, ``v4`` or ``v3``; empty if it was not read there.
        version: the number that the newer interface gives to the table's version.
        publisher: whose figures they are; empty for CBS.
        imported: for a table that was read from a file: ``file``, ``sha256``, ``by``, ``on``, and ``beside`` (the
            files that belong to it, with their hashes).
    """

    id: str
    title: str
    rows: Sequence[Row]
    modified: str | None = None
    url: str = ""
    selection: Any = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    axes: Sequence[str] = ()
    largest_revisions: Mapping[str, Decimal] = field(default_factory=dict)
    joined: Sequence[Mapping[str, Any]] = ()
    interface: str = ""
    version: str = ""
    publisher: str = ""
    imported: Mapping[str, Any] = field(default_factory=dict)


def write(
    root: Path,
    label: str,
    *,
    date: dt.date,
    kind: str,
    title: str,
    tables: Iterable[TableData],
    description: str = "",
    left_out: Sequence[Mapping[str, Any]] = (),
    based_on: Mapping[str, str] | None = None,
) -> Path:
    """Write a vintage as a whole or not at all, and never over an existing one.

    Args:
        root: the folder of all vintages.
        label: its name, usually the date.
        date: the day as of which it gives the figures.
        kind: ``fetched`` from CBS's own servers, ``imported`` from files, ``reconstructed`` from publications, or
            ``trial`` from any other server.
        title: Dutch, for readers.
        tables: the tables, each written to one CSV; a table without rows is left out.
        description: how it was made.
        left_out: what was requested but not read: ``table``, ``series``, ``kind`` and ``reason`` of each.
        based_on: ``label`` and ``kind`` of the vintage from which the tables were copied that were not imported.

    Raises:
        UserError: the label exists already, two rows are about the same cell, or the disk cannot be written.
    """
    check_label(label, root.name)
    target = root / label
    if target.exists():
        raise UserError(
            "this vintage exists already and is never overwritten", where=f"{root.name}/{label}",
            remedy="give another label",
        )  # fmt: skip
    if kind not in KINDS:
        raise ValueError(f"kind is {' or '.join(KINDS)}, not {kind}")
    tables = list(tables)
    private = None
    try:
        root.mkdir(parents=True, exist_ok=True)
        # on the same disk, so that the move is atomic; with the process in its name, so that a leftover is known as one
        private = Path(tempfile.mkdtemp(prefix=f".{label}.", suffix=f".{os.getpid()}.tmp", dir=root))
        resources = []
        for table in sorted(tables, key=lambda t: t.id.lower()):
            if table.rows:
                resources.append(_write_table(private, table, date))
        package: dict[str, Any] = {
            "name": f"vintage-{label.lower()}", "title": title, "description": description,
            "profile": "data-package", "label": label, "date": date.isoformat(), "kind": kind,
            **_read_from(kind, tables),
            "licenses": [LICENCE],
            "sources": [
                {"title": "Centraal Bureau voor de Statistiek (CBS)", "path": "https://www.cbs.nl"},
                *({"title": table.publisher, "path": table.url} for table in tables if table.publisher),
            ],
            "resources": resources, **({"left_out": list(left_out)} if left_out else {}),
            **({"based_on": dict(based_on)} if based_on else {}),
        }  # fmt: skip
        _write_file(private / PACKAGE, sealed(package))
        private.chmod(0o755)  # mkdtemp gives access to the owner only
        sync(private)
        os.rename(private, target)  # noqa: PTH104  refuses a folder that is there and not empty
        sync(root)
    except OSError as error:
        raise UserError(f"could not be written: {error.strerror}", where=f"{root.name}/{label}") from None
    finally:
        if private is not None:
            shutil.rmtree(private, ignore_errors=True)
    return target


def read_from_cbs(address: str) -> bool:
    """Whether an address is that of one of CBS's own servers, over https."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and parts.hostname in CBS_HOSTS and parts.port in (None, 443)
    except ValueError:  # the port is not a number
        return False


def _read_from(kind: str, tables: Iterable[TableData]) -> dict[str, list[str]]:
    """The servers that tables of a vintage were read from; empty if none was read from a server."""
    if kind not in ("fetched", "trial"):
        return {}
    servers = {urlsplit(address)[:2] for table in tables for address in table.sources.values()}
    return {"read_from": sorted(f"{scheme}://{host}" for scheme, host in servers)}


def _write_table(folder: Path, table: TableData, date: dt.date) -> dict[str, Any]:
    release = table.modified or date.isoformat()  # for rows that do not name one
    axes = sorted({*table.axes, *(name for row in table.rows for name in row.members)})
    columns = ("series", *axes, "period", *AFTER)
    lines = sorted(_line(row, axes, release) for row in table.rows)
    for one, other in itertools.pairwise(lines):
        if one[: len(axes) + 2] == other[: len(axes) + 2]:
            raise UserError(f"two rows for {' '.join(one[: len(axes) + 2])}", where=f"table {table.id}")
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *lines])
    content = text.getvalue().encode("utf-8")
    path = f"{table.id}.csv"
    _write_file(folder / path, content)
    return {
        "name": table.id.lower(), "path": path, "title": table.title, "profile": "tabular-data-resource",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "dialect": {"csv": {"delimiter": ","}}, "bytes": len(content),
        "hash": f"sha256:{sha256(content)}", "table": table.id, "modified": table.modified, "url": table.url,
        "selection": table.selection,
        "largest_revisions": {series: str(size) for series, size in sorted(table.largest_revisions.items())},
        "joined": list(table.joined), "rows": len(lines), "series": sorted({row.series for row in table.rows}),
        **({"publisher": table.publisher} if table.publisher else {"licenses": [LICENCE]}),
        "sources": [{"title": title, "path": path} for title, path in sorted(table.sources.items())],
        "schema": _schema(axes),
        **({"interface": table.interface, "version": table.version} if table.interface else {}),
        **({"imported": dict(table.imported)} if table.imported else {}),
    }  # fmt: skip


def _schema(axes: Sequence[str]) -> dict[str, Any]:
    def column(name: str, type_: str, title: str, **constraints: Any) -> dict[str, Any]:
        return {"name": name, "type": type_, "title": title, **({"constraints": constraints} if constraints else {})}

    return {
        "fields": [
            column("series", "string", "series in the catalogue", required=True),
            *(column(axis, "string", f"member of the dimension {axis}, own key") for axis in axes),
            column("period", "string", "period as CBS writes it", pattern=r"\d{4}(KW0[1-4]|MM(0[1-9]|1[0-2])|JJ00)"),
            column("value", "number", "value as published"),
            column("symbol", "string", "why there is no value: . unknown or secret, blank impossible"),
            column("status", "string", "status of the figure", enum=list(STATUSES)),
            column("decimals", "integer", "decimals as printed", minimum=0),
            column("as_of", "date", "day on which the figure was published in this form"),
            column("release", "string", "state of the table that the figure belongs to; unknown connects to no other"),
            column("origin", "string", "where it was read: the title of a source"),
            column("via", "string", "who kept or quotes the copy that it was read in"),
            column("note", "string", "note"),
        ],
        "primaryKey": ["series", *axes, "period"],
        "missingValues": [""],
    }


def _line(row: Row, axes: Sequence[str], release: str) -> tuple[str, ...]:
    if row.symbol not in SYMBOLS or row.status not in STATUSES or (row.value is None) == (row.symbol == ""):
        raise ValueError(f"not a valid row: {row}")
    return (
        row.series, *(row.members.get(axis, "") for axis in axes), row.period.code,
        _number(row.value, row.decimals), row.symbol, row.status, str(row.decimals),
        row.as_of.isoformat() if row.as_of else "", row.release or release, _one_line(row.origin), row.via,
        _one_line(row.note),
    )  # fmt: skip


def _number(value: Decimal | None, decimals: int) -> str:
    """The value with the decimals that were printed; with more if it has more, since it is never rounded."""
    if value is None:
        return ""
    return f"{value:.{max(decimals, -int(Decimal(value).as_tuple().exponent))}f}"


def _one_line(text: str) -> str:
    """The text without line breaks, so that programs that read the CSV line by line can do so."""
    return " ".join(text.split())


def sealed(package: dict[str, Any]) -> bytes:
    """The text of ``datapackage.json`` with a digest of itself, so that a change to it is detected."""
    plain = json.dumps(package, ensure_ascii=False, indent=1, sort_keys=True)
    digest = f"sha256:{sha256(plain.encode('utf-8'))}"
    return (json.dumps({**package, "digest": digest}, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(
        "utf-8"
    )


def is_sealed(content: bytes) -> bool:
    """Whether a ``datapackage.json`` is unchanged: its text without the line of the digest has that digest.

    Every command checks every vintage; to serialise the package again and compare would take ten times as long.
    """
    found = _SEAL.search(content)
    if found is None or not content.endswith(b"}\n"):
        return False
    return sha256(content[: found.start()] + content[found.end() : -1]) == found[1].decode()


def sha256(content: bytes) -> str:
    """The hexadecimal hash of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
