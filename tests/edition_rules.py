"""Rules on what an edition's sentences may say, apart from the editions that they are held to."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arbeidsmarkt.publishing.sentences import Sentence

#: of a key message, which is read at a glance
MOST_WORDS = 35

_EQUAL = re.compile(
    r"(?i)\b(?:even|evenveel|evenzeer|vrijwel|gelijk|gelijke|ook|beide|alle|zowel|net als|onveranderd|niet veranderd|"
    r"dezelfde|hetzelfde|nauwelijks|elk|ieder|geen verandering)\b"
)
#: words that set one figure against another
_COMPARES = re.compile(
    r"(?i)\btegen\b|\bvan\b.*\bnaar\b|\btot\b"
    r"|\b(?:meer|minder|hoger|lager|groter|kleiner|sneller|sterker|krapper|ruimer) dan\b"
    r"|\bste(?:eg|gen)\b|\bdaalde[n]?\b|\bgestegen\b|\bgedaald\b|\b(?:boven|onder) de top\b"
    r"|\beerder\b.*\b(?:was|waren)\b|\bwas\b.*\been (?:jaar|kwartaal) eerder\b"
)
#: how a sentence goes on about the figure of the one before: "Een kwartaal eerder waren dat er …"
_GOES_ON = re.compile(r"(?i)\b(?:was|waren) (?:dat|het|dit|de \w+)\b|\beerder was\b|\bDat is\b")


def compared_with_itself(sentences: Sequence[Sentence], facts: Mapping[str, Mapping[str, Any]]) -> Iterator[Sentence]:
    """The sentences that compare a figure with itself, or with one that prints the same as if it were another.

    Three ways to do it: one fact stated twice in a sentence; two facts that are one observation under two names (the
    peak is now); and two figures of one series that print the same, set against each other as if they differed ("tegen
    122 een jaar eerder", after 122). The last may run over two sentences. A sentence that calls them equal is right.

    Args:
        sentences: of one chapter, in order.
        facts: ``facts`` of ``facts.json``.
    """
    before: tuple[str, ...] = ()
    for sentence in sentences:
        own = [*itertools.combinations(sentence.facts, 2)]
        once = any(a == b or _observation(facts[a]) == _observation(facts[b]) for a, b in own)
        compared = own if _COMPARES.search(sentence.text) else []
        if _GOES_ON.search(sentence.text):
            compared += itertools.product(sentence.facts, before)
        equal = any(_alike(facts[a], facts[b]) for a, b in compared) and not _EQUAL.search(sentence.text)
        if once or equal:
            yield sentence
        before = sentence.facts


def _observation(fact: Mapping[str, Any]) -> tuple[object, ...]:
    """What a fact is about, whatever it is called: a peak is the observation that it picked."""
    return (_series(fact), fact["label"], fact["value"], fact["period"])


def _series(fact: Mapping[str, Any]) -> str:
    title = str(fact["title"])
    return re.sub(r"^(?:hoogste|laagste) ", "", title).casefold()


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two figures of one series, of two moments, print the same."""
    return (
        _series(one) == _series(other)
        and one["label"] == other["label"]
        and one["unit"] == other["unit"]
        and one["period"] != other["period"]
        and one["text"] == other["text"]
    )
