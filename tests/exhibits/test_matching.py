"""Published numbers are looked up on series, members, period and value; everything else is refused. Made-up figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.about import lines
from arbeidsmarkt.exhibits.matching import MOST_ROWS, Rows
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Observation, Series
from made_up_figures import Q3, run, value


def sector(key: str, label: str, *values: str) -> Series:
    made = run(values, decimals=1)
    cells = {
        period: replace(item, source=Cell("toy", "TOY1", (("sector", key),)), label=label)
        for period, item in made.observations.items()
    }
    return replace(made, observations=cells, label=label)


SERIES = run(["1.1", "2.2", "3.3", "4.4", "5.5"], name="levels", title="Niveau", decimals=1)
FAMILY = Family({"F": sector("F", "Bouw", "1.5", "2.5"), "J": sector("J", "ICT", "3.5", "2.5")})


def matched(frame: pd.DataFrame, *about: object, column: str = "value") -> list[Decimal | None]:
    rows = Rows({str(name): list(frame[name]) for name in frame.columns}, lines(about), "a frame")
    return [item.value if item else None for item in rows.match(column)]


def test_what_was_read_is_found_again_after_pandas_and_json() -> None:
    frame = SERIES.frame()
    own = [item.value for item in SERIES]
    assert matched(frame, SERIES) == matched(frame[["period", "value"]], SERIES) == own
    written = json.loads(
        frame.assign(period=frame.period.dt.to_timestamp()).to_json(orient="records", date_format="iso")
    )
    assert matched(pd.DataFrame(written), SERIES) == own
    assert matched(frame.assign(period=frame.period.astype(str)), SERIES) == own
    assert matched(frame.sort_values("value", ascending=False), frame) == own[::-1]


def test_members_are_told_by_key_by_label_and_by_the_name_of_a_column() -> None:
    frame = FAMILY.frame()
    expected = [Decimal("1.5"), Decimal("2.5"), Decimal("3.5"), Decimal("2.5")]
    for columns in (["sector", "period", "value"], ["label", "period", "value"], list(frame.columns)):
        assert matched(frame[columns], FAMILY) == expected
    for name in ("sector", "label"):
        wide = frame.pivot(index="period", columns=name, values="value").reset_index()
        assert matched(wide, FAMILY, column=wide.columns[-1]) == [Decimal("3.5"), Decimal("2.5")]


def test_one_figure_per_member_needs_no_period() -> None:
    now = [series[Q3] for series in FAMILY.values()]
    assert matched(pd.DataFrame({"Sector": ["ICT", "Bouw"], "value": [2.5, 2.5]}), now) == [Decimal("2.5")] * 2


def test_a_derived_number_may_be_recomputed_in_floating_point_and_a_read_one_may_not() -> None:
    other = run([3, 7, 11, 13, 17], title="Ander niveau")
    made = ratio(SERIES, other, unit="percent", per=100, title="Aandeel")
    frame = SERIES.frame()[["period"]].assign(value=SERIES.frame().value / other.frame().value * 100)
    assert matched(frame, made) == [item.value for item in made]
    with pytest.raises(UserError, match="Niveau"):
        matched(SERIES.frame().assign(value=lambda rows: rows.value * (1 + 1e-12)), SERIES)


REFUSED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "a number from nowhere": (lambda f: f.assign(value=[1.1, 2.2, 3.35, 4.4, 5.5]), "row 3 .*2024 1e kwartaal.* 3.35"),
    "no period": (lambda f: f[["value"]], "keep the frame's column 'period'"),
    "float32": (lambda f: f.assign(value=f.value.astype("float32").astype("float64")), "float32 keeps seven"),
    "text": (lambda f: f.assign(value=f.value.astype(str)), "is the text '1.1'"),
    "rounded": (lambda f: f.assign(value=f.value.round(0)), "it was rounded"),
    "shifted": (lambda f: f.assign(value=f.value.shift(1)).dropna(), "it is the figure of 2023 3e kwartaal"),
    "interpolated": (lambda f: pd.concat([f, f.tail(1).assign(period=f.period.max() + 1)]), "has no figure there"),
    "infinite": (lambda f: f.assign(value=[1.1, 2.2, float("inf"), 4.4, 5.5]), "row 3 .*inf"),
    "emptied": (lambda f: f.assign(value=f.value.where(f.value < 4)), "is empty, where 'Niveau' has 4,4"),
    "true or false": (lambda f: f.assign(value=f.value > 2), "not a number"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_the_number_it_claims_to_be_is_refused_with_its_row(what: str) -> None:
    change, message = REFUSED[what]
    with pytest.raises(UserError, match=message) as caught:
        matched(change(SERIES.frame()), SERIES)
    assert "\n" not in str(caught.value)


def test_a_row_that_does_not_say_which_member_it_is_about_is_refused() -> None:
    frame = FAMILY.frame()
    with pytest.raises(UserError, match="nothing says which sector"):
        matched(frame[(frame.sector == "J")][["period", "value"]].tail(1), FAMILY)
    swapped = frame.assign(sector=frame.sector.map({"F": "J", "J": "F"}), label=frame.label)
    with pytest.raises(UserError, match="row 1"):
        matched(swapped[["sector", "period", "value"]], FAMILY)


def test_every_column_of_periods_is_true() -> None:
    frame = SERIES.frame().assign(year=lambda rows: rows.period.dt.year)
    assert matched(frame, SERIES) == [item.value for item in SERIES]
    with pytest.raises(UserError, match=r"row 1 .*'year' says 2024, and 'value' is of 2023 3e kwartaal"):
        matched(frame.assign(year=frame.year + 1), SERIES)


def test_too_many_rows_are_refused_at_once() -> None:
    frame = pd.concat([SERIES.frame()] * (100_000 // 5))
    with pytest.raises(UserError, match=f"100000 rows are more than the {MOST_ROWS}"):
        matched(frame, SERIES)


def test_what_numbers_are_about_can_be_said_in_every_way() -> None:
    item = value(5, title="Los cijfer")
    found = lines([SERIES, FAMILY, [item], {"a": item}, SERIES.frame()])
    assert [line.title for line in found] == ["Niveau", "Verzonnen reeks", "Verzonnen reeks", "Niveau", "Los cijfer"]
    with pytest.raises(UserError, match="no frame was made of a series 'onbekend'"):
        lines(SERIES.frame().assign(series="onbekend"))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # pandas is, at first
@given(st.lists(st.decimals("-1e6", "1e6", places=3, allow_nan=False), min_size=5, max_size=12, unique=True), st.data())
def test_no_column_with_a_changed_number_passes(values: list[Decimal], data: st.DataObject) -> None:
    series = run([str(number) for number in values])
    frame = series.frame()
    index = data.draw(st.integers(0, len(values) - 1))
    changed = data.draw(st.floats(-1e6, 1e6).filter(lambda number: number != float(values[index])))
    frame.loc[index, "value"] = changed
    with pytest.raises(UserError, match=rf"row {index + 1}\b"):
        matched(frame, series)


def test_an_observation_of_another_period_does_not_vouch() -> None:
    item: Observation = SERIES[Q3]
    with pytest.raises(UserError, match="has no figure there"):
        matched(SERIES.frame(), item)
