"""Transcribed StatLine pages, as readings of the catalogue's series: dated by what the page says, or not dated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from arbeidsmarkt.basics.dates import last_day
from arbeidsmarkt.basics.periods import is_regular
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import UNKNOWN
from arbeidsmarkt.reconstruct.readings import STATUS, Reading, address, lines, number, origin_of, release_of, via

#: The public copy of the national accounts was read in spring 2026.
_ACCOUNTS_AS_OF = "2026-06"
#: Pages whose last column tells when they stood so: until the next quarter came.
_BY_LAST_COLUMN = {
    "page capture about June 2024": "2024-06",
    "capture with 2025KW02 as last quarter": "2025-11",
    "flash estimate Aug 2024": "2024-08",
}
_ALL = "A-U"


def pages(folder: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Transcribed pages of StatLine, and of public copies of it."""
    page = _Pages(catalogue)
    yield from page.vacancies(folder)
    yield from page.wages(folder)
    yield from page.accounts(folder)
    yield from page.survey(folder)
    yield from page.hours(folder)


class _Pages:
    """The pages by subject."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def vacancies(self, folder: Path) -> Iterator[Reading]:
        """Open vacancies, adjusted; the vacancy rate; the flows."""
        sectors = self.catalogue.spec("open_vacancies_by_sector").members("sector")
        titles = {member.title: key for key, member in sectors.items()}
        for row in lines(folder / "80474ned" / "2023KW02_all_rows.transcribed.csv"):
            title = row["SBI2008PartBedrijvenOverheid"]
            if title.startswith("A-U "):
                yield from self._row(row, "open_vacancies", "VacaturesSeizoengecorrigeerd_1")
            elif title in titles:
                yield from self._row(
                    row, "open_vacancies_by_sector", "VacaturesSeizoengecorrigeerd_1", sector=titles[title]
                )
        source = {"vintage": "2026-07-30", "source_url": "https://github.com/ahrnuld/jobmarket"}
        for row in lines(folder / "80474ned" / "sector_J_391600_1997KW01-2026KW02.transcribed.csv"):
            yield from self._row(
                {**row, **source}, "open_vacancies_by_sector", "VacaturesSeizoengecorrigeerd_1", sector="J"
            )
        for row in lines(folder / "80567ned" / "vacaturegraad.transcribed.csv"):
            section = row["SBI2008"]
            if section == _ALL:
                yield from self._row(row, "vacancy_rate", "Vacaturegraad_1")
            else:
                yield from self._row(row, "vacancy_rate_by_sector", "Vacaturegraad_1", sector=section)
        for row in lines(folder / "84545NED" / "stroomcijfers_sa.transcribed.csv"):
            yield from self._row(row, "open_vacancies", "openstaand_x1000")
            yield from self._row(row, "vacancies_arisen", "ontstaan_x1000")
            yield from self._row(row, "vacancies_filled", "vervuld_x1000")

    def wages(self, folder: Path) -> Iterator[Reading]:
        """Negotiated wages, by month and by year."""
        for row in lines(folder / "85663NED" / "totaal_A-U_huidige_cijfers.transcribed.csv"):
            kind = "annual" if row["Perioden"].endswith("JJ00") else "monthly"
            yield from self._row(row, f"wages_index_{kind}", "caoloon_per_uur_incl_2020=100")
            yield from self._row(row, f"wages_growth_{kind}", "yoy_caoloon_per_uur_incl_pct")
        for row in lines(folder / "82838NED" / "yoy_jaar_caoloon_cpi_1973-2014.transcribed.csv"):
            dated = {**row, "vintage": "2023-W01"}  # the week in the release's address
            yield from self._row(dated, "wages_growth_annual", "caoloon_per_uur_incl_yoy_pct")
            yield from self._row(dated, "cpi_growth_official_annual", "cpi_yoy_pct")
            yield from self._row(dated, "real_wages_growth_official_cpi_annual", "reeel_caoloon_pct")

    def accounts(self, folder: Path) -> Iterator[Reading]:
        """Employed persons of the national accounts, before and after their revision of 2024."""
        for table, series, column in (
            ("85918NED/totaal_A-U", "employed_persons", "werkzame_personen_x1000"),
            ("85920NED/werkzame_personen", "employed_persons_quarterly", "werkzame_personen_sa_x1000"),
        ):
            for row in lines(folder / f"{table}.transcribed.csv"):
                if row["source"].startswith("github.com"):
                    dated = {**row, "source_url": row["source"], "vintage": _ACCOUNTS_AS_OF}
                    yield from self._row(dated, series, column)
        people, adjusted = "WerkzamePersonen_1", "WerkzamePersonenSeizoengecorrigeerd_2"
        for name in ("totaal_A-U_vintages_2024-06_en_2025", "2024KW02_flash"):
            for row in lines(folder / "85920NED" / f"{name}.transcribed.csv"):
                yield from self._by_branch(row, "employed_persons_quarterly", adjusted, "")
                yield from self._by_branch(row, "", people, "employed_persons_public_quarterly")
        for row in lines(folder / "84166NED" / "2022KW01_2022KW03_sectoren.transcribed.csv"):
            yield from self._by_branch(row, "employed_persons_old_quarterly", adjusted, "")
        for row in lines(folder / "84164NED" / "2022JJ00.transcribed.csv"):
            if row["Geslacht"] == "Totaal":
                yield from self._by_branch(row, "employed_persons_old", people, "employed_persons_old_public")

    def _by_branch(self, row: Mapping[str, str], total: str, column: str, public: str) -> Iterator[Reading]:
        """A figure of all branches, or of one of the three public ones; all kinds of workers together."""
        if row["TypeWerkenden"] != "Totaal":
            return
        dated = {**row, "vintage": next((day for text, day in _BY_LAST_COLUMN.items() if text in row["note"]), "")}
        branch = row["bedrijfstak"]
        if branch == _ALL and total:
            yield from self._row(dated, total, column)
        elif public and branch in self.catalogue.spec(public).members("public_sector"):
            yield from self._row(dated, public, column, public_sector=branch)

    def survey(self, folder: Path) -> Iterator[Reading]:
        """The business survey by branch; its totals are in the list of figures."""
        for table, series in (("85609NED", "labour_shortage"), ("82435NED", "labour_shortage_old")):
            for row in lines(folder / table / "tekort_arbeidskrachten.transcribed.csv"):
                section = row["bedrijfstak"].split(" ")[0]
                if section in self.catalogue.spec(f"{series}_by_sector").members("sector"):
                    yield from self._row(row, f"{series}_by_sector", "TekortAanArbeidskrachten_pct", sector=section)

    def hours(self, folder: Path) -> Iterator[Reading]:
        """Hours worked per week by everybody."""
        for row in lines(folder / "85275NED" / "arbeidsduur_2013-2023.transcribed.csv"):
            if row["Geslacht"].startswith("Totaal") and row["Persoonskenmerken"] == "Totaal personen":
                series = "hours" if row["table"] == "85275NED" else "hours_old"
                yield from self._row(row, series, "GemiddeldeArbeidsduurInUren")

    def _row(self, row: Mapping[str, str], series: str, column: str, **members: str) -> Iterator[Reading]:
        """One printed figure of a transcribed line; none where the column is empty or the period is another kind."""
        text, code = row[column].strip(), row["Perioden"]
        spec = self.catalogue.spec(series)
        period = spec.period(code) if is_regular(code) else None
        if not text or period is None:
            return
        about, url = row.get("vintage", ""), address(row["source_url"])
        found = re.search(r"\d{4}-(?:\d{2}(?:-\d{2})?|W\d{2})", about.replace("about June 2024", "2024-06"))
        day = last_day(found[0]) if found else None
        value, decimals = (None, spec.decimals) if text == "." else number(text)
        reading = Reading(
            series, tuple(members.items()), period, value, decimals, day or period.last_day,
            origin_of(row["source_url"]), url, symbol="." if value is None else "",
            status=STATUS.get(row.get("status", ""), "unknown"), when=found[0] if found else "",
            release=release_of(day) if day else UNKNOWN, via=via(url), dated=day is not None,
        )  # fmt: skip
        yield replace(reading, note="de pagina noemt geen datum") if day is None else reading
