"""Which columns an author's chart draws, on which axis, and after which filters: read from compiled Vega. Made up."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import altair_spec
from arbeidsmarkt.exhibits.charts.altair_spec import Use

ROWS = [{"x": 1, "value": 2, "e.f": 3, "sector": "F"}]
DATA = [
    {"name": "rows", "values": ROWS},
    {"name": "kept", "source": "rows", "transform": [{"type": "filter", "expr": "datum.x > 0"}]},
    {"name": "fewer", "source": "kept", "transform": [
        {"type": "filter", "expr": "datum.x < 9"},
        {"type": "stack", "field": "value", "as": ["value_start", "value_end"]},
    ]},
    {"name": "beside", "values": ROWS},
]  # fmt: skip
SCALES = [{"name": "x"}, {"name": "y"}]


def drawn(*marks: dict[str, Any]) -> list[Use]:
    return altair_spec.Drawn().read({"data": DATA, "scales": SCALES, "marks": marks}).uses


def mark(data: str, **channels: Any) -> dict[str, Any]:
    return {"type": "rule", "from": {"data": data}, "encode": {"update": channels}}


def test_each_channel_uses_a_column_on_its_axis() -> None:
    found = drawn(
        mark(
            "rows",
            x={"scale": "x", "field": "x"},
            y=[{"test": "datum.x > 1", "value": 0}, {"scale": "y", "field": "value"}],
            size={"scale": {"datum": "x"}, "field": "value"},
            fill={"field": {"group": "x"}},
            defined={"signal": "isValid(datum['x'])"},
            text="value",
        )
    )
    assert found == [
        Use("rows", "x", 1, "x", "/x"),
        Use("rows", "value", 1, "y", "/y"),
        Use("rows", "value", 1, "size"),
    ]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("value", "value"),
        ("e\\.f", "e.f"),
        ("['e.f']", "e.f"),
        ("[e.f]", "e.f"),
        ("value_end", "value"),  # stacked on others, it is still the value
        ("value_start", "value"),
    ],
)
def test_a_column_has_the_name_that_its_frame_gives_it(written: str, column: str) -> None:
    filters = ("datum.x > 0", "datum.x < 9")
    assert drawn(mark("fewer", y={"scale": "y", "field": written})) == [Use("rows", column, 1, "y", "/y", filters)]


def test_a_signal_uses_every_column_that_it_names() -> None:
    signal = """datum["x"] + datum['e.f'] + datum.value + parent["sector"]"""
    found = drawn(mark("kept", text={"signal": signal}, y={"offset": {"signal": "datum.x"}, "scale": "y"}))
    assert [(use.data, use.column, use.channel, use.axis, use.filters) for use in found] == [
        ("rows", "x", "text", "", ("datum.x > 0",)),
        ("rows", "e.f", "text", "", ("datum.x > 0",)),
        ("rows", "value", "text", "", ("datum.x > 0",)),
        ("rows", "x", "y", "/y", ("datum.x > 0",)),
    ]


def test_columns_with_the_same_mark_belong_together_and_every_group_has_axes_of_its_own() -> None:
    inner = {"type": "line", "encode": {"update": {"y": {"scale": "y", "field": "value"}}}}
    facet = {"name": "cell", "data": "kept", "groupby": ["sector"]}
    found = drawn(
        mark("beside", x={"scale": "x", "field": "x"}, y={"field": "value"}),
        {"type": "group", "from": {"facet": facet}, "scales": [{"name": "y"}], "marks": [
            {**inner, "from": {"data": "cell"}}, inner]},
        {"type": "group", "from": {"data": "beside"}, "marks": [inner]},
    )  # fmt: skip
    assert found == [
        Use("beside", "x", 1, "x", "/x"),
        Use("beside", "value", 1, "y"),
        Use("rows", "sector", 1, "facet", "", ("datum.x > 0",)),
        Use("rows", "value", 2, "y", "/1/y", ("datum.x > 0",)),
        Use("rows", "value", 3, "y", "/1/y", ("datum.x > 0",)),
        Use("beside", "value", 4, "y", "/y"),
    ]
    assert drawn(mark("nowhere", y={"field": "value"})) == []  # the headings of facets


@pytest.mark.parametrize(
    ("values", "complete"),
    [
        ([(1, "a", 5), (1, "b", 6), (2, "a", 7), (2, "b", 8)], True),
        ([(1, "a", 5), (1, "b", 6), (2, "a", 7)], False),
        ([(1, "a", 5), (1, "b", 6), (2, "a", 7), (2, "b", None)], False),
        ([(1, "a", None), (1, "b", 6), (2, "a", 7), (2, "b", 8)], False),
    ],
)
def test_a_stacked_area_has_a_value_for_every_part_at_every_moment(
    values: list[tuple[int, str, int | None]], complete: bool
) -> None:
    rows = [{"when": when, "part": part, "value": value} for when, part, value in values]
    step = {"type": "impute", "value": 0, "key": "when", "groupby": ["part"], "field": "value"}
    group = {"data": [{"name": "a", "values": rows}, {"name": "b", "source": "a", "transform": [step]}]}
    if complete:
        assert altair_spec.Drawn().read(group).data == {"a": rows}
        return
    with pytest.raises(UserError) as refused:
        altair_spec.Drawn().read(group)
    assert str(refused.value) == (
        "the chart: a stacked area lacks a value, which would be drawn as zero; leave that period out"
    )


def test_the_kinds_of_marks_are_named_wherever_they_stand() -> None:
    layers = [{"mark": "line"}, {"mark": {"type": "area", "point": True}}, {"spec": {"mark": {"type": "line"}}}]
    assert altair_spec.marks({"layer": layers, "data": {"values": [{"mark": "bar"}]}}) == {"line", "area"}
