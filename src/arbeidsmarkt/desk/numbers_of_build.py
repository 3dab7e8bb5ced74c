"""The numbers of figures, tables and sections in the edition's last build, for references in Jupyter.

A text cell refers to labels; numbers are only assigned when the report is assembled. During a build nothing is looked
up, so that its result does not depend on the previous build.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

#: the environment variable that is set for a notebook run by a build
BUILDING = "ARBEIDSMARKT_BUILDING"

_LINE = re.compile(
    r"^(?P<marks>#{1,6}) .*?\{#(?P<section>sec-[\w-]+)(?P<classes>[^}]*)\}|\{#(?P<exhibit>(?:fig|tbl)-[\w-]+)[ }]",
    re.MULTILINE,
)


def of_last_build(folder: Path) -> dict[str, str]:
    """Label -> number in the last build; empty without one, and during a build.

    Args:
        folder: the edition's build.
    """
    document = folder / "document.md"
    if os.environ.get(BUILDING) or not document.is_file():
        return {}
    return of_document(document.read_text(encoding="utf-8"))


def of_document(text: str) -> dict[str, str]:
    """Label -> number in a document: "2.1" for a section, "3" for a figure or table."""
    found: dict[str, str] = {}
    levels, counts = [0] * 7, {"fig": 0, "tbl": 0}
    for match in _LINE.finditer(text):
        if label := match["exhibit"]:
            counts[label[:3]] += 1
            found[label] = str(counts[label[:3]])
        elif ".unnumbered" not in match["classes"]:
            level = len(match["marks"])
            levels[level] += 1
            levels[level + 1 :] = [0] * 6  # Markdown has six
            found[match["section"]] = ".".join(map(str, levels[1 : level + 1]))
    return found
