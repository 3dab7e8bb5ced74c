"""Filters of an author's chart: what they leave is what the table lists. Made-up rows."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import altair_spec, filters, own_chart, vega_svg

ROWS = [{"value": 1, "sector": "F"}, {"value": 5, "sector": "J"}, {"value": None, "sector": "it's !="}]
FRAME = pd.DataFrame({"value": [1.0, 5.0, float("nan")], "sector": ["F", "J", "it's !="]})


@pytest.mark.parametrize(
    ("filter", "left"),
    [
        (alt.datum.value > 1, [1]),
        ((alt.datum.value >= 1) & (alt.datum.sector != "J"), [0]),
        ((alt.datum.value < 1) | (alt.datum.sector == "it's !="), [2]),
        (alt.FieldOneOfPredicate(field="sector", oneOf=["F", "J"]), None),
        (alt.FieldEqualPredicate(equal="F", field="sector"), [0]),
        (alt.FieldGTPredicate(gt=1, field="value"), [1]),
        ("datum.value > 1 && !(datum['sector'] === 'F')", [1]),
    ],
)
def test_a_filter_leaves_what_vega_draws(filter: Any, left: list[int] | None) -> None:
    own_chart.register()
    chart = alt.Chart(FRAME).mark_point().encode(x="value:Q", y="sector:N").transform_filter(filter)
    drawn = altair_spec.Drawn().read(vega_svg.compiled(chart.to_dict()))
    (chain,) = {use.filters for use in drawn.uses if use.column == "value"}
    if left is None:  # more than comparisons: refused, with what to do
        with pytest.raises(UserError, match=r"cannot be followed.*filter the frame in pandas"):
            [filters.keeps(one, ROWS[0]) for one in chain]
        return
    assert [n for n, row in enumerate(ROWS) if all(filters.keeps(one, row) for one in chain)] == left
    assert vega_svg.svg(chart.to_dict(), {}).count('aria-roledescription="point"') == len([n for n in left if n < 2])


@pytest.mark.parametrize(
    "expression", ["datum.value > now()", "length(datum.sector) > 1", "datum.value + 1 > 2", "__import__('os')", ")"]
)
def test_anything_else_is_refused_in_one_line(expression: str) -> None:
    with pytest.raises(UserError, match="filter the frame in pandas") as caught:
        filters.keeps(expression, ROWS[0], "figure 'fig-x'")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("datum.value < 1", [2]),  # Vega takes nothing for zero beside a number
        ("datum.value <= 1", [0, 2]),
        ("datum.value >= 5", [1]),
        ("0 >= datum.value", [2]),
        ("datum.value > -1", [0, 1, 2]),
        ("datum.value < null", []),
        ("datum.value != null && true", [0, 1]),
        ("datum.value == null || false", [2]),
        ("!(datum.value > 1)", [0, 2]),
        ("!datum.value == (datum.sector != 'F')", [0, 2]),
        ("isValid(datum.nothing)", [0, 1, 2]),  # Vega-Lite's own
        ("datum.sector < 'G'", [0]),
        ("datum.nothing < 'G'", []),
        ("datum['sector'] !== 'F'", [1, 2]),
    ],
)
def test_a_comparison_holds_for_these_rows(expression: str, kept: list[int]) -> None:
    assert [n for n, row in enumerate(ROWS) if filters.keeps(expression, row)] == kept


@pytest.mark.parametrize(
    "expression",
    [
        "maybe", "datum.value ? 1 : 0", "datum.sector > 1", "-datum.sector", "x.value > 1", "x['value'] > 1",
        "datum.value[0] > 1", "+datum.value > 1", "datum.value in datum", "datum.value is null", "not datum.value",
        "0 < datum.value < 5", "a" * 99,
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_quoted(expression: str) -> None:
    with pytest.raises(UserError) as caught:
        filters.keeps(f" {expression}\n", ROWS[0], "figure 'fig-x'")
    assert str(caught.value) == (
        f"figure 'fig-x': its filter cannot be followed, to list what is drawn: {expression[:80]}; filter the frame in "
        "pandas: alt.Chart(frame[frame.value > …])"
    )
