"""What a notebook's calls leave behind: one JSON record each, beside what Jupyter shows.

The records are all that the build reads from an executed notebook; their layout is in docs/architecture.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from arbeidsmarkt.basics import dutch, plain_text
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Derivation, Observation
from arbeidsmarkt.text.markdown import Markdown

MIME = "application/vnd.arbeidsmarkt.v1+json"

#: What stands behind a figure that is not final, as Markdown writes it.
_MARKS = {"provisional": "\\*", "revised_provisional": "\\*\\*"}

Json = dict[str, Any]
Value = Observation | Fact | Period | str


@dataclass(frozen=True)
class Column:
    """A column of a table or of a chart's data.

    Attributes:
        name: in the CSV file, English, in small letters.
        title: for readers, in Dutch.
        type: what its cells hold.
        unit: key of ``dutch.UNITS`` for numbers.
        decimals: places that its numbers are printed with at the most.
    """

    name: str
    title: str
    type: Literal["string", "number", "period"] = "string"
    unit: str = ""
    decimals: int = 0

    def to_json(self) -> Json:
        """The column as it stands in a record."""
        head = dutch.unit(self.unit).head if self.unit else ""
        return {
            "name": self.name, "title": _text(self.title, "a column's title"), "type": self.type, "unit": self.unit,
            "unit_text": head, "decimals": self.decimals,
        }  # fmt: skip


@dataclass(frozen=True)
class Data:
    """The values behind a table or figure, each still an observation with its lineage.

    Attributes:
        columns: in order; the first is the row's header.
        rows: as long as ``columns`` each.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def observations(self) -> list[Observation]:
        """Every number in the data."""
        return [observation_of(value) for row in self.rows for value in row if not isinstance(value, (Period, str))]

    @property
    def marked(self) -> bool:
        """Whether provisional figures carry their mark: only where the status of every figure is known."""
        return status_known(self.observations)

    def to_json(self, keys: dict[int, str] | None = None) -> Json:
        """The data as they stand in a record.

        Args:
            keys: names of facts by ``id`` of their observation, so that a cell can say which fact it shows.
        """
        rows = [
            [_cell_in(column, value, keys or {}) for value, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]
        if not self.marked:  # a mark on some would say that the others are final
            for made in (made for row in rows for made in row if made["status"] in _MARKS):
                made["status"] = "unknown"
        return {"columns": [column.to_json() for column in self.columns], "rows": rows, "row_header": 0}


def _cell_in(column: Column, value: Value, keys: dict[int, str]) -> Json:
    """One cell, with its own unit in a column of numbers that has none."""
    made = cell(value, keys)
    if column.type != "number" or column.unit or isinstance(value, (Period, str)):
        return made
    return {**made, "unit_text": dutch.unit(observation_of(value).unit).head}


def left_in(notebook: str) -> list[Json]:
    """The records in the text of an executed notebook's file, in order."""
    return [
        output["data"][MIME]
        for cell in json.loads(notebook)["cells"]
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def observation_of(value: Observation | Fact) -> Observation:
    """The observation behind a value that may have a name."""
    return value.observation if isinstance(value, Fact) else value


def cell(value: Value, keys: dict[int, str]) -> Json:
    """One cell of a record."""
    if isinstance(value, Period):
        return {"text": value.head, "value": value.code, "status": "", "code": value.code}
    if isinstance(value, str):
        text = dutch.tied(_text(value, "a cell"))
        return {"text": text, "value": text, "status": "", "code": ""}
    if not isinstance(value, (Observation, Fact)):
        raise UserError(
            f"a table or chart holds a {type(value).__name__} ({value!r}), not an observation",
            remedy="take numbers from series(…), published(…) or a derivation; a bare number has no source",
        )
    item = observation_of(value)
    number = None if item.value is None else float(item.value)
    found = {
        "text": item.text,
        "value": int(number) if number is not None and number.is_integer() else number,
        "printed": None if item.printed is None else str(item.printed),
        "status": "" if item.missing else item.status,
        "code": item.period.code if item.period else "",
        "period": item.period.code if item.period else "",
        "symbol": item.symbol if item.missing else "",
    }
    key = value.key if isinstance(value, Fact) else keys.get(id(item), "")
    return {**found, "fact": key} if key else found


def _text(text: str, where: str) -> str:
    """A text of a table, as every format shows it."""
    try:
        return plain_text.in_a_cell(text)
    except UserError as error:
        raise error.at(where) from None


def legend(data: Data, *, across: bool = False) -> list[Markdown]:
    """What a reader must know of the numbers in a table or figure: which are coarser than the others, the symbols.

    Args:
        data: what is shown.
        across: the columns of one unit are read together, as the lines of a chart are.
    """
    return [*map(Markdown, (*_uneven(data, across), *used_symbols(data.observations)))]


def status_known(observations: Sequence[Observation]) -> bool:
    """Whether the status of every figure is known, so that the provisional among them can be told from the others."""
    return not any(item.status == "unknown" for item in observations if not item.missing)


def _uneven(data: Data, across: bool) -> list[str]:
    """A sentence when some figures of one column are known less precisely than others; units apart."""
    groups: dict[tuple[int, str], list[Observation]] = {}
    for row in data.rows:
        for index, value in enumerate(row):
            item = None if isinstance(value, (Period, str)) else observation_of(value)
            if item is not None and not item.missing:
                # two derived columns may be rounded differently on purpose; figures as published are not
                apart = not across or isinstance(item.source, Derivation)
                groups.setdefault((index if apart else -1, item.unit), []).append(item)
    places = [(min(found), max(found)) for found in ({item.decimals for item in group} for group in groups.values())]
    coarsest = {low for low, high in places if low < high}
    if not coarsest:
        return []
    rounded = "op gehelen" if coarsest == {0} else "sterker"
    return [f"Van enkele cijfers is alleen een {rounded} afgeronde waarde beschikbaar."]


def used_symbols(observations: Sequence[Observation]) -> list[str]:
    """The legend that a table or figure needs, one sentence a symbol, in CBS's order."""
    notes = []
    statuses = {item.status for item in observations if not item.missing}
    symbols = {item.symbol for item in observations if item.missing}
    if not status_known(observations):
        statuses.clear()  # no figure carries a mark then
    if "provisional" in statuses:
        notes.append("\\* Voorlopig cijfer.")
    if "revised_provisional" in statuses:
        notes.append("\\*\\* Nader voorlopig cijfer.")
    if "n.b." in symbols:
        notes.append("n.b. Niet beschikbaar in de gebruikte cijfers.")
    if "." in symbols:
        notes.append(". Het cijfer is onbekend, onvoldoende betrouwbaar of geheim.")
    if "blank" in symbols:
        notes.append("Niets (blanco): het cijfer kan op logische gronden niet voorkomen.")
    return notes


def check_label(label: str, prefix: str, kind: str) -> None:
    """Refuse a label that cross-references cannot name.

    Raises:
        UserError: it does not begin with its kind, holds more than small letters, digits and hyphens, or ends with one.
    """
    if not re.fullmatch(rf"{prefix}(?:[^\W_]|-)*[^\W_]", label) or label != label.lower():
        raise UserError(f"'{label}' is not a label for a {kind}", remedy=f"write {prefix} and small letters")
