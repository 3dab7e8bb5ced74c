"""YAML files with line numbers, checked against a pydantic model; all faults are reported together.

A user's mistake in a parameter file is answered with the file, the line and a remedy:
``params/2024Q3.yml:12: unknown key 'qarter'; did you mean 'quarter'?``
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import yaml
from pydantic import BaseModel, BeforeValidator, PlainSerializer, PlainValidator, RootModel, ValidationError
from pydantic_core import ErrorDetails

from arbeidsmarkt.basics import plain_text, text_file
from arbeidsmarkt.basics.dutch import unit
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]


def _parse_period(value: object) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return Period.parse(str(value))
    except UserError as error:  # pydantic collects ValueErrors
        raise ValueError(str(error)) from None


def _quarter_only(value: Period) -> Period:
    if value.frequency != "quarter":
        raise ValueError(f"'{value}' is not a quarter; write it as 2024Q3")
    return value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _known_unit(key: str) -> str:
    try:
        return unit(key).key
    except UserError as error:
        raise ValueError(str(error)) from None


#: A field that holds a period, in any notation; and one that holds a quarter only.
PeriodField = Annotated[Period, PlainValidator(_parse_period), PlainSerializer(str)]
QuarterField = Annotated[
    Period, PlainValidator(lambda value: _quarter_only(_parse_period(value))), PlainSerializer(str)
]
#: A field that holds a text that may look like a number (CBS code 301000).
TextField = Annotated[str, BeforeValidator(_text)]
#: A field that holds the key of a unit of ``dutch.UNITS``.
UnitField = Annotated[str, PlainValidator(lambda value: _known_unit(str(value)))]


@dataclass(frozen=True, eq=False)
class Document:
    """A YAML file as read. Documents are cached by their text, so do not change the content.

    Attributes:
        name: the file as messages show it.
        data: its content; numbers with a point are ``Decimal``, exactly as written.
        lines: the line of each key or list item, by its path from the root.
    """

    name: str
    data: Any
    lines: dict[Loc, int] = field(repr=False)

    def where(self, loc: Loc) -> str:
        """``file:line`` of a path, or of the nearest part of it that the file holds."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return f"{self.name}:{self.lines.get(loc, 1)}"


#: the most characters in a file, levels of nesting and digits in a number that are accepted
_LONGEST, _DEEPEST, _MOST_DIGITS = 2_000_000, 40, 30


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # chosen when imported
    """Reads numbers with a point as ``Decimal``, since a float does not know that the file says 66.0."""


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> object:
    text = str(loader.construct_scalar(node))
    try:
        number = Decimal(text.replace("_", ""))
    except ArithmeticError:  # .inf, .nan and sexagesimal numbers stay texts
        return text
    return _bounded(number, node)


def _integer(loader: _Loader, node: yaml.ScalarNode) -> object:
    text = str(loader.construct_scalar(node))
    # YAML 1.1 would read CBS's codes 3000800_2 and 010 as the numbers 30008002 and 8
    return int(_bounded(Decimal(text), node)) if re.fullmatch(r"[-+]?(0|[1-9]\d*)", text) else text


def _bounded(number: Decimal, node: yaml.ScalarNode) -> Decimal:
    """The number, unless writing it out would fill the memory (``1e999999999``)."""
    if number.is_finite() and abs(number.adjusted()) > _MOST_DIGITS:
        what = f"'{_short(node.value)}' is no number that anybody publishes"
        raise yaml.constructor.ConstructorError(None, None, what, node.start_mark)
    return number


# "on", "off", "yes" and "no" are words, as YAML 1.2 reads them: a key may be called "on"
_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)


def load(path: Path, name: str | None = None) -> Document:
    """Read a YAML file.

    Args:
        path: the file.
        name: the file as messages show it; the path by default.

    Raises:
        UserError: no such file, not UTF-8, or not YAML.
        Faults: keys that occur twice in one mapping, each with its line.
    """
    name = name or str(path)
    try:
        text = text_file.read(path, name)
    except FileNotFoundError:
        raise UserError("no such file", where=name) from None
    if len(text) > _LONGEST:
        raise UserError(f"is longer than {_LONGEST} characters", where=name, remedy="split it")
    return _parsed(text, name)


@lru_cache(maxsize=256)
def _parsed(text: str, name: str) -> Document:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Loc, int] = {}
        faults: list[UserError] = []
        if node is not None:
            _walk(node, (), name, lines, faults, frozenset())
        raise_all(faults)
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise UserError(f"not valid YAML: {error.problem or error.context}", where=where) from None
    except RecursionError:
        raise UserError("holds too many levels", where=name, remedy="write it flat") from None
    except ValueError as error:  # a date such as 2024-13-40
        raise UserError(f"not valid YAML: {error}", where=name) from None
    finally:
        loader.dispose()
    return Document(name, data, lines)


def _walk(
    node: yaml.Node, loc: Loc, name: str, lines: dict[Loc, int], faults: list[UserError], above: frozenset[int]
) -> None:
    """Record the line of everything below a node, and the faults that YAML itself would accept."""
    line = lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        if node.tag == "tag:yaml.org,2002:str" and (fault := plain_text.fault(node.value)):
            faults.append(UserError(fault[0], where=f"{name}:{node.start_mark.line + 1}", remedy=fault[1]))
        return
    if id(node) in above:
        faults.append(UserError("a list or mapping holds itself (*)", where=f"{name}:{line}", remedy="write it out"))
        return
    if len(lines) > _LONGEST // 20:  # lists of lists by their names (*), each ten times the one before
        if not faults or "grows" not in faults[-1].what:
            what = "a list or mapping that is used again by its name (*) grows beyond all bounds"
            faults.append(UserError(what, where=f"{name}:{line}", remedy="write it out"))
        return
    above |= {id(node)}
    if len(loc) > _DEEPEST:
        faults.append(UserError("holds too many levels", where=f"{name}:{line}", remedy="write it flat"))
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _walk(item, (*loc, i), name, lines, faults, above)
    elif isinstance(node, yaml.MappingNode):
        keys: dict[Hashable, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                faults.append(UserError("a key is no text", where=f"{name}:{line}", remedy="write key: value"))
                continue
            if key in keys and key != "<<":
                faults.append(UserError(f"key '{key}' stands twice, first on line {keys[key]}", where=f"{name}:{line}"))
                continue
            keys[key] = line
            lines[(*loc, key)] = line
            _walk(value_node, (*loc, key), name, lines, faults, above)


def validate(document: Document, model: type[Model]) -> Model:
    """The document's content as a ``model``; cached, so that one document gives one object.

    Raises:
        UserError, Faults: every unknown key, wrong type and missing value, each with file and line.
    """
    return cast(Model, _validated(document, model))


@lru_cache(maxsize=256)
def _validated(document: Document, model: type[BaseModel]) -> BaseModel:
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise UserError("must hold keys and values", where=f"{document.name}:1")
    try:
        return model.model_validate(_plain_keys(data))
    except ValidationError as error:
        every = error.errors()
        told = [e for e in every if not (e["type"] == "too_short" and _has_fault_inside(e, every))]
        found = {str(fault): fault for fault in (_fault(document, model, e) for e in told)}
        raise_all(sorted(found.values(), key=lambda fault: int((fault.where or ":0").rsplit(":", 1)[1])))
        raise


def _has_fault_inside(error: ErrorDetails, every: list[ErrorDetails]) -> bool:
    """Whether an item of a list is wrong; pydantic counts the list without it, and calls the list too short."""
    loc = error["loc"]
    return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in every)


def read(path: Path, model: type[Model], name: str | None = None) -> Model:
    """``load`` and ``validate`` in one."""
    return validate(load(path, name), model)


def _plain_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain_keys(value) for key, value in data.items()}
    return [_plain_keys(item) for item in data] if isinstance(data, list) else data


def _fault(document: Document, model: type[BaseModel], error: ErrorDetails) -> UserError:
    loc = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        known = _fields_at(model, loc[:-1])
        close = difflib.get_close_matches(str(loc[-1]), known, n=1)
        remedy = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(known)}"
        return UserError(f"unknown key '{loc[-1]}'", where=document.where(loc), remedy=remedy)
    inside = loc
    while inside and inside not in document.lines:  # pydantic's path also names the branch of a union
        inside = inside[:-1]
    if error["type"] == "missing":
        return UserError(f"missing '{_dotted(loc)}'", where=document.where(loc[:-1]), remedy="give it a value")
    message = error["msg"].removeprefix("Value error, ")
    got = error["input"]
    if error["type"] != "value_error":
        message = f"{message[:1].lower()}{message[1:]}, got {'nothing' if got is None else repr(_short(got))}"
    name = f"'{_dotted(inside)}': " if inside else ""
    return UserError(f"{name}{message}", where=document.where(loc))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _dotted(loc: Loc) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)


def _fields_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the model has at a path."""
    annotation: Any = model
    for part in loc:
        annotation = next((deeper for deeper in _inner(annotation, part) if deeper is not None), None)
    return [name for found in _models(annotation) for name in found.model_fields]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, types.UnionType, Annotated):
        return [found for argument in get_args(annotation) for found in _models(argument)]
    return []


def _inner(annotation: Any, part: int | str) -> list[Any]:
    """The types under one part of a path: a field's type, a list's items, a mapping's values."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        annotation = annotation.model_fields["root"].annotation
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        found = annotation.model_fields.get(str(part))
        return [found.annotation] if found else [None]
    if origin in (Union, types.UnionType):
        return [deeper for argument in get_args(annotation) for deeper in _inner(argument, part)]
    if origin is Annotated:
        return _inner(get_args(annotation)[0], part)
    if origin in (list, tuple, dict):
        return [get_args(annotation)[-1 if origin is dict else 0]]
    return [None]
