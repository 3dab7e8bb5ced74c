"""An edition's own remarks: ``params/2024Q3.md``, written by policy staff, each about a section of the report.

A remark begins with a heading that gives the section's label and the author: ``# sec-tension: Directie Arbeidsmarkt``.
Its text follows, written as in a notebook's text cells. The file is optional.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics import text_file
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project

_HEADING = re.compile(r"#+[ \t]*(?P<label>[^\s:]+)[ \t]*(?::[ \t]*(?P<author>.*?))?[ \t]*#*")
_LABEL = re.compile(r"sec-[a-z0-9-]+")
_FORM = "write it as: # sec-tension: Directie Arbeidsmarkt"


@dataclass(frozen=True)
class Remark:
    """One remark.

    Attributes:
        section: label of the section that it is about: ``sec-tension``.
        author: the author's name, as readers see it.
        template: the text with its placeholders.
        name: the file's name in messages.
        line: the line of the file on which the text begins.
    """

    section: str
    author: str
    template: str
    name: str
    line: int

    def where(self, line: int = 1) -> str:
        """``file:line`` of a line of the text."""
        return f"{self.name}:{self.line + line - 1}"


def path(project: Project, quarter: Period) -> Path:
    """The path of an edition's remarks, whether or not the file exists."""
    return project.params / f"{quarter.label}.md"


def quarters(project: Project) -> list[Period]:
    """The editions that have remarks, oldest first."""
    return sorted(Period.parse(file.stem) for file in project.params.glob("[0-9][0-9][0-9][0-9]Q[1-4].md"))


def load(project: Project, quarter: Period) -> tuple[Remark, ...]:
    """The remarks of an edition, in the file's order; empty without a file.

    Raises:
        UserError, Faults: a text without a heading, a heading without a section or an author, a remark without a text,
            or a file without remarks; each with file and line.
    """
    file = path(project, quarter)
    name = project.name(file)
    try:
        lines = text_file.read(file, name).split("\n")
    except FileNotFoundError:
        return ()
    starts = [number for number, line in enumerate(lines) if line.startswith("#")]
    faults: list[UserError] = []
    for number, line in enumerate(lines[: starts[0] if starts else None], start=1):
        if line.strip():
            what = "no heading says which section this is about, and who writes"
            faults.append(UserError(what, where=f"{name}:{number}", remedy=_FORM))
            break
    found: list[Remark] = []
    for start, end in itertools.pairwise([*starts, len(lines)]):
        heading, where = _HEADING.fullmatch(lines[start]), f"{name}:{start + 1}"
        if heading is None or not _LABEL.fullmatch(heading["label"]):
            faults.append(UserError(f"'{lines[start].strip()}' names no section", where=where, remedy=_FORM))
        elif not heading["author"]:
            what = f"nobody is named who writes about {heading['label']}"
            faults.append(UserError(what, where=where, remedy=_FORM))
        elif not (text := "\n".join(lines[start + 1 : end])).strip():
            what = f"the remark about {heading['label']} has no text"
            faults.append(UserError(what, where=where, remedy="write it below the heading, or take both out"))
        else:
            found.append(Remark(heading["label"], heading["author"], text, name, start + 2))
    if not starts and not faults:
        faults.append(UserError("the file holds no remark", where=name, remedy=f"{_FORM}, and a text below it"))
    raise_all(faults)
    return tuple(found)
