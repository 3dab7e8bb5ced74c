"""The part of the OData version 3 dialect that CBS's feed speaks: ``$filter``, ``$select``, paging.

Written after the addresses that CBS's own tables carry in ``DefaultSelection`` and the examples in its OData manual:
``(Perioden eq '2024KW03') or (substringof('KW',Perioden))``. Anything else is refused with status 400, as CBS does,
so that a test cannot pass on a filter that the real feed would not understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Entity = Mapping[str, object]
Predicate = Callable[[Entity], bool]

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<sign>[(),])|(?P<word>[^\W\d]\w*)|(?P<end>$))", re.UNICODE)
_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "substringof": lambda first, second: first in second,
    "startswith": lambda first, second: first.startswith(second),
    "endswith": lambda first, second: first.endswith(second),
    "contains": lambda first, second: second in first,
}


class BadQuery(ValueError):
    """The query is not one that the feed understands (status 400)."""


@dataclass
class _Parser:
    """Recursive descent over ``or`` > ``and`` > (comparison | function | parentheses)."""

    text: str
    fields: frozenset[str]
    position: int = 0

    def parse(self) -> Predicate:
        result = self._either()
        if self._next() != ("end", ""):
            raise BadQuery(f"unexpected text in $filter at character {self.position}")
        return result

    def _next(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if not match:
            raise BadQuery(f"syntax error in $filter at character {self.position}")
        self.position = match.end()
        kind = match.lastgroup or "end"
        return kind, match[kind]

    def _accept(self, *wanted: str) -> bool:
        start = self.position
        if self._next()[1] in wanted:
            return True
        self.position = start
        return False

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            raise BadQuery(f"'{sign}' expected in $filter at character {self.position}")

    def _either(self) -> Predicate:
        parts = [self._both()]
        while self._accept("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _both(self) -> Predicate:
        parts = [self._single()]
        while self._accept("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _single(self) -> Predicate:
        if self._accept("("):
            inner = self._either()
            self._expect(")")
            return inner
        start = self.position
        kind, word = self._next()
        if kind == "word" and word in _FUNCTIONS:
            self._expect("(")
            first = self._operand()
            self._expect(",")
            second = self._operand()
            self._expect(")")
            call = _FUNCTIONS[word]
            return lambda row: call(first(row), second(row))
        self.position = start
        left = self._operand()
        kind, word = self._next()
        if word not in _COMPARISONS:
            raise BadQuery(f"'{word}' is not a comparison")
        right = self._operand()
        compare = _COMPARISONS[word]
        return lambda row: compare(left(row), right(row))

    def _operand(self) -> Callable[[Entity], str]:
        kind, word = self._next()
        if kind == "text":
            literal = word[1:-1].replace("''", "'")
            return lambda row: literal
        if kind == "word":
            if word not in self.fields:
                raise BadQuery(f"Could not find a property named '{word}'")
            return lambda row: str(row[word])
        raise BadQuery(f"a field or a text expected in $filter at character {self.position}")


def parse_filter(text: str, fields: Sequence[str]) -> Predicate:
    """A test on one row.

    Args:
        text: the value of ``$filter``, decoded.
        fields: the names that the rows have.

    Raises:
        BadQuery: a syntax error, an unknown field or function.
    """
    return _Parser(text, frozenset(fields)).parse()


def select(rows: Sequence[Entity], names: Sequence[str], fields: Sequence[str]) -> list[dict[str, object]]:
    """The rows with only the columns named, in the order named; ``BadQuery`` on an unknown one."""
    for name in names:
        if name not in fields:
            raise BadQuery(f"Could not find a property named '{name}'")
    return [{name: row[name] for name in names} for row in rows]
