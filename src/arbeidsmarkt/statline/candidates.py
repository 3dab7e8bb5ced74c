"""Finds the measure and members of a table that a series is read from: by titles, and decided by the known figures.

A candidate whose figures equal the known ones in at least eight periods *is* the series, whatever it is called, if the
next candidate is ten times further away. A candidate with other figures is not the series, however similar its title,
and is never offered. If no figures are known, only exact titles (or codes) count; otherwise a person must decide.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Literal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Member, SeriesSpec
from arbeidsmarkt.statline.known import Figure, Members
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic, check_unit, find_code, find_topic
from arbeidsmarkt.statline.rows import parse_value

_ENOUGH = 8  # how many periods must agree
_FURTHER = 10  # how many times further away the next candidate must be
_MOST = 4_000  # how many combinations are tried
_NEAR = Decimal("0.05")  # of the figures' size: an adjusted series of the right title that was revised more than before

Place = tuple[str, ...]
Cells = Mapping[tuple[str, str], Mapping[Place, str]]


@dataclass(frozen=True)
class Candidate:
    """A measure, and one code for each dimension that the series does not vary over.

    Attributes:
        topic: the measure.
        fixed: dimension -> code.
        axes: the project's name of a dimension -> (dimension, the project's key of a member -> code).
        compared: the number of known figures that it has as well.
        agree: how many of these are the same.
        distance: the mean distance between its figures and the known ones.
        size: the mean size of the known figures.
        last: its newest figures, to show to a person.
    """

    topic: Topic
    fixed: Mapping[str, Code]
    axes: Mapping[str, tuple[str, Mapping[str, Code]]]
    compared: int = 0
    agree: int = 0
    distance: Decimal = Decimal(0)
    size: Decimal = Decimal(0)
    last: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether enough figures equal the known ones, and hardly any differ."""
        return self.agree >= _ENOUGH and self.agree * 10 >= self.compared * 9

    @property
    def contradicts(self) -> bool:
        """Whether its figures differ from the known ones."""
        return self.agree * 2 < self.compared and not self.near

    @property
    def near(self) -> bool:
        """Whether its figures are close to the known ones, as they would be after a large revision."""
        return self.compared >= _ENOUGH and self.distance <= self.size * _NEAR


@dataclass
class Found:
    """The result for a series.

    Attributes:
        spec: the series.
        chosen: the candidate that is the series; None if a person must decide.
        by: what decided.
        without: the project's name of a dimension -> keys of members that the table lacks.
        offered: candidates for a person to choose from; none with other figures.
        why: what could not be decided.
    """

    spec: SeriesSpec
    chosen: Candidate | None = None
    by: Literal["values", "title"] = "title"
    without: dict[str, tuple[str, ...]] = field(default_factory=dict)
    offered: list[Candidate] = field(default_factory=list)
    why: str = ""


def options(spec: SeriesSpec, meta: TableMeta) -> tuple[list[Topic], dict[str, list[Code]]]:
    """The measures in the series' unit, and the codes that it can have: its own, or else the whole dimension."""
    topics = [topic for topic in meta.topics if check_unit(spec, topic, meta) is None]
    asked = renamed(spec, meta)
    over = {asked.get(item.dimension, item.dimension) for item in spec.over.values()}
    codes: dict[str, list[Code]] = {}
    for name in meta.dimensions:
        text = next((text for own, text in spec.dimensions.items() if asked.get(own, own) == name), "")
        codes[name] = list(meta.codes[name])
        if name not in over and text:
            with contextlib.suppress(UserError):
                codes[name] = [find_code(text, text, name, meta, "")]
    return topics, codes


def renamed(spec: SeriesSpec, meta: TableMeta) -> dict[str, str]:
    """Dimensions of the series that have another name in the table, found by their codes or titles."""
    asked = {name: [text] for name, text in spec.dimensions.items()}
    for over in spec.over.values():
        asked[over.dimension] = [member.code or member.title for member in over.members.values()]
    free = [name for name in meta.dimensions if name not in asked]
    found: dict[str, str] = {}
    for own, texts in asked.items():
        if own in meta.dimensions:
            continue
        having = [name for name in free if _lists(meta.codes[name], texts) * 2 >= len(texts)]
        if len(having) == 1:
            found[own] = having[0]
    return found


def _lists(codes: Sequence[Code], texts: Sequence[str]) -> int:
    known = {code.code for code in codes} | {code.title.casefold() for code in codes}
    return sum(text in known or text.casefold() in known for text in texts)


@dataclass
class Hints:
    """What was settled for other series of the table, and may hold for this one: measures and members.

    Attributes:
        topics: title and groups in the catalogue -> the key of the measure.
        codes: dimension in the table, and code or title in the catalogue (may be empty) -> the member.
    """

    topics: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    codes: dict[tuple[str, str], Code] = field(default_factory=dict)

    def learn(self, found: Found, meta: TableMeta) -> None:
        """Add what the figures of a series settled."""
        if found.chosen is None or found.by != "values":
            return
        spec, names = found.spec, renamed(found.spec, meta)
        self.topics[spec.measure.title, spec.measure.groups] = found.chosen.topic.key
        asked = {names.get(own, own): text for own, text in spec.dimensions.items()}
        for name, code in found.chosen.fixed.items():
            self.codes[name, asked.get(name, "")] = code


def find(
    spec: SeriesSpec, meta: TableMeta, cells: Cells, known: Mapping[Members, Mapping[Period, Figure]],
    hints: Hints | None = None,
) -> Found:  # fmt: skip
    """Decide which cells of a table are a series.

    Args:
        spec: the series in the catalogue.
        meta: the table's present metadata.
        cells: key of a measure and code of a period -> codes in the order of the table's dimensions -> CBS's value.
        known: the series' known figures.
        hints: what was settled for other series.
    """
    hints = hints or Hints()
    topics, codes = options(spec, meta)
    names = renamed(spec, meta)
    axes, without = _axes(spec, meta, names)
    found = Found(spec, without={own: keys for own, keys in without.items() if keys})
    hinted = hints.topics.get((spec.measure.title, spec.measure.groups))
    titled = next((topic for topic in topics if topic.key == hinted), None) or _titled(spec, meta)
    asked = {names.get(own, own): text for own, text in spec.dimensions.items()}
    for name in codes:
        if len(codes[name]) > 1 and (code := hints.codes.get((name, asked.get(name, "")))) is not None:
            codes[name] = [code]
    over = {dimension for dimension, _ in axes.values()}
    fixed = [name for name in meta.dimensions if name not in over]
    count = len(topics)
    for name in fixed:
        count *= len(codes[name])
    if any(not members for _, members in axes.values()):
        found.why = f"none of the members of {', '.join(own for own, (_, m) in axes.items() if not m)} is in the table"
        return found
    if count > _MOST:
        topics = [titled] if titled else []
    every = [
        _scored(spec, meta, Candidate(topic, dict(zip(fixed, chosen, strict=True)), axes), cells, known)
        for topic in topics
        for chosen in product(*(codes[name] for name in fixed))
    ]
    _decide(found, every, titled)
    return found


def _decide(found: Found, every: list[Candidate], titled: Topic | None) -> None:
    by_distance = sorted((each for each in every if each.compared), key=lambda each: (not each.fits, each.distance))
    best = next((each for each in by_distance if each.fits), None)
    if best is not None:
        unit = best.topic.decimals or found.spec.decimals
        least = Decimal(1).scaleb(-unit) / _FURTHER
        others = [each for each in by_distance if each is not best]
        if all(each.distance >= _FURTHER * max(best.distance, least) for each in others):
            found.chosen, found.by = best, "values"
            return
    # the exact titles and codes, unless the figures contradict them; for a revised series the nearest candidate
    by_title = [each for each in every if titled is not None and each.topic.key == titled.key]
    if len(by_title) == 1:  # every other dimension has one member left
        own = by_title[0]
        nearest = not by_distance or by_distance[0].distance >= own.distance or own.fits
        if not own.contradicts and (not own.compared or own.fits or own.agree * 2 >= own.compared or nearest):
            found.chosen, found.by = own, "title"
            return
    found.offered = [each for each in every if not each.contradicts][:12]
    found.why = (
        "the known figures are those of no measure" if any(each.compared >= _ENOUGH for each in every) and best is None
        else "several measures have figures like the known ones" if best is not None
        else "too few figures are known to decide by, and the titles have changed"
    )  # fmt: skip


def _titled(spec: SeriesSpec, meta: TableMeta) -> Topic | None:
    try:
        topic = find_topic(spec, meta)
    except UserError:
        return None
    return topic if check_unit(spec, topic, meta) is None else None


def _axes(
    spec: SeriesSpec, meta: TableMeta, names: Mapping[str, str]
) -> tuple[dict[str, tuple[str, dict[str, Code]]], dict[str, tuple[str, ...]]]:
    """The members of each dimension that the series varies over, and those that the table does not have."""
    axes: dict[str, tuple[str, dict[str, Code]]] = {}
    without: dict[str, tuple[str, ...]] = {}
    for own, over in spec.over.items():
        dimension = names.get(over.dimension, over.dimension)
        members: dict[str, Code] = {}
        for key, member in over.members.items() if dimension in meta.dimensions else ():
            if (code := _member(member, dimension, meta)) is not None:
                members[key] = code
        axes[own] = (dimension, members)
        without[own] = tuple(key for key in over.members if key not in members)
    return axes, without


def _member(member: Member, dimension: str, meta: TableMeta) -> Code | None:
    try:
        return find_code(member.code, member.title, dimension, meta, "")
    except UserError:
        # the code has another meaning now, or is gone: the title may have another code
        same = [code for code in meta.codes[dimension] if code.title.casefold() == member.title.casefold()]
        return same[0] if len(same) == 1 else None


def _scored(
    spec: SeriesSpec, meta: TableMeta, candidate: Candidate, cells: Cells,
    known: Mapping[Members, Mapping[Period, Figure]],
) -> Candidate:  # fmt: skip
    compared = agree = 0
    distance = size = Decimal(0)
    last: dict[str, str] = {}
    keys = known or {tuple(next(iter(members), "") for _, members in candidate.axes.values()): {}}
    for members, figures in keys.items():
        place = _place(meta, candidate, members)
        if place is None:
            continue
        for code in meta.codes[meta.time]:
            period = spec.period(code.code)
            if period is None:
                continue
            try:
                value, _, _ = parse_value(cells.get((candidate.topic.key, code.code), {}).get(place))
            except ValueError:
                continue
            if value is None:
                continue
            last[code.code] = f"{code.code} {value}"
            if (figure := figures.get(period)) is not None:
                compared += 1
                agree += figure.agrees(value)
                distance += figure.distance(value)
                size += abs(figure.value)
    count = max(compared, 1)
    newest = tuple(last[code] for code in sorted(last)[-4:])
    return Candidate(
        candidate.topic, candidate.fixed, candidate.axes, compared, agree, distance / count, size / count, newest
    )  # fmt: skip


def _place(meta: TableMeta, candidate: Candidate, members: Members) -> Place | None:
    """The codes of the cell for the members of a known figure."""
    codes = {name: code.code for name, code in candidate.fixed.items()}
    for (dimension, own), key in zip(candidate.axes.values(), members, strict=False):
        if key not in own:
            return None
        codes[dimension] = own[key].code
    if len(codes) != len(meta.dimensions):
        return None
    return tuple(codes[name] for name in meta.dimensions)
