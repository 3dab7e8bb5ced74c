"""Numbers and directions that an author typed by hand, with their place: in a notebook's file, or in a running cell.

A file is read without running it, so that every place is found at once. A running cell is asked about what it really
shows, so that a text that Python put together is looked at too.
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

#: how ``Period`` and ``dutch.date`` write a moment; in a text that Python filled in, these are the edition's own
_MOMENT = re.compile(
    rf"(?:(?:eerste|tweede|derde|vierde) kwartaal van |\b\d{{1,2}} )?(?:{'|'.join(MONTH_NAMES)})? ?\b(?:19|20)\d\d\b"
    r"(?: [1-4]e kwartaal)?",
)


#: what a notebook can call and a remark cannot
_LITERALS = re.compile(r"literals\('.*'\)")


def in_notebook(notebook: str, display_name: str) -> list[UserError]:
    """Everything that the author of a notebook typed by hand where only a fact could vouch for it.

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
    """How messages name each cell of a notebook's file, by its number."""
    return dict(enumerate(notebook_file.places(json.loads(notebook)["cells"]), start=1))


def _literal_faults(phrase: str, texts: Iterable[str], where: str) -> Iterator[UserError]:
    """What is wrong with a phrase that a notebook declares to be meant as it stands."""
    if lint.too_bare(phrase):
        remedy = "declare it with the words around it, so that no other number passes for it"
        yield UserError(f"the literal '{phrase}' would let this pass everywhere", where=where, remedy=remedy)
    if not any(lint.in_text(phrase).search(text) for text in texts):
        yield UserError(f"the literal '{phrase}' stands in no text", where=where, remedy="take it out of literals(…)")


def in_remark(remark: Remark) -> list[UserError]:
    """Everything that stands in a remark of an edition where only a fact could vouch for it, or that is no text."""
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
    """Refuse a text cell that holds anything typed by hand.

    Args:
        template: the cell; its lines count as Jupyter shows them (``templates.of_cell``).
        literals: phrases that the notebook declares to be meant as they stand.

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
    """The numbers in a caption, note, title or cell, however Python made it; moments of the edition are none.

    Args:
        text: as it was given, with its placeholders.
        literals: as above.
    """
    plain = _MOMENT.sub(lambda match: " " * len(match[0]), lint.without(text, literals))
    return [UserError(f"'{text}': {each.what}", remedy=each.remedy) for each in lint.lint(plain, decided=True)]


def refuse_in_argument(text: str, literals: Sequence[str] = ()) -> None:
    """Refuse a number in such a text.

    Raises:
        UserError, Faults: each number.
    """
    raise_all(in_argument(text, literals))
