"""What ``a - b``, ``a + b`` and ``a / b * 100`` do with observations and series.

They call ``difference``, ``total`` and ``ratio``, and refuse what these refuse. A bare number has no source, so it is
accepted only as a factor, which the formula of the result shows.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from typing import Any, TypeVar

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers import operators
from arbeidsmarkt.numbers.derivations import derive, difference, each, lower, ratio, total
from arbeidsmarkt.numbers.series import Derivation, Observation, Series

Operand = TypeVar("Operand", Observation, Series)

_QUOTIENT_DECIMALS = 1


def subtract(a: Any, b: Any) -> Any:
    """``a - b``, as ``difference``."""
    _both("-", a, b)
    return difference(a, b, title=f"{a.title} min {lower(b.title)}" if a.title != b.title else "")


def add(a: Any, b: Any) -> Any:
    """``a + b``, as ``total``. ``0 + a`` is ``a``, so that Python's ``sum`` works."""
    if isinstance(b, (Observation, Series)) and type(a) is int and a == 0:
        return b
    _both("+", a, b)
    title = f"{a.title} en {lower(b.title)}" if a.title != b.title else a.title
    return each(lambda x, y: total([x, y], title=title), title, a, b)


def divide(a: Any, b: Any) -> Any:
    """``a / b``, as ``ratio``: a pure number, to which ``titled`` gives a unit. ``a / 1000`` divides by a factor."""
    if isinstance(a, (Observation, Series)) and (factor := _factor(b)) is not None:
        if not factor:
            raise UserError(f"'{a.title}' divides by zero")
        return _scaled(a, factor, divides=True)
    _both("/", a, b)
    title = f"{a.title} per {lower(b.title)}"
    return ratio(a, b, unit="ratio", title=title, decimals=_QUOTIENT_DECIMALS)


def multiply(a: Any, b: Any) -> Any:
    """``a * 100``, multiplication by a factor. To multiply two figures, use ``computed``, which says what it means."""
    for item, other in ((a, b), (b, a)):
        if isinstance(item, (Observation, Series)) and (factor := _factor(other)) is not None:
            return _scaled(item, factor, divides=False)
    _both("*", a, b)
    raise UserError(
        f"'{a.title}' times '{b.title}' has no unit of its own",
        remedy="say what it is with computed(…, of=[…], unit=…)",
    )


def titled(item: Operand, title: str, *, unit: str = "", decimals: int | None = None) -> Operand:
    """Give the result of an expression a title: ``titled(a / b * 100, "Spanning", unit="percent")``.

    Args:
        item: an observation or a series.
        title: what it is, in Dutch.
        unit: the unit of a quotient; other results have one already.
        decimals: the number of decimals to print.

    Raises:
        UserError: the item has another unit already, or it is a percentage of things that do not add up.
    """
    if isinstance(item, Series):
        found = {period: titled(one, title, unit=unit, decimals=decimals) for period, one in item.observations.items()}
        return replace(item, title=title, unit=unit or item.unit, observations=found)
    if unit and unit != item.unit:
        _may_become(item, unit)
    places = item.decimals if decimals is None else item.rounded_to(decimals).decimals
    return replace(item, title=title, unit=unit or item.unit, decimals=places)


def _may_become(item: Observation, unit: str) -> None:
    """Check that a quotient may have this unit.

    Raises:
        UserError: it is not a quotient, or it is a share of things that do not add up.
    """
    if item.unit != "ratio" or not isinstance(item.source, Derivation):
        meaning, wanted = dutch.unit(item.unit).meaning, dutch.unit(unit).meaning
        raise UserError(f"'{item.title}' is in {meaning} and cannot be called {wanted}", remedy="leave unit= out")
    parts = [one for one in item.source.inputs if not dutch.unit(one.unit).additive]
    if unit == "percent" and parts:
        raise UserError(f"a share of '{parts[0].title}': values in {dutch.unit(parts[0].unit).meaning} do not add up")


def _both(sign: str, a: Any, b: Any) -> None:
    """Refuse operands that are not observations or series; the message depends on what they are."""
    for item, other in ((a, b), (b, a)):
        if not isinstance(item, (Observation, Series)):
            name = getattr(other, "title", "")
            if _factor(item) is not None:
                what = f"the bare number {item} in '{sign}' with '{name}': a bare number has no source"
                raise UserError(what, remedy="only a factor may be one: a / b * 100")
            raise UserError(
                f"'{name}' {sign} a {type(item).__name__}",
                remedy="use the series' own frame() for pandas, and computed(…) for what comes out",
            )


def _factor(value: Any) -> Decimal | None:
    """The value of a bare number; None for anything else.

    Raises:
        UserError: the number is not finite.
    """
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        return None
    if not math.isfinite(value):
        raise UserError(f"{value} is not a factor", remedy="give a finite number")
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _scaled(item: Any, factor: Decimal, *, divides: bool) -> Any:
    if isinstance(item, Series):
        return item.map(lambda one: _scaled(one, factor, divides=divides), item.title)
    source = item.source
    if isinstance(source, Derivation) and source.operation == "ratio" and len(source.inputs) == 2:
        per = _per(source.formula) / factor if divides else _per(source.formula) * factor
        return replace(
            derive(
                "ratio", source.words, f"{_text(per)} × a / b" if per != 1 else "a / b", source.inputs,
                lambda p, q: per * p / q, unit=item.unit, title=item.title, decimals=item.decimals,
            ),
            period=item.period, label=item.label,
        )  # fmt: skip
    words = f"{lower(item.title)}, {'gedeeld door' if divides else 'maal'} {_text(factor)}"
    formula = f"a / {_text(factor)}" if divides else f"{_text(factor)} × a"
    made = derive(
        "scaled", words, formula, (item,), lambda x: x / factor if divides else x * factor, unit=item.unit,
        title=item.title, decimals=item.decimals,
    )  # fmt: skip
    return made


def _per(formula: str) -> Decimal:
    """The factor in the formula of a ratio, the 100 of "100 × a / b"."""
    factor, sign, _ = formula.partition(" × ")
    return dutch.parse_number(factor) if sign else Decimal(1)


def _text(number: Decimal) -> str:
    return dutch.number(number, max(0, -int(number.normalize().as_tuple().exponent)))


operators.define("+", add)
operators.define("-", subtract)
operators.define("*", multiply)
operators.define("/", divide)
