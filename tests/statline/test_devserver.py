"""The local StatLine speaks the dialect of CBS's feed. The figures are made up."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbsodata
import pytest

import made_up_statline
from arbeidsmarkt.basics.errors import UsageError
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row, TableData, write
from arbeidsmarkt.statline.devserver import DevServer, Fault
from arbeidsmarkt.statline.devserver.odata import BadQuery, parse_filter


@pytest.fixture(scope="module")
def server() -> Iterator[DevServer]:
    with DevServer(made_up_statline.tables()) as running:
        yield running


def ask(server: DevServer, path: str, **query: str) -> Any:
    text = urllib.parse.urlencode({f"${name}": value for name, value in query.items()})
    with urllib.request.urlopen(f"{server.url}/ODataFeed/odata/{path}?{text}", timeout=5) as answer:
        body = answer.read().decode("utf-8")
        return json.loads(body) if "json" in answer.headers["Content-Type"] else body


def test_the_service_document_lists_the_entities(server: DevServer) -> None:
    names = [entity["name"] for entity in ask(server, "80474ned")["value"]]
    assert names == [
        "TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups", "SBI2008", "Perioden"
    ]  # fmt: skip


def test_topics_hang_under_their_groups(server: DevServer) -> None:
    rows = ask(server, "85224NED/DataProperties")["value"]
    by_id = {row["ID"]: row for row in rows}
    topics = [row for row in rows if row["Type"] == "Topic"]
    assert [topic["Key"] for topic in topics] == [
        "NietGecorrigeerd_1", "Seizoengecorrigeerd_2", "Seizoengecorrigeerd_3"
    ]  # fmt: skip
    assert [by_id[topic["ParentID"]]["Title"] for topic in topics] == [
        "Werkloze beroepsbevolking", "Werkloze beroepsbevolking", "Werkloosheidspercentage"
    ]  # fmt: skip
    assert by_id[topics[0]["ParentID"]]["Key"] == ""
    assert (topics[2]["Unit"], topics[2]["Decimals"], topics[2]["Datatype"]) == ("%", 1, "Double")


def test_codes_are_padded_and_periods_have_a_status(server: DevServer) -> None:
    assert [row["Key"] for row in ask(server, "80474ned/SBI2008")["value"]] == ["T001081 ", "301000  ", "391600  "]
    last = ask(server, "80474ned/Perioden")["value"][-1]
    assert last == {"Key": "2024KW03", "Title": "2024 3e kwartaal*", "Description": "", "Status": "Voorlopig"}


def test_values_are_padded_text_and_symbols_are_lost_in_typed(server: DevServer) -> None:
    query = {"filter": "SBI2008 eq '301000  ' and Perioden eq '2022KW02'"}
    (untyped,) = ask(server, "80474ned/UntypedDataSet", **query)["value"]
    (typed,) = ask(server, "80474ned/TypedDataSet", **query)["value"]
    assert untyped["VacaturesSeizoengecorrigeerd_1"] == "       ."
    assert typed["VacaturesSeizoengecorrigeerd_1"] is None
    (number,) = ask(server, "80474ned/UntypedDataSet", filter="SBI2008 eq 'T001081 ' and Perioden eq '2022KW01'")[
        "value"
    ]
    assert number["VacaturesSeizoengecorrigeerd_1"] == "   400.5"


def test_a_code_without_its_padding_finds_nothing(server: DevServer) -> None:
    assert ask(server, "80474ned/UntypedDataSet", filter="SBI2008 eq '301000'")["value"] == []


def test_the_count_is_not_json(server: DevServer) -> None:
    assert ask(server, "80474ned/UntypedDataSet/$count") == "34"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("99999NED", {}, 404),
        ("80474ned/Geslacht", {}, 404),
        ("80474ned/UntypedDataSet", {"filter": "Onbekend eq '1'"}, 400),
        ("80474ned/UntypedDataSet", {"filter": "SBI2008 eq "}, 400),
        ("80474ned/UntypedDataSet", {"select": "Onbekend"}, 400),
    ],
)
def test_what_the_feed_would_refuse_is_refused(
    path: str, query: dict[str, str], status: int, server: DevServer
) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        ask(server, path, **query)
    assert error.value.code == status


ROW = {"Perioden": "2024KW03", "SBI2008": "301000  ", "Title": "d'Artagnan"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("substringof('KW',Perioden)", True),
        ("substringof('MM',Perioden)", False),
        ("startswith(Perioden,'2024') and Perioden ge '2024KW01'", True),
        ("(Perioden gt '2024KW03') or (SBI2008 eq '301000  ')", True),
        ("Perioden lt '2024KW03' or SBI2008 ne '301000  ' and Perioden le '2024KW03'", False),
        ("((Title eq 'd''Artagnan'))", True),
    ],
)
def test_filters(text: str, expected: bool) -> None:
    assert parse_filter(text, list(ROW))(ROW) is expected


@pytest.mark.parametrize(
    "text", ["", "Perioden", "Perioden eq", "Perioden like 'x'", "(Perioden eq 'x'", "1 eq 1", "a b c"]
)
def test_a_filter_that_is_none(text: str) -> None:
    with pytest.raises(BadQuery):
        parse_filter(text, list(ROW))


def test_the_package_itself_understands_it(server: DevServer) -> None:
    """Plain cbsodata, unguarded: titles in place of codes, and its inverted ``typed``."""
    host = server.url.removeprefix("http://")
    with cbsodata.cbsodata3.catalog(host):
        cbsodata.cbsodata3.options.use_https = False
        try:
            rows = cbsodata.cbsodata3.get_data("80474ned", typed=True)
        finally:
            cbsodata.cbsodata3.options.use_https = True
    (last,) = (row for row in rows if (row["SBI2008"], row["Perioden"]) == ("J Informatie", "2024 3e kwartaal*"))
    assert last["VacaturesSeizoengecorrigeerd_1"] == "   210.5"


def test_a_fault_is_read_from_the_command_line() -> None:
    fault = Fault.parse("503:80474ned:2")
    assert (fault.kind, fault.table, fault.times) == ("503", "80474ned", 2)
    assert [fault.strikes("80474NED", "TableInfos") for _ in range(3)] == [True, True, False]
    assert not fault.strikes("other", "TableInfos")
    with pytest.raises(UsageError, match="choose from slow"):
        Fault.parse("slower")


def test_the_command_serves_a_vintage_on_this_machine_only(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    catalogue = Catalogue.load(root / "params" / "series.yml")
    period = made_up_statline.LAST
    row = Row("open_vacancies", "80474ned", {}, period, None, ".", "final")
    write(
        root / "data" / "vintages", "v", date=period.last_day, kind="reconstructed", title="made up",
        tables=[TableData("80474ned", "made up", [row])],
    )  # fmt: skip
    assert catalogue.series["open_vacancies"].table == "80474ned"
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "arbeidsmarkt.statline.devserver", "--vintage", "data/vintages/v"],
        cwd=root, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("3 tables of v; try: arbeidsmarkt fetch --base-url http://127.0.0.1:")
        with urllib.request.urlopen(f"{line.split()[-1]}/ODataFeed/odata/80474ned/UntypedDataSet", timeout=5) as answer:
            assert json.load(answer)["value"][0]["VacaturesSeizoengecorrigeerd_1"] == "       ."
    finally:
        process.kill()
        process.wait()
