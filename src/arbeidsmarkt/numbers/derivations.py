"""The arithmetic of the report: named, checked functions on observations and series.

Each function takes observations or whole series; an observation given with a series is used for every period. It
checks the units, passes on the least certain status, and gives a missing result if an input is missing. The result's
``Derivation`` records what was done, in words and as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar, overload

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.series import Derivation, Observation, Series, joint_adjustment, missing_symbol, worst_status

HUNDRED = Decimal(100)
#: units for which a growth rate has meaning: quantities and indices, not rates in per cent or balances
_NO_GROWTH = frozenset({"percent", "percentage_point", "balance"})
#: operations whose result says how much something changed; only these have a direction
CHANGES = frozenset({"difference", "growth", "real_growth", "published_change"})

Operand = TypeVar("Operand", Observation, Series)


def derive(
    operation: str,
    words: str,
    formula: str,
    inputs: Sequence[Observation],
    value: Callable[..., Decimal],
    *,
    unit: str,
    title: str,
    decimals: int,
    period: Period | None = None,
    since: Period | None = None,
    reason: str = "",
) -> Observation:
    """An observation computed from others; missing if one of them is.

    Args:
        operation: name of the derivation.
        words: what it means, in Dutch, for the accountability table.
        formula: the formula, with a, b, … for the inputs in their order.
        inputs: the observations that it is computed from.
        value: the function that computes the result from their values.
        unit: of the result.
        title: of the result, in Dutch.
        decimals: the number of decimals to print.
        period: the period of the result, or the last of several; by default that of the first input.
        since: the first period, if the result is about several.
        reason: Dutch; why the result cannot be stated although every input has a value. Empty if it can.
    """
    source = Derivation(operation, words, formula, tuple(inputs))
    absent = bool(reason) or any(item.missing for item in inputs)
    try:
        result = None if absent else value(*(item.value for item in inputs))
    except ZeroDivisionError:
        raise UserError(f"'{title}' divides by zero in {period or inputs[0].period}") from None
    except ArithmeticError as error:
        raise UserError(f"'{title}' cannot be computed in {period or inputs[0].period}: {error}") from None
    labels = {item.label for item in inputs if item.label}
    return Observation(
        value=result,
        unit=unit,
        source=source,
        period=period if period is not None else inputs[0].period,
        status=worst_status(inputs),
        decimals=decimals,
        title=title,
        label=labels.pop() if len(labels) == 1 else "",
        symbol=missing_symbol(inputs) if absent else "",
        at_least=any(item.at_least for item in inputs),
        adjusted=joint_adjustment(inputs, title),
        reason=reason or next((item.reason for item in inputs if item.missing and item.reason), ""),
        since=since if since is not None or period is not None else inputs[0].since,
    )


@overload
def ratio(a: Observation, b: Observation, *, unit: str, title: str, per: int = 1, decimals: int = 0) -> Observation: ...
@overload
def ratio(a: Series, b: Series, *, unit: str, title: str, per: int = 1, decimals: int = 0) -> Series: ...
def ratio(
    a: Observation | Series, b: Observation | Series, *, unit: str, title: str, per: int = 1, decimals: int = 0
) -> Observation | Series:
    """The quotient of ``a`` and ``b``, which have the same unit, so that it is a pure number.

    Raises:
        UserError: different units.
    """

    def one(x: Observation, y: Observation) -> Observation:
        _same_unit("ratio", x, y)
        factor = f"{dutch.number(Decimal(per), 0)} × " if per != 1 else ""
        words = f"{x.title}, gedeeld door {y.title}"
        return derive(
            "ratio", words, f"{factor}a / b", (x, y), lambda p, q: per * p / q, unit=unit, title=title,
            decimals=decimals, reason=connections.unconnected(x, y),
        )  # fmt: skip

    return each(one, title, a, b)


@overload
def share(part: Observation, whole: Observation, *, title: str, decimals: int = 1) -> Observation: ...
@overload
def share(part: Series, whole: Series, *, title: str, decimals: int = 1) -> Series: ...
def share(
    part: Observation | Series, whole: Observation | Series, *, title: str, decimals: int = 1
) -> Observation | Series:
    """``part`` in per cent of ``whole``.

    Raises:
        UserError: different units, or a unit whose values cannot be added up (percentages).
    """

    def one(x: Observation, y: Observation) -> Observation:
        _same_unit("share", x, y)
        _additive("share", x)
        words = f"{x.title} als aandeel van {y.title}"
        return derive(
            "share", words, "100 × a / b", (x, y), lambda p, q: HUNDRED * p / q, unit="percent", title=title,
            decimals=decimals, reason=connections.unconnected(x, y),
        )  # fmt: skip

    return each(one, title, part, whole)


@overload
def difference(a: Observation, b: Observation, *, title: str = "", decimals: int | None = None) -> Observation: ...
@overload
def difference(a: Series, b: Series, *, title: str = "", decimals: int | None = None) -> Series: ...
def difference(
    a: Observation | Series, b: Observation | Series, *, title: str = "", decimals: int | None = None
) -> Observation | Series:
    """``a`` minus ``b``; the difference of two percentages is in percentage points.

    Two figures of an adjusted series whose releases do not connect have no difference. The result is then the change
    that CBS itself published, or missing with that reason if there is none.

    Raises:
        UserError: different units.
    """
    name = title or f"verschil in {lower(a.title)}"

    def one(x: Observation, y: Observation) -> Observation:
        _same_unit("difference", x, y)
        unit = "percentage_point" if x.unit == "percent" else x.unit
        places = min(x.decimals, y.decimals) if decimals is None else decimals
        reason = connections.unconnected(x, y)
        if reason and (change := connections.published_change(x, y)):
            return _published(change, name, places, x)
        words = f"{_when(x)} min {_when(y)}"
        return derive(
            "difference", words, "a − b", (x, y), lambda p, q: p - q, unit=unit, title=name, decimals=places,
            reason=reason,
        )  # fmt: skip

    return each(one, name, a, b)


def _published(change: Observation, title: str, decimals: int, now: Observation) -> Observation:
    """The change that CBS published, for two levels that cannot be subtracted."""
    source = Derivation("published_change", "door het CBS gepubliceerde verandering", "a", (change,))
    return replace(
        change, source=source, title=title, decimals=min(decimals, change.decimals), label=now.label, releases=None
    )


def total(parts: Sequence[Observation], *, title: str, decimals: int | None = None) -> Observation:
    """The sum of observations in one unit.

    Raises:
        UserError: there is nothing to add, the units differ, or values in this unit cannot be added up.
    """
    if not parts:
        raise UserError(f"'{title}' adds up nothing")
    for part in parts:
        _same_unit("total", parts[0], part)
        _additive("total", part)
    places = min(part.decimals for part in parts) if decimals is None else decimals
    formula = " + ".join(_letters(len(parts)))
    return derive(
        "total", "som", formula, parts, lambda *values: sum(values, Decimal(0)), unit=parts[0].unit, title=title,
        decimals=places,
    )  # fmt: skip


@overload
def growth(now: Observation, then: Observation, *, title: str = "", decimals: int = 1) -> Observation: ...
@overload
def growth(now: Series, then: Observation, *, title: str = "", decimals: int = 1) -> Series: ...
def growth(now: Observation | Series, then: Observation, *, title: str = "", decimals: int = 1) -> Observation | Series:
    """The change from ``then`` to ``now``, in per cent.

    Raises:
        UserError: different units, or a unit for which growth has no meaning (per cent).
    """
    name = title or f"groei van {lower(now.title)}"

    def one(x: Observation, y: Observation) -> Observation:
        _same_unit("growth", x, y)
        if x.unit in _NO_GROWTH:
            raise UserError(
                f"a growth rate of '{x.title}' in {dutch.unit(x.unit).meaning} has no meaning",
                remedy="use difference(), which gives procentpunt",
            )
        words = f"verandering van {_when(y)} tot {_when(x)}"
        return derive(
            "growth", words, "100 × (a / b − 1)", (x, y), lambda p, q: HUNDRED * (p / q - 1),
            unit="percent", title=name, decimals=decimals, reason=connections.unconnected(x, y),
        )  # fmt: skip

    return each(one, name, now, then)


def year_on_year(series: Series, *, title: str = "", decimals: int = 1) -> Series:
    """The change from the same period a year earlier, in per cent, for every period of ``series``.

    Where the value of a year earlier is missing, the result is missing, never zero.
    """
    name = title or f"{series.title}, verandering op jaarbasis"
    found = {
        observation.period: growth(observation, series[observation.period.year_earlier], title=name, decimals=decimals)
        for observation in series
        if observation.period is not None
    }
    return replace(series, title=name, unit="percent", base=None, observations=found)


@overload
def real_growth(
    nominal: Observation, prices: Observation, *, title: str = "reële groei", decimals: int = 1
) -> Observation: ...
@overload
def real_growth(nominal: Series, prices: Series, *, title: str = "reële groei", decimals: int = 1) -> Series: ...
def real_growth(
    nominal: Observation | Series, prices: Observation | Series, *, title: str = "reële groei", decimals: int = 1
) -> Observation | Series:
    """Growth adjusted for price changes: ``(1 + nominal) / (1 + prices) − 1``, all in per cent.

    Raises:
        UserError: one of the two is not in per cent.
    """

    def one(x: Observation, y: Observation) -> Observation:
        for item in (x, y):
            if item.unit != "percent":
                raise UserError(f"real_growth needs growth rates in procent; '{item.title}' is in {item.unit}")
        return derive(
            "real_growth", f"{x.title}, gecorrigeerd voor {lower(y.title)}",
            "100 × ((1 + a / 100) / (1 + b / 100) − 1)", (x, y),
            lambda p, q: HUNDRED * ((1 + p / HUNDRED) / (1 + q / HUNDRED) - 1), unit="percent", title=title,
            decimals=decimals,
        )  # fmt: skip

    return each(one, title, nominal, prices)


def in_millions(item: Observation, *, decimals: int = 1) -> Observation:
    """A number of thousands in millions, for running text.

    Raises:
        UserError: the number is not in thousands.
    """
    if item.unit != "thousand":
        raise UserError(f"'{item.title}' is in {dutch.unit(item.unit).meaning}, not in duizend")
    return derive(
        "in_millions", f"{lower(item.title)}, omgerekend naar miljoen", "a / 1 000", (item,), lambda x: x / 1000,
        unit="million", title=item.title, decimals=decimals,
    )  # fmt: skip


def productivity(production: Series, resources: Series, *, title: str = "productiviteit") -> Series:
    """π = index of production / index of resources, as an index.

    Source of the method: the ministry's measure of productivity in public services, which compares the growth of
    production with the growth of the resources used for it.

    Raises:
        UserError: they are not two indices with the same base.
    """
    if production.unit != "index" or resources.unit != "index" or production.base != resources.base:
        raise UserError("productivity needs two indices with the same base", remedy="use rebase() on both first")
    return ratio(production, resources, unit="index", title=title, per=100, decimals=1)


def each(
    one: Callable[[Observation, Observation], Observation],
    title: str,
    a: Observation | Series,
    b: Observation | Series,
) -> Observation | Series:
    """Apply an operation on two observations to two series, two observations, or one of each.

    What comes of a series and an observation is about the periods of the series, whichever of them comes first.
    """
    if isinstance(a, Series):
        lead, shared = a, set(a.observations) & set(b.observations) if isinstance(b, Series) else set(a.observations)
    elif isinstance(b, Series):
        lead, shared = b, set(b.observations)
    else:
        return one(a, b)
    found = {}
    for period in sorted(shared):
        made = one(a[period] if isinstance(a, Series) else a, b[period] if isinstance(b, Series) else b)
        found[period] = replace(made, period=period, since=lead[period].since)
    unit = next(iter(found.values())).unit if found else lead.unit
    base = lead.base if unit == "index" else None
    return replace(lead, title=title, unit=unit, base=base, observations=found)


def _same_unit(operation: str, a: Observation, b: Observation) -> None:
    if a.unit != b.unit:
        raise UserError(
            f"{operation} of '{a.title}' ({dutch.unit(a.unit).meaning}) and '{b.title}' "
            f"({dutch.unit(b.unit).meaning}): the units differ"
        )


def _additive(operation: str, a: Observation) -> None:
    if not dutch.unit(a.unit).additive:
        raise UserError(f"{operation} of '{a.title}': values in {dutch.unit(a.unit).meaning} do not add up")


def _letters(count: int) -> list[str]:
    return [chr(ord("a") + i) for i in range(count)] if count <= 26 else ["a", "…"]


def lower(title: str) -> str:
    """A title for use inside a sentence: with a small first letter, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _when(item: Observation) -> str:
    if item.period is None:
        return lower(item.title)
    if item.since is not None and item.since != item.period:
        return f"{lower(item.title)} van {item.since.phrase} tot en met {item.period.phrase}"
    return f"{lower(item.title)} in {item.period.phrase}"
