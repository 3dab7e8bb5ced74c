"""The known figures: how far a figure may differ from them, and which differences are leaps. All made up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import SeriesSpec
from arbeidsmarkt.inputs.vintages import Row, TableData, write
from arbeidsmarkt.statline.known import Figure, Known, from_rows, leaps
from made_up_table import catalogue, specs

FIRST = Period.quarter(2020, 1)


@pytest.mark.parametrize(
    ("value", "decimals", "slack", "read", "distance", "agrees"),
    [
        ("396.5", 1, "0", "396.55", "0", True), ("396.5", 1, "0", "396.56", "0.01", False),
        ("396.5", 1, "0", "396.44", "0.01", False), ("397", 0, "2", "399.5", "2", True),
        ("397", 0, "2", "399.6", "2.1", False), ("397", 0, "0", "396.5", "0", True),
        ("-3", 0, "0", "3", "5.5", False), ("1.25", 2, "0.5", "0.745", "0.5", True),
    ],
)  # fmt: skip
def test_a_figure_agrees_within_its_rounding_and_the_largest_revision(
    value: str, decimals: int, slack: str, read: str, distance: str, agrees: bool
) -> None:
    figure = Figure(Decimal(value), decimals, Decimal(slack))
    assert (figure.distance(Decimal(read)), figure.agrees(Decimal(read))) == (Decimal(distance), agrees)


def row(step: int, value: str | None, series: str = "total", **more: object) -> Row:
    number = None if value is None else Decimal(value)
    about = {"members": {}, "symbol": "" if value else ".", "decimals": 1, "status": "final", **more}
    return Row(series, "T1", period=FIRST + step, value=number, **about)  # type: ignore[arg-type]


def vintage(root: Path, label: str, day: int, rows: list[Row], kind: str = "imported") -> None:
    write(root, label, date=dt.date(2024, 1, day), kind=kind, title="x", tables=[TableData("T1", "x", rows)])


def test_the_newest_value_counts_and_the_largest_revision_is_the_slack_of_what_is_not_final(tmp_path: Path) -> None:
    root, found = tmp_path / "vintages", catalogue(tmp_path)
    assert Known.load(root, found).of("total") == {}
    vintage(root, "b", 1, [row(0, "10"), row(1, "20", status="provisional"), row(2, None)])
    vintage(root, "a", 2, [row(0, "10.3"), row(1, "18", status="provisional"), row(2, None),
    row(0, "7", "parts", members={
        "region": "N", "sector": "A"})])  # fmt: skip
    vintage(root, "c", 3, [row(0, "99"), row(5, "99")], "trial")
    vintage(root, "d", 4, [row(0, "99")])
    (root / "d" / "T1.csv").write_text("changed")
    known = Known.load(root, found)
    assert known.of("total") == {(): {
        FIRST: Figure(Decimal("10.3"), 1, Decimal(0)), FIRST + 1: Figure(Decimal(18), 1, Decimal(2)),
    }}  # fmt: skip
    assert known.of("parts") == {("N", "A"): {FIRST: Figure(Decimal(7), 1, Decimal(0))}}
    assert known.of("months") == {}


def test_an_adjusted_series_may_be_revised_even_where_it_is_final(tmp_path: Path) -> None:
    (spec,) = specs(tmp_path, "total")
    adjusted = spec.model_copy(update={"adjusted": True})
    rows = [row(0, "10"), row(0, "12"), row(1, "5"), row(0, "3", "other")]
    for each, slack in ((adjusted, 2), (spec, 0)):
        assert from_rows([each], rows).of("total")[()] == {
            FIRST: Figure(Decimal(12), 1, Decimal(slack)), FIRST + 1: Figure(Decimal(5), 1, Decimal(slack)),
        }  # fmt: skip
    assert from_rows([spec], []).of("total") == {}


def test_the_figures_are_read_when_they_are_first_needed_and_once() -> None:
    read: list[int] = []
    known = Known(later=lambda: read.append(1) or Known({"x": {(): {}}}))  # type: ignore[func-returns-value]
    assert read == []
    assert (known.of("x"), known.of("y"), read) == ({(): {}}, {}, [1])


def leap(spec: SeriesSpec, values: list[str], before: list[str | None]) -> str:
    """What is said of values after each other, where these were known; "" when nothing is."""
    rows = [row(step, value) for step, value in enumerate(values)]
    figures = {FIRST + step: Figure(Decimal(value), 1, Decimal(0)) for step, value in enumerate(before) if value}
    fault = leaps(spec, rows[::-1], {(): figures})
    if fault is None:
        return ""
    assert fault.where == "T1, series 'total'"
    assert fault.remedy == "look on StatLine whether that is so; then take them with --accept T1"
    return fault.what.removeprefix("the figures leap: ")


@pytest.mark.parametrize(
    ("unit", "values", "before", "said"),
    [
        ("thousand", ["99"], ["1"], ""),
        ("thousand", ["100"], ["1"], "2020KW01 was 1 and is 100"),
        ("thousand", ["1"], ["99"], ""),
        ("thousand", ["1"], ["100"], "2020KW01 was 100 and is 1"),
        ("thousand", ["100"], ["0.9"], ""),
        ("thousand", ["0.9"], ["100"], ""),
        ("thousand", ["270"], ["0.9"], "2020KW01 was 0.9 and is 270"),
        ("thousand", ["0.3"], ["90"], "2020KW01 was 90 and is 0.3"),
        ("percent", ["299"], ["1"], ""),
        ("percent", ["300"], ["1"], "2020KW01 was 1 and is 300"),
        ("percent", ["1"], ["300"], "2020KW01 was 300 and is 1"),
        ("percent", ["-5"], ["5"], ""),
        ("percent", ["-5"], [None], ""),
        ("percent", ["1", "500"], [None, None], ""),
        ("thousand", ["-5"], ["5"], "2020KW01 was 5 and is -5"),
        ("thousand", ["5"], ["-5"], "2020KW01 was -5 and is 5"),
        ("thousand", ["-5"], ["-5"], ""),
        ("thousand", ["-5"], [None], "2020KW01 is -5, below nought"),
        ("thousand", ["0"], [None], ""),
        ("thousand", ["0"], ["500"], ""),
        ("thousand", ["500"], ["0.05"], ""),
        ("thousand", ["500"], ["0.06"], "2020KW01 was 0.06 and is 500"),
        ("thousand", ["1", "100"], [None, None], "2020KW02 is 100, after 1"),
        ("thousand", ["100", "1"], [None, None], "2020KW02 is 1, after 100"),
        ("thousand", ["1", "99"], [None, None], ""),
        ("thousand", ["0.9", "500"], [None, None], ""),
        ("thousand", ["1", "100"], [None, "100"], ""),
        (
            "thousand", ["100"] * 5, ["1"] * 5,
            "2020KW01 was 1 and is 100, 2020KW02 was 1 and is 100, 2020KW03 was 1 and is 100 and 2 more",
        ),
        (
            "thousand", ["100"] * 3, ["1"] * 3,
            "2020KW01 was 1 and is 100, 2020KW02 was 1 and is 100, 2020KW03 was 1 and is 100",
        ),
        ("percent", ["10", "10", "3", "3"], ["1", "1", "3", "3"], "2 of 4 figures are ten times as large or as "
         "small as before"),
        ("percent", ["1", "1", "3", "3"], ["10", "10", "3", "3"], "2 of 4 figures are ten times as large or as "
         "small as before"),
        ("percent", ["9", "10", "3", "3"], ["1", "1", "3", "3"], ""),
        ("percent", ["1", "2", "3", "3"], ["10", "10", "3", "3"], ""),
        ("percent", ["10", "10", "3"], ["1", "1", "3"], ""),
        ("percent", ["10", "10", "3", "3", "3"], ["1", "1", "3", "3", "3"], ""),
    ],
)  # fmt: skip
def test_what_leaps_and_what_does_not(
    tmp_path: Path, unit: str, values: list[str], before: list[str | None], said: str
) -> None:
    (spec,) = specs(tmp_path, "total")
    assert leap(spec.model_copy(update={"unit": unit}), values, before) == said


def test_a_leap_is_looked_for_within_each_member_and_names_it(tmp_path: Path) -> None:
    (spec,) = specs(tmp_path, "parts")
    members = [{"region": "N", "sector": "A"}, {"region": "Z", "sector": "A"}]
    rows = [row(0, "1", "parts", members=members[0]), row(0, "500", "parts", members=members[1]),
            row(1, "500", "parts", members=members[1]), row(1, None, "parts", members=members[0])]  # fmt: skip
    assert leaps(spec, rows, {}) is None
    known = {
        ("Z", "A"): {FIRST: Figure(Decimal(5), 0, Decimal(0))},
        ("N", "A"): {FIRST + 1: Figure(Decimal(1), 0, Decimal(0))},
    }
    assert str(leaps(spec, rows, known)) == (
        "T1, series 'parts': the figures leap: Z A 2020KW01 was 5 and is 500; look on StatLine whether that is so; "
        "then "
        "take them with --accept T1"
    )
