"""Periods as people and StatLine's pages write them: "2024 3e kwartaal*", "september 2024", "2024-09"."""

from __future__ import annotations

import re

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import MONTH_NAMES, Period

_QUARTER = re.compile(r"(\d{4}) ([1-4])e kwartaal|([1-4])e kwartaal(?: van)? (\d{4})|(\d{4})[- ]?[qk](?:w0?)?([1-4])")
_MONTH = re.compile(r"(\d{4})[- ](\d{1,2})|(\d{4}) ([a-z]+)|([a-z]+) (\d{4})")
#: years that a figure can be about
_YEARS = range(1800, 2201)
_YEAR = re.compile(r"(\d{4})(?: jaar.*)?")


def parsed(text: str) -> Period:
    """The period that a cell names; asterisks, which mark provisional figures, are ignored.

    Raises:
        UserError: it names none, or one that is no quarter, month or year.
    """
    found = _found(text)
    if found is None or found.year not in _YEARS:
        remedy = "write 2024Q3, 2024-09 or 2024, or CBS's 2024KW03 or '2024 3e kwartaal'"
        raise UserError(f"'{text[:60]}' is no quarter, month or year", remedy=remedy)
    return found


def _found(text: str) -> Period | None:
    plain = " ".join(text.replace("*", " ").split()).casefold()
    if match := _QUARTER.fullmatch(plain):
        year, number = (match[1] or match[4] or match[5], match[2] or match[3] or match[6])
        return Period.quarter(int(year), int(number))
    if match := _MONTH.fullmatch(plain):
        year, word = (match[1] or match[3] or match[6], match[2] or match[4] or match[5])
        if word in MONTH_NAMES:
            return Period.month(int(year), MONTH_NAMES.index(word) + 1)
        if word.isdigit() and 1 <= int(word) <= 12:
            return Period.month(int(year), int(word))
    if match := _YEAR.fullmatch(plain):
        return Period.of_year(int(match[1]))
    try:
        return Period.parse(plain.upper())
    except UserError:
        return None


def named(text: str) -> bool:
    """Whether a cell names a period."""
    try:
        parsed(text)
    except UserError:
        return False
    return True
