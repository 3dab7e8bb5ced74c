"""Escaping: turns plain text into Markdown that shows exactly that text, in every format.

Only the text of a ``%%prose`` cell is Markdown. All other texts, whoever wrote them, are data: publishers, titles,
labels, notes, captions. ``escape`` makes sure that they cannot become a heading, link, formula, citation, HTML or
Typst. Its result has the type ``Markdown``, so that nothing is escaped twice.
"""

from __future__ import annotations

import re

from arbeidsmarkt.basics import plain_text
from arbeidsmarkt.basics.errors import UserError

#: what follows the text of a printed fact, up to its key
FACT_MARK = ']{.fact key="'

#: a reference to a figure, table or section, as Quarto writes it
REFERENCE = re.compile(r"(?<![\w@\\])@((?:fig|tbl|sec)-[\w-]*\w)")

_SPECIAL = re.compile(r"[\\`*_\[\]<>|^~$@#{}!]|&(?=#?\w+;)|-(?=-)|(?<=-)-|(?<=\.)\.|\.(?=\.)")
# a list, a definition, or a line that makes the line above it a heading
_NUMBER = r"\(?(?:[0-9]{1,9}|[ivxlcdmIVXLCDM]{1,9}|[A-Za-z]|\\#)"
_OPENING = re.compile(rf"(?m)^( {{0,3}})(?:({_NUMBER})([.)])(?=\s|$)|(?=[-+=:]))")
_BREAK = re.compile(r"^[ \t]{2,}|[ \t]*[\t\r\n]+[ \t]*")
_ADDRESS = re.compile(r"https://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?")
_MAILBOX = re.compile(r"[A-Za-z0-9.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NOT_IN_ADDRESS = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'*+,;=%]|&(?=#?\w+;)")


class Markdown(str):
    """A text that is Markdown: written by the library, or escaped. Plain text that is added to it gets escaped."""

    __slots__ = ()

    def __add__(self, other: str) -> Markdown:
        return Markdown(str.__add__(self, as_markdown(other)))

    def __radd__(self, other: str) -> Markdown:
        return Markdown(str.__add__(as_markdown(other), self))


def escape(text: str) -> Markdown:
    """Plain text as Markdown that shows exactly that text: ``1,2**`` keeps its asterisks.

    Raises:
        UserError: the text contains a character that cannot be shown.
    """
    return as_markdown(str(one_line(text)))


def escape_part(text: str, *, references: bool = False) -> Markdown:
    """As ``escape``, for a part of a line; blanks at both ends are kept.

    Args:
        text: the part.
        references: whether ``@fig-tension`` remains a reference.
    """
    kept = {match.start() for match in REFERENCE.finditer(text)} if references else set()
    plain = plain_text.checked(text)
    return Markdown(_SPECIAL.sub(lambda match: match[0] if match.start() in kept else f"\\{match[0]}", plain))


def opening(markdown: str) -> Markdown:
    """The Markdown with the beginnings of lines escaped, so that none becomes a list, definition or heading."""
    return Markdown(_OPENING.sub(lambda match: f"{match[1]}{match[2] or ''}\\{match[3] or ''}", markdown))


def as_markdown(text: str) -> Markdown:
    """The text itself if it is Markdown already; otherwise the text escaped, with the blanks at both ends kept."""
    return text if isinstance(text, Markdown) else opening(escape_part(_BREAK.sub(" ", text)))


def link(text: str, address: str) -> Markdown:
    """A link to a web page or an e-mail address; only the text if the address is not one with ``https:``."""
    shown = as_markdown(text)
    if _MAILBOX.fullmatch(address):
        address = f"mailto:{address}"
    elif not _ADDRESS.fullmatch(address):
        return shown
    target = _NOT_IN_ADDRESS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)
    return Markdown(f"[{shown}]({target})")


def attribute(text: str) -> str:
    """Text inside a quoted attribute such as ``fig-alt="…"``.

    Raises:
        UserError: the text holds a sign that cannot be shown.
    """
    text = plain_text.checked(one_line(text)).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("{{", "&#123;&#123;")  # Quarto would look for a shortcode


def one_line(text: str) -> str:
    """A text without line breaks; the no-break spaces inside numbers are kept."""
    return re.sub(r"[ \t]*[\t\r\n]+[ \t]*", " ", text).strip(" \t\r\n")


_MARK = re.compile(
    r"\\(?P<sign>[^\w\s]|_)|(?P<open>!?\[)|\](?:\([^()\s]*\)|\{[^{}]*\})|(?P<close>\])|(?P<code>`+)|(?P<soft>[*_]+)"
)


def plain(markdown: str) -> str:
    """Inline Markdown as plain text, for where only text is allowed: titles of charts, attachments, Jupyter."""
    parts: list[str] = []
    opened: list[int] = []
    end = 0
    for match in _MARK.finditer(markdown):
        parts.append(markdown[end : match.start()])
        end = match.end()
        if match["sign"]:
            parts.append(match["sign"])
        elif match["open"]:
            opened.append(len(parts))
            parts.append(match["open"])
        elif match["close"]:
            parts.append("]")
            if opened:
                opened.pop()
        elif match["soft"]:
            inside = markdown[match.start() - 1 : match.start()].isalnum() and markdown[end : end + 1].isalnum()
            parts.append(match["soft"] if inside and "_" in match["soft"] else "")
        elif not match["code"] and opened:  # the end of a link or of a span
            parts[opened.pop()] = ""
    return one_line("".join([*parts, markdown[end:]]))


def with_whole_facts(markdown: str) -> str:
    """The same text.

    Raises:
        UserError: a filter over a whole block has changed what marks a printed fact.
    """
    if markdown.lower().count(FACT_MARK) != markdown.count(FACT_MARK):
        raise changed_fact()
    return markdown


def changed_fact() -> UserError:
    """A fact's text or mark is another one than it was printed with."""
    return UserError("a filter changed a printed fact", remedy="apply it to the words around the fact")


def without_facts(markdown: str) -> str:
    """The Markdown without the spans around facts, as Jupyter needs it."""
    return re.sub(r'\[([^\]]*)\]\{\.fact key="[a-z0-9_]+"\}', r"\1", markdown)
