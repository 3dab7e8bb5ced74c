"""From a frame to a table: typed columns, and what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.numbers.derivations import difference, ratio
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3, run, value


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"Bedrijfstak": ["Zorg", "Bouw"], **columns})


def test_columns_take_their_unit_and_decimals_from_their_values() -> None:
    data = tables.from_frame(
        frame(Graad=[value("4.25", "percent", decimals=1), value("3", "percent")]), {"Graad": "rate"}
    )
    column = data.to_json()["columns"][1]
    assert column == {
        "name": "rate", "title": "Graad", "type": "number", "unit": "percent", "unit_text": "%", "decimals": 1,
    }  # fmt: skip
    assert [row[1]["text"] for row in data.to_json()["rows"]] == ["4,3", "3"]


@pytest.mark.parametrize("bare", [1, 1.5, None, True])
def test_a_bare_number_is_refused(bare: object) -> None:
    with pytest.raises(UserError, match=r"not an observation.*a bare number has no source"):
        tables.from_frame(frame(Graad=[value(1), bare]))


def test_a_column_has_one_unit_one_kind_and_one_adjustment() -> None:
    with pytest.raises(UserError, match=r"'Graad' mixes units: percent, thousand"):
        tables.from_frame(frame(Graad=[value(1), value(1, "percent")]))
    with pytest.raises(UserError, match=r"'Graad' mixes seasonally adjusted and unadjusted"):
        tables.from_frame(frame(Graad=[value(1, adjusted=True), value(1, adjusted=False)]))
    with pytest.raises(UserError, match=r"'Graad' mixes number and string"):
        tables.from_frame(frame(Graad=[value(1), "veel"]))


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(UserError, match=r"no rows"):
        tables.from_frame(pd.DataFrame({"Bedrijfstak": []}))


def test_a_missing_value_prints_its_symbol_and_decides_no_unit() -> None:
    data = tables.from_frame(frame(Graad=[value(None, symbol="."), value(2)]))
    assert [row[1]["text"] for row in data.to_json()["rows"]] == [".", "2"]
    assert data.columns[1].unit == "thousand"


def test_no_figure_in_a_table_about_now_is_older_than_four_quarters() -> None:
    recent = tables.from_frame(frame(Graad=[value(1, period=Q3 - 4), value(2)]))
    tables.refuse_old(recent, Q3)
    old = tables.from_frame(frame(Graad=[value(1, period=Q3 - 5), value(2)]))
    numbered = tables.from_frame(pd.DataFrame({"Rang": [value(5)], "Graad": [value(1, period=Q3 - 5)]}))
    for data, row in ((old, "Zorg"), (numbered, "5")):
        with pytest.raises(UserError) as refused:
            tables.refuse_old(data, Q3)
        assert str(refused.value) == (
            f"row '{row}', column 'Graad' shows a figure of tweede kwartaal van 2023, more than four quarters before "
            "derde kwartaal van 2024; take it with recent(…), which gives n.b. for what is too old"
        )
    publication = PublishedCell("hours", "observation", "Niemand", "Boek", dt.date(2024, 1, 1), "")
    for item in (
        value(None, period=Q3 - 5),
        value(1, period=Period.of_year(2020)),
        replace(value(1), period=None),
        replace(value(1, period=Q3 - 5), source=publication),
    ):
        tables.refuse_old(tables.from_frame(frame(Graad=[item, value(2)])), Q3)


def test_a_history_may_go_back_as_far_as_it_likes() -> None:
    series = run([1, None, 3, 4, 5, 6, 7])
    data = tables.by_period({"Reeks": series}, Q3 - 6, Q3)
    tables.refuse_old(data, Q3)
    assert [row[0]["code"] for row in data.to_json()["rows"]][:2] == ["2023KW01", "2023KW02"]
    assert data.to_json()["rows"][1][1]["text"] == "n.b."


def names(*columns: tuple[str, object], **options: object) -> list[str]:
    data = tables.from_frame(pd.DataFrame({title: [cell] for title, cell in columns}), **options)  # type: ignore[arg-type]
    return [column.name for column in data.columns]


def test_a_column_in_the_data_file_is_named_after_its_series_and_what_was_done() -> None:
    one, other = value(1, series="vacancies"), value(2, series="unemployed")
    both = ratio(one, other, unit="ratio", title="Spanning")
    assert names(("Tak", "x"), ("A", one), ("B", other), ("C", both)) == [
        "tak", "vacancies", "unemployed", "vacancies_ratio",
    ]  # fmt: skip
    assert names(("A", one), ("B", one), ("C", one), ("D", both), ("E", both)) == [
        "vacancies", "vacancies_2", "vacancies_3", "vacancies_ratio", "vacancies_ratio_2",
    ]  # fmt: skip
    assert names(("Kwartaal", Q3), ("Jaar", Q3)) == ["period", "period_2"]
    assert names(("Eén twee, (drie)!", "x"), ("één twee drie", "y"), ("…", "z")) == [
        "een_twee_drie", "een_twee_drie_2", "text",
    ]  # fmt: skip
    assert names(("A", one), ("B", "x"), names={"A": "own"}) == ["own", "b"]
    cell = PublishedCell("hours", "observation", "Niemand", "Boek", dt.date(2024, 1, 1), "")
    assert tables.data_name([Observation(Decimal(1), "hours", cell, Q3)]) == "hours"
    assert tables.data_name([replace(one, source=Cell("", ""))]) == "value"


def test_a_history_has_a_column_of_periods_and_one_for_each_series() -> None:
    one, two = run([1, 2], decimals=1), run([3, 4, 5], "thousand")
    made = tables.by_period({"Een": one, "Twee": two}, Q3 - 1, Q3).to_json()
    assert [(column["name"], column["title"], column["type"], column["decimals"]) for column in made["columns"]] == [
        ("period", "Periode", "period", 0), ("series_1", "Een", "number", 1), ("series_2", "Twee", "number", 0),
    ]  # fmt: skip
    assert [[cell["text"] for cell in row] for row in made["rows"]] == [
        ["2024 2e kwartaal", "1,0", "4"], ["2024 3e kwartaal", "2,0", "5"],
    ]  # fmt: skip
    alone = tables.by_period({"Een": one}, Q3 - 1, Q3).to_json()
    assert [column["name"] for column in alone["columns"]] == ["period", "value"]


YEAR = Period.of_year(2023)


@pytest.mark.parametrize(
    ("since", "period", "when", "shown"),
    [
        (None, Q3, "", "2024 3e kwartaal"), (YEAR, YEAR, "", "2023"), (YEAR - 1, YEAR, "", "2022 en 2023"),
        (YEAR - 5, YEAR, "", "2018 tot en met 2023"), (YEAR, Q3, "", "2024 3e kwartaal"),
        (None, Q3, "komende jaren", "komende jaren"), (None, None, "", ""),
    ],
)  # fmt: skip
def test_what_a_published_figure_is_about(since: Period | None, period: Period | None, when: str, shown: str) -> None:
    cell = PublishedCell("x", "observation", "", "", dt.date(2024, 1, 1), "", since=since, when=when)
    assert tables.period_names([Observation(Decimal(1), "count", cell, period)]) == [shown]


def test_only_quarters_from_statline_are_too_old() -> None:
    old = value(1, period=Q3 - 5)
    cell = PublishedCell("x", "observation", "", "", dt.date(2024, 1, 1), "")
    for item in (
        value(None, period=Q3 - 9), value(1, period=Period.of_year(2019)), value(1, period=Period.month(2019, 1)),
        replace(old, source=cell), difference(old, old), replace(old, period=None),
    ):  # fmt: skip
        tables.refuse_old(tables.from_frame(frame(Graad=[item, value(2)])), Q3)
    with pytest.raises(UserError, match="more than four quarters before"):
        tables.refuse_old(tables.from_frame(frame(Graad=[value(2), old])), Q3)


def test_decimals_and_unit_come_from_what_has_a_value() -> None:
    fine, missing = value("2.25", "percent", decimals=2), value(None, "thousand", decimals=3)
    column = tables.from_frame(frame(Graad=[fine, missing])).columns[1]
    assert (column.unit, column.decimals) == ("percent", 2)
    nothing = tables.from_frame(frame(Graad=[missing, missing])).columns[1]
    assert (nothing.unit, nothing.decimals) == ("thousand", 0)
    mixed = tables.from_frame(frame(Eenheid=["%", "x 1 000"], Graad=[fine, value(3)]))
    assert [column.unit for column in mixed.columns] == ["", "", ""]
    adjusted = tables.from_frame(frame(Graad=[value(1, adjusted=True), value(None, adjusted=False)]))
    assert adjusted.columns[1].type == "number"


def test_what_each_number_counts() -> None:
    assert [name.split() for name in tables.unit_names([value(1), value(1, "percent")])] == [["x", "1", "000"], ["%"]]
