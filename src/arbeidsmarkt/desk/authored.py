"""Tells which placeholders of a caption its author typed, and which came with a label or title from elsewhere.

``f"Vacatures in {sector.label}"`` makes a label part of the template. Braces in the label must not be filled in as if
the author had typed them: texts of others are data, never code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache

_OPENING = re.compile(r"\{\{|\{%|\{##")
_INSIDE = rf"(?:(?!{_OPENING.pattern}).)*?"  # so that one that is not closed does not swallow the next
_PLACEHOLDER = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{##{_INSIDE}##\}}", re.DOTALL)


def only(template: str, cells: Sequence[str]) -> str:
    """The template with every placeholder escaped that is not in a text of these cells.

    Args:
        template: the argument of ``figure``, ``table`` and so on.
        cells: the source of every cell that ran; if empty, the template is returned unchanged.
    """
    if not cells or not _OPENING.search(template):
        return template
    parts: list[str] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        if any(match[0] in text for cell in cells for text in _texts(cell)):
            parts += [_as_text(template[position : match.start()]), match[0]]
            position = match.end()
    return "".join([*parts, _as_text(template[position:])])


def _as_text(part: str) -> str:
    return _OPENING.sub(lambda match: "{{ '" + match[0] + "' }}", part)


@lru_cache(maxsize=256)
def _texts(cell: str) -> tuple[str, ...]:
    """The strings in a cell's code; none if it is a text cell."""
    lines = ["" if line.startswith(("%", "!")) else line for line in cell.split("\n")]
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except (SyntaxError, ValueError):
        return ()
    return tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
