"""Imports files into a new vintage: downloads of StatLine and people's own CSV files, with tables of an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.own_csv import OwnTable
from arbeidsmarkt.inputs.vintages import TableData, Vintage
from arbeidsmarkt.statline.downloads.opened import Download
from arbeidsmarkt.statline.fetch import free_label
from arbeidsmarkt.statline.known import Known
from arbeidsmarkt.statline.table import Outcome, TableJob


@dataclass(frozen=True)
class Imported:
    """The result of an import.

    Attributes:
        path: the new vintage.
        outcomes: the outcome of each download.
        own: the people's own CSV files.
        kept: the tables that were copied from the earlier vintage.
    """

    path: Path
    outcomes: tuple[Outcome, ...]
    own: tuple[OwnTable, ...]
    kept: tuple[str, ...]


def own_record(path: Path, content_hash: str, beside: dict[str, str], by: str, on: dt.date) -> dict[str, Any]:
    """The record in a vintage of a table that was read from a file."""
    return {
        "file": path.name, "sha256": content_hash, "by": by, "on": on.isoformat(),
        **({"beside": dict(sorted(beside.items()))} if beside else {}),
    }  # fmt: skip


def into_vintage(
    root: Path,
    catalogue: Catalogue,
    downloads: Sequence[Download],
    own: Sequence[tuple[OwnTable, dict[str, Any]]],
    *,
    base: Vintage | None,
    by: str,
    date: dt.date,
    label: str | None = None,
    accept: Collection[str] = (),
    accept_vanished: Collection[str] = (),
) -> Imported:
    """Write a vintage with the content of the files and the other tables of an earlier vintage.

    Args:
        root: the folder of all vintages.
        catalogue: the series.
        downloads: downloads of StatLine, each of a different table.
        own: people's own CSV files, each with the record of its file.
        base: the earlier vintage; None to use only the files.
        by: who imports them.
        date: today's date.
        label: the label of the new vintage; by default the date, with a number added if it is taken.
        accept: tables whose figures may differ wildly from the known ones.
        accept_vanished: tables of which figures in the earlier vintage may be gone.

    Raises:
        UserError, Faults: all faults of the files; nothing was written.
    """
    known = Known(later=lambda: Known.load(root, catalogue))
    required = frozenset(catalogue.required())
    outcomes = []
    for download in downloads:
        specs = catalogue.by_table()[download.table]
        job = TableJob(
            download.table, catalogue.tables[download.table], specs, predecessor=True, previous=base, known=known,
            accept=download.table in accept, accept_vanished=download.table in accept_vanished, required=required,
            whole=True,
        )  # fmt: skip
        outcomes.append(job.run(download))
    raise_all([fault for outcome in outcomes for fault in outcome.faults])
    _refuse_nothing(outcomes)
    made = [_imported(outcome, download, by, date) for outcome, download in zip(outcomes, downloads, strict=True)]
    tables = [table for table in made if table is not None]
    tables += [replace(table.data, publisher=table.publisher, imported=record) for table, record in own]
    _refuse_lost(base, [table.data for table, _ in own], accept_vanished)
    new = {table.id for table in tables}
    kept = [name for name in (base.tables if base else ()) if name not in new]
    left_out = [{**item.record(), "kind": "not_in_file"} for outcome in outcomes for item in outcome.left_out]
    left_out += [item for item in (base.left_out if base else ()) if item["table"] not in new]
    path = vintages.write(
        root, label or free_label(root, date), date=date, kind="trial" if base and base.kind == "trial" else "imported",
        title=_title(len(downloads) + len(own), date, base if kept else None),
        tables=[*tables, *(base.data(name) for name in kept if base)],
        description=f"Imported from files by {by}: {', '.join(sorted(new))}."
        + (f" The other tables are those of {base.label}." if base and kept else ""),
        left_out=left_out,
        based_on={"label": base.label, "kind": base.based_on.get("kind", base.kind)} if base and kept else None,
    )  # fmt: skip
    return Imported(path, tuple(outcomes), tuple(table for table, _ in own), tuple(kept))


def _imported(outcome: Outcome, download: Download, by: str, on: dt.date) -> TableData | None:
    """The table from a download, with the record of its file."""
    if outcome.data is None:
        return None
    record = own_record(Path(download.name), download.sha256, download.reader.beside, by, on)
    data = outcome.data
    version = "" if data.version == download.sha256 else data.version
    return replace(data, modified=data.modified or None, interface="file", version=version, imported=record)


def _refuse_nothing(outcomes: Sequence[Outcome]) -> None:
    """Refuse a file that contains no series of the catalogue."""
    raise_all([
        UserError(item.reason) for outcome in outcomes if outcome.data is None for item in outcome.left_out
    ])  # fmt: skip


def _refuse_lost(base: Vintage | None, own: Sequence[TableData], accept_vanished: Collection[str]) -> None:
    """Refuse a CSV file that lacks figures of its table that the earlier vintage has."""
    for table in own:
        if base is None or table.id not in base.tables or table.id in accept_vanished:
            continue
        new: set[tuple[str, Period]] = {(row.series, row.period) for row in table.rows}
        gone = [row for row in base.data(table.id).rows if (row.series, row.period) not in new]
        if gone:
            cells = ", ".join(f"{row.series} {row.period}" for row in gone[:3])
            more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
            raise UserError(
                f"figures that {base.label} has are not in the file: {cells}{more}", where=table.id,
                remedy=f"add them, or give --accept-vanished {table.id}",
            )  # fmt: skip


def _title(files: int, date: dt.date, base: Vintage | None) -> str:
    count = dutch.capitalised(dutch.cardinal(files))
    what = f"{count} {'bestand' if files == 1 else 'bestanden'}, ingelezen op {dutch.date(date)}"
    return f"{what}; overige tabellen uit {base.label}" if base else what
