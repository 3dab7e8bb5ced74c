"""From a frame to a table: typed columns, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits import tables
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
    with pytest.raises(UserError, match=r"row 'Zorg', column 'Graad' shows a figure of tweede kwartaal van 2023"):
        tables.refuse_old(old, Q3)


def test_a_history_may_go_back_as_far_as_it_likes() -> None:
    series = run([1, None, 3, 4, 5, 6, 7])
    data = tables.by_period({"Reeks": series}, Q3 - 6, Q3)
    tables.refuse_old(data, Q3)
    assert [row[0]["code"] for row in data.to_json()["rows"]][:2] == ["2023KW01", "2023KW02"]
    assert data.to_json()["rows"][1][1]["text"] == "n.b."
