"""Finds the texts of a table that its author typed, as opposed to those of the figures and the project's files.

A number typed into a table's text is as unsupported as one in a sentence, so it is checked in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.exhibits.records import Data, observation_of
from arbeidsmarkt.exhibits.tables import period_names
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd


class FromFiles(str):
    """A text that the library took from the project's files or wrote itself: a title, a count, a printed figure."""

    __slots__ = ()


def from_files(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts marked as coming from the project's files."""
    import pandas as pd

    columns = {
        title: pd.Series(  # dtype object, since pandas's own text columns would lose the type ``FromFiles``
            [FromFiles(value) if isinstance(value, str) else value for value in frame[title]], dtype=object
        )
        for title in frame.columns
    }
    return pd.DataFrame(columns)


def typed(data: Data) -> Iterator[str]:
    """All column titles and text cells that come neither from the project's files nor from a figure of the table."""
    known = {unit.head for unit in dutch.UNITS.values()}
    for row in data.rows:
        items = [observation_of(value) for value in row if isinstance(value, (Observation, Fact))]
        known |= {text for item in items for text in (item.label, item.title, item.when, *period_names([item]))}
    for column in data.columns:
        if column.title not in known:
            yield column.title
    for row in data.rows:
        yield from (
            cell for cell in row if isinstance(cell, str) and not isinstance(cell, FromFiles) and cell not in known
        )
