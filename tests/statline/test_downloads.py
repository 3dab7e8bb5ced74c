"""Files downloaded from StatLine, laid out in each way that its page has, and what is said of others. All made up."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import csv_file
from arbeidsmarkt.inputs.catalogue import Catalogue, Measure
from arbeidsmarkt.statline import plan
from arbeidsmarkt.statline.downloads import bulk, cells, layout, opened, raw, titled
from arbeidsmarkt.statline.downloads.layout import Shown

AGAIN = "download the table again"


def said(ask: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        ask()
    return str(refused.value)


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "decimals", "figure"),
    [
        (" 12,5 ", 1, "12.5"), ("12.5", 2, "12.50"), ("-3", 1, "-3.0"), ("1 234,5", 1, "1234.5"), ("", 1, ""),
        (" . ", 1, "."), ("4,00", 1, "4.0"), ("4,0000", 0, "4"), ("0,0", 0, "0"), ("1" * 15, 0, "1" * 15),
        ("43.000", 3, "43.000"), ("1 234,567", 3, "1234.567"),
    ],
)  # fmt: skip
def test_a_figure_has_the_decimals_of_its_measure(text: str, decimals: int, figure: str) -> None:
    assert cells.figure(text, decimals) == figure


@pytest.mark.parametrize(
    ("text", "decimals", "told"),
    [
        ("43.000", 1, "'43.000' has 3 decimals, where the measure has 1 decimal; take out a thousands point"),
        ("43.000", 0, "'43.000' has 3 decimals, where the measure has 0 decimals; take out a thousands point"),
        ("4,25", 1, "'4,25' has 2 decimals, where the measure has 1 decimal; take out a thousands point"),
        ("1 234,567", 2, "'1 234,567' has 3 decimals, where the measure has 2 decimals; take out a thousands point"),
        ("x", 1, "'x' is not a number; write 43000, 6.8 or '6,8'"), ("12%", 0, "'12%': write the number alone; "
         "unit: percent "
         "says that it is procent"), ("1e3", 0, "'1e3' is not a number; write 43000, 6.8 or '6,8'"),
    ],
)  # fmt: skip
def test_a_number_that_could_be_meant_otherwise_is_refused(text: str, decimals: int, told: str) -> None:
    with pytest.raises(ValueError) as refused:
        cells.number(text, decimals)
    assert str(refused.value) == told


def test_the_first_three_faulty_cells_are_told() -> None:
    faults = [UserError(str(number)) for number in range(5)]
    assert cells.together(faults[:3], "f") == faults[:3]
    assert [str(fault) for fault in cells.together(faults, "f")] == [
        "0", "1", "2", "f: 2 more cells are not what they should be",
    ]  # fmt: skip


# --- layouts of the page ----------------------------------------------------------------------------------------------


def shown(text: str) -> layout.Layout:
    return layout.read(csv_file.lines(text.encode(), "s.csv"), "s.csv")


def test_a_row_per_combination() -> None:
    text = "Regio;SBI;Perioden;Banen (x 1 000);Groep/Uren (%)\nNL;A;2024 1e kwartaal*;1,5;.\nNL;;2024 2e kwartaal;;2\n"
    first, second = ("Regio", "NL"), ("SBI", "A")
    assert shown(text) == layout.Layout("", (
        Shown(2, "Banen (x 1 000)", "", (first, second), "2024 1e kwartaal*", "1,5"),
        Shown(2, "Groep/Uren (%)", "", (first, second), "2024 1e kwartaal*", "."),
        Shown(3, "Banen (x 1 000)", "", (first, second), "2024 2e kwartaal", ""),
        Shown(3, "Groep/Uren (%)", "", (first, second), "2024 2e kwartaal", "2"),
    ))  # fmt: skip


def test_the_measures_down_a_column_beside_the_periods() -> None:
    found = shown("SBI;;A;J\nOnderwerp;Perioden;;\nBanen;2023;1;2\n;2024;3;4\nUren;2023;5;6\n").cells
    assert [(cell.measure, cell.members, cell.period, cell.text) for cell in found] == [
        (measure, (("SBI", sector),), period, text)
        for measure, period, texts in (("Banen", "2023", "12"), ("Banen", "2024", "34"), ("Uren", "2023", "56"))
        for sector, text in zip("AJ", texts, strict=True)
    ]


def test_a_head_stands_above_its_own_columns_only() -> None:
    found = shown("SBI;;J\nPerioden;Banen;Uren\n;x 1 000;\n2024;1;2\n").cells
    assert [(cell.measure, cell.unit, cell.members) for cell in found] == [
        ("Banen", "x 1 000", ()), ("Uren", "x 1 000", (("SBI", "J"),)),
    ]  # fmt: skip


def test_the_periods_across() -> None:
    text = (
        "Verzonnen titel\n\n;;Regio;NL;;ZU\nOnderwerp;SBI;Perioden;2024 1e kwartaal;2024 2e kwartaal;2024 1e kwartaal\n"
        "Banen;A;x 1 000;1;2;3\n;J;x 1 000;.;;6\nUren;;%;7;8;9\nBron: CBS\n"
    )
    found = shown(text)
    assert found.title == "Verzonnen titel"
    assert found.cells[:3] == (
        Shown(5, "Banen", "x 1 000", (("SBI", "A"), ("Regio", "NL")), "2024 1e kwartaal", "1"),
        Shown(5, "Banen", "x 1 000", (("SBI", "A"), ("Regio", "NL")), "2024 2e kwartaal", "2"),
        Shown(5, "Banen", "x 1 000", (("SBI", "A"), ("Regio", "ZU")), "2024 1e kwartaal", "3"),
    )
    assert [(cell.line, cell.measure, cell.members[0][1], cell.unit, cell.text) for cell in found.cells[3:]] == [
        (6, "Banen", "J", "x 1 000", "."), (6, "Banen", "J", "x 1 000", ""), (6, "Banen", "J", "x 1 000", "6"),
        (7, "Uren", "J", "%", "7"), (7, "Uren", "J", "%", "8"), (7, "Uren", "J", "%", "9"),
    ]  # fmt: skip


def test_the_measures_across_above_the_periods() -> None:
    text = ";Onderwerp;Banen;;Uren\nSBI;Perioden;2023;2024;2024\nA;;1;2;3\n"
    assert [(cell.measure, cell.members, cell.period, cell.text) for cell in shown(text).cells] == [
        ("Banen", (("SBI", "A"),), "2023", "1"), ("Banen", (("SBI", "A"),), "2024", "2"),
        ("Uren", (("SBI", "A"),), "2024", "3"),
    ]  # fmt: skip


def test_a_measure_has_all_its_heads_and_what_stands_beside_the_figures() -> None:
    across = ";Onderwerp;Banen;;Uren\n;Onderwerp;Aantal;Groei;Aantal\nSBI;Perioden;2024;2024;2024\nA;;1;2;3\n"
    assert [cell.measure for cell in shown(across).cells] == ["Banen/Aantal", "Banen/Groei", "Uren/Aantal"]
    both = ";Onderwerp;Banen;Uren\nOnderwerp;Perioden;2024;2024\nAantal;;1;2\n"
    assert [cell.measure for cell in shown(both).cells] == ["Banen/Aantal", "Uren/Aantal"]
    down = "Onderwerp;;Banen;Uren\nOnderwerp;Perioden;Banen;Uren\nAantal;2024;1;2\n"
    assert [cell.measure for cell in shown(down).cells] == ["Banen/Aantal", "Uren/Aantal"]


def test_the_members_across_with_a_line_of_units() -> None:
    text = (
        "Titel een\nTitel "
        "twee\nSBI;A;;J\nOnderwerpen;Groep;;Groep\nOnderwerp;Banen;Uren;Banen\nPerioden;Banen;Uren;Banen\n"
        ";x 1 000;%;x 1 000\n2023;1;2;3\n2024;4;5;6\nBron: CBS\n"
    )
    found = shown(text)
    assert found.title == "Titel een"
    assert [(c.line, c.measure, c.unit, c.members, c.period, c.text) for c in found.cells] == [
        (line, f"Groep/{measure}", unit, (("SBI", sector),), period, value)
        for line, period, values in ((8, "2023", "123"), (9, "2024", "456"))
        for value, measure, unit, sector in zip(
            values, ("Banen", "Uren", "Banen"), ("x 1 000", "%", "x 1 000"), "AAJ", strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a;b\n1;2\n",
            "s.csv: no cell says 'Perioden', as in every download of StatLine; for a CSV of your own, say in s.yml "
            "beside it "
            "what it holds",
        ),
        ("Perioden;Banen\n2024;veel\n", "s.csv:1: no column beside the periods holds figures only"),
        ("Perioden;Banen\n", f"s.csv: holds no figures; {AGAIN}"),
        ("x;Perioden;2024;2023\n", f"s.csv: holds no figures; {AGAIN}"),
        (
            "SBI;Perioden;Banen\nA;2024;1\nA;2024 5e kwartaal;1\n",
            f"s.csv:3: 'A; 2024 5e kwartaal; 1' is neither a line of heads nor one of figures; {AGAIN}, or mend the "
            f"line",
        ),
        (
            f"SBI;Perioden;2024\nA;;1\n{'x' * 70};;veel\n",
            f"s.csv:3: '{'x' * 60}' is neither a line of heads nor one of figures; {AGAIN}, or mend the line",
        ),
    ],
)
def test_another_layout_is_refused_in_a_line(text: str, told: str) -> None:
    assert said(lambda: shown(text)) == told


@pytest.mark.parametrize(
    ("text", "figure"),
    [("", True), (".", True), ("1,5", True), ("-3", True), ("4.5.6", True), ("12*", True), ("1a", False),
    ("veel", False),
     ("2024 1e kwartaal", False), ("x1", False), ("(1)", False)],
)  # fmt: skip
def test_what_was_meant_as_a_figure(text: str, figure: bool) -> None:
    assert layout._is_figure(text) is figure


# --- the raw data set -------------------------------------------------------------------------------------------------

METADATA = """\
"TableInfos"
"ID";"Title";"Identifier";"Modified"
"0";"Verzonnen tabel";"80474ned";"2024-11-14T02:00:00"

"DataProperties"
"ID";"Position";"ParentID";"Type";"Key";"Title";"Unit";"Decimals"
"0";"";"";"Dimension";"SBI";"SBI";"";""
"1";"";"";"TimeDimension";"Perioden";"Perioden";"";""
"2";"";"";"TopicGroup";"";"Groep";"";""
"3";"0";"2";"Topic";"Banen_1";"Banen";"x 1 000";"1"
"4";"1";"";"Topic";"Uren_2";"Uren";"%";""

"SBI"
"Key";"Title"
"A ";"A Landbouw"
"J";"J Informatie"
"Z";"Z Anders"

"Perioden"
"Key";"Title";"Status"
"2024KW01";"2024 1e kwartaal";"Definitief"
"2024KW02";"2024 2e kwartaal";"Voorlopig"
"""
FIGURES = '"ID";"SBI";"Perioden";"Banen_1";"Uren_2"\n0;A;2024KW01;1,5;"."\n1;A;2024KW02;"2,00";7\n2;Z;2024KW02;x;7\n'
SERIES = """\
tables:
  80474ned: {title: Verzonnen tabel}
  85224NED: {title: Anders}
  bericht: {title: Bericht, statline: false}
members:
  sector:
    A: {code: A, title: A Landbouw}
series:
  jobs: {table: 80474ned, title: Banen, measure: {title: Banen, groups: [Groep]}, unit: thousand, decimals: 1,
         over: {sector: SBI}}
  hours: {table: 80474ned, title: Uren, measure: Uren, unit: percent, dimensions: {SBI: A}}
  other: {table: 85224NED, title: Anders, measure: Uren, unit: percent}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "series.yml").write_text(SERIES, encoding="utf-8")
    return Catalogue.load(tmp_path / "series.yml")


def data_set(
    folder: Path, figures: str = FIGURES, metadata: str | None = METADATA, name: str = "80474ned_UntypedDataSet_1"
) -> raw.Raw:
    if metadata is not None:
        (folder / "80474ned_metadata.csv").write_text(metadata, encoding="utf-8")
    path = folder / f"{name}.csv"
    path.write_text(figures, encoding="utf-8")
    return raw.Raw(path, f"d/{name}.csv", path.read_bytes())


def asked(reader: raw.Raw | bulk.Bulk | titled.Titled, catalogue: Catalogue, *names: str) -> plan.TablePlan:
    about = reader.about("80474ned")
    made, faults = plan.make([catalogue.series[name] for name in names], reader.structure("80474ned", about))
    assert not faults, faults
    return made


@pytest.mark.parametrize("apart", [True, False])
def test_a_raw_data_set_is_read_with_its_metadata_beside_or_above_it(
    tmp_path: Path, catalogue: Catalogue, apart: bool
) -> None:
    whole = f'{METADATA}\n"UntypedDataSet"\n{FIGURES}'
    reader = data_set(tmp_path) if apart else data_set(tmp_path, whole, None)
    assert (reader.table, reader.address("80474ned")) == (
        "80474ned", "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/80474ned",
    )  # fmt: skip
    digest = hashlib.sha256(METADATA.encode()).hexdigest()
    assert reader.beside == ({"80474ned_metadata.csv": digest} if apart else {})
    about = reader.about("80474NED")
    assert (about.title, about.modified) == ("Verzonnen tabel", "2024-11-14T02:00:00")
    meta = reader.structure("80474ned", about)
    assert [(one.display_name, one.unit, one.decimals) for one in meta.topics] == [
        ("Groep > Banen", "x 1 000", 1), ("Uren", "%", 0),
    ]  # fmt: skip
    assert meta.statuses() == {"2024KW01": "final", "2024KW02": "provisional"}
    records = reader.records(asked(reader, catalogue, "jobs", "hours"), "")
    assert [(one["Perioden"], one["Banen_1"], one["Uren_2"]) for one in records] == [
        ("2024KW01", "1.5", "."), ("2024KW02", "2.0", "7"),
    ]  # fmt: skip


BESIDE = "d/80474ned_metadata.csv"


@pytest.mark.parametrize(
    ("figures", "metadata", "name", "told"),
    [
        (
            FIGURES, METADATA, "80474ned_TypedDataSet_1",
            "d/80474ned_TypedDataSet_1.csv: is the typed data set, which has nothing where CBS writes '.'; take the "
            "untyped "
            "one from the same download",
        ),
        (
            FIGURES, None, "80474ned_UntypedDataSet_1",
            "d/80474ned_UntypedDataSet_1.csv: the codes need 80474ned_metadata.csv, which is not beside the file; "
            "StatLine's "
            "ZIP has both: put them into one folder",
        ),
        (
            METADATA, None, "80474ned",
            "d/80474ned.csv: holds the metadata of a download, and no figures; import the file with UntypedDataSet "
            "in its "
            "name, with this one beside it",
        ),
        (FIGURES, METADATA.replace('"TableInfos"', '"Infos"'), "80474ned", f"{BESIDE}: has no list TableInfos; "
         f"{AGAIN}"),
        (FIGURES, METADATA.replace('"SBI"\n"Key"', '"BSI"\n"Key"'), "80474ned", f"{BESIDE}: has no list SBI; {AGAIN}"),
        (
            FIGURES.replace("Uren_2", "Uren_3"), METADATA, "80474ned",
            "d/80474ned.csv:1: has no column Uren_2, which its metadata has; take both files from one download",
        ),
        (
            FIGURES + "3;A;2024KW02;1\n", METADATA, "80474ned",
            f"d/80474ned.csv:5: has 4 cells, and the head of the file 5; {AGAIN}",
        ),
        (
            FIGURES + "3;A;2024KW02;1;x\n" * 4, METADATA, "80474ned",
            "d/80474ned.csv:5: 'x' is not a number; write 43000, 6.8 or '6,8'\n"
            "d/80474ned.csv:6: 'x' is not a number; write 43000, 6.8 or '6,8'\n"
            "d/80474ned.csv:7: 'x' is not a number; write 43000, 6.8 or '6,8'\n"
            "d/80474ned.csv: 1 more cells are not what they should be",
        ),
    ],
)  # fmt: skip
def test_what_a_raw_data_set_lacks_is_told(
    tmp_path: Path, catalogue: Catalogue, figures: str, metadata: str | None, name: str, told: str
) -> None:
    def ask() -> object:
        reader = data_set(tmp_path, figures, metadata, name)
        return reader.records(asked(reader, catalogue, "jobs", "hours"), "")

    assert said(ask) == told


def test_a_cell_of_metadata_that_is_too_long_is_no_csv(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    before = csv.field_size_limit(131_072)  # Python's own; a library that another test imports raises it
    request.addfinalizer(lambda: csv.field_size_limit(before))
    assert said(lambda: data_set(tmp_path, metadata=f'"TableInfos"\n"ID";"{"x" * 140_000}"\n')) == (
        f"{BESIDE}:2: is no CSV: field larger than field limit (131072)"
    )


@pytest.mark.parametrize("name", ["80474ned_UntypedDataSet_1_2", "80474ned_1", "80474ned"])
def test_the_metadata_is_found_by_the_beginning_of_the_name(tmp_path: Path, name: str) -> None:
    assert list(data_set(tmp_path, name=name).beside) == ["80474ned_metadata.csv"]


# --- the bulk download ------------------------------------------------------------------------------------------------

LISTS = {
    "Properties": "Identifier;Title;Modified;Version;Status\n80474ned;Verzonnen tabel;2024-11-14T02:00:00;7;Regulier\n",
    "MeasureCodes": "Identifier;Title;MeasureGroupId;Unit;Decimals\nM1;Banen;G;x 1 000;1\nM2;Uren;;%;\n",
    "MeasureGroups": "Id;Title;ParentId\nG;Groep;\n",
    "Dimensions": "Identifier;Kind\nSBI;Dimension\nPerioden;TimeDimension\n",
    "SBICodes": "Identifier;Title\nA;A Landbouw\nZ;Z Anders\n",
    "PeriodenCodes": "Identifier;Title;Status\n2024KW01;2024 1e kwartaal;Definitief\n2024KW02;2024 2e "
    "kwartaal;Voorlopig\n",
    "Observations": (
        "Id;Measure;SBI;Perioden;Value;StringValue;ValueAttribute\n0;M1;A;2024KW01;1,5;;None\n1;M1;A;2024KW02; "
        ";;Confidential\n"
        "2;M2;A;2024KW02;7;;None\n3;M9;A;2024KW02;x;;None\n4;M1;Z;2024KW02;9,0;;None\n"
    ),
}


def archive(folder: Path, unpacked: bool = False, **changed: str | None) -> bulk.Bulk:
    texts = {name: text for name, text in {**LISTS, **changed}.items() if text is not None}
    if unpacked:
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(f"\ufeff{text}", encoding="utf-8")
        return bulk.Bulk(folder / "Observations.csv", "d/Observations.csv")
    with zipfile.ZipFile(folder / "d.ZIP", "w") as made:
        for name, text in texts.items():
            made.writestr(f"80474ned/{name}.csv", f"\ufeff{text}".encode("utf-8", "surrogateescape"))
    return bulk.Bulk(folder / "d.ZIP", "d.ZIP")


@pytest.mark.parametrize("unpacked", [True, False])
def test_a_bulk_download_is_read_packed_or_not(tmp_path: Path, catalogue: Catalogue, unpacked: bool) -> None:
    reader = archive(tmp_path, unpacked)
    assert (reader.table, reader.address("x")) == ("80474ned", "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/x")
    about = reader.about("80474ned")
    assert (about.title, about.modified, about.version) == ("Verzonnen tabel", "2024-11-14T02:00:00", "7")
    made = asked(reader, catalogue, "jobs", "hours")
    assert [(one.display_name, one.unit, one.decimals) for one in made.meta.topics] == [
        ("Groep > Banen", "x 1 000", 1), ("Uren", "%", 0),
    ]  # fmt: skip
    assert reader.records(made, "") == [
        {"SBI": "A", "Perioden": "2024KW01", "M1": "1.5"}, {"SBI": "A", "Perioden": "2024KW02", "M1": ".", "M2": "7"},
    ]  # fmt: skip
    used = {f"{name}.csv" for name in LISTS} - {"Observations.csv"}
    assert reader.beside == (
        {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in used} if unpacked else {}
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"Properties": "Identifier\n \n"}, "d.ZIP/Properties.csv: the table does not say its own name"),
        ({"Properties": "Identifier\n"}, "d.ZIP/Properties.csv: the table does not say its own name"),
        (
            {"SBICodes": None},
            "d.ZIP/SBICodes.csv: is missing: it belongs to the download; import the ZIP from "
            "https://datasets.cbs.nl/CSV/CBS/nl/TABLE as it is",
        ),
        (
            {"Observations": LISTS["Observations"] + "5;M1;A;2024KW02\n"},
            f"d.ZIP/Observations.csv:7: has 4 cells, and the head of the file 7; {AGAIN}",
        ),
        (
            {"Observations": LISTS["Observations"].replace("1,5", "1,55")},
            "d.ZIP/Observations.csv:2: '1,55' has 2 decimals, where the measure has 1 decimal; take out a thousands "
            "point",
        ),
        (
            {"Observations": LISTS["Observations"] + '5;M1;"\nA";2024KW02;x;;None\n'},
            "d.ZIP/Observations.csv:7: 'x' is not a number; write 43000, 6.8 or '6,8'",
        ),
        ({"SBICodes": 'Identifier;Title\nA;"x"y\n'}, f"d.ZIP/SBICodes.csv: is no CSV: ';' expected after '\"'; "
         f"{AGAIN}"),
        ({"SBICodes": "Identifier;Title\nA;\udcff\n"}, f"d.ZIP/SBICodes.csv: is not UTF-8 text; {AGAIN}"),
    ],
)  # fmt: skip
def test_what_a_bulk_download_lacks_is_told(
    tmp_path: Path, catalogue: Catalogue, changed: dict[str, str | None], told: str
) -> None:
    def ask() -> object:
        reader = archive(tmp_path, **changed)
        assert reader.table
        return reader.records(asked(reader, catalogue, "jobs", "hours"), "")

    assert said(ask) == told


def test_an_unpacked_file_that_is_missing_or_too_large_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = (
        "is missing: it belongs to the download; import the ZIP from https://datasets.cbs.nl/CSV/CBS/nl/TABLE as it is"
    )
    assert said(lambda: bulk.Bulk(tmp_path / "Observations.csv", "d/O.csv").table) == f"d/Properties.csv: {missing}"
    with (tmp_path / "Properties.csv").open("wb") as file:
        file.truncate(32_000_001)
    large = "has 32 MB, more than the 32 MB that are read"
    assert said(lambda: bulk.Bulk(tmp_path / "Observations.csv", "d/O.csv").table) == f"d/Properties.csv: {large}"
    (tmp_path / "d.zip").write_text("no ZIP")
    assert said(lambda: bulk.Bulk(tmp_path / "d.zip", "d.zip").table) == (
        f"d.zip/Properties.csv: cannot be read: File is not a zip file; {AGAIN}"
    )


# --- titles in place of codes -----------------------------------------------------------------------------------------

PAGE = (
    "Sector (SBI);Perioden;Groep/Banen (x 1 000);Uren (%)\n"
    "A Landbouw*;2024 1e kwartaal**;1,5;.\nA Landbouw*;2024 2e kwartaal*;2,5;7\nZ Anders;2024 2e kwartaal;3,5;8\n"
)


def page(catalogue: Catalogue, text: str = PAGE) -> titled.Titled:
    lines = csv_file.lines(text.encode(), "p.csv")
    return titled.Titled("p.csv", lines, catalogue.by_table()["80474ned"], catalogue.tables["80474ned"], "v")


def test_a_page_of_titles_is_read_by_the_catalogue_s_names(catalogue: Catalogue) -> None:
    reader = page(catalogue)
    about = reader.about("80474ned")
    assert (about.title, about.modified, about.version, about.cycle.ended) == ("Verzonnen tabel", "", "v", False)
    meta = reader.structure("80474ned", about)
    assert [(one.key, one.groups, one.title, one.unit) for one in meta.topics] == [
        ("Groep/Banen (x 1 000)", ("Groep",), "Banen", "x 1 000"), ("Uren (%)", (), "Uren", "%"),
    ]  # fmt: skip
    assert (meta.dimensions, meta.time, meta.data) == (("SBI",), "Perioden", "p.csv")
    assert [(one.key, one.title) for one in meta.codes["SBI"]] == [
        ("A Landbouw*", "A Landbouw"),
        ("Z Anders", "Z Anders"),
    ]
    assert [(one.key, one.title, one.status) for one in meta.codes["Perioden"]] == [
        ("2024KW01", "2024 1e kwartaal", "revised_provisional"), ("2024KW02", "2024 2e kwartaal", "provisional"),
    ]  # fmt: skip
    (only,) = [spec for spec in catalogue.by_table()["80474ned"] if spec.id == "jobs"]
    made, faults = plan.make([only], meta)
    assert not faults
    assert reader.records(made, "") == [
        {"SBI": "A Landbouw*", "Perioden": "2024KW01", "Groep/Banen (x 1 000)": "1.5"},
        {"SBI": "A Landbouw*", "Perioden": "2024KW02", "Groep/Banen (x 1 000)": "2.5"},
        {"SBI": "Z Anders", "Perioden": "2024KW02", "Groep/Banen (x 1 000)": "3.5"},
    ]  # fmt: skip


def test_a_measure_that_the_catalogue_lacks_is_split_at_its_last_stroke(catalogue: Catalogue) -> None:
    text = "SBI;Perioden;Groep/Deel/Iets anders (%);Anders;Groep/banen;Uren ()\nA;2024;1;2;3;4\n"
    topics = page(catalogue, text).structure("80474ned", page(catalogue, text).about("x")).topics
    assert [(one.groups, one.title, one.unit) for one in topics] == [
        (("Groep", "Deel"), "Iets anders", "%"), ((), "Anders", ""), (("Groep",), "banen", ""), ((), "Uren", ""),
    ]  # fmt: skip
    odd = catalogue.series["hours"].model_copy(update={"measure": Measure(title="Uren/week")})
    lines = csv_file.lines(b"SBI;Perioden;Groep/Uren/week (uur)\nA;2024;1\n", "p.csv")
    reader = titled.Titled("p.csv", lines, [odd], catalogue.tables["80474ned"], "v")
    (topic,) = reader.structure("80474ned", reader.about("x")).topics
    assert (topic.groups, topic.title, topic.unit) == (("Groep",), "Uren/week", "uur")


def test_a_cell_that_stands_twice_or_cannot_be_read_is_not_passed_over(catalogue: Catalogue) -> None:
    reader = page(catalogue, PAGE + "Z Anders;2024KW02;4,5;9\n")
    meta = reader.structure("80474ned", reader.about("80474ned"))
    made, _ = plan.make([catalogue.series["jobs"]], meta)
    assert [(one["SBI"], one[meta.topics[0].key]) for one in reader.records(made, "")][2:] == [
        ("Z Anders", "3.5"), ("Z Anders", "4.5"),
    ]  # fmt: skip
    reader = page(catalogue, PAGE.replace("2,5", "2,55").replace("3,5", "3.500"))
    made, _ = plan.make([catalogue.series["jobs"]], meta)
    assert said(lambda: reader.records(made, "")).splitlines() == [
        "p.csv:3: '2,55' has 2 decimals, where the measure has 1 decimal; take out a thousands point",
        "p.csv:4: '3.500' has 3 decimals, where the measure has 1 decimal; take out a thousands point",
    ]


@pytest.mark.parametrize(
    ("head", "key"),
    [("SBI", "SBI"), ("s-b_i", "SBI"), ("Bedrijfstak", "SBI")],
)  # fmt: skip
def test_a_dimension_is_known_by_its_name_or_its_members(catalogue: Catalogue, head: str, key: str) -> None:
    reader = page(catalogue, PAGE.replace("Sector (SBI)", head))
    assert reader.structure("80474ned", reader.about("x")).dimensions == (key,)
    more = PAGE.replace("Sector (SBI);", f"Regio;{head};").replace("\nA ", "\nNL;A ").replace("\nZ ", "\nNL;Z ")
    reader = page(catalogue, more)
    assert reader.structure("80474ned", reader.about("x")).dimensions == ("Regio", key)
    reader = page(catalogue, PAGE.replace("Sector (SBI)", head).replace("A Landbouw*", "B"))
    assert reader.structure("80474ned", reader.about("x")).dimensions == ("SBI",)


SYMBOLS = (
    "an empty cell among the figures: unknown and impossible look alike in 'CSV zonder statistische symbolen'; "
    "download "
    "'CSV met statistische symbolen'"
)


def test_an_empty_cell_is_refused_only_between_figures_of_a_file_without_points(catalogue: Catalogue) -> None:
    plain = "SBI;Perioden;Banen (x 1 000)\n" + "".join(f"A;2024 {n}e kwartaal;{n}\n" for n in (1, 2, 3, 4))
    assert said(lambda: page(catalogue, plain.replace(";3\n", ";\n"))) == f"p.csv:4: {SYMBOLS}"
    assert said(lambda: page(catalogue, plain.replace(";2\n", ";\n").replace(";3\n", ";\n"))) == f"p.csv:3: {SYMBOLS}"
    shuffled = plain.splitlines(keepends=True)
    assert page(catalogue, "".join([shuffled[0], *shuffled[:0:-1]]).replace(";1\n", ";\n"))
    for passes in (plain, plain.replace(";1\n", ";\n"), plain.replace(";4\n", ";\n"),
                   plain.replace(";3\n", ";\n").replace(";1\n", ";.\n"), plain + "J;2024 1e kwartaal;\n"):  # fmt: skip
        assert page(catalogue, passes)
    across = "Onderwerp;SBI;Perioden;2024 1e kwartaal;2024 2e kwartaal\nBanen;A;x 1 000;1;2\n"
    (topic,) = page(catalogue, across).structure("80474ned", page(catalogue, across).about("x")).topics
    assert (topic.key, topic.title, topic.groups, topic.unit) == ("Banen [x 1 000]", "Banen", (), "x 1 000")


# --- which download a file is -----------------------------------------------------------------------------------------


def open_(
    folder: Path, catalogue: Catalogue, name: str, content: str | bytes, table: str | None = None
) -> opened.Download:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return opened.open_file(path, f"d/{name}", catalogue, table)


def test_each_kind_of_download_is_known_by_its_head(tmp_path: Path, catalogue: Catalogue) -> None:
    data_set(tmp_path)
    archive(tmp_path, unpacked=True)
    packed = archive(tmp_path)._path.read_bytes()
    whole = f'{METADATA}\n"UntypedDataSet"\n{FIGURES}'
    for name, content, kind in (
        ("80474ned_1.csv", FIGURES, raw.Raw), ("w.csv", whole, raw.Raw), ("o.csv", LISTS["Observations"], bulk.Bulk),
        ("p.zip", packed, bulk.Bulk), ("80474NED.csv", PAGE, titled.Titled), ("x-80474ned_y.csv", PAGE, titled.Titled),
    ):  # fmt: skip
        found = open_(tmp_path, catalogue, name, content)
        digest = hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
        assert (type(found.reader), found.table, found.name, found.sha256) == (kind, "80474ned", f"d/{name}", digest)
        assert (found.readers, found.origin) == ((found.reader,), f"StatLine (bestand {name})")
    assert open_(tmp_path, catalogue, "any.csv", f"Verzonnen TABEL\n{PAGE}").table == "80474ned"
    assert open_(tmp_path, catalogue, "any.csv", PAGE, "80474NED").table == "80474ned"
    assert open_(tmp_path, catalogue, "w.csv", whole, "80474NED").table == "80474ned"


KNOWN = "there are 80474ned, 85224NED; or add it to params/series.yml"


@pytest.mark.parametrize(
    ("name", "content", "table", "told"),
    [
        ("x.csv", " \n", None, "d/x.csv: is empty; download it again"),
        ("x.csv", b"PK\x03\x04", None, "d/x.csv: is a workbook or a ZIP file, not CSV; save it as 'CSV UTF-8'"),
        ("x.csv", PAGE, None, "d/x.csv: the file does not say which table it is; give its id: --table 80474ned"),
        ("x.csv", PAGE, "bericht", f"--table: 'bericht' is no StatLine table of the catalogue; {KNOWN}"),
        ("80474ned_85224NED.csv", PAGE, None,
         "d/80474ned_85224NED.csv: the file does not say which table it is; give its id: --table 80474ned"),
        ("w.csv", f'{METADATA}\n"UntypedDataSet"\n{FIGURES}', "85224ned",
         "d/w.csv: is a download of table 80474ned, not of 85224NED; give --table 80474ned"),
        ("w.csv", f'{METADATA.replace("80474ned", "1ned")}\n"UntypedDataSet"\n{FIGURES}', None,
         f"d/w.csv: '1ned' is no StatLine table of the catalogue; {KNOWN}"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_download_of_the_catalogue_is_told(
    tmp_path: Path, catalogue: Catalogue, name: str, content: str | bytes, table: str | None, told: str
) -> None:
    assert said(lambda: open_(tmp_path, catalogue, name, content, table)) == told
    assert said(lambda: opened.open_file(tmp_path / "no.csv", "no.csv", catalogue)) == (
        "no.csv: cannot be read: No such file or directory"
    )
