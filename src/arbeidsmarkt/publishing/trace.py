"""Shows where a number of the report comes from: the tree from the printed number down to cells of CBS's tables.

It reads the ``facts.json`` of the build and the data package of its vintage, and imports nothing slow, so that an
answer takes a fraction of a second.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.facts import SCHEMA

MOST_INPUTS = 6  # further inputs are not listed; a peak has every quarter as an input
SHOWN_INPUTS = 3

Json = dict[str, Any]


@dataclass(frozen=True)
class Build:
    """The parts of a build that tracing needs.

    Attributes:
        edition: ``2024Q3``.
        facts: by key, as in ``facts.json``.
        tables: id of a table -> its title and address.
        origins: table and title of an origin -> its address.
    """

    edition: str
    facts: dict[str, Json]
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    origins: dict[tuple[str, str], str] = field(default_factory=dict)

    def fact(self, key: str) -> Json:
        """The fact with this name.

        Raises:
            UserError: there is none; suggests the nearest name.
        """
        if key in self.facts:
            return self.facts[key]
        near = difflib.get_close_matches(key, self.facts, n=3, cutoff=0.5)
        near += [name for name in sorted(self.facts) if key in name and name not in near][: 3 - len(near)]
        remedy = f"did you mean {', '.join(near)}?" if near else "facts.json of the build lists them all"
        raise UserError(f"there is no fact '{key}' in edition {self.edition}", remedy=remedy)


def read(build: Path, edition: str, vintages: Path, display_name: str) -> Build:
    """Read a build's facts, and the addresses of tables in its vintage.

    Args:
        build: the folder of the finished edition.
        edition: ``2024Q3``.
        vintages: the folder of all vintages.
        display_name: the name of the build's folder in messages.

    Raises:
        UserError: the edition was not built, or its files or its vintage's data package cannot be read.
    """
    again = f"make it with: arbeidsmarkt build {edition}"
    try:
        stored = json.loads((build / "facts.json").read_bytes())
        manifest = json.loads((build / "datapackage.json").read_bytes())
        if stored["schema"] != SCHEMA:
            raise UserError(
                f"facts of layout {stored['schema']}, not {SCHEMA}", where=f"{display_name}/facts.json", remedy=again
            )
        tables, origins = _addresses(vintages, manifest["made_from"]["vintage"]["label"])
        return Build(stored["edition"], stored["facts"], tables, origins)
    except FileNotFoundError:
        raise UserError(f"edition {edition} was not built", where=display_name, remedy=again) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError("the build cannot be read", where=display_name, remedy=again) from None


def _addresses(vintages: Path, label: str) -> tuple[dict[str, dict[str, str]], dict[tuple[str, str], str]]:
    """The tables and origins of a vintage; empty if the vintage is gone, since the facts can be shown without it."""
    package = vintages / label / "datapackage.json"
    if not package.is_file():
        return {}, {}
    try:
        resources = json.loads(package.read_bytes())["resources"]
        tables = {item["table"]: {"title": item["title"], "url": item["url"]} for item in resources}
        origins = {(item["table"], source["title"]): source["path"] for item in resources for source in item["sources"]}
    except (OSError, ValueError, KeyError, TypeError):
        where = f"{vintages.name}/{label}/{package.name}"
        raise UserError("cannot be read", where=where, remedy="restore it from git") from None
    return tables, origins


def as_json(build: Build, key: str) -> Json:
    """The trace for programs: the fact as in ``facts.json``, with the addresses of its tables and origins."""
    fact = build.fact(key)
    cells = [
        {**cell, "url": build.tables.get(cell["table"], {}).get("url", ""),
         "origin_url": build.origins.get((cell["table"], cell["origin"]), "")} if "table" in cell else cell
        for cell in fact["cells"]
    ]  # fmt: skip
    return {"schema": "arbeidsmarkt-trace/1", "edition": build.edition, "fact": {**fact, "cells": cells}}


def lines(build: Build, key: str, *, everything: bool = False) -> Iterator[str]:
    """The trace for people, line by line.

    Args:
        build: the build.
        key: the fact's name.
        everything: whether to show all inputs, however many there are.
    """
    fact = build.fact(key)
    yield f"{key} = {_with_unit(fact['text'], fact)}{' or more' if fact['at_least'] else ''}  ({_about(fact)})"
    if fact["value"] is not None:
        yield f"unrounded {fact['value']}, printed with {fact['decimals']} decimals, status {fact['status']}"
    yield from _node(build, fact, fact["tree"], everything)


def _node(build: Build, fact: Json, node: Json, everything: bool) -> Iterator[str]:
    """The lines below a number: its cell, or its derivation and the inputs of that."""
    if "cell" in node:
        yield from _cell(build, fact["cells"][node["cell"]])
        return
    yield f"{node['formula']}: {node['words']}"
    yield from (f"    {line}" for line in node.get("code", "").splitlines())
    inputs = list(enumerate(node["inputs"]))
    display_name = inputs if everything or len(inputs) <= MOST_INPUTS else inputs[:SHOWN_INPUTS]
    for number, item in display_name:
        observation = fact["cells"][item["cell"]] if "cell" in item else item
        last = number == len(inputs) - 1
        yield f"{'└─' if last else '├─'} {_letter(number)} = {_value(observation)}  ({_about(observation)})"
        for line in _node(build, fact, item, everything):
            yield f"{'   ' if last else '│  '}   {line}"
    if len(display_name) < len(inputs):
        yield f"└─ … and {len(inputs) - len(display_name)} more like these (show them with --all)"


def _cell(build: Build, cell: Json) -> Iterator[str]:
    if "published" in cell:
        yield f"published figure '{cell['published']}' ({cell['kind']}), {cell['publisher']}, {cell['date']}"
        yield f"{cell['publication']}: {cell['url']}" if cell["url"] else "not in data/published for this edition"
    else:
        members = "".join(f", {name} {member}" for name, member in cell["members"].items())
        table = build.tables.get(cell["table"], {})
        yield f"series {cell['series']}{members}; table {cell['table']} {table.get('url', '')}".rstrip()
        known = f"as of {cell['as_of']}" if cell["as_of"] else "date not known"
        address = build.origins.get((cell["table"], cell["origin"]), "")
        yield f"{known}, status {cell['status']}; origin: {cell['origin']} {address}".rstrip()
        if cell["sha256"]:
            yield f"sha256 of the table {cell['sha256'][:16]}…"
    if cell["note"]:
        yield f"note: {cell['note']}"


def _value(observation: Json) -> str:
    if observation["value"] is None:
        return observation["symbol"] or "n.b."
    return _with_unit(dutch.number(Decimal(str(observation["value"])), observation["decimals"]), observation)


def _with_unit(text: str, observation: Json) -> str:
    head = dutch.UNITS[observation["unit"]].head
    return f"{text} {head}" if head and observation["value"] is not None else text


def _about(observation: Json) -> str:
    period = Period.parse(observation["period"]).head if observation["period"] else ""
    if first := observation.get("first_period"):
        period = f"{Period.parse(first).head} tot en met {period}"
    return ", ".join(filter(None, (observation["title"], observation["label"], period)))


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else f"input {number + 1}"
