"""A table's metadata (topics, dimensions, codes), and how the catalogue's measures and members are found in it.

Keys of measures contain a running number that changes from release to release. A measure is therefore found by its
title and, if the title is not unique, by the titles of its groups. The feed pads codes with blanks: codes are compared
without these, but requested with them.
"""

from __future__ import annotations

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

#: how CBS writes the project's units (``DataProperties.Unit``); other units are not checked
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
_SECTION = re.compile(r"([A-Z](?:-[A-Z])?) \w")


@dataclass(frozen=True)
class Topic:
    """A measure of the table."""

    key: str
    title: str
    groups: tuple[str, ...]
    unit: str
    decimals: int = 0

    @property
    def display_name(self) -> str:
        """Its name in messages: title and groups."""
        return " > ".join((*self.groups, self.title))


@dataclass(frozen=True)
class Code:
    """A member of a dimension: its key with the feed's padding, and its title."""

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
        table: the table's id.
        title: its title.
        topics: its measures.
        dimensions: the keys of its dimensions, except time.
        time: the key of the dimension of time.
        codes: the codes of each dimension, including time.
        data: the entity with the figures: ``UntypedDataSet`` in version 3, ``Observations`` in version 4.
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
        """The code of each period -> its status word."""
        return {code.code: code.status for code in self.codes[self.time]}


def read_properties(table: str, title: str, properties: Iterable[Mapping[str, object]]) -> TableMeta:
    """The table's structure, without codes.

    Raises:
        UserError: there is no measure or no dimension of time, or a field is missing.
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
        entity: the rows of the dimension's list of codes.
        where: the name of the list in messages.
        field: the field with the code: ``Key`` in version 3, ``Identifier`` in version 4.

    Raises:
        UserError: a code is listed twice, or a title is not a possible title.
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
        UserError: it was renamed or removed, or its title is not unique. The message does not suggest titles with a
            similar spelling: "Ontstane vacatures" is closer to "Vervulde vacatures" than to "Ontstaan".
    """
    wanted = _plain(spec.measure.title)
    found = [topic for topic in meta.topics if wanted in _names(topic)]
    if spec.measure.groups:
        groups = [_plain(group) for group in spec.measure.groups]
        found = [topic for topic in found if _within(groups, [_plain(group) for group in topic.groups])]
    where = f"{meta.table}, series '{spec.id}'"
    if len(found) > 1 and spec.measure.code:  # the title is not unique, but the code of version 4 is
        found = [topic for topic in found if topic.key == spec.measure.code] or found
    if len(found) == 1:
        return found[0]
    asked = " > ".join((*spec.measure.groups, spec.measure.title))
    if found:
        raise UserError(
            f"the measure '{asked}' stands {len(found)} times in the table: {'; '.join(t.display_name for t in found)}",
            where=where, remedy=f"name its groups in {CATALOGUE}",
        )  # fmt: skip
    now = next((topic for topic in meta.topics if spec.measure.code and topic.key == spec.measure.code), None)
    became = f"; its code {now.key} is now called '{now.display_name}'" if now else ""
    what = f"the measure '{asked}' was renamed or removed: the table has no such title{became}"
    raise UserError(what, where=where, remedy=f"arbeidsmarkt settle {meta.table} shows what the table has instead")


def check_unit(spec: SeriesSpec, topic: Topic, meta: TableMeta) -> UserError | None:
    """A fault if the measure's unit differs from the catalogue's, with its own message for a changed base year."""
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
    """A member, found by its code or, if that is not known, by its title.

    Args:
        asked: what the catalogue gives: a code or a title; empty if only ``title`` is known.
        title: the member's title; may be empty.
        dimension: the key of the dimension.
        meta: the metadata, with the codes of that dimension.
        where: the name of the series in messages.

    Raises:
        UserError: the dimension does not list it, or its code now means something else.
    """
    codes = meta.codes[dimension]
    for code in codes:
        if asked and code.code == asked.strip():
            if title and title != asked and not same_thing(title, code.title):
                raise UserError(
                    f"the code {code.code} of the dimension {dimension} was '{title}' and is '{code.title}' now",
                    where=where, remedy=f"find the code of '{title}' on StatLine, and change it in {CATALOGUE}",
                )  # fmt: skip
            return code
    names = [_plain(name) for name in (title, asked) if name]
    found = [code for code in codes if _plain(code.title) in names]
    if len(found) == 1:
        return found[0]
    if found:
        what = f"the dimension {dimension} has {len(found)} members of the title '{found[0].title}'"
        raise UserError(what, where=where, remedy=f"give its code in {CATALOGUE}: {', '.join(c.code for c in found)}")
    raise UserError(
        f"the dimension {dimension} has no member '{title or asked}'", where=where,
        remedy=f"arbeidsmarkt settle {meta.table} shows what it has; leave the member out with only: in {CATALOGUE}",
    )  # fmt: skip


def same_thing(title: str, now: str) -> bool:
    """Whether two titles of one code can mean the same thing.

    CBS's spelling of titles varies, so one long word in common is enough. But a section of the standard industrial
    classification with another letter is another section: 391600 was *J Informatie en communicatie* and became
    *K Telecommunicatie en IT-diensten*.
    """
    one, other = _plain(title), _plain(now)
    letters = [_SECTION.match(text.strip()) for text in (title, now)]
    if letters[0] and letters[1] and letters[0][1] != letters[1][1]:
        return False
    words = [set(re.findall(r"\w{4,}", text)) for text in (one, other)]
    return one == other or bool(words[0] & words[1])


def _groups(record: Mapping[str, object], by_id: Mapping[object, Mapping[str, object]]) -> tuple[str, ...]:
    """The titles of the groups above a topic, outermost first."""
    titles: list[str] = []
    above = record.get("ParentID")
    while isinstance(above, int) and above in by_id and len(titles) < 10:  # a faulty group may be its own ancestor
        titles.append(_text(by_id[above], "Title"))
        above = by_id[above].get("ParentID")
    return tuple(reversed(titles))


def _names(topic: Topic) -> set[str]:
    """The possible names of a topic; CBS repeats the group in some titles ("Banen: met seizoenscorrectie")."""
    plain = _plain(topic.title)
    return {plain, *(plain.removeprefix(f"{_plain(group)}: ") for group in topic.groups[-1:])}


def _within(asked: Sequence[str], groups: Sequence[str]) -> bool:
    """Whether all the requested groups are above the topic, in that order."""
    rest = iter(groups)
    return all(group in rest for group in asked)


def _plain(text: str) -> str:
    """A title for comparison: with single blanks between words, without capitals and asterisks."""
    return " ".join(text.replace("*", "").casefold().split())
