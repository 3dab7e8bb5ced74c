"""Derivations over several periods: means, peaks, streaks, quarters out of months, an index on another base.

They follow the rules of ``derivations``: units are checked, the least certain status is passed on, and a missing input
gives a missing result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.derivations import HUNDRED, derive, lower
from arbeidsmarkt.numbers.series import Derivation, Observation, Series, missing_symbol, worst_status


def rebase(series: Series, base: Period, *, title: str = "", decimals: int = 1) -> Series:
    """The series as an index with ``base`` = 100; figures that do not connect with that of the base are missing."""
    name = title or f"{series.title} ({base.label}=100)"
    reference = series[base]

    def one(x: Observation) -> Observation:
        return derive(
            "rebase", f"{series.title} als indexcijfer, {base.phrase} = 100", "100 × a / b", (x, reference),
            lambda p, q: HUNDRED * p / q, unit="index", title=name, decimals=decimals,
            reason=connections.unconnected(x, reference),
        )  # fmt: skip

    return replace(series.map(one, name, base=f"{base.label}=100"), unit="index")


def mean(series: Series, first: Period, last: Period, *, title: str = "", decimals: int = 0) -> Observation:
    """The mean over all periods from ``first`` to ``last``; missing if one of them is."""
    parts = series.gapless(first, last)
    if not parts:
        raise UserError(f"the mean of '{series.title}' spans no period: {first} to {last}")
    return derive(
        "mean", f"gemiddelde van {lower(series.title)} van {first.phrase} tot en met {last.phrase}", "gemiddelde(a, …)",
        parts, lambda *values: sum(values, Decimal(0)) / len(values), unit=series.unit,
        title=title or f"gemiddelde {lower(series.title)}", decimals=decimals, period=last, since=first,
    )  # fmt: skip


def quarterly_mean(series: Series, *, title: str = "") -> Series:
    """The mean of each quarter's three months; a quarter that lacks a month is left out."""
    if series.frequency != "month":
        raise UserError(f"'{series.title}' has no monthly figures")
    found: dict[Period, Observation] = {}
    for month in series.observations:
        quarter = Period.quarter(month.year, (month.number + 2) // 3)
        months = [series[part] for part in quarter.months]
        if month == quarter.months[2] and not any(part.missing for part in months):
            found[quarter] = derive(
                "quarterly_mean", f"gemiddelde van de drie maanden van {quarter.phrase}", "(a + b + c) / 3", months,
                lambda a, b, c: (a + b + c) / 3, unit=series.unit, title=title or series.title,
                decimals=min(part.decimals for part in months), period=quarter,
            )  # fmt: skip
    return replace(series, title=title or series.title, frequency="quarter", observations=found)


def peak(series: Series, *, title: str = "") -> Observation:
    """The highest observation, with its own period; the earliest one if several print the same.

    Raises:
        UserError: no value at all.
    """
    return _extreme(series, highest=True, title=title)


def trough(series: Series, *, title: str = "") -> Observation:
    """The lowest observation, with its own period; the earliest one if several print the same.

    Raises:
        UserError: no value at all.
    """
    return _extreme(series, highest=False, title=title)


def streak(
    series: Series, until: Period, holds: Callable[[Observation], bool], *, words: str, title: str
) -> Observation:
    """For how many consecutive periods, up to and including ``until``, a condition has held.

    The count stops at the latest earlier period for which the condition fails. If it stops at a missing value or at
    the first figure at hand, the real streak may be longer; the result is then marked ``at_least``.

    Args:
        series: the series.
        until: the last period of the streak.
        holds: the condition; called only with observations that have a value.
        words: the condition in Dutch, for the accountability table.
        title: of the result.
    """
    counted: list[Observation] = []
    period = until
    while not series[period].missing and holds(series[period]):
        counted.append(series[period])
        period = period - 1
    stopped_by = series[period]
    inputs = tuple(counted) if stopped_by.missing else (*counted, stopped_by)
    return Observation(
        value=None if series[until].missing else Decimal(len(counted)),
        unit="quarters" if series.frequency == "quarter" else "count",
        source=Derivation("streak", f"aantal kwartalen op rij: {words}", "aantal(a, …)", inputs or (stopped_by,)),
        period=until,
        status=worst_status(inputs),
        title=title,
        label=series.label,
        symbol=missing_symbol([series[until]]) if series[until].missing else "",
        at_least=stopped_by.missing and bool(counted),
        adjusted=series.adjusted,
    )


def unbroken_since(series: Series, holds: Callable[[Observation], bool], *, words: str, title: str) -> Observation:
    """The figure from which on a condition holds for every known figure; gaps between figures are ignored.

    Unlike ``streak`` it says nothing about periods without a figure, so a sentence must not either.

    Args:
        series: the series.
        holds: the condition; called only with observations that have a value.
        words: the condition in Dutch, for the accountability table.
        title: of the result.

    Returns:
        That figure, with its own period; missing if the condition does not hold for the newest figure.
    """
    chosen: list[Observation] = []
    for item in reversed(series.known):
        if not holds(item):
            break
        chosen.insert(0, item)
    if not chosen:
        return Observation(None, series.unit, series.absent, title=title, status="unknown")
    return replace(
        chosen[0],
        source=Derivation(
            "unbroken_since", f"eerste van de bekende cijfers waarvoor geldt: {words}", "a", tuple(chosen)
        ),
        status=worst_status(chosen),
        title=title,
    )


def equals(extreme: Observation) -> list[Period]:
    """All periods whose value prints the same as a peak or trough, oldest first; one period for other observations.

    If there are several, the newest period of the series is left out: a sentence that states an earlier record compares
    it with the newest figure anyway.
    """
    own = [extreme.period] if extreme.period is not None else []
    source = extreme.source
    if not isinstance(source, Derivation) or source.operation not in ("peak", "trough"):
        return own
    periods = [item.period for item in source.inputs if item.period is not None]
    same = sorted(
        item.period
        for item in source.inputs
        if item.value is not None
        and item.period is not None
        and dutch.rounded(item.value, extreme.decimals) == extreme.printed
    )
    return same[:-1] if len(same) > 1 and same[-1] == max(periods) else same or own


def _extreme(series: Series, *, highest: bool, title: str) -> Observation:
    known = series.known
    if not known:
        raise UserError(f"'{series.title}' holds no value, so it has no peak or trough")
    furthest = (max if highest else min)(known, key=lambda item: item.value or Decimal())
    chosen = next(one for one in known if dutch.rounded(one.value or Decimal(), furthest.decimals) == furthest.printed)
    word = "hoogste" if highest else "laagste"
    rival = next((item for item in known if not connections.order_known(chosen, item)), None)
    periods = [period for period, item in series.observations.items() if not item.missing]
    picked = replace(
        chosen,
        source=Derivation(
            "peak" if highest else "trough",
            f"{word} waarde van {lower(series.title)} van {min(periods).phrase} tot en met {max(periods).phrase}",
            f"{'max' if highest else 'min'}(a, …)",
            (chosen, *(item for item in known if item is not chosen)),
        ),
        status=chosen.status,
        title=title or f"{word} {lower(series.title)}",
    )
    if rival is None:
        return picked
    reason = f"{connections.unconnected(chosen, rival)}; zij verschillen niet meer dan bijstellingen groot kunnen zijn"
    return replace(picked, value=None, symbol="", period=None, reason=reason)
