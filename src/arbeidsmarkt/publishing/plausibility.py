"""Checks whether figures of a vintage agree: stocks with flows, parts with totals, rates with their parts.

The catalogue says which series belong together (``related``). Disagreements are reported, and nothing is changed: a
person decides what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.vintages import Row, Vintage
from arbeidsmarkt.numbers.connections import FLOWS_ROUND_TO

#: the adjusted and unadjusted changes from a year earlier rarely differ by more than this (x 1 000)
ADJUSTED_GAP = Decimal(5)
#: parts that are adjusted one by one do not add up exactly to an adjusted total; this difference is usual (percent)
ADJUSTED_PARTS = Decimal(1)
#: how many quarters of a kind are named; the others are counted
MOST_NAMED = 3

Known = Mapping[Period, Row]


def doubts(vintage: Vintage, catalogue: Catalogue) -> list[str]:
    """The disagreements among a vintage's figures, one line per pair of series, in the catalogue's order."""
    found = []
    for spec in catalogue.series.values():
        known = _known(vintage, spec.id)
        if known and not spec.over:
            for what, cases in (
                ("level and flows", _flows(vintage, spec, known)),
                ("adjusted and unadjusted change on a year earlier", _adjusted(vintage, spec, known)),
                ("total and sum of the parts", _parts(vintage, catalogue, spec, known)),
                ("rate and what it is a share of", _rate(vintage, spec, known)),
            ):
                if listed := list(cases):
                    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
                    shown = ", ".join(listed[-MOST_NAMED:])
                    found.append(f"vintage {vintage.label}: {spec.id}: {what} do not agree: {shown}{more}")
    return found


def _known(vintage: Vintage, series: str) -> Known:
    """The known figures of a series over time, oldest first."""
    rows = vintage.by_members(series).get((), ()) if series else ()
    return {row.period: row for row in sorted(rows, key=lambda row: row.period.ordinal) if row.value is not None}


def _rounding(*rows: Row) -> Decimal:
    """How much rounding of these figures can add to their sum or difference."""
    return sum((Decimal(5).scaleb(-row.decimals - 1) for row in rows), Decimal(0))


def _value(row: Row) -> Decimal:
    return row.value if row.value is not None else Decimal(0)


def _said(period: Period, one: Decimal, other: Decimal, decimals: int = 1) -> str:
    return f"{period} {dutch.rounded(one, decimals)} against {dutch.rounded(other, decimals)}"


def _flows(vintage: Vintage, spec: SeriesSpec, known: Known) -> Iterator[str]:
    arrivals, departures = (_known(vintage, name) for name in (spec.related.arrivals, spec.related.departures))
    for period in sorted(known.keys() & arrivals.keys() & departures.keys()):
        if period - 1 in known:
            rows = (known[period], known[period - 1], arrivals[period], departures[period])
            change, flow = _value(rows[0]) - _value(rows[1]), _value(rows[2]) - _value(rows[3])
            whole = _rounding(*(row for row in rows if not row.decimals))
            if abs(change - flow) > FLOWS_ROUND_TO + whole:
                yield _said(period, change, flow)


def _adjusted(vintage: Vintage, spec: SeriesSpec, known: Known) -> Iterator[str]:
    plain = _known(vintage, spec.related.unadjusted)
    for period in known:
        before = period.year_earlier
        if period in plain and before in known and before in plain:
            one, other = (_value(rows[period]) - _value(rows[before]) for rows in (known, plain))
            if abs(one - other) > ADJUSTED_GAP:
                yield _said(period, one, other)


def _parts(vintage: Vintage, catalogue: Catalogue, spec: SeriesSpec, known: Known) -> Iterator[str]:
    family = catalogue.series.get(spec.related.parts)
    if family is None or len(family.over) != 1:
        return
    (axis,) = family.over
    held = vintage.by_members(family.id)
    parts = [
        {row.period: row for row in held.get(((axis, key),), ()) if row.value is not None}
        for key, member in family.members(axis).items()
        if member.kind == "section"
    ]
    for period, whole in known.items():
        rows = [part[period] for part in parts if period in part]
        if rows and len(rows) == len(parts):
            total = sum((_value(row) for row in rows), Decimal(0))
            usual = _value(whole) * ADJUSTED_PARTS / 100 if spec.adjusted else Decimal(0)
            if abs(total - _value(whole)) > _rounding(whole, *rows) + usual:
                yield _said(period, _value(whole), total)


def _rate(vintage: Vintage, spec: SeriesSpec, known: Known) -> Iterator[str]:
    above, below = (_known(vintage, name) for name in (spec.related.numerator, spec.related.denominator))
    for period in sorted(known.keys() & above.keys() & below.keys()):
        part, whole = above[period], below[period]
        if value := _value(whole):
            rate = 100 * _value(part) / value
            spread = 100 * (_rounding(part) + rate / 100 * _rounding(whole)) / value
            if abs(rate - _value(known[period])) > _rounding(known[period]) + spread:
                yield _said(period, _value(known[period]), rate, known[period].decimals + 1)
