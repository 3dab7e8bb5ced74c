"""A made-up StatLine for the tests: three small tables with invented figures, and the catalogue that reads them."""

from __future__ import annotations

from pathlib import Path

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.statline.devserver import Measure, Member, ServedTable

CATALOGUE = """\
tables:
  80474ned: {title: "Vacatures (made up)"}
  85224NED: {title: "Arbeidsdeelname (made up)"}
  86141NED: {title: "Prijzen 2025=100 (made up)"}
members:
  sector:
    A: {code: 301000, title: "A Landbouw"}
    J: {code: 391600, title: J Informatie}
series:
  open_vacancies:
    table: 80474ned
    title: Openstaande vacatures
    measure: Vacatures seizoengecorrigeerd
    dimensions: {SBI2008: T001081}
    unit: thousand
    decimals: 1
  open_vacancies_by_sector:
    table: 80474ned
    title: Openstaande vacatures naar bedrijfstak
    measure: Vacatures seizoengecorrigeerd
    over: {sector: SBI2008}
    unit: thousand
    decimals: 1
  unemployed:
    table: 85224NED
    title: Werkloze beroepsbevolking
    measure: {title: Seizoengecorrigeerd, groups: [Werkloze beroepsbevolking]}
    dimensions: {Geslacht: Totaal mannen en vrouwen}
    unit: thousand
  cpi:
    table: 86141NED
    title: Prijzen (2025=100)
    measure: CPI
    unit: index
    base: 2025=100
    frequency: month
    decimals: 2
"""

FIRST, LAST = Period.quarter(2022, 1), Period.quarter(2024, 3)


def project(folder: Path) -> Path:
    """A checkout with nothing but the catalogue."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "series.yml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "data" / "vintages").mkdir(parents=True)
    return folder


def tables() -> list[ServedTable]:
    """Fresh tables: whoever changes one changes it for itself."""
    quarters = span(FIRST, LAST)
    months = span(Period.month(2022, 1), Period.month(2024, 9))
    vacancies = ServedTable(
        "80474ned", "Vacatures", "2024-11-14T02:00:00", [Measure("Vacatures seizoengecorrigeerd", (), "x 1 000", 1)],
        {"SBI2008": {"T001081": "A-U Alle economische activiteiten", "301000": "A Landbouw", "391600": "J Informatie"}},
    )  # fmt: skip
    for number, code in enumerate(vacancies.dimensions["SBI2008"]):
        for step, quarter in enumerate(quarters):
            vacancies.cells[Member((code,), quarter.code)] = {0: f"{400 - 90 * number - step}.5"}
    vacancies.cells[Member(("301000",), "2022KW02")] = {0: "."}
    vacancies.cells[Member(("T001081",), "2022JJ00")] = {0: "."}
    labour = ServedTable(
        "85224NED", "Arbeidsdeelname", "2024-11-14T02:00:00",
        [Measure("Niet gecorrigeerd", ("Werkloze beroepsbevolking",), "x 1 000"),
         Measure("Seizoengecorrigeerd", ("Werkloze beroepsbevolking",), "x 1 000"),
         Measure("Seizoengecorrigeerd", ("Werkloosheidspercentage",), "%", 1)],
        {"Geslacht": {"T001038": "Totaal mannen en vrouwen", "3000": "Mannen"}},
    )  # fmt: skip
    for code in labour.dimensions["Geslacht"]:
        for step, quarter in enumerate(quarters):
            labour.cells[Member((code,), quarter.code)] = {0: f"{360 + step}", 1: f"{370 + step}", 2: "3.6"}
    prices = ServedTable("86141NED", "Prijzen", "2024-11-07T06:30:00", [Measure("CPI", (), "2025=100", 2)])
    for step, month in enumerate(months):
        prices.cells[Member((), month.code)] = {0: f"{90 + step}.25"}
    for table in (vacancies, labour, prices):
        table.periods = {member.period: "final" for member in table.cells}
    for table in (vacancies, labour):
        table.periods["2024KW02"], table.periods["2024KW03"] = "revised_provisional", "provisional"
        table.periods = dict(sorted(table.periods.items()))
    return [vacancies, labour, prices]
