"""What changed since the previous edition in the series that this edition shows, as observations with lineage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from arbeidsmarkt import revisions
from arbeidsmarkt.derivations import difference
from arbeidsmarkt.editions import Edition
from arbeidsmarkt.reader import Reader
from arbeidsmarkt.series import Derivation, Observation, worst_status
from arbeidsmarkt.session import Session


@dataclass(frozen=True)
class Revised:
    """A figure that differs from what the previous edition could show.

    Attributes:
        old: as the previous edition's vintage has it.
        new: as this edition's vintage has it.
        change: new minus old.
    """

    old: Observation
    new: Observation
    change: Observation


def since_previous(session: Session) -> list[Revised]:
    """Every revision between the previous edition's vintage and this one's, largest first within a series.

    Only the series that the other notebooks read, and only periods that the previous edition could know. What has
    become secret since is not among them.

    Returns:
        Nothing when there is no previous edition or when both read the same vintage.
    """
    if session.previous is None:
        return []
    before = Edition.load(session.project, session.previous)
    reader = session.reader
    reader.reads_file(session.project.name(before.path))
    if before.vintage == reader.vintage.label:
        return []
    older = Reader(session.project, before.quarter, before.vintage, before.publication_date)
    shown = session.told.get("reads", {}).get("series", [])
    reader.reads_file(f"data/vintages/{before.vintage}/datapackage.json")
    found = revisions.compare(older.vintage, reader.vintage, reader.catalogue, series=shown, until=before.quarter)
    changed = []
    for item in found.revised:
        old = older.plain_series(item.series, **item.members)[item.period]
        new = reader.plain_series(item.series, **item.members)[item.period]
        changed.append(Revised(old, new, difference(new, old, title="Bijstelling", decimals=item.decimals)))
    order = {name: number for number, name in enumerate(reader.catalogue.series)}
    return sorted(changed, key=lambda item: (order[_name(item.new)], -abs(item.change.value or Decimal(0))))


def count(items: list[Revised]) -> Observation:
    """How many figures were revised."""
    inputs = tuple(item.change for item in items)
    source = Derivation("count", "aantal bijgestelde cijfers", "aantal(a, …)", inputs)
    return Observation(
        Decimal(len(items)), "count", source, status=worst_status(inputs) if inputs else "final",
        title="Aantal bijgestelde cijfers",
    )  # fmt: skip


def _name(item: Observation) -> str:
    return str(getattr(item.source, "series", ""))
