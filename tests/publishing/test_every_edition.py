"""What no edition may say, from the first quarter of the charts to the newest: read in the editions themselves."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.publishing.sentences import Sentence, sentences
from edition_rules import MOST_WORDS, compared_with_itself

pytestmark = pytest.mark.editions

#: chapters that repeat on purpose what the others say, or that say no figure of the labour market
_APART = {"In het kort", "Verantwoording", "Bijstellingen", ""}
_SAYS_WHEN = re.compile(
    r"(?i)\b(?:19|20)\d\d\b|\b(?:jaar|kwartaal) eerder\b|\btwee jaar\b|\b(?:komende|dezelfde) jaren\b"
    r"|\bsinds|\bdaarmee\b"
)


@dataclass(frozen=True)
class Edition:
    """One edition's document and facts."""

    folder: Path

    @property
    def quarter(self) -> Period:
        return Period.parse(self.folder.name)

    @cached_property
    def document(self) -> str:
        return (self.folder / "document.md").read_text(encoding="utf-8")

    @cached_property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))["facts"])

    @property
    def date(self) -> dt.date:
        return dt.date.fromisoformat(re.search(r"(?m)^date: '?([\d-]+)", self.document)[1])  # type: ignore[index]

    @cached_property
    def chapters(self) -> dict[str, str]:
        """The text of every chapter, by its heading."""
        body = re.sub(r"\A---\n.*?\n---\n", "", self.document, flags=re.DOTALL)
        parts = re.split(r"(?m)^# (.*?)(?: \{.*\})?$", body)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    def running(self, chapter: str) -> list[Sentence]:
        """The sentences of a chapter's running text: no captions, notes, sources or footnotes."""
        apart = "notes|source|figure-data|message"  # a message says in a title what the text says
        text = re.sub(rf"(?ms)^(:{{3,}}) \{{\.(?:{apart}).*?^\1$", "", self.chapters[chapter])
        text = re.sub(r"(?m)^(?:!\[.*|: .*\{#tbl-.*|\[\^.*?\]: .*)$", "", text)
        return sentences(text)

    def used(self) -> set[str]:
        """The facts that the document prints."""
        return set(re.findall(r'\{\.fact key="([a-z0-9_]+)"\}', self.document))


@pytest.fixture(scope="module")
def read(every_edition: Path) -> list[Edition]:
    found = [Edition(path.parent) for path in sorted(every_edition.glob("*/document.md"))]
    assert len(found) > 40
    return found


def test_no_figure_is_stated_twice_in_one_chapter(read: list[Edition]) -> None:
    assert [*_each(read, _twice)] == []


def test_no_figure_is_compared_with_itself(read: list[Edition]) -> None:
    assert [*_each(read, _itself)] == []


def test_no_chapter_is_a_single_sentence(read: list[Edition]) -> None:
    assert [*_each(read, _thin)] == []


def test_no_growth_of_nothing_and_no_unknown_figure(read: list[Edition]) -> None:
    assert [*_each(read, _words)] == []


def test_no_edition_knows_what_was_published_after_its_day(read: list[Edition]) -> None:
    assert [*_each(read, _later)] == []


def test_an_old_figure_says_when(read: list[Edition]) -> None:
    assert [*_each(read, _undated)] == []


def test_every_edition_has_key_messages_that_can_be_read_at_once(read: list[Edition]) -> None:
    assert [*_each(read, _messages)] == []


def _each(read: list[Edition], rule: Any) -> Iterator[str]:
    for edition in read:
        yield from (f"{edition.folder.name}: {found}" for found in rule(edition))


def _twice(edition: Edition) -> Iterator[str]:
    for chapter in edition.chapters.keys() - _APART:
        said: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for sentence in edition.running(chapter):
            for key in dict.fromkeys(sentence.facts):
                fact = edition.facts[key]
                about = (fact["title"], fact["label"], fact["value"], fact["period"])
                said[about].append(sentence.text)
        yield from (f"{chapter}: {texts}" for texts in said.values() if len(texts) > 1)


def _itself(edition: Edition) -> Iterator[str]:
    for chapter, text in edition.chapters.items():
        messages = [sentences(one) for one in re.findall(r"(?ms)^::: \{\.message\}\n(.*?)^:::$", text)]
        for said in [edition.running(chapter), *messages]:
            yield from (f"{chapter}: {one.text}" for one in compared_with_itself(said, edition.facts))


def _thin(edition: Edition) -> Iterator[str]:
    for chapter, text in edition.chapters.items():
        shown = re.search(r"\{#(?:fig|tbl)-", text)
        if not shown and len(edition.running(chapter)) < 2:
            yield f"the chapter '{chapter}' is {len(edition.running(chapter))} sentence"


def _words(edition: Edition) -> Iterator[str]:
    for chapter in edition.chapters:
        for sentence in edition.running(chapter):
            plain = sentence.text.replace("\u00a0", " ")
            if re.search(r"\b0,0 procent\b|cijfer bekend\b|\bten minste \w+ kwartalen op rij minder", plain):
                yield f"{chapter}: {plain}"


def _later(edition: Edition) -> Iterator[str]:
    said = "reconstructie" in edition.document.split("---\n")[1]
    for key in sorted(edition.used()):
        for cell in edition.facts[key]["cells"]:
            day = cell.get("date")
            if day and dt.date.fromisoformat(day) > edition.date:
                yield f"{key} was published on {day}, after {edition.date}"
            if cell.get("as_of") and dt.date.fromisoformat(cell["as_of"]) > edition.date and not said:
                yield f"{key} is of {cell['as_of']}, and the edition does not say that it is a reconstruction"


def _undated(edition: Edition) -> Iterator[str]:
    oldest = (edition.quarter - 4).first_day
    for chapter in edition.chapters:
        for sentence in edition.running(chapter):
            periods = [edition.facts[key]["period"] for key in sentence.facts]
            old = [code for code in periods if code and Period.parse(code).last_day < oldest]
            if old and not _SAYS_WHEN.search(sentence.text):
                yield f"{chapter}: {sentence.text}"


def _messages(edition: Edition) -> Iterator[str]:
    block = re.search(r"(?s)::: \{\.key-messages\}\n(.*?)\n:::", edition.document)
    if block is None:
        yield "no key messages"
        return
    messages = re.sub(r'\[([^\[\]]*)\]\{\.fact key="[a-z0-9_]+"\}', r"\1", block[1]).split("\n")
    if not 3 <= len(messages) <= 6:
        yield f"{len(messages)} key messages"
    for message in (line.removeprefix("- ") for line in messages):
        if not 6 <= len(message.split()) <= MOST_WORDS or not message.endswith("."):
            yield f"key message of {len(message.split())} words: {message}"
