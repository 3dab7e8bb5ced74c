"""Text cells as Jinja templates: compiled once, and the paragraphs of what came of them.

A line that begins with ``? `` is a sentence that falls away when a fact that it prints has no value; ``{% sentence %}``
does the same for several lines.

Conditions stand on lines of their own and leave empty lines behind. So blank lines of the author's are marked before a
text is filled in, and only these separate paragraphs afterwards.
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

#: the same text cell serves every edition, and every notebook's environment compiles alike
_compiled: dict[tuple[frozenset[str], str], CodeType] = {}

#: "? A sentence.", also as an item of a list: "- ? A sentence."
_HANGING = re.compile(r"^([ \t]*(?:[-*+][ \t]+)?)\?[ \t]+(.*)$", re.MULTILINE)


class Sentence(Extension):
    """``{% sentence %}…{% endsentence %}``: text that is left out when a fact that it prints has no value.

    The environment's global ``hanging`` decides: it is called with what the text prints outside of any condition, and
    with the text itself as ``caller``.
    """

    tags = {"sentence"}  # noqa: RUF012  as Jinja2 declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call of ``hanging``."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endsentence",), drop_needle=True)
        names = [nodes.Name(name, "load", lineno=line) for name in _printed(body)]
        call = nodes.Call(nodes.Name("hanging", "load", lineno=line), names, [], None, None, lineno=line)
        return nodes.CallBlock(call, [], [], body, lineno=line)


def _printed(body: list[nodes.Node]) -> list[str]:
    """The names that placeholders outside of any condition use, in their order."""
    parts = [part for node in body if isinstance(node, nodes.Output) for part in node.nodes]
    whole = nodes.Output([part for part in parts if not isinstance(part, nodes.CondExpr)])
    return list(dict.fromkeys(name.name for name in whole.find_all(nodes.Name)))


def with_sentences(template: str) -> str:
    """A text in which every line that begins with ``? `` is a ``{% sentence %}``; on as many lines."""
    return _HANGING.sub(r"{% sentence %}\1\2{% endsentence %}", template)


def of_cell(cell: str) -> str:
    """What stands under ``%%prose`` as a template; its lines count from the magic's own, as Jupyter shows them."""
    return "\n" + cell.rstrip("\n")


def code(environment: jinja2.Environment, template: str) -> CodeType:
    """What a template is compiled to; once a process, since that takes longer than filling it in.

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
    """The line of the template that an error comes from: "line 3", or "text" when it cannot be known."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    return f"line {lines[-1]}" if lines and lines[-1] else "text"
