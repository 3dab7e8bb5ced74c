"""What a placeholder says of one fact without knowing the text around it: periods, publishers, shares in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import jinja2

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import CHANGES
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.over_time import equals
from arbeidsmarkt.numbers.series import Derivation, PublishedCell


def fact_of(value: object) -> Fact:
    """The fact that a filter was given.

    Raises:
        UserError: it was given something else, or an unknown name.
    """
    if isinstance(value, jinja2.Undefined):
        value._fail_with_undefined_error()
    if isinstance(value, Fact):
        return value
    raise UserError(f"a filter was given a {type(value).__name__}, not a fact", remedy="name it with facts(…) first")


def are_facts(value: object) -> bool:
    """Whether a value is a list of facts."""
    return isinstance(value, (list, tuple)) and all(isinstance(item, Fact) for item in value)


def labels(facts: Sequence[Fact]) -> str:
    """The names of the sectors or regions that facts are about, as a list in a sentence."""
    return dutch.enumeration([fact.label for fact in facts])


def count(value: object) -> int:
    """A fact as a whole number."""
    return int(fact_of(value).printed)


def period_of(value: object) -> Period:
    """The period of a fact, or a period itself.

    Raises:
        UserError: neither, or a fact without a period.
    """
    if isinstance(value, Fact):
        if value.period is None:
            raise UserError(f"the fact '{value.key}' spans several periods and has none of its own")
        return value.period
    if isinstance(value, Period):
        return value
    raise UserError(f"a filter was given a {type(value).__name__}, not a period")


def period(value: object) -> str:
    """The period in words: "derde kwartaal van 2024"; of a record every one that prints the same, four at the most."""
    if words := _own_words(value):
        return words
    if isinstance(value, Fact) and value.observation.since is not None:
        return stretch(value)
    periods = equals(value.observation) if isinstance(value, Fact) else []
    if len(periods) < 2:
        return period_of(value).text
    first, *others = [one.text for one in periods]
    if len(periods) > 4:
        return f"{first} (en nog {dutch.cardinal(len(others))} keer)"
    article = "het " if periods[0].frequency == "quarter" else ""
    return dutch.enumeration([first, *(f"{article}{text}" for text in others)])


def year(value: object) -> str:
    """The year of a period; of a record every year that has one."""
    periods = equals(value.observation) if isinstance(value, Fact) else []
    return dutch.enumeration(list(dict.fromkeys(str(one.year) for one in periods or [period_of(value)])))


#: how a publication words a figure that it rounds
_PRECISION = {"about": "ongeveer ", "over": "ruim ", "almost": "bijna "}


def precision(fact: Fact) -> str:
    """The word before a figure that is not as precise as it looks; empty for all others.

    A publication's own word for its own figure. What is computed from figures that a publication rounded to the digit
    that is printed, or that it words so itself, is "ongeveer".
    """
    source = fact.source
    if isinstance(source, PublishedCell):
        return _PRECISION.get(source.precision, "")
    if not isinstance(source, Derivation) or source.operation not in (*CHANGES, "total", "in_millions"):
        return ""
    cells = fact.observation.cells()
    if not cells or not all(isinstance(cell.source, PublishedCell) for cell in cells):
        return ""
    rounded = fact.unit in ("million", "percent", "percentage_point") and len(cells) > 1
    worded = any(getattr(cell.source, "precision", "exact") != "exact" for cell in cells)
    return "ongeveer " if worded or (rounded and source.operation == "difference") else ""


def _own_words(value: object) -> str:
    """How a publication that names no period words what a figure is about; empty for any other fact."""
    return str(getattr(value.source, "when", "")) if isinstance(value, Fact) else ""


def publication(value: object) -> PublishedCell:
    """The publication that a fact was taken over from.

    Raises:
        UserError: it was not taken over.
    """
    fact = fact_of(value)
    if not isinstance(fact.source, PublishedCell):
        raise UserError(f"the fact '{fact.key}' was not taken over from a publication and has no publisher")
    return fact.source


def stretch(value: object) -> str:
    """What a figure spans: "2022 en 2023", "1980 tot en met 2016"; its own period when it spans one."""
    if words := _own_words(value):
        return words
    fact, last = fact_of(value), period_of(value)
    first = fact.observation.since or getattr(fact.source, "since", None)
    if first is None or first == last:
        return last.text
    following = first.frequency == last.frequency and first + 1 == last
    return f"{first.text} {'en' if following else 'tot en met'} {last.text}"


#: shares of a whole as a sentence says them, up to which per cent
_FRACTIONS = (
    (29, "ongeveer een kwart"), (41, "ongeveer een derde"), (58, "ongeveer de helft"), (70, "ongeveer twee derde"),
    (82, "ongeveer driekwart"), (100, "ongeveer negen tiende"),
)  # fmt: skip


def fraction(fact: Fact) -> str:
    """A share in words, for one that is known only roughly: "ongeveer twee derde"."""
    if fact.unit != "percent" or not 15 <= fact.printed <= 100:
        raise UserError(f"'{fact.key}' is {fact.with_unit}, not a share that has a word", remedy="print it in per cent")
    return next(word for most, word in _FRACTIONS if fact.printed <= most)


def signum(value: Decimal) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)
