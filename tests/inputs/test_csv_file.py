"""CSV files that people made: which delimiter, which lines, and what is no CSV. The content is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import csv_file


def read(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in csv_file.lines(text.encode(), "s.csv")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b\n1,5;2,5\n", [(1, ("a", "b")), (2, ("1,5", "2,5"))]),
        ("a,b\n1;5,2;5\n", [(1, ("a", "b")), (2, ("1;5", "2;5"))]),
        ("a\tb\n1,5\t2\n", [(1, ("a", "b")), (2, ("1,5", "2"))]),
        ("titel\na,b;c\n1,2;3\n4,5;6,7,8;9\n", [
            (1, ("titel",)), (2, ("a,b", "c")), (3, ("1,2", "3")), (4, ("4,5", "6,7,8", "9")),
        ]),
        ("a;b,c\nd;e,f\ng;h;i\n", [(1, ("a", "b,c")), (2, ("d", "e,f")), (3, ("g", "h", "i"))]),
        (" a ; b \n\n;\n ; \nx;\n", [(1, ("a", "b")), (5, ("x", ""))]),
        ('a;"b\nc"\r\nd;e\r\n', [(1, ("a", "b\nc")), (3, ("d", "e"))]),
        ('a,"b"x\nc;d\n1;"2"\n', [(1, ('a,"b"x',)), (2, ("c", "d")), (3, ("1", "2"))]),
    ],
)  # fmt: skip
def test_the_delimiter_is_the_sign_that_gives_most_lines_as_many_cells(
    text: str, rows: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert read(text) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc\ndef\n", "s.csv: holds no rows of several cells; put a semicolon between the cells"),
        ("", "s.csv: holds no rows of several cells; put a semicolon between the cells"),
        ('abc\n"x\n', "s.csv:2: is no CSV: unexpected end of data"),
        ('abc\n\n"b"c\n', "s.csv:3: is no CSV: ';' expected after '\"'"),
        ("PK\x03\x04;a\n1;2\n", "s.csv: is a workbook or a ZIP file, not CSV; save it as 'CSV UTF-8'"),
    ],
)
def test_what_is_no_csv_says_so_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read(text)
    assert str(refused.value) == said


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    with path.open("wb") as file:
        file.truncate(64_000_000)
    assert len(csv_file.content(path, "s.csv")) == 64_000_000
    with path.open("wb") as file:
        file.truncate(64_000_001)
    with pytest.raises(UserError) as refused:
        csv_file.content(path, "s.csv")
    assert str(refused.value) == (
        "s.csv: has 64 MB, more than the 64 MB that are read; download a selection of the table, or its ZIP from "
        "datasets.cbs.nl"
    )
    for other, said in ((tmp_path / "x.csv", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(UserError) as refused:
            csv_file.content(other, "s.csv")
        assert str(refused.value) == f"s.csv: cannot be read: {said}"
