"""Files by hand into a vintage: real downloads of StatLine, its page's layouts, and CSVs of one's own."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings, strategies as st

from arbeidsmarkt.basics import dutch, typed_number
from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.cli import cli
from arbeidsmarkt.desk import unread
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.exhibits import source_line
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row, Vintage, write
from arbeidsmarkt.statline.downloads import cells
from replayed_statline import ANSWERS

ROOT = Path(__file__).parents[2]
NEWEST = "2026-09-09"


@pytest.fixture(scope="module")
def vintages() -> Iterator[Vintage]:
    yield Vintage.open(ROOT / "data" / "vintages", NEWEST)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogue and the newest vintage, in a folder of their own."""
    root = tmp_path / "project"
    (root / "params").mkdir(parents=True)
    shutil.copy(ROOT / "params" / "series.yml", root / "params")
    shutil.copytree(ROOT / "data" / "vintages" / NEWEST, root / "data" / "vintages" / NEWEST)
    monkeypatch.setenv("ARBEIDSMARKT_ROOT", str(root))
    return root


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, words), "--by", "B. Jansen"])


def imported(project: Path, *words: str | Path, label: str = "made") -> Vintage:
    done = run(*words, "--label", label)
    assert done.exception is None, (done.output, done.exception)
    return Vintage.open(project / "data" / "vintages", label)


def refused(*words: str | Path) -> str:
    """What an import says when it refuses."""
    done = run(*words)
    assert isinstance(done.exception, UserError), (done.output, done.exception)
    return str(done.exception)


# --- downloads of StatLine --------------------------------------------------------------------------------------------


def as_csv(name: str, table: str) -> str:
    """One entity of a real answer, as the bulk download writes it: semicolons, decimal commas."""
    rows = json.loads((ANSWERS / "v4" / table / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    rows = rows.get("value", [rows])
    columns = [key for key in rows[0] if not key.startswith("@")] if rows else []
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        found = [row.get(column) for column in columns]
        writer.writerow(["" if cell is None else str(cell).replace(".", ",") if isinstance(cell, Decimal) else cell
                         for cell in found])  # fmt: skip
    return "\ufeff" + text.getvalue()


def bulk(folder: Path, table: str, **other: str) -> Path:
    """A bulk download of a table, made of real answers."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{table}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((ANSWERS / "v4" / table).glob("*.json")):
            archive.writestr(f"{file.stem}.csv", other.get(file.stem) or as_csv(file.stem, table))
    return path


def same_cells(found: Vintage, known: Vintage, table: str) -> int:
    """How many cells both have; each with the same value and decimals."""
    compared = 0
    for series in found.tables[table].series:
        before = {(tuple(row.members.items()), row.period): row for row in known.rows(series)}
        for row in found.rows(series):
            old = before.get((tuple(row.members.items()), row.period))
            if old is not None and old.value is not None:
                assert (row.value, row.decimals >= old.decimals) == (old.value, True), (series, row.period)
                compared += 1
    return compared


@pytest.mark.parametrize("unpacked", [False, True])
@pytest.mark.parametrize("table", ["85224NED", "80590ned"])
def test_a_bulk_download_gives_the_figures_of_the_vintage(
    table: str, unpacked: bool, project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = bulk(tmp_path / "files", table)
    if unpacked:
        zipfile.ZipFile(path).extractall(tmp_path / "files")
        path = tmp_path / "files" / "Observations.csv"
    made = imported(project, path, "--base", "none")
    assert same_cells(made, vintages, table) > 50
    info = made.tables[table]
    assert (made.kind, info.interface, info.imported["by"]) == ("imported", "file", "B. Jansen")
    assert info.imported["file"] == path.name and len(info.imported["sha256"]) == 64
    assert ("MeasureCodes.csv" in info.imported.get("beside", {})) == unpacked
    assert info.modified and info.version


def test_a_raw_data_set_gives_the_figures_of_the_vintage(project: Path) -> None:
    folder = ANSWERS / "downloads" / "80472ned"
    done = run(next(folder.glob("*Untyped*")), "--base", "none", "--label", "made")
    assert done.exception is None, done.exception
    made = Vintage.open(project / "data" / "vintages", "made")
    assert same_cells(made, Vintage.open(ROOT / "data" / "vintages", "2023-11-30"), "80472ned") > 250
    assert made.tables["80472ned"].modified == "2023-08-16T02:00:00"
    [absent] = made.left_out
    assert absent["kind"] == "not_in_file" and "by_sector" in absent["series"][0]
    assert "left out:" in done.output


def test_tables_that_are_not_imported_are_those_of_the_base_byte_for_byte(project: Path) -> None:
    folder = ANSWERS / "downloads" / "80472ned"
    made = imported(project, next(folder.glob("*Untyped*")), "--accept-vanished", "80472ned")
    base = Vintage.open(project / "data" / "vintages", NEWEST)
    kept = base.tables.keys() - {"80472ned"}
    assert {name: made.tables[name].sha256 for name in kept} == {name: base.tables[name].sha256 for name in kept}
    assert made.tables["80474ned"] == base.tables["80474ned"]
    assert made.based_on == {"label": NEWEST, "kind": "reconstructed"} and made.reconstructed


def test_figures_that_the_base_has_and_the_file_has_not_are_never_lost_in_silence(project: Path) -> None:
    text = refused(next((ANSWERS / "downloads" / "80472ned").glob("*Untyped*")))
    assert "gone" in text and "--accept-vanished 80472ned" in text
    assert [path.name for path in (project / "data" / "vintages").iterdir()] == [NEWEST]


TOTAL = "A-U Alle economische activiteiten"
HEAD = "Vacatures seizoengecorrigeerd (x 1 000)"


def sectors(vintage: Vintage) -> list[tuple[str, Row]]:
    """The adjusted vacancies of 80474ned as a page shows them: the title of the sector, and the figure."""
    titles = {"C": "C Industrie", "F": "F Bouwnijverheid"}
    found = [(TOTAL, row) for row in vintage.rows("open_vacancies")]
    for row in vintage.rows("open_vacancies_by_sector"):
        if row.members["sector"] in titles:
            found.append((titles[row.members["sector"]], row))
    return [(title, row) for title, row in found if row.value is not None and row.period.year >= 2022]


def page(text: str) -> str:
    return "\ufeff" + text + "\r\n"


def symbols(cells_: Sequence[tuple[str, Row]]) -> str:
    """CSV met statistische symbolen: a row per combination."""
    lines = [f'"SBI 2008";"Perioden";"{HEAD}"']
    lines += [f'"{title}";"{row.period.head}*";"{dutch_number(row)}"' for title, row in cells_]
    return page("\r\n".join(lines))


def across(cells_: Sequence[tuple[str, Row]]) -> str:
    """CSV volgens tabelindeling: the periods across, and the title, empty lines and source around."""
    periods = sorted({row.period for _, row in cells_})
    value = {(title, row.period): dutch_number(row) for title, row in cells_}
    lines = ['"Vacatures; seizoengecorrigeerd, SBI 2008"', "", ""]
    lines.append(";".join(['"Onderwerp"', '"SBI 2008"', '"Perioden"', *(f'"{period.head}"' for period in periods)]))
    for title in dict.fromkeys(title for title, _ in cells_):
        figures = [f'"{value.get((title, period), ".")}"' for period in periods]
        lines.append(";".join(['"Vacatures seizoengecorrigeerd"', f'"{title}"', '"x 1 000"', *figures]))
    return page("\r\n".join([*lines, '"Bron: CBS"']))


def down(cells_: Sequence[tuple[str, Row]]) -> str:
    """The same with the sectors across, in a line of heads of their own, and a line of units."""
    titles = list(dict.fromkeys(title for title, _ in cells_))
    value = {(title, row.period): dutch_number(row) for title, row in cells_}
    lines = ['"Vacatures; seizoengecorrigeerd, SBI 2008"', ""]
    lines.append(";".join(['"SBI 2008"', *(f'"{title}"' for title in titles)]))
    lines.append(";".join(['"Onderwerp"', *('"Vacatures seizoengecorrigeerd"' for _ in titles)]))
    lines.append(";".join(['"Perioden"', *('"x 1 000"' for _ in titles)]))
    for period in sorted({row.period for _, row in cells_}):
        lines.append(";".join([f'"{period.head}"', *(f'"{value.get((title, period), ".")}"' for title in titles)]))
    return page("\r\n".join([*lines, '"Bron: CBS"']))


def dutch_number(row: Row) -> str:
    assert row.value is not None
    return f"{row.value:.{row.decimals}f}".replace(".", ",")


@pytest.mark.parametrize("layout", [symbols, across, down])
def test_a_table_saved_from_the_page_is_read_by_its_titles_and_its_known_figures(
    layout: Callable[[Sequence[tuple[str, Row]]], str], project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = tmp_path / "Vacatures.csv"
    path.write_text(layout(sectors(vintages)), encoding="utf-8")
    made = imported(project, path, "--table", "80474ned", "--accept-vanished", "80474ned")
    assert same_cells(made, vintages, "80474ned") > 12
    newest = max(made.rows("open_vacancies"), key=lambda row: row.period.ordinal)
    assert newest.status == ("provisional" if layout is symbols else "unknown")
    assert "https://opendata.cbs.nl" in next(iter(made.tables["80474ned"].sources.values()))


def test_a_total_of_which_too_few_figures_are_known_is_not_guessed(
    project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = tmp_path / "80474ned.csv"
    few = [(title, row) for title, row in sectors(vintages) if row.period >= Period.quarter(2025, 1)]
    path.write_text(symbols(few), encoding="utf-8")
    text = refused(path, "--accept-vanished", "80474ned")
    assert "open_vacancies" in text and "T001081" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('*";"4', '*";"4.', "is not a number"),
        ("2024 3e kwartaal", "2024 5e kwartaal", "neither a line of heads nor one of figures"),
        ("2024 3e kwartaal", "2024 2e kwartaal", "more than once"),
        ('"Perioden"', '"Tijdvak"', "Perioden"),
        ("(x 1 000)", "(%)", "unit"),
    ],
)  # fmt: skip
def test_a_page_that_is_not_as_it_should_be_is_refused_in_a_line(
    old: str, new: str, says: str, project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = tmp_path / "80474ned.csv"
    text = symbols(sectors(vintages))
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert says in refused(path, "--accept-vanished", "80474ned")


def test_a_line_with_one_cell_that_is_no_figure_is_named(project: Path, tmp_path: Path, vintages: Vintage) -> None:
    path = tmp_path / "80474ned.csv"
    lines = across(sectors(vintages)).splitlines()
    lines[4] = lines[4].rpartition(";")[0] + ';"bijna 400"'
    path.write_text("\r\n".join(lines), encoding="utf-8")
    said = refused(path, "--accept-vanished", "80474ned")
    assert "80474ned.csv:5" in said and "is neither a line of heads nor one of figures" in said


def test_empty_cells_of_a_download_without_symbols_are_not_taken_for_impossible(
    project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = tmp_path / "80474ned.csv"
    lines = symbols(sectors(vintages)).splitlines()
    lines[5] = lines[5].rpartition(";")[0] + ';""'
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "CSV met statistische symbolen" in refused(path)


def test_figures_a_thousand_times_as_large_are_taken_only_when_accepted(
    project: Path, tmp_path: Path, vintages: Vintage
) -> None:
    path = tmp_path / "80474ned.csv"
    large = [(title, Row(**{**{name: getattr(row, name) for name in row.__slots__}, "value": row.value * 1000}))
             for title, row in sectors(vintages) if row.value]  # fmt: skip
    path.write_text(symbols(large), encoding="utf-8")
    assert refused(path, "--accept-vanished", "80474ned")
    assert "open_vacancies" not in {path.name for path in (project / "data" / "vintages").iterdir()}


def broken(path: Path, kind: str) -> Path:
    """A file that is no download."""
    if kind == "latin-1":
        path.write_bytes("periode;waarde\n2024Q3;één\n".encode("latin-1"))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "workbook":
        path.write_bytes(b"PK\x03\x04" + b"\0" * 50)
    elif kind == "one column":
        path.write_text("abc\ndef\n")
    elif kind == "web page":
        path.write_text("<!DOCTYPE html>\n<html><body>503; even niet</body></html>\n")
    elif kind == "folder":
        path.mkdir()
    elif kind == "nul":
        path.write_bytes(b'"Perioden";"a"\n"2024";"1\0"\n')
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [("latin-1", "UTF-8"), ("empty", "empty"), ("workbook", "workbook"), ("one column", "cells"),
     ("web page", "Perioden"), ("folder", "folder"), ("missing", "cannot be read"), ("nul", "")],
)  # fmt: skip
def test_what_is_no_file_of_figures_is_refused_in_a_line(kind: str, says: str, project: Path, tmp_path: Path) -> None:
    text = refused(broken(tmp_path / "80474ned.csv", kind), "--table", "80474ned")
    assert says in text and "\n" not in text and "80474ned.csv" in text


@pytest.mark.parametrize("kind", ["cut", "no figures", "no ZIP", "bomb", "other table", "ragged", "thousands"])
def test_a_zip_that_is_not_whole_is_refused_in_a_line(kind: str, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    path = bulk(folder, "85224NED")
    if kind == "cut":
        path.write_bytes(path.read_bytes()[:-400])
    elif kind == "no ZIP":
        path.write_text("not found")
    elif kind == "no figures":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Properties.csv", as_csv("Properties", "85224NED"))
    elif kind == "bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("Properties.csv", b"0" * 40_000_000)
    elif kind == "ragged":
        path = bulk(folder, "85224NED", Observations=as_csv("Observations", "85224NED").replace(";None", "", 1))
    elif kind == "thousands":
        text = as_csv("Observations", "85224NED")
        line = next(line for line in text.splitlines()[1:] if "," in line)
        path = bulk(folder, "85224NED", Observations=text.replace(line, line.replace(",", ".00", 1), 1))
    done = refused(path, "--base", "none", *(["--table", "80590ned"] if kind == "other table" else []))
    assert "\n" not in done and "internal" not in done and "85224NED" in done


def test_a_table_that_the_catalogue_lacks_is_named_beside_those_it_has(project: Path, tmp_path: Path) -> None:
    tables = ", ".join(Catalogue.load(project / "params" / "series.yml").by_table(statline_only=True))
    remedy = f"there are {tables}; or add it to params/series.yml"
    path = bulk(tmp_path, "85224NED")
    assert refused(path, "--table", "99999ned") == (
        f"--table: '99999ned' is no StatLine table of the catalogue; {remedy}"
    )


# --- numbers ----------------------------------------------------------------------------------------------------------


def written(value: Decimal, decimals: int, style: str) -> str:
    """A number as somebody may write it."""
    plain = f"{value:.{decimals}f}"
    whole, _, part = plain.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(whole):,}"
    end = f",{part}" if part else ""
    return {
        "comma": sign + whole + end,
        "point": plain,
        "thousands point": sign + grouped.replace(",", ".") + end,
        "thousands comma": sign + grouped + (f".{part}" if part else ""),
        "space": sign + grouped.replace(",", " ") + end,
        "narrow": sign + grouped.replace(",", dutch.NARROW_SPACE) + end,
        "percent": sign + whole + end + "%",
        "spaced percent": sign + whole + end + " %",
        "range": f"{whole}{end}-{int(whole) + 1}{end}",
        "apostrophe": sign + grouped.replace(",", "'") + end,
        "exponent": f"{value:e}",
        "star": sign + whole + end + "*",
    }[style]


STYLES = ["comma", "point", "thousands point", "thousands comma", "space", "narrow", "percent", "spaced percent",
          "range", "apostrophe", "exponent", "star"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 2), st.sampled_from(STYLES))
def test_a_number_in_a_download_is_read_as_it_is_meant_or_refused(digits: int, decimals: int, style: str) -> None:
    value = Decimal(digits).scaleb(-decimals)
    try:
        read = cells.number(written(value, decimals, style), decimals)
    except ValueError:
        assert style not in ("comma", "point", "space")
        return
    assert read == value


@settings(max_examples=400, deadline=None)
@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 4), st.sampled_from(STYLES))
def test_a_number_in_a_csv_of_ones_own_is_read_as_it_is_meant_or_refused(
    digits: int, decimals: int, style: str
) -> None:
    value = Decimal(digits).scaleb(-decimals)
    try:
        read = typed_number.in_csv(written(value, decimals, style))
    except ValueError:
        assert style not in ("comma", "space")
        return
    # "43,000" is meant in two ways, and says so where its unit is known
    assert read == value or typed_number.implausible(read, "ratio")


# --- a CSV of one's own -----------------------------------------------------------------------------------------------

ABOUT = """\
table: tension-elsewhere
publisher: Verzonnen bureau
title: Verzonnen spanningsindicator
date: 2024-11-20
url: https://example.org/spanning
series:
  tension_elsewhere: {title: "Spanning, verzonnen", unit: ratio}
"""
FIGURES = "periode;waarde\n2024Q1;3,4\n2024 2e kwartaal;3,2\n2024KW03;3,1\n"


def own(folder: Path, figures: str = FIGURES, about: str = ABOUT) -> Path:
    (folder / "spanning.yml").write_text(about, encoding="utf-8")
    path = folder / "spanning.csv"
    path.write_text(figures, encoding="utf-8")
    return path


def test_a_csv_of_ones_own_becomes_a_series_of_the_catalogue(project: Path, tmp_path: Path) -> None:
    before = (project / "params" / "series.yml").read_text(encoding="utf-8")
    done = run(own(tmp_path), "--label", "made")
    assert done.exception is None, done.exception
    made = Vintage.open(project / "data" / "vintages", "made")
    assert [(row.period.label, row.value, row.decimals) for row in made.rows("tension_elsewhere")] == [
        ("2024Q1", Decimal("3.4"), 1), ("2024Q2", Decimal("3.2"), 1), ("2024Q3", Decimal("3.1"), 1),
    ]  # fmt: skip
    info = made.tables["tension-elsewhere"]
    assert (info.publisher, info.imported["file"]) == ("Verzonnen bureau", "spanning.csv")
    assert list(info.imported["beside"]) == ["spanning.yml"]
    after = (project / "params" / "series.yml").read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert "tension_elsewhere" in after and "tension_elsewhere" in done.output
    package = json.loads((made.folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in package["resources"] if one["table"] == "tension-elsewhere")
    assert "licenses" not in resource, "the licence of CBS's figures is not that of anybody's"
    again = imported(project, own(tmp_path, FIGURES + "2024Q4;3,0\n"), label="again")
    assert len(again.rows("tension_elsewhere")) == 4
    assert (project / "params" / "series.yml").read_text(encoding="utf-8") == after


def test_the_same_file_gives_the_same_vintage(project: Path, tmp_path: Path) -> None:
    one, other = (imported(project, own(tmp_path), "--base", "none", label=label) for label in ("one", "other"))
    assert one.tables == other.tables


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ("periode;waarde\n2024Q1;43.000\n", "43000"),
        ("periode;waarde\n2024Q1;43,000\n", "three decimals"),
        ("periode;waarde\n2024Q1;3,4%\n", "procent"),
        ("periode;waarde\n2024Q1;3-4\n", "range"),
        ("periode;waarde\n2024Q1;n.b.\n", "leave the cell empty"),
        ("periode;waarde\n2024Q1;.\n", "leave the cell empty"),
        ("periode;waarde\n2024Q1;3,4\n2024Q2;34,1\n2024Q3;341\n", "after"),
        ("periode;waarde\n2024Q1;3,4\n2024Q1;3,5\n", "too"),
        ("periode;waarde\n2024Q1;3,4\n2024-06;3,5\n", "month"),
        ("periode;waarde\n2024Q1;3,4\nTotaal;3,5\n", "no quarter, month or year"),
        ("periode;waarde\n2024-03-31;3,4\n", "no quarter, month or year"),
        ("periode;waarde\n0000Q1;3,4\n", "no quarter, month or year"),
        ("periode;waarde\n2024-13;3,4\n", "no quarter, month or year"),
        ("periode,waarde\n2024Q1,3,4\n2024Q2,3,5\n", "has 3 cells, and the head 2"),
        ("tijd;waarde\n2024Q1;3,4\n", "periode"),
        ("periode;waarde;extra\n2024Q1;3,4;1\n", "columns are"),
        ("periode;waarde\n2024Q1;\n", "not one figure"),
        ("periode;waarde\n", "not one figure"),
    ],
)
def test_figures_of_ones_own_are_refused_with_their_line(
    figures: str, says: str, project: Path, tmp_path: Path
) -> None:
    text = refused(own(tmp_path, figures))
    assert says in text
    assert all("spanning.csv:" in line for line in text.splitlines()), text
    assert [path.name for path in (project / "data" / "vintages").iterdir()] == [NEWEST]


@pytest.mark.parametrize(
    "figures",
    [
        "\ufeffperiode;waarde\r\n2024Q1;3,4\r\n", "sep=;\r\nperiode;waarde\r\n2024Q1;3,4\r\n",
        "periode;waarde;;\n2024Q1;3,4;;\n;;;\n", 'periode,waarde\n2024Q1,"3,4"\n', "periode\twaarde\n2024Q1\t3.4\n",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_adds_is_no_hindrance(figures: str, project: Path, tmp_path: Path) -> None:
    [row] = imported(project, own(tmp_path, figures), "--base", "none").rows("tension_elsewhere")
    assert (row.period.label, row.value) == ("2024Q1", Decimal("3.4"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: ratio", "unit: verhouding", "unknown unit"),
        ("date: 2024-11-20", "date: gisteren", "not a date"),
        ("publisher: Verzonnen bureau\n", "", "publisher"),
        ("url: https", "url: http", "url"),
        ("table: tension-elsewhere", "table: 80474ned", "table"),
        ("series:\n", "serie:\n", "serie"),
        ("tension_elsewhere:", "open_vacancies:", "catalogue"),
    ],
)
def test_a_description_that_is_wrong_is_refused_with_its_line(
    old: str, new: str, says: str, project: Path, tmp_path: Path
) -> None:
    text = refused(own(tmp_path, about=ABOUT.replace(old, new)))
    assert says in text and "spanning.yml" in text


def test_a_file_onto_trial_figures_stays_a_trial(project: Path, tmp_path: Path) -> None:
    root = project / "data" / "vintages"
    base = Vintage.open(root, NEWEST)
    write(root, "proef", date=base.date, kind="trial", title="x", tables=[base.data("80474ned")])
    assert imported(project, own(tmp_path), "--base", "proef").kind == "trial"


def test_nobody_imports_without_a_name(project: Path, tmp_path: Path) -> None:
    nobody = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    program = "from arbeidsmarkt.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "import", str(own(tmp_path))], env=nobody, cwd=project, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "--by" in done.stderr


def test_every_fault_of_a_file_is_told_at_once(project: Path, tmp_path: Path) -> None:
    done = run(own(tmp_path, "periode;waarde\n2024Q1;43.000\n2024Q2;3-4\n2024Q2;3,1\n"))
    assert isinstance(done.exception, Faults) and len(done.exception.errors) == 3


def test_the_report_names_the_file_the_person_and_whose_figures_they_are(project: Path, tmp_path: Path) -> None:
    made = imported(project, own(tmp_path), "--date", "2024-12-13")
    catalogue = Catalogue.load(project / "params" / "series.yml")
    [sentence] = unread.imported(made.tables.values(), catalogue)
    assert sentence.startswith(
        "Ingelezen uit een bestand: Verzonnen bureau, Verzonnen spanningsindicator, uit spanning.csv"
    )
    assert made.tables["tension-elsewhere"].imported["sha256"][:16] in sentence and sentence.endswith("door B. Jansen.")
    reader = Reader(Project(project), Period.quarter(2024, 3), "made", dt.date(2024, 12, 13))
    own_series, vacancies = reader.series("tension_elsewhere"), reader.series("open_vacancies")
    line = source_line.line([own_series[Period.quarter(2024, 3)]], made, catalogue)
    assert line == "Bron: Verzonnen bureau, [Verzonnen spanningsindicator](https://example.org/spanning)."
    both = source_line.line([own_series[Period.quarter(2024, 3)], vacancies.last], made, catalogue)
    assert both.startswith("Bron: CBS, [tabel 80474ned]") and "; Verzonnen bureau, " in both


def test_writing_the_catalogue_changes_nothing_but_what_is_new(project: Path, tmp_path: Path) -> None:
    path = project / "params" / "series.yml"
    before = path.read_text(encoding="utf-8").splitlines()
    imported(project, own(tmp_path))
    after = path.read_text(encoding="utf-8").splitlines()
    new = [line[2:] for line in difflib.ndiff(before, after) if line.startswith(("+ ", "- "))]
    assert len(new) < 12 and all("tension" in line or line.startswith("    ") for line in new), new
    assert len(after) == len(before) + len(new), "nothing was taken out"


def test_the_vintage_says_who_imported_what(project: Path, tmp_path: Path) -> None:
    made = imported(project, own(tmp_path), "--base", "none")
    package = json.loads((made.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["description"] == "Imported from files by B. Jansen: tension-elsewhere."
