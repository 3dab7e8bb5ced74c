"""Checks what an author's Altair chart does, and finds out which columns of its data it draws.

A chart may only draw numbers of its data, unchanged. The specification is therefore read twice. In the author's
Vega-Lite, everything that computes or contains a number is refused under the name that the author used. In the compiled
Vega, every transform, constant and field must be on an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.text import lint

Json = Mapping[str, Any]

_COMPUTE = "compute it in pandas and name it with computed(…)"
#: what is refused anywhere in a specification, by the name that its author used, and what to do instead
_REFUSED = {
    "aggregate": _COMPUTE, "bin": _COMPUTE, "timeUnit": "give the column in the periods that are shown",
    "impute": "leave a gap where a figure is missing", "params": "leave it out: a printed chart cannot be operated",
    "selection": "leave it out: a printed chart cannot be operated", "labelExpr": "give the labels as a column",
    "expr": _COMPUTE, "repeat": "lay the charts beside each other: alt.hconcat(…)",
}  # fmt: skip
_MARKS = {"boxplot": _COMPUTE, "errorbar": _COMPUTE, "errorband": _COMPUTE, "image": "draw it from the data",
          "geoshape": "draw it from the data"}  # fmt: skip
_TRANSFORMS = (
    "regression", "loess", "window", "joinaggregate", "aggregate", "calculate", "bin", "timeUnit", "density",
    "quantile", "impute", "stack", "fold", "flatten", "pivot", "sample", "lookup", "extent",
)  # fmt: skip
_SOURCES = ("url", "sequence", "graticule", "sphere")
_SCALES = ("quantile", "quantize", "threshold", "bin-ordinal")
#: formats that only round ("", ",", ".1f", "d"), not those that scale ("%", "s", "p")
_FORMAT = re.compile(r"[+,]{0,2}(\.\d+)?~?[fd]?")
_DATE_FORMAT = re.compile(r"[^%]*(%[YymbBdqQ-]+[^%]*)+")
_PARSED = re.compile(r'to(Date|Number|String|Boolean)\(datum\["[^"]+"\]\)')
_DATUM = re.compile(r"""datum(?:\["((?:[^"\\]|\\.)+)"\]|\['((?:[^'\\]|\\.)+)'\]|\.(\w+))""")
_TITLES = ("title", "subtitle", "text", "description")
#: where a channel lists the categories that it shows
_CATEGORIES = (("scale", "domain"), ("axis", "values"), ("legend", "values"))


@dataclass(frozen=True)
class Use:
    """One column that a mark draws.

    Attributes:
        data: the name of the dataset.
        column: the name of the column.
        mark: the mark that draws it; columns with the same mark belong together.
        channel: x, y, text, …
        axis: the scale that it is drawn on; may be empty.
        filters: the filters that the rows pass before they are drawn.
    """

    data: str
    column: str
    mark: int
    channel: str
    axis: str = ""
    filters: tuple[str, ...] = ()


def refuse(specification: Any, where: str = "the chart") -> None:
    """Refuse what computes or contains numbers, by the name that the author used.

    Args:
        specification: the Vega-Lite that Altair writes.
        where: the name of the chart in messages.

    Raises:
        UserError: names what is refused, and what to write instead.
    """
    rows = [row for data in specification.get("datasets", {}).values() for row in data if isinstance(row, dict)]
    drawn = {value for row in rows for value in row.values() if isinstance(value, (str, int, float))}
    for path, key, value in _walk({name: part for name, part in specification.items() if name != "datasets"}):
        _refuse_key(path, key, value, where)
        if isinstance(value, dict):
            _refuse_categories(value, drawn, where)
        if key in _TITLES:
            for text in _texts(value):
                _refuse_typed(text, key, where)


def marks(specification: Json) -> set[str]:
    """The kinds of marks that a Vega-Lite specification draws."""
    found = [value for _, key, value in _walk(specification) if key == "mark"]
    return {str(mark.get("type") if isinstance(mark, Mapping) else mark) for mark in found}


def _refuse_key(path: tuple[str, ...], key: str, value: Any, where: str) -> None:
    if key in _REFUSED and value not in (None, False) and "filter" not in path:
        raise UserError(f"it uses {key}, which makes or changes numbers", where=where, remedy=_REFUSED[key])
    if key == "mark":
        name = value.get("type") if isinstance(value, dict) else value
        if name in _MARKS:
            raise UserError(f"the mark {name} computes or loads what it shows", where=where, remedy=_MARKS[str(name)])
    if key == "transform":
        for step in value:
            for name in step:
                if name != "filter":
                    kind = next((known for known in step if known in _TRANSFORMS), name)
                    raise UserError(f"it uses {kind}, which makes or changes numbers", where=where, remedy=_COMPUTE)
    if key == "stack" and value not in (None, False, True, "zero"):
        raise UserError(f"it stacks as {value!r}, which changes numbers", where=where, remedy="use share(…) instead")
    if key == "data" and isinstance(value, dict) and (found := [name for name in _SOURCES if name in value]):
        raise UserError(f"its data come from a {found[0]}", where=where, remedy="give it a frame: alt.Chart(frame)")
    if key == "type" and path[-1:] == ("scale",) and value in _SCALES:
        raise UserError(f"a {value} scale makes classes of numbers", where=where, remedy="give the classes as a column")
    if key in ("format", "numberFormat", "timeFormat") and isinstance(value, str) and not _plain(value):
        raise UserError(f"the format {value!r} changes numbers", where=where, remedy="round with '.1f', or ',' or ''")
    if key == "datum" and "filter" not in path and any(char.isdigit() for char in str(value)) and str(value) != "0":
        raise UserError(f"the number {value} in datum is typed by hand", where=where, remedy="draw it from the data")


def _refuse_categories(channel: Json, drawn: Set[object], where: str) -> None:
    """Refuse a number among the categories of a channel that the data do not hold: Vega would print it all the same."""
    for part, key in _CATEGORIES if channel.get("type", "nominal") in ("nominal", "ordinal") else ():
        given = channel[part].get(key) if isinstance(channel.get(part), dict) else None
        for item in given if isinstance(given, list) else ():
            if isinstance(item, (str, int, float)) and item not in drawn:
                _refuse_typed(str(item), key, where)


def _plain(text: str) -> bool:
    return bool(_FORMAT.fullmatch(text) or _DATE_FORMAT.fullmatch(text))


def _refuse_typed(text: str, key: str, where: str) -> None:
    """Refuse in a title or text of the chart what is refused in text cells."""
    for finding in lint.lint(text):
        raise UserError(f"its {key} '{text}': {finding.what}", where=where, remedy=finding.remedy)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):  # of constants; values of a field are looked up
        if isinstance(value.get("value"), (str, int, float)):
            yield str(value["value"])
        yield from _texts(value.get("condition"))


def _walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Every key of a specification with its value and the keys above it, except in the rows of its data."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield path, key, part
            if key != "values":
                yield from _walk(part, (*path, key))
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part, path)


@dataclass
class Drawn:
    """Reads a compiled specification.

    Attributes:
        uses: all columns that marks draw.
        data: the rows of each dataset.
    """

    where: str = "the chart"
    uses: list[Use] = field(default_factory=list)
    data: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _roots: dict[str, str] = field(default_factory=dict)
    _stacked: dict[str, str] = field(default_factory=dict)
    _filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _marks: int = 0

    def read(self, group: Json, scope: str = "", scales: Mapping[str, str] | None = None, data: str = "") -> Drawn:
        """Read the whole specification, or a group in it.

        Raises:
            UserError: a transform, a constant or a source is not on the allow-list.
        """
        own = {str(scale["name"]): f"{scope}/{scale['name']}" for scale in group.get("scales", ())}
        known = {**(scales or {}), **own}
        for source in group.get("data", ()):
            self._source(source)
        for number, mark in enumerate(group.get("marks", ())):
            self._mark(mark, f"{scope}/{number}", known, data)
        return self

    def _source(self, source: Json) -> None:
        name = str(source["name"])
        if "url" in source:
            raise UserError("its data come from a url", where=self.where, remedy="give it a frame: alt.Chart(frame)")
        if "source" in source:
            self._roots[name] = self._roots.get(str(source["source"]), str(source["source"]))
            self._filters[name] = self._filters.get(str(source["source"]), ())
        else:
            rows = source.get("values", [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise UserError("its data are not rows", where=self.where, remedy="give it a frame: alt.Chart(frame)")
            self.data[name] = rows
            self._roots[name] = name
        for step in source.get("transform", ()):
            self._transform(step, name)

    def _transform(self, step: Json, name: str) -> None:
        kind = step["type"]
        if kind == "filter":
            self._filters[name] = (*self._filters.get(name, ()), str(step["expr"]))
            return
        if kind in ("collect", "identifier"):
            return
        if kind == "formula" and _PARSED.fullmatch(step["expr"]):
            return
        if kind == "stack" and step.get("offset", "zero") == "zero":
            self._stacked |= dict.fromkeys(map(str, step.get("as", ())), str(step["field"]))
            return
        if kind == "aggregate" and name.endswith("_domain") and not step.get("fields"):
            return  # the headings of facets
        if kind == "sequence" and name in ("facet_domain_row", "facet_domain_column"):
            return  # how many facets stand beside and below each other
        if kind == "impute" and step.get("value") == 0 and self._complete(step, name):
            return  # what Vega-Lite adds to every stacked area; nothing is filled in
        what = f"it computes numbers itself ({kind})"
        if kind == "impute":
            what = "a stacked area lacks a value, which would be drawn as zero"
        raise UserError(what, where=self.where, remedy=_COMPUTE if kind != "impute" else "leave that period out")

    def _complete(self, step: Json, name: str) -> bool:
        rows = self.data[self._roots[name]]
        keys = {row.get(step["key"]) for row in rows}
        groups = {tuple(row.get(part) for part in step["groupby"]) for row in rows}
        held = {(row.get(step["key"]), *(row.get(part) for part in step["groupby"])) for row in rows}
        return len(held) == len(keys) * len(groups) and all(row.get(step["field"]) is not None for row in rows)

    def _mark(self, mark: Json, scope: str, scales: Mapping[str, str], data: str) -> None:
        source = mark.get("from", {})
        if facet := source.get("facet"):
            self._roots[facet["name"]] = self._roots.get(facet["data"], facet["data"])
            self._filters[facet["name"]] = self._filters.get(facet["data"], ())
            data = facet["data"]
            for name in facet.get("groupby", ()):
                self._add(data, name, "facet", "")
        data = source.get("data", data)
        if mark["type"] == "group":
            self.read(mark, scope, scales, data)
            return
        self._marks += 1
        for sets in mark.get("encode", {}).values():
            for channel, entries in sets.items():
                for entry in entries if isinstance(entries, list) else [entries]:
                    self._channel(channel, entry, data, scales)

    def _channel(self, channel: str, entry: Any, data: str, scales: Mapping[str, str]) -> None:
        if not isinstance(entry, dict) or channel == "defined":
            return
        axis = scales.get(str(entry.get("scale")), "")
        if isinstance(entry.get("field"), str):
            self._add(data, entry["field"], channel, axis)
        self._signals(entry, data, channel, axis)
        value = entry.get("value")
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if axis and channel[0] in "xy" and number and value != 0:
            raise UserError(f"the number {value} is typed by hand", where=self.where, remedy="draw it from the data")
        if channel == "text" and number:
            raise UserError(f"the text {value} is typed by hand", where=self.where, remedy="draw it from the data")

    def _signals(self, entry: Json, data: str, channel: str, axis: str) -> None:
        for _, key, value in _walk(entry):
            if key == "signal" and isinstance(value, str):
                for match in _DATUM.finditer(value):
                    self._add(data, next(part for part in match.groups() if part), channel, axis)

    def _add(self, data: str, name: str, channel: str, axis: str) -> None:
        column = re.sub(r"\\(.)", r"\1", name)
        column = re.sub(r"^\['?(.*?)'?\]$", r"\1", column)
        root = self._roots.get(data, data)
        column = self._stacked.get(column, column)
        if root in self.data:
            self.uses.append(Use(root, column, self._marks, channel, axis, self._filters.get(data, ())))
