"""Text cells as Jinja templates: compiled once, and the paragraphs of what came of them.

Conditions stand on lines of their own and leave empty lines behind. So blank lines of the author's are marked before a
text is filled in, and only these separate paragraphs afterwards.
"""

from __future__ import annotations

import re
import traceback
from types import CodeType

import jinja2

_NAME = "<prose>"
PARAGRAPH = "\0"  # stands for a blank line while the text is filled in

#: the same text cell serves every edition, and every notebook's environment compiles alike
_compiled: dict[tuple[bool, str], CodeType] = {}


def of_cell(cell: str) -> str:
    """What stands under ``%%prose`` as a template; its lines count from the magic's own, as Jupyter shows them."""
    return "\n" + cell.rstrip("\n")


def code(environment: jinja2.Environment, template: str) -> CodeType:
    """What a template is compiled to; once a process, since that takes longer than filling it in.

    Raises:
        jinja2.TemplateSyntaxError: with the line.
    """
    key = (bool(environment.extensions), template)
    if key not in _compiled:
        marked = re.sub(r"(?<=\n)[ \t]*\n", f"{PARAGRAPH}\n", template)
        _compiled[key] = environment.compile(marked, filename=_NAME)
    return _compiled[key]


def paragraphs(text: str) -> str:
    """The filled-in text with paragraphs where the author left a blank line, and nowhere else."""
    found = []
    for part in text.split(PARAGRAPH):
        lines = [re.sub(r"^ {1,3}(?=\S)", "", line.rstrip()) for line in part.splitlines()]
        if kept := [line for line in lines if line]:
            found.append("\n".join(kept))
    return "\n\n".join(found)


def line_of(error: BaseException) -> str:
    """The line of the template that an error comes from: "line 3", or "text" when it cannot be known."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    return f"line {lines[-1]}" if lines and lines[-1] else "text"
