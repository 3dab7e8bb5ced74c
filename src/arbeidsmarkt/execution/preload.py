"""Reads what all builds of a command need once, in the process that they are forked from.

An edition's fourteen notebooks open the same vintage, catalogue and theme. What is read here is cached by its content
(see ``vintages`` and ``yaml_file``), so that a file that changes in the meantime is read again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import jinja2

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import published, report, theme
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.text import notebook_texts, prose, templates

#: errors are ignored here; the build reads the file again and reports them with file and line
_LATER = (UserError, OSError, ValueError, KeyError, TypeError, jinja2.TemplateError, notebook_texts.NotPython)


def read(project: Project, editions: Sequence[str]) -> None:
    """Read what these editions need, in the process from which those that build them are forked later.

    Args:
        project: the checkout.
        editions: the editions, as ``2024Q3``; figures and texts take longer, and are only read if there are several.
    """
    for load, path in (
        (report.load, project.report_file),
        (theme.load, project.theme),
        (Catalogue.load, project.series),
        (published.load, project.published),
    ):
        with contextlib.suppress(*_LATER):
            load(path)
    labels = {label for name in editions for label in _vintages(project, name)}
    for label in sorted(labels):
        with contextlib.suppress(*_LATER):
            vintage = Vintage.open(project.vintages, label)
            if len(editions) > 1:
                for series in vintage.series():
                    vintage.by_members(series)
    if len(editions) > 1:
        for path in sorted(project.notebooks.glob("*.ipynb")):
            with contextlib.suppress(*_LATER):
                _compile(path.read_text(encoding="utf-8"))


def _vintages(project: Project, edition: str) -> Iterator[str]:
    """The labels of the vintages that an edition reads: its own and, for the revisions, the previous edition's."""
    with contextlib.suppress(*_LATER):
        asked = Edition.load(project, Period.parse(edition))
        yield asked.vintage
        if asked.previous:
            yield Edition.load(project, asked.previous).vintage


def _compile(notebook: str) -> None:
    """Compile the texts of a notebook."""
    filler = prose.Prose(dict)
    for text in notebook_texts.texts(notebook):
        with contextlib.suppress(*_LATER):
            filler.compiled(templates.of_cell(text.template) if text.whole else text.template)
