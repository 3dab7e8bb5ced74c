"""Checks that the cells behind a number still have the values that the vintage and the published figures give.

An observation is a value with its source. Python lets an author combine another value with the same source
(``dataclasses.replace``); the number would then be traced to a cell that never held it.
"""

from __future__ import annotations

from collections.abc import Iterable

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell


def refuse_altered(observations: Iterable[Observation], reader: Reader) -> None:
    """Compare every cell behind these observations with the reader's vintage and published figures.

    Raises:
        UserError: a value differs from that of its source; names the series or figure, and both values.
    """
    for observation in observations:
        for leaf in observation.cells():
            if leaf.value is None:
                continue
            held = _held(leaf, reader)
            if held is not None and leaf.value not in held:
                there = " or ".join(sorted(str(value) for value in held)) or "no figure"
                name = leaf.source.series if isinstance(leaf.source, Cell) else getattr(leaf.source, "key", "")
                of = f" of {leaf.period}" if leaf.period else ""
                what = f"'{name}'{of} is {leaf.value} here, and {there} in its source"
                raise UserError(what, remedy="derive a number from others; never set the value of one")


def _held(leaf: Observation, reader: Reader) -> set[object] | None:
    """The values that the source has for a cell; None if the source is not one of this project's."""
    source = leaf.source
    if isinstance(source, PublishedCell):
        known = [figure for figure in reader.usable_figures() if figure.key == source.key]
        # if the publication names no period ("komende jaren"), the figure has none here either
        return {figure.value for figure in known if leaf.period in (None, figure.period)} if known else None
    table = reader.vintage.table_of(source.series) if isinstance(source, Cell) else None
    if not isinstance(source, Cell) or table is None or source.sha256 != table.sha256:
        return None  # the section on revisions also shows figures of an older vintage
    about = dict(source.members)
    return {
        row.value
        for members, rows in reader.vintage.by_members(source.series).items()
        if dict(members) == about
        for row in rows
        if row.period == leaf.period and row.value is not None
    }
