"""What is refused before anything is in the store, and what a vintage may do without. The figures are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import made_up_statline
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.devserver import DevServer, Fault, Measure
from arbeidsmarkt.statline.fetch import Fetched, fetch
from arbeidsmarkt.statline.guard import Limits
from arbeidsmarkt.statline.metadata import same_thing

Change = Callable[[DevServer], None]


def read(root: Path, server: DevServer, interface: str = "auto", **options: object) -> Fetched:
    """Fetch the made-up catalogue, without waiting between tries."""
    catalogue = Catalogue.load(root / "params" / "series.yml")
    limits = Limits(tries=1, broken=0, pause=0, read=2)
    client = StatLine(server.url, limits, interface=interface)  # type: ignore[arg-type]
    return fetch(catalogue, root / "data" / "vintages", client, date=dt.date(2024, 12, 1), **options)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made_up_statline.project(tmp_path / "checkout")


def vacancies(server: DevServer, change: Callable[[str, str, str], str]) -> None:
    """Change values of the table of vacancies: by code, period and value."""
    cells = server.tables["80474ned"].cells
    for member, values in cells.items():
        values[0] = change(member.codes[0], member.period, values[0])


def retitled(server: DevServer) -> None:
    server.tables["80474ned"].dimensions["SBI2008"]["391600"] = "K Telecommunicatie en IT-diensten"


def unknown(server: DevServer) -> None:
    vacancies(server, lambda code, period, value: "." if code == "T001081" else value)


def renamed(server: DevServer) -> None:
    server.tables["80474ned"].info["Identifier"] = "80590ned"


def dateless(server: DevServer) -> None:
    server.tables["80474ned"].info["Modified"] = server.tables["80474ned"].modified = "gisteren"


def nul(server: DevServer) -> None:
    server.tables["80474ned"].measures = [Measure("Vacatures\0 seizoengecorrigeerd", (), "x 1 000", 1)]


def turned(server: DevServer) -> None:
    server.tables["80474ned"].dimensions["SBI2008"]["301000"] = "A \u202eLandbouw"


def endless(server: DevServer) -> None:
    vacancies(server, lambda code, period, value: "9" * 5000 if (code, period) == ("301000", "2023KW01") else value)


def twice(server: DevServer) -> None:
    codes = server.tables["80474ned"].dimensions["SBI2008"]
    codes["391600"], codes["301000"] = "A Landbouw", "J Informatie"


REFUSED: dict[str, tuple[Change, str]] = {
    "a code that became something else": (
        retitled,
        "391600 of the dimension SBI2008 was 'J Informatie' and is 'K Tele",
    ),
    "nothing but unknown values": (unknown, "series 'open_vacancies': not one number"),
    "another table": (renamed, "another table, '80590ned'"),
    "a Modified that is no date": (dateless, "Modified is 'gisteren"),
    "a NUL in a title": (nul, "U+0000"),
    "a sign that turns the text": (turned, "U+202E"),
    "a value of 5000 digits": (endless, "in 301000 2023KW01"),
    "codes that changed places": (twice, "was 'A Landbouw' and is 'J Informatie' now"),
}


@pytest.mark.parametrize("interface", ["v4", "v3"])
@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_and_nothing_is_written(what: str, interface: str, root: Path) -> None:
    change, message = REFUSED[what]
    with DevServer(made_up_statline.tables()) as server:
        change(server)
        with pytest.raises(UserError) as error:
            read(root, server, interface)
    assert message in str(error.value)
    assert "80474ned" in str(error.value) and len(str(error.value)) < 1200
    assert list((root / "data" / "vintages").iterdir()) == []


def test_two_series_that_read_the_same_cells_are_refused(root: Path) -> None:
    series = root / "params" / "series.yml"
    series.write_text(series.read_text() + """\
  cpi_too:
    table: 86141NED
    title: Nog eens de prijzen (2025=100)
    measure: CPI
    unit: index
    base: 2025=100
    frequency: month
""")  # fmt: skip
    with DevServer(made_up_statline.tables()) as server, pytest.raises(UserError, match="those of series 'cpi', too"):
        read(root, server)


def test_a_series_of_one_member_that_the_catalogue_itself_names_is_read_beside_the_whole(root: Path) -> None:
    series = root / "params" / "series.yml"
    series.write_text(series.read_text() + """\
  open_vacancies_farms:
    table: 80474ned
    title: Openstaande vacatures in de landbouw
    measure: Vacatures seizoengecorrigeerd
    dimensions: {SBI2008: A Landbouw}
    unit: thousand
    decimals: 1
""")  # fmt: skip
    with DevServer(made_up_statline.tables()) as server:
        read(root, server)
    (written,) = (root / "data" / "vintages").glob("*/80474ned.csv")
    assert "open_vacancies_farms" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "now", "same"),
    [
        ("J Informatie en communicatie", "K Telecommunicatie en IT-diensten", False),
        ("J Informatie en communicatie", "J Informatie en communicatie", True),
        ("Totaal Cao-sectoren", "Totaal cao-sectoren", True),
        ("Overheid", "Sector overheid", True),
        ("Overheid", "Particuliere bedrijven", False),
        ("M-N Zakelijke dienstverlening", "M-N Zakelijke diensten", True),
        ("G Handel", "G Groothandel en detailhandel", False),
    ],
)
def test_a_title_that_can_be_the_same_thing(title: str, now: str, same: bool) -> None:
    assert same_thing(title, now) is same


LEAPS: dict[str, Callable[[str, str, str], str]] = {
    "a thousand times": lambda code, period, value: value if value == "." else f"{float(value) * 1000:.1f}",
    "one figure a thousand times": lambda code, period, value: "340500.0" if period == "2023KW01" else value,
    "the newest only": lambda code, period, value: "39050.0" if period == "2024KW03" else value,
    "below nought": lambda code, period, value: "-390.5" if period == "2024KW03" else value,
    "half of them ten times": lambda code, period, value: (
        value if value == "." or period < "2023KW01" else f"{float(value) * 11:.1f}"
    ),
}


@pytest.mark.parametrize("what", LEAPS)
def test_figures_that_leap_are_named_and_taken_only_when_accepted(what: str, root: Path) -> None:
    with DevServer(made_up_statline.tables()) as server:
        read(root, server)
        server.tables["80474ned"].modified = "2024-12-01T02:00:00"
        vacancies(server, LEAPS[what])
        with pytest.raises(UserError, match=r"leap: .*--accept 80474ned"):
            read(root, server)
        assert len(list((root / "data" / "vintages").iterdir())) == 1
        assert read(root, server, accept=["80474ned"]).path


def test_a_revision_is_no_leap(root: Path) -> None:
    with DevServer(made_up_statline.tables()) as server:
        read(root, server)
        server.tables["80474ned"].modified = "2024-12-01T02:00:00"
        vacancies(server, lambda code, period, value: value if value == "." else f"{float(value) * 1.2:.1f}")
        assert read(root, server).path


# --- required and optional ------------------------------------------------------------------------------------------


@pytest.fixture
def marked(root: Path) -> Path:
    """The catalogue with one required series; the others may be left out."""
    series = root / "params" / "series.yml"
    series.write_text(series.read_text().replace("    unit: thousand\n", "    unit: thousand\n    required: true\n", 1))
    return root


WITHOUT = {
    "gone": Fault("404", table="86141NED"),
    "unreachable": Fault("503", table="86141NED"),
    "refused": Fault("duplicate", table="86141NED"),
}


@pytest.mark.parametrize("kind", WITHOUT)
def test_a_table_that_nothing_rests_on_is_left_out_and_recorded(kind: str, marked: Path) -> None:
    with DevServer(made_up_statline.tables(), faults=[WITHOUT[kind]]) as server:
        done = read(marked, server)
        vintage = Vintage.open(marked / "data" / "vintages", done.label)
        assert set(vintage.tables) == {"80474ned", "85224NED"}
        (item,) = vintage.left_out
        assert (item["table"], item["series"], item["kind"]) == ("86141NED", ["cpi"], kind)
        with pytest.raises(UserError, match="86141NED"):
            read(marked, server, all_or_nothing=True, label="whole")
        assert not (marked / "data" / "vintages" / "whole").exists()


def test_one_series_of_a_table_is_left_out_alone(marked: Path) -> None:
    with DevServer(made_up_statline.tables()) as server:
        retitled(server)
        done = read(marked, server)
    vintage = Vintage.open(marked / "data" / "vintages", done.label)
    assert vintage.rows("open_vacancies") and not vintage.rows("open_vacancies_by_sector")
    (item,) = vintage.left_out
    assert (item["table"], item["series"], item["kind"]) == ("80474ned", ["open_vacancies_by_sector"], "changed")


def test_a_required_series_still_stops_everything(marked: Path) -> None:
    fault = Fault("404", table="80474ned")
    with DevServer(made_up_statline.tables(), faults=[fault]) as server, pytest.raises(UserError, match="80474ned"):
        read(marked, server)
    assert list((marked / "data" / "vintages").iterdir()) == []


def test_what_was_left_out_is_read_again_when_it_can_be(marked: Path) -> None:
    with DevServer(made_up_statline.tables(), faults=[Fault("404", table="86141NED")]) as server:
        read(marked, server)
        server.faults = []
        done = read(marked, server)
    vintage = Vintage.open(marked / "data" / "vintages", done.label)
    assert "86141NED" in vintage.tables and not vintage.left_out
