"""From a folder of collected publications and a day to a vintage on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.reconstruct import listed, pages, rules, tables
from arbeidsmarkt.reconstruct.readings import Reading

DESCRIPTION = (
    "Samengesteld uit openbare kopieën van CBS-publicaties; elke regel noemt herkomst en publicatiedatum. "
    "Made by arbeidsmarkt.reconstruct; the rules stand in data/vintages/README.md."
)


def read(folder: Path, catalogue: Catalogue) -> list[Reading]:
    """Every usable reading of the catalogue's series in the folder.

    Raises:
        UserError: the folder is not there, or a file in it does not have the expected form.
    """
    if not (folder / listed.LIST).is_file():
        remedy = f"name the one that holds {listed.LIST}"
        raise UserError("this is not the folder of collected CBS figures", where=str(folder), remedy=remedy)
    found: list[Reading] = []
    for part in (listed.listed, tables.raw_v4, tables.raw_v3, pages.pages):
        try:
            found.extend(part(folder, catalogue))
        except (KeyError, ValueError, ArithmeticError) as error:
            raise UserError(f"{part.__name__} cannot be read: {error!r}", where=str(folder)) from error
    return found


def select(readings: Sequence[Reading], changes: Sequence[Reading], day: dt.date) -> list[Reading]:
    """What the vintage of a day holds, by the rules."""
    return list(rules.choose(usable(readings, changes, day)).values())


def usable(readings: Sequence[Reading], changes: Sequence[Reading], day: dt.date) -> list[Reading]:
    """Everything that the vintage of a day may choose from, levels that follow from others included."""
    found = rules.known(readings, day)
    levels = [reading for reading in found if reading.series == "open_vacancies"]
    flows = [reading for reading in found if reading.series in ("vacancies_arisen", "vacancies_filled")]
    levels += rules.levels_from_flows(levels, flows)
    others = [reading for reading in found if reading.series != "open_vacancies"]
    published = rules.known(changes, day)
    levels += rules.levels_from_changes(levels, published)
    return [*others, *levels, *rules.of_the_level(published, rules.choose(levels))]


def vintage(
    readings: Sequence[Reading], changes: Sequence[Reading], catalogue: Catalogue, out: Path, day: dt.date
) -> tuple[Path, int]:
    """Write the vintage of a day from what ``read`` and ``listed.changes`` found.

    Returns:
        its folder, and how many figures it holds.
    """
    found = usable(readings, changes, day)
    choice = rules.choose(found)
    chosen = list(choice.values())
    sizes, joined = rules.largest_revisions(found), rules.joined(found, choice, catalogue)
    by_table: dict[str, list[Reading]] = {}
    for reading in chosen:
        by_table.setdefault(catalogue.spec(reading.series).table, []).append(reading)
    data = []
    for table, rows in by_table.items():
        series = {row.series for row in rows}
        known = {name: size for name, size in sizes.items() if name in series}
        ties = [tie for tie in joined if tie["series"] in series]
        data.append(replace(_table(table, rows, catalogue), largest_revisions=known, joined=ties))
    path = vintages.write(
        out, day.isoformat(), date=day, kind="reconstructed", tables=data, description=DESCRIPTION,
        title=f"CBS-cijfers zoals bekend op {day.isoformat()}",
    )  # fmt: skip
    return path, len(chosen)


def _table(table: str, readings: Sequence[Reading], catalogue: Catalogue) -> vintages.TableData:
    spec = catalogue.tables[table]
    sources = _sources(readings)
    named = {(url, origin): title for title, (url, origin) in sources.items()}
    rows = [
        vintages.Row(
            r.series, table, dict(r.members), r.period, r.value, r.symbol, r.status, r.decimals, _day(r),
            _origin(r, named), r.note, r.release, _via(r),
        )
        for r in readings
    ]  # fmt: skip
    modified = {r.modified for r in readings}
    specs = [catalogue.series[key] for key in sorted({r.series for r in readings})]
    return vintages.TableData(
        table, spec.title, rows, modified=modified.pop() if len(modified) == 1 else None,
        url=spec.url or f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{table}",
        selection={s.id: _selection(s) for s in specs},
        sources={title: url for title, (url, _) in sources.items()}, axes=sorted({a for s in specs for a in s.over}),
    )  # fmt: skip


def _selection(spec: SeriesSpec) -> dict[str, object]:
    """What was asked for: the measure, the fixed members, and the dimensions with their members' own keys."""
    return {
        "measure": " > ".join([*spec.measure.groups, spec.measure.title]),
        "dimensions": dict(spec.dimensions),
        "over": {over.dimension: list(over.members) for over in spec.over.values()},
    }


def _origin(reading: Reading, named: Mapping[tuple[str, str], str]) -> str:
    """The titles of its sources; of both when it follows from two, and of one when they are the same."""
    return " en ".join(dict.fromkeys(named[place] for place in reading.places))


def _via(reading: Reading) -> str:
    """Who kept or quotes the copies that it was read in."""
    both = (reading.via, reading.also.via) if reading.also else (reading.via,)
    return " en ".join(dict.fromkeys(name for name in both if name))


def _day(reading: Reading) -> dt.date | None:
    """The day from which it was known; None when the copy does not say."""
    if not reading.dated:
        return None
    return max(reading.as_of, reading.also.as_of) if reading.also else reading.as_of


def _sources(readings: Sequence[Reading]) -> Mapping[str, tuple[str, str]]:
    """Title -> address and dated origin; a title that would stand for two addresses gets a number."""
    titles: dict[str, tuple[str, str]] = {}
    for url, origin in sorted({place for reading in readings for place in reading.places}):
        title, number = origin, 1
        while title in titles:
            number += 1
            title = f"{origin} [{number}]"
        titles[title] = (url, origin)
    return titles
