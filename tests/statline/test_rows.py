"""Answers of StatLine as observations: which rows are a series, what is missing, what is a fault. All made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import Row
from arbeidsmarkt.statline import plan, rows
from made_up_table import QUARTERS, meta, record, specs

CODES = [period.code for period in QUARTERS]
EVERYWHERE = [(sbi, region) for sbi in ("T001081", "301000", "391600") for region in ("NL", "NO", "ZU")]


def answer(**changed: Mapping[str, object]) -> list[Mapping[str, object]]:
    """All quarters of all members, a year and a few months; ``changed``: other values by SBI_region_period."""
    found = [
        record(sbi, region, code, **changed.get(f"{sbi}_{region}_{code}", {}))
        for sbi, region in EVERYWHERE for code in CODES
    ]  # fmt: skip
    found.append(record("T001081", "NL", "2024JJ00"))
    found += [record("T001081", "NL", month) for month in ("2024MM01", "2024MM02")]
    return found + [record("301000", "NO", month, Vacatures_2="7") for month in ("2024MM01", "2024MM04")]


def read(
    folder: Path, records: Sequence[Mapping[str, object]], *names: str, data: str = "UntypedDataSet"
) -> rows.Reading:
    made, faults = plan.make(specs(folder, *names), meta(data))
    assert not faults
    return rows.read(made, records, "StatLine")


def said(reading: rows.Reading) -> list[str]:
    return [str(fault) for fault in (*reading.faults, *(one for each in reading.of_series.values() for one in each))]


def test_each_series_gets_its_own_rows_with_members_status_and_decimals(tmp_path: Path) -> None:
    reading = read(
        tmp_path, answer(T001081_NL_2024KW02={"Banen_1": "12.25"}, T001081_NL_2024KW01={"Banen_1": "     ."}),
        "total", "parts", "months", "survey",
    )  # fmt: skip
    assert said(reading) == []
    found = {
        name: [row for row in reading.rows if row.series == name] for name in ("total", "parts", "months", "survey")
    }
    assert found["total"] == [
        Row("total", "T1", {}, QUARTERS[0], Decimal("1.5"), "", "final", 1, None, "StatLine"),
        Row("total", "T1", {}, QUARTERS[1], None, ".", "final", 0, None, "StatLine"),
        Row("total", "T1", {}, QUARTERS[2], Decimal("12.25"), "", "revised_provisional", 2, None, "StatLine"),
        Row("total", "T1", {}, QUARTERS[3], Decimal("1.5"), "", "provisional", 1, None, "StatLine"),
    ]
    members = [{"region": region, "sector": sector} for sector in "AJ" for region in "NZ"]
    assert [(row.members, row.period) for row in found["parts"]] == [
        (each, period) for each in members for period in QUARTERS
    ]
    assert [(row.period.label, row.value) for row in found["months"]] == [("2024-01", 3), ("2024-02", 3)]
    assert [(row.period.label, row.value) for row in found["survey"]] == [
        ("2023Q4", 3), ("2024Q1", 7), ("2024Q2", 7), ("2024Q3", 3),
    ]  # fmt: skip


def test_impossible_cells_before_the_first_and_after_the_last_figure_are_no_rows(tmp_path: Path) -> None:
    blank = {"Banen_1": "      "}
    reading = read(tmp_path, answer(T001081_NL_2023KW04=blank, T001081_NL_2024KW02=blank), "total")
    assert [(row.period, row.symbol) for row in reading.rows] == [
        (QUARTERS[1], ""), (QUARTERS[2], "blank"), (QUARTERS[3], ""),
    ]  # fmt: skip
    every = {f"T001081_NL_{code}": blank for code in CODES}
    assert said(read(tmp_path, answer(**every), "total")) == [
        "T1, series 'total': 1 selected combination without a figure: total; take the member out of the series in "
        "params/series.yml if CBS no longer publishes it"
    ]


def without(*cells: tuple[str, str, str]) -> list[Mapping[str, object]]:
    gone = {(f"{sbi}  ", region, f"{period} ") for sbi, region, period in cells}
    return [each for each in answer() if (each["SBI"], each["Regio"], each["Perioden"]) not in gone]


LATER = "try again later"
TAKE_OUT = "take the member out of the series in params/series.yml if CBS no longer publishes it"


@pytest.mark.parametrize(
    ("records", "faults"),
    [
        ([], [f"T1/UntypedDataSet: the answer holds no rows; {LATER}"]),
        (
            [{name: value for name, value in each.items() if name != "Banen_1"} for each in answer()],
            [f"T1/UntypedDataSet: 1 column of the table's metadata missing from the answer: Banen_1; {LATER}"],
        ),
        (
            [*answer(), {"ID": 1, "Perioden": "2024KW03"}],
            [f"T1/UntypedDataSet: 3 columns of the table's metadata missing from the answer: SBI, Regio, Banen_1; "
            f"{LATER}"],
        ),
        (
            [*answer(), record("999", "NL", "2024KW03"), record("301000", "XX", "2024KW03"),
             record("301000", "YY", "2024KW03")],
            [f"T1/UntypedDataSet: rows with codes that the dimension {name} does not list: {codes}; {LATER}; CBS "
            f"may be "
             "changing the table" for name, codes in (("SBI", "999"), ("Regio", "XX, YY"))],
        ),
        (
            [*answer(), *answer()[:5]],
            ["T1/UntypedDataSet: 5 combinations of codes more than once in the answer: T001081 NL 2023KW04, T001081 NL "
             f"2024KW01, T001081 NL 2024KW02 and 2 more; {LATER}"],
        ),
        (
            [*answer(), answer()[0]],
            [f"T1/UntypedDataSet: 1 combination of codes more than once in the answer: T001081 NL 2023KW04; {LATER}"],
        ),
        (
            answer(T001081_NL_2023KW04={"Banen_1": "1,5"}),
            [f"T1, series 'total': 1 value neither a number nor one of CBS's symbols: '1,5' in T001081 NL 2023KW04; "
            f"{LATER}"],
        ),
        (
            answer(**{f"T001081_NL_{code}": {"Banen_1": "x" * 31} for code in CODES}),
            ["T1, series 'total': 4 values neither a number nor one of CBS's symbols: "
             + ", ".join(f"'{'x' * 30}\\u2026' in T001081 NL {code}" for code in CODES[:3]) + f" and 1 more; {LATER}",
             f"T1, series 'total': 1 selected combination without a figure: total; {TAKE_OUT}"],
        ),
        (
            answer(**{f"T001081_NL_{code}": {"Banen_1": "."} for code in CODES}),
            ["T1, series 'total': not one number: CBS gives it as unknown or secret everywhere; take the series out of "
             f"params/series.yml, or {LATER}"],
        ),
        (
            without(("T001081", "NL", "2024KW01"), ("T001081", "NL", "2024KW02")),
            [f"T1, series 'total': 2 periods missing between the first and the last: 2024KW01, 2024KW02; {LATER}"],
        ),
        (
            without(*(("T001081", "NL", code) for code in CODES)),
            [f"T1, series 'total': 1 selected combination without a figure: total; {TAKE_OUT}"],
        ),
    ],
)  # fmt: skip
def test_each_fault_of_an_answer_is_told_whole(
    tmp_path: Path, records: list[Mapping[str, object]], faults: list[str]
) -> None:
    assert said(read(tmp_path, records, "total")) == faults


def test_a_fault_of_one_series_takes_out_its_rows_alone(tmp_path: Path) -> None:
    records = without(*(("301000", "NO", code) for code in CODES), ("391600", "ZU", "2024KW01"))
    reading = read(tmp_path, records, "total", "parts")
    assert said(reading) == [
        f"T1, series 'parts': 1 selected combination without a figure: N/A; {TAKE_OUT}",
        f"T1, series 'parts': 1 period missing between the first and the last: Z J 2024KW01; {LATER}",
    ]
    assert list(reading.of_series) == ["parts"] and {row.series for row in reading.rows} == {"total"}
    reading.wrong("total", [])
    assert reading.rows
    reading.wrong("parts", [UserError("x")])
    assert len(reading.of_series["parts"]) == 3


def test_version_4_has_no_row_for_a_figure_that_does_not_exist(tmp_path: Path) -> None:
    records = [{name: value for name, value in each.items() if name != "Banen_1"
               or "2024KW03" not in str(each["Perioden"])}
               for each in answer()]  # fmt: skip
    reading = read(tmp_path, records, "total", data="Observations")
    assert [row.period for row in reading.rows] == QUARTERS[:3] and said(reading) == []
    lacking = [{name: value for name, value in each.items() if name != "Regio"} for each in records]
    assert said(read(tmp_path, lacking, "total", data="Observations")) == [
        f"T1/Observations: 1 column of the table's metadata missing from the answer: Regio; {LATER}"
    ]


def row(period: str, series: str = "x", value: int | None = 1, symbol: str = "", **members: str) -> Row:
    number = None if value is None else Decimal(value)
    return Row(series, "T1", members, Period.parse(period), number, symbol)


def test_what_the_previous_vintage_had_and_is_gone_is_named_by_series() -> None:
    now = [row("2024Q2"), row("2024Q2", "y", region="N", sector="A"), row("2024Q2", "z")]
    before = [
        row("2024Q2"), row("2024Q1"), row("2023Q4"), row("2023Q3"), row("2023Q2"),
        row("2023Q1", value=None, symbol="blank"),
        row("2024Q1", "y", sector="A", region="N"), row("2024Q1", "y", region="Z", sector="A"),
        row("2024Q1", "z", value=None, symbol="."), row("2024Q1", "other"),
    ]  # fmt: skip
    remedy = "read on StatLine whether CBS announces it; then fetch with --accept-vanished T1"
    gone = rows.vanished(now, before)
    assert {name: str(fault) for name, fault in gone.items()} == {
        "x": "T1, series 'x': 4 figures of the previous vintage gone: 2024KW01, 2023KW04, 2023KW03 and 1 more; "
        + remedy,
        "y": f"T1, series 'y': 1 figure of the previous vintage gone: A N 2024KW01; {remedy}",
        "z": f"T1, series 'z': 1 figure of the previous vintage gone: 2024KW01; {remedy}",
    }
    assert rows.vanished(before, before) == {}


def test_the_newest_period_is_that_of_a_number() -> None:
    assert rows.latest([row("2024Q2"), row("2024Q1"), row("2024Q3", value=None, symbol=".")]) == Period.quarter(2024, 2)
    assert rows.latest([]) is None


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("1" * 15, (Decimal("1" * 15), "", 0)), ("0." + "1" * 10, (Decimal("0." + "1" * 10), "", 10)),
        (" -1.50 ", (Decimal("-1.50"), "", 2)), (None, (None, "blank", 0)), (" . ", (None, ".", 0)),
    ],
)  # fmt: skip
def test_a_value_is_a_number_or_a_symbol(text: str | None, parsed: tuple[Decimal | None, str, int]) -> None:
    assert rows.parse_value(text) == parsed


@pytest.mark.parametrize(
    ("text", "said"),
    [("1" * 16, f"'{'1' * 16}'"), ("0." + "1" * 11, f"'0.{'1' * 11}'"), ("x" * 30, f"'{'x' * 30}'"),
     ("é" * 31, "'" + "\\xe9" * 30 + "\\u2026'"), ("..", "'..'"), ("1.", "'1.'")],
)  # fmt: skip
def test_anything_else_is_shown_in_plain_letters(text: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        rows.parse_value(text)
    assert str(refused.value) == said
