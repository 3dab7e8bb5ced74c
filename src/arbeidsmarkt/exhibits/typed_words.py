"""The words of a table that its author typed, apart from those that come with the figures and from the project's files.

A number in a text cell says as much to a reader as one in a sentence, so it is looked at in the same way.
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
    """A text that the library took from the project's files or wrote itself: what was printed, a title, a count."""

    __slots__ = ()


def from_files(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame, whose texts are known to come from the project's files."""
    import pandas as pd

    columns = {
        title: pd.Series(  # of objects: a column of pandas' own texts would not keep what they are
            [FromFiles(value) if isinstance(value, str) else value for value in frame[title]], dtype=object
        )
        for title in frame.columns
    }
    return pd.DataFrame(columns)


def typed(data: Data) -> Iterator[str]:
    """Every title of a column and every text cell that neither the project's files nor a figure of the table wrote."""
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
