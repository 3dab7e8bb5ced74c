"""The records: JSON that a notebook's calls add to the output of their cells, beside what Jupyter shows.

The build reads nothing else from an executed notebook. docs/records.md describes them.
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

#: the mark after a figure that is not final, as Markdown
_MARKS = {"provisional": "\\*", "revised_provisional": "\\*\\*"}

Json = dict[str, Any]
Value = Observation | Fact | Period | str


@dataclass(frozen=True)
class Column:
    """A column of a table or of a chart's data.

    Attributes:
        name: its name in the CSV file: English, in small letters.
        title: its title for readers, in Dutch.
        type: the kind of its cells.
        unit: for numbers: a key of ``dutch.UNITS``.
        decimals: for numbers: the most decimals that one is printed with.
    """

    name: str
    title: str
    type: Literal["string", "number", "period"] = "string"
    unit: str = ""
    decimals: int = 0

    def to_json(self) -> Json:
        """The column as JSON in a record."""
        head = dutch.unit(self.unit).head if self.unit else ""
        return {
            "name": self.name, "title": _text(self.title, "a column's title"), "type": self.type, "unit": self.unit,
            "unit_text": head, "decimals": self.decimals,
        }  # fmt: skip


@dataclass(frozen=True)
class Data:
    """The values of a table or figure; numbers are observations with their lineage.

    Attributes:
        columns: in order; the first heads the rows.
        rows: the rows, each as long as ``columns``.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def observations(self) -> list[Observation]:
        """Every number in the data."""
        return [observation_of(value) for row in self.rows for value in row if not isinstance(value, (Period, str))]

    @property
    def marked(self) -> bool:
        """Whether provisional figures are marked: only if the status of all figures is known."""
        return status_known(self.observations)

    def to_json(self, keys: dict[int, str] | None = None) -> Json:
        """The data as JSON in a record.

        Args:
            keys: ``id`` of an observation -> the name of its fact, which is stored with the cell.
        """
        rows = [
            [_cell_in(column, value, keys or {}) for value, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]
        if not self.marked:  # marks on some would suggest that the others are final
            for made in (made for row in rows for made in row if made["status"] in _MARKS):
                made["status"] = "unknown"
        return {"columns": [column.to_json() for column in self.columns], "rows": rows, "row_header": 0}


def _cell_in(column: Column, value: Value, keys: dict[int, str]) -> Json:
    """A cell as JSON; with its unit if the column of numbers has no single unit."""
    made = cell(value, keys)
    if column.type != "number" or column.unit or isinstance(value, (Period, str)):
        return made
    return {**made, "unit_text": dutch.unit(observation_of(value).unit).head}


def left_in(notebook: str) -> list[Json]:
    """The records in an executed notebook, given as the text of its file, in order."""
    return [
        output["data"][MIME]
        for cell in json.loads(notebook)["cells"]
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def observation_of(value: Observation | Fact) -> Observation:
    """The observation itself, or that of a fact."""
    return value.observation if isinstance(value, Fact) else value


def cell(value: Value, keys: dict[int, str]) -> Json:
    """A cell as JSON in a record."""
    if isinstance(value, Period):
        return {"text": value.head, "value": value.code, "status": "", "code": value.code}
    if isinstance(value, str):
        text = dutch.tied(_text(value, "a cell"))
        return {"text": text, "value": text, "status": "", "code": ""}
    if not isinstance(value, (Observation, Fact)):
        raise no_observation(value)
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


def no_observation(value: object) -> UserError:
    """The error for a value that no table or chart may hold."""
    return UserError(
        f"a table or chart holds a {type(value).__name__} ({value!r}), not an observation",
        remedy="take numbers from series(…), published(…) or a derivation; a bare number has no source",
    )


def _text(text: str, where: str) -> str:
    """A text of a table, in the form that all formats can show."""
    try:
        return plain_text.in_a_cell(text)
    except UserError as error:
        raise error.at(where) from None


def legend(data: Data, *, across: bool = False) -> list[Markdown]:
    """What a reader must know about the numbers in a table or figure: coarser ones among them, and the symbols.

    Args:
        data: what is shown.
        across: whether columns of one unit are compared with each other, as the lines of a chart are.
    """
    return [*map(Markdown, (*_uneven(data, across), *used_symbols(data.observations)))]


def status_known(observations: Sequence[Observation]) -> bool:
    """Whether the status of every figure is known, so that the provisional ones can be marked."""
    return not any(item.status == "unknown" for item in observations if not item.missing)


def _uneven(data: Data, across: bool) -> list[str]:
    """A sentence per unit if some figures of a column have fewer decimals than others."""
    groups: dict[tuple[int, str], list[Observation]] = {}
    for row in data.rows:
        for index, value in enumerate(row):
            item = None if isinstance(value, (Period, str)) else observation_of(value)
            if item is not None and not item.missing:
                # derived columns may be rounded differently on purpose, published figures are not
                apart = not across or isinstance(item.source, Derivation)
                groups.setdefault((index if apart else -1, item.unit), []).append(item)
    places = [(min(found), max(found)) for found in ({item.decimals for item in group} for group in groups.values())]
    coarsest = {low for low, high in places if low < high}
    if not coarsest:
        return []
    rounded = "op gehelen" if coarsest == {0} else "sterker"
    return [f"Van enkele cijfers is alleen een {rounded} afgeronde waarde beschikbaar."]


def used_symbols(observations: Sequence[Observation]) -> list[str]:
    """The legend that a table or figure needs, one sentence per symbol, in CBS's order."""
    notes = []
    statuses = {item.status for item in observations if not item.missing}
    symbols = {item.symbol for item in observations if item.missing}
    if not status_known(observations):
        statuses.clear()  # then no figure is marked
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
    """Refuse a label that cross-references cannot use.

    Raises:
        UserError: it does not begin with its kind, has characters other than small letters, digits and hyphens, or ends
            with a hyphen.
    """
    if not re.fullmatch(rf"{prefix}(?:[^\W_]|-)*[^\W_]", label) or label != label.lower():
        raise UserError(f"'{label}' is not a label for a {kind}", remedy=f"write {prefix} and small letters")
