"""Checks counts out of a known whole: the part and its complement must add up.

"Zes van de 35 regio's niet" also says that 29 are. The description of a figure in ``data/published/`` gives the whole
("van 35"), and its key says that it is a complement (``regions_not_tight`` of ``regions_tight``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.published import PublishedFigure

_WHOLE = re.compile(r"\(van (?:de )?(\d+)\)")


def faults(figures: Sequence[PublishedFigure]) -> Iterator[UserError]:
    """Faults for a part that is larger than its whole, and for a complement whose counterpart is missing or differs."""
    known = {(figure.key, figure.period): figure for figure in figures}
    for figure in figures:
        whole = _whole(figure)
        if whole is None:
            continue
        if figure.value > whole:
            what = f"'{figure.key}' is {figure.value} of {whole}"
            yield UserError(what, where=figure.where, remedy="mend the value or the description")
        elif "_not_" in figure.key:
            yield from _complement(figure, whole, known.get((figure.key.replace("_not_", "_", 1), figure.period)))


def _complement(figure: PublishedFigure, whole: Decimal, other: PublishedFigure | None) -> Iterator[UserError]:
    key, rest = figure.key.replace("_not_", "_", 1), whole - figure.value
    said = f"'{figure.key}' is {figure.value} of {whole}, so that '{key}' is {rest}"
    if other is None:
        what = f"{said} in {figure.period}, which no figure says"
        yield UserError(what, where=figure.where, remedy=f"add {key} with the same source and a note that says so")
    elif other.value != rest:
        yield UserError(f"{said}, and not {other.value}", where=other.where, remedy="mend one of the two")


def _whole(figure: PublishedFigure) -> Decimal | None:
    found = _WHOLE.search(figure.description)
    return Decimal(found[1]) if found else None
