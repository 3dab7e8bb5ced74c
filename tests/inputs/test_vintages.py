"""Vintages on disk: written whole or not at all, never over an older one, and every changed byte is noticed."""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintage_files, vintages
from arbeidsmarkt.inputs.vintage_files import is_sealed, sealed
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2024, 12, 13)


def row(period="2024KW03", value="1.5", series="x", **more):
    number = None if value is None else Decimal(value)
    more.setdefault("members", {})
    more.setdefault("release", "2024-11")
    return Row(series=series, table="T1", period=Period.parse(period), value=number, decimals=1, **more)


def write(root, rows, label="2024-12-13", **more):
    table = TableData(
        "T1", "Verzonnen tabel", rows, url="https://example.org", sources={"bron": "https://opendata.cbs.nl/x"}
    )
    return vintages.write(
        root, label, date=DAY, kind="fetched", title="Verzonnen", tables=[table], **more
    )  # made-up figures all through


def test_what_is_written_is_read_back(tmp_path):
    rows = [
        row(members={"sector": "A"}, status="provisional", as_of=DAY, origin="bron", note='met "aanhaling", komma'),
        row(members={"sector": "A"}, period="2024KW02", value=None, symbol="."),
        row(members={"sector": "B"}, value=None, symbol="blank"),
        row(series="y", value="-0.5"),
    ]
    write(tmp_path, rows)
    vintage = Vintage.open(tmp_path, "2024-12-13")
    assert vintage.rows("x") == [rows[1], rows[0], rows[2]]
    assert vintage.rows("y") == [rows[3]]
    assert vintage.rows("z") == []
    assert vintage.table_of("y").id == "T1"
    assert (vintage.label, vintage.date, vintage.kind) == ("2024-12-13", DAY, "fetched")


QUARTERS = st.tuples(st.integers(1990, 2030), st.integers(1, 4))
VALUES = st.tuples(st.decimals(-(10**6), 10**6, places=2), st.text(st.characters(codec="utf-8"), max_size=20))


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(QUARTERS, VALUES, min_size=1, max_size=20))
def test_any_rows_survive_and_their_order_leaves_no_trace(items):
    rows = [
        Row("x", "T1", {}, Period.quarter(*quarter), value, decimals=2, note=" ".join(note.split()), release="r")
        for quarter, (value, note) in sorted(items.items())
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, rows, label="one")
        write(root, rows[::-1], label="other")
        one, other = Vintage.open(root, "one"), Vintage.open(root, "other")
        assert one.tables["T1"].sha256 == other.tables["T1"].sha256
        assert one.rows("x") == rows


def test_every_row_says_its_release_the_table_s_own_when_it_has_but_one(tmp_path):
    rows = [row(release=""), row("2024KW02", release="2024-08", via="krant.nl"), row("2024KW01", release="unknown")]
    tables = [TableData("T1", "Verzonnen tabel", rows, modified="2024-11-14T02:00:00")]
    for label, given_ in (("one", tables), ("other", [TableData("T1", "Verzonnen tabel", rows)])):
        vintages.write(tmp_path, label, date=DAY, kind="fetched", title="Verzonnen", tables=given_)
    found = [
        [(item.release, item.via) for item in Vintage.open(tmp_path, label).rows("x")] for label in ("one", "other")
    ]
    assert found[0] == [("unknown", ""), ("2024-08", "krant.nl"), ("2024-11-14T02:00:00", "")]
    assert found[1][2] == ("2024-12-13", "")


def test_a_vintage_without_the_column_can_still_be_read(tmp_path):
    folder = write(tmp_path, [row()])
    table = folder / "T1.csv"
    lines = [line.split(",") for line in table.read_text().splitlines()]
    keep = [index for index, name in enumerate(lines[0]) if name not in ("release", "via")]
    table.write_text("".join(",".join(line[index] for index in keep) + "\n" for line in lines))
    package = json.loads((folder / "datapackage.json").read_text())
    del package["digest"], package["resources"][0]["joined"], package["resources"][0]["largest_revisions"]
    package["resources"][0]["hash"] = f"sha256:{vintage_files.sha256(table.read_bytes())}"
    (folder / "datapackage.json").write_bytes(vintage_files.sealed(package))
    read = Vintage.open(tmp_path, "2024-12-13").rows("x")
    assert [(item.value, item.release, item.via) for item in read] == [(Decimal("1.5"), "", "")]


def test_a_value_finer_than_its_decimals_is_not_rounded(tmp_path):
    folder = write(tmp_path, [row(value="1.25"), row("2024KW02", value="3")])
    assert [line.split(",")[2] for line in (folder / "T1.csv").read_text().splitlines()[1:]] == ["3.0", "1.25"]


def test_a_note_stays_on_one_line(tmp_path):
    folder = write(tmp_path, [row(note="een\r\ntwee\n drie")])
    assert len((folder / "T1.csv").read_bytes().splitlines()) == 2
    assert Vintage.open(tmp_path, "2024-12-13").rows("x")[0].note == "een twee drie"


def test_the_package_is_valid_frictionless(tmp_path):
    folder = write(
        tmp_path, [row(members={"sector": "A"}, as_of=DAY), row(members={"sector": "B"}, value=None, symbol=".")]
    )
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])


def test_files_are_sorted_utf8_with_unix_line_ends(tmp_path):
    folder = write(tmp_path, [row("2024KW03", note="één"), row("2024KW01"), row("2024KW02")])
    text = (folder / "T1.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["2024KW01", "2024KW02", "2024KW03"]


@pytest.mark.parametrize("name", ["T1.csv", "datapackage.json"])
@pytest.mark.parametrize("position", [0, 60, -2])
def test_a_changed_byte_is_an_error_that_names_the_file(tmp_path, name, position):
    path = write(tmp_path, [row()]) / name
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        Vintage.open(tmp_path, "2024-12-13")
    assert f"2024-12-13/{name}: was changed since the vintage was written" in str(caught.value)


def test_a_change_after_opening_is_noticed_too(tmp_path):
    folder = write(tmp_path, [row()])
    vintage = Vintage.open(tmp_path, "2024-12-13")
    (folder / "T1.csv").write_bytes((folder / "T1.csv").read_bytes().replace(b"1.5", b"1.6"))
    with pytest.raises(UserError, match=r"T1\.csv: was changed"):
        vintage.rows("x")


@pytest.mark.parametrize("settled", [0, 10**18])
def test_a_change_between_two_openings_is_noticed(tmp_path, monkeypatch, settled):
    """A process keeps hashes by what the file system says; here the change hides its time and its size."""
    monkeypatch.setattr(vintages, "_SETTLED", settled)
    file = write(tmp_path, [row()]) / "T1.csv"
    Vintage.open(tmp_path, "2024-12-13")
    about = file.stat()
    time.sleep(0.02)  # a tick of the file system's clock
    file.write_bytes(file.read_bytes().replace(b"1.5", b"1.6"))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    with pytest.raises(UserError, match=r"T1\.csv: was changed"):
        Vintage.open(tmp_path, "2024-12-13")


def test_what_was_read_once_is_not_taken_for_another_file(tmp_path):
    """A process keeps what it read; two vintages may hold other figures under one table id, or the same ones."""
    for label, value in (("one", "1.5"), ("two", "2.5"), ("again", "1.5")):
        write(tmp_path, [row(value=value)], label=label)
    values = {name: Vintage.open(tmp_path, name).rows("x")[0].value for name in ("one", "two", "again")}
    assert values == {"one": Decimal("1.5"), "two": Decimal("2.5"), "again": Decimal("1.5")}


def as_text(each):
    members = " ".join(f"{axis}={key}" for axis, key in each.members.items())
    published = each.as_of.isoformat() if each.as_of else ""
    return members, each.period.code, "" if each.value is None else str(each.value), each.status, published


@pytest.mark.parametrize("label", vintages.labels(ROOT / "data" / "vintages"))
def test_the_texts_of_every_series_say_what_its_rows_say(label):
    vintage = Vintage.open(ROOT / "data" / "vintages", label)
    for series in vintage.series():
        assert vintage.texts(series) == [as_text(each) for each in vintage.rows(series)], series
    assert vintage.texts("no_such_series") == []


def sealed_by_hand(folder, change):
    """A vintage whose CSV somebody changed, and whose hashes are right all the same."""
    file, package = folder / "T1.csv", folder / "datapackage.json"
    changed = change(file.read_text())
    file.write_text(changed)
    content = json.loads(package.read_text())
    content["resources"][0]["hash"] = f"sha256:{vintage_files.sha256(changed.encode())}"
    package.write_bytes(sealed({name: value for name, value in content.items() if name != "digest"}))
    return Vintage.open(folder.parent, folder.name)


LINE = "x,A,2024KW03,1.5,,final,1,2024-11-15,2024-11,bron,,\n"


def two_members(tmp_path):
    about = {"status": "final", "as_of": dt.date(2024, 11, 15), "origin": "bron"}
    return write(tmp_path, [row(members={"axis": key}, **about) for key in ("A", "B")])


@pytest.mark.parametrize("line", [
    LINE.replace("1.5", "+1.50"), LINE.replace("1.5", "15E-1"), LINE.replace("1.5,,", ",.,"), LINE.replace("A", ""),
    LINE.replace("2024KW03", "2024Q3"), LINE.replace("2024-11-15", "20241115"), LINE.replace("2024-11-15", ""),
    LINE.replace("x,A", "x,B"), LINE.replace("\n", ",more\n"),
])  # fmt: skip
def test_texts_are_rows_however_a_line_is_written(tmp_path, line):
    vintage = sealed_by_hand(two_members(tmp_path), lambda text: text + line)
    assert len(vintage.texts("x")) > 2
    assert vintage.texts("x") == [as_text(each) for each in vintage.rows("x")]


@pytest.mark.parametrize("line", [
    LINE.replace("1.5", "1,5"), LINE.replace("1.5", "much"), LINE.replace("2024KW03", "2024KW05"),
    LINE.replace("2024-11-15", "2024-11-31"), LINE.replace("final,1", "final,one"), LINE.replace(",bron,,", ""),
    "x\n",
])  # fmt: skip
def test_texts_refuse_a_line_that_cannot_be_read_with_the_words_of_rows(tmp_path, line):
    vintage = sealed_by_hand(two_members(tmp_path), lambda text: text + line)
    with pytest.raises(UserError) as of_texts:
        vintage.texts("x")
    with pytest.raises(UserError) as of_rows:
        vintage.rows("x")
    assert str(of_texts.value) == str(of_rows.value)


def test_missing_and_extra_files_are_named(tmp_path):
    folder = write(tmp_path, [row()])
    (folder / "extra.csv").write_text("x")
    with pytest.raises(UserError, match=r"extra\.csv: this file is not part of the vintage"):
        Vintage.open(tmp_path, "2024-12-13")
    (folder / "extra.csv").unlink()
    (folder / "T1.csv").unlink()
    with pytest.raises(UserError, match=r"T1\.csv: cannot be read"):
        Vintage.open(tmp_path, "2024-12-13")


def test_an_unknown_label_lists_the_known_ones(tmp_path):
    write(tmp_path, [row()])
    with pytest.raises(UserError, match="there is no such vintage; there are 2024-12-13"):
        Vintage.open(tmp_path, "2024-12-14")


def test_a_vintage_is_never_overwritten(tmp_path):
    folder = write(tmp_path, [row()])
    before = (folder / "T1.csv").read_bytes()
    with pytest.raises(UserError, match="never overwritten"):
        write(tmp_path, [row(value="9.9")])
    assert (folder / "T1.csv").read_bytes() == before


def test_two_figures_for_one_cell_are_refused_and_leave_nothing(tmp_path):
    with pytest.raises(UserError, match="two rows for x 2024KW03"):
        write(tmp_path, [row(value="1.0"), row(value="2.0")])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vintage_files.os, "fsync", full)
    with pytest.raises(UserError, match="could not be written: No space left on device"):
        write(tmp_path, [row()])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_every_file_is_on_the_disk_whole_before_the_vintage_has_its_name(tmp_path, monkeypatch):
    reached = {}

    def onto_the_disk(handle):
        path = Path(f"/proc/self/fd/{handle}").readlink()
        reached[path.name] = os.fstat(handle).st_size

    monkeypatch.setattr(vintage_files.os, "fsync", onto_the_disk)
    folder = write(tmp_path, [row()])
    assert {path.name: path.stat().st_size for path in folder.iterdir()}.items() <= reached.items()


def test_a_killed_write_is_not_taken_for_a_vintage(tmp_path):
    write(tmp_path, [row()], label="2024-12-13")
    code = f"""
import datetime as dt, os
from decimal import Decimal
from pathlib import Path
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintage_files, vintages
vintage_files.os.rename = lambda a, b: os._exit(9)  # dies just before the move
row = vintages.Row("x", "T1", {{}}, Period.parse("2024Q3"), Decimal(1))
table = vintages.TableData("T1", "t", [row])
vintages.write(Path({str(tmp_path)!r}), "later", date=dt.date(2025, 1, 1), kind="fetched", title="t", tables=[table])
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert vintages.labels(tmp_path) == ["2024-12-13"]
    assert vintages.latest(tmp_path) == "2024-12-13"


def test_the_latest_goes_by_date_not_by_name(tmp_path):
    write(tmp_path, [row()], label="zzz")
    table = TableData("T1", "Verzonnen", [row()])
    vintages.write(tmp_path, "aaa", date=dt.date(2025, 1, 1), kind="imported", title="Verzonnen", tables=[table])
    assert vintages.latest(tmp_path) == "aaa"


def test_without_a_vintage_of_cbs_the_error_says_whether_there_is_a_trial(tmp_path):
    with pytest.raises(UserError, match=r"there is no vintage; make one with: arbeidsmarkt fetch"):
        vintages.latest(tmp_path)
    table = TableData("T1", "Verzonnen", [row()])
    vintages.write(tmp_path, "aaa", date=dt.date(2025, 1, 1), kind="trial", title="Verzonnen", tables=[table])
    with pytest.raises(UserError, match=r"there are only trial vintages; make one with: arbeidsmarkt fetch"):
        vintages.latest(tmp_path)


def test_opening_and_reading_need_no_heavy_library():
    heavy = "{'pandas', 'pydantic', 'yaml', 'frictionless'}"
    code = f"import sys, arbeidsmarkt.inputs.vintages; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "set()"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_byte_of_a_package_that_is_another_one_is_noticed(data: st.DataObject) -> None:
    content = (ROOT / "data" / "vintages" / "2024-12-13" / "datapackage.json").read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    assert is_sealed(content)
    assert not is_sealed(content[:at] + bytes([other]) + content[at + 1 :])
    assert not is_sealed(content[:at] + content[at + 1 :])
    assert not is_sealed(content + bytes([other]))
    assert is_sealed(sealed({"b": 1, "é": ['x\n "digest": 1'], "z": {"digest": "y"}}))


def test_the_secret_figures_of_a_series_are_those_and_no_others(tmp_path):
    rows = [
        row(members={"sector": "A"}, period="2024KW02", value=None, symbol="."),
        row(members={"sector": "A"}, period="2024KW03"),
        row(members={"sector": "B"}, period="2024KW02", value=None, symbol="blank"),
        row(members={"sector": "B"}, period="2024KW03", value=None, symbol="."),
        row(series="y", members={"sector": "A"}, period="2024KW03", value=None, symbol="."),
    ]
    write(tmp_path, rows)
    opened = Vintage.open(tmp_path, "2024-12-13")
    assert [(each.members["sector"], each.period.label, each.value) for each in opened.withheld("x")] == [
        ("A", "2024Q2", None), ("B", "2024Q3", None),
    ]  # fmt: skip
    assert [each.series for each in opened.withheld("y")] == ["y"]
    assert opened.withheld("none") == []
