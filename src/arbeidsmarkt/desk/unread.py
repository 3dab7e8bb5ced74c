"""What the report says of series that the fetch of its vintage could not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arbeidsmarkt.inputs.catalogue import Catalogue

#: why something was not read, as the vintage has it in one word
_BECAUSE = {
    "gone": "StatLine deze tabel niet meer heeft",
    "discontinued": "het CBS deze tabel heeft stopgezet",
    "unreachable": "StatLine deze tabel niet gaf toen de cijfers werden gelezen",
    "changed": "deze tabel anders is ingedeeld dan voorheen",
    "refused": "de gelezen cijfers niet door de controles kwamen",
}


def not_read(left_out: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> list[str]:
    """One sentence for each table or part of a table that the vintage was made without.

    Args:
        left_out: as the vintage has it.
        catalogue: knows the titles.

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
