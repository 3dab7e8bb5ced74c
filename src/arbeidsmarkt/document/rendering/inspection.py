"""Checks a rendered file, independently of how it was made: is everything there, and no leftover markup?

It reads the document's Markdown line by line, of which it only knows the inline marks, and the finished HTML or Word
file as text. Every label, every printed fact and every sentence must be there, and no marks.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.document import markup
from arbeidsmarkt.document.rendering import policy

#: marks in the Markdown that readers must never see
OWN_MARKS = ("{.fact", "{{", "}}", "](figures/", "{#fig-", "{#tbl-", "{#sec-", ":::", "{=html}", "[^", "\ufffc", "\0")
#: how many faults are reported per file
MOST = 10

_REFERENCE = re.compile(r"(?<!\\)\[-?@(?:fig|tbl|sec)-[^\]]*\]|(?<![\w\\])-?@(?:fig|tbl|sec)-[\w-]*\w|\[\^[^\]\s]+\]:?")
_LABELS = re.compile(r"(?<!\\)\{[^{}\n]*#(?:fig|tbl|sec)-[^{}\n]*\}[ \t]*$")
_BEGIN = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+|:[ \t]+|>[ \t]*)")
_CELLS = re.compile(r"(?<!\\)\|")
# what rendering may change: blanks, quotes, hyphens, dots, and the marks of emphasis, which disappear
_TYPOGRAPHY = re.compile(r"[\s\u200b\u00ad\"'“”‘’‚„‐‑–—−.…*_`~^\\-]")
_TAG = re.compile(r"<[^>]*>")
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_ALIVE = re.compile(
    r"<(?:script|iframe|object|embed|base|form|link)\b|<[^>]*\son\w+\s*=|href=\"\s*(?!https://|#|mailto:|data:text/csv;)",
    re.I,
)
_WORD_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
#: the longest name of a bookmark in Word; pandoc shortens longer ones
_LONGEST_BOOKMARK = 40


@dataclass(frozen=True)
class _Part:
    """A piece of text without references, and the section that it is in."""

    text: str
    section: str


@dataclass(frozen=True)
class Expected:
    """What must be in the rendered file.

    Attributes:
        document: the text of ``document.md``.
    """

    document: str

    @cached_property
    def _body(self) -> tuple[str, str]:
        _, front, body = self.document.split("---\n", 2)
        return front, markup.read(body)

    @cached_property
    def parts(self) -> list[_Part]:
        """All pieces of text, the status of the edition first."""
        front, body = self._body
        return [_Part(str(yaml.safe_load(front)["status-text"]), "status"), *_parts(body)]

    @cached_property
    def labels(self) -> list[str]:
        """The labels of all sections, figures and tables."""
        return list(dict.fromkeys(markup.ANCHOR.findall(self._body[1])))

    @cached_property
    def facts(self) -> Counter[str]:
        """The number of times that each fact is printed."""
        return Counter(markup.FACT.findall(self._body[1]))


def _parts(body: str) -> Iterator[_Part]:
    section = "the key figures"
    for line in body.split("\n"):
        # Word has no tiny charts, and so lacks their years
        if not line.strip() or line.startswith((":::", "![](")) or "]{.from}" in line:
            continue
        if found := markup.ANCHOR.search(line):
            section = found[1]
        line = _LABELS.sub("", line)
        if line.startswith("| "):
            cells = _CELLS.split(line)[1:-1]
            if not all(re.fullmatch(r" :?-+:? ", cell) for cell in cells):
                yield _Part("".join(markup.plain(cell) for cell in cells), section)
            continue
        for piece in _REFERENCE.split(_BEGIN.sub("", line)):
            if text := markup.plain(piece):
                yield _Part(text, section)


def inspect(content: bytes, format: str, expected: Expected) -> None:
    """Check a finished file.

    Args:
        content: the bytes of the file.
        format: ``html`` or ``docx``; PDFs are only checked in tests, since reading one takes longer than making it.
        expected: what must be in it.

    Raises:
        UserError, Faults: what is missing, or is there but should not be, each with the section.
    """
    if format == "html":
        raise_all([*_of_html(content.decode("utf-8"), expected)][:MOST])
    elif format == "docx":
        raise_all([*_of_word(content, expected)][:MOST])


def missing(display_name: str, expected: Expected) -> list[tuple[str, str]]:
    """The pieces of text that are missing, each with its section."""
    page = _core(display_name)
    return [(part.text, part.section) for part in expected.parts if _core(part.text) not in page]


def own_marks(display_name: str, expected: Expected) -> list[str]:
    """The marks of ours that readers would see, except those that the text itself mentions."""
    told = "\n".join(part.text for part in expected.parts)
    return [mark for mark in OWN_MARKS if mark in display_name and mark not in told]


def _of_html(page: str, expected: Expected) -> Iterator[UserError]:
    body = _DRAWING.sub("", policy.LAST.sub("", _HEAD.sub("", page)))
    if found := _ALIVE.search(body):
        yield _fault(f"'{found[0][:40]}' would be alive", "html", "")
    yield from _of_text(html.unescape(_TAG.sub("", body)), "html", expected)
    there = set(re.findall(r'\sid="([^"]+)"', body))
    printed = Counter(re.findall(r'\sdata-key="([^"]+)"', body))
    for label in expected.labels:
        if label not in there:
            yield _fault("it is not in the finished file", "html", label)
    for key, times in expected.facts.items():
        if printed[key] < times:
            yield _fault(f"the fact '{key}' is printed {printed[key]} times instead of {times}", "html", "")


def _of_word(content: bytes, expected: Expected) -> Iterator[UserError]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in ("word/document.xml", "word/footnotes.xml") if name in file.namelist()]
        text = "".join(file.read(name).decode("utf-8") for name in names)
    yield from _of_text(html.unescape("".join(_WORD_TEXT.findall(text))), "docx", expected)
    there = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text))
    for label in expected.labels:
        if label not in there and len(label) <= _LONGEST_BOOKMARK:
            yield _fault("it is not in the finished file", "docx", label)


def _of_text(display_name: str, format: str, expected: Expected) -> Iterator[UserError]:
    for text, section in missing(display_name, expected):
        yield _fault(f"'{text[:60]}' is not in the finished file", format, section)
    for mark in own_marks(display_name, expected):
        yield _fault(f"'{mark}' is left in the finished file", format, "")


def _fault(what: str, format: str, section: str) -> UserError:
    where = f"document.md, {section}" if section else "document.md"
    return UserError(f"{what} ({format})", where=where, remedy="write the text around it plainly in the notebook")


def _core(text: str) -> str:
    return _TYPOGRAPHY.sub("", unicodedata.normalize("NFC", text)).casefold()
