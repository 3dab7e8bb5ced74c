"""Derivations about changes: the contribution of each factor, compound growth, how unusual a change is.

They follow the rules of ``derivations``: units are checked, the least certain status is passed on, and a missing input
gives a missing result.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import Literal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.derivations import HUNDRED, derive, lower
from arbeidsmarkt.numbers.series import Observation, Series


def contribution(
    part: tuple[Observation, Observation],
    whole: tuple[Observation, Observation],
    *,
    role: Literal["numerator", "denominator"],
    title: str,
) -> Observation:
    """How much of the change of a quotient comes from its numerator or its denominator, in per cent of that change.

    The decomposition is logarithmic: ln(a₁/b₁) − ln(a₀/b₀) = (ln a₁ − ln a₀) − (ln b₁ − ln b₀), so that the two
    contributions add up to 100 whatever the order, and neither is favoured (the additive decomposition of a ratio
    leaves a remainder). A contribution above 100 means that the other factor worked against the change.

    Args:
        part: the factor, now and then.
        whole: the quotient, now and then.
        role: whether the factor is the numerator or the denominator.
        title: of the result.

    Returns:
        Per cent of the change; missing if the quotient did not change.

    Raises:
        UserError: a value is not above zero, and so has no logarithm.
    """
    inputs = (*part, *whole)
    if any(item.value is not None and item.value <= 0 for item in inputs):
        raise UserError(f"'{title}' needs values above zero")
    sign, mark = (1, "") if role == "numerator" else (-1, "−")
    now, then = whole
    same = not now.missing and now.value == then.value
    words = f"logaritmische bijdrage van {lower(part[0].title)} aan de verandering van {lower(now.title)}"
    found = derive(
        "contribution", words, f"{mark}100 × ln(a / b) / ln(c / d)", inputs,
        lambda a, b, c, d: Decimal(0) if same or a == b else sign * HUNDRED * (a / b).ln() / (c / d).ln(),
        unit="percent", title=title, decimals=0,
        reason=connections.unconnected(*part) or connections.unconnected(now, then),
    )  # fmt: skip
    return replace(found, value=None, symbol="blank") if same else found


def compounded(growths: Sequence[Observation], *, title: str, decimals: int = 1) -> Observation:
    """The growth over several years from the growth of each: ``(1 + g₁)(1 + g₂)… − 1``, in per cent.

    The growth rates were rounded before they were published, so that the last digit of the result is approximate.

    Args:
        growths: those of consecutive years, oldest first; the result is missing if one of them is.
        title: of the result.
        decimals: the number of decimals to print.

    Raises:
        UserError: there is nothing to compound, or a growth is not in per cent.
    """
    if not growths or any(item.unit != "percent" for item in growths):
        raise UserError(f"'{title}' needs growth rates in procent")
    first, last = growths[0].period, growths[-1].period
    when = f" van {first.phrase} tot en met {last.phrase}" if first and last else ""

    def product(*rates: Decimal) -> Decimal:
        found = Decimal(1)
        for rate in rates:
            found *= 1 + rate / HUNDRED
        return HUNDRED * (found - 1)

    return derive(
        "growth", f"jaarlijkse veranderingen{when}, met elkaar vermenigvuldigd", "100 × ((1 + a / 100) × … − 1)",
        growths, product, unit="percent", title=title, decimals=decimals, period=last,
    )  # fmt: skip


def longest_run(series: Series, holds: Callable[[Observation], bool], *, words: str, title: str) -> list[Observation]:
    """The longest run of consecutive periods for which a condition holds; of several equally long ones, the latest.

    Returns:
        The observations of the run, oldest first, each traced to its own cell; empty if the condition never holds.
    """
    best: list[Observation] = []
    row: list[Observation] = []
    for item in series.known:
        follows = bool(row) and row[-1].period is not None and item.period == row[-1].period + 1
        row = ([*row, item] if follows else [item]) if holds(item) else []
        if len(row) >= len(best) and row:
            best = row
    return best


def counted(items: Sequence[Observation], *, unit: str, words: str, title: str) -> Observation:
    """The number of observations, as an observation that is traced to each of them."""
    return derive(
        "count", words, "aantal(a, …)", items, lambda *values: Decimal(len(values)), unit=unit, title=title, decimals=0,
        period=items[-1].period,
    )  # fmt: skip


def unusual(change: Observation, history: Iterable[Observation]) -> float:
    """How unusual a change is: its size divided by the median size of the changes in ``history``.

    It decides what a text says first; it is never printed.
    """
    sizes = [abs(item.value) for item in history if item.value is not None]
    if change.value is None or not sizes:
        return 0.0
    usual = median(sizes)
    return float(abs(change.value) / usual) if usual else 0.0


def steps(series: Series, back: int) -> list[Observation]:
    """The difference between every observation and the one ``back`` periods earlier, where both are known."""
    from arbeidsmarkt.numbers.derivations import difference

    pairs = [(item, series[item.period - back]) for item in series.known if item.period is not None]
    return [difference(now, then) for now, then in pairs if not then.missing]


def turned(series: Series, period: Period, least: Decimal) -> bool:
    """Whether the direction of a series changed in this period: two steps of at least ``least``, of opposite sign.

    A step between two releases counts only if it is larger than the series' largest known revision.
    """
    figures = [series[period - back] for back in (2, 1, 0)]
    values = [item.value for item in figures]
    if any(value is None for value in values):
        return False
    if not all(connections.order_known(now, then) for then, now in itertools.pairwise(figures)):
        return False
    before, now = (after - first for first, after in itertools.pairwise(values))  # type: ignore[operator]
    return before * now < 0 and min(abs(before), abs(now)) >= least
