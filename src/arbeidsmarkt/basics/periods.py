"""Quarters, months and years in every notation that the project meets.

CBS writes ``2024KW03``, ``2024MM09`` and ``2024JJ00``; files and commands write ``2024Q3``; the report writes
"derde kwartaal van 2024" in text and "2024 3e kwartaal" in table heads, as CBS does.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, overload

from arbeidsmarkt.basics.errors import UserError

Frequency = Literal["quarter", "month", "year"]

_PER_YEAR: dict[Frequency, int] = {"quarter": 4, "month": 12, "year": 1}
_CBS_LETTERS: dict[str, Frequency] = {"KW": "quarter", "MM": "month", "JJ": "year"}
_ORDINALS = ("eerste", "tweede", "derde", "vierde")
MONTH_NAMES = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

_CBS_CODE = re.compile(r"(\d{4})(KW|MM|JJ)(\d{2})")
_EDITION = re.compile(r"(\d{4})Q([1-4])")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Period:
    """A quarter, month or year. Periods of one frequency can be compared and sorted.

    Attributes:
        frequency: ``quarter``, ``month`` or ``year``.
        ordinal: the number of such periods since year 0, so that consecutive periods differ by one.
    """

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read any notation: ``2024Q3``, ``2024KW03``, ``2024MM09``, ``2024JJ00`` or ``2024``.

        Raises:
            UserError: it is written in another way; CBS's irregular codes such as ``2010X000`` are refused as well.
        """
        text = str(text).strip()
        if match := _EDITION.fullmatch(text):
            return cls.quarter(int(match[1]), int(match[2]))
        if _YEAR.fullmatch(text):
            return cls.of_year(int(text))
        if match := _CBS_CODE.fullmatch(text):
            year, frequency, number = int(match[1]), _CBS_LETTERS[match[2]], int(match[3])
            if frequency == "year" and number == 0:
                return cls.of_year(year)
            if frequency != "year" and 1 <= number <= _PER_YEAR[frequency]:
                return cls(frequency, year * _PER_YEAR[frequency] + number - 1)
        raise UserError(f"'{text}' is not a period", remedy="write a quarter as 2024Q3 or as CBS does: 2024KW03")

    @classmethod
    def typed(cls, text: str) -> Period:
        """Like ``parse``, for what a person types on the command line; accepts small letters: ``2024q3``.

        Raises:
            UserError: it names no period.
        """
        with contextlib.suppress(UserError):
            return cls.parse(text.upper())
        return cls.parse(text)  # so that the error shows the word as it was typed

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """The quarter ``number`` (1 to 4) of ``year``."""
        return cls("quarter", year * 4 + number - 1)

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        """The month ``number`` (1 to 12) of ``year``."""
        return cls("month", year * 12 + number - 1)

    @classmethod
    def of_year(cls, year: int) -> Period:
        """The calendar year ``year``."""
        return cls("year", year)

    @property
    def year(self) -> int:
        """The calendar year that the period lies in."""
        return self.ordinal // _PER_YEAR[self.frequency]

    @property
    def number(self) -> int:
        """The quarter (1 to 4) or month (1 to 12) within the year; 0 for a year, as CBS writes it."""
        return 0 if self.frequency == "year" else self.ordinal % _PER_YEAR[self.frequency] + 1

    @property
    def code(self) -> str:
        """CBS's code: ``2024KW03``, ``2024MM09``, ``2024JJ00``."""
        letters = {"quarter": "KW", "month": "MM", "year": "JJ"}[self.frequency]
        return f"{self.year:04d}{letters}{self.number:02d}"

    @property
    def label(self) -> str:
        """The project's own notation: ``2024Q3``, ``2024-09``, ``2024``."""
        if self.frequency == "quarter":
            return f"{self.year:04d}Q{self.number}"
        return f"{self.year:04d}-{self.number:02d}" if self.frequency == "month" else f"{self.year:04d}"

    @property
    def text(self) -> str:
        """In running text: "derde kwartaal van 2024", "september 2024", "2024"."""
        if self.frequency == "quarter":
            return f"{_ORDINALS[self.number - 1]} kwartaal van {self.year}"
        return f"{MONTH_NAMES[self.number - 1]} {self.year}" if self.frequency == "month" else str(self.year)

    @property
    def phrase(self) -> str:
        """In a sentence, where a quarter has an article: "het derde kwartaal van 2024", "september 2024", "2024"."""
        return f"het {self.text}" if self.frequency == "quarter" else self.text

    @property
    def head(self) -> str:
        """In a table's head, as CBS writes it: "2024 3e kwartaal", "2024 september", "2024"."""
        if self.frequency == "quarter":
            return f"{self.year} {self.number}e kwartaal"
        return f"{self.year} {MONTH_NAMES[self.number - 1]}" if self.frequency == "month" else str(self.year)

    @property
    def first_day(self) -> dt.date:
        """The first day of the period."""
        return dt.date(self.year, self._first_month, 1)

    @cached_property
    def last_day(self) -> dt.date:
        """The last day of the period."""
        month = self._first_month + 12 // _PER_YEAR[self.frequency] - 1
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def months(self) -> list[Period]:
        """The months that the period consists of."""
        first = self.year * 12 + self._first_month - 1
        return [Period("month", first + i) for i in range(12 // _PER_YEAR[self.frequency])]

    @property
    def year_earlier(self) -> Period:
        """The same period of the year before."""
        return self - _PER_YEAR[self.frequency]

    @property
    def _first_month(self) -> int:
        return 1 if self.frequency == "year" else (self.number - 1) * (12 // _PER_YEAR[self.frequency]) + 1

    def years_earlier(self, years: int) -> Period:
        """The same period ``years`` years before."""
        return self - years * _PER_YEAR[self.frequency]

    def __add__(self, steps: int) -> Period:
        return Period(self.frequency, self.ordinal + steps)

    @overload
    def __sub__(self, other: int) -> Period: ...
    @overload
    def __sub__(self, other: Period) -> int: ...
    def __sub__(self, other: int | Period) -> Period | int:
        if isinstance(other, Period):
            self._same_frequency(other)
            return self.ordinal - other.ordinal
        return Period(self.frequency, self.ordinal - other)

    def __lt__(self, other: Period) -> bool:
        self._same_frequency(other)
        return self.ordinal < other.ordinal

    def __le__(self, other: Period) -> bool:
        self._same_frequency(other)
        return self.ordinal <= other.ordinal

    def __gt__(self, other: Period) -> bool:
        return other < self

    def __ge__(self, other: Period) -> bool:
        return other <= self

    def __str__(self) -> str:
        return self.label

    def _same_frequency(self, other: Period) -> None:
        if self.frequency != other.frequency:
            raise UserError(f"a {self.frequency} ({self}) cannot be compared with a {other.frequency} ({other})")


def is_regular(code: str) -> bool:
    """Whether the project reads this CBS period code; it skips irregular ones (``2010X000``)."""
    try:
        Period.parse(code)
    except UserError:
        return False
    return True


def span(first: Period, last: Period) -> list[Period]:
    """Every period from ``first`` to ``last``, both included; empty when ``last`` is the earlier one."""
    return [first + i for i in range(last - first + 1)]
