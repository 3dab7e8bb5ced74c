"""Settles the catalogue: finds each series of a table in CBS's metadata and figures, or asks a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import Measure, SeriesSpec
from arbeidsmarkt.statline.candidates import Candidate, Cells, Found, Hints, find, options
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.guard import Down, NotThere
from arbeidsmarkt.statline.known import Known
from arbeidsmarkt.statline.metadata import TableMeta
from arbeidsmarkt.statline.plan import SeriesPlan, TablePlan
from arbeidsmarkt.statline.source import Interface, Reader


@dataclass
class Settled:
    """What was found for one table.

    Attributes:
        table: the table's id.
        interface: the interface that it was read through.
        specs: the settled series, as the catalogue should describe them.
        by: series -> what decided.
        whole: the series without missing members.
        open: what a person must decide.
        fault: why the table could not be read.
    """

    table: str
    interface: Interface = "v4"
    specs: dict[str, SeriesSpec] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    open: list[Found] = field(default_factory=list)
    fault: UserError | None = None

    @property
    def gone(self) -> bool:
        """Whether CBS no longer has the table."""
        return isinstance(self.fault, NotThere)

    def decisions(self) -> list[list[Found]]:
        """The open questions; series of one measure with the same question are together."""
        groups: dict[tuple[object, ...], list[Found]] = {}
        for found in self.open:
            measure = found.spec.measure
            groups.setdefault((measure.title, measure.groups, found.why), []).append(found)
        return list(groups.values())


def table(client: StatLine, name: str, specs: Sequence[SeriesSpec], known: Known) -> Settled:
    """Settle the series of a table from its metadata and one reading of the figures that may be theirs."""
    failed: list[UserError] = []
    for reader in client.readers:
        try:
            about = reader.about(name)
            meta = reader.structure(name, about)
            return from_metadata(reader, meta, specs, known, about.version or about.modified)
        except (Down, NotThere) as fault:
            failed.append(fault)
        except UserError as fault:
            return Settled(name, reader.name, fault=fault)
    return Settled(name, fault=next((fault for fault in reversed(failed) if isinstance(fault, Down)), failed[0]))


def from_metadata(reader: Reader, meta: TableMeta, specs: Sequence[SeriesSpec], known: Known, version: str) -> Settled:
    """Settle the series of a table whose metadata was read."""
    settled = Settled(meta.table, reader.name)
    cells = _cells(reader, meta, specs, version)
    hints = Hints()
    for spec in specs:  # what the figures decide for one series is a hint for others with the same measure
        hints.learn(find(spec, meta, cells, known.of(spec.id)), meta)
    claimed: dict[tuple[object, ...], str] = {}
    for spec in specs:
        found = find(spec, meta, cells, known.of(spec.id), hints)
        if found.chosen is not None:
            place = _identity(spec, found.chosen)
            if place in claimed:  # two series cannot have the same figures
                found.why, found.chosen = f"its figures would be those of '{claimed[place]}', too", None
            else:
                claimed[place] = spec.id
        if found.chosen is None:
            settled.open.append(found)
            continue
        settled.specs[spec.id] = as_found(spec, found)
        settled.by[spec.id] = found.by
        if not found.without:
            settled.whole.add(spec.id)
    return settled


def as_found(spec: SeriesSpec, found: Found) -> SeriesSpec:
    """The series as the catalogue should describe it; only what differs from the table is changed."""
    chosen = found.chosen
    if chosen is None:
        return spec
    measure = spec.measure
    if chosen.topic.title.casefold() != measure.title.casefold() or not _within(measure.groups, chosen.topic.groups):
        v4 = not chosen.topic.key.rsplit("_", 1)[0].isalpha() or chosen.topic.key[:1].isdigit()
        key, code = ("", chosen.topic.key) if v4 else (chosen.topic.key, "")
        measure = Measure(title=chosen.topic.title, groups=chosen.topic.groups, key=key, code=code)
    dimensions = {}
    for name, code_ in chosen.fixed.items():
        before = spec.dimensions.get(name)
        now = (code_.code.casefold(), code_.title.casefold())
        dimensions[name] = before if before is not None and before.casefold() in now else code_.code
    over = {}
    for own, item in spec.over.items():
        dimension, members = chosen.axes[own]
        kept = {key: member for key, member in item.members.items() if key in members}
        kept = {
            key: member.model_copy(update={"code": members[key].code}) if member.code else member
            for key, member in kept.items()
        }
        only = item.only if len(kept) == len(item.members) else tuple(kept)
        over[own] = item.model_copy(update={"dimension": dimension, "only": only, "members": kept})
    return spec.model_copy(update={"measure": measure, "dimensions": dimensions, "over": over})


def _within(asked: Sequence[str], groups: Sequence[str]) -> bool:
    rest = iter(group.casefold() for group in groups)
    return all(group.casefold() in rest for group in asked)


def _identity(spec: SeriesSpec, chosen: Candidate) -> tuple[object, ...]:
    fixed = tuple(sorted((name, code.code) for name, code in chosen.fixed.items()))
    axes = tuple(sorted((dimension, tuple(sorted(code.code for code in members.values())))
                        for dimension, members in chosen.axes.values()))  # fmt: skip
    return chosen.topic.key, fixed, axes, spec.frequency, spec.filed_under


def _cells(reader: Reader, meta: TableMeta, specs: Sequence[SeriesSpec], version: str) -> Cells:
    """All figures of the measures and members that the series may have."""
    plans = []
    for spec in specs:
        topics, codes = options(spec, meta)
        chosen = {name: tuple(found) for name, found in codes.items()}
        plans += [SeriesPlan(spec, topic, chosen, ()) for topic in topics]
    if not plans:
        return {}
    plan = TablePlan(replace(meta), tuple(plans))
    cells: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    keys = {each.topic.key for each in plans}
    for record in reader.records(plan, version):
        place = tuple([str(record.get(name)).strip() for name in meta.dimensions])
        period = str(record.get(meta.time)).strip()
        for key in keys & record.keys():
            cells.setdefault((key, period), {})[place] = str(record[key] if record[key] is not None else "")
    return cells


def lines(settled: Settled) -> list[str]:
    """What is left for a person to decide, with all candidates."""
    if settled.fault is not None:
        return [str(settled.fault)]
    text = []
    for group in settled.decisions():
        names = ", ".join(f"'{found.spec.id}'" for found in group)
        text.append(f"{settled.table}: {names}: {group[0].why}")
        for own, keys in group[0].without.items():
            kept = [key for key in group[0].spec.over[own].members if key not in keys]
            text.append(f"    the table has no {own} {', '.join(keys)}: only: [{', '.join(kept)}]")
        for each in group[0].offered:
            measure = {"title": each.topic.title, "groups": list(each.topic.groups)}
            fixed = ", ".join(f"{name}: {code.code} ({code.title})" for name, code in each.fixed.items())
            agreed = f"{each.agree} of {each.compared} known figures agree" if each.compared else "no figure is known"
            text.append(f"    measure: {_flow(measure)}  [{each.topic.unit}; {fixed or 'no dimension'}]")
            text.append(f"        {', '.join(each.last) or 'no figures'}; {agreed}")
    return text


def _flow(measure: Mapping[str, object]) -> str:
    """A measure as YAML that can be pasted."""
    import json

    groups = measure["groups"]
    title = json.dumps(measure["title"], ensure_ascii=False)
    return f"{{title: {title}, groups: {json.dumps(groups, ensure_ascii=False)}}}" if groups else f"{{title: {title}}}"
