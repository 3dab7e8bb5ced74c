"""Writes what was settled or imported into ``params/series.yml``, and keeps the file's comments and layout."""

from __future__ import annotations

import copy
import datetime as dt
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.own_csv import OwnTable
from arbeidsmarkt.statline.settle import Settled


def write(path: Path, name: str, catalogue: Catalogue, found: list[Settled], day: dt.date) -> list[str]:
    """Write what was found into the catalogue, completely or not at all.

    Args:
        path: the catalogue's file.
        name: its name in messages.
        catalogue: the catalogue that was read from it.
        found: what was settled, per table.
        day: today's date.

    Returns:
        The series whose measure, dimensions or members were changed.

    Raises:
        UserError: the file cannot be read or written, or the new text would not mean what was found.
    """
    yaml, document = _loaded(path, name)
    changed = []
    shared = _Shared(document["series"])
    for settled in found:
        for key, spec in settled.specs.items():
            if _changed(catalogue.series[key], spec):
                changed.append(key)
            _series(document, shared, key, catalogue.series[key], spec)
            _confirm(document["series"][key], day, settled.interface, settled.by[key])
    text = io.StringIO()
    yaml.dump(document, text)
    _replace(path, name, text.getvalue())
    return changed


def new_entries(catalogue: Catalogue, own: Sequence[OwnTable]) -> dict[str, dict[str, Any]]:
    """The catalogue entries for series of imported CSV files that the catalogue does not have yet.

    Raises:
        UserError, Faults: the catalogue has a different entry for one of them.
    """
    found: dict[str, dict[str, Any]] = {}
    faults: list[UserError] = []
    for table in own:
        for key, (spec, frequency, decimals) in table.series.items():
            entry: dict[str, Any] = {"table": table.id, "title": spec.title, "measure": spec.column or key}
            entry |= {"unit": spec.unit, "decimals": decimals, "frequency": frequency}
            entry |= {"base": spec.base} if spec.base else {}
            entry |= {"adjusted": spec.adjusted} if spec.adjusted is not None else {}
            old = catalogue.series.get(key)
            if old is None:
                found[key] = entry
                continue
            now = {"table": table.id, "unit": spec.unit, "frequency": frequency, "base": spec.base}
            for name, value in now.items():
                if (before := getattr(old, name)) != value:
                    what = f"series '{key}' has {name} {value or 'none'} here, and {before or 'none'} in the catalogue"
                    faults.append(UserError(what, where=table.where, remedy="change one of the two"))
    raise_all(faults)
    return found


def add(path: Path, name: str, catalogue: Catalogue, own: Sequence[OwnTable]) -> list[str]:
    """Add the tables and series of imported CSV files to the catalogue, completely or not at all.

    Returns:
        The series that are new.

    Raises:
        UserError, Faults: as ``new_entries``; or the file cannot be read or written.
    """
    entries = new_entries(catalogue, own)
    if not entries:  # then the catalogue has their tables, too
        return []
    yaml, document = _loaded(path, name)
    for table in (each for each in own if each.id not in catalogue.tables):
        about = {"title": table.title, "statline": False, "url": table.url, "publisher": table.publisher}
        document["tables"][table.id] = _flow(about)
    for key, entry in entries.items():
        document["series"][key] = CommentedMap(entry)
    text = io.StringIO()
    yaml.dump(document, text)
    _replace(path, name, text.getvalue())
    return list(entries)


class _CodesAreTexts(VersionedResolver):
    """Reads ``3000800_2`` as a text, since it is a code and not the number 30008002."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """The tag of a node."""
        tag = super().resolve(kind, value, implicit)
        is_number = str(getattr(tag, "trval", tag)).endswith((":int", ":float"))
        return super().resolve(kind, "text", implicit) if is_number and "_" in str(value) else tag


def _loaded(path: Path, name: str) -> tuple[YAML, Any]:
    yaml = YAML()
    yaml.Resolver = _CodesAreTexts
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        return yaml, yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise UserError(f"cannot be read: {error}", where=name) from None


def _changed(old: SeriesSpec, new: SeriesSpec) -> bool:
    return (old.measure, old.dimensions, old.over) != (new.measure, new.dimensions, new.over) or any(
        item.members != new.over[own].members for own, item in old.over.items()
    )


class _Shared:
    """Nodes that several series share through an anchor; changed once if all these series change in the same way."""

    def __init__(self, series: CommentedMap) -> None:
        self._made: dict[tuple[int, str], Any] = {}
        self._series = series
        self._before = {key: dict(one) for key, one in series.items()}

    def changed(self, key: str, name: str, value: CommentedMap) -> CommentedMap:
        """The node to replace a series' own; series that shared a node and get the same content share the new one."""
        old = self._before[key].get(name)
        return self._made.setdefault((id(old), repr(value)), value) if isinstance(old, CommentedMap) else value


def _series(document: CommentedMap, shared: _Shared, key: str, old: SeriesSpec, new: SeriesSpec) -> None:
    node = document["series"][key]
    if new.measure != old.measure:
        measure = _flow({"title": new.measure.title})
        if new.measure.groups:
            measure["groups"] = list(new.measure.groups)
        for name in ("key", "code"):
            if text := getattr(new.measure, name):
                measure[name] = text
        node["measure"] = shared.changed(key, "measure", measure)
    if new.dimensions != old.dimensions:
        node["dimensions"] = shared.changed(key, "dimensions", _flow(new.dimensions))
    for own, item in new.over.items():
        before = old.over[own]
        if (item.dimension, item.only) != (before.dimension, before.only):
            over = _flow({"dimension": item.dimension})
            if before.list:
                over["list"] = before.list
            if item.only:
                over["only"] = list(item.only)
            node["over"][own] = over
        for name, member in item.members.items():
            if member != before.members[name]:
                document["members"][before.list or own][name]["code"] = member.code


def _confirm(node: CommentedMap, day: dt.date, interface: str, by: str) -> None:
    if str(node.get("confirmed", {}).get("by", "")) == "person" and "unconfirmed" not in node:
        return  # somebody checked it; that is kept
    node["confirmed"] = _flow({"on": day, "interface": interface, "by": by})
    if "unconfirmed" in node:
        _take_out(node, "unconfirmed")


def _take_out(node: CommentedMap, name: str) -> None:
    """Remove a key with the comment on its line, but keep what follows it: a heading, an empty line."""
    comment = node.ca.items.pop(name, None)
    below = None
    if comment and comment[2] is not None:
        _, newline, rest = comment[2].value.partition("\n")
        if rest.strip() or rest.count("\n"):
            below = copy.copy(comment[2])
            below.value = newline + rest
    del node[name]
    if below is not None:
        node.ca.items.setdefault(list(node)[-1], [None, None, None, None])[2] = below


def _flow(values: Mapping[str, Any]) -> CommentedMap:
    node = CommentedMap(values)
    node.fa.set_flow_style()
    return node


def _replace(path: Path, name: str, text: str) -> None:
    """Check that the new text is a valid catalogue, then replace the old one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_text(text, encoding="utf-8")
        Catalogue.load(aside, name)
        aside.replace(path)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=name) from None
    finally:
        aside.unlink(missing_ok=True)
