"""``tables.xlsx``: the numbers behind every figure and table, for people who use a spreadsheet.

One cover sheet with the contents, then one table per sheet: a title, the header row with filters, the rows, the source
and the notes. Numbers are numbers, shown with the report's decimals; no merged cells, so that a sheet can be sorted.
The last column has the codes of the rows, by which other programs identify a quarter or a sector.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.document.assemble import STATUS_TEXT, EditionInfo
from arbeidsmarkt.document.markup import MARKS, plain

COVER = "Inhoud"
TITLE_ROW, HEAD_ROW = 0, 2
CODE = "Code"
LONGEST_NAME = 31
#: words that a sheet's name may not end with
_LINKING = {"aan", "bij", "de", "die", "een", "en", "het", "in", "met", "naar", "of", "op", "per", "sinds", "te", "ten",
            "uit", "van", "voor", "waar", "waarover"}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook.

    Attributes:
        label: the label of the figure or table: ``tbl-wages``.
        caption: its caption, plain text.
        data: its data, as in the record.
        below: the source and the notes, plain text.
        in_document: whether it is in the report, and so has a number there.
    """

    label: str
    caption: str
    data: Mapping[str, Any]
    below: tuple[str, ...]
    in_document: bool


def sheet(record: Mapping[str, Any]) -> Sheet:
    """The sheet for the record of a figure or table."""
    below = [record.get("source", ""), *record.get("notes", ())]
    return Sheet(
        record["label"],
        plain(record["caption"]),
        record["data"],
        tuple(plain(text) for text in below if text),
        record.get("in_document", True),
    )


def cover_lines(edition: EditionInfo) -> list[str]:
    """What a reader of the workbook must know, for its cover sheet: date, status, licence, symbols."""
    return [
        f"Publicatiedatum: {dutch.date(edition.publication_date)}",
        f"Status: {STATUS_TEXT[edition.status]}",
        *([edition.mark] if edition.mark else []),
        "Bron: zie onder elke tabel. De cijfers van het CBS vallen onder CC BY 4.0.",
        "* voorlopig cijfer, ** nader voorlopig cijfer, . onbekend of geheim, n.b. niet beschikbaar",
    ]


def write(path: Path, title: str, lines: Sequence[str], sheets: Sequence[Sheet], created: dt.date) -> None:
    """Write the workbook.

    Args:
        path: the file.
        title: of the report and edition.
        lines: what stands below the contents on the cover sheet, as ``cover_lines`` gives it.
        sheets: in the order of the report.
        created: the only date in the file, so that the same tables give the same bytes.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": title, "created": dt.datetime.combine(created, dt.time(), dt.UTC)})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "head-right": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"}
        ),
        "right": book.add_format({"align": "right"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    names = _names(sheets)
    _cover(book, styles, title, lines, list(zip(names, sheets, strict=True)))
    for name, sheet in zip(names, sheets, strict=True):
        _sheet(book, styles, name, sheet)
    book.close()


def _cover(
    book: Any, styles: Mapping[str, Any], title: str, lines: Sequence[str], sheets: list[tuple[str, Sheet]]
) -> None:
    page = book.add_worksheet(COVER)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)
    page.write_string(TITLE_ROW, 0, title, styles["title"])
    row = HEAD_ROW
    page.write_string(row, 0, "Blad", styles["head"])
    page.write_string(row, 1, "Onderwerp", styles["head"])
    for row, (name, sheet) in enumerate(sheets, start=HEAD_ROW + 1):
        page.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        page.write_string(row, 1, sheet.caption, styles["wrap"])
    for offset, line in enumerate(lines, start=2):
        page.write_string(row + offset, 0, line)


def _sheet(book: Any, styles: dict[str, Any], name: str, sheet: Sheet) -> None:
    page = book.add_worksheet(name)
    columns, rows = sheet.data["columns"], sheet.data["rows"]
    page.write_string(TITLE_ROW, 0, sheet.caption, styles["title"])
    for number, column in enumerate(columns):
        is_number = column["type"] == "number"
        unit = f" ({column['unit_text']})" if column.get("unit_text") else ""
        page.write_string(HEAD_ROW, number, f"{column['title']}{unit}", styles["head-right" if is_number else "head"])
        page.set_column(number, number, 16 if is_number else 34)
        for offset, row in enumerate(rows, start=HEAD_ROW + 1):
            _cell(book, styles, page, offset, number, column, row[number])
    codes = _codes(sheet.data)
    if any(codes):
        page.write_string(HEAD_ROW, len(columns), CODE, styles["head"])
        page.set_column(len(columns), len(columns), 12)
        for offset, code in enumerate(codes, start=HEAD_ROW + 1):
            page.write_string(offset, len(columns), code)
    if rows:
        page.autofilter(HEAD_ROW, 0, HEAD_ROW + len(rows), len(columns) - (not any(codes)))
    page.freeze_panes(HEAD_ROW + 1, 1)
    for offset, text in enumerate(sheet.below, start=HEAD_ROW + len(rows) + 2):
        page.write_string(offset, 0, text)


def _cell(
    book: Any,
    styles: dict[str, Any],
    page: Any,
    row: int,
    number: int,
    column: Mapping[str, Any],
    cell: Mapping[str, Any],
) -> None:
    """Write a cell as the report prints it: rounded to the same decimals, with the mark of its status.

    The cell is still a number; its format adds the mark.
    """
    printed = cell.get("printed")
    value = cell["value"] if printed is None else float(printed)
    if column["type"] != "number" or not isinstance(value, (int, float)):
        page.write_string(row, number, cell["text"], styles["right"] if column["type"] == "number" else None)
        return
    mark = MARKS.get(cell.get("status", ""), "")
    decimals = len(cell["text"].rpartition(",")[2]) if "," in cell["text"] else 0
    style = f"number-{decimals}-{mark}"
    if style not in styles:
        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        styles[style] = book.add_format({"num_format": digits + (f'"{mark}"' if mark else ""), "align": "right"})
    page.write_number(row, number, value or 0, styles[style])  # never minus zero


def _codes(data: Mapping[str, Any]) -> list[str]:
    """The code of every row: that of its period, sector or region."""
    head = data.get("row_header", 0)
    return [str(row[head].get("code") or "") for row in data["rows"]]


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Sheet names in Dutch, "Figuur 1 Openstaande vacatures", which meet Excel's limits: 31 characters, some forbidden.

    No two names differ only in capitals.
    """
    names: list[str] = []
    taken = {COVER.lower()}
    numbers = {"fig": 0, "tbl": 0}
    for sheet in sheets:
        prefix, kind = "", sheet.label[:3]
        if sheet.in_document and kind in numbers:
            numbers[kind] += 1
            prefix = f"{'Figuur' if kind == 'fig' else 'Tabel'} {numbers[kind]} "
        stem = prefix + _short(sheet.caption, LONGEST_NAME - len(prefix))
        name, number = stem.strip(), 2
        while name.lower() in taken:
            name, number = f"{stem[: LONGEST_NAME - 3].strip()} {number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _short(caption: str, room: int) -> str:
    """The beginning of a caption, in whole words: up to the first comma, colon or bracket, if there is room."""
    begin = re.split(r"[,:;(\n]", caption)[0].replace("'", "’")
    begin = " ".join(re.sub(r"[\[\]:*?/\\]", " ", begin).split())
    words = begin.split(" ")
    if len(begin) > room:
        while len(words) > 1 and len(" ".join(words)) > room:
            words.pop()
        while len(words) > 1 and words[-1].lower() in _LINKING:
            words.pop()
    return " ".join(words)[:room] or "Blad"
