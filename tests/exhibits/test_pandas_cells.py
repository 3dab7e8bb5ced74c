"""A table's bare numbers become the observations that they are, and pandas's periods periods. Made-up figures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.pandas_cells import traced
from made_up_figures import Q3, run, value

SERIES = run([1, None, 3], name="traced", title="Niveau")
QUARTERS = [Q3 - 2, Q3 - 1, Q3]
PANDAS = [pd.Period(str(quarter)) for quarter in QUARTERS]


def columns(about: Any = (), **given: list[Any]) -> dict[str, list[Any]]:
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in given.items()})
    return dict(traced(frame, about).to_dict("list"))


def test_numbers_become_observations_and_gaps_missing_ones() -> None:
    found = columns(SERIES, Kwartaal=PANDAS, Niveau=[1.0, float("nan"), 3.0])
    assert found["Kwartaal"] == QUARTERS
    assert [item.value for item in found["Niveau"]] == [1, None, 3]
    assert found["Niveau"][1].period == Q3 - 1
    assert [item.title for item in found["Niveau"]] == ["Niveau"] * 3


def test_a_whole_number_that_is_a_year_becomes_one() -> None:
    item = value(7, period=Period.of_year(2024), title="Per jaar")
    found = columns([item], Jaar=[2024], Aantal=[7])
    assert (found["Jaar"], found["Aantal"]) == ([Period.of_year(2024)], [item])


@pytest.mark.parametrize(
    "given",
    [
        {"Naam": ["a", "b", "c"]},
        {"Naam": QUARTERS},
        {"Naam": [True, False, True]},
        {"Naam": [None, float("nan"), None]},
        {"Naam": list(SERIES)},
        {"Naam": [value(1), "a", 2.0]},
        {"Naam": [1.0, 2.0, 3.0]},  # about nothing that was named; the table says so
    ],
)
def test_a_column_without_bare_numbers_stays_as_it_is(given: dict[str, list[Any]]) -> None:
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in given.items()})
    pd.testing.assert_frame_equal(traced(frame), frame)


def test_periods_alone_are_enough_and_a_column_with_a_gap_stays_pandas_s() -> None:
    found = columns(a=[*PANDAS[:2], Q3], b=[*PANDAS[:2], None], c=["x", "y", "z"])
    assert found == {"a": QUARTERS, "b": [*PANDAS[:2], None], "c": ["x", "y", "z"]}


def test_observations_beside_bare_numbers_stay_and_say_nothing_about_them() -> None:
    for own in ([value(1), "veel", value(3)], [value(1), 2.0, None], list(run([4, 5, 6]))):
        found = columns(SERIES, Kwartaal=PANDAS, Eigen=own, Niveau=[1.0, None, 3.0])
        assert found["Eigen"] == own
    assert [item.value for item in found["Niveau"]] == [1, None, 3]
