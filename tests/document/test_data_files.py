"""The CSV behind a figure or table."""

from __future__ import annotations

import csv
import io

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
