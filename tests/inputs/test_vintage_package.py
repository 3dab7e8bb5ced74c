"""What a vintage's files say, byte for byte, and what is said of a vintage that cannot be read. Made-up figures."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintage_files, vintage_table, vintages
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage

DAY = dt.date(2024, 12, 13)
CBS = "https://opendata.cbs.nl/ODataFeed/odata/B1ned"


def row(
    period: str = "2024Q3", value: str | None = "1.5", series: str = "x", table: str = "B1ned", **more: object
) -> Row:
    number = None if value is None else Decimal(value)
    return Row(series, table, **{"members": {}, **more}, period=Period.parse(period), value=number, decimals=1)  # type: ignore[arg-type]


def cbs(rows: list[Row]) -> TableData:
    return TableData(
        "B1ned", "Verzonnen tabel", rows, "2024-11-14T02:00:00", "https://example.org/b", {"x": ["Een"]},
        {"StatLine": CBS, "krant": "https://example.org/krant"}, ("region",),
        {"y": Decimal("0.5"), "x": Decimal("1.5")}, ({"series": "x", "because": "niemand"},), "v4", "202411140200",
    )  # fmt: skip


def own() -> TableData:
    about = {"file": "eigen.csv", "by": "B. Jansen"}
    return TableData(
        "a-own", "Verzonnen bestand", [row(table="a-own", series="own")], url="https://example.org/a",
        publisher="Verzonnen bureau", imported=about,
    )  # fmt: skip


ROWS = [
    row(members={"sector": "B"}, status="provisional", as_of=DAY, origin="een\n bron", note=" n  m", via="krant.nl"),
    row(members={"sector": "A"}, value=None, symbol=".", release="2024-08"),
    row("2024Q2", members={"sector": "A"}, value="2"),
    row("2024MM07", series="y", value="-0.25", status="final"),
]


def test_the_files_of_a_vintage(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = vintages.write(
        tmp_path / "v", "One", date=DAY, kind="imported", title="Verzonnen", description="Verzonnen figures",
        tables=[cbs(ROWS), own(), TableData("empty", "Leeg", [])], left_out=[{"table": "z"}],
        based_on={"label": "two", "kind": "fetched"},
    )  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == ["B1ned.csv", "a-own.csv", "datapackage.json"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert (folder / "B1ned.csv").read_text() == (
        "series,region,sector,period,value,symbol,status,decimals,as_of,release,origin,via,note\n"
        "x,,A,2024KW02,2.0,,unknown,1,,2024-11-14T02:00:00,,,\n"
        "x,,A,2024KW03,,.,unknown,1,,2024-08,,,\n"
        "x,,B,2024KW03,1.5,,provisional,1,2024-12-13,2024-11-14T02:00:00,een bron,krant.nl,n m\n"
        "y,,,2024MM07,-0.25,,final,1,,2024-11-14T02:00:00,,,\n"
    )
    assert (folder / "a-own.csv").read_text().splitlines()[1] == "own,2024KW03,1.5,,unknown,1,,2024-12-13,,,"
    assert (folder / "datapackage.json").read_text() == snapshot


@pytest.mark.parametrize(
    ("kind", "addresses", "servers", "counts_as"),
    [
        ("fetched", [CBS, f"{CBS}x", "https://datasets.cbs.nl/odata"], ["https://datasets.cbs.nl", "https://opendata.cbs.nl"],
         "fetched"),
        ("fetched", [CBS, "https://example.org/x"], ["https://example.org", "https://opendata.cbs.nl"], "trial"),
        ("fetched", [], [], "trial"),
        ("trial", ["http://127.0.0.1:80/x"], ["http://127.0.0.1:80"], "trial"),
        ("imported", ["https://example.org/x"], None, "imported"),
        ("reconstructed", [], None, "reconstructed"),
    ],
)  # fmt: skip
def test_a_vintage_names_the_servers_it_was_read_from_and_is_fetched_from_those_of_cbs_only(
    tmp_path: Path, kind: str, addresses: list[str], servers: list[str] | None, counts_as: str
) -> None:
    sources = {str(number): address for number, address in enumerate(addresses)}
    table = TableData("T1", "Verzonnen", [row(table="T1")], sources=sources)
    folder = vintages.write(tmp_path, "one", date=DAY, kind=kind, title="Verzonnen", tables=[table])
    package = json.loads((folder / "datapackage.json").read_text())
    assert package.get("read_from") == servers
    assert (vintages.kind_of(tmp_path, "one"), Vintage.open(tmp_path, "one").kind) == (counts_as, counts_as)
    assert not {"left_out", "based_on"} & package.keys()
    assert not {"publisher", "interface", "version", "imported"} & package["resources"][0].keys()


@pytest.mark.parametrize(
    ("address", "cbs_own"),
    [
        ("https://opendata.cbs.nl/x", True), ("https://odata4.cbs.nl", True), ("https://datasets.cbs.nl:443/x", True),
        ("http://opendata.cbs.nl/x", False), ("https://opendata.cbs.nl:444/x", False),
        ("https://opendata.cbs.nl.example/x", False), ("https://opendata.cbs.nl:x/", False), ("", False),
    ],
)  # fmt: skip
def test_cbs_s_own_servers_are_known_by_their_whole_address(address: str, cbs_own: bool) -> None:
    assert vintage_files.read_from_cbs(address) is cbs_own


@pytest.mark.parametrize(
    "more",
    [
        {"symbol": "x"}, {"status": "sure"}, {"value": None}, {"symbol": "."}, {"value": None, "symbol": "?"},
    ],
)  # fmt: skip
def test_a_row_that_says_two_things_at_once_is_not_written(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"not a valid row: Row\(series='x'"):
        vintages.write(tmp_path, "one", date=DAY, kind="imported", title="x", tables=[cbs([row(**more)])])
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(label: str = "one", kind: str = "imported", rows: list[Row] | None = None, root: Path = tmp_path) -> str:
        with pytest.raises((UserError, ValueError)) as refused:
            vintages.write(root, label, date=DAY, kind=kind, title="x", tables=[cbs(rows or ROWS)])
        return str(refused.value).replace(tmp_path.name, "v")

    assert make(kind="made") == "kind is fetched or imported or reconstructed or trial, not made"
    assert make(rows=[*ROWS, ROWS[2]]) == "table B1ned: two rows for x A 2024KW02"
    (tmp_path / "one").mkdir()
    assert make() == "v/one: this vintage exists already and is never overwritten; give another label"
    (tmp_path / "file").touch()
    assert make(root=tmp_path / "file") == "file/one: could not be written: File exists"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("a..b", "a..b"), ("../x", "../x"), (".x", ".x"), ("x" * 60 + "/", "x" * 59 + "…"), ("é", "é"),
        ("x" * 59 + "/", "x" * 59 + "/"), ("x" * 101, "x" * 59 + "…"),
    ],
)  # fmt: skip
def test_a_label_that_is_none_is_shown_cut(label: str, shown: str) -> None:
    with pytest.raises(UserError) as refused:
        vintage_files.check_label(label, "vintages")
    assert str(refused.value) == (
        f"vintages: '{shown}' is no label of a vintage; a label is at most 100 letters, digits, dots and hyphens, as "
        "2024-12-13"
    )


@pytest.mark.parametrize("label", ["x" * 100, "2024-12-13", "a.b_c-D9"])
def test_a_label_of_letters_digits_dots_and_hyphens_passes(label: str) -> None:
    vintage_files.check_label(label, "vintages")


def test_an_opened_vintage_gives_back_what_was_written(tmp_path: Path) -> None:
    for label, kind, based_on in (
        ("One", "imported", {"label": "two", "kind": "reconstructed"}), ("three", "imported", {"kind": "fetched"}),
        ("four", "reconstructed", None),
    ):  # fmt: skip
        vintages.write(
            tmp_path, label, date=DAY, kind=kind, title="Verzonnen", tables=[cbs(ROWS), own()],
            left_out=[{"table": "z"}], based_on=based_on,
        )  # fmt: skip
    made = Vintage.open(tmp_path, "One")
    assert [Vintage.open(tmp_path, label).reconstructed for label in ("One", "three", "four")] == [True, False, True]
    assert (made.title, made.left_out, dict(made.based_on)) == (
        "Verzonnen", ({"table": "z"},), {"label": "two", "kind": "reconstructed"},
    )  # fmt: skip
    assert made.series() == {"own": "a-own", "x": "B1ned", "y": "B1ned"}
    assert (made.table_of("y").rows, made.table_of("z")) == (4, None)  # type: ignore[union-attr]
    assert made.published("B1ned") == {DAY} and made.published("a-own") == set()
    assert made.by_members("x").keys() == {(("sector", "A"),), (("sector", "B"),)} and made.by_members("z") == {}
    assert made.texts("x") == [
        ("sector=A", "2024KW02", "2.0", "unknown", ""), ("sector=A", "2024KW03", "", "unknown", ""),
        ("sector=B", "2024KW03", "1.5", "provisional", "2024-12-13"),
    ]  # fmt: skip
    first = made.rows("x")[2]
    assert (first.origin, first.note, first.release, first.via, first.table) == (
        "een bron", "n m", "2024-11-14T02:00:00", "krant.nl", "B1ned",
    )  # fmt: skip
    again = vintages.write(
        tmp_path, "again", date=DAY, kind="imported", title="Verzonnen", tables=map(made.data, made.tables)
    )
    for name in ("B1ned.csv", "a-own.csv"):
        assert (again / name).read_bytes() == (made.folder / name).read_bytes()
    one, other = (json.loads((folder / "datapackage.json").read_text())["resources"] for folder in (made.folder, again))
    assert one == other


def opened(tmp_path: Path, change: Callable[[Path], None], ask: Callable[[Path], object]) -> str:
    """What is said of a vintage that somebody changed."""
    root = tmp_path / "vintages"
    folder = vintages.write(root, "one", date=DAY, kind="imported", title="Verzonnen", tables=[cbs(ROWS), own()])
    change(folder)
    with pytest.raises(UserError) as refused:
        ask(root)
    return str(refused.value)


def resealed(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    del package["digest"]
    change(package)
    (folder / "datapackage.json").write_bytes(vintage_files.sealed(package))


def rewritten(folder: Path, old: str, new: str) -> None:
    """Change a line of the CSV, and its hash."""
    text = (folder / "B1ned.csv").read_text().replace(old, new)
    (folder / "B1ned.csv").write_text(text)

    def change(package: dict[str, object]) -> None:
        package["resources"][1]["hash"] = f"sha256:{vintage_files.sha256(text.encode())}"  # type: ignore[index]

    resealed(folder, change)


RESTORE = "restore it from git"
LINK = "leads to another place by a link; put the files themselves there"
CHANGED = f"was changed since the vintage was written; {RESTORE}"


def moved(path: Path) -> None:
    elsewhere = path.parent.parent.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "B1ned.csv").unlink(),
         f"vintages/one/B1ned.csv: cannot be read: No such file or directory; {RESTORE}"),
        (lambda folder: ((folder / "B1ned.csv").unlink(), (folder / "B1ned.csv").mkdir()),
         "vintages/one/B1ned.csv: cannot be read: Is a directory"),
        (lambda folder: (folder / "B1ned.csv").write_text("x"), f"vintages/one/B1ned.csv: {CHANGED}"),
        (lambda folder: moved(folder / "B1ned.csv"), f"vintages/one/B1ned.csv: {LINK}"),
        (lambda folder: moved(folder / "datapackage.json"), f"vintages/one: {LINK}"),
        (moved, f"vintages/one: {LINK}"),
        (lambda folder: resealed(folder, lambda package: package["resources"][0].update(path="../x.csv")),
         f"vintages/one/../x.csv: {LINK}"),
        (lambda folder: (folder / "b.csv").touch(),
         "vintages/one/b.csv: this file is not part of the vintage; take it out"),
        (lambda folder: resealed(folder, lambda package: package.update(label="two")),
         f"vintages/one/datapackage.json: {CHANGED}"),
        (lambda folder: resealed(folder, lambda package: (package.pop("title"), package.pop("kind"))),
         "vintages/one/datapackage.json: lacks kind and title; restore it from git, or fetch a new vintage"),
        (lambda folder: (folder / "datapackage.json").unlink(),
         f"vintages/one/datapackage.json: cannot be read: No such file or directory; {RESTORE}"),
        (lambda folder: folder.rename(folder.with_name("two")),
         "vintages/one: there is no such vintage; there are two"),
        (lambda folder: [folder.rename(folder.parent.parent / "two"), (folder.parent / "f").touch()],
         "vintages/one: there is no such vintage; make one with: arbeidsmarkt fetch"),
    ],
)  # fmt: skip
def test_a_vintage_that_is_not_as_it_was_written_is_named_with_its_file(
    tmp_path: Path, change: Callable[[Path], None], said: str
) -> None:
    assert opened(tmp_path, change, lambda root: Vintage.open(root, "one")) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2024KW02", "2024KW05", "table B1ned, 2024KW05: cannot be read: '2024KW05' is not a period; "),
        ("2.0", '"2,0"', "table B1ned, 2024KW02: cannot be read: "),
        ("unknown,1,,2024-11-14", "unknown,one,,2024-11-14", "table B1ned, 2024KW02: cannot be read: "),
        ("2024-12-13", "2024-12-32", "table B1ned, 2024KW03: cannot be read: "),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_table_and_period(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert opened(
        tmp_path, lambda folder: rewritten(folder, old, new), lambda root: Vintage.open(root, "one").rows("x")
    ).startswith(said)


def test_a_day_that_is_none_is_named_with_its_column(tmp_path: Path) -> None:
    assert re.fullmatch(
        r"table B1ned, as_of: cannot be read: .*",
        opened(
            tmp_path, lambda folder: rewritten(folder, "2024-12-13", "2024-12-32"),
            lambda root: Vintage.open(root, "one").published("B1ned"),
        ),
    )  # fmt: skip


def test_what_a_column_holds_leaves_out_lines_that_are_too_short() -> None:
    table = vintage_table.Table(
        "T", b"series,period,value,as_of\nx,2024KW03,1,2024-01-02\nx,2024KW04\n\ny,2025KW01,2,\n"
    )
    assert (table.column("as_of"), table.column("series")) == ({"2024-01-02", ""}, {"x", "y"})


def test_vintages_are_listed_by_their_day_and_the_latest_is_no_trial(tmp_path: Path) -> None:
    assert vintages.labels(tmp_path) == []
    for label, day, kind in (("b", 2, "imported"), ("a", 3, "trial"), ("c", 1, "imported")):
        date = dt.date(2024, 1, day)
        vintages.write(tmp_path, label, date=date, kind=kind, title="x", tables=[cbs(ROWS)])
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "datapackage.json").touch()
    assert vintages.labels(tmp_path) == ["c", "b", "a"]
    assert (vintages.latest(tmp_path), vintages.date_of(tmp_path, "b")) == ("b", dt.date(2024, 1, 2))


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_a_vintage_is_made_in_a_hidden_folder_that_names_its_process_and_gets_its_name_when_all_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a later fetch can take away what a killed process left, and nothing else."""
    order: list[str] = []
    rename = os.rename

    def renamed(one: Path, other: Path) -> None:
        order.append("named")
        rename(one, other)

    monkeypatch.setattr(vintage_files.os, "rename", renamed)
    monkeypatch.setattr(vintage_files.os, "fsync", lambda fd: order.append(Path(f"/proc/self/fd/{fd}").readlink().name))
    vintages.write(tmp_path, "one", date=DAY, kind="imported", title="x", tables=[cbs(ROWS)])
    assert re.fullmatch(rf"\.one\.\w+\.{os.getpid()}\.tmp", order.pop(2))
    assert order == ["B1ned.csv", "datapackage.json", "named", tmp_path.name]


def test_a_file_is_hashed_again_only_while_its_times_cannot_be_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash of every table is kept by the file's times; a file that was written just now is read again."""
    vintages.write(tmp_path, "one", date=DAY, kind="imported", title="x", tables=[cbs(ROWS)])
    read: list[bytes] = []
    monkeypatch.setattr(vintages, "sha256", lambda content: read.append(content) or vintage_files.sha256(content))
    now = (tmp_path / "one" / "B1ned.csv").stat().st_ctime_ns
    for later, times in ((2_000_000_000, 2), (2_000_000_001, 1)):
        read.clear()
        monkeypatch.setattr(vintages.time, "time_ns", lambda now=now + later: now)
        for _ in range(2):
            Vintage.open(tmp_path, "one")
        assert len(read) == times
