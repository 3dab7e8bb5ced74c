"""Finds what a text cell may not hold because it would change the rest of the document, or not reach the reader.

A text cell is running text: paragraphs, headings, lists, emphasis, links, footnotes, references. Metadata, blocks,
HTML, TeX, pictures and attributes are refused; the message gives the line and the word. A dollar sign is always just a
dollar sign, and so is an at sign unless it refers to something in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from arbeidsmarkt.basics import plain_text
from arbeidsmarkt.text.lint import Finding

_PLACEHOLDER = "\ufffc"
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}|\{##.*?##\}", re.DOTALL)
_FACT = re.compile(r'\]\{\.fact key="[a-z0-9_]+"\}')
_CODE = re.compile(r"(`+)(?:(?!\1)[^\n])+?\1(?!`)")
_ESCAPED = re.compile(r"\\[^\w\s]")
_AUTOLINK = re.compile(r"<https://[^\s<>]+>")

_FENCE = re.compile(r"(?m)^[ \t]*(`{3,}|~{3,}|:{3,})")
_RULE = re.compile(r"(?m)^[ \t]*(?:-[- \t]*|=[= \t]*|\*[ \t]*\*[* \t]*|_[ \t]*_[_ \t]*|\.{3}[ \t]*)$")
_HTML = re.compile(r"</?[A-Za-z!?][^\s>]*>?|<!|<\?")
_TEX = re.compile(r"\\[A-Za-z]+")
_ATTRIBUTES = re.compile(r"(?<=[\])`])\{[^{}\n]*\}?|\{[#.=][^{}\n]*\}?")
_HEADING = re.compile(r"(?m)^(#{1,6}[ \t].*?)\{(#sec-[a-z0-9-]+)?[ \t]*(\.unnumbered)?\}[ \t]*$")
_PICTURE = re.compile(r"!\[(?!\^)[^\]\n]*")
_LINK = re.compile(r"\]\(([^)\n]*)\)?")
_DEFINITION = re.compile(r"(?m)^[ \t]{0,3}\[(?!\^)[^\]\n]+\]:.*")
_PROGRAM = re.compile(r"(?:    |\t)[ \t]*\S[^\n]*")
_LIST = re.compile(r"(?m)^[ \t]*(?:[-*+]|\(?\w{1,9}[.)]|\[\^[^\]\n]+\]:|:)[ \t]")

_OWN = re.compile(r"`[^`\n]*`|\\.|\$|(?<![\w])@(?!(?:fig|tbl|sec)-\w)")

FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")


def meant(markdown: str) -> str:
    """The Markdown with dollar signs escaped, and at signs as well unless they refer to something in the report."""
    return _OWN.sub(lambda match: f"\\{match[0]}" if match[0] in "$@" else match[0], markdown)


def findings(template: str) -> list[Finding]:
    """Everything in a text cell that is not running text, in the order of its lines.

    Args:
        template: the text, with placeholders or with them filled in.
    """
    text = _EXPRESSION.sub(lambda match: _PLACEHOLDER + "\n" * match[0].count("\n"), template)
    text = _STATEMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    found = [*_signs(text)]
    text = _HEADING.sub(lambda match: match[1], _FACT.sub("]", text))
    text = _AUTOLINK.sub("…", _ESCAPED.sub("…", _CODE.sub("`…`", text)))
    found += [*_refused(text), *_addresses(text), *_paragraphs(text)]
    shown = [replace(finding, what=finding.what.replace(_PLACEHOLDER, "…")) for finding in found]
    return sorted(dict.fromkeys(shown), key=lambda finding: finding.line)


def _signs(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), start=1):
        if fault := plain_text.missing_sign(line.replace(_PLACEHOLDER, "").rstrip("\r")):
            yield Finding(number, *fault)


def _refused(text: str) -> Iterator[Finding]:
    refused = (
        (_FENCE, "begins a block", "a text cell is running text: take it out"),
        (_RULE, "is a rule, or makes a heading of the line above it", "write headings with #, and take the line out"),
        (_HTML, "would be read as HTML", "write the sign as \\<, or take it out"),
        (_TEX, "would be read as TeX", "write the sign as \\\\, or take it out"),
        (_ATTRIBUTES, "would be read as attributes", "only a heading has a label: # Title {#sec-name}"),
        (_PICTURE, "would be read as a picture", "show a chart with figure(…)"),
        (_DEFINITION, "names the address of a link, which no reader sees", "write the link as [text](https://…)"),
    )
    for pattern, what, remedy in refused:
        for match in pattern.finditer(text):
            word = " ".join(match[0].split())[:40]
            yield Finding(_line(text, match.start()), f"'{word}' {what}", remedy)


def _addresses(text: str) -> Iterator[Finding]:
    for match in _LINK.finditer(text):
        address = match[1].strip()
        if not address.startswith(("https://", _PLACEHOLDER)) or re.search(r"[\s<>\"\\]", address):
            what = f"the link leads to '{address[:40]}', which is no https: address"
            yield Finding(_line(text, match.start()), what, "write it as [text](https://…)")


def _paragraphs(text: str) -> Iterator[Finding]:
    """Findings per paragraph: brackets on their own, and lines indented so far that they would become a code block."""
    line, in_list = 1, False
    for part in re.split(r"(\n[ \t]*\n)", text):
        if part.strip():
            body = part.lstrip("\n")
            begin = line + len(part) - len(body)
            if (match := _PROGRAM.match(body)) and not in_list:
                what = f"'{match[0].strip()[:40]}' is set in by four blanks or more, as a program's text is"
                yield Finding(begin, what, "begin the line at the margin")
            in_list = bool(_LIST.search(part)) or (in_list and body.startswith((" ", "\t")))
            yield from _brackets(part, line)
        line += part.count("\n")


def _brackets(part: str, line: int) -> Iterator[Finding]:
    opened: list[int] = []
    lone: list[int] = []
    for position, sign in enumerate(part):
        if sign == "[":
            opened.append(position)
        elif sign == "]":
            if opened:
                opened.pop()
            else:
                lone.append(position)
    for position in (*lone, *opened):
        what = f"the bracket '{part[position]}' stands alone in '{_word(part, position)}'"
        yield Finding(line + part.count("\n", 0, position), what, f"write \\{part[position]}, or pair it")


def _word(text: str, position: int) -> str:
    """The word that a sign of a text belongs to."""
    return (re.split(r"\s", text[:position])[-1] + re.split(r"\s", text[position:])[0])[:40]


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def footnotes(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Faults of the footnotes of one section, as pairs of the note's name and what is wrong with it.

    Args:
        texts: the section's texts, with their placeholders filled in.
    """
    uses = [match for text in texts for match in FOOTNOTE.findall(_CODE.sub("", text))]
    defined = [name for name, colon in uses if colon]
    referred = [name for name, colon in uses if not colon]
    for name in dict.fromkeys([*referred, *defined]):
        if name not in defined:
            yield name, f"the footnote [^{name}] has no text"
        elif name not in referred:
            yield name, f"nothing refers to the footnote [^{name}], so that no reader would see it"
        elif defined.count(name) > 1:
            yield name, f"the footnote [^{name}] has two texts"
