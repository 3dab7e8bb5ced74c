"""Made-up observations and series for tests. No figure here is real."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.series import Cell, Observation, Series, Status

Q3 = Period.quarter(2024, 3)
Number = str | int | None


def value(
    number: Number,
    unit: str = "thousand",
    period: Period = Q3,
    *,
    decimals: int = 0,
    status: Status = "final",
    title: str = "Verzonnen reeks",
    label: str = "",
    series: str = "toy",
    symbol: str = "",
    adjusted: bool | None = None,
) -> Observation:
    """One made-up observation from a made-up cell."""
    amount = None if number is None else Decimal(str(number))
    cell = Cell(series, "TOY1", (("sector", label),) if label else (), origin="verzonnen", sha256="0" * 64)
    return Observation(amount, unit, cell, period, status, decimals, title, label, symbol, adjusted=adjusted)


def run(
    numbers: Sequence[Number],
    unit: str = "thousand",
    last: Period = Q3,
    *,
    decimals: int = 0,
    title: str = "Verzonnen reeks",
    name: str = "toy",
    statuses: Sequence[Status] = (),
    base: str | None = None,
    adjusted: bool | None = None,
) -> Series:
    """Made-up values for consecutive periods, the newest last; a None is a period without a figure."""
    first = last - (len(numbers) - 1)
    found = {}
    for step, number in enumerate(numbers):
        if number is not None:
            status = statuses[step] if statuses else "final"
            found[first + step] = value(
                number, unit, first + step, decimals=decimals, status=status, title=title, series=name,
                adjusted=adjusted,
            )  # fmt: skip
    absent = Cell(name, "TOY1", origin="niet in deze momentopname")
    return Series(name, title, unit, last.frequency, found, adjusted=adjusted, base=base, absent=absent)


#: numbers such as statistics have: up to twelve digits, up to six places
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False)
positive = st.decimals(min_value="0.001", max_value=10**6, places=3, allow_nan=False, allow_infinity=False)
quarters = st.builds(Period.quarter, st.integers(1900, 2100), st.integers(1, 4))
months = st.builds(Period.month, st.integers(1900, 2100), st.integers(1, 12))
years = st.builds(Period.of_year, st.integers(1900, 2100))
periods = st.one_of(quarters, months, years)
statuses: st.SearchStrategy[Status] = st.sampled_from(("final", "unknown", "revised_provisional", "provisional"))
