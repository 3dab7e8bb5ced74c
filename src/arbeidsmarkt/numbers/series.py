"""Observations and series: every value with its unit, status and the whole way back to the cells it came from.

Values are ``Decimal`` and stay unrounded; rounding happens once, when a fact, table or chart prints them.
A value that is not there is an observation too (``value`` is None, ``symbol`` says why), so that whatever is derived
from it is missing as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Frequency, Period, span
from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.operators import Arithmetic
from arbeidsmarkt.numbers.releases import Releases

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["final", "unknown", "revised_provisional", "provisional"]

#: From most to least certain: anything derived takes the least certain status of what went in.
STATUS_ORDER: tuple[Status, ...] = ("final", "unknown", "revised_provisional", "provisional")

NOT_AVAILABLE = "n.b."  # the vintage does not hold it
SECRET = "."  # noqa: S105 CBS's own: unknown, too unreliable or secret
IMPOSSIBLE = "blank"  # CBS's own: logically impossible; printed as nothing

#: How each reason for a missing value is printed.
SYMBOLS = {NOT_AVAILABLE: NOT_AVAILABLE, SECRET: SECRET, IMPOSSIBLE: ""}


@dataclass(frozen=True)
class Cell:
    """One cell of one table of a vintage, or its absence (``sha256`` is then that of the table that lacks it)."""

    series: str
    table: str
    members: tuple[tuple[str, str], ...] = ()
    as_of: dt.date | None = None
    origin: str = ""
    note: str = ""
    sha256: str = ""
    release: str = ""
    via: str = ""


@dataclass(frozen=True)
class PublishedCell:
    """A figure taken over from a publication other than StatLine."""

    key: str
    kind: Literal["observation", "forecast"]
    publisher: str
    title: str
    date: dt.date
    url: str
    note: str = ""
    precision: str = "exact"
    since: Period | None = None  # the first period, when the figure spans several
    when: str = ""  # in the publication's words, when it names no period
    quoted_in: str = ""  # the publication that it was read in, when that is not the publisher's own


@dataclass(frozen=True)
class Derivation:
    """What was done to which observations.

    Attributes:
        operation: name of the function in ``derivations``.
        words: what it means, in Dutch, for the reader.
        formula: the same with ``a``, ``b``, … for the inputs in their order.
        inputs: the observations that went in.
        code: of the notebook cell that computed it, when no function of ``derivations`` did.
    """

    operation: str
    words: str
    formula: str
    inputs: tuple[Observation, ...]
    code: str = ""


Source = Cell | PublishedCell | Derivation


@dataclass(frozen=True)
class Observation(Arithmetic):
    """A value with everything a reader or a derivation must know of it.

    Attributes:
        value: unrounded; None when missing, and then ``symbol`` says why.
        unit: key of ``dutch.UNITS``.
        period: what the value is about, or the last period of several; None when the source names none.
        status: certainty, as CBS marks it.
        decimals: places after the comma that it is known to, and printed with unless asked otherwise.
        source: a cell, or the derivation and its inputs.
        title: of the series, in Dutch.
        label: of the member (a sector, a region), in Dutch; empty when there is none.
        at_least: the value is a lower bound (a streak that reaches the first figure at hand).
        adjusted: seasonally adjusted; None where that has no meaning.
        since: the first period of a value over several.
        reason: Dutch, why there is no value, where that is known.
        releases: of an adjusted series: what connects it with the other figures; None when all of them connect.
    """

    value: Decimal | None
    unit: str
    source: Source
    period: Period | None = None
    status: Status = "final"
    decimals: int = 0
    title: str = ""
    label: str = ""
    symbol: str = ""
    at_least: bool = False
    adjusted: bool | None = None
    since: Period | None = None
    reason: str = ""
    releases: Releases | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        dutch.unit(self.unit)
        if self.value is not None and not self.value.is_finite():
            raise UserError(f"'{self.title}' has the value {self.value}, which is not a finite number")
        if self.value is None and self.symbol not in SYMBOLS:
            object.__setattr__(self, "symbol", NOT_AVAILABLE)

    @property
    def missing(self) -> bool:
        """Whether there is no value."""
        return self.value is None

    @property
    def printed(self) -> Decimal | None:
        """The value as a reader sees it, rounded; None when missing."""
        return None if self.value is None else dutch.rounded(self.value, self.decimals)

    @property
    def text(self) -> str:
        """The value as printed in a table: a Dutch number, or the symbol of a missing one."""
        return SYMBOLS[self.symbol] if self.value is None else dutch.number(self.value, self.decimals)

    @property
    def when(self) -> str:
        """What it is about, as the head of a table has it: "2024 3e kwartaal", or the first and the last of several."""
        if self.period is None:
            return ""
        if self.since is None or self.since == self.period:
            return self.period.head
        return f"{self.since.head} tot en met {self.period.head}"

    def cells(self) -> list[Observation]:
        """The observations at the bottom of the lineage, each once, in the order in which they were used."""
        found: dict[int, Observation] = {}
        waiting = [self]
        while waiting:
            observation = waiting.pop()
            if isinstance(observation.source, Derivation):
                waiting.extend(reversed(observation.source.inputs))
            else:
                found.setdefault(id(observation), observation)
        unique: dict[Observation, None] = dict.fromkeys(found.values())
        return list(unique)

    def rounded_to(self, decimals: int) -> Observation:
        """The same observation, printed with fewer decimals.

        Raises:
            UserError: it is not known that precisely.
        """
        known = self.decimals if not isinstance(self.source, Derivation) else decimals
        if decimals > known:
            raise UserError(f"'{self.title}' is known to {known} decimals and cannot be printed with {decimals}")
        return replace(self, decimals=decimals)


@dataclass(frozen=True)
class Series(Arithmetic):
    """Observations of one thing through time.

    Attributes:
        name: key in the catalogue, or a name of the author's for a derived series.
        title: in Dutch.
        unit: key of ``dutch.UNITS``.
        frequency: quarter, month or year.
        observations: by period; only those that exist.
        label: of the member that it is about, when it is one of several.
        adjusted: seasonally adjusted; None where that has no meaning.
        base: of an index ("2020=100").
        absent: what an observation that does not exist is traced to.
    """

    name: str
    title: str
    unit: str
    frequency: Frequency
    observations: Mapping[Period, Observation] = field(hash=False)
    label: str = ""
    adjusted: bool | None = None
    base: str | None = None
    absent: Source = field(default_factory=lambda: Cell("", ""))

    def __getitem__(self, period: Period | str) -> Observation:
        """The observation of ``period``, in any notation ("2024Q2"); a missing one when the series does not hold it.

        Raises:
            UserError: not a period, or one of another frequency.
        """
        if not isinstance(period, Period):
            if not isinstance(period, str):
                what = f"'{self.title}' was asked for {period!r}, which is not a period"
                raise UserError(what, remedy='write series[now], series["2024Q2"] or series.last')
            period = Period.parse(period)
        if period.frequency != self.frequency:
            raise UserError(f"'{self.title}' has a figure per {self.frequency}, not per {period.frequency} ({period})")
        if period in self.observations:
            return self.observations[period]
        return Observation(
            None, self.unit, self.absent, period, title=self.title, label=self.label, status="unknown",
            adjusted=self.adjusted,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.observations[period] for period in sorted(self.observations))

    def __len__(self) -> int:
        return len(self.observations)

    @property
    def derived(self) -> bool:
        """Whether something was done to what was read."""
        return any(isinstance(item.source, Derivation) for item in self.observations.values())

    @property
    def key(self) -> str:
        """What tells it from others: its name in the catalogue, or its title when it was derived."""
        return self.title if self.derived else self.name

    @cached_property
    def members(self) -> Mapping[str, str]:
        """The dimension members that it is about, ``{"sector": "J"}``; of a derived series those of its first input."""
        leaves = (leaf.source for item in self.observations.values() for leaf in item.cells()[:1])
        source = next(leaves, self.absent)
        return dict(source.members) if isinstance(source, Cell) else {}

    def whole(self) -> list[Observation]:
        """One observation for every period from the first to the last that it holds, missing ones included."""
        return self.gapless(min(self.observations), max(self.observations)) if self.observations else []

    def frame(self) -> pd.DataFrame:
        """A tidy pandas frame, one row per period, to work on with pandas and draw with Altair.

        A period without a figure has a row too, so that ``shift`` and ``rolling`` count periods and lines break there.

        Returns:
            ``series``, the dimensions (``sector``), ``label``, ``period`` (pandas ``Period``), ``value`` (unrounded
            float; NaN when missing), ``unit``, ``status``, ``symbol``.
        """
        return frames.tidy([self])

    @property
    def known(self) -> list[Observation]:
        """The observations that have a value, oldest first."""
        return [observation for observation in self if not observation.missing]

    @property
    def last(self) -> Observation:
        """The newest observation with a value.

        Raises:
            UserError: there is none.
        """
        return self._end(-1)

    @property
    def first(self) -> Observation:
        """The oldest observation with a value.

        Raises:
            UserError: there is none.
        """
        return self._end(0)

    def _end(self, index: int) -> Observation:
        if not self.known:
            raise UserError(f"'{self.title}' holds no value", remedy="guard it with has(…) or choose another vintage")
        return self.known[index]

    def between(self, first: Period | None = None, last: Period | None = None) -> Series:
        """The part from ``first`` to ``last``, both included."""
        kept = {
            period: observation
            for period, observation in self.observations.items()
            if (first is None or period >= first) and (last is None or period <= last)
        }
        return replace(self, observations=kept)

    def gapless(self, first: Period, last: Period) -> list[Observation]:
        """One observation for every period from ``first`` to ``last``, missing ones included."""
        return [self[period] for period in span(first, last)]

    def rounded_to(self, decimals: int) -> Series:
        """The same series, printed with at the most so many decimals; what is known less precisely stays as it is."""
        shown = {period: item.rounded_to(min(decimals, item.decimals)) for period, item in self.observations.items()}
        return replace(self, observations=shown)

    def map(self, operation: Callable[[Observation], Observation], title: str, **changes: object) -> Series:
        """A derived series: ``operation`` applied to every observation."""
        derived = {period: operation(observation) for period, observation in self.observations.items()}
        units = {observation.unit for observation in derived.values()}
        unit = units.pop() if units else self.unit
        return replace(self, title=title, unit=unit, observations=derived, **changes)  # type: ignore[arg-type]


def worst_status(observations: Sequence[Observation]) -> Status:
    """The least certain status among what goes into a derivation; missing inputs do not count."""
    ranks = [STATUS_ORDER.index(observation.status) for observation in observations if not observation.missing]
    return STATUS_ORDER[max(ranks)] if ranks else "unknown"


def joint_adjustment(observations: Sequence[Observation], title: str) -> bool | None:
    """Whether what is derived from these is seasonally adjusted.

    Raises:
        UserError: adjusted and unadjusted figures together, which never share a share or a difference.
    """
    found = {observation.adjusted for observation in observations if not observation.missing} - {None}
    if len(found) > 1:
        raise UserError(f"'{title}' combines seasonally adjusted with unadjusted figures")
    return found.pop() if found else None


def missing_symbol(observations: Sequence[Observation]) -> str:
    """Why a derivation over these is missing: secret wins, so that nothing hints at a secret value."""
    symbols = [observation.symbol for observation in observations if observation.missing]
    if SECRET in symbols:
        return SECRET
    return NOT_AVAILABLE if NOT_AVAILABLE in symbols or not symbols else IMPOSSIBLE
