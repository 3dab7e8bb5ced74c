"""The source line: who, which tables with links, and whether something was derived."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.exhibits import source_line
from arbeidsmarkt.numbers.derivations import difference, ratio
from arbeidsmarkt.numbers.over_time import peak
from arbeidsmarkt.numbers.series import Observation, PublishedCell
from made_up_figures import Q3


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
