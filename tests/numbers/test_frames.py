"""Tidy frames: what is in them, and that pandas's usual things keep the numbers. No figure here is real."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
from hypothesis import HealthCheck, given, settings, strategies as st

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Series
from made_up_figures import Q3, numbers, run, value


def sector(key: str, label: str, *values: int) -> Family:
    made = run(values)
    cells = {
        period: replace(item, source=Cell("toy", "TOY1", (("sector", key),)), label=label)
        for period, item in made.observations.items()
    }
    return Family({key: replace(made, observations=cells, label=label)})


def test_a_frame_has_a_row_for_each_observation_and_says_why_one_is_missing() -> None:
    series = run([1, 2, 3], decimals=1, statuses=["final", "final", "provisional"])
    secret = replace(series, observations={**series.observations, Q3 - 3: value(None, period=Q3 - 3, symbol=".")})
    frame = secret.frame()
    assert list(frame.columns) == list(frames.COLUMNS)
    assert list(frame["period"]) == list(pd.period_range("2023Q4", "2024Q3", freq="Q"))
    assert frame["value"].isna().tolist() == [True, False, False, False]
    assert frame["symbol"].tolist() == [".", "", "", ""]
    assert frame["status"].tolist()[-1] == "provisional"
    assert frame["value"].dtype == "float64"


def test_a_family_has_a_column_for_its_dimension() -> None:
    both = Family({**sector("F", "Bouw", 1, 2), **sector("J", "ICT", 3, 4)})
    frame = both.frame()
    wide = frame.pivot(index="period", columns="sector", values="value")
    assert wide.loc[pd.Period("2024Q3"), "J"] == 4
    assert frame.groupby("label")["value"].sum().to_dict() == {"Bouw": 3, "ICT": 7}


def test_a_period_without_a_figure_has_a_row_so_that_shift_and_rolling_count_periods() -> None:
    frame = run([1, 2, None, 4]).frame()
    assert frame["symbol"].tolist() == ["", "", "n.b.", ""]
    assert frame["value"].shift(2).tolist()[3] == 2
    assert frame["value"].rolling(2).mean().isna().tolist() == [True, False, True, True]


def test_months_and_years_are_periods_of_their_own() -> None:
    assert run([1, 2], last=Period.month(2024, 9)).frame()["period"].dtype == "period[M]"
    assert run([1, 2], last=Period.of_year(2024)).frame()["period"].dtype == "period[Y-DEC]"


def test_a_derived_series_has_a_name_of_its_own_and_the_members_of_its_first_input() -> None:
    (one,) = sector("J", "ICT", 1, 2).values()
    made = ratio(one, run([2, 4], title="Geheel"), unit="percent", per=100, title="Aandeel")
    assert (one.key, made.key, dict(made.members)) == ("toy", "Aandeel", {"sector": "J"})
    assert made.frame()["sector"].tolist() == ["J", "J"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # pandas is, at first
@given(st.lists(numbers, min_size=2, max_size=8))
def test_csv_json_merge_and_shift_keep_every_number_exactly(values: list[str]) -> None:
    frame = run(values).frame()
    written = frame.to_csv(index=False)
    read = pd.read_csv(io.StringIO(written), keep_default_na=False)
    assert read["value"].tolist() == frame["value"].tolist()
    assert pd.read_json(io.StringIO(frame["value"].to_json(double_precision=15)), typ="series").size == len(frame)
    merged = frame.merge(frame, on="period")
    assert merged["value_x"].tolist() == merged["value_y"].tolist() == frame["value"].tolist()
    assert frame["value"].shift(1).tolist()[1:] == frame["value"].tolist()[:-1]


def test_the_columns_of_two_kinds_of_series_in_one_frame() -> None:
    (build,) = sector("F", "Bouw", 1, 2).values()
    yearly = run([5, None, 6], "percent", last=Period.of_year(2024), decimals=1, title="Per jaar")
    frame = frames.tidy([build, yearly])
    assert list(frame.columns) == ["series", "sector", "label", "period", "value", "unit", "status", "symbol"]
    assert frame.astype(object).where(frame.notna(), None).values.tolist() == [
        ["toy", "F", "Bouw", pd.Period("2024Q2"), 1.0, "thousand", "final", ""],
        ["toy", "F", "Bouw", pd.Period("2024Q3"), 2.0, "thousand", "final", ""],
        ["toy", "", "", pd.Period("2022", freq="Y"), 5.0, "percent", "final", ""],
        ["toy", "", "", pd.Period("2023", freq="Y"), None, "percent", "unknown", "n.b."],
        ["toy", "", "", pd.Period("2024", freq="Y"), 6.0, "percent", "final", ""],
    ]  # fmt: skip
    assert frame["period"].dtype == object
    assert frames.tidy([]).empty


def test_the_last_versions_of_a_series_are_remembered_each_member_apart() -> None:
    def made(number: int, key: str = "F") -> Series:
        (one,) = sector(key, "x", number).values()
        return replace(one, name="remembered")

    versions = [made(number) for number in range(8)]
    other = made(9, "J")
    for series in (other, *versions, versions[5]):
        series.frame()
    assert frames.made_of("remembered") == [versions[n] for n in (5, 7, 6, 4, 3, 2)] + [other]
    assert frames.made_of("nothing of that name") == []
