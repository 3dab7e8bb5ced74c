"""Observations and series: values with their unit, status and lineage down to the cells that they come from.

Values are ``Decimal`` and unrounded; they are rounded once, when a fact, table or chart prints them. A missing value is
an observation too (``value`` is None and ``symbol`` says why), so that everything derived from it is missing as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Frequency, Period, span
from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.operators import Arithmetic
from arbeidsmarkt.numbers.releases import Releases

if TYPE_CHECKING:
    import pandas as pd

#: from most to least certain
Status = Literal["final", "unknown", "revised_provisional", "provisional"]

#: a derived value has the least certain status of its inputs
STATUS_ORDER: tuple[Status, ...] = get_args(Status)

NOT_AVAILABLE = "n.b."  # the vintage does not hold it
SECRET = "."  # noqa: S105 CBS's own: unknown, too unreliable or secret
IMPOSSIBLE = "blank"  # CBS's own: logically impossible; printed as nothing

#: how each reason for a missing value is printed
SYMBOLS = {NOT_AVAILABLE: NOT_AVAILABLE, SECRET: SECRET, IMPOSSIBLE: ""}


@dataclass(frozen=True)
class Cell:
    """A cell of a table of a vintage, or the lack of one (``sha256`` is that of the table in either case)."""

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
    since: Period | None = None  # the first period, if the figure is about several
    when: str = ""  # the publication's own words, if they name no period
    quoted_in: str = ""  # the publication that quotes it, if it was not read in the publisher's own


@dataclass(frozen=True)
class Derivation:
    """How a value was derived from observations.

    Attributes:
        operation: name of the function in ``derivations``.
        words: what it means, in Dutch, for the reader.
        formula: the formula, with ``a``, ``b``, … for the inputs in their order.
        inputs: the observations that it was derived from.
        code: the source of the notebook cell that computed it, if no function of ``derivations`` did.
    """

    operation: str
    words: str
    formula: str
    inputs: tuple[Observation, ...]
    code: str = ""


Source = Cell | PublishedCell | Derivation


@dataclass(frozen=True)
class Observation(Arithmetic):
    """A value with everything that a reader or a derivation must know about it.

    Attributes:
        value: unrounded; None if it is missing, and then ``symbol`` says why.
        unit: a key of ``dutch.UNITS``.
        period: the period that it is about, or the last of several; None if the source names none.
        status: how certain it is, as CBS marks it.
        decimals: the number of decimals that are known; printed with these by default.
        source: the cell, publication or derivation that it comes from.
        title: of the series, in Dutch.
        label: of the member (a sector, a region), in Dutch; empty if there is none.
        at_least: the value is a lower bound (a streak that reaches the first figure at hand).
        adjusted: whether it is seasonally adjusted; None if that does not apply.
        since: the first period, if the value is about several.
        reason: Dutch; why there is no value, if that is known.
        releases: for an adjusted series: which figures it connects with; None if all of them connect.
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
        """The rounded value that a reader sees; None if it is missing."""
        return None if self.value is None else dutch.rounded(self.value, self.decimals)

    @property
    def text(self) -> str:
        """The value as a table prints it: a Dutch number, or the symbol of a missing value."""
        return SYMBOLS[self.symbol] if self.value is None else dutch.number(self.value, self.decimals)

    @property
    def when(self) -> str:
        """The period as a table's head prints it: "2024 3e kwartaal"; of several periods the first and the last."""
        if self.period is None:
            return ""
        if self.since is None or self.since == self.period:
            return self.period.head
        return f"{self.since.head} tot en met {self.period.head}"

    def cells(self) -> list[Observation]:
        """The observations that the lineage starts from, each once, in the order in which they were used."""
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
            UserError: fewer decimals are known.
        """
        known = self.decimals if not isinstance(self.source, Derivation) else decimals
        if decimals > known:
            raise UserError(f"'{self.title}' is known to {known} decimals and cannot be printed with {decimals}")
        return replace(self, decimals=decimals)


@dataclass(frozen=True)
class Series(Arithmetic):
    """Observations of one thing through time.

    Attributes:
        name: its id in the catalogue, or the author's name for a derived series.
        title: its title, in Dutch.
        unit: a key of ``dutch.UNITS``.
        frequency: quarter, month or year.
        observations: by period; periods without an observation are absent.
        label: of the member that it is about, if it is one of several.
        adjusted: whether it is seasonally adjusted; None if that does not apply.
        base: the base of an index ("2020=100").
        absent: the source of an observation that does not exist.
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
        """The observation of ``period``, in any notation ("2024Q2"); a missing one if the series does not hold it.

        Raises:
            UserError: it is not a period, or one of another frequency.
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
        """Whether the series was computed rather than read."""
        return any(isinstance(item.source, Derivation) for item in self.observations.values())

    @property
    def key(self) -> str:
        """The name that identifies it: its id in the catalogue, or its title if it was derived."""
        return self.title if self.derived else self.name

    @cached_property
    def members(self) -> Mapping[str, str]:
        """The members that it is about, ``{"sector": "J"}``; for a derived series those of its first input."""
        leaves = (leaf.source for item in self.observations.values() for leaf in item.cells())
        source = next(leaves, self.absent)
        return dict(source.members) if isinstance(source, Cell) else {}

    def whole(self) -> list[Observation]:
        """One observation for every period from its first to its last, missing ones included."""
        return self.gapless(min(self.observations), max(self.observations)) if self.observations else []

    def frame(self) -> pd.DataFrame:
        """A tidy pandas frame, one row per period, to work on with pandas and draw with Altair.

        A period without a figure has a row too, so that ``shift`` and ``rolling`` count periods, and lines are
        interrupted there.

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
        """The same series, printed with at most this many decimals; figures with fewer stay as they are."""
        shown = {period: item.rounded_to(min(decimals, item.decimals)) for period, item in self.observations.items()}
        return replace(self, observations=shown)

    def map(self, operation: Callable[[Observation], Observation], title: str, **changes: object) -> Series:
        """A derived series: ``operation`` applied to every observation."""
        derived = {period: operation(observation) for period, observation in self.observations.items()}
        units = {observation.unit for observation in derived.values()}
        unit = units.pop() if units else self.unit
        return replace(self, title=title, unit=unit, observations=derived, **changes)  # type: ignore[arg-type]


def worst_status(observations: Sequence[Observation]) -> Status:
    """The least certain status among the inputs of a derivation; missing inputs do not count."""
    ranks = [STATUS_ORDER.index(observation.status) for observation in observations if not observation.missing]
    return STATUS_ORDER[max(ranks)] if ranks else "unknown"


def joint_adjustment(observations: Sequence[Observation], title: str) -> bool | None:
    """Whether a value derived from these observations is seasonally adjusted.

    Raises:
        UserError: some are adjusted and some are not; no share or difference may mix the two.
    """
    found = {observation.adjusted for observation in observations if not observation.missing} - {None}
    if len(found) > 1:
        raise UserError(f"'{title}' combines seasonally adjusted with unadjusted figures")
    return found.pop() if found else None


def missing_symbol(observations: Sequence[Observation]) -> str:
    """The symbol of a result derived from these: that for secret takes precedence, so that no value is hinted at."""
    symbols = [observation.symbol for observation in observations if observation.missing]
    if SECRET in symbols:
        return SECRET
    return NOT_AVAILABLE if NOT_AVAILABLE in symbols or not symbols else IMPOSSIBLE
