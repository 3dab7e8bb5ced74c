"""Finds numbers and directions that an author typed by hand, in a notebook's file or in a running cell.

The file is read without running it, so that everything is found at once. In a running cell the text that is really
shown is checked, so that texts that Python puts together are covered as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import MONTH_NAMES
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.remarks import Remark
from arbeidsmarkt.text import lint, notebook_texts, structure

#: dates and periods as ``Period`` and ``dutch.date`` write them; in a text made by Python these are the edition's own
_MOMENT = re.compile(
    rf"(?:(?:eerste|tweede|derde|vierde) kwartaal van |\b\d{{1,2}} )?(?:{'|'.join(MONTH_NAMES)})? ?\b(?:19|20)\d\d\b"
    r"(?: [1-4]e kwartaal)?",
)


#: functions that a notebook can call and a remark cannot
_LITERALS = re.compile(r"literals\('.*'\)")


def in_notebook(notebook: str, display_name: str) -> list[UserError]:
    """A fault for everything in a notebook that is typed by hand although it should come from a fact.

    Args:
        notebook: the text of the notebook's file.
        display_name: its name in messages.
    """
    try:
        texts = notebook_texts.texts(notebook)
    except notebook_texts.NotPython as error:
        number, what = error.args
        where = f"{display_name}, {_places(notebook)[number]}"
        return [UserError(f"the cell is not Python: {what}", where=where, remedy="mend it")]
    places = _places(notebook)
    declared = notebook_texts.literals(notebook)
    phrases = [phrase for _, phrase in declared]
    said = [*(text.template for text in texts), *notebook_texts.constants(notebook)]
    return [
        UserError(
            finding.what,
            where=f"{display_name}, {places[text.cell]}, line {text.line_of(finding.line)}",
            remedy=finding.remedy,
        )
        for text in texts
        for finding in [
            *lint.lint(text.template, decided=text.decided, literals=phrases),
            *(structure.findings(text.template) if text.whole else ()),
        ]
    ] + [
        fault for cell, phrase in declared for fault in _literal_faults(phrase, said, f"{display_name}, {places[cell]}")
    ]


def _places(notebook: str) -> dict[int, str]:
    """How messages name each cell of a notebook's file: cell number -> name."""
    return dict(enumerate(notebook_file.places(json.loads(notebook)["cells"]), start=1))


def _literal_faults(phrase: str, texts: Iterable[str], where: str) -> Iterator[UserError]:
    """Faults of a phrase that a notebook declares with ``literals``."""
    if lint.too_bare(phrase):
        remedy = "declare it with the words around it, so that no other number passes for it"
        yield UserError(f"the literal '{phrase}' would let this pass everywhere", where=where, remedy=remedy)
    if not any(lint.in_text(phrase).search(text) for text in texts):
        yield UserError(f"the literal '{phrase}' stands in no text", where=where, remedy="take it out of literals(…)")


def in_remark(remark: Remark) -> list[UserError]:
    """A fault for everything in a remark that should come from a fact, or that is not running text."""
    found = [*lint.lint(remark.template), *structure.findings(remark.template)]
    author = [
        UserError(f"who writes: {each.what}", where=remark.where(0), remedy="name a person or a department")
        for each in lint.lint(remark.author)
    ]
    return author + [
        UserError(each.what, where=remark.where(each.line), remedy=_LITERALS.sub("{{ '…' | literal }}", each.remedy))
        for each in found
    ]


def refuse_in_cell(template: str, literals: Sequence[str] = ()) -> None:
    """Refuse a text cell with anything typed by hand that should come from a fact.

    Args:
        template: the cell, with the line numbers that Jupyter shows (``templates.of_cell``).
        literals: phrases that the notebook declares with ``literals``.

    Raises:
        UserError, Faults: each with its line.
    """
    raise_all(
        [
            UserError(each.what, where=f"line {each.line}", remedy=each.remedy)
            for each in lint.lint(template, literals=literals)
        ]
    )


def in_argument(text: str, literals: Sequence[str] = ()) -> list[UserError]:
    """A fault for each number in a caption, note, title or cell, also if Python made the text; dates are allowed.

    Args:
        text: the argument, with its placeholders.
        literals: phrases that the notebook declares with ``literals``.
    """
    plain = _MOMENT.sub(lambda match: " " * len(match[0]), lint.without(text, literals))
    return [UserError(f"'{text}': {each.what}", remedy=each.remedy) for each in lint.lint(plain, decided=True)]


def refuse_in_argument(text: str, literals: Sequence[str] = ()) -> None:
    """Refuse a caption, note, title or cell that contains a number.

    Raises:
        UserError, Faults: one per number.
    """
    raise_all(in_argument(text, literals))
