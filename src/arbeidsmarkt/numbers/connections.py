"""Which figures of a seasonally adjusted series may be compared, and what may be said about two that may not.

Two levels may always be shown side by side. A change between figures of two releases is stated only if there is
evidence that they connect: the change that CBS itself published, the flows (arrivals minus departures, up to the
rounding of CBS's tables), or a release that gives both figures. Which of two figures is higher may be said if they
differ by more than the series' largest known revision.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import UNKNOWN
from arbeidsmarkt.numbers.releases import Releases, groups
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series

#: how much rounding can add to level - level before = arrivals - departures in CBS's tables (x 1 000)
FLOWS_ROUND_TO = Decimal("0.2")
#: derivations whose result is their first input; the other inputs only decided that it is this one
_PICKED = frozenset({"peak", "trough", "unbroken_since"})


def of(
    series: Series,
    *,
    changes: Series | None = None,
    flows: tuple[Series, Series] | None = None,
    tied: Iterable[tuple[Period, Period]] = (),
    margin: Decimal | None = None,
) -> Releases:
    """What connects the figures of an adjusted series.

    Args:
        series: the series; its cells name their releases.
        changes: the changes from the period before that CBS itself published.
        flows: the vacancies that arose and those that were filled in each period.
        tied: pairs of periods that are both given by one release.
        margin: the series' largest known revision.
    """
    known = {period: item for period, item in series.observations.items() if not item.missing}
    stated: dict[Period, Observation] = {}
    pairs = list(tied)
    for period, item in known.items():
        own = changes[period] if changes else None
        flow = _flow(flows, period)
        if own is not None and not own.missing:
            stated[period] = own
        elif flow is not None and flow.decimals:
            stated[period] = flow
        before = known.get(period - 1)
        if before is not None and (_prints(item, before, own) or _flows_fit(item, before, flow)):
            pairs.append((period - 1, period))
    names = {period: _release(item) for period, item in known.items()}
    members = next((item.source.members for item in known.values() if isinstance(item.source, Cell)), ())
    return Releases((series.name, members), groups(names, pairs, UNKNOWN), stated, margin)


def _release(item: Observation) -> str:
    return item.source.release if isinstance(item.source, Cell) else UNKNOWN


def _prints(now: Observation, before: Observation, change: Observation | None) -> bool:
    """Whether the difference of two levels is printed as the change that CBS published."""
    if change is None or change.value is None:
        return False
    places = min(change.decimals, now.decimals, before.decimals)
    return dutch.rounded(_step(now, before), places) == dutch.rounded(change.value, places)


def _flow(flows: tuple[Series, Series] | None, period: Period) -> Observation | None:
    """The change of the stock according to the flows; None if one of them is unknown or they are of two releases."""
    if flows is None:
        return None
    arisen, filled = flows[0][period], flows[1][period]
    if arisen.value is None or filled.value is None or _release(arisen) != _release(filled):
        return None
    words = f"{arisen.title} min {filled.title[:1].lower()}{filled.title[1:]}"
    return replace(
        arisen, value=arisen.value - filled.value, decimals=min(arisen.decimals, filled.decimals), title=words,
        source=Derivation("difference", words, "a − b", (arisen, filled)),
    )  # fmt: skip


def _flows_fit(now: Observation, before: Observation, flow: Observation | None) -> bool:
    """Whether the flows explain the difference of two levels, up to the rounding of the tables."""
    if flow is None:
        return False
    return abs(_step(now, before) - (flow.value or Decimal())) <= FLOWS_ROUND_TO or (
        not flow.decimals and _prints(now, before, flow)
    )


def _step(now: Observation, before: Observation) -> Decimal:
    """The difference of two figures that both have a value."""
    return (now.value or Decimal()) - (before.value or Decimal())


def unconnected(one: Observation, other: Observation) -> str:
    """Why a change from one to the other cannot be stated, in Dutch; empty when it can."""
    for a, b in _pairs(one, other):
        if _when(a) != _when(b) and _group(a) != _group(b):  # one period twice is a figure and its revision
            first, last = sorted((_when(a), _when(b)))
            return (
                f"de cijfers over {first.phrase} en {last.phrase} komen uit verschillende publicaties van het CBS, "
                "en niet blijkt dat zij op elkaar aansluiten"
            )
    return ""


def published_change(now: Observation, before: Observation) -> Observation | None:
    """The change that CBS itself published between two figures that do not connect; None if there is none."""
    if not isinstance(now.source, Cell) or not isinstance(before.source, Cell) or now.releases is None:
        return None
    found: Observation | None = None
    if now.period is not None and before.period == now.period - 1:
        found = now.releases.changes.get(now.period)
    return found


def order_known(one: Observation, other: Observation) -> bool:
    """Whether it may be said which of two figures is the higher."""
    if not unconnected(one, other):
        return True
    apart = abs(_step(one, other))
    return all(margin is not None and apart > margin for margin in (_margin(one), _margin(other)))


def _margin(item: Observation) -> Decimal | None:
    """How much the largest known revisions of its inputs would change a figure, to first order; None if unknown."""
    moved = Decimal()
    for leaf in _leaves(item):
        margin = _of(leaf).margin
        if margin is None or not leaf.value or item.value is None:
            return None
        moved += abs(item.value * margin / leaf.value)
    return moved


def seams(observations: Iterable[Observation]) -> list[Period]:
    """The periods at which a series changes to another release that does not connect with the one before."""
    shown: dict[object, dict[Period, int | None]] = {}
    for item in observations:
        for leaf in _leaves(item):
            if not leaf.missing:
                shown.setdefault(_of(leaf).key, {})[_when(leaf)] = _group(leaf)
    found: set[Period] = set()
    for by_period in shown.values():
        periods = sorted(by_period)
        for before, after in itertools.pairwise(periods):
            if by_period[before] != by_period[after]:
                found.add(after)
    return sorted(found)


def _pairs(one: Observation, other: Observation) -> Iterator[tuple[Observation, Observation]]:
    """Pairs of figures of the same series, the first behind one observation and the second behind the other."""
    others = list(_leaves(other))
    for a in _leaves(one):
        for b in others:
            if _of(a).key == _of(b).key and not a.missing and not b.missing:
                yield a, b


def _leaves(item: Observation) -> Iterator[Observation]:
    """The figures behind an observation whose series have several releases."""
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one.source, Derivation):
            waiting.extend(one.source.inputs[:1] if one.source.operation in _PICKED else one.source.inputs)
        elif one.releases is not None and one.period is not None:
            yield one


def _of(leaf: Observation) -> Releases:
    assert leaf.releases is not None  # noqa: S101  see _leaves
    return leaf.releases


def _group(leaf: Observation) -> int | None:
    """The group of releases that a figure belongs to; two figures of a series connect if they are in one group."""
    return _of(leaf).groups.get(_when(leaf))


def _when(leaf: Observation) -> Period:
    assert leaf.period is not None  # noqa: S101  see _leaves
    return leaf.period


def with_releases(series: Series, releases: Releases) -> Series:
    """The series with ``releases`` set on each observation; unchanged if all figures connect."""
    if not releases.several:
        return series
    kept: Mapping[Period, Observation] = {
        period: replace(item, releases=releases) for period, item in series.observations.items()
    }
    return replace(series, observations=kept)
