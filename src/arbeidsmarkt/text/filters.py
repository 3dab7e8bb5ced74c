"""Filters that put one fact into words, whatever the text around it: its period, its publisher, a share in words."""

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
    """The fact that a filter is applied to.

    Raises:
        UserError: it is applied to something else, or to an unknown name.
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
    """The period of a fact, or the period itself.

    Raises:
        UserError: the value is neither, or a fact without a period.
    """
    if isinstance(value, Fact):
        if value.period is None:
            raise UserError(f"the fact '{value.key}' spans several periods and has none of its own")
        return value.period
    if isinstance(value, Period):
        return value
    raise UserError(f"a filter was given a {type(value).__name__}, not a period")


def period(value: object) -> str:
    """The period in words, "derde kwartaal van 2024"; for a record all periods that print the same, at most four."""
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
    article = "het " if period_of(value).frequency == "quarter" else ""
    return dutch.enumeration([first, *(f"{article}{text}" for text in others)])


def year(value: object) -> str:
    """The year of a period; for a record all years with a period that prints the same."""
    periods = equals(value.observation) if isinstance(value, Fact) else []
    return dutch.enumeration(list(dict.fromkeys(str(one.year) for one in periods or [period_of(value)])))


#: the words for how a publication qualifies a rounded figure
_PRECISION = {"about": "ongeveer ", "over": "ruim ", "almost": "bijna "}


def precision(fact: Fact) -> str:
    """The word before a figure that is less precise than it looks; empty for all others.

    For a figure of a publication it is the publication's own word. A figure that is computed from such figures, or from
    figures that the publication rounded to the last digit that is printed, is "ongeveer".
    """
    source = fact.source
    if isinstance(source, PublishedCell):
        return _PRECISION.get(source.precision, "")
    if not isinstance(source, Derivation) or source.operation not in (*CHANGES, "total", "in_millions"):
        return ""
    cells = fact.observation.cells()
    sources = [cell.source for cell in cells if isinstance(cell.source, PublishedCell)]
    if len(sources) < len(cells):
        return ""
    rounded = source.operation == "difference" and fact.unit in ("million", "percentage_point") and len(cells) > 1
    return "ongeveer " if rounded or any(one.precision != "exact" for one in sources) else ""


def _own_words(value: object) -> str:
    """The publication's own words for the period of a figure, if it names none; empty for other facts."""
    return str(getattr(value.source, "when", "")) if isinstance(value, Fact) else ""


def publication(value: object) -> PublishedCell:
    """The publication that a fact was taken over from.

    Raises:
        UserError: the fact was not taken over from a publication.
    """
    fact = fact_of(value)
    if not isinstance(fact.source, PublishedCell):
        raise UserError(f"the fact '{fact.key}' was not taken over from a publication and has no publisher")
    return fact.source


def stretch(value: object) -> str:
    """The periods that a figure is about: "2022 en 2023", "1980 tot en met 2016", or its only one."""
    if words := _own_words(value):
        return words
    fact, last = fact_of(value), period_of(value)
    first = fact.observation.since or getattr(fact.source, "since", None)
    if first is None or first == last:
        return last.text
    following = first.frequency == last.frequency and first + 1 == last
    return f"{first.text} {'en' if following else 'tot en met'} {last.text}"


#: the words for a share, each with the highest percentage that it is used for
_FRACTIONS = (
    (29, "ongeveer een kwart"), (41, "ongeveer een derde"), (58, "ongeveer de helft"), (70, "ongeveer twee derde"),
    (82, "ongeveer driekwart"), (100, "ongeveer negen tiende"),
)  # fmt: skip


def fraction(fact: Fact) -> str:
    """A share in words, for one that is only known roughly: "ongeveer twee derde"."""
    if fact.unit != "percent" or not 15 <= fact.printed <= _FRACTIONS[-1][0]:
        raise UserError(f"'{fact.key}' is {fact.with_unit}, not a share that has a word", remedy="print it in per cent")
    return next(word for most, word in _FRACTIONS if fact.printed <= most)


def signum(value: Decimal) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)
