"""Facts: named numbers, and how ``facts.json`` stores them with their lineage down to the cells.

Layout of a fact, schema ``arbeidsmarkt-facts/1``: docs/facts.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count, takewhile
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell

SCHEMA = "arbeidsmarkt-facts/1"
_KEY = re.compile(r"[a-z][a-z0-9_]*")

Json = dict[str, Any]


class MissingFact(UserError):
    """A text prints a fact that has no value. Sentences that depend on the fact are left out; they do not fail.

    Attributes:
        fact: the fact without a value; None if a list of facts is empty.
    """

    fact: Fact | None = None


@dataclass(frozen=True)
class Fact:
    """A number that the report states, with its name.

    Attributes:
        key: the name, unique in an edition.
        observation: the value with unit, period, status and lineage.
    """

    key: str
    observation: Observation

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise UserError(f"'{self.key}' is not a name for a fact", remedy="use small letters, digits and _")

    @property
    def missing(self) -> bool:
        """Whether there is no value."""
        return self.observation.missing

    @property
    def period(self) -> Period | None:
        """The period that the value is about."""
        return self.observation.period

    @property
    def status(self) -> str:
        """How certain the value is."""
        return self.observation.status

    @property
    def label(self) -> str:
        """The sector or region that the value is about."""
        return self.observation.label

    @property
    def unit(self) -> str:
        """The unit, a key of ``dutch.UNITS``."""
        return self.observation.unit

    @property
    def at_least(self) -> bool:
        """Whether the value is a lower bound."""
        return self.observation.at_least

    @property
    def source(self) -> Cell | PublishedCell | Derivation:
        """The cell or derivation that the value comes from."""
        return self.observation.source

    @property
    def printed(self) -> Decimal:
        """The rounded value that a reader sees.

        Raises:
            MissingFact: it has no value.
        """
        if self.observation.printed is None:
            error = MissingFact(
                f"the fact '{self.key}' ({self.observation.title}) is not in the figures used",
                remedy=f"begin the sentence with '? ', or guard it with {{% if has({self.key}) %}}",
            )
            error.fact = self
            raise error
        return self.observation.printed

    @property
    def text(self) -> str:
        """The number as printed, without unit; the symbol of a missing one (``n.b.``)."""
        return self.observation.text

    @property
    def with_unit(self) -> str:
        """The number as printed in running text, with its unit."""
        return dutch.with_unit(self.printed, self.observation.decimals, self.unit)

    def to_json(self) -> Json:
        """The fact as an entry of ``facts.json``."""
        observation = self.observation
        leaves = observation.cells()
        numbers = {leaf: number for number, leaf in enumerate(leaves)}
        source = observation.source
        return {
            "key": self.key,
            "title": observation.title,
            "value": _number(observation.value),
            "text": observation.text,
            "unit": observation.unit,
            "unit_text": dutch.unit(observation.unit).text,
            "decimals": observation.decimals,
            "period": observation.period.code if observation.period else None,
            "status": observation.status,
            "label": observation.label,
            "symbol": observation.symbol,
            "at_least": observation.at_least,
            **_where_there_is(observation),
            "words": source.words if isinstance(source, Derivation) else "overgenomen",
            "formula": source.formula if isinstance(source, Derivation) else "a",
            "cells": [_leaf(leaf) for leaf in leaves],
            "tree": _tree(observation, numbers),
        }

    @classmethod
    def from_json(cls, data: Json) -> Fact:
        """Read a fact from ``facts.json``; its value has the precision of a double."""
        leaves = [_read_leaf(leaf) for leaf in data["cells"]]
        return cls(data["key"], _read_tree(data["tree"], leaves))


def lists_of(facts: Mapping[str, Fact]) -> dict[str, list[Fact]]:
    """The lists of facts by name: ``sectors`` holds the facts ``sectors_1``, ``sectors_2`` and so on."""
    found: dict[str, list[Fact]] = {}
    for stem in sorted({key[:-2] for key in facts if key.endswith("_1") and key != "_1"}):
        numbered = (f"{stem}_{number}" for number in count(1))
        found[stem] = [facts[key] for key in takewhile(facts.__contains__, numbered)]
    return found


def as_fact(key: str, value: object) -> Fact:
    """Make a fact of an observation.

    Raises:
        UserError: the value is not an observation or fact; a bare number has no lineage.
    """
    if isinstance(value, Fact):
        return replace(value, key=key)
    if isinstance(value, Observation):
        return Fact(key, value)
    raise UserError(
        f"the fact '{key}' is a {type(value).__name__}, not an observation",
        remedy="take it from series(…) or published(…), or derive it; a bare number has no source",
    )


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def _where_there_is(observation: Observation) -> Json:
    """The entries of a fact that only some have: the first of several periods, and why there is no value."""
    first = {"first_period": observation.since.code} if observation.since else {}
    return {**first, **({"reason": observation.reason} if observation.reason else {})}


def _base(observation: Observation) -> Json:
    return {
        "title": observation.title,
        "label": observation.label,
        "period": observation.period.code if observation.period else None,
        "value": _number(observation.value),
        "unit": observation.unit,
        "decimals": observation.decimals,
        "status": observation.status,
        "symbol": observation.symbol,
    }


def _leaf(observation: Observation) -> Json:
    source = observation.source
    details: Json
    if isinstance(source, PublishedCell):
        details = {
            "published": source.key, "kind": source.kind, "publisher": source.publisher, "publication": source.title,
            "date": source.date.isoformat(), "url": source.url, "note": source.note, "precision": source.precision,
            "since": source.since.code if source.since else None, "when": source.when, "quoted_in": source.quoted_in,
        }  # fmt: skip
    else:
        assert isinstance(source, Cell)  # noqa: S101  a leaf is one of the two
        details = {
            "series": source.series, "table": source.table, "members": dict(source.members),
            "as_of": source.as_of.isoformat() if source.as_of else None, "origin": source.origin, "note": source.note,
            "sha256": source.sha256, "release": source.release, "via": source.via, **_connects(observation),
        }  # fmt: skip
    return {**details, **_base(observation)}


def _connects(observation: Observation) -> Json:
    """Which figures of its series a figure may be compared with; for adjusted series with several releases."""
    releases, period = observation.releases, observation.period
    if releases is None or period is None:
        return {}
    margin = None if releases.margin is None else str(releases.margin)
    return {"connects": {"series": releases.key[0], "group": releases.groups.get(period), "largest_revision": margin}}


def _tree(observation: Observation, numbers: dict[Observation, int]) -> Json:
    source = observation.source
    if not isinstance(source, Derivation):
        return {"cell": numbers[observation]}
    return {
        "operation": source.operation,
        "words": source.words,
        "formula": source.formula,
        **({"code": source.code} if source.code else {}),
        **_base(observation),
        **_where_there_is(observation),
        "at_least": observation.at_least,
        "inputs": [_tree(item, numbers) for item in source.inputs],
    }


def _observation(data: Json, source: Cell | PublishedCell | Derivation) -> Observation:
    return Observation(
        value=None if data["value"] is None else Decimal(str(data["value"])),
        unit=data["unit"],
        source=source,
        period=Period.parse(data["period"]) if data["period"] else None,
        status=data["status"],
        decimals=data["decimals"],
        title=data["title"],
        label=data["label"],
        symbol=data["symbol"],
        at_least=data.get("at_least", False),
        since=Period.parse(data["first_period"]) if data.get("first_period") else None,
        reason=data.get("reason", ""),
    )


def _read_leaf(data: Json) -> Observation:
    if "published" in data:
        publication = PublishedCell(
            data["published"], data["kind"], data["publisher"], data["publication"],
            dt.date.fromisoformat(data["date"]), data["url"], data["note"], data["precision"],
            Period.parse(data["since"]) if data.get("since") else None, data.get("when", ""), data.get("quoted_in", ""),
        )  # fmt: skip
        return _observation(data, publication)
    as_of = dt.date.fromisoformat(data["as_of"]) if data["as_of"] else None
    members = tuple(sorted(data["members"].items()))
    cell = Cell(
        data["series"], data["table"], members, as_of, data["origin"], data["note"], data["sha256"],
        data.get("release", ""), data.get("via", ""),
    )  # fmt: skip
    found = _observation(data, cell)
    if "connects" not in data:
        return found
    group, margin = data["connects"]["group"], data["connects"]["largest_revision"]
    known = Releases(
        (data["connects"]["series"], members), {} if group is None else {Period.parse(data["period"]): group},
        margin=None if margin is None else Decimal(margin),
    )  # fmt: skip
    return replace(found, releases=known)


def _read_tree(data: Json, leaves: list[Observation]) -> Observation:
    if "cell" in data:
        return leaves[data["cell"]]
    inputs = tuple(_read_tree(item, leaves) for item in data["inputs"])
    source = Derivation(data["operation"], data["words"], data["formula"], inputs, data.get("code", ""))
    return _observation(data, source)
