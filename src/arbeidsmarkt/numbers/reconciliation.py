"""Compares what was published at the time with what the build gives: reproduced, revised, taken over, or wrong.

An edition's ``printed:`` lists figures of the letter and of CBS. A figure that the build computes from CBS's figures
must have the same value and the same rounding. A difference counts as a revision only if there is evidence: recomputed
from the inputs as they were known on the day of the print (older rows of the vintages at hand, published figures), the
fact gives what was printed, and no input changed by more than the largest known revision of its series. An author can
state another ``reason:``, which is printed and counted separately. Any other difference is a fault.

A figure that the report takes over from a publication is not compared with itself; it must only be the same in both
files. Nor is a print compared with the row of a vintage that was read from that print.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.editions import Printed
from arbeidsmarkt.numbers import recompute
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.known_then import KnownThen, State

Outcome = Literal["reproduced", "revised", "explained", "taken_over", "not_derivable", "failed"]

#: the outcomes in the words of the accountability section
WORDS: dict[Outcome, str] = {
    "reproduced": "gelijk",
    "revised": "afwijkend door bijstelling",
    "explained": "afwijkend, met toelichting",
    "taken_over": "overgenomen uit de publicatie",
    "not_derivable": "niet in deze bijlage",
    "failed": "wijkt af",
}
_NO_EVIDENCE = KnownThen(list, list)


@dataclass(frozen=True)
class Comparison:
    """One published figure and what the build gives for it.

    Attributes:
        fact: the fact's key.
        title: the fact's title, in Dutch; its key if no notebook names the fact.
        unit: a key of ``dutch.UNITS``; empty if no notebook names the fact.
        period: the period that the figure is about.
        printed: the value as it was published, in Dutch notation.
        published: when, as precisely as is known.
        source: who published it, and where.
        now: the value as the build prints it; "n.b." if it has none.
        as_of: the newest date among the inputs of the build's value; None if no date is known.
        outcome: a key of ``WORDS``.
        explanation: Dutch, for the accountability section: the reason, the note, or what differs.
        where: file and line of the ``printed:`` entry.
        recomputed: whether the build computed the figure from CBS's figures rather than taking it from the publication
            that printed it.
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
    recomputed: bool

    @property
    def word(self) -> str:
        """The outcome in Dutch."""
        return WORDS[self.outcome]


def compare(
    printed: Iterable[Printed], facts: Mapping[str, Fact | Mapping[str, Any]], known_then: KnownThen = _NO_EVIDENCE
) -> list[Comparison]:
    """Compare every published figure with the fact of that name.

    Args:
        printed: ``Edition.printed``.
        facts: by key, as facts or as entries of ``facts.json``.
        known_then: the evidence that figures were revised; without it no difference counts as a revision.
    """
    return [_compare(item, _json(facts.get(item.fact)), known_then) for item in printed]


def _json(fact: Fact | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return fact.to_json() if isinstance(fact, Fact) else fact


def _compare(item: Printed, fact: Mapping[str, Any] | None, known_then: KnownThen) -> Comparison:
    outcome: Outcome
    recomputed = False
    if fact is None:
        outcome, why = _absent(item, "geen notebook noemt dit feit")
    elif fact["value"] is None:
        outcome, why = _absent(item, "de gebruikte cijfers geven hiervoor geen waarde")
    elif publications := _publications(fact):
        outcome, why = _taken_over(item, fact, publications)
    elif origin := _the_print_itself(item, fact):
        outcome, why = _read_there(item, fact, origin)
    elif _same_print(item.value, fact["text"]):
        outcome, why, recomputed = "reproduced", "", True
    else:
        (outcome, why), recomputed = _different(item, fact, known_then), True
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
        recomputed=recomputed,
    )


def _absent(item: Printed, what: str) -> tuple[Outcome, str]:
    return ("not_derivable", item.reason) if item.reason else ("failed", what)


def _taken_over(item: Printed, fact: Mapping[str, Any], publications: list[str]) -> tuple[Outcome, str]:
    if not _same_print(item.value, fact["text"]):
        return "failed", f"{_both(item, fact)}; wat is overgenomen, hoort gelijk te zijn aan wat is gepubliceerd"
    if not item.reason:
        return "failed", f"overgenomen uit {dutch.enumeration(publications)} en dus niet gereproduceerd: geef een reden"
    return "taken_over", item.reason


def _read_there(item: Printed, fact: Mapping[str, Any], origin: str) -> tuple[Outcome, str]:
    if not _same_print(item.value, fact["text"]):
        return "failed", f"{_both(item, fact)}; in de gebruikte cijfers staat het uit dezelfde publicatie: {origin}"
    return "taken_over", f"de gebruikte cijfers bevatten dit cijfer zoals die publicatie het gaf: {origin}"


def _different(item: Printed, fact: Mapping[str, Any], known_then: KnownThen) -> tuple[Outcome, str]:
    both = _both(item, fact)
    if item.reason:
        return "explained", f"{both}; {item.reason}"
    day = last_day(item.published)
    if day is None:
        return "failed", f"{both}; de dag van publicatie is niet bekend"
    if not recompute.follows_its_formulas(fact):
        return "failed", f"{both}; dit cijfer is niet opnieuw uit te rekenen met de cijfers van toen"
    values, changed = [], []
    for cell in fact["cells"]:
        then = known_then.state(cell, day)
        if then is None:
            return "failed", f"{both}; wat op {dutch.date(day)} bekend was van {_about(cell)}, is niet beschikbaar"
        values.append(then.value)
        if then.value != Decimal(str(cell["value"])):
            changed.append((cell, then))
    try:
        was = dutch.number(recompute.value(fact, values), fact["decimals"])
    except ArithmeticError:
        return "failed", f"{both}; met de cijfers van toen is dit niet uit te rekenen"
    if not _same_print(item.value, was):
        return "failed", f"{both}; uit wat op {dutch.date(day)} bekend was, volgt {was}"
    for cell, then in changed:
        if too_large := _too_large(cell, then, known_then):
            return "failed", f"{both}; {too_large}"
    shown_by = dutch.enumeration(list(dict.fromkeys(then.shown_by for _, then in changed)))
    return "revised", f"{both}; de bijstelling blijkt uit: {shown_by}"


def _too_large(cell: Mapping[str, Any], then: State, known_then: KnownThen) -> str:
    """Why the change of an input is too large to count as a revision of its series; empty if it is not."""
    places = min(then.decimals, cell["decimals"])
    size = abs(dutch.rounded(Decimal(str(cell["value"])), places) - dutch.rounded(then.value, places))
    largest = known_then.largest_revision(cell)
    if largest is None:
        return f"van {_about(cell)} is geen andere bijstelling bekend om deze mee te vergelijken"
    if size > largest:
        by, most = dutch.number(size, places), dutch.number(largest, cell["decimals"])
        return f"{_about(cell)} zou {by} zijn bijgesteld, en die reeks is dat nooit meer dan {most}"
    return ""


def _about(cell: Mapping[str, Any]) -> str:
    """The title, member and period of a cell."""
    period = f" ({Period.parse(cell['period']).text})" if cell["period"] else ""
    return f"'{', '.join(filter(None, (cell['title'], cell['label'])))}'{period}"


def _both(item: Printed, fact: Mapping[str, Any]) -> str:
    return f"gepubliceerd {item.value} ({_date(item.published)}), nu {fact['text']}"


def _date(published: str) -> str:
    """A publication date in Dutch, as precisely as it is known: "13 december 2024", "oktober 2024"."""
    day = last_day(published)
    if day is None or published.count("-") == 0 or "W" in published:
        return published
    return dutch.date(day) if published.count("-") == 2 else dutch.date(day).split(" ", 1)[1]


def _same_print(printed: str, text: str) -> bool:
    """Whether two prints have the same value and the same rounding: "66,0" is not "66"."""
    a, b = dutch.parse_number(printed), dutch.parse_number(text)
    return a == b and a.as_tuple().exponent == b.as_tuple().exponent


def _dates(fact: Mapping[str, Any]) -> list[dt.date]:
    """The publication dates of a fact's inputs."""
    found = [cell.get("as_of") or cell.get("date") for cell in fact["cells"] if cell["value"] is not None]
    return [dt.date.fromisoformat(text) for text in found if text]


def _publications(fact: Mapping[str, Any]) -> list[str]:
    """The publications that a fact's inputs come from; empty if an input comes from StatLine."""
    if not all("published" in cell for cell in fact["cells"]):
        return []
    return list(dict.fromkeys(f"{cell['publisher']}, {cell['publication']}" for cell in fact["cells"]))


def _the_print_itself(item: Printed, fact: Mapping[str, Any]) -> str:
    """The publication of CBS that printed the figure, if the vintage's row was read from it as well.

    Returns:
        Its name; empty if the fact is derived, or comes from StatLine or from another publication.
    """
    if fact["formula"] != "a" or len(fact["cells"]) != 1 or not re.match(r"CBS\b(?!.* en )", item.source):
        return ""
    origin, as_of = fact["cells"][0].get("origin") or "", fact["cells"][0].get("as_of") or ""
    return origin if origin.startswith("CBS") and as_of.startswith(item.published) else ""


def _sentence(text: str) -> str:
    return dutch.capitalised(text) + ("" if text.endswith((".", "!", "?")) else ".")
