"""What the accountability section says of what could not be read."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.unread import imported, not_read
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import TableInfo


def test_a_table_and_a_part_of_one_are_named_with_the_reason(project: Project) -> None:
    catalogue = Catalogue.load(project.params / "series.yml")
    assert not_read(
        [
            {"table": "82647NED", "series": ["hours_old"], "kind": "gone", "reason": "404"},
            {"table": "80474ned", "series": ["open_vacancies_by_sector"], "kind": "changed", "reason": "…"},
        ],
        catalogue,
    ) == [
        "Niet gelezen: tabel 82647NED (Arbeidsduur werkzame beroepsbevolking, oude meetmethode (stopgezet)), omdat "
        "StatLine deze tabel niet meer heeft.",
        "Niet gelezen: Openstaande vacatures naar bedrijfstak, seizoengecorrigeerd (uit tabel 80474ned (Vacatures; "
        "seizoengecorrigeerd, SBI 2008)), omdat deze tabel anders is ingedeeld dan voorheen.",
    ]


CATALOGUE = """
tables:
  TOY1: {title: Vacatures}
  TOY2: {title: Lonen}
series:
  one: {table: TOY1, title: Een, measure: x, unit: thousand, decimals: 0}
  two: {table: TOY1, title: Twee, measure: x, unit: thousand, decimals: 0}
  three: {table: TOY2, title: Drie, measure: x, unit: thousand, decimals: 0}
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    path = tmp_path_factory.mktemp("unread") / "series.yml"
    path.write_text(CATALOGUE, encoding="utf-8")
    return Catalogue.load(path)


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("gone", "StatLine deze tabel niet meer heeft"),
        ("discontinued", "het CBS deze tabel heeft stopgezet"),
        ("unreachable", "StatLine deze tabel niet gaf toen de cijfers werden gelezen"),
        ("changed", "deze tabel anders is ingedeeld dan voorheen"),
        ("refused", "de gelezen cijfers niet door de controles kwamen"),
        ("not_in_file", "het ingelezen bestand deze cijfers niet bevat"),
        ("of_a_later_version", "de gelezen cijfers niet door de controles kwamen"),
    ],
)
def test_each_reason_has_its_dutch_words(catalogue: Catalogue, kind: str, because: str) -> None:
    found = not_read([{"table": "TOY2", "series": ["three"], "kind": kind}], catalogue)
    assert found == [f"Niet gelezen: tabel TOY2 (Lonen), omdat {because}."]


def test_a_table_is_named_alone_where_all_of_it_or_nothing_that_is_known_of_it_is_missing(catalogue: Catalogue) -> None:
    lacking = [("TOY1", ["two", "one"]), ("TOY1", ["two"]), ("TOY1", ["old"]), ("OLD", ["old"])]
    found = not_read([{"table": table, "series": names, "kind": "gone"} for table, names in lacking], catalogue)
    assert [sentence.removeprefix("Niet gelezen: ").partition(", omdat ")[0] for sentence in found] == [
        "tabel TOY1 (Vacatures)", "Twee (uit tabel TOY1 (Vacatures))", "tabel TOY1 (Vacatures)", "tabel OLD",
    ]  # fmt: skip


def test_a_table_that_was_read_from_a_file_names_the_file_the_day_and_the_reader(catalogue: Catalogue) -> None:
    read = {"on": "2024-12-03", "file": "lonen.csv", "sha256": "0123456789abcdef" * 4, "by": "A. Verzonnen"}
    tables = [
        TableInfo(name, title, None, "", "", 1, "", (), publisher=publisher, imported=how)
        for name, title, publisher, how in (
            ("toy2", "Eigen titel", "", read), ("TOY2", "Eigen titel", "X", read), ("TOY1", "Vacatures", "", {}),
            ("OWN", "Telling", "Bureau", read),
        )
    ]  # fmt: skip
    end = "uit lonen.csv (sha256 0123456789abcdef…), op 3 december 2024 door A. Verzonnen."
    assert imported(tables, catalogue) == [
        f"Ingelezen uit een bestand: {what}, {end}"
        for what in ("Bureau, Telling", "tabel toy2 (Eigen titel)", "X, Lonen")
    ]
