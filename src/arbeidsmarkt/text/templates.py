"""Text cells as Jinja templates: compiling them, and restoring the author's paragraphs afterwards.

A line that begins with ``? `` is a sentence that is left out if a fact that it prints has no value; ``{% sentence %}``
does the same for several lines.

A condition on a line of its own leaves an empty line behind. So the author's blank lines are marked before a text
is filled in, and only these separate paragraphs afterwards.
"""

from __future__ import annotations

import re
import traceback
from types import CodeType

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

_NAME = "<prose>"
PARAGRAPH = "\0"  # stands for a blank line while the text is filled in

#: code of compiled templates; editions share text cells, and all environments compile a template to the same code
_compiled: dict[tuple[frozenset[str], str], CodeType] = {}

#: "? A sentence."; also in an item of a list: "- ? A sentence."
_HANGING = re.compile(r"^([ \t]*(?:[-*+][ \t]+)?)\?[ \t]+(.*)$", re.MULTILINE)


class Sentence(Extension):
    """``{% sentence %}…{% endsentence %}``: text that is left out if a fact that it prints has no value.

    The environment's global ``hanging`` decides that. It is called with what the text prints outside conditions, and
    with the text itself as ``caller``.
    """

    tags = {"sentence"}  # noqa: RUF012  as Jinja2 declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """Replace the block by a call of ``hanging``."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endsentence",), drop_needle=True)
        names = [nodes.Name(name, "load", lineno=line) for name in _printed(body)]
        call = nodes.Call(nodes.Name("hanging", "load", lineno=line), names, [], None, None, lineno=line)
        return nodes.CallBlock(call, [], [], body, lineno=line)


def _printed(body: list[nodes.Node]) -> list[str]:
    """The names that placeholders outside conditions use, in order."""
    parts = [part for node in body if isinstance(node, nodes.Output) for part in node.nodes]
    whole = nodes.Output([part for part in parts if not isinstance(part, nodes.CondExpr)])
    return list(dict.fromkeys(name.name for name in whole.find_all(nodes.Name)))


def with_sentences(template: str) -> str:
    """The text with each line that begins with ``? `` made a ``{% sentence %}``; the number of lines is the same."""
    return _HANGING.sub(r"{% sentence %}\1\2{% endsentence %}", template)


def of_cell(cell: str) -> str:
    """The template in a ``%%prose`` cell; its line numbers are those of the cell, as Jupyter shows them."""
    return "\n" + cell.rstrip("\n")


def code(environment: jinja2.Environment, template: str) -> CodeType:
    """The compiled code of a template; cached per process, since compiling takes longer than filling in.

    Raises:
        jinja2.TemplateSyntaxError: with the line.
    """
    key = (frozenset(environment.extensions), template)
    if key not in _compiled:
        marked = re.sub(r"(?<=\n)[ \t]*\n", f"{PARAGRAPH}\n", with_sentences(template))
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
    """The line of the template that an error comes from: "line 3", or "text" if that is unknown."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    return f"line {lines[-1]}" if lines and lines[-1] else "text"
