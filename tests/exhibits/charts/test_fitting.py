"""An author's chart on a page and on a phone: how wide it and its parts are, and its quarters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arbeidsmarkt.exhibits.charts import fitting
from arbeidsmarkt.exhibits.charts.chart import WIDTHS, Size

WIDE, NARROW = WIDTHS["wide"], WIDTHS["narrow"]
PHONE = {"axisY": {"labelLimit": 150}}
BARS: dict[str, Any] = {"mark": "bar"}
PANELS: dict[str, Any] = {"facet": {"field": "a"}, "spec": BARS}


@pytest.mark.parametrize(
    ("given", "size", "made"),
    [
        (BARS, "wide", {**BARS, "width": WIDE, "height": 260, "autosize": {"type": "fit", "contains": "padding"}}),
        (
            {**BARS, "height": 90, "config": {"x": 1}}, "narrow",
            {**BARS, "width": NARROW, "height": 90, "autosize": {"type": "fit", "contains": "padding"},
             "config": {"x": 1, **PHONE}},
        ),
        (PANELS, "wide", {**PANELS, "columns": 2, "spec": {**BARS, "width": (WIDE - 60 - 20) / 2}}),
        ({**PANELS, "columns": 3}, "wide", {**PANELS, "columns": 3, "spec": {**BARS, "width": (WIDE - 60 - 40) / 3}}),
        (
            {**PANELS, "columns": 3}, "narrow",
            {**PANELS, "columns": 1, "spec": {**BARS, "width": NARROW - 60}, "config": PHONE},
        ),
        (
            {**BARS, "encoding": {"column": {"field": "a"}}}, "wide",
            {**BARS, "encoding": {"column": {"field": "a"}}, "width": (WIDE - 60 - 20) / 2},
        ),
        (
            {**BARS, "encoding": {"row": {"field": "a"}}}, "narrow",
            {**BARS, "encoding": {"row": {"field": "a"}}, "width": NARROW - 60, "config": PHONE},
        ),
        (
            {"hconcat": [BARS, PANELS, BARS]}, "wide",
            {"hconcat": [{**BARS, "width": (WIDE - 40) / 3 - 60}, PANELS, {**BARS, "width": (WIDE - 40) / 3 - 60}]},
        ),
        (
            {"hconcat": [BARS, {"vconcat": [BARS]}]}, "narrow",
            {"vconcat": [{**BARS, "width": NARROW - 60}, {"vconcat": [BARS]}], "config": PHONE},
        ),
        ({"vconcat": [BARS]}, "wide", {"vconcat": [{**BARS, "width": WIDE - 60}]}),
        ({"concat": [BARS]}, "wide", {"vconcat": [{**BARS, "width": WIDE - 60}]}),
    ],
)  # fmt: skip
def test_a_chart_and_its_parts_are_as_wide_as_the_page_allows(
    given: dict[str, Any], size: Size, made: dict[str, Any]
) -> None:
    found = json.loads(json.dumps(given))  # as Altair writes it: no part stands in two places
    assert fitting.sized(found, size) == made
    assert found == given


def test_every_axis_of_time_has_quarters_unless_the_author_gave_it_a_format() -> None:
    time, quarters = {"field": "period", "type": "temporal"}, {"labelExpr": fitting._QUARTERS}
    own = {**time, "axis": {"format": "%Y"}}
    data = {"encoding": {"x": time}}
    given: dict[str, Any] = {
        "layer": [
            {"encoding": {"x": time, "y": {**time, "axis": {"grid": True}}, "color": time}},
            {"encoding": {"x": own, "y": {**time, "axis": None}}},
            {"encoding": {"x": {"field": "a", "type": "nominal"}, "y": None}},
        ],
        "data": data, "datasets": {"d": data}, "encoding": None,
    }  # fmt: skip
    found = json.loads(json.dumps(given))
    assert fitting.with_quarters(found) == {
        "layer": [
            {"encoding": {"x": {**time, "axis": quarters}, "y": {**time, "axis": {"grid": True, **quarters}},
                          "color": time}},
            {"encoding": {"x": own, "y": {**time, "axis": None}}},
            given["layer"][2],
        ],
        "data": data, "datasets": {"d": data}, "encoding": None,
    }  # fmt: skip
    assert found == given
