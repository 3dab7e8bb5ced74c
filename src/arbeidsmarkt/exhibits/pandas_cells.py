"""Turns the numbers and periods of a pandas frame into observations and periods, for a table of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.about import as_periods, lines_of_rows
from arbeidsmarkt.exhibits.matching import Rows
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd


def traced(frame: pd.DataFrame, about: Any = ()) -> pd.DataFrame:
    """The frame with each bare number replaced by the observation that it is, and pandas's periods by ``Period``.

    Args:
        frame: any frame; observations, facts, periods and texts are left as they are.
        about: the series, frames and observations in which its numbers are looked up.

    Raises:
        UserError: a number is in none of these; names the row.
    """
    columns = {str(name): list(frame.iloc[:, index]) for index, name in enumerate(frame.columns)}
    bare = [name for name, values in columns.items() if _has_numbers(values)]
    dated = [name for name, values in columns.items() if any(hasattr(value, "freqstr") for value in values)]
    if not bare and not dated:
        return frame
    plain = {name: values for name, values in columns.items() if _without_observations(values)}
    found = lines_of_rows(about, plain)
    made = frame.copy()
    made.columns = [str(name) for name in frame.columns]
    rows = Rows(plain, found, "the table") if found else None
    for name in columns:
        tokens = as_periods(name, columns[name], found) if name in dated or name in bare else None
        if tokens is not None and all(isinstance(token, Period) for token in tokens):
            made[name] = _objects(tokens, made)
        elif name in bare and rows is not None:
            made[name] = _objects(rows.match(name), made)
    return made


def _objects(values: Any, frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series(list(values), index=frame.index, dtype=object)


def _without_observations(values: list[Any]) -> bool:
    return {Observation, Fact}.isdisjoint(map(type, values))


def _has_numbers(values: list[Any]) -> bool:
    """Whether a column holds bare numbers and gaps only, no observations."""
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    return any(value == value for value in numbers) and _without_observations(values)
