"""Headings in a document's blocks: adding a text at the end of a section, and leaving out empty headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*(?:\{[^{}]*\})?[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"^(?:```|~~~)")
#: a line that a reader never sees: blank, a comment, the fence of a block
_UNSEEN = re.compile(r"^\s*(?:<!--.*-->|:{3,}.*)?\s*$")


def at_end_of(blocks: Sequence[str], label: str, text: str) -> list[str] | None:
    """The blocks of a document with a text added at the end of a section, after its subsections.

    Args:
        blocks: Markdown, in order.
        label: the section's label.
        text: the text, which becomes a block of its own.

    Returns:
        The blocks; None if no heading has the label.
    """
    level, fenced = 0, False
    for number, block in enumerate(blocks):
        lines = block.split("\n")
        for index, line in enumerate(lines):
            fenced ^= _FENCE.match(line) is not None
            heading = None if fenced else _HEADING.match(line)
            if heading and level and len(heading[1]) <= level:
                before, after = "\n".join(lines[:index]).strip("\n"), "\n".join(lines[index:])
                return [*blocks[:number], *([before] if before else []), text, after, *blocks[number + 1 :]]
            if heading and re.search(rf"\{{#{re.escape(label)}[ }}]", line):
                level = len(heading[1])
    return [*blocks, text] if level else None


def without_empty(blocks: Sequence[str]) -> tuple[list[str], list[str]]:
    """The blocks of a document without its empty headings, and the titles of those headings.

    Args:
        blocks: Markdown, in order; the content of a heading may be in a later block.

    Returns:
        The same number of blocks, some of them shorter or empty, and the titles left out, in order. A heading is empty
        if there are only headings between it and the next heading of its level.
    """
    lines = [block.split("\n") for block in blocks]
    found: list[tuple[int, int, int, str]] = []  # block, line, level, title; of headings that may still be empty
    empty: list[tuple[int, int, int, str]] = []
    for number, block in enumerate(lines):
        fenced = False
        for index, line in enumerate(block):
            fenced ^= _FENCE.match(line) is not None
            heading = None if fenced else _HEADING.match(line)
            if heading:
                level = len(heading[1])
                empty += [item for item in found if item[2] >= level]
                found = [item for item in found if item[2] < level]
                found.append((number, index, level, heading[2]))
            elif not _UNSEEN.match(line):
                found.clear()
    empty = sorted([*empty, *found])
    for number, index, _, _ in empty:
        lines[number][index] = ""
    touched = {number for number, *_ in empty}
    kept = [
        re.sub(r"\n{3,}", "\n\n", "\n".join(block)).strip("\n") if number in touched else blocks[number]
        for number, block in enumerate(lines)
    ]
    return kept, [title for *_, title in empty]
