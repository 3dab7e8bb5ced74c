"""Numbers as people type them into a file: read as they are meant, or refused; never wrong by a factor of a thousand.

"43.000" is forty-three thousand to a Dutch reader and forty-three to a program. A point that could separate thousands
is therefore refused, and so is a value that is impossible in its unit.
"""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError

#: units that count whole things
_WHOLE = frozenset({"persons", "vacancies", "fte", "quarters", "regions", "count"})
#: the lowest and highest value that each unit can have in a country of eighteen million people
_BOUNDS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("persons", "vacancies", "fte", "count"), (-20_000_000, 20_000_000)),
    "thousand": (-20_000, 20_000),
    "million": (-20, 20),
    "percent": (-100, 1_000),
    "percentage_point": (-100, 100),
    "balance": (-100, 100),
    "per_1000_jobs": (0, 1_000),
    "per_100_unemployed": (0, 10_000),
    "hours": (-168, 168),
    "quarters": (0, 1_000),
    "regions": (0, 100),
}


def parsed(value: object) -> Decimal:
    """The number that YAML read, or that a text in Dutch notation gives.

    Raises:
        ValueError: anything that could be meant otherwise; says how to write it.
    """
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is not a number")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or "E" in str(value):
            raise ValueError(f"write {value} as a plain number")
        return value
    text = str(value).strip()
    with contextlib.suppress(UserError):
        return dutch.parse_number(text)
    if "%" in text:
        raise ValueError(f"'{text}': write the number alone; unit: percent says that it is procent")
    if re.fullmatch(r"[+\-\u2212]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        raise ValueError(f"'{text}': write thousands without a point: {text.replace('.', '')}")
    if re.fullmatch(r"[\d.,]+ ?(?:-|\u2013|\u2014|\.\.|à|tot(?: en met)?|to) ?[\d.,]+", text):
        raise ValueError(f"'{text}' is a range, not a figure; give its ends as two figures, each with its own key")
    raise ValueError(f"'{text}' is not a number; write 43000, 6.8 or '6,8'")


def in_csv(text: str) -> Decimal:
    """The number in a cell of a CSV file: with a decimal comma, or with a point that cannot separate thousands.

    Raises:
        ValueError: anything that could be meant otherwise; says how to write it.
    """
    plain = text.strip()
    pointed = re.fullmatch(r"[+\-\u2212]?(\d+)\.(\d+)", plain, re.ASCII)
    if pointed and (len(pointed[2]) != 3 or len(pointed[1]) > 3 or pointed[1] == "0"):
        return Decimal(plain.replace("\u2212", "-"))
    return parsed(plain)


def implausible(value: Decimal, unit: str, *, confirmed: bool = False) -> str:
    """Why a value is hardly what its author means; empty when it is plausible.

    Args:
        value: as read.
        unit: key of ``dutch.UNITS``.
        confirmed: the author has checked it, and means three decimals.
    """
    if unit in _WHOLE and dutch.places(value):
        return f"{value} {dutch.unit(unit).meaning}: these are whole; write thousands without a point, as 43000"
    if dutch.places(value) == 3 and not confirmed:
        return f"{value} has three decimals, as a number with a thousands point has; write 43000, or confirmed: true"
    least, most = _BOUNDS.get(unit, (None, None))
    if least is not None and most is not None and not least <= value <= most:
        return f"{value} {dutch.unit(unit).meaning} is outside what is possible: {least} to {most}"
    return ""
