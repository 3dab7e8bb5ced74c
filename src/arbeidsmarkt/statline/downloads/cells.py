"""A figure in a downloaded file, as version 3 writes it: a number with a point, ``.`` or nothing."""

from __future__ import annotations

import re
from decimal import Decimal

from arbeidsmarkt.basics import dutch, typed_number
from arbeidsmarkt.basics.errors import UserError

_NAMED = 3
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,](\d{1,10}))?")


def number(text: str, decimals: int) -> Decimal:
    """A number with a decimal comma or point.

    A file that went through a spreadsheet may have thousands points in it, and "43.000" is forty-three or forty-three
    thousand. CBS says how many decimals a measure has, so a number with more of them is refused.

    Args:
        text: the cell.
        decimals: of the measure.

    Raises:
        ValueError: anything that could be meant otherwise; says how to write it.
    """
    plain = text.strip()
    if match := _PLAIN.fullmatch(plain):
        value, places = Decimal(plain.replace(",", ".")), match[1] or ""
    else:
        try:
            value = dutch.parse_number(plain)
        except UserError:
            raise ValueError(_advice(plain)) from None
        places = plain.partition(",")[2]
    if len(places) > decimals and (places.strip("0") or len(places) == 3):
        held = f"{decimals} decimals" if decimals != 1 else "1 decimal"
        raise ValueError(
            f"'{plain}' has {len(places)} decimals, where the measure has {held}; take out a thousands point"
        )
    return value


def figure(text: str, decimals: int) -> str:
    """A cell as ``rows.parse_value`` takes it; with all the decimals that its measure has.

    Raises:
        ValueError: neither a number nor one of CBS's symbols.
    """
    plain = text.strip()
    return plain if plain in ("", ".") else f"{number(plain, decimals):.{decimals}f}"


def _advice(text: str) -> str:
    try:
        typed_number.parsed(text)
    except ValueError as error:
        return str(error)
    return f"'{text}' is not a number"


def together(faults: list[UserError], name: str) -> list[UserError]:
    """The first faulty cells of a file, and how many more there are."""
    more = len(faults) - _NAMED
    if more <= 0:
        return faults
    return [*faults[:_NAMED], UserError(f"{more} more cells are not what they should be", where=name)]
