"""Numbers computed outside a notebook: what they are derived from, and how columns become series. Made-up figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk import computed
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series
from made_up_figures import Q3, run, value

LEVELS = run([1, 2, 3], name="computed_levels", title="Niveau")
GONE = value(None, symbol=".")


def made(number: object, of: object, **more: object) -> Observation | Series | Family:
    said = {"words": "verdubbeld", "unit": "ratio", "title": "Maat", "decimals": 2, **more}
    return computed.computed(number, of, **said)  # type: ignore[arg-type]


def inputs(item: Observation) -> tuple[Observation, ...]:
    assert isinstance(item.source, Derivation)
    return item.source.inputs


def test_a_number_is_derived_from_every_figure_that_is_known() -> None:
    before = len(computed.made)
    lacking = replace(LEVELS, observations={**LEVELS.observations, Q3 - 1: replace(GONE, period=Q3 - 1)})
    found = made(6, [LEVELS, lacking])
    assert isinstance(found, Observation)
    assert (found.value, found.since, found.period) == (6, Q3 - 2, Q3)
    assert inputs(found) == (*LEVELS, lacking[Q3 - 2], lacking[Q3])
    (call,) = computed.made[before:]
    assert (call.title, call.result, list(call.inputs)) == ("Maat", found, [*LEVELS, *lacking])


@pytest.mark.parametrize(
    ("of", "missing"),
    [
        ([GONE], True),
        ([GONE, LEVELS], True),
        ([LEVELS, GONE], True),
        (replace(LEVELS, observations={Q3: GONE}), True),
        ([replace(LEVELS, observations={Q3: GONE, Q3 - 1: LEVELS[Q3]})], False),
        (LEVELS, False),
        ((LEVELS,), False),
    ],
)
def test_a_number_is_missing_when_a_figure_that_was_named_is_or_all_are(of: object, missing: bool) -> None:
    found = made(6, of)
    assert isinstance(found, Observation)
    assert found.missing is missing
    assert (found.symbol == ".") is missing


@pytest.mark.parametrize(
    ("number", "of", "more", "said"),
    [
        (1, LEVELS, {"unit": "rato"}, "unknown unit 'rato'; known are "),
        (
            1,
            run([None]),
            {},
            "'Maat' was computed of nothing; name the series, frames or observations that went in: of=",
        ),
        (pd.Series([1.0, 2, 3]), LEVELS, {}, "nothing says of which periods the column 'Maat' is; name the frame that"),
        (
            pd.Series([1.0, 2], index=[None, "2024Q3"]),
            LEVELS,
            {},
            "'Maat' has a value for None, a period that nothing it was computed of has; name everything that went in",
        ),
        (
            pd.Series([1.0], index=pd.PeriodIndex(["2024Q3"], freq="Q")),
            replace(value(1), period=None),
            {},
            "'Maat' was computed of figures without a period; compute a single number",
        ),
        (Decimal("NaN"), LEVELS, {}, "'Maat' is nan, which is not a finite number; look at what went in: dropna()"),
        (np.float16(1), LEVELS, {}, "'Maat' is a float16, which keeps seven digits at the most; compute in float64"),
        (1, LEVELS, {"words": " "}, "computed(…) lacks words=; say in Dutch what was done and what it is"),
        (1, LEVELS, {"title": None}, "computed(…) lacks title=; say in Dutch what was done and what it is"),
        (None, LEVELS, {}, "'Maat' is a NoneType, not a number; give a number"),
    ],
)
def test_what_cannot_be_computed_is_refused(number: object, of: object, more: dict[str, object], said: str) -> None:
    before = list(computed.made)
    with pytest.raises(UserError) as refused:
        made(number, of, **more)
    assert str(refused.value).startswith(said)
    assert computed.made == before


def test_a_column_by_period_is_a_series_whose_numbers_are_of_the_figures_up_to_them() -> None:
    frame = LEVELS.frame()
    for column, of in (
        (frame.set_index("period").value * 2, LEVELS),
        (frame.value * 2, frame),
        (frame.value.iloc[::-1] * 2, [LEVELS, frame]),
    ):
        found = made(column, of)
        assert isinstance(found, Series)
        assert [(item.period, item.value) for item in found] == [(Q3 - 2, 2), (Q3 - 1, 4), (Q3, 6)]
        assert (found.name, found.title, found.unit, found.frequency) == ("Maat", "Maat", "ratio", "quarter")
        assert [set(inputs(item)) for item in found] == [set(list(LEVELS)[: count + 1]) for count in range(3)]
        assert (found[Q3].since, found.label, found[Q3 + 1].missing) == (None, "", True)


def test_where_a_column_has_no_number_the_figure_is_missing_if_one_that_went_in_is() -> None:
    gap = replace(LEVELS, observations={**LEVELS.observations, Q3 - 1: replace(GONE, period=Q3 - 1)})
    quarters = [str(item.period) for item in LEVELS]
    found = made(pd.Series([float("nan"), None, 6.0], index=quarters), [LEVELS, gap])
    assert isinstance(found, Series)
    assert [item.period for item in found] == [Q3 - 1, Q3]  # one of two that went in is missing, and none
    assert (found[Q3 - 1].symbol, found[Q3].value) == (".", 6)


def of_sector(key: str, label: str, *numbers: int, name: str = "computed_rates") -> Series:
    observations = {
        period: replace(item, label=label, source=Cell(name, "TOY1", (("sector", key),)))
        for period, item in run(numbers).observations.items()
    }
    return replace(run([1], name=name, title="Graad"), observations=observations, label=label)


RATES = Family({"F": of_sector("F", "Bouw", 4, 5), "J": of_sector("J", "ICT", 6, 7)})


def test_a_column_of_several_members_is_a_family_by_their_keys() -> None:
    frame = RATES.frame()
    wide = frame.pivot(index="period", columns="sector", values="value")
    for column, of in ((frame.value * 2, frame), (frame.sort_values("period").value * 2, frame), (wide * 2, RATES)):
        found = made(column, of)
        assert isinstance(found, Family)
        assert {key: [item.value for item in series] for key, series in found.items()} == {"F": [8, 10], "J": [12, 14]}
        assert [series.label for series in found.values()] == ["Bouw", "ICT"]
        assert inputs(found["J"][Q3]) == tuple(RATES["J"])
    by_label = made(frame.drop(columns="sector").value * 2, [RATES, frame.drop(columns="sector")])
    assert isinstance(by_label, Family)
    assert list(by_label) == ["F", "J"]


def test_members_of_one_label_are_told_apart_by_their_keys() -> None:
    alike = {
        key: of_sector(key, "Totaal", *numbers, name="computed_alike")
        for key, numbers in (("F", (4, 5)), ("J", (6, 7)))
    }
    frame = Family(alike).frame()
    found = made(frame.value * 2, [frame])
    assert isinstance(found, Family)
    assert {key: [item.value for item in inputs(one[Q3])] for key, one in found.items()} == {"F": [4, 5], "J": [6, 7]}


def test_a_label_names_a_member_that_has_no_key() -> None:
    series = [
        replace(run(numbers, name="computed_bare"), label=label) for label, numbers in (("A", [1, 2]), ("B", [3, 4]))
    ]
    frame = pd.concat([one.frame() for one in series], ignore_index=True)
    found = made(frame.value * 2, [frame])
    assert isinstance(found, Family)
    assert {key: [item.value for item in one] for key, one in found.items()} == {"A": [2, 4], "B": [6, 8]}


@pytest.mark.parametrize(("index", "counts"), [([0, 1], True), (["a", "b"], False), ([0.5, 1.5], False)])
def test_an_index_of_whole_numbers_only_counts(index: list[object], counts: bool) -> None:
    assert computed._counts(pd.Index(index)) is counts
    assert not computed._counts(pd.PeriodIndex(["2024Q3"], freq="Q"))


def test_a_number_is_taken_over_exactly() -> None:
    for given in (0.1, Decimal("0.1"), np.float64(0.1)):
        assert computed.number(given, "x") == Decimal("0.1")
    assert computed.number(np.int64(3), "x") == computed.number(3, "x") == 3
    assert computed.key_of(value(1)) == "toy"
    assert computed.key_of(replace(value(1), source=Derivation("a", "b", "c", ()))) == ""


def test_the_frame_of_a_column_is_the_one_that_has_its_rows_and_their_periods() -> None:
    frame = LEVELS.frame()
    found = made(frame.value * 2, [LEVELS, frame.drop(columns="period"), frame.tail(1), frame])
    assert isinstance(found, Series)
    assert [(item.period, item.value) for item in found] == [(Q3 - 2, 2), (Q3 - 1, 4), (Q3, 6)]
    for column in (pd.concat([frame.value, frame.value]), frame.value.rename(lambda row: row + 500)):
        with pytest.raises(UserError, match="nothing says of which periods the column 'Maat' is"):
            made(column, frame)
