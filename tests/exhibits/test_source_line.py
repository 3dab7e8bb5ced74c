"""The source line: who, which tables with links, and whether something was derived."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.exhibits import source_line
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.numbers.derivations import difference, ratio
from arbeidsmarkt.numbers.over_time import peak, trough
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3, run

DAY = dt.date(2024, 12, 13)


@pytest.fixture(scope="module")
def reader(project: Project) -> Reader:
    return Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13))


def line(reader: Reader, *items: Observation) -> str:
    return source_line.line(items, reader.vintage, reader.catalogue)


def test_a_figure_as_published_names_its_table(reader: Reader) -> None:
    vacancies = reader.series("open_vacancies")
    expected = "Bron: CBS, [tabel 80474ned](https://opendata.cbs.nl/statline/#/CBS/nl/dataset/80474ned)"
    assert line(reader, vacancies[Q3]) == f"{expected} (zoals aangehaald door welingelichtekringen.nl)."
    assert line(reader, vacancies[Q3.years_earlier(1)]) == f"{expected}."  # read on CBS's own page
    many = line(reader, peak(vacancies))  # choosing is not working on
    assert many == f"{expected} (zoals aangehaald door werkeninkinderopvang.nl en zeven andere)."


def test_a_derived_figure_says_so_and_names_every_table_once(reader: Reader) -> None:
    vacancies, unemployed = reader.series("open_vacancies")[Q3], reader.series("unemployed")[Q3]
    found = line(reader, ratio(vacancies, unemployed, unit="ratio", title="x"), difference(vacancies, vacancies))
    assert found.count("tabel 80474ned") == 1
    assert " en [tabel 85224NED]" in found
    assert found.endswith("; bewerking.")


def test_another_publication_is_named_with_its_date(reader: Reader) -> None:
    cell = PublishedCell("x", "observation", "UWV", "Bericht", dt.date(2024, 12, 1), "https://example.invalid/b")
    found = line(reader, Observation(Decimal(1), "count", cell, Q3))
    assert found == "Bron: UWV, [Bericht](https://example.invalid/b) (1 december 2024)."


def test_a_table_that_is_younger_than_the_edition_says_so(reader: Reader) -> None:
    tension = ratio(reader.series("open_vacancies")[Q3], reader.series("unemployed")[Q3], unit="ratio", title="x")
    sentence = "De cijfers uit tabel 85224NED zijn die van 30 april 2026."
    assert source_line.later([tension], dt.date(2024, 12, 13), reader.catalogue) == [sentence]
    assert source_line.later([tension], dt.date(2026, 4, 30), reader.catalogue) == []
    missing = reader.series("unemployed")[Q3 + 1]
    assert source_line.later([missing], dt.date(2024, 12, 13), reader.catalogue) == []


def test_what_was_read_in_another_publication_names_that_one_once(reader: Reader) -> None:
    cells = [
        PublishedCell(name, "observation", name, "Monitor", dt.date(2024, 12, 13), "https://example.invalid/b",
                      quoted_in="de Brief")
        for name in ("UWV", "TNO")
    ]  # fmt: skip
    found = line(reader, *(Observation(Decimal(1), "count", cell, Q3) for cell in cells))
    assert found == "Bron: UWV, Monitor; TNO, Monitor, alle aangehaald in [de Brief](https://example.invalid/b)."
    alone = line(reader, Observation(Decimal(1), "count", cells[0], Q3))
    assert alone == "Bron: UWV, Monitor, aangehaald in [de Brief](https://example.invalid/b)."


def test_a_line_says_where_its_releases_were_joined(reader: Reader) -> None:
    vacancies = reader.series("open_vacancies")
    (sentence,) = source_line.joined([vacancies[Q3], vacancies[Q3 - 1]])
    assert sentence.endswith(
        "niet is gebleken dat zij bij de overgang naar het derde kwartaal van 2024 op elkaar aansluiten."
    )
    (sentence,) = source_line.joined(list(vacancies.between(Q3.years_earlier(10))))
    assert "bij zes overgangen (de laatste is die naar het derde kwartaal van 2024)" in sentence
    assert source_line.joined([vacancies[Q3 - 1], vacancies[Q3 - 2]]) == []  # minus ten, as CBS published
    assert source_line.joined(list(reader.series("unemployed"))) == []


CATALOGUE = """
tables:
  TOY1: {title: Vacatures}
  TOY2: {title: Lonen}
  OWN: {title: Telling *x*, statline: false, publisher: Verzonnen bureau, url: "https://example.invalid/own"}
  BOOK: {title: Boekje, statline: false}
series:
  toy_one: {table: TOY1, title: Een, measure: Een, unit: thousand, adjusted: false}
  toy_two: {table: TOY2, title: Twee, measure: Twee, unit: thousand, adjusted: false}
  toy_own: {table: OWN, title: Eigen, measure: Eigen, unit: thousand, adjusted: false}
  toy_book: {table: BOOK, title: Boek, measure: Boek, unit: thousand, adjusted: false}
"""
TABLES = {"toy_one": "TOY1", "toy_two": "TOY2", "toy_own": "OWN", "toy_book": "BOOK"}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[vintages.Vintage, Catalogue]:
    """A made-up vintage with tables of two publishers, on StatLine and elsewhere."""
    root = tmp_path_factory.mktemp("sources")
    (root / "series.yml").write_text(CATALOGUE, encoding="utf-8")
    tables = [
        vintages.TableData(table, table, [vintages.Row(series, table, {}, Q3, Decimal(1))],
                           url=f"https://example.invalid/{table}" if table != "OWN" else "")
        for series, table in TABLES.items() if series != "toy_two"
    ]  # fmt: skip
    vintages.write(root / "v", "toy", date=DAY, kind="reconstructed", title="Verzonnen", tables=tables)
    return vintages.Vintage.open(root / "v", "toy"), Catalogue.load(root / "series.yml")


def leaf(series: str, *, via: str = "", as_of: str = "", number: int | None = 1, back: int = 0) -> Observation:
    day = dt.date.fromisoformat(as_of) if as_of else None
    amount = None if number is None else Decimal(number)
    return Observation(amount, "thousand", Cell(series, TABLES[series], as_of=day, via=via), Q3 - back)


ONE, BOOK = "[tabel TOY1](https://example.invalid/TOY1)", "[Boekje](https://example.invalid/BOOK)"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([leaf("toy_one")], f"Bron: CBS, {ONE}."),
        ([leaf("toy_one"), leaf("toy_one", back=1)], f"Bron: CBS, {ONE}."),
        ([leaf("toy_two"), leaf("toy_one")], f"Bron: CBS, {ONE} en tabel TOY2."),
        ([leaf("toy_book")], f"Bron: CBS, {BOOK}."),
        (
            [leaf("toy_own"), leaf("toy_one")],
            rf"Bron: CBS, {ONE}; Verzonnen bureau, [Telling \*x\*](https://example.invalid/own).",
        ),
        ([leaf("toy_one", via="a.nl")], f"Bron: CBS, {ONE} (zoals aangehaald door a.nl)."),
        ([leaf("toy_one", via="a.nl", number=None)], f"Bron: CBS, {ONE}."),
        (
            [leaf("toy_one", via="a.nl"), leaf("toy_one", via="b.nl", back=1), leaf("toy_one", back=2)],
            f"Bron: CBS, {ONE} (zoals aangehaald door a.nl en b.nl).",
        ),
        (
            [leaf("toy_one", via="a.nl en b.nl"), leaf("toy_one", via="c.nl", back=1)],
            f"Bron: CBS, {ONE} (zoals aangehaald door a.nl en twee andere).",
        ),
        ([difference(leaf("toy_one"), leaf("toy_one", back=1))], f"Bron: CBS, {ONE}; bewerking."),
        ([leaf("toy_one"), difference(leaf("toy_one"), leaf("toy_one", back=1))], f"Bron: CBS, {ONE}; bewerking."),
        ([trough(run([3, 2], name="toy_one"))], f"Bron: CBS, {ONE}."),  # choosing is not working on
        ([], ""),
    ],
)
def test_a_line_names_publishers_tables_copies_and_whether_something_was_done(
    made_up: tuple[vintages.Vintage, Catalogue], items: list[Observation], said: str
) -> None:
    assert source_line.line(items, *made_up) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([leaf("toy_one", as_of="2024-12-13")], []),
        ([leaf("toy_one", as_of="2024-12-14")], ["De cijfers uit tabel TOY1 zijn die van 14 december 2024."]),
        ([leaf("toy_one", as_of="2024-12-14", number=None)], []),
        ([leaf("toy_one")], []),
        (
            [leaf("toy_one", as_of="2024-12-14"), leaf("toy_one", as_of="2024-11-14", back=1)],
            ["Een deel van de cijfers uit tabel TOY1 is van 14 december 2024."],
        ),
        (
            [leaf("toy_one", as_of="2025-01-02"), leaf("toy_one", as_of="2025-03-04", back=1),
             leaf("toy_one", as_of="2025-02-03", back=2)],
            ["De cijfers uit tabel TOY1 zijn die van 2 januari 2025 tot en met 4 maart 2025."],
        ),
        (
            [leaf("toy_two", as_of="2025-01-02"), leaf("toy_own", as_of="2025-01-02"),
             leaf("toy_one", as_of="2025-01-02")],
            [r"De cijfers uit Telling \*x\* zijn die van 2 januari 2025.",
             "De cijfers uit tabel TOY1 zijn die van 2 januari 2025.",
             "De cijfers uit tabel TOY2 zijn die van 2 januari 2025."],
        ),
    ],
)  # fmt: skip
def test_which_figures_are_of_after_the_edition(
    made_up: tuple[vintages.Vintage, Catalogue], items: list[Observation], said: list[str]
) -> None:
    assert source_line.later(items, DAY, made_up[1]) == said


def test_publications_stand_behind_cbs_in_their_order_each_once(made_up: tuple[vintages.Vintage, Catalogue]) -> None:
    cells = [
        PublishedCell("a", "forecast", "UWV", "Raming *x*", dt.date(2024, 1, 2), "https://example.invalid/a"),
        PublishedCell("b", "observation", "TNO", "Monitor", dt.date(2024, 3, 4), ""),
        PublishedCell("c", "observation", "", "", dt.date(2024, 3, 4), ""),  # a figure that the edition does not have
    ]
    items = [Observation(Decimal(1), "count", cell, Q3) for cell in (*cells, cells[0])]
    assert source_line.line([*items, leaf("toy_one")], *made_up) == (
        rf"Bron: CBS, {ONE}; UWV, [Raming \*x\*](https://example.invalid/a) (2 januari 2024); "
        "TNO, Monitor (4 maart 2024)."
    )
