"""Moments in Dutch local time, for embargoes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError

ZONE = ZoneInfo("Europe/Amsterdam")


def aware(moment: dt.datetime) -> dt.datetime:
    """A moment of Dutch local time, with its time zone added.

    Raises:
        UserError: it already has another time zone, or a change to or from summer time makes it not exist or exist
            twice.
    """
    if moment.tzinfo is not None:
        if moment.tzinfo is ZONE:
            return moment
        raise UserError(f"{moment.isoformat()} names a time zone", remedy="write the time in the Netherlands, no zone")
    early, late = moment.replace(tzinfo=ZONE, fold=0), moment.replace(tzinfo=ZONE, fold=1)
    if early.utcoffset() != late.utcoffset():
        what = f"the clock in the Netherlands shows {moment:%H:%M} twice on {moment.date()}, or not at all"
        raise UserError(what, remedy="choose a time outside the hour in which the clock is changed")
    return early


def text(moment: dt.datetime) -> str:
    """A moment in Dutch: ``13 december 2024, 6.30 uur``."""
    there = moment.astimezone(ZONE)
    return f"{dutch.date(there.date())}, {there.hour}.{there:%M} uur"
