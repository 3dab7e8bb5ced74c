"""What was settled, written into ``params/series.yml``, with its comments and its layout as they were."""

from __future__ import annotations

import copy
import datetime as dt
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.statline.settle import Settled


def write(path: Path, name: str, catalogue: Catalogue, found: list[Settled], day: dt.date) -> list[str]:
    """Change the catalogue to what was found, whole or not at all.

    Args:
        path: of the catalogue.
        name: as messages show it.
        catalogue: as it was read.
        found: what was settled, by table.
        day: today.

    Returns:
        The series whose measure, dimensions or members were changed.

    Raises:
        UserError: the file cannot be read or written, or what would be written is not what was found.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise UserError(f"cannot be read: {error}", where=name) from None
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


def _changed(old: SeriesSpec, new: SeriesSpec) -> bool:
    return (old.measure, old.dimensions, old.over) != (new.measure, new.dimensions, new.over) or any(
        item.members != new.over[own].members for own, item in old.over.items()
    )


class _Shared:
    """Nodes that several series share through an anchor: changed in one stroke where all of them change alike."""

    def __init__(self, series: CommentedMap) -> None:
        self._made: dict[tuple[int, str], Any] = {}
        self._series = series
        self._before = {key: dict(one) for key, one in series.items()}

    def changed(self, key: str, name: str, value: CommentedMap) -> CommentedMap:
        """The node to put in place of a series' own; the same for all that shared one and become the same."""
        old = self._before[key].get(name)
        return self._made.setdefault((id(old), repr(value)), value) if isinstance(old, CommentedMap) else value


def _series(document: CommentedMap, shared: _Shared, key: str, old: SeriesSpec, new: SeriesSpec) -> None:
    node = document["series"][key]
    if new.measure != old.measure:
        measure = _flow({"title": new.measure.title})
        if new.measure.groups:
            measure["groups"] = _sequence(new.measure.groups)
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
                over["only"] = _sequence(item.only)
            node["over"][own] = over
        for name, member in item.members.items():
            if member != before.members[name]:
                document["members"][before.list or own][name]["code"] = member.code


def _confirm(node: CommentedMap, day: dt.date, interface: str, by: str) -> None:
    if str(node.get("confirmed", {}).get("by", "")) == "person" and "unconfirmed" not in node:
        return  # somebody looked; that stands
    node["confirmed"] = _flow({"on": day, "interface": interface, "by": by})
    if "unconfirmed" in node:
        _take_out(node, "unconfirmed")


def _take_out(node: CommentedMap, name: str) -> None:
    """Take a key out with the remark on its own line, and keep what stands below it: a heading, an empty line."""
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


def _sequence(values: tuple[str, ...]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    node = CommentedSeq(values)
    node.fa.set_flow_style()
    return node


def _replace(path: Path, name: str, text: str) -> None:
    """Check that the new text is a catalogue, then put it in the place of the old one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_text(text, encoding="utf-8")
        Catalogue.load(aside, name)
        aside.replace(path)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=name) from None
    finally:
        aside.unlink(missing_ok=True)
