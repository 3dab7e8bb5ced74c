"""Runs a notebook with changed figures, to find out which of its computed numbers depend on them.

``check`` runs a copy of a notebook with one series permuted and scaled (see ``publishing.computed_numbers``). Such a
run publishes nothing: the functions that show figures are switched off, and builds do not use it.
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

#: the factors that figures are multiplied by, one per draw
FACTORS = (Decimal("1.37"), Decimal("0.61"), Decimal("2.3"))

#: the kind of the record that such a run writes
KIND = "computed numbers"

_SHOWING = ("figure", "table", "key_figures", "key_messages")


@dataclass(frozen=True)
class Change:
    """Which figures are changed, and how.

    Attributes:
        key: the key of a series in the catalogue or of figures in ``data/published/``; empty to change nothing.
        draw: the index of the factor in ``FACTORS``; it also determines the permutation.
    """

    key: str = ""
    draw: int = 0

    def of(self, items: Sequence[Observation]) -> list[Observation]:
        """The observations with their values scaled and permuted, if any of them depends on the key."""
        if self.key not in {key_of(leaf) for item in items for leaf in item.cells()}:
            return list(items)
        known = [index for index, item in enumerate(items) if item.value is not None]
        chance = random.Random(f"{self.key} {items[0].label} {self.draw}")  # noqa: S311  not a secret
        found = list(items)
        for index, other in zip(known, chance.sample(known, len(known)), strict=True):
            found[index] = replace(items[index], value=(items[other].value or Decimal(0)) * FACTORS[self.draw])
        return found

    def of_series(self, item: Series) -> Series:
        """As ``of``, for a series; one that is continued by a predecessor depends on both keys."""
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
    """Make this process, and the notebook that it is about to run, read changed figures and publish nothing.

    Args:
        library: the module ``arbeidsmarkt.notebook``, before the notebook imports its names.
        key: as in ``Change``.
        draw: as in ``Change``.
    """
    Session.reads_with = partial(PermutedReader, change=Change(key, draw))
    for name in _SHOWING:
        setattr(library, name, lambda *_, **__: None)


def leave() -> None:
    """Write a record of every computed number of this run: its cell, its inputs and its value."""
    record = {"kind": KIND, "numbers": [call.to_json() for call in computed.made]}
    display({MIME: record, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]
