"""A figure as it stood in one publication, and how the collected folder writes dates, numbers and places."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import UNKNOWN

STATUS = {"Definitief": "final", "Voorlopig": "provisional", "NaderVoorlopig": "revised_provisional"}


@dataclass(frozen=True)
class Reading:
    """One figure as it stood in one publication.

    Attributes:
        series: the catalogue's id.
        members: own name of a dimension and own key of the member, sorted.
        period: what it is about.
        value: as printed; nothing when ``symbol`` says why.
        as_of: the day it was published; the last day of a month or week when only that is known.
        origin, url: where it was read.
        when: the date as far as it is known ("2024-11", "2022-W40"); the day by default.
        also: the published change that it was combined with.
        release: the month of the release that the figure belongs to; ``unknown`` when that cannot be said.
        via: who kept or quotes the copy; empty for a page or file of CBS itself.
        dated: whether the day of the copy is known; ``as_of`` is then only the end of the period.
        later: the table is only to be had in a later state; used for older vintages with the periods known by then.
    """

    series: str
    members: tuple[tuple[str, str], ...]
    period: Period
    value: Decimal | None
    decimals: int
    as_of: dt.date
    origin: str
    url: str
    symbol: str = ""
    status: str = "unknown"
    note: str = ""
    later: bool = False
    modified: str | None = None
    when: str = ""
    also: Reading | None = None
    release: str = UNKNOWN
    via: str = ""
    dated: bool = True

    @property
    def places(self) -> list[tuple[str, str]]:
        """Address and dated origin of each publication that it was read in."""
        if not self.dated:
            return [(self.url, f"{self.origin} (dag onbekend)"), *(self.also.places if self.also else [])]
        when = self.when or self.as_of.isoformat()
        origin = self.origin if when in self.origin else f"{self.origin} ({when})"
        return [(self.url, origin), *(self.also.places if self.also else [])]


def origin_of(url: str) -> str:
    """A short name for a place on the web, for people."""
    if match := re.search(r"cbs\.nl/nl-nl/(nieuws|achtergrond)/(\d{4})/(\d{2})/", url):
        return f"CBS-{'bericht' if match[1] == 'nieuws' else 'achtergrond'} {match[2]}/{match[3]}"
    if match := re.search(r"cbs\.nl/[a-z-]+/figures|cbs\.nl/[a-z-]+/cijfers", url):
        table = re.search(r"detail/(\w+)", url)
        return f"StatLine-pagina {table[1] if table else ''}".strip()
    if "dashboard-arbeidsmarkt" in url:
        return "CBS-dashboard Arbeidsmarkt"
    if "cbs.nl" in url:
        return "CBS-publicatie"
    if match := re.search(r"github\.com/([\w.-]+/[\w.-]+)", url):
        return f"openbare kopie {match[1]}"
    host = re.sub(r"^https?://(www\.)?", "", url).split("/")[0]
    return f"CBS-bericht via {host}" if host else "onbekend"


def release_of(day: dt.date) -> str:
    """The release that was current in a month: CBS releases a quarterly table once in a month at the most."""
    return f"{day:%Y-%m}"


def via(url: str, note: str = "") -> str:
    """Who kept or quotes the copy that a figure was read in; empty when it was read on a page of CBS itself."""
    if "(secondary)" in note:  # the address is that of CBS's page, which was not read
        return "een openbare tekst die het CBS aanhaalt"
    if re.match(r"https?://([\w-]+\.)*cbs\.nl/", url):
        return ""
    if match := re.search(r"github\.com/([\w.-]+/[\w.-]+)", url):
        return match[1]
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def address(url: str) -> str:
    """The address without what the collection wrote after it."""
    plain = url.split(" ")[0]
    return plain if plain.startswith("http") else f"https://{plain}"


def lines(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The lines of a CSV file; none when the folder does not hold it."""
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file, delimiter=delimiter)


def number(text: str) -> tuple[Decimal, int]:
    """A printed number and how many decimals it was printed with."""
    value = Decimal(text.strip())
    return value, max(0, -int(value.as_tuple().exponent))
