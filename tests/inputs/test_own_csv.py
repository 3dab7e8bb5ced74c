"""A CSV file of one's own with its description: what is read of it, and each fault in one line. Made-up figures."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import own_csv

ABOUT = """\
table: t-own
publisher: Verzonnen bureau
title: Verzonnen
date: 2024-11-20
url: https://example.invalid/x
series:
  one: {title: "Een", unit: ratio}
"""
TWO = ABOUT + '  two: {title: "Twee", unit: thousand, column: B}\n'
SAME = ABOUT.replace("unit: ratio", "unit: ratio, column: B") + '  two: {title: "Twee", unit: thousand, column: B}\n'
NO_NUMBER = "is not a number; write 43000, 6.8 or '6,8'"
EMPTY = "leave the cell empty where there is no figure"


def read(folder: Path, figures: str, about: str = ABOUT) -> own_csv.OwnTable:
    (folder / "s.yml").write_text(about, encoding="utf-8")
    (folder / "s.csv").write_text(figures, encoding="utf-8")
    return own_csv.read(folder / "s.csv", "s.csv", folder / "s.yml", "s.yml")


@pytest.mark.parametrize(
    ("figures", "about", "said"),
    [
        (
            "periode;\n2024Q1;\n", ABOUT,
            ["1: there is no column of figures beside the periods; give each series a column with a head of its own"],
        ),
        (";\n;\n", ABOUT, [" holds no rows of several cells; put a semicolon between the cells"]),
        (
            "tijd;one\n2024Q1;1\n", ABOUT,
            ["1: no columns are called periode, where the head of one column must be; call the column of the periods "
             "periode"],
        ),
        (
            "periode;periode\n2024Q1;1\n", ABOUT,
            ["1: 2 columns are called periode, where the head of one column must be; call the column of the periods "
             "periode"],
        ),
        (
            "periode;A;B\n2024Q1;1;2\n", ABOUT,
            ["1: no columns are called 'one', which series 'one' is read from; say which with column: the columns are "
             "'A', 'B'"],
        ),
        (
            "periode;one;one\n2024Q1;1;2\n", ABOUT,
            ["1: 2 columns are called 'one', which series 'one' is read from; say which with column: the columns are "
             "'one', 'one'"],
        ),
        (
            "periode;one;B;C\n2024Q1;1;2;3\n", TWO,
            ["1: no series is read from the column 'C'; describe it under series, or take the column out"],
        ),
        ("periode;B\n2024Q1;1\n", SAME, ["1: two series are read from one column; give each its own"]),
        ("periode;one\n2024Q1;\n", ABOUT, ["1: series 'one' has not one figure"]),
        (
            "periode;one\n2024Q1;1;2\n", ABOUT,
            ["2: has 3 cells, and the head 2; put a semicolon between the cells; a decimal comma needs it, or quotes "
             "around the number"],
        ),
        ("periode;one\n2024Q1;1\n2024Q2;1\n2024Q1;2\n", ABOUT, ["4: 2024Q1 stands on line 2, too; keep one"]),
        (
            "periode;one\n2024Q1;1\n2023;2\n", ABOUT,
            ["3: 2023 is a year, and the file begins with a quarter; give each frequency a file of its own"],
        ),
        ('periode;one\n2024Q1;"1\n', ABOUT, ["2: is no CSV: unexpected end of data"]),
        ("periode;one\n2024Q1;1e5\n", ABOUT, [f"2: '1e5' {NO_NUMBER}"]),
        (
            "periode;one\n2024Q1;NaN\n2024Q2;-\n", ABOUT,
            [f"2: 'NaN' {NO_NUMBER}; {EMPTY}", f"3: '-' {NO_NUMBER}; {EMPTY}"],
        ),
        ("periode;one\n2024Q1;1.234.567\n", ABOUT, ["2: '1.234.567': write thousands without a point: 1234567"]),
        (
            "periode;one\n2024Q2;341\n2024Q1;3,4\n", ABOUT,
            ["2: 'one' is 341 for 2024Q2, after 3.4 for 2024Q1; mend it, or write confirmed: true in the YAML if it is "
             "right"],
        ),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, figures: str, about: str, said: list[str]
) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, figures, about)
    assert str(refused.value).splitlines() == [f"s.csv:{text}" for text in said]


def test_of_many_faults_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, "periode;one\n" + "".join(f"2024Q1;{'abcdefg'[n]}\n" for n in range(7)))
    lines = str(refused.value).splitlines()
    assert len(lines) == own_csv._NAMED + 1 and lines[-1] == f"s.csv: {13 - own_csv._NAMED} more faults"


def test_two_series_of_one_file_with_their_units_decimals_and_day(tmp_path: Path) -> None:
    made = read(tmp_path, "periode;one;B\n2024Q1;1,5;20\n2024Q2;;21\n2024Q3;1,25;\n", TWO)
    assert [(row.series, row.period.label, row.value, row.decimals) for row in made.data.rows] == [
        ("one", "2024Q1", Decimal("1.5"), 2), ("one", "2024Q3", Decimal("1.25"), 2),
        ("two", "2024Q1", Decimal(20), 0), ("two", "2024Q2", Decimal(21), 0),
    ]  # fmt: skip
    assert {key: (spec.title, spec.unit, *known) for key, (spec, *known) in made.series.items()} == {
        "one": ("Een", "ratio", "quarter", 2), "two": ("Twee", "thousand", "quarter", 0),
    }  # fmt: skip
    assert {row.as_of.isoformat() for row in made.data.rows if row.as_of} == {"2024-11-20"}
    assert (made.id, made.publisher, made.title, made.where) == ("t-own", "Verzonnen bureau", "Verzonnen", "s.yml")
    assert made.data.selection == {"one": "one", "two": "B"} and list(made.beside) == ["s.yml"]


def test_a_single_column_may_be_called_anything_and_a_leap_may_be_confirmed(tmp_path: Path) -> None:
    about = ABOUT.replace("ratio", "ratio, confirmed: true")
    made = read(tmp_path, "Periode;Stand van zaken\n2024Q1;3\n2024Q2;341\n", about)
    assert [row.value for row in made.data.rows] == [3, 341]
    assert made.data.selection == {"one": "Stand van zaken"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: ratio", "unit: index", "7: 'series.one': an index needs its base; write base: 2020=100"),
        ('title: "Een"', 'title: ""', "7: 'series.one.title': string should have at least 1 character, got ''"),
        (
            'title: "Een"', 'title: "Een \\u2603"',
            "7: 'series.one.title': the report's typeface has no '☃' (U+2603), in '☃'; write it in words",
        ),
        ("publisher: Verzonnen bureau", "publisher: ''",
         "2: 'publisher': string should have at least 1 character, got ''"),
        ("date: 2024-11-20", "date: 2024-13", "4: 'date': '2024-13' is not a date; "),
        ("table: t-own", "table: T", "1: 'table': string should match pattern '^[a-z][a-z0-9-]*$', got 'T'"),
        ("table: t-own", f"table: {'t' * 61}", "1: 'table': string should have at most 60 characters, "),
        ("url: https://example.invalid/x", "url: https://example", "5: 'url': string should match pattern "),
        ("  one:", "  One:", "7: 'series.One': string should match pattern '^[a-z][a-z0-9_]*$', got 'One'"),
        ('  one: {title: "Een", unit: ratio}\n', "  {}\n", "6: 'series': dictionary should have at least 1 item"),
    ],
)  # fmt: skip
def test_each_fault_of_the_description_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ABOUT
    with pytest.raises(UserError) as refused:
        read(tmp_path, "periode;one\n2024Q1;1\n", ABOUT.replace(old, new))
    assert str(refused.value).startswith(f"s.yml:{said}")


@pytest.mark.parametrize(("length", "passes"), [(2000, True), (2001, False)])
def test_a_name_of_one_letter_and_the_longest_ones_pass(tmp_path: Path, length: int, passes: bool) -> None:
    address = "https://example.org/".ljust(length, "x")
    about = ABOUT.replace("t-own", "t" * 60).replace("Verzonnen bureau", "B").replace("title: Verzonnen", "title: V")
    about = about.replace("Een", "E").replace("https://example.invalid/x", address)
    if passes:
        assert read(tmp_path, "periode;one\n2024Q1;1\n", about).url == address
    else:
        with pytest.raises(UserError, match=r"^s\.yml:5: 'url': string should have at most 2000 characters"):
            read(tmp_path, "periode;one\n2024Q1;1\n", about)


@pytest.mark.parametrize("more", ["base: 2020=100", "adjusted: true", "status: final", "column: one"])
def test_what_a_description_may_say_of_a_series(tmp_path: Path, more: str) -> None:
    made = read(tmp_path, "periode;one\n2024Q1;1\n", ABOUT.replace("unit: ratio", f"unit: ratio, {more}"))
    spec, frequency, decimals = made.series["one"]
    key, _, value = more.partition(": ")
    assert str(getattr(spec, key)).lower() == value
    assert (frequency, decimals, made.data.rows[0].status) == ("quarter", 0, "final" if key == "status" else "unknown")


def test_the_table_is_written_with_its_source_and_the_hash_of_its_description(tmp_path: Path) -> None:
    made = read(tmp_path, 'maand,one\n2024-03,1.25\n2024 april,"2,123456789"\n')
    assert (made.data.id, made.data.title, made.data.modified, made.data.url, made.data.sources) == (
        "t-own", "Verzonnen", "2024-11-20", "https://example.invalid/x", {"Verzonnen": "https://example.invalid/x"},
    )  # fmt: skip
    assert made.series["one"][1:] == ("month", 6)
    row = made.data.rows[0]
    assert (row.series, row.table, row.members, row.symbol, row.origin, row.decimals) == (
        "one", "t-own", {}, "", "Verzonnen", 9,
    )  # fmt: skip
    assert made.url == "https://example.invalid/x"
    assert made.beside == {"s.yml": hashlib.sha256(ABOUT.encode()).hexdigest()}
    assert own_csv.digest(tmp_path / "s.yml") == made.beside["s.yml"]


@pytest.mark.parametrize(
    "head", ["periode", "Perioden", "PERIOD", "kwartaal", "maand", "jaar", "quarter", "month", "year"]
)
def test_the_column_of_periods_may_have_any_of_their_names(tmp_path: Path, head: str) -> None:
    assert read(tmp_path, f"{head};one\n2024Q1;1\n").data.selection == {"one": "one"}


@pytest.mark.parametrize(
    ("figures", "rows"),
    [
        ("sep=;\nperiode;one\n2024Q1;1\n", 1), ("periode;one;;\n2024Q1;1;;\n2024Q2;2;;\n", 2),
        ("periode;one\n2024Q2;10\n2024Q1;1\n", 2), ("periode;one\n2024Q1;0\n2024Q2;400\n", 2),
        ("periode;one\n2024Q1;-3\n2024Q2;29\n", 2), ("one;periode\n1;2024Q1\n", 1),
    ],
)  # fmt: skip
def test_what_is_right_passes(tmp_path: Path, figures: str, rows: int) -> None:
    assert len(read(tmp_path, figures).data.rows) == rows


@pytest.mark.parametrize(
    ("figures", "about", "said"),
    [
        ("periode;one;;\n2024Q1;1;;x\n", ABOUT, ["2: has 4 cells, and the head 2"]),
        ("periode;one\n2024Q1\n2024Q2;x1\n", ABOUT, ["2: has 1 cells, and the head 2", "3: 'x1' is not a number"]),
        ("periode;one\n2024Q2;31\n2024Q1;3\n", ABOUT, ["2: 'one' is 31 for 2024Q2, after 3 for 2024Q1"]),
        ("periode;one\n2024Q1;-31\n2024Q2;3\n", ABOUT, ["3: 'one' is 3 for 2024Q2, after -31 for 2024Q1"]),
        ("periode;one\n2024Q1;x\n;2\n", ABOUT,
         ["3: '' is no quarter, month or year", "2: 'x' is not a number"]),
        ("periode;one;B\n2024Q1;1;\n", TWO, ["1: series 'two' has not one figure"]),
        ("periode;one;B\n2024Q1;x;\n", TWO, ["2: 'x' is not a number"]),
        ("periode;one;B\n2024Q1;101;30000\n", TWO, ["2: 'two': 30000 aantal maal duizend is outside what is possible"]),
        ("periode;A;B;C\n2024Q1;1;2;3\n", TWO, ["1: no columns are called 'one', which series 'one' is read from"]),
    ],
)  # fmt: skip
def test_no_fault_hides_another_and_none_is_told_twice(
    tmp_path: Path, figures: str, about: str, said: list[str]
) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, figures, about)
    lines = str(refused.value).splitlines()
    assert [line[: len(f"s.csv:{text}")] for line, text in zip(lines, said, strict=True)] == [
        f"s.csv:{text}" for text in said
    ]


def test_five_faults_are_told_one_by_one_and_the_sixth_is_counted(tmp_path: Path) -> None:
    for count in (5, 6):
        with pytest.raises(UserError) as refused:
            read(tmp_path, "periode;one\n" + "".join(f"20{10 + n}Q1;x\n" for n in range(count)))
        lines = str(refused.value).splitlines()
        assert [line.partition(":")[2].split(":")[0] for line in lines[:5]] == ["2", "3", "4", "5", "6"]
        assert lines[5:] == ["s.csv: 1 more faults"][: count - 5]


def test_the_description_stands_beside_the_figures_under_either_ending(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    assert own_csv.described(path) is None
    for end in (".yaml", ".yml"):
        path.with_suffix(end).touch()
        assert own_csv.described(path) == path.with_suffix(end)
