"""The lines of one table of a vintage, as rows or as plain text; parsed by series, when a series is requested."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintage_files import AFTER, Row

#: the members that a row is about: pairs of the project's name of a dimension and key of the member, in table order
Members = tuple[tuple[str, str], ...]

_period = lru_cache(maxsize=4096)(Period.parse)
_code = lru_cache(maxsize=4096)(lambda text: _period(text).code)
day = lru_cache(maxsize=512)(dt.date.fromisoformat)
_day_text = lru_cache(maxsize=512)(lambda text: day(text).isoformat())


class Table:
    """A table's lines by series.

    Attributes:
        axes: the project's names of the dimensions that have a column, in the order of the columns.
    """

    def __init__(self, name: str, content: bytes) -> None:
        """Read the CSV ``content`` of the table ``name``."""
        self._name = name
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        self._columns = next(lines)
        self.axes = [name for name in self._columns if name not in ("series", "period", *AFTER)]
        self._lines: dict[str, list[list[str]]] = {}
        for line in filter(None, lines):
            self._lines.setdefault(line[0], []).append(line)
        self._rows: dict[str, dict[Members, list[Row]]] = {}

    def by_members(self, series: str) -> dict[Members, list[Row]]:
        """The rows of a series by their members.

        Raises:
            UserError: a line cannot be read.
        """
        if series not in self._rows:
            found: dict[Members, list[Row]] = {}
            for line in self._lines.get(series, []):
                row = self._row(line)
                found.setdefault(tuple(row.members.items()), []).append(row)
            self._rows[series] = found
        return self._rows[series]

    def with_symbol(self, series: str, symbol: str) -> list[Row]:
        """The rows of a series that have a symbol of CBS in the place of a value; only these are parsed.

        Raises:
            UserError: a line cannot be read.
        """
        at = self._columns.index("symbol")
        return [self._row(line) for line in self._lines.get(series, []) if line[at : at + 1] == [symbol]]

    def _row(self, line: list[str]) -> Row:
        return _row(self._name, self.axes, dict(zip(self._columns, line, strict=False)))

    def texts(self, series: str) -> list[tuple[str, ...]]:
        """The same rows in the same order, as text: members, period, value, status, as_of.

        Raises:
            UserError: a line cannot be read.
        """
        try:
            return self._texts(series)
        except (LookupError, ValueError, InvalidOperation, UserError):
            self.by_members(series)  # raises it, and names the period
            raise

    def _texts(self, series: str) -> list[tuple[str, ...]]:
        at = {name: number for number, name in enumerate(self._columns)}
        axes = [(axis, at[axis]) for axis in self.axes]
        period, value, status, as_of, decimals = (
            at[name] for name in ("period", "value", "status", "as_of", "decimals")
        )
        furthest = max(decimals, *(at[name] for name in ("symbol", "origin", "note")))
        found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for line in self._lines.get(series, []):
            line[furthest], int(line[decimals])  # must be there, as in a row
            number, published = line[value], line[as_of]
            row = (
                _code(line[period]), str(Decimal(number)) if number else "", line[status],
                _day_text(published) if published else "",
            )  # fmt: skip
            members = tuple([f"{axis}={line[number]}" for axis, number in axes if line[number]])
            found.setdefault(members, []).append(row)
        return [(" ".join(members), *row) for members, rows in found.items() for row in rows]

    def column(self, name: str) -> set[str]:
        """What stands in a column."""
        at = self._columns.index(name)
        return {line[at] for lines in self._lines.values() for line in lines if len(line) > at}


def _row(table: str, axes: Sequence[str], record: Mapping[str, str]) -> Row:
    try:
        return Row(
            record["series"], table, {axis: record[axis] for axis in axes if record[axis]},
            _period(record["period"]), Decimal(record["value"]) if record["value"] else None,
            record["symbol"], record["status"], int(record["decimals"]),
            day(record["as_of"]) if record["as_of"] else None, record["origin"], record["note"],
            record.get("release", ""), record.get("via", ""),  # absent from vintages written before December 2026
        )  # fmt: skip
    except (KeyError, ValueError, InvalidOperation, UserError) as error:
        raise UserError(f"cannot be read: {error}", where=f"table {table}, {record.get('period', '?')}") from None
