"""Compares the printed values of two facts, and tells when a text may not compare them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.facts import Fact, MissingFact
from arbeidsmarkt.text import filters


def sign(a: Fact, b: Fact) -> int:
    """The sign of the difference of two printed values, both with the same rounding; 0 if they print the same.

    Raises:
        UserError: the units differ, or one of the facts has no value.
    """
    if a.unit != b.unit:
        raise UserError(f"'{a.key}' and '{b.key}' have different units and cannot be compared")
    places = min(a.observation.decimals, b.observation.decimals)
    return filters.signum(dutch.rounded(a.printed, places) - dutch.rounded(b.printed, places))


def unordered(a: Fact, b: Fact) -> str:
    """Why a text may not say which of two facts is higher, in Dutch; empty if it may.

    It may not if they come from two releases of CBS that do not connect and differ by no more than the series' largest
    known revision: the next revision could reverse their order.
    """
    if connections.order_known(a.observation, b.observation):
        return ""
    when = f" met die van het {b.period.text}" if b.period and b.period.frequency == "quarter" else ""
    why = connections.unconnected(a.observation, b.observation)
    near = "zij verschillen niet meer dan bijstellingen groot kunnen zijn"
    return f"{a.observation.title}, vergeleken{when} ({why}; {near})"


def refusal(a: Fact, b: Fact) -> MissingFact:
    """The error for a text that says which of two such facts is higher; a sentence that depends on it is left out."""
    return MissingFact(
        f"which of '{a.key}' and '{b.key}' is the higher cannot be said: they stand in two releases of CBS, and lie no "
        "further apart than its revisions",
        remedy=f"put it behind {{% if {a.key} is comparable_with({b.key}) %}}, or begin the line with '? '",
    )  # fmt: skip


def near(a: Fact, b: Fact, thresholds: Mapping[str, Decimal]) -> bool:
    """Whether two facts differ by so little that a sentence calls them "vrijwel gelijk"."""
    places = min(a.observation.decimals, b.observation.decimals)
    apart = abs(dutch.rounded(a.printed, places) - dutch.rounded(b.printed, places))
    return apart <= thresholds.get(a.unit, Decimal(0))
