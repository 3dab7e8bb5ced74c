"""A notebook run with other figures, to see which of its computed numbers depend on them.

``check`` runs a copy of a notebook with one series permuted and scaled (see ``publishing.computed_numbers``). Nothing
of such a run is published: what shows figures is switched off, and no build begins a notebook this way.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from types import ModuleType
from typing import Any

from IPython.display import display

from arbeidsmarkt.desk import computed
from arbeidsmarkt.desk.computed import key_of
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits.records import MIME
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Observation, Series

#: by how much the figures are multiplied, one factor a draw
FACTORS = (Decimal("1.37"), Decimal("0.61"), Decimal("2.3"))

#: kind of the record that such a run leaves
KIND = "computed numbers"

_SHOWING = ("figure", "table", "key_figures", "key_messages")


@dataclass(frozen=True)
class Change:
    """Which figures are changed, and how.

    Attributes:
        key: of a series in the catalogue, or of figures in ``data/published/``; empty for none.
        draw: which of ``FACTORS``; also decides the permutation.
    """

    key: str = ""
    draw: int = 0

    def of(self, items: Sequence[Observation]) -> list[Observation]:
        """Observations with their values multiplied and exchanged among them, where any of them rests on the key."""
        if self.key not in {key_of(leaf) for item in items for leaf in item.cells()}:
            return list(items)
        known = [index for index, item in enumerate(items) if item.value is not None]
        chance = random.Random(f"{self.key} {items[0].label} {self.draw}")  # noqa: S311  not a secret
        found = list(items)
        for index, other in zip(known, chance.sample(known, len(known)), strict=True):
            found[index] = replace(items[index], value=(items[other].value or Decimal(0)) * FACTORS[self.draw])
        return found

    def of_series(self, item: Series) -> Series:
        """A series, changed likewise; one that a predecessor continues rests on both."""
        changed = self.of(list(item.observations.values()))
        return replace(item, observations=dict(zip(item.observations, changed, strict=True)))


class PermutedReader(Reader):
    """A reader that changes one series after reading it."""

    def __init__(self, *args: Any, change: Change) -> None:
        super().__init__(*args)
        self._change = change

    def series(self, name: str, **members: str) -> Series:
        """As ``Reader.series``."""
        return self._change.of_series(super().series(name, **members))

    def family(self, name: str, kind: str | None = "section", **fixed: str) -> Family:
        """As ``Reader.family``."""
        found = super().family(name, kind, **fixed)
        return Family({key: self._change.of_series(item) for key, item in found.items()})

    def published(self, key: str, period: str | None = None, *, recent: bool = False, unit: str = "") -> Observation:
        """As ``Reader.published``."""
        return self._change.of([super().published(key, period, recent=recent, unit=unit)])[0]

    def published_all(self, key: str) -> list[Observation]:
        """As ``Reader.published_all``, which ``published_series`` reads too."""
        return self._change.of(super().published_all(key))


def begin(library: ModuleType, key: str = "", draw: int = 0) -> None:
    """Let this process, and the notebook that it is about to run, read changed figures and publish nothing.

    Args:
        library: the notebook library, before the notebook imports its names.
        key: see ``Change``.
        draw: see ``Change``.
    """
    Session.reads_with = partial(PermutedReader, change=Change(key, draw))
    for name in _SHOWING:
        setattr(library, name, lambda *_, **__: None)


def leave() -> None:
    """Leave a record of every computed number of this run: where it was made, of what, and its value."""
    record = {"kind": KIND, "numbers": [call.to_json() for call in computed.made]}
    display({MIME: record, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]
