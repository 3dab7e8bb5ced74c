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
from arbeidsmarkt.exhibits.matching import MOST_ROWS, Rows, equal
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series
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


OWN = "keep the frame's own numbers"
AS_READ = "publish it as it was read, or say how it was made with computed(…, of=[…])"
REFUSED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "a number from nowhere": (
        lambda f: f.assign(value=[1.1, 2.2, 3.35, 4.4, 5.5]),
        f"row 3 (levels, 2024 1e kwartaal): 'value' is 3.35, and 'Niveau' has 3.3 there; {AS_READ}",
    ),
    "no period": (
        lambda f: f[["value"]],
        "the column 'value' has numbers of 'Niveau', and no column says of which period; keep the frame's column "
        "'period'",
    ),
    "float32": (
        lambda f: f.assign(value=f.value.astype("float32").astype("float64")),
        "row 1 (levels, 2023 3e kwartaal): 'value' is 1.100000023841858, and 'Niveau' has 1.1 there (float32 keeps "
        f"seven digits: use float64); {AS_READ}",
    ),
    "text": (
        lambda f: f.assign(value=f.value.astype(str)),
        f"row 1 (levels, 2023 3e kwartaal): 'value' is the text '1.1'; {OWN}",
    ),
    "rounded": (
        lambda f: f.assign(value=f.value.round(0)),
        "row 1 (levels, 2023 3e kwartaal): 'value' is 1.0, and 'Niveau' has 1.1 there (it was rounded: give it "
        f"unrounded, table and chart round it); {AS_READ}",
    ),
    "shifted": (
        lambda f: f.assign(value=f.value.shift(1)).dropna(),
        "row 1 (levels, 2023 4e kwartaal): 'value' is 1.1, and 'Niveau' has 2.2 there (it is the figure of 2023 3e "
        f"kwartaal); {AS_READ}",
    ),
    "interpolated": (
        lambda f: pd.concat([f, f.tail(1).assign(period=f.period.max() + 1)]),
        "row 6 (levels, 2024 4e kwartaal): 'value' is 5.5, and 'Niveau' has no figure there (it is the figure of 2024 "
        f"3e kwartaal); {AS_READ}",
    ),
    "infinite": (
        lambda f: f.assign(value=[1.1, 2.2, float("inf"), 4.4, 5.5]),
        "row 3 (levels, 2024 1e kwartaal): 'value' is inf, which is not a finite number; leave the row out, or mend "
        "what was computed",
    ),
    "emptied": (
        lambda f: f.assign(value=f.value.where(f.value < 4)),
        "row 4 (levels, 2024 2e kwartaal): 'value' is empty, where 'Niveau' has 4,4; leave the row out of the frame "
        "instead",
    ),
    "true or false": (
        lambda f: f.assign(value=f.value > 2),
        f"row 1 (levels, 2023 3e kwartaal): 'value' is False, not a number; {OWN}",
    ),
    "another year": (
        lambda f: f.assign(year=f.period.dt.year + 1),
        "row 1 (levels, 2023 3e kwartaal, 2024): 'year' says 2024, and 'value' is of 2023 3e kwartaal; mend the "
        "column, or leave it out",
    ),
    "a series that is not named": (
        lambda f: f.assign(series="iets anders"),
        "row 1 (iets anders, 2023 3e kwartaal): none of the series in about= is the one of this row; name its series "
        "in about=[…]",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_the_number_it_claims_to_be_is_refused_with_its_row(what: str) -> None:
    change, message = REFUSED[what]
    with pytest.raises(UserError) as caught:
        matched(change(SERIES.frame()), SERIES)
    assert str(caught.value) == f"a frame: {message}"


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


def test_a_row_that_says_no_period_contradicts_none() -> None:
    frame = SERIES.frame().assign(year=[2023, 2023, None, 2024, 2024])
    assert matched(frame, SERIES) == [item.value for item in SERIES]


def test_too_many_rows_are_refused_at_once() -> None:
    assert Rows({"value": [1.0] * MOST_ROWS}, [], "a frame").length == MOST_ROWS
    with pytest.raises(UserError) as refused:
        Rows({"value": [1.0] * (MOST_ROWS + 1)}, [], "a frame")
    assert str(refused.value) == (
        "a frame: 5001 rows are more than the 5000 that a reader can read; filter the frame to what is shown"
    )


OTHER = run([6, 7, 8, 9, 10], name="others", title="Ander")
QUARTERS = [str(item.period) for item in SERIES]


@pytest.mark.parametrize(
    ("columns", "about", "message"),
    [
        (
            {"wat": ["a"] * 5 + ["b"] * 5, "period": QUARTERS * 2, "value": [1.1, 2.2, 3.3, 4.4, 5.5, 6, 7, 8, 9, 10]},
            [SERIES, OTHER],
            "the column 'value' holds figures of several series, and no column says which; keep the frame's column "
            "'series'",
        ),
        (
            {"value": [9.0]},
            [SERIES, value(5, title="Los")],
            f"row 1: 'value' is 9.0, and 'Niveau' has no figure there; {AS_READ}",
        ),
        (
            {"period": QUARTERS, "value": [6.0, 7, 8, 9, 11]},
            [SERIES, OTHER],  # the one of which most numbers are
            f"row 5 (2024 3e kwartaal): 'value' is 11.0, and 'Ander' has 10.0 there; {AS_READ}",
        ),
        (
            {"period": QUARTERS, "year": [2023, 2023, 2024, 2024, 2024], "value": [1.1, 2.2, 3.3, 4.4, 9]},
            [SERIES],  # by the column that explains most of the numbers
            f"row 5 (2024 3e kwartaal, 2024): 'value' is 9.0, and 'Niveau' has 5.5 there; {AS_READ}",
        ),
        ({"value": [9.0]}, [], "nothing says what the column 'value' is about; name its series: about=[…]"),
    ],
)
def test_it_is_said_of_which_series_a_number_is_not(
    columns: dict[str, list[object]], about: list[object], message: str
) -> None:
    with pytest.raises(UserError) as refused:
        Rows(columns, lines(about), "a frame").match("value")
    assert str(refused.value) == f"a frame: {message}"


def test_columns_of_several_series_are_matched_by_their_names() -> None:
    frame = pd.DataFrame({"period": QUARTERS, "Niveau": [item.value for item in SERIES], "others": range(6, 11)})
    rows = Rows({str(name): list(frame[name]) for name in frame.columns}, lines([OTHER, SERIES]), "a frame")
    assert rows.match("Niveau") == list(SERIES)
    assert rows.match("others") == list(OTHER)


@pytest.mark.parametrize(
    ("number", "derived", "same"),
    [
        (2.5, False, True),
        (2.5 * (1 + 1e-12), False, False),
        (2.5 * (1 + 1e-10), True, True),
        (2.5 * (1 + 1e-8), True, False),
    ],
)
def test_a_number_is_a_figure_exactly_or_if_derived_to_nine_digits(number: float, derived: bool, same: bool) -> None:
    read = value("2.5", decimals=1)
    item = replace(read, source=Derivation("mean", "gemiddelde", "a", (read,))) if derived else read
    assert equal(number, item) is same
    assert not equal(0.0, value(None))


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


def test_too_few_numbers_decide_no_member_and_four_do() -> None:
    rates = Family(
        {"F": sector("F", "Bouw", "1.5", "2.5", "3.5", "4.5"), "J": sector("J", "ICT", "5.5", "6.5", "7.5", "8.5")}
    )
    frame = rates.frame()
    frame = frame[frame.sector == "J"][["period", "value"]]
    assert matched(frame, rates) == [item.value for item in rates["J"]]
    bare = [replace(run([number], name="bare", title="Graad"), label=label) for number, label in ((1, "A"), (2, "B"))]
    for rows, about, message in (
        (frame.head(3), rates, "row 1 (2023 4e kwartaal): nothing says which sector 'value' is about; keep the frame's "
                               "column 'sector' or 'label'"),
        (pd.DataFrame({"period": ["2024Q3"], "value": [1.0]}), bare,
         "row 1 (2024 3e kwartaal): nothing says which label 'value' is about; keep the frame's column 'label' or "
         "'label'"),
    ):  # fmt: skip
        with pytest.raises(UserError) as refused:
            matched(rows, about)
        assert str(refused.value) == f"a frame: {message}"


def test_an_empty_row_is_the_missing_figure_with_its_own_symbol_or_one_that_is_not_there() -> None:
    secret = replace(SERIES, observations={**SERIES.observations, Q3: value(None, symbol=".", title="Niveau")})
    columns = {"period": [*QUARTERS, "2024-10-01"], "value": [1.1, 2.2, 3.3, 4.4, None, None]}
    *_, last, beyond = Rows(columns, lines([secret]), "a frame").match("value")
    assert last == secret[Q3]
    assert beyond is not None and (beyond.missing, beyond.symbol, beyond.period) == (True, "n.b.", Q3 + 1)
