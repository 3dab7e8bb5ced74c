"""What was published at the time, set against what the build gives: reproduced, revised, taken over, or wrong.

An edition's ``printed:`` lists the figures of the letter and of CBS. Each must come out of the data with the same value
and the same rounding. Two things excuse a difference: a revision (the cell behind the figure, or the publication that
it was taken from, carries another date than the print), and data that cannot give the figure at all, with the reason in
the edition's parameters. Anything else is a fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.editions import Printed
from arbeidsmarkt.numbers.facts import Fact

Outcome = Literal["reproduced", "revised", "not_derivable", "failed"]

#: The outcomes as the accountability section words them.
WORDS: dict[Outcome, str] = {
    "reproduced": "gelijk",
    "revised": "afwijkend door bijstelling",
    "not_derivable": "overgenomen uit de publicatie",
    "failed": "wijkt af",
}


@dataclass(frozen=True)
class Comparison:
    """One published figure beside what the build gives for it.

    Attributes:
        fact: the fact's key.
        title: of the fact, in Dutch; the key when no notebook names it.
        unit: key of ``dutch.UNITS``; empty when no notebook names the fact.
        period: what the figure is about.
        printed: the value as it was published, in Dutch notation.
        published: when, as exactly as known.
        source: who published it, where.
        now: the value as the build prints it; "n.b." when it has none.
        as_of: newest date of what the build's value rests on; None when no date is known.
        outcome: see ``WORDS``.
        explanation: Dutch, for the accountability section: the reason, the note, or what differs.
        where: file and line of the ``printed:`` entry.
    """

    fact: str
    title: str
    unit: str
    period: Period | None
    printed: str
    published: str
    source: str
    now: str
    as_of: dt.date | None
    outcome: Outcome
    explanation: str
    where: str

    @property
    def word(self) -> str:
        """The outcome in Dutch."""
        return WORDS[self.outcome]


def compare(printed: Iterable[Printed], facts: Mapping[str, Fact | Mapping[str, Any]]) -> list[Comparison]:
    """Set every published figure against the fact of that name.

    Args:
        printed: ``Edition.printed``.
        facts: by key, as facts or as they stand in ``facts.json``.
    """
    return [_compare(item, _json(facts.get(item.fact))) for item in printed]


def _json(fact: Fact | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return fact.to_json() if isinstance(fact, Fact) else fact


def _compare(item: Printed, fact: Mapping[str, Any] | None) -> Comparison:
    if fact is None:
        outcome, why = _unnamed(item)
    elif fact["value"] is None:
        outcome, why = _missing(item)
    elif _same_print(item.value, fact["text"]):
        outcome, why = _equal(item, fact)
    else:
        outcome, why = _different(item, fact)
    return Comparison(
        fact=item.fact,
        title=fact["title"] if fact else item.fact,
        unit=fact["unit"] if fact else "",
        period=Period.parse(fact["period"]) if fact and fact["period"] else None,
        printed=item.value,
        published=item.published,
        source=item.source,
        now=fact["text"] if fact and fact["value"] is not None else "n.b.",
        as_of=max(_dates(fact), default=None) if fact else None,
        outcome=outcome,
        explanation=" ".join(_sentence(text) for text in (why, item.note) if text),
        where=item.where,
    )


def _unnamed(item: Printed) -> tuple[Outcome, str]:
    if item.reason:
        return "not_derivable", item.reason
    return "failed", "geen notebook noemt dit feit"


def _missing(item: Printed) -> tuple[Outcome, str]:
    if item.reason:
        return "not_derivable", item.reason
    return "failed", "de gebruikte cijfers geven hiervoor geen waarde"


def _equal(item: Printed, fact: Mapping[str, Any]) -> tuple[Outcome, str]:
    publications = _publications(fact)
    if publications and item.reason:
        return "not_derivable", item.reason
    if publications:
        return "failed", f"overgenomen uit {dutch.enumeration(publications)} en dus niet gereproduceerd: geef een reden"
    return "reproduced", ""


def _different(item: Printed, fact: Mapping[str, Any]) -> tuple[Outcome, str]:
    both = f"gepubliceerd {item.value} ({_date(item.published)}), nu {fact['text']}"
    if item.reason:
        return "failed", f"{both}; wat niet af te leiden is, hoort gelijk te zijn aan wat is gepubliceerd"
    dates, print_day = _dates(fact), last_day(item.published)
    newest = max(dates, default=None)
    if newest is None or print_day is None:
        return "failed", both
    if newest > print_day:
        return "revised", f"{both} ({dutch.date(newest)})"
    if item.note and newest != print_day:  # the build holds an older print than the letter had: only a note explains it
        return "revised", f"{both} ({dutch.date(newest)})"
    return "failed", both


def _date(published: str) -> str:
    """A publication date as a reader writes it, as far as it is known: "13 december 2024", "oktober 2024"."""
    day = last_day(published)
    if day is None or published.count("-") == 0 or "W" in published:
        return published
    return dutch.date(day) if published.count("-") == 2 else dutch.date(day).split(" ", 1)[1]


def _same_print(printed: str, text: str) -> bool:
    """Whether two prints have the same value and the same rounding: "66,0" is not "66"."""
    a, b = dutch.parse_number(printed), dutch.parse_number(text)
    return a == b and a.as_tuple().exponent == b.as_tuple().exponent


def _dates(fact: Mapping[str, Any]) -> list[dt.date]:
    """The dates on which what a fact rests on was published."""
    found = [cell.get("as_of") or cell.get("date") for cell in fact["cells"] if cell["value"] is not None]
    return [dt.date.fromisoformat(text) for text in found if text]


def _publications(fact: Mapping[str, Any]) -> list[str]:
    """The publication that a fact is taken over from; nothing when it is read from the vintage or derived."""
    if "cell" not in fact["tree"]:
        return []
    found = [f"{cell['publisher']}, {cell['publication']}" for cell in fact["cells"] if "published" in cell]
    return list(dict.fromkeys(found))


def _sentence(text: str) -> str:
    return dutch.capitalised(text) + ("" if text.endswith((".", "!", "?")) else ".")
