"""Which series in this edition are continued by a predecessor, for the accountability section.

A splice matters to readers if it falls within the span of the charts, or if a fact depends on one of the older figures.
A splice that lies entirely before that is not mentioned, nor is the table of the older figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.numbers import chaining


@dataclass(frozen=True)
class Splice:
    """A series that is continued by its predecessors.

    Attributes:
        note: how they were joined, in Dutch.
        older: the ids of the predecessors in the catalogue.
        shown: whether the edition shows any of the older figures.
    """

    note: str
    older: tuple[str, ...]
    shown: bool


def found(reader: Reader, asked: Iterable[str], charts_from: Period, facts: Mapping[str, Any]) -> list[Splice]:
    """The splices of the series that the notebooks requested.

    Args:
        reader: the edition's reader.
        asked: the ids of those series.
        charts_from: the first quarter of the charts.
        facts: the edition's facts, as in ``facts.json``.
    """
    rested_on = {cell.get("series") for fact in facts.values() for cell in fact["cells"]}
    splices = []
    for name in sorted(asked):
        spec = reader.catalogue.spec(name)
        if spec.over or spec.predecessor is None or spec.predecessor.chain == "none":
            continue
        chained = chaining.with_predecessor(spec, reader.catalogue, lambda one: reader.plain_series(one.id))
        older = _predecessors(reader, name)
        reaches = any(period.last_day >= charts_from.first_day for period in chained.taken)
        shown = bool(chained.note) and (not chained.taken or reaches or not rested_on.isdisjoint(older))
        splices.append(Splice(chained.note, older, shown))
    return splices


def _predecessors(reader: Reader, name: str) -> tuple[str, ...]:
    older: list[str] = []
    link = reader.catalogue.spec(name).predecessor
    while link is not None and link.chain != "none" and link.series not in older:
        older.append(link.series)
        link = reader.catalogue.spec(link.series).predecessor
    return tuple(older)
