"""The CSV behind a figure or table."""

from __future__ import annotations

import csv
import io

import pytest

import made_up_report as made_up
from arbeidsmarkt.document import data_files


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_value_a_row_with_codes_titles_unit_and_status() -> None:
    found = rows(data_files.csv_text(made_up.table("tbl-x", "x")["data"]))
    assert len(found) == 9
    assert found[1] == {
        "rij_code": "300000",
        "rij": "A Industrie",
        "onderwerp_code": "change",
        "onderwerp": "Verandering ten opzichte van een jaar eerder",
        "periode_code": "2024KW03",
        "waarde": "-0.5",
        "eenheid": "x 1 000",
        "status": "voorlopig",
        "weergave": "−0,5",
    }


def test_the_printed_value_is_the_one_in_the_file() -> None:
    data = made_up.table("tbl-x", "x", rows=1)["data"]
    data["rows"][0][1] |= {"value": 106.149, "printed": "106"}
    assert rows(data_files.csv_text(data))[0]["waarde"] == "106"


def test_what_is_missing_is_empty_and_says_so() -> None:
    missing = rows(data_files.csv_text(made_up.table("tbl-x", "x")["data"]))[5]
    assert (missing["waarde"], missing["weergave"]) == ("", "n.b.")


def test_every_column_is_described() -> None:
    header = data_files.csv_text(made_up.figure("fig-x", "x")["data"]).splitlines()[0]
    assert header.split(",") == [field["name"] for field in data_files.FIELDS]


def test_every_column_says_what_it_holds() -> None:
    assert [(field["name"], field["type"], field["title"], field["description"]) for field in data_files.FIELDS] == [
        ("rij_code", "string", "Code van de rij", "CBS-code van periode of rij"),
        ("rij", "string", "Rij", "Titel van de rij, zoals in het rapport"),
        ("onderwerp_code", "string", "Code van het onderwerp", "Naam van de kolom"),
        ("onderwerp", "string", "Onderwerp", "Titel van de kolom"),
        ("periode_code", "string", "Periode", "CBS-code van de periode"),
        ("waarde", "number", "Waarde", "Afgerond zoals in het rapport; anders leeg"),
        ("eenheid", "string", "Eenheid", "Eenheid van de waarde"),
        ("status", "string", "Status", "Status van het cijfer bij CBS"),
        ("weergave", "string", "Weergave", "Zoals afgedrukt in het rapport"),
    ]


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("final", "definitief"), ("provisional", "voorlopig"), ("revised_provisional", "nader voorlopig"),
        ("unknown", "onbekend"), ("", ""), ("another", "another"),
    ],
)  # fmt: skip
def test_the_status_in_dutch(status: str, word: str) -> None:
    data = made_up.table("tbl-x", "x", rows=1)["data"]
    data["rows"][0][1]["status"] = status
    assert rows(data_files.csv_text(data))[0]["status"] == word


@pytest.mark.parametrize(
    ("head", "period", "code", "found"),
    [
        ("2024KW03", "", "", "2024KW03"), ("2024KW03", "2023JJ00", "", "2023JJ00"),
        ("301000", "", "2024MM05", "2024MM05"), ("301000", "", "", ""), ("", "", "", ""),
        ("2024KW03", "", "301000", ""),
    ],
)  # fmt: skip
def test_the_period_is_the_cell_s_own_or_that_of_its_row(head: str, period: str, code: str, found: str) -> None:
    data = made_up.table("tbl-x", "x", rows=1)["data"]
    data["rows"][0][0]["code"] = head
    data["rows"][0][1] |= {"period": period, "code": code}
    row = rows(data_files.csv_text(data))[0]
    assert (row["periode_code"], row["rij_code"]) == (found, head or "A Industrie")


def test_a_cell_has_its_own_unit_and_a_text_has_no_value() -> None:
    data = made_up.table("tbl-x", "x", rows=1)["data"]
    data["row_header"] = 1
    data["rows"][0][2]["unit_text"] = "fte"
    name, change, rate = rows(data_files.csv_text(data))
    assert (name["waarde"], name["weergave"], name["eenheid"], name["rij"]) == ("", "A Industrie", "", "1000")
    assert (change["eenheid"], rate["eenheid"], rate["waarde"]) == ("fte", "per 1 000 banen", "40")
    del data["row_header"]
    assert [row["onderwerp_code"] for row in rows(data_files.csv_text(data))] == ["vacancies", "change", "rate"]


def test_the_file_has_plain_line_ends_and_quotes_what_must_be() -> None:
    data = made_up.table("tbl-x", "x", rows=1)["data"]
    data["rows"][0][0]["text"] = 'Zorg, "wel" en\nniet'
    text = data_files.csv_text(data)
    assert "\r" not in text and '"Zorg, ""wel"" en\nniet"' in text
