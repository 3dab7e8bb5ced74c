"""Looks up the numbers that a notebook publishes among the observations that they are said to come from.

A frame holds ordinary numbers. Whatever pandas or Altair did with them, each published value is looked up by series,
members, period and value. The value alone proves nothing (one time in three, a plausible number occurs somewhere in a
long series), so rows must say which period and which member they are about if the series has several. Values that were
read are compared exactly. Derived values may have been recomputed in floating point, and may differ by 1e-9 of their
size.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.about import Line, Token, agrees, as_periods, identity, parts, shown
from arbeidsmarkt.numbers.series import Derivation, Observation

#: the most rows that a chart or table may have; with more, the author forgot to filter
MOST_ROWS = 5000
#: how many values of a column determine its series, if nothing else does
ENOUGH = 4

_TOLERANCE = 1e-9
_ROUNDED = 7  # the hint on rounding is given for values with fewer decimals than this
_REMEDY = "publish it as it was read, or say how it was made with computed(…, of=[…])"

Periods = Sequence[Token | None] | None
Match = list[Observation | None]


class NoMatch(UserError):
    """A number is in none of the observations; ``matched`` of the numbers in its column are."""

    matched = 0


@dataclass
class Rows:
    """Rows of plain values, by column, and the observations that their numbers are said to come from.

    Args:
        columns: the values of each column; all are equally long.
        lines: the lines that the numbers are said to come from.
        where: the name of the rows in messages: "the chart's data".

    Raises:
        UserError: there are more rows than a reader can read.
    """

    columns: Mapping[str, Sequence[Any]]
    lines: Sequence[Line]
    where: str

    def __post_init__(self) -> None:
        self.length = len(next(iter(self.columns.values()), ()))
        if self.length > MOST_ROWS:
            what = f"{self.length} rows are more than the {MOST_ROWS} that a reader can read"
            raise UserError(what, where=self.where, remedy="filter the frame to what is shown")
        self.periods: dict[str, Sequence[Token | None]] = {}
        self.identities: dict[str, str] = {}
        for name, values in self.columns.items():
            if found := as_periods(name, values, self.lines):
                self.periods[name] = found
            elif kind := identity(name, values, self.lines):
                self.identities[name] = kind

    @property
    def names(self) -> set[str]:
        """The columns of text that hold names of series and members, as in the observations."""
        return {name for name, kind in self.identities.items() if kind != "text"}

    def match(self, name: str) -> Match:
        """The observation that each row of a column of numbers shows; a missing one for a row without a number.

        Raises:
            UserError: the column holds text or a number that is in no observation, or rows do not say what they are
                about.
        """
        values = self._numbers(name)
        if not self.lines:
            what = f"nothing says what the column '{name}' is about"
            raise UserError(what, where=self.where, remedy="name its series: about=[…]")
        failure: NoMatch | None = None
        choices: list[Periods] = [*self.periods.values()]
        for periods in choices or [None]:
            try:
                found = _Column(self, name, values, periods).match()
                self._refuse_other_periods(name, found)
                return found
            except NoMatch as error:
                failure = error if failure is None or error.matched > failure.matched else failure
        assert failure is not None  # noqa: S101  every choice failed
        raise failure

    def _refuse_other_periods(self, name: str, found: Match) -> None:
        """Refuse a figure whose period differs from that in any column of periods of its row."""
        for column, tokens in self.periods.items():
            for number, (token, item) in enumerate(zip(tokens, found, strict=True)):
                if token is None or item is None or item.period is None:
                    continue
                if not agrees(token, item.period):
                    what = f"{self.row(number)}: '{column}' says {shown(token)}, and '{name}' is of {item.period.head}"
                    raise NoMatch(what, where=self.where, remedy="mend the column, or leave it out")

    def row(self, number: int) -> str:
        """The name of a row in messages, by which the author can find it: its number and its texts."""
        said = [str(self.columns[name][number]) for name in self.identities if self.columns[name][number]]
        for found in self.periods.values():
            token = found[number]
            items = (item for line in self.lines if (item := line.at(token)) and item.period)
            said.append(next((item.period.head for item in items if item.period), shown(token)))
        about = f" ({', '.join(dict.fromkeys(filter(None, said)))})" if said else ""
        return f"row {number + 1}{about}"

    def _numbers(self, name: str) -> list[float | None]:
        found: list[float | None] = []
        for number, value in enumerate(self.columns[name]):
            if value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ == "NAType":
                found.append(None)
            elif isinstance(value, (str, bool)):
                what = f"{self.row(number)}: '{name}' is the text {value!r}" if isinstance(value, str) else ""
                what = what or f"{self.row(number)}: '{name}' is {value}, not a number"
                raise UserError(what, where=self.where, remedy="keep the frame's own numbers")
            elif not math.isfinite(value):
                what = f"{self.row(number)}: '{name}' is {float(value)}, which is not a finite number"
                raise UserError(what, where=self.where, remedy="leave the row out, or mend what was computed")
            else:
                found.append(float(value))
        return found


class _Column:
    """A column of numbers and the periods of its rows."""

    def __init__(self, rows: Rows, name: str, values: Sequence[float | None], periods: Periods) -> None:
        self.rows, self.name, self.values, self.periods = rows, name, values, periods
        _, mine = parts(name, rows.lines)
        suffixes = {column: parts(column, rows.lines)[1] for column in rows.identities}
        #: of a merged frame, value_x is about series_x and not about series_y
        self.identities = {column: kind for column, kind in rows.identities.items() if suffixes[column] in ("", mine)}

    def match(self) -> Match:
        """Find one line for each group of rows with the same series and member."""
        groups: dict[tuple[Any, ...], list[int]] = {}
        for row in range(self.rows.length):
            key = tuple(self.rows.columns[name][row] or "" for name in self.identities)
            groups.setdefault(key, []).append(row)
        fits: dict[tuple[Any, ...], list[Line]] = {}
        for key, members in groups.items():
            known = [row for row in members if self.values[row] is not None]
            candidates = self._candidates(key)
            fits[key] = [line for line in candidates if all(self._equals(line, row) for row in known)]
            if not fits[key]:
                raise self._no_match(candidates, known)
            self._refuse_unclear(candidates, fits[key], known)
        common = set.intersection(*({line.key for line in found} for found in fits.values())) if fits else set()
        if fits and not common and "series" not in self.identities.values():
            what = f"the column '{self.name}' holds figures of several series, and no column says which"
            raise UserError(what, where=self.rows.where, remedy="keep the frame's column 'series'")
        found: Match = [None] * self.rows.length
        for key, members in groups.items():
            line = next((line for line in fits[key] if line.key in common), fits[key][0])
            for row in members:
                found[row] = self._observation(line, row)
        return found

    def _candidates(self, key: tuple[Any, ...]) -> list[Line]:
        """The lines that rows with these identities, in a column with this name, can be about."""
        found = list(self.rows.lines)
        for (name, kind), value in zip(self.identities.items(), key, strict=True):
            if kind != "text" and value:
                found = [line for line in found if line.is_about(kind, name, value)]
        named = [line for line in found if self.name in (line.key, line.title, line.label, *line.members.values())]
        return named or found

    def _token(self, row: int) -> Token | None:
        return self.periods[row] if self.periods is not None else None

    def _at(self, line: Line, row: int) -> Observation | None:
        return line.only if self.periods is None else line.at(self._token(row))

    def _equals(self, line: Line, row: int) -> bool:
        item, value = self._at(line, row), self.values[row]
        return item is not None and value is not None and equal(value, item)

    def _observation(self, line: Line, row: int) -> Observation:
        """The observation that a row shows; a row without a number must be one that the line has none for."""
        item = self._at(line, row)
        if self.values[row] is not None and item is not None:
            return item
        if item is not None and not item.missing:
            what = f"{self.rows.row(row)}: '{self.name}' is empty, where {line.name} has {item.text}"
            raise UserError(what, where=self.rows.where, remedy="leave the row out of the frame instead")
        return item or line.absent(self._token(row))

    def _refuse_unclear(self, candidates: Sequence[Line], fits: Sequence[Line], known: Sequence[int]) -> None:
        """Refuse rows that could be about several members, if there are too few values to decide."""
        for line in fits:
            alike = [other for other in candidates if other.key == line.key]
            members = {tuple(sorted(other.members.items())) or other.label for other in alike}
            settled = len(known) >= ENOUGH and len({tuple(sorted(one.members.items())) for one in fits}) == 1
            if len(members) > 1 and known and not settled:
                dimension = next(iter(line.members), "label")
                what = f"{self.rows.row(known[0])}: nothing says which {dimension} '{self.name}' is about"
                raise UserError(what, where=self.rows.where, remedy=f"keep the frame's column '{dimension}' or 'label'")

    def _no_match(self, candidates: Sequence[Line], known: Sequence[int]) -> NoMatch:
        """The error for the first row that the most likely line does not have."""
        if not candidates:
            said = f"{self.rows.row(known[0] if known else 0)}: none of the series in about= is the one of this row"
            return NoMatch(said, where=self.rows.where, remedy="name its series in about=[…]")
        if self.periods is None and all(line.only is None for line in candidates):
            said = f"the column '{self.name}' has numbers of {candidates[0].name}, and no column says of which period"
            return NoMatch(said, where=self.rows.where, remedy="keep the frame's column 'period'")
        score = {id(line): sum(self._equals(line, row) for row in known) for line in candidates}
        best = max(candidates, key=lambda line: score[id(line)])
        row = next(row for row in known if not self._equals(best, row))
        value, item = self.values[row], self._at(best, row)
        assert value is not None  # noqa: S101  known rows have one
        has = f"has {_number(item)} there" if item is not None and not item.missing else "has no figure there"
        error = NoMatch(
            f"{self.rows.row(row)}: '{self.name}' is {value!r}, and {best.name} {has}{self._hint(best, row)}",
            where=self.rows.where, remedy=_REMEDY,
        )  # fmt: skip
        error.matched = score[id(best)]
        return error

    def _hint(self, line: Line, row: int) -> str:
        """A guess at why the value differs."""
        value, item = self.values[row], self._at(line, row)
        assert value is not None  # noqa: S101  known rows have one
        if item is not None and item.value is not None:
            exact = float(item.value)
            if struct.unpack("f", struct.pack("f", exact))[0] == value:
                return " (float32 keeps seven digits: use float64)"
            if any(round(exact, places) == value for places in range(_ROUNDED)):
                return " (it was rounded: give it unrounded, table and chart round it)"
        for period, other in line.observations.items():
            if period is not None and not other.missing and equal(value, other):
                return f" (it is the figure of {period.head})"
        return ""


def equal(value: float, item: Observation) -> bool:
    """Whether a number is an observation's value: exactly if that was read, within 1e-9 if it was derived."""
    if item.value is None:
        return False
    exact = float(item.value)
    if isinstance(item.source, Derivation):
        return math.isclose(value, exact, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE * 1e-2)
    return value == exact


def _number(item: Observation) -> str:
    return repr(float(item.value)) if item.value is not None else item.text
