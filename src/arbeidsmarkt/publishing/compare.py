"""Compares two editions: their facts, the sentences that differ, and the CBS figures that were revised in between.

It reads the two builds on disk. Figures that have become secret in the newer edition's vintage are never shown: neither
the old value, nor a difference, nor the old sentence that contained it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.numbers import revisions
from arbeidsmarkt.numbers.revisions import Revisions
from arbeidsmarkt.publishing import history, sentences
from arbeidsmarkt.publishing.history import Unusual
from arbeidsmarkt.publishing.sentences import Difference

SECRET = "(geheim geworden)"  # noqa: S105  what stands in the place of such a figure


@dataclass(frozen=True)
class Value:
    """A fact in one edition: the printed value, its unit, its period and its status."""

    text: str
    period: str
    status: str


@dataclass(frozen=True)
class FactPair:
    """One fact in two editions.

    Attributes:
        key: its name in the notebooks.
        title: what it is, in Dutch.
        old: the fact in the older edition; None if that has no such fact.
        new: the fact in the newer edition; None if that has no such fact.
        difference: newer minus older, with its unit; empty if there is no meaningful difference.
    """

    key: str
    title: str
    old: Value | None
    new: Value | None
    difference: str = ""

    @property
    def changed(self) -> bool:
        """Whether the two editions print different values."""
        return (self.old and self.old.text) != (self.new and self.new.text)


@dataclass(frozen=True)
class Comparison:
    """The comparison of two editions.

    Attributes:
        old, new: the editions' labels.
        facts: all facts of either edition, in the order in which the newer report mentions them.
        sentences: the sentences that differ, in the order of the newer report.
        revisions: the revisions between the two vintages in the series that the newer report shows, up to the older
            edition's quarter; None if both read the same vintage.
        unusual: facts that changed more than their series usually does, the most unusual first.
        gone: subjects that the newer edition leaves out but the older one did not.
        back: subjects that the older edition left out but the newer one does not.
    """

    old: str
    new: str
    facts: tuple[FactPair, ...]
    sentences: tuple[Difference, ...]
    revisions: Revisions | None
    unusual: tuple[Unusual, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Build:
    label: str
    facts: Mapping[str, Mapping[str, Any]]
    document: str
    vintage: str
    left_out: tuple[str, ...]


def compare(project: Project, old: Period, new: Period, out: Path) -> Comparison:
    """Compare two editions that were built into ``out``.

    Raises:
        UserError: one of them was not built, or its build is damaged.
    """
    return builds(project, (old, out / old.label), (new, out / new.label))


def builds(project: Project, older: tuple[Period, Path], newer_one: tuple[Period, Path]) -> Comparison:
    """Compare two builds, each given as an edition and its folder; they may be two prints of one edition.

    Raises:
        UserError: one of them does not exist or is damaged.
    """
    old = older[0]
    before, after = _read(project, *older), _read(project, *newer_one)
    catalogue = Catalogue.load(project.series)
    newer = Vintage.open(project.vintages, after.vintage)
    secret = _secret(before.facts, newer)
    facts = tuple(_facts(before, after, secret))
    changed = {pair.key for pair in facts if pair.difference and pair.changed}
    unusual = history.unusual(newer, {key: (before.facts[key], after.facts[key]) for key in changed})
    return Comparison(
        before.label,
        after.label,
        facts,
        tuple(_hidden(item, secret) for item in _sentences(before, after)),
        None if before.vintage == after.vintage else revisions.compare(
            Vintage.open(project.vintages, before.vintage), newer, catalogue, series=_shown(after.facts), until=old
        ),
        tuple(unusual),
        _only(after.left_out, before.left_out),
        _only(before.left_out, after.left_out),
    )  # fmt: skip


def _read(project: Project, quarter: Period, folder: Path) -> _Build:
    display_name = project.name(folder)
    manifest = package.read(folder, display_name)
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"), parse_float=Decimal)["facts"]
        document = (folder / "document.md").read_text(encoding="utf-8")
        left_out = _left_out(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        remedy = f"make it again with: arbeidsmarkt build {quarter} --force"
        raise UserError("the build is damaged", where=display_name, remedy=remedy) from None
    return _Build(quarter.label, facts, document, manifest["made_from"]["vintage"]["label"], left_out)


def _left_out(folder: Path) -> tuple[str, ...]:
    """The subjects that a build's texts left out, in the order of the notebooks."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "notebooks").glob("*.ipynb"))]
    found = [text for each in texts for record in notebook_run.records(each) for text in record.get("left_out", ())]
    return tuple(dict.fromkeys(found))


def _shown(facts: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {cell["series"] for fact in facts.values() for cell in fact["cells"] if cell.get("series")}


def _secret(facts: Mapping[str, Mapping[str, Any]], newer: Vintage) -> set[str]:
    """The older edition's facts that depend on a cell which is secret in the newer vintage."""
    withheld = {
        (series, frozenset(row.members.items()), row.period.code)
        for series in _shown(facts)
        for row in newer.withheld(series)
    }
    return {
        key
        for key, fact in facts.items()
        for cell in fact["cells"]
        if (cell.get("series"), frozenset(cell.get("members", {}).items()), cell.get("period")) in withheld
    }


def _facts(before: _Build, after: _Build, secret: set[str]) -> list[FactPair]:
    mentioned = [key for sentence in sentences.sentences(after.document) for key in sentence.facts]
    order = dict.fromkeys([*mentioned, *after.facts, *before.facts])
    pairs = []
    for key in order:
        old, new = before.facts.get(key), after.facts.get(key)
        if old is None and new is None:
            continue
        pair = FactPair(key, _title(new or old or {}), _value(old), _value(new), _difference(old, new))
        if key in secret and pair.old:
            pair = replace(pair, old=replace(pair.old, text=SECRET, status=""), difference="")
        pairs.append(pair)
    return pairs


def _title(fact: Mapping[str, Any]) -> str:
    title = str(fact.get("title") or fact["words"])
    return f"{title}, {fact['label']}" if fact.get("label") else title


def _value(fact: Mapping[str, Any] | None) -> Value | None:
    if fact is None:
        return None
    unit = fact.get("unit_text") or ""
    text = f"{fact['text']}{dutch.NO_BREAK_SPACE}{unit}" if unit and fact["value"] is not None else fact["text"]
    period = Period.parse(fact["period"]).head if fact["period"] else ""
    return Value(text, period, fact["status"])


def _difference(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    """The difference of the printed values, so that 410 and 411 differ by 1, with the decimals of the coarser one."""
    if not old or not new or old["unit"] != new["unit"] or old["value"] is None or new["value"] is None:
        return ""
    decimals = min(old["decimals"], new["decimals"])
    unit = "percentage_point" if new["unit"] == "percent" else new["unit"]
    was, now = (_printed(fact) for fact in (old, new))
    return dutch.with_unit(now - was, decimals, unit, sign=True)


def _printed(fact: Mapping[str, Any]) -> Decimal:
    """The number that a reader sees; the value itself if the text is not just a number."""
    try:
        return dutch.parse_number(fact["text"])
    except UserError:
        return dutch.rounded(Decimal(fact["value"]), fact["decimals"])


def _sentences(before: _Build, after: _Build) -> list[Difference]:
    return sentences.differences(sentences.sentences(before.document), sentences.sentences(after.document))


def _hidden(item: Difference, secret: set[str]) -> Difference:
    if item.old is None or not secret.intersection(item.old.facts):
        return item
    return replace(item, old=replace(item.old, text=SECRET))


def _only(these: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The subjects that are not among the others, whatever the quarter."""
    known = set(map(sentences.without_moments, others))
    return tuple(text for text in these if sentences.without_moments(text) not in known)
