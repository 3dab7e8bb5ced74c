"""What a table says of itself: topics, dimensions, codes; and the catalogue's measures and members found in it.

Measure keys carry a running number that shifts from release to release, so a measure is found by its title and, where
titles repeat, by the titles of the groups it stands under. Codes are compared without the blanks that the feed pads
them with, and asked for with them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import SeriesSpec
from arbeidsmarkt.statline.answers import plain as _text

CATALOGUE = "params/series.yml"
TIME = "TimeDimension"

#: CBS's words for the status of a period (``Perioden.Status``), without blanks and capitals
STATUSES = {"definitief": "final", "voorlopig": "provisional", "nadervoorlopig": "revised_provisional"}

#: how CBS writes the project's units (``DataProperties.Unit``); units that are not here are not compared
UNITS: dict[str, str] = {
    "thousand": r"x ?1[ .]?000",
    "million": r"mln|x ?1[ .]?000[ .]?000|miljoen",
    "percent": r"%|procent",
    "percentage_point": r"%-?punt|procentpunt|%",
    "per_1000_jobs": r"per ?1[ .]?000.*|‰|promille|vacatures per 1[ .]?000.*",
    "hours": r"uur|uren|uur per week|uren per week|uur/week",
    "persons": r"aantal|personen",
    "balance": r"saldo.*|%|%-?punt",
}
_BASE = re.compile(r"(\d{4})\s*=\s*100")


@dataclass(frozen=True)
class Topic:
    """A measure as the table has it."""

    key: str
    title: str
    groups: tuple[str, ...]
    unit: str
    decimals: int = 0

    @property
    def shown(self) -> str:
        """Title and groups, for messages."""
        return " > ".join((*self.groups, self.title))


@dataclass(frozen=True)
class Code:
    """A member of a dimension: the key as the feed pads it, and its title."""

    key: str
    title: str
    status: str = "unknown"

    @property
    def code(self) -> str:
        """The key without padding."""
        return self.key.strip()


@dataclass(frozen=True)
class TableMeta:
    """A table's metadata.

    Attributes:
        table: its id.
        title: its title.
        topics: its measures.
        dimensions: the keys of its dimensions, the one for time apart.
        time: the key of that one.
        codes: of each dimension, time included.
        data: the entity that holds the figures: ``UntypedDataSet`` of version 3, ``Observations`` of version 4.
    """

    table: str
    title: str
    topics: tuple[Topic, ...]
    dimensions: tuple[str, ...]
    time: str
    codes: Mapping[str, Sequence[Code]] = field(default_factory=dict)
    data: str = "UntypedDataSet"
    _known: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def known(self, dimension: str) -> frozenset[str]:
        """The codes that a dimension lists."""
        if dimension not in self._known:
            self._known[dimension] = frozenset(code.code for code in self.codes[dimension])
        return self._known[dimension]

    def statuses(self) -> dict[str, str]:
        """The status word of each period, by its code."""
        return {code.code: code.status for code in self.codes[self.time]}


def read_properties(table: str, title: str, properties: Iterable[Mapping[str, object]]) -> TableMeta:
    """The table's structure, still without codes.

    Raises:
        UserError: no measure, no time dimension, or a field that is missing.
    """
    records = list(properties)
    where = f"{table}/DataProperties"
    by_id = {record.get("ID"): record for record in records if isinstance(record.get("ID"), int)}
    topics, dimensions, times = [], [], []
    for record in records:
        kind, key = _text(record, "Type"), _text(record, "Key")
        if kind == "Topic":
            topics.append(Topic(key, _text(record, "Title"), _groups(record, by_id), _text(record, "Unit")))
        elif kind == TIME:
            times.append(key)
        elif kind.endswith(("Dimension", "Detail")):
            dimensions.append(key)
    if not topics or len(times) != 1 or not all(topic.key for topic in topics):
        raise UserError(
            f"{len(topics)} measures and {len(times)} time dimensions, where at least 1 and exactly 1 are expected",
            where=where, remedy="look at the table on StatLine: it may be withdrawn",
        )  # fmt: skip
    return TableMeta(table, title, tuple(topics), tuple(dimensions), times[0])


def read_codes(entity: Iterable[Mapping[str, object]], where: str, field: str = "Key") -> list[Code]:
    """The members of a dimension; for periods with their status, from ``Status`` or the asterisk of the title.

    Args:
        entity: its rows.
        where: for messages.
        field: that holds the code: ``Key`` in version 3, ``Identifier`` in version 4.

    Raises:
        UserError: a code that is listed twice, or a title that no title can be.
    """
    found = []
    seen: set[str] = set()
    for record in entity:
        title = _text(record, "Title")
        code = _text(record, field)
        if code in seen:
            what = f"the code {code!a} is listed more than once"
            raise UserError(what, where=where, remedy="try again later; CBS may be changing the table")
        seen.add(code)
        word = re.sub(r"\s", "", _text(record, "Status")).casefold()
        mark = {"**": "revised_provisional", "*": "provisional"}.get(title[len(title.rstrip("*")) :], "unknown")
        found.append(Code(str(record.get(field) or ""), title.rstrip("*").strip(), STATUSES.get(word, mark)))
    return found


def find_topic(spec: SeriesSpec, meta: TableMeta) -> Topic:
    """The measure of a series, in the table's present metadata.

    Raises:
        UserError: renamed or removed (with the nearest title), or not the only one of that title.
    """
    wanted = _plain(spec.measure.title)
    found = [topic for topic in meta.topics if wanted in _names(topic)]
    if spec.measure.groups:
        groups = [_plain(group) for group in spec.measure.groups]
        found = [topic for topic in found if _within(groups, [_plain(group) for group in topic.groups])]
    where = f"{meta.table}, series '{spec.id}'"
    if len(found) == 1:
        return found[0]
    asked = " > ".join((*spec.measure.groups, spec.measure.title))
    if found:
        raise UserError(
            f"the measure '{asked}' stands {len(found)} times in the table: {'; '.join(t.shown for t in found)}",
            where=where, remedy=f"name its groups in {CATALOGUE}",
        )  # fmt: skip
    near = _nearest_topic(spec, meta)
    remedy = f'write measure: {{title: "{near.title}"{_groups_text(near)}}} in {CATALOGUE} if that is the same one'
    what = f"the measure '{asked}' was renamed or removed: the table has no such title; the nearest is '{near.shown}'"
    raise UserError(what, where=where, remedy=remedy)


def check_unit(spec: SeriesSpec, topic: Topic, meta: TableMeta) -> UserError | None:
    """A fault when the measure's unit is not the catalogue's, a changed base year apart from the rest."""
    where = f"{meta.table}, series '{spec.id}'"
    if spec.base:
        base = _BASE.search(topic.unit) or _BASE.search(meta.title)
        if base and base[1] != spec.base[:4]:
            return UserError(
                f"the base year changed from {spec.base} to {base[1]}=100", where=where,
                remedy=f"in {CATALOGUE} give this series base: {base[1]}=100, change its title, and chain levels of "
                f"before through a predecessor",
            )  # fmt: skip
        no_index = any(re.fullmatch(UNITS[name], topic.unit, re.IGNORECASE) for name in ("percent", "thousand"))
        if no_index:
            what = f"the unit of '{topic.title}' is '{topic.unit}', which is no index ({spec.base})"
            return UserError(what, where=where, remedy=f"see what changed on StatLine, then change {CATALOGUE}")
        return None
    pattern = UNITS.get(spec.unit)
    if pattern and topic.unit and not re.fullmatch(pattern, topic.unit.strip(), re.IGNORECASE):
        return UserError(
            f"the unit of '{topic.title}' is '{topic.unit}', not {spec.unit}", where=where,
            remedy=f"see what changed on StatLine, then change unit in {CATALOGUE}",
        )  # fmt: skip
    return None


def find_code(asked: str, title: str, dimension: str, meta: TableMeta, where: str) -> Code:
    """A member by code or, where that is not known, by title.

    Args:
        asked: what the catalogue gives: a code or a title; empty when only ``title`` is known.
        title: the member's title, or empty.
        dimension: the key of the dimension.
        meta: with the codes of that dimension.
        where: for the message.

    Raises:
        UserError: the dimension does not list it, with the nearest title.
    """
    codes = meta.codes[dimension]
    for code in codes:
        if asked and code.code == asked.strip():
            return code
    names = [_plain(name) for name in (title, asked) if name]
    found = [code for code in codes if _plain(code.title) in names]
    if len(found) == 1:
        return found[0]
    near = difflib.get_close_matches(title or asked, [code.title for code in codes], n=1, cutoff=0.0)
    raise UserError(
        f"the dimension {dimension} has no member '{asked or title}'", where=where,
        remedy=f"the nearest is '{near[0] if near else 'none'}'; change it in {CATALOGUE}",
    )  # fmt: skip


def _nearest_topic(spec: SeriesSpec, meta: TableMeta) -> Topic:
    """The topic that is most like the one asked for; the same key but for its number counts as very like."""
    stem = re.sub(r"_\d+$", "", spec.measure.key)
    asked = _plain(" ".join((*spec.measure.groups, spec.measure.title)))

    def likeness(topic: Topic) -> float:
        bonus = 0.5 if stem and re.sub(r"_\d+$", "", topic.key) == stem else 0.0
        return bonus + difflib.SequenceMatcher(None, asked, _plain(" ".join((*topic.groups, topic.title)))).ratio()

    return max(meta.topics, key=likeness)


def _groups(record: Mapping[str, object], by_id: Mapping[object, Mapping[str, object]]) -> tuple[str, ...]:
    """The titles of the groups above a topic, outermost first."""
    titles: list[str] = []
    above = record.get("ParentID")
    while isinstance(above, int) and above in by_id and len(titles) < 10:  # a group that is its own ancestor never ends
        titles.append(_text(by_id[above], "Title"))
        above = by_id[above].get("ParentID")
    return tuple(reversed(titles))


def _names(topic: Topic) -> set[str]:
    """What a topic may be called: CBS repeats the group in some titles ("Banen: met seizoenscorrectie")."""
    plain = _plain(topic.title)
    return {plain, *(plain.removeprefix(f"{_plain(group)}: ") for group in topic.groups[-1:])}


def _within(asked: Sequence[str], groups: Sequence[str]) -> bool:
    """Whether every group asked for stands above the topic, in that order."""
    rest = iter(groups)
    return all(group in rest for group in asked)


def _groups_text(topic: Topic) -> str:
    return f", groups: [{', '.join(topic.groups)}]" if topic.groups else ""


def _plain(text: str) -> str:
    """A title for comparison: one blank between words, no capitals, no asterisk."""
    return " ".join(text.replace("*", "").casefold().split())
