"""Improves the tables in Word that pandoc makes: no split rows, no single row on a page, columns that fit their text.

It works on the finished file, of which it only changes the tables.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile

#: the width of the text, in twentieths of a point, where the file does not say: A4 less the margins of ``wordstyles``
TEXT_WIDTH = 8844
#: the most rows of a table that is kept on one page
SHORT = 16

_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>(?:<w:trPr>(.*?)</w:trPr>)?(.*?)</w:tr>", re.DOTALL)
_GRID = re.compile(r'<w:gridCol w:w="(\d+)" ?/>')
_CELL = re.compile(r"<w:tc><w:tcPr ?/>")
_PARAGRAPH = re.compile(r'<w:pStyle w:val="Compact" ?/>')


def finish(made: bytes) -> bytes:
    """The Word file with its tables improved."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                text = content.decode("utf-8")
                width = text_width(text)
                content = _TABLE.sub(lambda found: _table(found, width), text).encode("utf-8")  # noqa: B023
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def text_width(document: str) -> int:
    """The width of the text on the last section's pages, in twentieths of a point."""
    paper, margins = re.findall(r"<w:pgSz\b[^>]*>", document), re.findall(r"<w:pgMar\b[^>]*>", document)
    if not paper or not margins:
        return TEXT_WIDTH
    numbers = [re.search(rf'w:{name}="(\d+)"', tag) for tag, name in (
        (paper[-1], "w"), (margins[-1], "left"), (margins[-1], "right"))]  # fmt: skip
    if not all(numbers):
        return TEXT_WIDTH
    whole, left, right = (int(found[1]) for found in numbers if found)
    return whole - left - right


def _table(found: re.Match[str], whole: int) -> str:
    text = found[0]
    rows = len(_ROW.findall(text))
    numbers, widths = itertools.count(), []
    if '<w:tblLayout w:type="fixed"' in text:
        given = [int(width) for width in _GRID.findall(text)]
        widths = [round(width * whole / sum(given)) for width in given]
        scaled = iter(widths)
        text = _GRID.sub(lambda _: f'<w:gridCol w:w="{next(scaled)}" />', text)

    def row(match: re.Match[str]) -> str:
        number, properties, cells = next(numbers), match[1] or "", match[2]
        head = "w:tblHeader" in properties
        # a page begins and ends with at least two rows of a table; a short table is never split
        keep = number < rows - 1 and (rows <= SHORT or number < 2 or number >= rows - 3)
        style = f'<w:pStyle w:val="{"TableHead" if head else "TableText"}" />{"<w:keepNext />" if keep else ""}'
        cells = _PARAGRAPH.sub(style, cells)
        if widths:
            wide = iter(widths)
            cells = _CELL.sub(lambda _: f'<w:tc><w:tcPr><w:tcW w:w="{next(wide)}" w:type="dxa" /></w:tcPr>', cells)
        return f"<w:tr><w:trPr><w:cantSplit />{properties}</w:trPr>{cells}</w:tr>"

    return _ROW.sub(row, text)
