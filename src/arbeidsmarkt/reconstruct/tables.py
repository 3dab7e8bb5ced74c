"""Raw StatLine files kept by others, as dated readings of the catalogue's series."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.reconstruct.readings import STATUS, Reading, address, lines, number, release_of, via

#: 80472ned was kept twice; the second copy is dated by its month only, and a month counts as its last day.
_VACANCIES = {"vacatures_vintage-2023-08.csv": "2023-08-16", "vacatures.csv": "2023-11"}
#: 83599NED was read between August and November 2023.
_REGIONS_AS_OF = dt.date(2023, 11, 30)
#: It ends with the quarter that was released in August, and stands as it did then.
_REGIONS_RELEASE = "2023-08"
#: A later copy of some provinces is of the state of this day.
_REGIONS_MODIFIED = dt.date(2026, 7, 30)
_COPY = "https://github.com/biancab97/python"
_KEPT_V4, _KEPT_V3 = "Stefan7168/checkdecijfers", "biancab97/python"


def raw_v4(downloads: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Tables as the v4 feed gives them, with metadata; to be had in their latest state only."""
    for table, specs in catalogue.by_table().items():
        folder = downloads / table
        if not (folder / "observations-page-1.json").is_file():
            continue
        properties, measures = _json(folder / "properties.json"), _json(folder / "measure-codes.json")["value"]
        titles = {measure["Identifier"]: (measure["Title"], measure["Decimals"]) for measure in measures}
        status = {p["Identifier"]: p["Status"] for p in _json(folder / "codes-Perioden.json")["value"]}
        observations = _json(folder / "observations-page-1.json")["value"]
        modified = properties["Modified"]
        day, url = dt.date.fromisoformat(modified[:10]), f"https://datasets.cbs.nl/odata/v1/CBS/{table}"
        for spec in specs:
            if titles.get(spec.measure.code, ("", 0))[0] != spec.measure.title:
                raise ValueError(f"{table}: measure {spec.measure.code} is not '{spec.measure.title}'")
            decimals = titles[spec.measure.code][1]
            for item in observations:
                period = spec.period(item["Perioden"])
                wanted = item["Measure"] == spec.measure.code and _selected(spec, item)
                if period is None or not wanted:
                    continue
                value = None if item["Value"] is None else Decimal(item["Value"]).quantize(Decimal(1).scaleb(-decimals))
                yield Reading(
                    spec.id, (), period, value, decimals, day, f"StatLine-tabel {table} ({day.isoformat()})", url,
                    symbol="" if value is not None else "blank" if item["ValueAttribute"] == "Impossible" else ".",
                    status=STATUS.get(status[item["Perioden"]], "unknown"), later=True, modified=modified,
                    release=release_of(day), via=_KEPT_V4,
                )  # fmt: skip


def _selected(spec: SeriesSpec, item: Mapping[str, Any]) -> bool:
    return all(str(item[dimension]).strip() == member for dimension, member in spec.dimensions.items())


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def raw_v3(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Tables as the v3 feed gave them in 2023: vacancies by section, and by province and section."""
    yield from _vacancies(folder / "80472ned", catalogue)
    yield from _regions(folder / "83599NED", catalogue)


def _vacancies(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    status = _v3_status(folder / "vacatures_metadata.csv")
    specs = [spec for spec in catalogue.series.values() if spec.table == "80472ned"]
    sections = {code: key for spec in specs for key, code in _codes(spec, "sector").items()}
    for name, when in _VACANCIES.items():
        origin, day = f"StatLine-tabel 80472ned ({when})", last_day(when)
        assert day is not None  # noqa: S101  a fault of the list above
        for row in lines(folder / name, ";"):
            member = row["Bedrijfskenmerken"].strip()
            for spec in specs:
                period = spec.period(row["Perioden"])
                total = spec.dimensions.get("Bedrijfskenmerken") == member
                if period is None or not (total or ("sector" in spec.over and member in sections)):
                    continue
                members = () if total else (("sector", sections[member]),)
                text = row[spec.measure.key].strip()
                value, decimals = (None, spec.decimals) if text == "." else number(text)
                yield Reading(
                    spec.id, members, period, value, decimals, day, origin, _COPY,
                    symbol="." if value is None else "", status=status.get(row["Perioden"], "unknown"), when=when,
                    release=release_of(day), via=_KEPT_V3,
                )  # fmt: skip


def _v3_status(path: Path) -> dict[str, str]:
    """Status by period from a v3 metadata dump, whose parts stand below one another in one file."""
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    found = re.findall(r'^"(\d{4}(?:KW|JJ)\d{2})";.*?"(Definitief|Voorlopig|NaderVoorlopig)"$', text, re.M | re.S)
    return {code: STATUS[word] for code, word in found}


def _regions(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    total, parts = catalogue.spec("vacancies_by_region"), catalogue.spec("vacancies_by_region_and_sector")
    regions = {code: key for key, code in _codes(total, "region").items()}
    sections = {code: key for key, code in _codes(parts, "sector").items()}
    origin = "StatLine-tabel 83599NED (gelezen aug-nov 2023)"
    for row in lines(folder / "vacatures_regio.csv"):
        region, section = row["Regios"].strip(), row["BedrijfstakkenBranchesSBI2008"].strip()
        period = total.period(row["Perioden"])
        if region not in regions or period is None or not (section == "T001081" or section in sections):
            continue
        spec = total if section == "T001081" else parts
        members = (("region", regions[region]),) + (() if spec is total else (("sector", sections[section]),))
        value = Decimal(row["OpenstaandeVacatures"]) if row["OpenstaandeVacatures"].strip() not in ("", ".") else None
        yield Reading(
            spec.id, members, period, value, spec.decimals, _REGIONS_AS_OF, origin, _COPY,
            symbol="" if value is not None else ".", when="2023", release=_REGIONS_RELEASE, via=_KEPT_V3,
        )  # fmt: skip
    titles = {member.title: key for key, member in total.members("region").items()}
    letters = {member.title: key for key, member in parts.members("sector").items()}
    for row in lines(folder / "regio_2025KW02-2026KW02.transcribed.csv"):
        section = letters.get(row["BedrijfstakkenBranchesSBI2008"], "")
        members = (("region", titles[row["RegioS"]]),) + ((("sector", section),) if section else ())
        yield Reading(
            (parts if section else total).id, members, Period.parse(row["Perioden"]),
            *number(row["OpenstaandeVacatures_1"]), _REGIONS_MODIFIED, f"StatLine-tabel 83599NED ({_REGIONS_MODIFIED})",
            address(row["source_url"]), release=release_of(_REGIONS_MODIFIED), via=via(row["source_url"]),
        )  # fmt: skip


def _codes(spec: SeriesSpec, axis: str) -> dict[str, str]:
    return {key: member.code for key, member in spec.members(axis).items()} if axis in spec.over else {}
