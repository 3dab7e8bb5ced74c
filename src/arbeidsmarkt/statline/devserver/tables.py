"""One table as CBS's feed shows it: service document, TableInfos, DataProperties, code lists and data sets.

The shapes follow the metadata that CBS published for 80472ned and 83451NED in 2023: topic groups and topics in one
list tied by ``ParentID``, keys of measures with a running number, keys of codes padded with blanks to the width of
their own list, values padded to eight characters, ``.`` for unknown or secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from arbeidsmarkt.basics.periods import Period, is_regular

#: width to which CBS pads the values of an UntypedDataSet
VALUE_WIDTH = 8
_IMPOSSIBLE = " " * VALUE_WIDTH

_STATUS = {"final": "Definitief", "provisional": "Voorlopig", "revised_provisional": "NaderVoorlopig"}
_STATUS_MARK = {"provisional": "*", "revised_provisional": "**"}


@dataclass(frozen=True)
class Measure:
    """A topic: its title, its groups' titles, its unit as CBS writes it, its decimals, and its code in version 4."""

    title: str
    groups: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0
    code: str = ""


@dataclass(frozen=True)
class Member:
    """One row's place: the codes of the dimensions in their order, and the period's code."""

    codes: tuple[str, ...]
    period: str


@dataclass
class ServedTable:
    """A table that can be served; a test may change any part of it first.

    Attributes:
        measures: in the order of their running numbers.
        dimensions: name of the dimension -> its codes with their titles, in the order served; without ``Perioden``.
        periods: code of the period -> the project's status word.
        cells: the rows: what each measure (by its place) says there, as printed: ``397.0`` or ``.``.
        info: fields of TableInfos that differ from the plain ones.
    """

    id: str
    title: str
    modified: str
    measures: list[Measure] = field(default_factory=list)
    dimensions: dict[str, dict[str, str]] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)
    cells: dict[Member, dict[int, str]] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)

    def key(self, index: int) -> str:
        """The measure's key: its title run together, and a running number that shifts when a measure is added."""
        return f"{run_together(self.measures[index].title)}_{index + 1}"

    def code(self, index: int) -> str:
        """The measure's code in version 4, which has no running number."""
        return self.measures[index].code or f"M{index + 1:06d}"

    def entity_names(self) -> list[str]:
        """What the service document lists."""
        fixed = ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups"]
        return [*fixed, *self.dimensions, "Perioden"]

    def table_infos(self) -> list[dict[str, object]]:
        """The one row of TableInfos."""
        plain = {
            "ID": 0, "Title": self.title, "ShortTitle": self.title, "Identifier": self.id, "Summary": "",
            "Modified": self.modified, "ReasonDelivery": "Actualisering", "ExplanatoryText": "", "Language": "nl",
            "Catalog": "CBS", "Frequency": "Perkwartaal", "Period": self._covered(), "ShortDescription": "",
            "Description": "", "DefaultPresentation": "", "DefaultSelection": "", "GraphTypes": "Table,Bar,Line",
            "OutputStatus": "Regulier", "Source": "CBS", "MetaDataModified": self.modified, "SearchPriority": "2",
        }  # fmt: skip
        return [plain | self.info]

    def data_properties(self) -> list[dict[str, object]]:
        """Dimensions, topic groups and topics; a topic's ``ParentID`` is the ``ID`` of its group."""
        rows: list[dict[str, object]] = []

        def add(kind: str, key: str, title: str, parent: int | None, **more: object) -> int:
            row: dict[str, object] = {
                "odata.type": f"Cbs.OData.{kind}", "ID": len(rows), "Position": None, "ParentID": parent,
                "Type": kind, "Key": key, "Title": title, "Description": "", "ReleasePolicy": None,
                "Datatype": None, "Unit": None, "Decimals": None, "Default": None,
            }  # fmt: skip
            rows.append(row | more)
            return len(rows) - 1

        for name in self.dimensions:
            add("Dimension", name, name, None)
        add("TimeDimension", "Perioden", "Perioden", None, ReleasePolicy=True)
        groups: dict[tuple[str, ...], int] = {}
        for index, measure in enumerate(self.measures):
            parent: int | None = None
            for depth in range(1, len(measure.groups) + 1):
                path = measure.groups[:depth]
                if path not in groups:
                    groups[path] = add("TopicGroup", "", path[-1], parent)
                parent = groups[path]
            datatype = "Double" if measure.decimals else "Long"
            add("Topic", self.key(index), measure.title, parent, Datatype=datatype, Unit=measure.unit,
                Decimals=measure.decimals, Default="Missing")  # fmt: skip
        return rows

    def code_list(self, name: str) -> list[dict[str, object]]:
        """The rows of a dimension's own entity: keys padded with blanks, periods with their status."""
        if name == "Perioden":
            return [
                {"Key": code, "Title": period_title(code) + _STATUS_MARK.get(status, ""), "Description": "",
                 "Status": _STATUS.get(status, "")}
                for code, status in self.periods.items()
            ]  # fmt: skip
        pad = self.padding(name)
        rows: list[dict[str, object]] = []
        for code, title in self.dimensions[name].items():
            rows.append({"Key": pad(code), "Title": title, "Description": "", "CategoryGroupID": None})
        return rows

    def padding(self, name: str) -> _Padding:
        """How this dimension's codes are padded: one wider than its longest code, so that none is left bare."""
        return _Padding(max((len(code) for code in self.dimensions[name]), default=0) + 1)

    def data(self, typed: bool) -> list[dict[str, object]]:
        """The rows of TypedDataSet or UntypedDataSet."""
        pads = [self.padding(name) for name in self.dimensions]
        rows: list[dict[str, object]] = []
        for number, (member, values) in enumerate(self.cells.items()):
            row: dict[str, object] = {"ID": number}
            for name, pad, code in zip(self.dimensions, pads, member.codes, strict=True):
                row[name] = pad(code)
            row["Perioden"] = member.period
            for index in range(len(self.measures)):
                text = values.get(index, "")
                row[self.key(index)] = _typed(text) if typed else (text.rjust(VALUE_WIDTH) or _IMPOSSIBLE)
            rows.append(row)
        return rows

    def columns(self) -> list[str]:
        """The names of the data sets' columns."""
        return ["ID", *self.dimensions, "Perioden", *(self.key(i) for i in range(len(self.measures)))]

    def _covered(self) -> str:
        codes = sorted(self.periods)
        return f"{period_title(codes[0])} - {period_title(codes[-1])}" if codes else ""


@dataclass(frozen=True)
class _Padding:
    width: int

    def __call__(self, code: str) -> str:
        return code.ljust(self.width)


def run_together(title: str) -> str:
    """A title as CBS makes a key of it: "Cao-lonen per uur" gives CaoLonenPerUur."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", plain))


def served(tables: Iterable[ServedTable]) -> dict[str, ServedTable]:
    """Tables by their identifier in lower case: CBS's feed does not look at capitals."""
    return {table.id.lower(): table for table in tables}


def _typed(text: str) -> float | int | None:
    """A value as TypedDataSet holds it: CBS's symbols are lost there."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None


def period_title(code: str) -> str:
    """A period as CBS titles it; a code that is no regular period as it is."""
    return Period.parse(code).head if is_regular(code) else code
