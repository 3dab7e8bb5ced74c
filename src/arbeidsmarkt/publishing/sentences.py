"""Extracts the sentences of a document, and compares those of two documents.

A sentence in which only figures or quarters differ says the same as before; one with other words does not. To
distinguish them, sentences are compared without their facts: ``Er waren {vacancies} vacatures in {kwartaal}.``
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from arbeidsmarkt.basics.periods import MONTH_NAMES
from arbeidsmarkt.document import markup

Kind = Literal["figures", "words", "added", "removed"]

ALIKE = 0.6  # sentences that are less alike than this count as different sentences

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_DATA = re.compile(r"^(?P<fence>:{3,}) \{\.(?:figure-data|key-figures).*?^(?P=fence)$", re.DOTALL | re.MULTILINE)
_LEGEND = re.compile(r"(?:\\\*+|\.|n\.b\.) .*|(?:\\\*){1,2} .*")
_HEADING = re.compile(r"#+ (?P<title>.*?)\s*(?:\{.*\})?")
_IMAGE = re.compile(r"!\[(?P<caption>(?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)\{.*\}")
_CAPTION = re.compile(r": (?P<caption>.*?)\s*\{#tbl-[^}]*\}")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]:?")
_END = re.compile(r"(?<=[.!?])\s+(?=[\[@“‘\"'(]*[A-Z0-9@\[])")
_FACT = re.compile(r"\[(?P<text>(?:[^\[\]]|\\.)*)\]" + markup.FACT.pattern)
_DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTH_NAMES)}) \d{{4}}\b")
_QUARTER = re.compile(r"\b(?:eerste|tweede|derde|vierde)( kwartaal)( van \d{4})?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_BELOW = re.compile(r":{3,} \{\.(?:source|notes)\}")
_RAISED = re.compile(r"\^(\w)\^")  # the mark after a figure that was taken over


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document.

    Attributes:
        section: the heading of its section.
        text: the text that a reader sees.
        pattern: the text without facts, quarters and numbers.
        facts: the keys of the facts in it.
        below: whether it is under a figure or table, as its source or a note.
    """

    section: str
    text: str
    pattern: str
    facts: tuple[str, ...]
    below: bool = False


@dataclass(frozen=True)
class Difference:
    """A sentence that differs between two documents.

    Attributes:
        kind: ``figures`` if only figures differ, ``words`` if words differ, ``added`` or ``removed``.
        section: the heading of its section, in the newer document if it is there.
        old: the older sentence; None if it was added.
        new: the newer sentence; None if it was removed.
    """

    kind: Kind
    section: str
    old: Sentence | None
    new: Sentence | None

    @property
    def below(self) -> bool:
        """Whether it is under a figure or table rather than in the text."""
        return bool((self.new or self.old or _NOTHING).below)


_NOTHING = Sentence("", "", "", ())


def sentences(document: str) -> list[Sentence]:
    """All sentences of a ``document.md`` in order: prose, notes, sources and captions.

    Key figures, cells of tables and the legend of symbols are left out; the comparison of facts covers them.
    """
    found: list[Sentence] = []
    section, below = "", False
    for line in _DATA.sub("", _FRONT_MATTER.sub("", document)).splitlines():
        line = line.strip()
        if heading := _HEADING.fullmatch(line):
            section = markup.plain(heading["title"])
        elif line.startswith(":::"):
            below = bool(_BELOW.match(line))
        elif line and not line.startswith("|") and not _LEGEND.fullmatch(line):
            found += [_sentence(section, part, below) for part in _parts(line)]
    return [sentence for sentence in found if sentence.text]


def _parts(line: str) -> Iterator[str]:
    """The sentences of a line; for a figure or table, those of its caption."""
    if shown := _IMAGE.fullmatch(line) or _CAPTION.fullmatch(line):
        line = shown["caption"]
    line = _FOOTNOTE.sub("", re.sub(r"^(?:[-*]|\d+\.) +", "", line))
    yield from _END.split(line)


def _sentence(section: str, part: str, below: bool) -> Sentence:
    pattern = without_moments(markup.plain(_FACT.sub(lambda match: f"<{match[2]}>", part)))
    text, keys = part, list[str]()
    while found := [match[2] for match in _FACT.finditer(text)]:  # those within others first
        keys += found
        text = _FACT.sub(lambda match: match["text"], text)
    return Sentence(section, markup.plain(_RAISED.sub(r"(\1)", text)).strip(), pattern.strip(), tuple(keys), below)


def without_moments(text: str) -> str:
    """A text without its quarters, dates and numbers, so that the same subject in two editions is equal."""
    return _NUMBER.sub("<getal>", _QUARTER.sub(r"<n-de>\1", _DATE.sub("<datum>", text)))


def differences(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Difference]:
    """The differences between two lists of sentences, in the order of the newer one."""
    matcher = difflib.SequenceMatcher(
        None, [(s.section, s.pattern) for s in old], [(s.section, s.pattern) for s in new], autojunk=False
    )
    found: list[Difference] = []
    for operation, a1, a2, b1, b2 in matcher.get_opcodes():
        if operation == "equal":
            pairs = zip(old[a1:a2], new[b1:b2], strict=True)
            found += [Difference("figures", b.section, a, b) for a, b in pairs if a.text != b.text]
        else:
            found += _replaced(list(old[a1:a2]), new[b1:b2])
    return found


def _replaced(old: list[Sentence], new: Sequence[Sentence]) -> list[Difference]:
    """Pair each new sentence with the most similar old one, if there is one; then the old ones that remain."""
    found = []
    for sentence in new:
        likeness = [_alike(before, sentence) for before in old]
        best = max(range(len(old)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < ALIKE:
            found.append(Difference("added", sentence.section, None, sentence))
        else:
            before = old.pop(best)
            kind: Kind = "figures" if before.pattern == sentence.pattern else "words"
            found.append(Difference(kind, sentence.section, before, sentence))
    return [item for item in found if item.old is None or item.old.text != (item.new and item.new.text)] + [
        Difference("removed", sentence.section, sentence, None) for sentence in old
    ]


def _alike(one: Sentence, other: Sentence) -> float:
    return difflib.SequenceMatcher(None, one.pattern, other.pattern, autojunk=False).ratio()
