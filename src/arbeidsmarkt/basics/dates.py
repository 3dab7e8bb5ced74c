"""Publication dates as far as they are known: a day, a month, an ISO week or a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re


def last_day(published: str) -> dt.date | None:
    """The last day that a date can mean; only then is it certain that a figure was known. None if it is no date.

    ``2024-12-13`` is that day, ``2024-12`` is 31 December, ``2022-W40`` the Sunday of week 40, ``2023`` 31 December.
    """
    text = published.strip()
    try:
        if match := re.fullmatch(r"(\d{4})-W(\d{2})", text):
            return dt.date.fromisocalendar(int(match[1]), int(match[2]), 7)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            year, month = int(match[1]), int(match[2])
            return dt.date(year, month, calendar.monthrange(year, month)[1])
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text)
        return dt.date(int(text), 12, 31) if re.fullmatch(r"\d{4}", text) else None
    except ValueError:  # a month 13, a week 60
        return None
