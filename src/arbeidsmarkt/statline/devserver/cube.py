"""A vintage as the tables of a local StatLine.

A vintage holds the series of the catalogue under their own names; here they get keys, codes and padding again, as
CBS's feed has them. StatLine's tables are full cubes, so a cell that the vintage does not hold is served as ``.``
(unknown) within the life of its series: a vintage fetched from here says so too, and is for trying out only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.vintages import Row, Vintage
from arbeidsmarkt.statline.devserver.tables import Measure, Member, ServedTable

#: CBS's words for the project's units, as DataProperties writes them
UNITS = {
    "thousand": "x 1 000", "million": "mln", "percent": "%", "percentage_point": "%-punt", "hours": "uur",
    "per_1000_jobs": "per 1 000 banen", "persons": "aantal", "balance": "saldo",
}  # fmt: skip
_CODE = re.compile(r"[A-Z]{0,3}\d[\dA-Z]*")
_CERTAINTY = ("final", "unknown", "revised_provisional", "provisional")


def from_vintage(vintage: Vintage, catalogue: Catalogue) -> list[ServedTable]:
    """Every StatLine table of the catalogue, filled with what the vintage holds.

    A table that the vintage lacks is served with one period of unknown values, so that a fetch of the whole
    catalogue can be tried.
    """
    everything = {spec.id: vintage.rows(spec.id) for spec in catalogue.series.values()}
    quarters = [row.period for rows in everything.values() for row in rows if row.period.frequency == "quarter"]
    newest = max(quarters, default=Period.quarter(vintage.date.year, 1))
    served = []
    for table, specs in catalogue.by_table(statline_only=True).items():
        info = vintage.tables.get(table)
        modified = (info.modified if info else None) or f"{vintage.date.isoformat()}T02:00:00"
        build = _Builder(ServedTable(table, catalogue.tables[table].title, modified))
        if "stopgezet" in build.table.title:
            build.table.info |= {"OutputStatus": "Gediscontinueerd", "Frequency": "Stopgezet"}
        for spec in specs:
            build.dimensions(spec)
        for spec in specs:
            build.series(spec, everything[spec.id], newest)
        served.append(build.done())
    return served


class _Builder:
    """Fills one table, series by series."""

    def __init__(self, table: ServedTable) -> None:
        self.table = table
        self._codes: dict[tuple[str, str], str] = {}
        self._measures: dict[Measure, int] = {}

    def dimensions(self, spec: SeriesSpec) -> None:
        """The dimensions and codes that a series names; made-up codes where the catalogue knows a title only."""
        for name, text in spec.dimensions.items():
            self._code(name, text if _CODE.fullmatch(text) else "", text)
        for over in spec.over.values():
            for member in over.members.values():
                self._code(over.dimension, member.code, member.title)

    def series(self, spec: SeriesSpec, rows: Sequence[Row], newest: Period) -> None:
        """The values of a series, and ``.`` where the cube has a cell that the vintage lacks."""
        decimals = max((row.decimals for row in rows), default=spec.decimals)
        unit = spec.base or UNITS.get(spec.unit, "")
        index = self._measure(Measure(spec.measure.title, spec.measure.groups, unit, decimals))
        for period in _life(spec, rows, newest):
            code = _code(spec, period)
            self.table.periods.setdefault(code, "")
            for keys in product(*(over.members for over in spec.over.values())):
                self._put(self._member(spec, dict(zip(spec.over, keys, strict=True)), code), index, ".", over=False)
        for row in rows:
            code = _code(spec, row.period)
            text = f"{row.value:.{row.decimals}f}" if row.value is not None else row.symbol.replace("blank", "")
            self._put(self._member(spec, row.members, code), index, text, over=True)
            self.table.periods[code] = max(self.table.periods[code], row.status, key=_certainty)

    def done(self) -> ServedTable:
        """The table, periods and rows in CBS's order."""
        table = self.table
        table.periods = {code: table.periods[code] for code in sorted(table.periods)}
        table.cells = dict(sorted(table.cells.items(), key=lambda item: (item[0].codes, item[0].period)))
        return table

    def _put(self, member: Member, index: int, text: str, *, over: bool) -> None:
        values = self.table.cells.setdefault(member, {})
        if over or index not in values:
            values[index] = text

    def _member(self, spec: SeriesSpec, members: dict[str, str], period: str) -> Member:
        chosen = {name: self._codes[name, text] for name, text in spec.dimensions.items()}
        for name, over in spec.over.items():
            chosen[over.dimension] = self._codes[over.dimension, over.members[members[name]].title]
        return Member(tuple(chosen.get(name, "") for name in self.table.dimensions), period)

    def _code(self, dimension: str, code: str, title: str) -> str:
        known = self.table.dimensions.setdefault(dimension, {})
        if (dimension, title) not in self._codes:
            same = next((key for key, text in known.items() if text == title), "")
            code = code or same or f"Z{len(known):06d}"
            known.setdefault(code, title)
            if known[code] == code:  # first met by its code alone; now with its title
                known[code] = title
            self._codes[dimension, title] = code
        return self._codes[dimension, title]

    def _measure(self, measure: Measure) -> int:
        for known, index in self._measures.items():
            if (known.title, known.groups) == (measure.title, measure.groups):
                return index
        self._measures[measure] = len(self.table.measures)
        self.table.measures.append(measure)
        return self._measures[measure]


def _life(spec: SeriesSpec, rows: Iterable[Row], newest: Period) -> list[Period]:
    """The periods from the series' first to its last; only the newest when the vintage has none of it."""
    periods = [row.period for row in rows]
    if periods:
        return span(min(periods), max(periods))
    if spec.frequency == "quarter":
        return [newest]
    return [newest.months[-1] if spec.frequency == "month" else Period.of_year(newest.year)]


def _code(spec: SeriesSpec, period: Period) -> str:
    return period.months[0].code if spec.filed_under == "first_month" else period.code


def _certainty(status: str) -> int:
    return _CERTAINTY.index(status) if status in _CERTAINTY else -1
