"""Which placeholders of a caption its author wrote, and which came into it with a label or title from somewhere else.

``f"Vacatures in {sector.label}"`` makes a label part of the template. Were there braces in the label, they would be
filled in as if the author had written them: what others write is data, never code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache

_OPENING = re.compile(r"\{\{|\{%|\{##")
_INSIDE = rf"(?:(?!{_OPENING.pattern}).)*?"  # one that was never closed does not swallow the next
_PLACEHOLDER = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{##{_INSIDE}##\}}", re.DOTALL)


def only(template: str, cells: Sequence[str]) -> str:
    """The template, in which everything that no text of these cells holds is text and no placeholder.

    Args:
        template: as it was given to ``figure``, ``table`` and so on.
        cells: the source of every cell that ran; without any, the template is taken as it is.
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
    """The texts in a cell's code; none when it is a text cell."""
    lines = ["" if line.startswith(("%", "!")) else line for line in cell.split("\n")]
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except (SyntaxError, ValueError):
        return ()
    return tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
