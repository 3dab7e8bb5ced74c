"""The known figures: those of each series in the vintages on disk.

They identify a series. A measure with these figures is the series, whatever it is called; one with other figures is
not, however similar its title. Figures that differ wildly from the known ones are a mistake.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.vintages import Row, Vintage

Members = tuple[str, ...]
_THOUSAND = 300  # a figure this many times larger is a mistake in the unit, whatever the true change was
_TEN = 10
_LEAP = 100  # from one period to the next
#: units in which a figure cannot be negative
_LEVELS = frozenset({"thousand", "million", "persons", "hours", "per_1000_jobs", "index"})


@dataclass(frozen=True)
class Figure:
    """A known figure, and how much it may differ from the same figure read today.

    Attributes:
        value: the value that was printed last.
        decimals: its number of decimals.
        slack: the largest known revision of its series, if the figure may be revised; otherwise zero.
    """

    value: Decimal
    decimals: int
    slack: Decimal

    @property
    def rounding(self) -> Decimal:
        """Half a unit of the last decimal printed."""
        return Decimal(5).scaleb(-self.decimals - 1)

    def distance(self, value: Decimal) -> Decimal:
        """How much a value differs from this figure, beyond what rounding explains."""
        return max(abs(value - self.value) - self.rounding, Decimal(0))

    def agrees(self, value: Decimal) -> bool:
        """Whether a value can be the same figure."""
        return abs(value - self.value) <= self.rounding + self.slack


@dataclass
class Known:
    """The known figures of all series.

    Attributes:
        figures: by series, members and period.
        later: reads them when they are first needed; a fetch that finds nothing changed does not need them.
    """

    figures: dict[str, dict[Members, dict[Period, Figure]]] = field(default_factory=dict)
    later: Callable[[], Known] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def load(cls, root: Path, catalogue: Catalogue) -> Known:
        """Read all vintages with CBS's figures, the older ones first.

        A vintage that cannot be read is ignored here; ``check`` and the build report it.
        """
        rows: dict[str, list[list[Row]]] = {}
        for label in vintages.labels(root) if root.is_dir() else []:
            try:
                vintage = Vintage.open(root, label)
            except UserError:
                continue
            if vintage.kind == "trial":  # not CBS's figures
                continue
            for name in catalogue.series:
                if found := vintage.rows(name):
                    rows.setdefault(name, []).append(found)
        return cls({name: _figures(catalogue.series[name], read) for name, read in rows.items()})

    def of(self, series: str) -> Mapping[Members, Mapping[Period, Figure]]:
        """The figures of a series by its members; empty if none are known."""
        with self._lock:
            if self.later is not None:
                self.figures, self.later = self.later().figures, None
        return self.figures.get(series, {})


def _figures(spec: SeriesSpec, read: Sequence[Sequence[Row]]) -> dict[Members, dict[Period, Figure]]:
    newest: dict[tuple[Members, Period], Row] = {}
    revision = Decimal(0)
    for rows in read:
        for row in rows:
            if row.value is None:
                continue
            key = (tuple(row.members.values()), row.period)
            before = newest.get(key)
            if before is not None and before.value is not None:
                revision = max(revision, abs(row.value - before.value))
            newest[key] = row
    found: dict[Members, dict[Period, Figure]] = {}
    for (members, period), row in newest.items():
        fixed = spec.adjusted is not True and row.status == "final"
        slack = Decimal(0) if fixed else revision
        found.setdefault(members, {})[period] = Figure(row.value or Decimal(0), row.decimals, slack)
    return found


def leaps(spec: SeriesSpec, rows: Sequence[Row], known: Mapping[Members, Mapping[Period, Figure]]) -> UserError | None:
    """A fault if figures differ wildly from the known ones, or from one period to the next.

    That is: a factor of a thousand, a level that changed its sign, or half of the figures ten times larger or smaller.
    """
    slips: list[str] = []
    compared = tenfold = 0
    lines: dict[Members, list[Row]] = {}
    for row in rows:
        if row.value is not None:
            lines.setdefault(tuple(row.members.values()), []).append(row)
    for members, line in lines.items():
        before = known.get(members, {})
        last: Decimal | None = None
        for row in sorted(line, key=lambda each: each.period.ordinal):
            value = row.value or Decimal(0)
            old = before.get(row.period)
            cell = " ".join((*members, row.period.code))
            if old is not None and abs(old.value) > old.rounding and value:
                compared += 1
                ratio = abs(value / old.value)
                tenfold += ratio >= _TEN or ratio <= Decimal(1) / _TEN
                sign = spec.unit in _LEVELS and (value < 0) != (old.value < 0)
                far = _LEAP if spec.unit in _LEVELS and min(abs(old.value), abs(value)) >= 1 else _THOUSAND
                if ratio >= far or ratio <= Decimal(1) / far or sign:
                    slips.append(f"{cell} was {old.value} and is {value}")
            elif spec.unit in _LEVELS and last is not None and min(abs(last), abs(value)) >= 1:
                ratio = abs(value / last)
                if ratio >= _LEAP or ratio <= Decimal(1) / _LEAP:
                    slips.append(f"{cell} is {value}, after {last}")
            if spec.unit in _LEVELS and value < 0 and old is None:
                slips.append(f"{cell} is {value}, below nought")
            last = value
    if not slips and compared >= 4 and tenfold * 2 >= compared:
        slips.append(f"{tenfold} of {compared} figures are ten times as large or as small as before")
    if not slips:
        return None
    more = f" and {len(slips) - 3} more" if len(slips) > 3 else ""
    return UserError(
        f"the figures leap: {', '.join(slips[:3])}{more}", where=f"{spec.table}, series '{spec.id}'",
        remedy=f"look on StatLine whether that is so; then take them with --accept {spec.table}",
    )  # fmt: skip


def from_rows(specs: Iterable[SeriesSpec], rows: Sequence[Row]) -> Known:
    """The known figures according to one vintage."""
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        by_series.setdefault(row.series, []).append(row)
    return Known({spec.id: _figures(spec, [by_series.get(spec.id, [])]) for spec in specs})
