"""Raw StatLine files and transcribed StatLine pages, as dated readings of the catalogue's series."""

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
from arbeidsmarkt.reconstruct.readings import STATUS, Reading, lines, number, origin_of

#: 80472ned was kept twice; the second copy is dated by its month only, and a month counts as its last day.
_VACANCIES = {"vacatures_vintage-2023-08.csv": "2023-08-16", "vacatures.csv": "2023-11"}
#: 83599NED was read between August and November 2023.
_REGIONS_AS_OF = dt.date(2023, 11, 30)
#: The public copy of the national accounts was read in spring 2026.
_ACCOUNTS_AS_OF = "2026-06"
_COPY = "https://github.com/biancab97/python"


def raw_v4(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Tables as the v4 feed gives them, with metadata; to be had in their latest state only."""
    for table, specs in catalogue.by_table().items():
        place = folder / table
        if not (place / "observations-page-1.json").is_file():
            continue
        properties, measures = _json(place / "properties.json"), _json(place / "measure-codes.json")["value"]
        titles = {measure["Identifier"]: (measure["Title"], measure["Decimals"]) for measure in measures}
        status = {p["Identifier"]: p["Status"] for p in _json(place / "codes-Perioden.json")["value"]}
        observations = _json(place / "observations-page-1.json")["value"]
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
                )  # fmt: skip


def _selected(spec: SeriesSpec, item: Mapping[str, Any]) -> bool:
    return all(str(item[dimension]).strip() == member for dimension, member in spec.dimensions.items())


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def raw_v3(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Tables as the v3 feed gave them in 2023: vacancies by section, and by province and section."""
    yield from _vacancies(folder / "80472ned", catalogue)
    yield from _regions(folder / "83599NED", catalogue)


def _vacancies(place: Path, catalogue: Catalogue) -> Iterator[Reading]:
    status = _v3_status(place / "vacatures_metadata.csv")
    specs = [spec for spec in catalogue.series.values() if spec.table == "80472ned"]
    sections = {code: key for spec in specs for key, code in _codes(spec, "sector").items()}
    for name, when in _VACANCIES.items():
        origin, day = f"StatLine-tabel 80472ned ({when})", last_day(when)
        assert day is not None  # noqa: S101  a fault of the list above
        for row in lines(place / name, ";"):
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
                )  # fmt: skip


def _v3_status(path: Path) -> dict[str, str]:
    """Status by period from a v3 metadata dump, whose parts stand below one another in one file."""
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    found = re.findall(r'^"(\d{4}(?:KW|JJ)\d{2})";.*?"(Definitief|Voorlopig|NaderVoorlopig)"$', text, re.M | re.S)
    return {code: STATUS[word] for code, word in found}


def _regions(place: Path, catalogue: Catalogue) -> Iterator[Reading]:
    total, parts = catalogue.spec("vacancies_by_region"), catalogue.spec("vacancies_by_region_and_sector")
    regions = {code: key for key, code in _codes(total, "region").items()}
    sections = {code: key for key, code in _codes(parts, "sector").items()}
    origin = "StatLine-tabel 83599NED (gelezen aug-nov 2023)"
    for row in lines(place / "vacatures_regio.csv"):
        region, section = row["Regios"].strip(), row["BedrijfstakkenBranchesSBI2008"].strip()
        period = total.period(row["Perioden"])
        if region not in regions or period is None or not (section == "T001081" or section in sections):
            continue
        spec = total if section == "T001081" else parts
        members = (("region", regions[region]),) + (() if spec is total else (("sector", sections[section]),))
        value = Decimal(row["OpenstaandeVacatures"]) if row["OpenstaandeVacatures"].strip() not in ("", ".") else None
        yield Reading(
            spec.id, members, period, value, spec.decimals, _REGIONS_AS_OF, origin, _COPY,
            symbol="" if value is not None else ".", when="2023",
        )  # fmt: skip
    national = {"T001081 totaal": "", "bouwnijverheid": "F", "industrie": "C"}
    for row in lines(place / "national_vintage-2026-07-30.transcribed.csv"):
        section = national[row["bedrijfstak"]]
        members = (("region", "NL"),) + ((("sector", section),) if section else ())
        yield Reading(
            (parts if section else total).id, members, Period.parse(row["Perioden"]),
            *number(row["OpenstaandeVacatures_1_x1000_nsa"]), dt.date(2026, 7, 30),
            "StatLine-tabel 83599NED (2026-07-30)", "https://github.com/WouterArtsRecruitin/TechnicalRecruitmentNews",
        )  # fmt: skip


def _codes(spec: SeriesSpec, axis: str) -> dict[str, str]:
    return {key: member.code for key, member in spec.members(axis).items()} if axis in spec.over else {}


def pages(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Transcribed pages of StatLine that say on which day they stood as they do."""
    yield from _adjusted_vacancies(folder / "80474ned", catalogue)
    for row in lines(folder / "80567ned" / "vacaturegraad.transcribed.csv"):
        section = row["SBI2008"]
        series, members = ("vacancy_rate", ()) if section == "A-U" else ("vacancy_rate_by_sector", _of(section))
        yield from _page(row, series, members, "Vacaturegraad_1")
    for row in lines(folder / "84545NED" / "stroomcijfers_sa.transcribed.csv"):
        yield from _page(row, "open_vacancies", (), "openstaand_x1000")
        yield from _page(row, "vacancies_arisen", (), "ontstaan_x1000")
        yield from _page(row, "vacancies_filled", (), "vervuld_x1000")
    for row in lines(folder / "85663NED" / "totaal_A-U_huidige_cijfers.transcribed.csv"):
        kind = "annual" if row["Perioden"].endswith("JJ00") else "monthly"
        yield from _page(row, f"wages_index_{kind}", (), "caoloon_per_uur_incl_2020=100")
        yield from _page(row, f"wages_growth_{kind}", (), "yoy_caoloon_per_uur_incl_pct")
    for row in lines(folder / "82838NED" / "yoy_jaar_caoloon_cpi_1973-2014.transcribed.csv"):
        dated = {**row, "vintage": "2023-W01"}  # the week in the release's address
        yield from _page(dated, "wages_growth_annual", (), "caoloon_per_uur_incl_yoy_pct")
        yield from _page(dated, "cpi_growth_official_annual", (), "cpi_yoy_pct")
        yield from _page(dated, "real_wages_growth_official_cpi_annual", (), "reeel_caoloon_pct")
    for table, series, column in (
        ("85918NED/totaal_A-U", "employed_persons", "werkzame_personen_x1000"),
        ("85920NED/werkzame_personen", "employed_persons_quarterly", "werkzame_personen_sa_x1000"),
    ):
        for row in lines(folder / f"{table}.transcribed.csv"):
            if row["source"].startswith("github.com"):  # pages without a date are left out
                yield from _page({**row, "source_url": row["source"], "vintage": _ACCOUNTS_AS_OF}, series, (), column)


def _adjusted_vacancies(place: Path, catalogue: Catalogue) -> Iterator[Reading]:
    titles = {member.title: key for key, member in catalogue.spec("open_vacancies_by_sector").members("sector").items()}
    for row in lines(place / "2023KW02_all_rows.transcribed.csv"):
        title = row["SBI2008PartBedrijvenOverheid"]
        if title.startswith("A-U "):
            yield from _page(row, "open_vacancies", (), "VacaturesSeizoengecorrigeerd_1")
        elif title in titles:
            yield from _page(row, "open_vacancies_by_sector", _of(titles[title]), "VacaturesSeizoengecorrigeerd_1")
    source = {"vintage": "2026-07-30", "source_url": "https://github.com/ahrnuld/jobmarket"}
    for row in lines(place / "sector_J_391600_1997KW01-2026KW02.transcribed.csv"):
        yield from _page({**row, **source}, "open_vacancies_by_sector", _of("J"), "VacaturesSeizoengecorrigeerd_1")


def _of(section: str) -> tuple[tuple[str, str], ...]:
    return (("sector", section),)


def _page(row: Mapping[str, str], series: str, members: tuple[tuple[str, str], ...], column: str) -> Iterator[Reading]:
    """One printed figure of a transcribed line; none where the column is empty or the line does not say when."""
    text, code = row[column].strip(), row["Perioden"]
    vintage = row["vintage"].replace("about June 2024", "2024-06")
    match = re.search(r"\d{4}-(?:\d{2}(?:-\d{2})?|W\d{2})", vintage)
    day = last_day(match[0]) if match else None
    if not text or match is None or day is None or not re.fullmatch(r"\d{4}(KW|MM|JJ)\d{2}", code):
        return
    url = row["source_url"]
    value, decimals = (None, 1) if text == "." else number(text)
    yield Reading(
        series, members, Period.parse(code), value, decimals, day, origin_of(url),
        url if url.startswith("http") else f"https://{url.split(' ')[0]}",
        symbol="." if value is None else "", status=STATUS.get(row.get("status", ""), "unknown"), when=match[0],
    )  # fmt: skip
