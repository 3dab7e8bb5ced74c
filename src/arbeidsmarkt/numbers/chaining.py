"""A series continued into the past by its predecessor.

StatLine's tables end and get a successor: cao wages 82838NED (2010 = 100) was followed by 85663NED (2020 = 100). The
catalogue says how the two are joined (``predecessor: {series: …, chain: …}``):

``overlap``, for levels. The older series is multiplied by the ratio of the two over all periods that both have. It is
then on the newer one's base, and its own growth rates are unchanged. (Chaining at the overlap; IMF, Quarterly National
Accounts Manual, 2017, chapter 8.) Each such value is a derivation, whose lineage names all inputs.

``join``, for growth rates and shares. The older figures are taken as they are for periods that the newer series lacks.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.numbers.derivations import derive, lower
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import NOT_AVAILABLE, Cell, Observation, Series


@dataclass(frozen=True)
class Chained:
    """A series, continued with figures of its predecessor.

    Attributes:
        series: the newer series with the older figures added.
        taken: the periods that come from the predecessor.
        overlap: the periods that both have a value for.
        factor: the ratio that the older values were multiplied by; None if they were taken as they are.
        note: Dutch, for the accountability section; empty if nothing was taken.
    """

    series: Series
    taken: tuple[Period, ...] = ()
    overlap: tuple[Period, ...] = ()
    factor: Decimal | None = None
    note: str = ""


def with_predecessor(spec: SeriesSpec, catalogue: Catalogue, read: Callable[[SeriesSpec], Series]) -> Chained:
    """A series of the catalogue, continued with the figures of its predecessors.

    Args:
        spec: the series.
        catalogue: the catalogue, which also describes the predecessors.
        read: returns a vintage's series for one of the catalogue.

    Raises:
        UserError: a series is its own predecessor, or two cannot be joined (see :func:`chain`).
    """
    line = [spec]
    while line[-1].predecessor and line[-1].predecessor.chain != "none":
        older = catalogue.spec(line[-1].predecessor.series)
        if older in line:
            raise UserError(f"series '{spec.id}' is its own predecessor", where="params/series.yml")
        line.append(older)
    result = Chained(read(line[-1]))
    for older, newer in itertools.pairwise(reversed(line)):
        assert newer.predecessor is not None  # noqa: S101  ``line`` was made by following predecessors
        found = chain(read(newer), result.series, newer.predecessor.chain, table=older.table)
        result = replace(found, note=" ".join(note for note in (found.note, result.note) if note))
    return result


def chain(new: Series, old: Series, how: str, *, table: str = "") -> Chained:
    """Continue ``new`` into the past with ``old``.

    Only periods that the newer series does not hold are taken; one that is secret or impossible there stays so.

    Args:
        new: the present series.
        old: its predecessor.
        how: ``overlap`` or ``join``.
        table: the predecessor's table, for the note.

    Returns:
        The longer series. Levels without a common period cannot be joined; the result is then ``new``, and its note
        says why.

    Raises:
        UserError: different units or frequencies, or only one of them seasonally adjusted.
    """
    _check_of_one_kind(new, old)
    overlap = tuple(item.period for item in new.known if item.period is not None and not old[item.period].missing)
    free = [item for item in old.known if item.period is not None and _lacks(new, item.period, how)]
    if not free:
        return Chained(new, overlap=overlap)
    name = f"{lower(old.title)}{f' (tabel {table})' if table else ''}"

    # rates and shares: the older figures as they are
    if how == "join":
        taken = {item.period: replace(item, title=new.title, label=new.label) for item in free if item.period}
        longer = _watched(_longer(new, taken), new, old, taken, overlap)
        return Chained(longer, tuple(taken), overlap, None, _join_note(new, old, name, taken, overlap))

    # levels: the ratio of the two over the periods that both have
    if not overlap:
        note = f"{new.title}: niet verlengd met {name}, want de reeksen hebben geen periode gemeen."
        return Chained(new, note=note)
    links = [new[period] for period in overlap], [old[period] for period in overlap]
    now, then = (sum((item.value or Decimal() for item in part), Decimal()) for part in links)
    if not then:
        raise UserError(f"'{old.title}' is zero over the overlap, and cannot be rescaled", where="params/series.yml")

    # the older levels, multiplied by that ratio
    over = _span_text(overlap)
    scaled = {item.period: _scaled(item, links, new, over) for item in free if item.period}
    onto = f"herleid naar {new.base}" if new.base else "op het niveau van de nieuwe reeks gebracht"
    note = (
        f"{new.title}: de cijfers tot en met {max(scaled).phrase} zijn die van {name}, {onto} met de verhouding tussen "
        f"beide reeksen over {over} (× {dutch.number(now / then, 4)})."
    )
    return Chained(_longer(new, scaled), tuple(scaled), overlap, now / then, note)


def _check_of_one_kind(new: Series, old: Series) -> None:
    """Refuse a predecessor with another unit, frequency or seasonal adjustment."""
    if (new.unit, new.frequency) != (old.unit, old.frequency):
        what = (
            f"'{new.title}' ({new.unit} per {new.frequency}) cannot be continued by '{old.title}' ({old.unit} per "
            f"{old.frequency})"
        )
    elif new.adjusted != old.adjusted:
        what = f"of '{new.title}' and '{old.title}' only one is seasonally adjusted"
    else:
        return
    raise UserError(what, where="params/series.yml", remedy="name another predecessor")


def _lacks(new: Series, period: Period, how: str) -> bool:
    """Whether a period is taken from the predecessor; a level only if it is before the newer series' first value."""
    if how == "overlap" and new.known and new.first.period is not None and period >= new.first.period:
        return False
    held = new.observations.get(period)
    return held is None or (held.missing and held.symbol == NOT_AVAILABLE)


def _scaled(
    item: Observation, links: tuple[list[Observation], list[Observation]], new: Series, over: str
) -> Observation:
    """An older level, converted to the newer series' base."""

    def value(old: Decimal, *both: Decimal) -> Decimal:
        half = len(both) // 2  # the new series in the periods that both have, then the old one
        return old * sum(both[:half], Decimal()) / sum(both[half:], Decimal())

    result = derive(
        "chained",
        f"voorganger van de reeks, vermenigvuldigd met de verhouding tussen nieuwe en oude reeks over {over}",
        "a × som nieuwe reeks / som oude reeks",
        (item, *links[0], *links[1]),
        value,
        unit=new.unit,
        title=new.title,
        decimals=min(item.decimals, *(link.decimals for link in links[0])),
    )
    return replace(result, label=new.label)


def _longer(new: Series, taken: dict[Period, Observation]) -> Series:
    return replace(new, observations={**dict(sorted(taken.items())), **_held(new, taken)})


def _watched(
    longer: Series, new: Series, old: Series, taken: dict[Period, Observation], overlap: tuple[Period, ...]
) -> Series:
    """An adjusted series continued by its predecessor, with what its figures may be compared with.

    If the two are equal in every period that both have, all figures connect. Otherwise they count as two releases of
    one series: the figures may be shown side by side, and ranked if they differ by more than the two series do where
    they overlap.
    """
    gaps = _gaps(new, old, overlap)
    if not new.adjusted or (gaps and not any(gaps)):
        return longer
    parts = [item.releases for item in (*new.known, *taken.values()) if item.releases is not None]
    margins = [part.margin for part in parts]
    margin = max([*gaps, *(one for one in margins if one is not None)]) if gaps and None not in margins else None
    groups: dict[Period, int] = {}
    changes: dict[Period, Observation] = {}
    first = 1 + max((number for part in parts for number in part.groups.values()), default=0)
    for item in longer.known:
        assert item.period is not None  # noqa: S101  observations of a series have a period
        own = item.releases.groups.get(item.period, 0) if item.releases else 0
        groups[item.period] = own + (first if item.period in taken else 0)
        if item.releases and item.period in item.releases.changes:
            changes[item.period] = item.releases.changes[item.period]
    members = next((item.source.members for item in longer.known if isinstance(item.source, Cell)), ())
    known = Releases((new.name, members), groups, changes, margin)
    kept = {period: replace(item, releases=known) for period, item in longer.observations.items()}
    return replace(longer, observations=kept)


def _gaps(new: Series, old: Series, overlap: tuple[Period, ...]) -> list[Decimal]:
    """How far the two series are apart in each period that both have a value for."""
    return [abs((new[period].value or Decimal()) - (old[period].value or Decimal())) for period in overlap]


def _held(new: Series, taken: dict[Period, Observation]) -> dict[Period, Observation]:
    return {period: item for period, item in new.observations.items() if period not in taken}


def _join_note(
    new: Series, old: Series, name: str, taken: dict[Period, Observation], overlap: tuple[Period, ...]
) -> str:
    note = f"{new.title}: de cijfers over {_span_text(tuple(taken))} komen uit {name}"
    if not overlap:
        return f"{note}; de reeksen hebben geen periode gemeen."
    gaps = _gaps(new, old, overlap)
    shared = f"over {_span_text(overlap)}, die in beide reeksen staan,"
    if not any(gaps):
        return f"{note}; {shared} zijn zij gelijk."
    unit = "percentage_point" if new.unit == "percent" else new.unit
    most = dutch.with_unit(max(gaps), max(new[overlap[0]].decimals, old[overlap[0]].decimals), unit)
    return f"{note}; {shared} verschillen zij ten hoogste {most}."


def _span_text(periods: tuple[Period, ...]) -> str:
    first, last = min(periods), max(periods)
    return first.phrase if first == last else f"{first.phrase} tot en met {last.phrase}"
