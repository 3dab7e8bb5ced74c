"""Sentences of the report about series that its vintage lacks, and about tables that were read from files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import TableInfo

#: the vintage's one-word reasons why something was not read, in Dutch
_BECAUSE = {
    "gone": "StatLine deze tabel niet meer heeft",
    "discontinued": "het CBS deze tabel heeft stopgezet",
    "unreachable": "StatLine deze tabel niet gaf toen de cijfers werden gelezen",
    "changed": "deze tabel anders is ingedeeld dan voorheen",
    "refused": "de gelezen cijfers niet door de controles kwamen",
    "not_in_file": "het ingelezen bestand deze cijfers niet bevat",
}
_DIGITS = 16  # how many of the 64 digits of a hash are printed


def not_read(left_out: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> list[str]:
    """One sentence for each table or part of a table that the vintage lacks.

    Args:
        left_out: ``Vintage.left_out``.
        catalogue: gives the titles.

    Returns:
        "Niet gelezen: …, omdat …." (Dutch), in the order of the vintage.
    """
    sentences = []
    for item in left_out:
        table, names = str(item["table"]), [str(name) for name in item["series"]]
        about = catalogue.tables.get(table)
        every = {name for name, spec in catalogue.series.items() if spec.table == table}
        what = f"tabel {table}" + (f" ({about.title})" if about else "")
        if every - set(names):
            titles = [catalogue.series[name].title for name in names if name in catalogue.series]
            what = f"{'; '.join(titles)} (uit {what})" if titles else what
        sentences.append(f"Niet gelezen: {what}, omdat {_BECAUSE.get(str(item['kind']), _BECAUSE['refused'])}.")
    return sentences


def imported(tables: Iterable[TableInfo], catalogue: Catalogue) -> list[str]:
    """One sentence for each table that was read from a file: which file, when, and by whom.

    Args:
        tables: the vintage's tables.
        catalogue: gives the titles.

    Returns:
        "Ingelezen uit een bestand: …." (Dutch), sorted by table.
    """
    sentences = []
    for info in sorted(tables, key=lambda each: each.id.lower()):
        if not info.imported:
            continue
        about = catalogue.tables.get(info.id)
        title = about.title if about else info.title
        what = f"{info.publisher}, {title}" if info.publisher else f"tabel {info.id} ({title})"
        on = dutch.date(dt.date.fromisoformat(info.imported["on"]))
        sentences.append(
            f"Ingelezen uit een bestand: {what}, uit {info.imported['file']} (sha256 "
            f"{info.imported['sha256'][:_DIGITS]}…), op {on} door {info.imported['by']}."
        )
    return sentences
