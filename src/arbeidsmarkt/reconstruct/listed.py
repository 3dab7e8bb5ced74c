"""The list of figures from press releases, dashboards and news pages, as dated readings of the catalogue's series.

What it calls rough or does not identify is left out, and so is what it does not date, but for figures that were read on
a page of CBS itself; nothing is computed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period, is_regular
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import UNKNOWN
from arbeidsmarkt.reconstruct.readings import Reading, address, lines, number, origin_of, release_of, via

LIST = "published-figures.csv"
#: The catalogue's series of CBS's own changes on the quarter before.
CHANGE_SERIES = "open_vacancies_change"
#: Words in a note that disqualify a row of the list.
UNFIT = ("rough", "do not use", "seasonal adjustment not stated", "old EBB", "OLD EBB")
#: The first CBS release that deflates with the energy prices that households really paid.
PAID_ENERGY_FROM = dt.date(2024, 1, 1)
#: From here on the business survey is weighted anew (table 85609NED).
NEW_COEN_FROM = dt.date(2024, 1, 1)
_ANNUAL = {
    "wages_growth": "wages_growth_annual",
    "wages_growth_by_cao_sector": "wages_growth_annual_by_cao_sector",
    "wages_growth_by_sector": "wages_growth_annual_by_sector",
    "real_wages_growth_official_cpi": "real_wages_growth_official_cpi_annual",
    "real_wages_growth_paid_energy": "real_wages_growth_paid_energy_annual",
    "cpi_growth_official": "cpi_growth_official_annual",
}
_LISTED = {
    "openstaande_vacatures_sa": "open_vacancies",
    "openstaande_vacatures_sector_sa": "open_vacancies_by_sector",
    "ontstane_vacatures_sa": "vacancies_arisen",
    "vervulde_vacatures_sa": "vacancies_filled",
    "openstaande_vacatures_nsa": "open_vacancies_unadjusted",
    "openstaande_vacatures_sector_nsa": "open_vacancies_unadjusted_by_sector",
    "vacaturegraad": "vacancy_rate",
    "vacaturegraad_sector": "vacancy_rate_by_sector",
    "caoloon_per_uur_incl_bijz_beloning_yoy_totaal": "wages_growth",
    "caoloon_per_uur_incl_bijz_beloning_yoy_maand_totaal": "wages_growth_monthly",
    "caoloon_per_uur_incl_bijz_beloning_yoy_sector": "wages_growth_by_sector",
    "caoloon_per_uur_incl_bijz_beloning_yoy_particulier": "wages_growth_by_cao_sector/private",
    "caoloon_per_uur_incl_bijz_beloning_yoy_gesubsidieerd": "wages_growth_by_cao_sector/subsidised",
    "caoloon_per_uur_incl_bijz_beloning_yoy_overheid": "wages_growth_by_cao_sector/government",
    "reele_caoloon_yoy": "real_wages_growth_official_cpi",
    "cpi_yoy_kwartaal": "cpi_growth_official",
    "coen_tekort_arbeidskrachten": "labour_shortage",
    "coen_tekort_arbeidskrachten_sector": "labour_shortage_by_sector",
}
_LEVEL, _CHANGES = "openstaande_vacatures_sa", "openstaande_vacatures_sa_mutatie"
#: Words that say that a quotation speaks of the release of its own day.
_OF_ITS_DAY = re.compile(r"first (publication|vintage)|as (quoted|revised|published)|revised|release text|chart table")
#: What a note tells besides the level: the change on the quarter before, and the flows.
_CHANGE = re.compile(r"(?<!\w)([+-]\d+) q/q")
_FLOWS = re.compile(r"ontstaan (\d+), vervuld (\d+)")
#: Flows in notes are adjusted from here on; before, releases printed unadjusted ones (table 84545NED is of 2019).
ADJUSTED_FLOWS_FROM = dt.date(2019, 1, 1)


def listed(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """The list of figures from press releases and news pages."""
    for row in lines(folder / LIST):
        series, _, member = _LISTED.get(row["indicator"], "").partition("/")
        day = last_day(row["published"])
        if not series:
            continue
        if row["indicator"] == "reele_caoloon_yoy":
            if day is None:  # which of the two measures it is, is not known
                continue
            if day >= PAID_ENERGY_FROM:
                series = "real_wages_growth_paid_energy"
        if row["indicator"].startswith("coen") and not _new_survey(row, day):
            series = series.replace("labour_shortage", "labour_shortage_old")
        if row["period"].endswith("JJ00"):
            series = _ANNUAL.get(series, series)
        if row["indicator"].endswith(("_sector", "_sector_sa", "_sector_nsa")):
            match = re.search(r"SBI=([A-Z](?:-[A-Z])?)\b", row["note"])
            if match is None or match[1] not in catalogue.spec(series).members("sector"):
                continue
            members: tuple[tuple[str, str], ...] = (("sector", match[1]),)
        else:
            members = (("cao_sector", member),) if member else ()
        period = catalogue.spec(series).period(row["period"])
        if period is not None and (reading := _from_list(row, series, members, period)):
            yield reading
            yield from _flows(row, reading)


def changes(folder: Path) -> list[Reading]:
    """The published changes of the seasonally adjusted open vacancies on the quarter before (x 1 000).

    Those that the list has lines for, and those that it notes beside a level.
    """
    found = []
    for row in lines(folder / LIST):
        if row["indicator"] == _LEVEL and (noted := _CHANGE.search(row["note"])):
            row = {**row, "indicator": _CHANGES, "value": noted[1].removeprefix("+")}
        if row["indicator"] == _CHANGES and is_regular(row["period"]) and last_day(row["published"]):
            reading = _from_list(row, CHANGE_SERIES, (), Period.parse(row["period"]))
            found += [reading] if reading else []
    return found


def _new_survey(row: Mapping[str, str], day: dt.date | None) -> bool:
    """Whether a figure of the business survey is weighted anew: table 85609NED, or a release since it exists."""
    return day >= NEW_COEN_FROM if day else "85609" in row["source_url"]


def _flows(row: Mapping[str, str], level: Reading) -> Iterator[Reading]:
    """The adjusted flows that a note tells besides a level."""
    noted = _FLOWS.search(row["note"])
    if row["indicator"] == _LEVEL and noted and level.dated and level.as_of >= ADJUSTED_FLOWS_FROM:
        for series, text in zip(("vacancies_arisen", "vacancies_filled"), noted.groups(), strict=True):
            value, decimals = number(text)
            yield replace(level, series=series, value=value, decimals=decimals)


def _from_list(
    row: Mapping[str, str], series: str, members: tuple[tuple[str, str], ...], period: Period
) -> Reading | None:
    day, note, url = last_day(row["published"]), row["note"], address(row["source_url"])
    if any(word in note for word in UNFIT) or (day is None and via(url, note)):
        return None
    stated = "provisional" if re.search("Voorlopig|provisional", note) else "unknown"
    of_its_day = day is not None and (not via(url, note) or _OF_ITS_DAY.search(note))
    return Reading(
        series, members, period, *number(row["value"]), day or period.last_day, origin_of(row["source_url"]),
        url, status="final" if "Definitief" in note else stated, note=note,
        when=row["published"].strip(), release=release_of(day) if day and of_its_day else UNKNOWN,
        via=via(url, note), dated=day is not None,
    )  # fmt: skip
