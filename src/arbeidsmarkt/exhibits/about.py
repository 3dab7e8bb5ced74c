"""What an author says that numbers are about: series, frames and observations, as lines to look values up in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Frequency, Period
from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Derivation, Observation, Series

#: a period, or the first day of a period of unknown frequency
Token = Period | dt.date
Members = tuple[tuple[str, str], ...]

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00:00(?:\.0+)?Z?)?")
_FREQUENCIES: dict[str, Frequency] = {letter: name for name, letter in frames.FREQUENCIES.items()}
_YEARS = ("year", "jaar", "period", "periode")
_FEW = 4  # a column of text distinguishes series if it has at least this many rows per value, on average


@dataclass(frozen=True)
class Line:
    """The observations of one series and member, by period.

    Attributes:
        key: the series' key.
        title: the series' title, in Dutch.
        members: the members of its dimensions.
        label: the member's title, in Dutch.
        observations: by period; the key is None for an observation without a period.
    """

    key: str
    title: str
    members: Mapping[str, str]
    label: str
    observations: Mapping[Period | None, Observation]

    @property
    def name(self) -> str:
        """Its name in messages."""
        return f"'{self.title}{f', {self.label}' if self.label else ''}'"

    @property
    def only(self) -> Observation | None:
        """Its only observation; None if it has several."""
        return next(iter(self.observations.values())) if len(self.observations) == 1 else None

    @cached_property
    def _days(self) -> dict[dt.date, Observation]:
        return {period.first_day: item for period, item in self.observations.items() if period is not None}

    def at(self, token: Token | None) -> Observation | None:
        """The observation of a period, or of the period that begins on a day."""
        return self.observations.get(token) if isinstance(token, Period) or token is None else self._days.get(token)

    def absent(self, token: Token | None) -> Observation:
        """A missing observation, for a period that the series does not hold."""
        example = next(iter(self.observations.values()))
        period = token if isinstance(token, Period) else None
        if isinstance(token, dt.date) and example.period is not None:
            beginning = {
                "quarter": Period.quarter(token.year, (token.month + 2) // 3),
                "month": Period.month(token.year, token.month), "year": Period.of_year(token.year),
            }[example.period.frequency]  # fmt: skip
            period = beginning if beginning.first_day == token else None
        return replace(
            example, value=None, symbol="", period=period, status="unknown", at_least=False, since=None,
        )  # fmt: skip

    def is_about(self, kind: str, column: str, value: str) -> bool:
        """Whether a row is about this line, given its value in a column that distinguishes lines (``identity``)."""
        if kind == "series":
            return value in (self.key, self.title)
        if kind == "label":
            return self.label == value
        return self.members.get(parts(column, [self])[0]) == value


def lines(about: Any) -> list[Line]:
    """The lines of everything that an author says that numbers are about.

    Args:
        about: series, families, frames, observations, facts, or lists of these.

    Raises:
        UserError: it holds anything else, or a frame that does not say which series it contains.
    """
    found: list[Line] = []
    single: dict[tuple[str, Members, str], dict[Period | None, Observation]] = {}
    for item in _flat(about):
        if isinstance(item, Series):
            dated: dict[Period | None, Observation] = dict(item.observations.items())
            found.append(Line(item.key, item.title, item.members, item.label, dated))
        elif isinstance(item, Observation):
            leaf = item.cells()[0].source
            about_members = tuple(getattr(leaf, "members", ()))
            key = item.title if isinstance(item.source, Derivation) else getattr(leaf, "series", item.title)
            single.setdefault((key, about_members, item.label), {})[item.period] = item
        else:
            found += _in_frame(item)
    for (key, members, label), observations in single.items():
        title = next(iter(observations.values())).title
        found.append(Line(key, title, dict(members), label, observations))
    return found


def lines_of_rows(about: Any, columns: Mapping[str, Sequence[Any]]) -> list[Line]:
    """The lines that rows are about: those that the author names, or else those of the series in their own columns.

    Args:
        about: as for ``lines``; may be empty.
        columns: the values of the rows by column.
    """
    if said := lines(about):
        return said
    carried = [values for name, values in columns.items() if name.partition("_")[0] == "series"]
    keys = {value for values in carried for value in values if isinstance(value, str)}
    return lines([item for key in sorted(keys) for item in frames.made_of(key) if isinstance(item, Series)])


def _flat(about: Any) -> Iterator[Any]:
    import pandas as pd

    if isinstance(about, Fact):
        yield about.observation
    elif isinstance(about, (Series, Observation, pd.DataFrame)):
        yield about
    elif isinstance(about, Mapping):
        for item in about.values():
            yield from _flat(item)
    elif isinstance(about, (list, tuple, set)):
        for item in about:
            yield from _flat(item)
    else:
        what = f"a {type(about).__name__} is nothing that numbers can be about"
        raise UserError(what, remedy="name series, their frames or observations: about=[…], of=[…]")


def _in_frame(frame: Any) -> list[Line]:
    """The lines of the series that a frame contains, for its periods.

    A merged frame has several columns of series: ``series_x``, ``series_y``.
    """
    columns = [name for name in frame.columns if str(name).partition("_")[0] == "series"]
    if not columns:
        what = "a frame does not say which series it holds"
        raise UserError(what, remedy="keep its column 'series', or name the series themselves: about=[…], of=[…]")
    periods = as_periods("period", list(frame["period"]), ()) if "period" in frame.columns else None
    found: list[Line] = []
    for column in columns:
        for key in frame[column].dropna().unique():
            made = frames.made_of(str(key))
            if not made:
                what = f"no frame was made of a series '{key}'"
                raise UserError(what, remedy=f"keep the column '{column}' as frame() made it")
            found += _held(made, frame[frame[column] == key], set(periods) if periods is not None else None)
    return found


def _held(made: Sequence[frames.Framed], rows: Any, periods: set[Token | None] | None) -> Iterator[Line]:
    """Those of the series that made a frame whose members occur in its rows."""
    for item in made:
        if all(name not in rows.columns or (rows[name] == value).any() for name, value in item.members.items()):
            observations = {one.period: one for one in item.whole() if periods is None or one.period in periods}
            if observations:
                yield Line(item.key, getattr(item, "title", item.key), item.members, item.label, observations)


def as_periods(name: str, values: Sequence[Any], about: Sequence[Line]) -> list[Token | None] | None:
    """A column of periods in any notation, each as a period or as the day on which it begins.

    Args:
        name: the column's name; whole numbers count as years only in a column that is called so.
        values: the column's values.
        about: the lines to whose periods a text may refer.

    Returns:
        The periods; None if it is not a column of periods.
    """
    names: dict[str, Period] = {}
    for line in about:
        for period in line.observations:
            if period is not None and period.label not in names:
                names |= dict.fromkeys((period.label, period.code, period.head, period.text), period)
    found: list[Token | None] = []
    for value in values:
        token = _token(name, value, names)
        if token is None and not _empty(value):
            return None
        found.append(token)
    return found if any(token is not None for token in found) else None


def _token(name: str, value: Any, names: Mapping[str, Period]) -> Token | None:
    if isinstance(value, Period):
        return value
    if isinstance(value, str):
        if match := _DAY.fullmatch(value):
            with suppress(ValueError):  # as 30 February
                return dt.date.fromisoformat(match[1])
        return names.get(value)
    if _empty(value):
        return None
    if hasattr(value, "freqstr"):  # pandas's own Period
        frequency = _FREQUENCIES.get(value.freqstr[0])
        if frequency == "quarter":
            return Period.quarter(value.year, value.quarter)
        return Period.month(value.year, value.month) if frequency == "month" else Period.of_year(value.year)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    year = float(value) if name.lower() in _YEARS and isinstance(value, Real) else 0.0
    return Period.of_year(int(year)) if 1000 <= year < 3000 and year.is_integer() else None


def _empty(value: Any) -> bool:
    return value is None or value == "" or bool(value != value)


def identity(name: str, values: Sequence[Any], about: Sequence[Line]) -> str:
    """How a column of text distinguishes lines.

    Returns:
        ``series`` (keys or titles), ``member`` (keys of members; the column has the dimension's name), ``label``
        (titles of members), ``text`` (the author's own words, each for several rows), or an empty text if it does not.
    """
    given = {value for value in values if not _empty(value)}
    if not given or not all(isinstance(value, str) for value in given):
        return ""
    base, _ = parts(name, about)
    if base == "series" or given <= {text for line in about for text in (line.key, line.title)}:
        return "series"
    if given <= {line.members[base] for line in about if base in line.members}:
        return "member"
    if given <= {line.label for line in about if line.label}:
        return "label"
    few = base not in frames.COLUMNS and len(given) * _FEW <= len(values)
    return "text" if few else ""


def parts(name: str, about: Sequence[Line]) -> tuple[str, str]:
    """A column's name without the suffix that a merge of frames added, and that suffix: "series", "x"."""
    known = {*frames.COLUMNS, *(dimension for line in about for dimension in line.members)}
    base, _, suffix = name.rpartition("_")
    return (base, suffix) if base in known and name not in known else (name, "")


def agrees(token: Token, period: Period) -> bool:
    """Whether a row's period fits that of a figure: it is that period, its first day, or its year."""
    if isinstance(token, Period):
        return token == period or (token.frequency == "year" and token.year == period.year)
    return token == period.first_day


def shown(token: Token | None) -> str:
    """A period for a message."""
    return token.head if isinstance(token, Period) else token.isoformat() if token else ""
