"""Fetching with the real cbsodata over HTTP, from a local server that misbehaves. The figures are made up."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import cbsodata.cbsodata3
import pytest

import made_up_statline
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.cli import main
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, write
from arbeidsmarkt.statline.client import CBS, StatLine
from arbeidsmarkt.statline.devserver import DevServer, Fault, Measure, ServedTable, from_vintage
from arbeidsmarkt.statline.fetch import _previous, fetch
from arbeidsmarkt.statline.guard import Guard, Limits
from arbeidsmarkt.statline.known import Known
from arbeidsmarkt.statline.lifecycle import LifeCycle
from arbeidsmarkt.statline.rows import parse_value

FAST = ["--pause", "0", "--tries", "3", "--timeout", "0.4"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the made-up catalogue and no vintage."""
    folder = made_up_statline.project(tmp_path / "checkout")
    monkeypatch.setenv("ARBEIDSMARKT_ROOT", str(folder))
    return folder


@pytest.fixture
def server() -> Iterator[DevServer]:
    """The made-up StatLine; stopped when the test ends."""
    with DevServer(made_up_statline.tables()) as running:
        yield running


@pytest.fixture(params=["v4", "v3"])
def interface(request: pytest.FixtureRequest) -> str:
    """Either of the two interfaces."""
    return str(request.param)


#: the entity that holds the figures, and the one that describes a table, by interface
DATA = {"v4": "Observations", "v3": "UntypedDataSet"}


def run(server: DevServer | str, *options: str) -> int:
    """``arbeidsmarkt fetch`` in this process; its exit code."""
    base = server if isinstance(server, str) else server.url
    try:
        main(["fetch", "--base-url", base, *FAST, *options])
    except SystemExit as leave:
        return int(leave.code or 0)
    return 0


def store(root: Path) -> dict[str, bytes]:
    """Every file under data/, hidden ones included."""
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()}


def vacancies(server: DevServer) -> ServedTable:
    return server.tables["80474ned"]


# --- what a good fetch gives -------------------------------------------------------------------------------------


def test_a_fetch_writes_a_vintage_that_opens(
    interface: str, root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(server, "--label", "first", "--interface", interface) == 0
    vintage = Vintage.open(root / "data" / "vintages", "first")
    assert vintage.tables["80474ned"].interface == interface
    assert (vintage.tables["80474ned"].modified or "").startswith("2024-11-14T02:00:00")
    assert all(interface == "v4" or "/ODataFeed/" in path for path in server.requests)
    assert vintage.kind == "trial", "the server on this machine is not CBS's"
    rows = {(row.series, *row.members.values(), row.period.label): row for row in vintage.rows("open_vacancies")}
    last = rows["open_vacancies", "2024Q3"]
    assert (str(last.value), last.decimals, last.status) == ("390.5", 1, "provisional")
    assert rows["open_vacancies", "2024Q2"].status == "revised_provisional"
    assert rows["open_vacancies", "2022Q1"].status == "final"
    assert len(rows) == 11, "years are not quarters"
    sectors = {(row.members["sector"], row.period.label): row for row in vintage.rows("open_vacancies_by_sector")}
    assert {sector for sector, _ in sectors} == {"A", "J"}
    assert (sectors["A", "2022Q2"].value, sectors["A", "2022Q2"].symbol) == (None, ".")
    assert str(vintage.rows("unemployed")[0].value) == "370", "the measure under the group that was asked for"
    assert len(vintage.rows("cpi")) == 33
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 4 and re.fullmatch(r"written: data/vintages/first \(\d+ requests\)", out[-1])


def test_only_the_rows_and_measures_that_are_needed_are_asked_for(root: Path, server: DevServer) -> None:
    run(server, "--interface", "v4")
    (asked,) = [unquote(path) for path in server.asked("Observations") if "85224NED" in path]
    assert "(Measure eq 'M000002')" in asked and "(Geslacht eq 'T001038')" in asked and "3000" not in asked
    assert "contains(Perioden,'KW')" in asked and "$count=true" in asked


def test_version_3_is_asked_only_for_the_rows_and_columns_that_are_needed(root: Path, server: DevServer) -> None:
    run(server, "--interface", "v3")
    (asked,) = [path for path in server.asked("UntypedDataSet") if "85224NED" in path]
    assert "%24select=Geslacht%2CPerioden%2CSeizoengecorrigeerd_2&" in asked
    assert "Geslacht+eq+%27T001038+" in asked and "3000" not in asked
    assert "substringof%28%27KW%27%2CPerioden%29" in asked
    assert not server.asked("TypedDataSet"), "typed values lose CBS's symbols"


def test_what_cbs_has_not_touched_is_taken_over(root: Path, server: DevServer) -> None:
    run(server, "--label", "1")
    server.requests.clear()
    vacancies(server).modified = "2024-12-01T02:00:00"
    assert run(server, "--label", "2") == 0
    assert len([path for path in server.requests if "80474ned" not in path]) == 2, "one request for each other table"
    one, two = (Vintage.open(root / "data" / "vintages", label) for label in "12")
    same = {id for id in one.tables if one.tables[id].sha256 == two.tables[id].sha256}
    assert same == {"85224NED", "86141NED"}, "the other one has another release"


def test_nothing_changed_makes_one_request_per_table_and_writes_nothing(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(server)
    before = store(root)
    server.requests.clear()
    assert run(server) == 0
    assert len(server.requests) == 3
    assert store(root) == before
    assert "nothing changed" in capsys.readouterr().out


def test_another_selection_is_downloaded_again(root: Path, server: DevServer) -> None:
    run(server)
    series = root / "params" / "series.yml"
    series.write_text(series.read_text().replace("    J: {code: 391600, title: J Informatie}\n", ""))
    server.requests.clear()
    assert run(server) == 0
    assert [path for path in server.asked("Observations") if "80474ned" in path]


def test_pages_are_put_together(interface: str, root: Path) -> None:
    with DevServer(made_up_statline.tables(), page=5) as server:
        assert run(server, "--label", "paged", "--interface", interface) == 0
        assert len(server.asked(DATA[interface])) == 7 + 3 + 7
    assert len(Vintage.open(root / "data" / "vintages", "paged").rows("open_vacancies_by_sector")) == 22


def test_a_long_list_of_codes_is_asked_for_in_parts(interface: str, root: Path, server: DevServer) -> None:
    members = {f"m{n}": (f"{500000 + n}", f"Sector {n}") for n in range(60)}
    lines = "".join(f"    {key}: {{code: {code}, title: {title}}}\n" for key, (code, title) in members.items())
    series = root / "params" / "series.yml"
    series.write_text(series.read_text().replace("  sector:\n", f"  sector:\n{lines}"))
    table = vacancies(server)
    template = [(member.period, values) for member, values in table.cells.items() if member.codes == ("391600",)]
    for code, title in members.values():
        table.dimensions["SBI2008"][code] = title
        for period, values in template:
            table.cells[type(next(iter(table.cells)))((code,), period)] = values
    assert run(server, "--label", "wide", "--interface", interface) == 0
    asked = [path for path in server.asked(DATA[interface]) if "80474ned" in path]
    assert len(asked) > 1 and max(map(len, asked)) < 2_048
    assert len(Vintage.open(root / "data" / "vintages", "wide").rows("open_vacancies_by_sector")) == 62 * 11


def test_connections_are_bounded(root: Path) -> None:
    with DevServer(made_up_statline.tables(), latency=0.03) as server:
        assert run(server, "--connections", "2") == 0
        assert server.most_in_flight == 2


def test_the_log_can_be_read_by_a_machine(root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(server, "--log-format", "json", "--quarter", "2031Q1") == 3
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == ["table", "table", "table", "error"]
    assert events[-1]["exit_code"] == 3
    assert run(server, "--log-format=json", "--quarter", "2031") == 2
    (event,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (event["event"], event["exit_code"]) == ("error", 2)


def test_the_package_is_left_as_it_was(root: Path, server: DevServer) -> None:
    before = cbsodata.cbsodata3.Session, cbsodata.cbsodata3.options.use_https
    run(server)
    assert (cbsodata.cbsodata3.Session, cbsodata.cbsodata3.options.use_https) == before


# --- faults: exit code, message, unharmed store -------------------------------------------------------------------

FAULTS = {
    "slow": "does not answer in time",
    "hang": "does not answer in time",
    "429": "answers 429",
    "500": "answers 500",
    "503": "answers 503",
    "404": "does not have it (404)",
    "cut": "breaks off",
    "short": "sends broken JSON instead of data",
    "html": "sends a web page instead of data",
    "empty": "the answer holds no rows",
    "duplicate": "33 combinations of codes more than once",
    "unknown-code": "rows with codes that the dimension SBI2008 does not list: 999999",
    "missing-column": "missing from the answer: VacaturesSeizoengecorrigeerd_1",
    "text-value": "1 value neither a number nor one of CBS's symbols: 'n/a'",
    "hole": "1 period missing between the first and the last: 2023KW02",
    "shorter": "1 figure of the previous vintage gone: 2022KW01",
    "loop": "the server's next page is one that was read already",
    "endless": "more than 500 pages",
    "foreign-next": "refers to another host, http://192.0.2.1, which is not followed",
    "redirect": "refers to another host, http://192.0.2.1, which is not followed",
    "modified": "CBS changed the table while it was read",
}


#: where version 4 makes something else of it
FAULTS4 = {
    "missing-column": "a column of the table's metadata missing from the answer: Measure",
    "empty": "the answer holds no rows",
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_of_the_server_is_one_clear_line_and_leaves_the_store_unharmed(
    kind: str, interface: str, root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(server, "--label", "good", "--interface", interface) == 0
    before = store(root)
    capsys.readouterr()
    vacancies(server).modified = "2024-12-01T02:00:00"
    server.faults = [Fault(kind, table="80474ned")]
    assert run(server, "--interface", interface) == 1
    errors = capsys.readouterr().err
    assert (FAULTS | FAULTS4 if interface == "v4" else FAULTS)[kind] in errors
    assert "80474ned" in errors and "; " in errors, "which table, and what to do"
    assert "Traceback" not in errors
    assert store(root) == before


def test_the_other_host_is_never_called(root: Path, server: DevServer) -> None:
    with DevServer(made_up_statline.tables()) as elsewhere:
        for kind in ("foreign-next", "redirect"):
            server.faults = [Fault(kind, host=elsewhere.url)]
            assert run(server) == 1
        assert elsewhere.requests == []


@pytest.mark.parametrize("kind", ["429", "500", "503", "cut", "short", "html", "hang"])
def test_what_passes_is_tried_again(kind: str, root: Path, server: DevServer) -> None:
    server.faults = [Fault(kind, times=2)]
    assert run(server) == 0


def test_a_change_halfway_is_read_again(interface: str, root: Path, server: DevServer) -> None:
    server.faults = [Fault("modified", table="80474ned", times=1)]
    assert run(server, "--label", "again", "--interface", interface) == 0
    modified = Vintage.open(root / "data" / "vintages", "again").tables["80474ned"].modified
    assert (modified or "").startswith("2024-11-14T02:00:00")


def test_an_answer_that_trickles_in_is_given_up(root: Path, server: DevServer) -> None:
    server.faults = [Fault("drip")]
    client = StatLine(server.url, Limits(read=1.0, answer=0.2, tries=1, pause=0))
    catalogue = Catalogue.load(root / "params" / "series.yml")
    with pytest.raises(Exception, match="does not finish its answer in time"):
        fetch(catalogue, root / "data" / "vintages", client, date=Period.parse("2024Q3").last_day)


def test_a_server_that_asks_for_patience_gets_it_up_to_a_limit(root: Path, server: DevServer) -> None:
    server.faults = [Fault("429", times=1, retry_after="3600")]
    assert run(server, "--interface", "v3") == 1, "an hour is not waited for"
    server.faults = [Fault("503", times=1, retry_after="Wed, 21 Oct 2015 07:28:00 GMT")]
    assert run(server) == 0, "a date that has passed is no wait"


def test_a_plain_link_to_the_same_host_is_made_secure() -> None:
    guard = Guard("https://opendata.cbs.nl")
    with guard.entity("80474ned", "UntypedDataSet"):
        assert guard.check("http://opendata.cbs.nl/x?$skip=1") == "https://opendata.cbs.nl/x?$skip=1"
        for other in ("http://opendata.cbs.nl:8080/x", "https://opendata.cbs.nl.example/x", "ftp://opendata.cbs.nl/x"):
            with pytest.raises(UserError, match="another host"):
                guard.check(other)


def test_figures_of_a_trial_are_never_taken_for_those_of_cbs(root: Path, server: DevServer) -> None:
    assert run(server, "--label", "trial") == 0
    vintage = Vintage.open(root / "data" / "vintages", "trial")
    assert "niet van het CBS" in vintage.title
    assert {row.origin for row in vintage.rows("open_vacancies")} == {"lokale server"}
    assert _previous(root / "data" / "vintages", StatLine(CBS)) is None
    assert _previous(root / "data" / "vintages", StatLine(server.url)) is not None


@pytest.mark.parametrize(("address", "read"), [(f"{CBS}/ODataFeed/odata/80474ned", 1), ("https://cbs.nl.example/x", 0)])
def test_the_known_figures_are_those_that_were_read_from_cbs(root: Path, address: str, read: int) -> None:
    row = Row("open_vacancies", "80474ned", {}, Period.quarter(2024, 3), Decimal(7), origin="verzonnen")
    table = TableData("80474ned", "Verzonnen", [row], "2024-11-14T02:00:00", address, {}, {"StatLine": address})
    write(root / "data" / "vintages", "v", date=dt.date(2024, 12, 1), kind="fetched", title="Verzonnen", tables=[table])
    known = Known.load(root / "data" / "vintages", Catalogue.load(root / "params" / "series.yml"))
    assert len(known.of("open_vacancies")) == read


def test_nothing_listens(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with DevServer([]) as gone:
        url = gone.url
    assert run(url) == 1
    said = capsys.readouterr()
    lines = [line for line in (said.out + said.err).splitlines() if "no connection with 127.0.0.1" in line]
    assert len(lines) == 1  # for all tables together
    number = len(Catalogue.load(root / "params" / "series.yml").by_table(statline_only=True))
    assert lines[0].startswith(f"arbeidsmarkt: {number} tables (")


def test_every_fault_is_in_one_list(root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]) -> None:
    vacancies(server).measures = [Measure("Openstaande banen", (), "x 1 000", 1)]
    server.tables["86141ned"].measures = [Measure("CPI", (), "2030=100", 2)]
    server.faults = [Fault("empty", table="85224NED")]
    assert run(server) == 1
    errors = capsys.readouterr().err
    for expected in ("series 'open_vacancies', 'open_vacancies_by_sector':", "2030=100", "holds no rows"):
        assert expected in errors
    assert store(root) == {}


# --- two interfaces -----------------------------------------------------------------------------------------------


def test_a_table_that_version_4_lacks_is_read_from_version_3_and_the_others_are_not(root: Path) -> None:
    with DevServer(made_up_statline.tables()) as server:
        server.faults = [Fault("404", table="80474ned", version="v4")]
        assert run(server, "--label", "mixed") == 0
        read = Vintage.open(root / "data" / "vintages", "mixed").tables
    assert {name: info.interface for name, info in read.items()} == {
        "80474ned": "v3", "85224NED": "v4", "86141NED": "v4"
    }  # fmt: skip
    assert read["80474ned"].sources["lokale server"].endswith("/ODataFeed/odata/80474ned")
    assert read["85224NED"].sources["lokale server"].endswith("/odata/v1/CBS/85224NED")


@pytest.mark.parametrize("entity", ["about", "MeasureCodes", "data"])
def test_a_table_that_version_4_breaks_off_in_is_read_again_from_version_3_whole(
    entity: str, root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults = [Fault("503", table="80474ned", entity=entity, version="v4")]
    assert run(server, "--label", "again") == 0
    assert Vintage.open(root / "data" / "vintages", "again").tables["80474ned"].interface == "v3"
    assert "80474ned: read from v3, since 127.0.0.1" in capsys.readouterr().out
    assert [path for path in server.asked("TableInfos") if "80474ned" in path]


def test_a_faulty_answer_of_version_4_is_a_fault_and_not_hidden_by_version_3(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults = [Fault("duplicate", table="80474ned", version="v4")]
    assert run(server) == 1
    assert "more than once" in capsys.readouterr().err
    assert not server.asked("TableInfos")


def test_a_server_without_version_4_is_read_as_before(root: Path) -> None:
    with DevServer(made_up_statline.tables(), newer=False) as server:
        assert run(server, "--label", "old") == 0
    assert {info.interface for info in Vintage.open(root / "data" / "vintages", "old").tables.values()} == {"v3"}


def test_what_the_other_interface_read_is_taken_over_too(root: Path, server: DevServer) -> None:
    assert run(server, "--interface", "v3") == 0
    server.requests.clear()
    assert run(server, "--interface", "v4") == 0
    assert len(server.requests) == 3


# --- the quarter that was asked for -------------------------------------------------------------------------------


def test_a_quarter_that_is_not_out_leaves_with_3_and_says_what_there_is(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    table = server.tables["85224ned"]
    table.cells = {member: values for member, values in table.cells.items() if member.period != "2024KW03"}
    assert run(server, "--quarter", "2024Q3") == 3
    error = capsys.readouterr().err
    assert "2024Q3" in error and "85224NED (series 'unemployed': latest is 2024Q2)" in error and "80474ned" not in error
    assert store(root) == {}
    assert run(server, "--quarter", "2024Q2") == 0


def test_of_several_late_series_the_latest_is_named_and_the_others_counted(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    table, sectors = server.tables["80474ned"], ("301000", "391600")
    table.cells = {
        member: values for member, values in table.cells.items()
        if member.period < ("2024KW02" if member.codes[0] in sectors else "2024KW03")
    }  # fmt: skip
    assert run(server, "--quarter", "2024Q3") == 3
    said = "80474ned (series 'open_vacancies_by_sector' and 1 more series: latest is 2024Q1)"
    assert said in capsys.readouterr().err


def test_a_month_too_early_is_a_quarter_too_early(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = server.tables["86141ned"]
    prices.cells = {member: values for member, values in prices.cells.items() if member.period != "2024MM09"}
    assert run(server, "--quarter", "2024Q3") == 3
    assert "86141NED (series 'cpi': latest is 2024-08)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--quarter", "2024"], "is not a quarter"),
        (["--quarter", "next"], "is not a period"),
        (["--label", "../x"], "cannot name a folder"),
        (["--base-url", "http://opendata.cbs.nl"], "not a secure address"),
        (["--base-url", "opendata.cbs.nl"], "is not a base address"),
        (["--accept-vanished", "1ned"], "is not a table of the catalogue"),
        (["--tries", "0"], "start at 1"),
    ],
)
def test_wrong_usage_leaves_with_2(
    options: list[str], message: str, root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(server, *options) == 2
    assert message in capsys.readouterr().err
    assert server.requests == []


def test_a_vintage_is_never_overwritten(root: Path, server: DevServer) -> None:
    assert run(server, "--label", "once") == 0
    before = store(root)
    server.requests.clear()
    assert run(server, "--label", "once") == 2
    assert server.requests == [] and store(root) == before


# --- the life of a table ------------------------------------------------------------------------------------------


def test_a_renamed_measure_is_never_answered_with_what_is_merely_near_in_spelling(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    vacancies(server).measures = [
        Measure("Iets anders", (), "x 1 000", 1), Measure("Vacatures, seizoengecorrigeerd", (), "x 1 000", 1)
    ]  # fmt: skip
    assert run(server) == 1
    errors = capsys.readouterr().err
    assert "was renamed or removed" in errors and "arbeidsmarkt settle 80474ned" in errors
    assert "Iets anders" not in errors and "Vacatures, seizoengecorrigeerd" not in errors
    assert len(errors.splitlines()) == 1, "one cause, two series"


def test_a_measure_whose_number_shifted_is_found_by_its_title(root: Path, server: DevServer) -> None:
    table = vacancies(server)
    table.measures.insert(0, Measure("Nieuw in deze tabel", (), "%"))
    table.cells = {member: {1: values[0], 0: "1"} for member, values in table.cells.items()}
    assert run(server, "--label", "shifted") == 0
    assert str(Vintage.open(root / "data" / "vintages", "shifted").rows("open_vacancies")[-1].value) == "390.5"


@pytest.mark.parametrize(
    ("unit", "message"),
    [("%", "the unit of 'CPI' is '%'"), ("2030=100", "the base year changed from 2025=100 to 2030")],
)
def test_another_base_or_unit(
    unit: str, message: str, root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.tables["86141ned"].measures = [Measure("CPI", (), unit, 2)]
    assert run(server) == 1
    assert message in capsys.readouterr().err


def test_a_title_that_stands_twice_needs_its_group(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    series = root / "params" / "series.yml"
    series.write_text(series.read_text().replace(", groups: [Werkloze beroepsbevolking]", ""))
    assert run(server) == 1
    assert "Werkloosheidspercentage > Seizoengecorrigeerd; name its groups" in capsys.readouterr().err


def test_a_dimension_that_came_and_a_member_that_went(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    table = vacancies(server)
    table.dimensions["SBI2008"]["391600"] = "J Anders"
    table.dimensions["SBI2008"]["399999"] = table.dimensions["SBI2008"].pop("391600")
    prices = server.tables["86141ned"]
    prices.dimensions = {"Versie": {"A045600": "Huidige cijfers"}}
    prices.cells = {type(member)(("A045600",), member.period): values for member, values in prices.cells.items()}
    table.cells = {m: v for m, v in table.cells.items() if m.codes != ("391600",)}
    assert run(server) == 1
    errors = capsys.readouterr().err
    assert "the dimension SBI2008 has no member 'J Informatie'; " in errors and "only:" in errors
    assert "does not say what it reads of the dimension Versie" in errors and "'Huidige cijfers'" in errors


def test_a_discontinued_table_names_its_successor(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    vacancies(server).info = {
        "OutputStatus": "Gediscontinueerd",
        "ShortDescription": "Deze tabel is per 1 januari stopgezet en wordt opgevolgd door\n"
        "<a href='https://opendata.cbs.nl/statline/#/CBS/nl/dataset/89999NED'>Vacatures</a>.",
    }
    assert run(server) == 1
    error = capsys.readouterr().err
    assert "80474ned: CBS has discontinued this table; CBS names 89999NED as its successor" in error
    assert "params/series.yml" in error


def test_a_table_that_the_catalogue_knows_to_be_discontinued_is_read_on(root: Path, server: DevServer) -> None:
    vacancies(server).info = {"Frequency": "Stopgezet"}
    series = root / "params" / "series.yml"
    series.write_text(series.read_text().replace("Vacatures (made up)", "Vacatures (stopgezet, made up)"))
    table = vacancies(server)
    table.cells = {member: values for member, values in table.cells.items() if member.period < "2024KW01"}
    assert run(server, "--quarter", "2024Q3") == 0, "it will never have the newest quarter"


def test_a_successor_that_is_announced_is_a_line_not_a_fault(
    root: Path, server: DevServer, capsys: pytest.CaptureFixture[str]
) -> None:
    vacancies(server).info = {"ShortDescription": "In 2025 wordt deze tabel vervangen door tabel 89999NED."}
    assert run(server) == 0
    assert "80474ned: CBS announces 89999NED as its successor" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "De reeks naar bedrijfsgrootte is stopgezet.",
        "Zie ook <a href='…/dataset/80473ned'>Vacatures; particuliere bedrijven</a>",
        "Deze tabel is opgevolgd door de cijfers op de website. Zie ook 80473ned.",
    ],
)
def test_a_mere_mention_is_neither_end_nor_successor(text: str) -> None:
    cycle = LifeCycle.of({"OutputStatus": "Regulier", "Title": "Vacatures", "Description": text})
    assert cycle == LifeCycle(ended=False, successor="")


def test_figures_that_cbs_says_are_gone_may_be_accepted(root: Path, server: DevServer) -> None:
    run(server)
    table = vacancies(server)
    table.modified = "2024-12-01T02:00:00"
    table.cells = {member: values for member, values in table.cells.items() if member.period >= "2023KW01"}
    assert run(server) == 1
    assert run(server, "--accept-vanished", "80474ned") == 0


# --- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    89.8", ("89.8", "", 1)),
        ("     152", ("152", "", 0)),
        ("    -0.3", ("-0.3", "", 1)),
        ("   100.0", ("100.0", "", 1)),
        ("       .", ("None", ".", 0)),
        ("        ", ("None", "blank", 0)),
        (None, ("None", "blank", 0)),
    ],
)
def test_values_as_cbs_writes_them(text: str | None, expected: tuple[str, str, int]) -> None:
    value, symbol, decimals = parse_value(text)
    assert (str(value), symbol, decimals) == expected


@pytest.mark.parametrize("text", ["1e3", "1,5", "NaN", "n/a", "12*", "--1", "٣"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_value(text)
    assert str(refused.value) == ascii(text)


# --- interrupted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_killed_half_way_the_store_holds_only_whole_vintages(sign: int, root: Path, server: DevServer) -> None:
    assert run(server, "--label", "good") == 0
    before = store(root)
    vacancies(server).modified = "2024-12-01T02:00:00"
    server.faults = [Fault("hang", entity="data")]
    server.requests.clear()
    process = subprocess.Popen(
        [sys.executable, "-c", "from arbeidsmarkt.cli import main; main()", "fetch", "--base-url", server.url,
         "--timeout", "2", "--tries", "1"],
        env={**os.environ, "ARBEIDSMARKT_ROOT": str(root)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not server.asked("Observations") and process.poll() is None:
        server.closing.wait(0.02)
    process.send_signal(sign)
    error = process.communicate(timeout=20)[1]
    assert process.returncode in (-signal.SIGKILL, 130, 143)
    assert "Traceback" not in error
    assert store(root) == before


def test_what_a_killed_fetch_left_is_taken_away_and_what_another_is_writing_is_not(
    root: Path, server: DevServer
) -> None:
    vintages = root / "data" / "vintages"
    finished = subprocess.Popen([sys.executable, "-c", ""])
    finished.wait()
    (vintages / f".2024-11-15.{finished.pid}.tmp").mkdir()
    (vintages / f".2024-11-16.{os.getpid()}.tmp").mkdir()
    assert run(server, "--label", "next") == 0
    assert sorted(path.name for path in vintages.iterdir()) == [f".2024-11-16.{os.getpid()}.tmp", "next"]


def test_a_full_disk_leaves_nothing_behind(root: Path, server: DevServer) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500));"
        "from arbeidsmarkt.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, "fetch", "--base-url", server.url],
        env={**os.environ, "ARBEIDSMARKT_ROOT": str(root)}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert store(root) == {}
    assert list((root / "data" / "vintages").iterdir()) == []


# --- fed from a vintage -------------------------------------------------------------------------------------------


def test_a_vintage_that_is_served_and_fetched_is_the_same(root: Path, server: DevServer) -> None:
    run(server, "--label", "original")
    vintages = root / "data" / "vintages"
    original = Vintage.open(vintages, "original")
    catalogue = Catalogue.load(root / "params" / "series.yml")
    with DevServer(from_vintage(original, catalogue)) as copy:
        assert run(copy, "--label", "copied") == 0
    copied = Vintage.open(vintages, "copied")
    for series in catalogue.series:
        assert copied.rows(series) == original.rows(series)
    assert copied.tables["80474ned"].modified == original.tables["80474ned"].modified
