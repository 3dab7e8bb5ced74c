"""The list of figures from press releases, dashboards and news pages, as dated readings of the catalogue's series.

What the list does not date is left out, and so is what it calls rough or does not identify; nothing is computed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import Period, is_regular
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.reconstruct.readings import Reading, lines, number, origin_of

LIST = "published-figures.csv"
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
    "openstaande_vacatures_nsa": "open_vacancies_unadjusted",
    "openstaande_vacatures_sector_nsa": "open_vacancies_unadjusted_by_sector",
    "vacaturegraad": "vacancy_rate",
    "vacaturegraad_sector": "vacancy_rate_by_sector",
    "caoloon_per_uur_incl_bijz_beloning_yoy_totaal": "wages_growth",
    "caoloon_per_uur_incl_bijz_beloning_yoy_sector": "wages_growth_by_sector",
    "caoloon_per_uur_incl_bijz_beloning_yoy_particulier": "wages_growth_by_cao_sector/private",
    "caoloon_per_uur_incl_bijz_beloning_yoy_gesubsidieerd": "wages_growth_by_cao_sector/subsidised",
    "caoloon_per_uur_incl_bijz_beloning_yoy_overheid": "wages_growth_by_cao_sector/government",
    "reele_caoloon_yoy": "real_wages_growth_official_cpi",
    "cpi_yoy_kwartaal": "cpi_growth_official",
    "coen_tekort_arbeidskrachten": "labour_shortage",
    "coen_tekort_arbeidskrachten_sector": "labour_shortage_by_sector",
}
_CHANGES = "openstaande_vacatures_sa_mutatie"


def listed(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """The list of figures from press releases and news pages."""
    for row in lines(folder / LIST):
        series, _, member = _LISTED.get(row["indicator"], "").partition("/")
        day = last_day(row["published"])
        if not series or day is None:
            continue
        if row["indicator"] == "reele_caoloon_yoy" and day >= PAID_ENERGY_FROM:
            series = "real_wages_growth_paid_energy"
        if row["indicator"].startswith("coen") and day < NEW_COEN_FROM:
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
        spec = catalogue.spec(series)
        if spec.period(row["period"]) is not None and (reading := _from_list(row, series, members)):
            yield reading


def changes(folder: Path) -> list[Reading]:
    """The published changes of the seasonally adjusted open vacancies on the quarter before (x 1 000)."""
    return [
        reading
        for row in lines(folder / LIST)
        if row["indicator"] == _CHANGES and (reading := _from_list(row, "open_vacancies", ())) is not None
    ]


def _from_list(row: Mapping[str, str], series: str, members: tuple[tuple[str, str], ...]) -> Reading | None:
    day, note = last_day(row["published"]), row["note"]
    if day is None or not is_regular(row["period"]) or any(word in note for word in UNFIT):
        return None
    stated = "provisional" if re.search("Voorlopig|provisional", note) else "unknown"
    return Reading(
        series, members, Period.parse(row["period"]), *number(row["value"]), day, origin_of(row["source_url"]),
        row["source_url"], status="final" if "Definitief" in note else stated, note=note,
        when=row["published"].strip(),
    )  # fmt: skip
