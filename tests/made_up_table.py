"""A made-up table of StatLine with two dimensions, and series of a catalogue that read it. No figure is real."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic

CATALOGUE = """\
tables:
  T1: {title: Verzonnen}
members:
  sector:
    A: {code: 301000, title: A Landbouw}
    J: {code: 391600, title: J Informatie}
  region:
    N: {title: Noord}
    Z: {title: Zuid}
series:
  total: {table: T1, title: Totaal, measure: Banen, unit: thousand, decimals: 1,
          dimensions: {SBI: T001081, Regio: Nederland}}
  parts: {table: T1, title: Delen, measure: Banen, unit: thousand, decimals: 1, over: {region: Regio, sector: SBI}}
  months: {table: T1, title: Maanden, measure: Vacatures, unit: thousand, frequency: month,
           dimensions: {SBI: T001081, Regio: NL}}
  survey: {table: T1, title: Enquête, measure: "Vacatures", unit: thousand, filed_under: first_month,
           dimensions: {SBI: A Landbouw, Regio: Noord}}
"""


def catalogue(folder: Path, text: str = CATALOGUE) -> Catalogue:
    path = folder / "series.yml"
    path.write_text(text, encoding="utf-8")
    return Catalogue.load(path)


def specs(folder: Path, *names: str, text: str = CATALOGUE) -> list[SeriesSpec]:
    found = catalogue(folder, text)
    return [found.series[name] for name in names]


QUARTERS = [Period.quarter(2023, 4) + step for step in range(4)]
#: per period: its status; the first quarter is final
STATUSES = dict(zip(QUARTERS, ("final", "final", "revised_provisional", "provisional"), strict=True))


def meta(data: str = "UntypedDataSet", **codes: list[Code]) -> TableMeta:
    times = [Code(f"{period.code} ", period.head, STATUSES[period]) for period in QUARTERS]
    months = [Code(code, code, "final") for code in ("2024MM01", "2024MM02", "2024MM04")]
    return TableMeta(
        "T1", "Verzonnen",
        (Topic("Banen_1", "Banen", (), "x 1 000", 1), Topic("Vacatures_2", "Vacatures", (), "x 1 000")),
        ("SBI", "Regio"), "Perioden",
        {
            "SBI": [Code("T001081 ", "Alle"), Code("301000", "A Landbouw"), Code("391600", "J Informatie")],
            "Regio": [Code("NL ", "Nederland"), Code("NO", "Noord"), Code("ZU", "Zuid")],
            "Perioden": [*times, Code("2024JJ00", "2024"), *months],
            **codes,
        },
        data,
    )  # fmt: skip


def record(sbi: str, region: str, period: str, **values: object) -> Mapping[str, object]:
    """A row as version 3 gives it: padded codes, both measures."""
    return {"ID": 1, "SBI": f"{sbi}  ", "Regio": region, "Perioden": f"{period} ", "Banen_1": "  1.5",
            "Vacatures_2": "     3", **values}  # fmt: skip
