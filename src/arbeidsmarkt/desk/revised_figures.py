"""What CBS revised, as observations with lineage: since the previous edition, and compared with first figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.desk.reader import Reader, observation
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits.typed_words import FromFiles
from arbeidsmarkt.inputs.vintages import UNKNOWN, Members, Row
from arbeidsmarkt.numbers import revision_triangle, revisions
from arbeidsmarkt.numbers.derivations import derive, difference
from arbeidsmarkt.numbers.revision_triangle import Print, Triangle
from arbeidsmarkt.numbers.series import NOT_AVAILABLE, Derivation, Observation, PublishedCell, worst_status


@dataclass(frozen=True)
class Revised:
    """A figure that differs from the one that the previous edition could show.

    Attributes:
        old: the figure in the previous edition's vintage.
        new: the figure in this edition's vintage.
        change: new minus old.
    """

    old: Observation
    new: Observation
    change: Observation


@dataclass(frozen=True)
class FirstFigures:
    """How the first figures of a series were revised later.

    Attributes:
        series: the series' title, in Dutch.
        after: the time after the first figure, in Dutch: "vier kwartalen later".
        points: the number of quarters that have both figures.
        mean: the mean revision, later minus first; missing if there are no such quarters.
        size: the mean absolute revision; missing if there are no such quarters.
    """

    series: str
    after: FromFiles
    points: Observation
    mean: Observation
    size: Observation


def since_previous(session: Session) -> list[Revised]:
    """All revisions between the previous edition's vintage and this one's, the largest first within a series.

    A revision is a figure that differs between two releases of CBS; figures of unknown releases show none. Only series
    that the other notebooks read are compared, and only periods that the previous edition could know. Figures that have
    become secret since then are left out.

    Returns:
        The revisions; empty without a previous edition, or if both editions read the same vintage.
    """
    reader, older = session.reader, _older(session)
    if older is None:
        return []
    found = revisions.compare(
        older.vintage, reader.vintage, reader.catalogue, series=session.asked, until=older.quarter
    )
    changed = []
    twice = _read_twice(session, older)
    for item in found.revised:
        if (item.series, tuple(item.members.items()), item.period) not in twice:
            continue
        old = older.plain_series(item.series, **item.members)[item.period]
        new = reader.plain_series(item.series, **item.members)[item.period]
        changed.append(Revised(old, new, difference(new, old, title="Bijstelling", decimals=item.decimals)))
    order = {name: number for number, name in enumerate(reader.catalogue.series)}
    return sorted(changed, key=lambda item: (order[_name(item.new)], -abs(item.change.value or Decimal(0))))


def read_twice(session: Session) -> Observation:
    """The number of figures that both editions have from different releases; only these can show a revision."""
    older = _older(session)
    found = _read_twice(session, older) if older else {}
    inputs = [session.reader.plain_series(name, **dict(members))[period] for name, members, period in [*found][:1]]
    words = "cijfers die in twee publicaties zijn gelezen"
    source = Derivation("count", words, "aantal(a, …)", tuple(inputs))
    return Observation(Decimal(len(found)), "count", source, title="Cijfers waarvan twee standen beschikbaar zijn")


def _read_twice(session: Session, older: Reader) -> dict[tuple[str, Members, Period], Row]:
    """The figures that both vintages have from known releases, this edition's from the later one."""
    reader = session.reader
    found = {}
    for name in session.asked:
        before, after = older.vintage.by_members(name), reader.vintage.by_members(name)
        for row, earlier in _twice(before, after):
            new, old = row.release or reader.vintage.label, earlier.release or older.vintage.label
            known = UNKNOWN not in (new, old) and row.period.last_day <= older.quarter.last_day
            later = row.as_of is None or earlier.as_of is None or row.as_of > earlier.as_of
            if known and new != old and later:
                found[name, tuple(row.members.items()), row.period] = row
    return found


def unseen(session: Session) -> list[Observation]:
    """The tables that cannot show revisions because both vintages hold the same, later state of them.

    Returns:
        One observation per table, sorted by id: the number of figures that both have; the label gives table and date.
    """
    reader, older = session.reader, _older(session)
    if older is None:
        return []
    states: dict[str, set[dt.date | None]] = {}
    counts: dict[str, int] = {}
    newest: dict[str, Row] = {}
    for name in session.asked:
        table = reader.vintage.table_of(name)
        if table is None:
            continue
        for row, earlier in _twice(older.vintage.by_members(name), reader.vintage.by_members(name)):
            same = row.as_of is not None and row.as_of == earlier.as_of and row.as_of > older.vintage.date
            states.setdefault(table.id, set()).add(row.as_of if same else None)
            counts[table.id] = counts.get(table.id, 0) + 1
            newest[table.id] = row
    found = []
    for table_id in sorted(states):
        days = {day for day in states[table_id] if day is not None}
        if None not in states[table_id] and len(days) == 1:
            info = reader.vintage.tables[table_id]
            words = f"cijfers van tabel {table_id} die beide edities gebruiken"
            label = f"{info.title} (tabel {table_id}): {dutch.date(days.pop())}"
            example = reader.plain_series(newest[table_id].series, **newest[table_id].members)[newest[table_id].period]
            source = Derivation("count", words, "aantal(a, …)", (example,))
            found.append(Observation(Decimal(counts[table_id]), "count", source, title=words, label=label))
    return found


def _twice(
    before: Mapping[Members, Sequence[Row]], after: Mapping[Members, Sequence[Row]]
) -> Iterator[tuple[Row, Row]]:
    """The figures that both vintages have, as pairs of the newer and the older one."""
    for members, rows in after.items():
        earlier = {row.period: row for row in before.get(members, ()) if row.value is not None}
        yield from ((row, earlier[row.period]) for row in rows if row.value is not None and row.period in earlier)


def _older(session: Session) -> Reader | None:
    """The previous edition's reader; None if there is no previous edition, or if it read the same vintage."""
    before = session.previous_edition
    if before is None or before.vintage == session.reader.vintage.label:
        return None
    session.reader.reads_file(f"data/vintages/{before.vintage}/datapackage.json")
    return Reader(session.project, before.quarter, before.vintage, before.publication_date)


def count(items: Sequence[Revised], title: str = "Aantal bijgestelde cijfers") -> Observation:
    """The number of these figures; ``title`` says what is counted."""
    inputs = tuple(item.change for item in items)
    source = Derivation("count", "aantal bijgestelde cijfers", "aantal(a, …)", inputs)
    return Observation(
        Decimal(len(items)), "count", source, status=worst_status(inputs) if inputs else "final",
        title=title,
    )  # fmt: skip


def first_figures(session: Session) -> list[FirstFigures]:
    """How first figures of the headline series were revised after one, four and eight quarters.

    This is based on the vintages, and on what editions' parameters record as printed at the time, up to the edition's
    publication date. Series that are continued from another table are left out.

    Returns:
        Three per series, in the order of ``revision_triangle.HEADLINES``.
    """
    reader = session.reader
    for name in ("params", "data/vintages"):  # a file that is added there can change the result
        reader.reads_file(name)
    for path in sorted(session.project.vintages.glob("*/datapackage.json")):
        reader.reads_file(path.relative_to(session.project.root).as_posix())
    return [
        _fared(reader, item, each)
        for item in revision_triangle.triangles(session.project, reader.publication_date)
        for each in item.revisions
    ]


def _fared(reader: Reader, item: Triangle, each: revision_triangle.Revision) -> FirstFigures:
    spec = reader.catalogue.spec(item.series)
    unit = "percentage_point" if item.unit == "percent" else item.unit
    title, decimals = "Gemiddelde bijstelling", item.decimals + 1
    pairs = [tuple(_observed(reader, item, one) for one in pair) for pair in each.pairs]
    sizes = [
        derive(
            "revision", "later cijfer min eerste cijfer", "a − b", (later, first), lambda *_, by=by: by, unit=unit,
            title="Bijstelling", decimals=min(first.decimals, later.decimals),
        )
        for (first, later), by in zip(pairs, each.sizes, strict=True)
    ]  # fmt: skip
    words = "kwartalen waarvan het eerste en een later cijfer bewaard zijn"
    source = Derivation("count", words, "aantal(a, …)", tuple(sizes))
    points = Observation(Decimal(len(sizes)), "count", source, title="Aantal kwartalen")
    after = FromFiles(f"{dutch.cardinal(each.after)} {'kwartaal' if each.after == 1 else 'kwartalen'} later")
    if not sizes:
        absent = Derivation("mean", "gemiddelde", "gemiddelde(a, …)", ())
        mean = Observation(None, unit, absent, status="unknown", title=title, symbol=NOT_AVAILABLE)
        return FirstFigures(spec.title, after, points, mean, mean)
    mean, size = (
        derive("mean", f"gemiddelde van {what}", formula, sizes, value, unit=unit, title=name, decimals=decimals)
        for name, what, formula, value in (
            (title, "de bijstellingen", "gemiddelde(a, …)", lambda *by: sum(by, Decimal()) / len(by)),
            (
                "Gemiddelde grootte van de bijstelling", "de grootte van de bijstellingen", "gemiddelde(|a|, …)",
                lambda *by: sum(map(abs, by), Decimal()) / len(by),
            ),
        )
    )  # fmt: skip
    return FirstFigures(spec.title, after, points, mean, size)


def _observed(reader: Reader, item: Triangle, one: Print) -> Observation:
    """A print as an observation, with the place of its publication as its source."""
    spec = reader.catalogue.spec(item.series)
    if one.held is not None:
        vintage, row = one.held
        table = vintage.table_of(item.series)
        return observation(spec, row, (), table.sha256 if table else "", "")
    assert one.printed is not None  # noqa: S101  a print is held by a vintage or recorded by an edition
    cell = PublishedCell(one.printed.fact, "observation", one.printed.source, spec.title, one.day, "")
    return Observation(one.value, item.unit, cell, one.period, decimals=one.decimals, title=spec.title)


def _name(item: Observation) -> str:
    return str(getattr(item.source, "series", ""))
