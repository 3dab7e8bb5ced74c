"""What to request from a table: the catalogue's series in the table's own keys, as columns and conditions.

A condition lists the padded codes and the kinds of periods, in the syntax that CBS's own tables use for their
``DefaultSelection``. CBS's web server accepts queries of about two thousand characters, so a long list of codes is
split over several requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import SeriesSpec
from arbeidsmarkt.statline.metadata import (
    CATALOGUE,
    Code,
    TableMeta,
    Topic,
    check_unit,
    find_code,
    find_topic,
)

#: the most characters of an encoded ``$filter``; for more, the codes are split over several requests
LONGEST_FILTER = 1_500

#: the letters in CBS's period codes
_LETTERS = {"quarter": "KW", "month": "MM", "year": "JJ"}


@dataclass(frozen=True)
class Axis:
    """A dimension that a series varies over: the project's name, the table's key, CBS's code -> the project's key."""

    name: str
    dimension: str
    members: Mapping[str, str]


@dataclass(frozen=True)
class SeriesPlan:
    """One series in the table's own keys.

    Attributes:
        spec: the series.
        topic: the series' measure.
        codes: the (padded) codes to read of each dimension.
        axes: the dimensions that the series varies over.
    """

    spec: SeriesSpec
    topic: Topic
    codes: Mapping[str, tuple[Code, ...]]
    axes: tuple[Axis, ...]

    def combinations(self) -> Iterator[tuple[str, ...]]:
        """All selected combinations of the project's member keys, in the order of the axes."""
        return product(*(axis.members.values() for axis in self.axes))


@dataclass(frozen=True)
class TablePlan:
    """Everything that is requested from one table."""

    meta: TableMeta
    series: tuple[SeriesPlan, ...]

    @property
    def columns(self) -> list[str]:
        """The columns to request: dimensions, period, measures."""
        keys = dict.fromkeys(plan.topic.key for plan in self.series)
        return [*self.meta.dimensions, self.meta.time, *keys]

    def conditions(self, contains: Callable[[str, str], str], *, measures: bool = False) -> list[str]:
        """The ``$filter`` of each request.

        Args:
            contains: returns the interface's condition that a column contains a text.
            measures: whether measures are rows rather than columns, and so must be selected in the filter too.
        """
        wanted: dict[str, dict[str, None]] = {name: {} for name in self.meta.dimensions}
        for plan in self.series:
            for name, codes in plan.codes.items():
                wanted[name].update(dict.fromkeys(code.key for code in codes))
        if measures:
            wanted["Measure"] = dict.fromkeys(plan.topic.key for plan in self.series)
        periods = " or ".join(
            contains(letters, self.meta.time)
            for letters in dict.fromkeys(_period_letters(plan.spec) for plan in self.series)
        )
        return _conditions({name: list(keys) for name, keys in wanted.items()}, periods)


def selection(specs: Sequence[SeriesSpec]) -> dict[str, object]:
    """What the catalogue selects from a table, independently of the table's present keys.

    It is stored in the vintage; if it and ``Modified`` are equal, the table need not be read again.
    """
    return {
        spec.id: {
            "measure": [*spec.measure.groups, spec.measure.title],
            "dimensions": dict(sorted(spec.dimensions.items())),
            "over": {
                name: {
                    "dimension": over.dimension,
                    "members": {key: member.code or member.title for key, member in over.members.items()},
                }
                for name, over in sorted(spec.over.items())
            },
            "frequency": spec.frequency,
            "filed_under": spec.filed_under,
            "unit": spec.base or spec.unit,
        }
        for spec in sorted(specs, key=lambda spec: spec.id)
    }


class Unfit(UserError):
    """The table is not as the catalogue describes it."""


def make(specs: Sequence[SeriesSpec], meta: TableMeta) -> tuple[TablePlan, dict[str, list[UserError]]]:
    """The catalogue's series of one table in the table's own keys.

    Returns:
        The plan for the series that fit the table, and the faults of the others: in measure, unit, dimensions or
        members, or because its cells belong to another series.
    """
    faults: dict[str, list[UserError]] = {}
    plans: list[SeriesPlan] = []
    for spec in specs:
        found: list[UserError] = []
        plan = _series(spec, meta, found)
        if plan is None or found:
            faults[spec.id] = [Unfit(fault.what, where=fault.where, remedy=fault.remedy) for fault in found]
        else:
            plans.append(plan)
    for name, same in _same_cells(plans, meta).items():
        faults.setdefault(name, []).append(same)
    return TablePlan(meta, tuple(plan for plan in plans if plan.spec.id not in faults)), faults


def _same_cells(plans: Sequence[SeriesPlan], meta: TableMeta) -> dict[str, UserError]:
    """A fault for each series that reads the same cells as another; one of the two must be wrong."""
    faults: dict[str, UserError] = {}
    for number, plan in enumerate(plans):
        for other in plans[:number]:
            kinds = [(each.topic.key, each.spec.frequency, each.spec.filed_under) for each in (plan, other)]
            if kinds[0] != kinds[1]:
                continue
            shared = [{code.code for code in plan.codes[name]} & {code.code for code in other.codes[name]}
                      for name in meta.dimensions]  # fmt: skip
            if all(shared) and not (_names_a_member(plan, other) or _names_a_member(other, plan)):
                place = " ".join(sorted(codes)[0] for codes in shared)
                what = (
                    f"the cells '{' '.join(filter(None, (plan.topic.display_name, place)))}' are those of series "
                    f"'{other.spec.id}', too"
                )
                remedy = f"two series cannot be the same figures: look in {CATALOGUE} which of them is another one"
                faults[plan.spec.id] = Unfit(what, where=f"{meta.table}, series '{plan.spec.id}'", remedy=remedy)
    return faults


def _names_a_member(plan: SeriesPlan, whole: SeriesPlan) -> bool:
    """Whether the catalogue says that a series is one member of another series; then both are right."""
    over = {each.dimension: each.members.values() for each in whole.spec.over.values()}
    named = [name for name, text in plan.spec.dimensions.items()
             if any(text in (member.code, member.title) for member in over.get(name, ()))]  # fmt: skip
    return bool(named) and not plan.spec.over


def _series(spec: SeriesSpec, meta: TableMeta, faults: list[UserError]) -> SeriesPlan | None:
    """The plan of a series, and in ``faults`` all that does not fit; None without its measure."""
    where = f"{meta.table}, series '{spec.id}'"

    # the measure and its unit
    topic: Topic | None = None
    try:
        topic = find_topic(spec, meta)
    except UserError as fault:
        faults.append(fault)
    if topic and (wrong := check_unit(spec, topic, meta)):
        faults.append(wrong)

    # the dimensions that the catalogue and the table name must be the same
    codes: dict[str, tuple[Code, ...]] = {}
    axes: list[Axis] = []
    asked = {*spec.dimensions, *(over.dimension for over in spec.over.values())}
    for name in sorted(asked - set(meta.dimensions)):
        remedy = f"its dimensions are {', '.join(meta.dimensions) or 'none'}; change {CATALOGUE}"
        faults.append(UserError(f"the table has no dimension '{name}'", where=where, remedy=remedy))
    for name in meta.dimensions:
        if name not in asked:
            some = ", ".join(repr(code.title) for code in meta.codes[name][:3])
            remedy = f"choose a member of it under dimensions in {CATALOGUE}: {some}, …"
            what = f"the series does not say what it reads of the dimension {name}"
            faults.append(UserError(what, where=where, remedy=remedy))

    # the one member of each fixed dimension
    for name, text in spec.dimensions.items():
        if name in meta.dimensions:
            try:
                codes[name] = (find_code(text, text, name, meta, where),)
            except UserError as fault:
                faults.append(fault)

    # the members of each dimension that the series varies over
    for own, over in spec.over.items():
        if over.dimension not in meta.dimensions:
            continue
        members: dict[str, str] = {}
        found: list[Code] = []
        for key, member in over.members.items():
            try:
                code = find_code(member.code, member.title, over.dimension, meta, where)
            except UserError as fault:
                faults.append(fault)
                continue
            if code.code in members:
                what = f"the members '{members[code.code]}' and '{key}' are the same one, {code.code} {code.title}"
                faults.append(UserError(what, where=where, remedy=f"mend one of them under members in {CATALOGUE}"))
            members[code.code] = key
            found.append(code)
        codes[over.dimension] = tuple(found)
        axes.append(Axis(own, over.dimension, members))
    if topic is None:
        return None
    return SeriesPlan(spec, topic, codes, tuple(axes))


def _period_letters(spec: SeriesSpec) -> str:
    return "MM" if spec.filed_under == "first_month" else _LETTERS[spec.frequency]


def _conditions(wanted: dict[str, list[str]], periods: str) -> list[str]:
    """The condition, or several if the longest list of codes must be split."""
    clauses = [_one_of(name, keys) for name, keys in wanted.items() if keys]
    whole = " and ".join(f"({clause})" for clause in [*clauses, periods])
    longest = max(wanted, key=lambda name: len(wanted[name]), default="")
    if len(quote(whole)) <= LONGEST_FILTER or len(wanted.get(longest, [])) < 2:
        return [whole]
    half = len(wanted[longest]) // 2
    parts = (wanted[longest][:half], wanted[longest][half:])
    return [condition for part in parts for condition in _conditions({**wanted, longest: part}, periods)]


def _one_of(name: str, keys: Sequence[str]) -> str:
    return " or ".join(f"({name} eq '{key.replace(chr(39), chr(39) * 2)}')" for key in keys)
