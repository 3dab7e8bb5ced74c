"""``tables.xlsx``: what a spreadsheet shows of every cell, how its sheets are called, what its cover says."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import made_up_report as made_up
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.document import workbook
from arbeidsmarkt.document.assemble import EditionInfo
from made_up_report import column, number, words

DAY = dt.date(2024, 12, 13)
COLUMNS = [
    column("period", "Periode", "period"), column("growth", "Groei", unit="percent", unit_text="%"),
    column("about", "Waarover", "string"),
]  # fmt: skip


def table(label: str = "tbl-a", caption: str = "Verzonnen groei, in procenten", **changes: Any) -> dict[str, Any]:
    rows = [
        [words("2024 2e kwartaal", "2024KW02"), number("6,8", 6.8449), words("lonen")],
        [words("2024 3e kwartaal", "2024KW03"), number("7", 7.2, "provisional"), words("prijzen")],
    ]
    rows[0][1]["printed"], rows[1][1]["printed"] = "6.8", "7"
    return made_up.table(label, caption, data={"columns": COLUMNS, "rows": rows, "row_header": 0}) | changes


def written(folder: Path, *records: dict[str, Any], lines: tuple[str, ...] = ()) -> Any:
    path = folder / "tables.xlsx"
    workbook.write(path, "Verzonnen", lines, [workbook.sheet(record) for record in records], DAY)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("cell", "value", "shown_as"),
    [
        (number("397", 396.7), 396.7, "#,##0"),
        (number("6,8", 6.8), 6.8, "#,##0.0"),
        (number("6,84", 6.84), 6.84, "#,##0.00"),
        (number("−0,5", -0.5), -0.5, "#,##0.0"),
        (number("397", 397, "provisional"), 397, '#,##0"*"'),
        (number("6,8", 6.8, "provisional"), 6.8, '#,##0.0"*"'),
        (number("6,8", 6.8, "revised_provisional"), 6.8, '#,##0.0"**"'),
        (number("6,8", 6.8, "unknown"), 6.8, "#,##0.0"),
        ({**number("106", 106.149), "printed": "106"}, 106, "#,##0"),
        ({**number("1 234,5", 1234.46), "printed": "1234.5"}, 1234.5, "#,##0.0"),
        ({**number("0,0", -0.04), "printed": "-0.0"}, 0, "#,##0.0"),
        (number("n.b.", None), "n.b.", "General"),
        (number(".", None, "provisional"), ".", "General"),
    ],
)
def test_a_cell_is_the_number_that_the_report_prints_with_its_decimals_and_mark(
    tmp_path: Path, cell: dict[str, Any], value: object, shown_as: str
) -> None:
    data = {"columns": COLUMNS[:2], "rows": [[words("2024 3e kwartaal", "2024KW03"), cell]], "row_header": 0}
    found = written(tmp_path, table(data=data)).worksheets[1]["B4"]
    assert (found.value, found.number_format, found.alignment.horizontal) == (value, shown_as, "right")
    assert type(found.value) is type(value)


def test_every_cell_of_a_column_has_its_own_decimals_and_mark(tmp_path: Path) -> None:
    sheet = written(tmp_path, table()).worksheets[1]
    assert [(cell.value, cell.number_format) for cell in sheet["B"][3:5]] == [(6.8, "#,##0.0"), (7, '#,##0"*"')]


def test_a_sheet_has_title_heads_rows_codes_source_and_notes(tmp_path: Path) -> None:
    record = table()
    sheet = written(tmp_path, record).worksheets[1]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert rows == [
        ["Verzonnen groei, in procenten"],
        [],
        ["Periode", "Groei (%)", "Waarover", "Code"],
        ["2024 2e kwartaal", 6.8, "lonen", "2024KW02"],
        ["2024 3e kwartaal", 7, "prijzen", "2024KW03"],
        [],
        ["Bron: CBS, tabel 80474ned, bewerking ministerie"],
        ["* Voorlopig cijfer."],
        ["** Nader voorlopig cijfer."],
        ["n.b. Niet beschikbaar in de gebruikte cijfers."],
    ]
    assert sheet.auto_filter.ref == "A3:D5" and sheet.freeze_panes == "B4"


def test_a_table_without_codes_has_no_column_for_them(tmp_path: Path) -> None:
    data = {"columns": COLUMNS[1:], "rows": [[number("6,8", 6.8), words("lonen")]], "row_header": 1}
    sheet = written(tmp_path, table(data=data)).worksheets[1]
    assert [cell.value for cell in sheet[3]] == ["Groei (%)", "Waarover"]
    assert sheet.auto_filter.ref == "A3:B4"


def test_the_codes_are_those_of_the_row_header_and_some_rows_may_have_none(tmp_path: Path) -> None:
    rows = [[number("6,8", 6.8), words("zorg", "Q")], [number("7,1", 7.1), words("samen")]]
    sheet = written(tmp_path, table(data={"columns": COLUMNS[1:], "rows": rows, "row_header": 1})).worksheets[1]
    assert [cell.value or "" for cell in sheet["C"][2:5]] == ["Code", "Q", ""]
    assert sheet.auto_filter.ref == "A3:C5"


def test_titles_and_heads_stand_out_and_numbers_have_their_heads_above_them(tmp_path: Path) -> None:
    book = written(tmp_path, table())
    for sheet in book.worksheets:
        assert (sheet["A1"].font.bold, sheet["A1"].font.size) == (True, 14)
        assert all(cell.font.bold and cell.border.bottom.style == "thin" for cell in sheet[3])
        assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in sheet[3])
    sheet = book.worksheets[1]
    assert [cell.alignment.horizontal for cell in sheet[3]] == [None, "right", None, None]
    assert [round(sheet.column_dimensions[name].width) for name in "ABCD"] == [35, 17, 35, 13]
    assert [round(book.worksheets[0].column_dimensions[name].width) for name in "AB"] == [29, 91]


def test_a_record_that_does_not_say_where_its_codes_are_has_them_in_its_first_column(tmp_path: Path) -> None:
    rows = [[words("zorg", "Q"), number("6,8", 6.8)]]
    sheet = written(tmp_path, table(data={"columns": COLUMNS[:2], "rows": rows})).worksheets[1]
    assert sheet["C4"].value == "Q"


def test_the_cover_lists_the_sheets_and_leads_to_them(tmp_path: Path) -> None:
    records = [made_up.figure("fig-a", "Spanning, per kwartaal"), table(), table("tbl-all", "Alles", in_document=False),
               made_up.figure("fig-b", "Lonen")]  # fmt: skip
    book = written(tmp_path, *records, lines=("Status: verzonnen", "Slot"))
    names = ["Figuur 1 Spanning", "Tabel 1 Verzonnen groei", "Alles", "Figuur 2 Lonen"]
    assert book.sheetnames == ["Inhoud", *names]
    cover = book.worksheets[0]
    assert [[cell.value for cell in row] for row in cover.iter_rows()] == [
        ["Verzonnen", None],
        [None, None],
        ["Blad", "Onderwerp"],
        *([name, record["caption"]] for name, record in zip(names, records, strict=True)),
        [None, None],
        ["Status: verzonnen", None],
        ["Slot", None],
    ]
    assert [cover.cell(row, 1).hyperlink.location for row in range(4, 8)] == [f"'{name}'!A1" for name in names]
    assert (book.properties.title, book.properties.created) == ("Verzonnen", dt.datetime(2024, 12, 13))


@pytest.mark.parametrize(
    ("captions", "names"),
    [
        (["Groei; per jaar (vanaf 2014)"], ["Tabel 1 Groei"]),
        (["Groei: lonen en prijzen"], ["Tabel 1 Groei"]),
        (["Werkenden naar bedrijfstak en naar regio"], ["Tabel 1 Werkenden"]),
        (["Van/naar werk? [deel]"], ["Tabel 1 Van naar werk deel"]),
        (["Cao's"], ["Tabel 1 Cao’s"]),
        (["Onderwijspersoneelstekortenoverzicht"], ["Tabel 1 Onderwijspersoneelsteko"]),
        ([", per jaar"], ["Tabel 1 Blad"]),
        (["Openstaande vacatures in de zorg"], ["Tabel 1 Openstaande vacatures"]),
        (["Openstaande vacatures 2024"], ["Tabel 1 Openstaande vacatures"]),
    ],
)
def test_a_sheet_is_called_after_its_caption_in_whole_words(captions: list[str], names: list[str]) -> None:
    found = workbook._names([workbook.sheet(table(f"tbl-{n}", caption)) for n, caption in enumerate(captions)])
    assert found == names and max(map(len, found)) <= 31


@pytest.mark.parametrize("word", sorted(workbook._LINKING))
def test_no_name_ends_with_a_linking_word(word: str) -> None:
    caption = f"Openstaande banen {word} bedrijfstakken en regio"
    assert word in "aan bij de die een en het in met naar of op per sinds te ten uit van voor waar waarover".split()
    assert workbook._names([workbook.sheet(table("tbl-x", caption))]) == ["Tabel 1 Openstaande banen"]


def test_no_two_sheets_have_the_same_name_not_even_in_other_capitals() -> None:
    captions = ["Inhoud", "Groei", "GROEI", "groei", "Onderwijspersoneelstekortenoverzichten",
                "Onderwijspersoneelstekortenoverzichten"]  # fmt: skip
    sheets = [workbook.sheet(table("tbl-x", caption, in_document=False)) for caption in captions]
    assert workbook._names(sheets) == [
        "Inhoud 2", "Groei", "GROEI 2", "groei 3", "Onderwijspersoneelstekortenover", "Onderwijspersoneelstekorteno 2",
    ]  # fmt: skip


def test_the_cover_says_date_status_licence_and_what_the_marks_mean() -> None:
    edition = EditionInfo(Period.quarter(2024, 3), DAY, "final")
    assert workbook.cover_lines(edition) == [
        "Publicatiedatum: 13 december 2024",
        "Status: Definitief",
        "Bron: zie onder elke tabel. De cijfers van het CBS vallen onder CC BY 4.0.",
        "* voorlopig cijfer, ** nader voorlopig cijfer, . onbekend of geheim, n.b. niet beschikbaar",
    ]
    warned = EditionInfo(Period.quarter(2024, 3), DAY, "concept", mark="Proefcijfers: niet verspreiden")
    status, mark = workbook.cover_lines(warned)[1:3]
    assert status.startswith("Status: Concept") and mark == "Proefcijfers: niet verspreiden"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, table(), made_up.figure("fig-a", "Spanning"))
    contents = [(tmp_path / folder / "tables.xlsx").read_bytes() for folder in ("one", "two")]
    assert contents[0] == contents[1]


def test_whole_numbers_are_stored_without_a_point(tmp_path: Path) -> None:
    written(tmp_path, table(data={"columns": COLUMNS[:2], "rows": [[words("x"), number("189", 189.0)]]}))
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>189</v>" in sheet and "189.0" not in sheet
