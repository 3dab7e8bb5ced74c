"""What an author reads when a chart or table cannot be made: what, where, and what to do. Made-up figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import records, tables
from arbeidsmarkt.exhibits.charts import altair_spec, chart, own_chart
from arbeidsmarkt.exhibits.charts.bars import bars, stacked
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line, spark
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.exhibits.charts.tile_map import PLACES, tile_map
from made_up_figures import Q3, run, value

COMPUTE = "compute it in pandas and name it with computed(…)"
FRAME = "give it a frame: alt.Chart(frame)"
MISSING = value(None, label="zorg")
PERCENT = value("12.5", "percent", label="bouw", decimals=1)
FEW = pd.DataFrame({"value": [1.0]})
PART = value(4, label="zorg")
UNDATED = replace(PART, period=None)
SERIES = run([1, 2], title="Reeks")


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        ({"encoding": {"y": {"aggregate": "mean"}}}, f"it uses aggregate, which makes or changes numbers; {COMPUTE}"),
        ({"encoding": {"x": {"bin": True}}}, f"it uses bin, which makes or changes numbers; {COMPUTE}"),
        (
            {"encoding": {"x": {"timeUnit": "year"}}},
            "it uses timeUnit, which makes or changes numbers; give the column in the periods that are shown",
        ),
        (
            {"encoding": {"y": {"impute": {"value": 0}}}},
            "it uses impute, which makes or changes numbers; leave a gap where a figure is missing",
        ),
        (
            {"params": [{"name": "p"}]},
            "it uses params, which makes or changes numbers; leave it out: a printed chart cannot be operated",
        ),
        (
            {"layer": [{"encoding": {"y": {"axis": {"labelExpr": "datum.value"}}}}]},
            "it uses labelExpr, which makes or changes numbers; give the labels as a column",
        ),
        (
            {"repeat": {"row": ["a"]}},
            "it uses repeat, which makes or changes numbers; lay the charts beside each other: alt.hconcat(…)",
        ),
        ({"mark": "boxplot"}, f"the mark boxplot computes or loads what it shows; {COMPUTE}"),
        ({"mark": {"type": "image"}}, "the mark image computes or loads what it shows; draw it from the data"),
        (
            {"transform": [{"calculate": "1", "as": "x"}]},
            f"it uses calculate, which makes or changes numbers; {COMPUTE}",
        ),
        ({"transform": [{"as": "x", "brew": "1"}]}, f"it uses as, which makes or changes numbers; {COMPUTE}"),
        (
            {"encoding": {"y": {"stack": "normalize"}}},
            "it stacks as 'normalize', which changes numbers; use share(…) instead",
        ),
        ({"data": {"url": "a.csv"}}, f"its data come from a url; {FRAME}"),
        ({"data": {"sphere": True}}, f"its data come from a sphere; {FRAME}"),
        (
            {"encoding": {"color": {"scale": {"type": "quantile"}}}},
            "a quantile scale makes classes of numbers; give the classes as a column",
        ),
        (
            {"encoding": {"x": {"axis": {"format": "%"}}}},
            "the format '%' changes numbers; round with '.1f', or ',' or ''",
        ),
        *(
            ({"config": {name: "%"}}, "the format '%' changes numbers; round with '.1f', or ',' or ''")
            for name in ("format", "numberFormat", "timeFormat")
        ),
        (
            {"encoding": {"y": {"datum": "95 en meer"}}},
            "the number 95 en meer in datum is typed by hand; draw it from the data",
        ),
        (
            {"encoding": {"y": {"datum": 95}}},
            "the number 95 in datum is typed by hand; draw it from the data",
        ),
    ],
)
def test_a_chart_that_makes_numbers_is_refused_by_the_name_its_author_knows(
    specification: dict[str, Any], said: str
) -> None:
    with pytest.raises(UserError) as refused:
        altair_spec.refuse(specification, "figure 'fig-own'")
    assert str(refused.value) == f"figure 'fig-own': {said}"


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        ({"title": "Ruim 120"}, "title 'Ruim 120'"),
        ({"title": {"text": ["Spanning", "ruim 120"]}}, "text 'ruim 120'"),
        ({"title": {"text": "Spanning", "subtitle": "ruim 120"}}, "subtitle 'ruim 120'"),
        ({"mark": {"type": "text", "text": "120"}}, "text '120'"),
        ({"encoding": {"text": {"value": 120}}}, "text '120'"),
        ({"encoding": {"description": {"value": "ruim 120"}}}, "description 'ruim 120'"),
        ({"encoding": {"text": {"condition": {"test": "datum.x > 1", "value": "120"}, "value": ""}}}, "text '120'"),
        ({"encoding": {"text": {"condition": [{"test": "datum.x > 1", "value": 120}]}}}, "text '120'"),
        ({"encoding": {"text": {"condition": {"field": "x", "title": "Ruim 120"}}}}, "title 'Ruim 120'"),
        ({"encoding": {"color": {"type": "nominal", "scale": {"domain": ["a", "ruim 120"]}}}}, "domain 'ruim 120'"),
        ({"encoding": {"y": {"type": "ordinal", "scale": {"domain": ["a", 120]}}}}, "domain '120'"),
        ({"layer": [{"encoding": {"color": {"legend": {"values": ["ruim 120"]}}}}]}, "values 'ruim 120'"),
        ({"encoding": {"x": {"type": "nominal", "axis": {"values": ["120"]}}}}, "values '120'"),
    ],
)
def test_a_number_typed_into_a_chart_s_words_is_refused(specification: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refused:
        altair_spec.refuse(specification)
    assert str(refused.value) == (
        f"the chart: its {said}: digit '120' typed by hand; put it in a fact, or declare it with the words around it: "
        "literals('… 120 …')"
    )


@pytest.mark.parametrize(
    "specification",
    [
        {"encoding": {"y": {"stack": stack}}} for stack in (None, False, True, "zero")
    ] + [
        {"encoding": {"x": {"axis": {"format": text}}}} for text in ("", ",", ".1f", "+.2f", ",d", "%Y", "%b %Y")
    ] + [
        {"transform": [{"filter": {"field": "x", "timeUnit": "year", "equal": 2024}}]},
        {"encoding": {"y": {"datum": 0}, "x": {"datum": "nu"}}},
        {"encoding": {"y": {"impute": None, "aggregate": False}}},
        {"encoding": {"y": {"scale": {"type": "linear"}, "title": "Spanning"}}},
        {"datasets": {"aggregate": [{"bin": 1}]}, "data": {"name": "aggregate"}},
        {"mark": {"type": "line"}, "title": {"text": ["Spanning", "per kwartaal"]}},
        {"encoding": {"y": {"type": "quantitative", "scale": {"domain": [0, 120]}, "axis": {"values": [0, 120]}}}},
        {"encoding": {"x": {"type": "temporal", "scale": {"domain": ["2014-01-01", {"year": 2024}]}}}},
        {
            "encoding": {"y": {"type": "ordinal", "scale": {"domain": ["50 jaar", 120, "anders"]}}},
            "datasets": {"a": [{"y": "50 jaar"}, {"y": 120.0}]},
        },
        {"encoding": {"text": {"condition": {"test": "datum.x > 120", "field": "value"}, "value": "geen"}}},
    ],
)  # fmt: skip
def test_a_chart_that_only_draws_passes(specification: dict[str, Any]) -> None:
    altair_spec.refuse(specification)
    # and the same with something computed in it does not
    with pytest.raises(UserError, match=r"^the chart: it uses bin"):
        altair_spec.refuse({**specification, "bin": True})


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ({"data": [{"name": "a", "url": "x.csv"}]}, f"its data come from a url; {FRAME}"),
        ({"data": [{"name": "a", "values": "1,2"}]}, f"its data are not rows; {FRAME}"),
        ({"data": [{"name": "a", "values": [1, 2]}]}, f"its data are not rows; {FRAME}"),
        (
            {"data": [{"name": "a", "values": [], "transform": [{"type": "window"}]}]},
            f"it computes numbers itself (window); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a", "transform": [{"type": "formula", "expr": "datum.x * 2", "as": "x"}]}]},
            f"it computes numbers itself (formula); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a", "transform": [{"type": "aggregate", "groupby": ["g"]}]}]},
            f"it computes numbers itself (aggregate); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a_domain", "transform": [{"type": "aggregate", "groupby": ["g"], "fields": ["x"]}]}]},
            f"it computes numbers itself (aggregate); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a_domain", "transform": [{"type": "window"}]}]},
            f"it computes numbers itself (window); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a", "transform": [{"type": "sequence"}]}]},
            f"it computes numbers itself (sequence); {COMPUTE}",
        ),
        (
            {"data": [{"name": "facet_domain_row", "transform": [{"type": "window"}]}]},
            f"it computes numbers itself (window); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a", "values": [], "transform": [{"type": "impute", "value": 1}]}]},
            "a stacked area lacks a value, which would be drawn as zero; leave that period out",
        ),
        (
            {"data": [{"name": "a", "transform": [{"type": "stack", "offset": "normalize", "field": "x"}]}]},
            f"it computes numbers itself (stack); {COMPUTE}",
        ),
        (
            {"data": [{"name": "a", "values": [{"p": 1, "g": 1, "v": 1}, {"p": 2, "g": 2, "v": 1}], "transform": [
                {"type": "impute", "value": 0, "key": "p", "groupby": ["g"], "field": "v"}]}]},
            "a stacked area lacks a value, which would be drawn as zero; leave that period out",
        ),
        (
            {"scales": [{"name": "y"}],
             "marks": [{"type": "rule", "encode": {"update": {"y": {"scale": "y", "value": 95}}}}]},
            "the number 95 is typed by hand; draw it from the data",
        ),
        (
            {"marks": [{"type": "text", "encode": {"update": {"text": {"value": 106}}}}]},
            "the text 106 is typed by hand; draw it from the data",
        ),
    ],
)  # fmt: skip
def test_what_vega_would_make_itself_is_refused(group: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refused:
        altair_spec.Drawn("figure 'fig-own'").read(group)
    assert str(refused.value) == f"figure 'fig-own': {said}"


@pytest.mark.parametrize(
    "group",
    [
        {"data": [{"name": "a", "values": [{"x": 1}], "transform": [
            {"type": "collect"}, {"type": "formula", "expr": 'toDate(datum["x"])', "as": "x"},
            {"type": "stack", "field": "x", "as": ["x0", "x1"]}, {"type": "filter", "expr": "datum.x > 0"}]}]},
        {"data": [{"name": "a", "values": [{"p": 1, "g": 1, "v": 1}, {"p": 2, "g": 1, "v": 1}], "transform": [
            {"type": "impute", "value": 0, "key": "p", "groupby": ["g"], "field": "v"}]}]},
        {"data": [{"name": "a_domain", "transform": [{"type": "aggregate", "groupby": ["g"]}]}]},
        {"data": [{"name": "facet_domain_row", "transform": [{"type": "sequence"}]}]},
        {"data": [{"name": "facet_domain_column", "transform": [{"type": "sequence"}, {"type": "identifier"}]}]},
        {"scales": [{"name": "y"}], "marks": [{"type": "rule", "encode": {"update": {
            "y": {"scale": "y", "value": 0}, "x": {"value": 95}, "opacity": {"scale": "y", "value": 0.5},
            "text": {"value": "a"}}}}]},
    ],
)  # fmt: skip
def test_what_vega_adds_to_every_chart_passes(group: dict[str, Any]) -> None:
    assert altair_spec.Drawn("x").read(group).uses == []


FORMS: dict[str, tuple[Callable[[], object], str]] = {
    "no bars": (lambda: bars([MISSING]), "the bar chart has no value to show; guard it with has(…)"),
    "one part": (lambda: stacked([PART]), "a stacked bar has two to 4 parts, not 1"),
    "five parts": (lambda: stacked([PART] * 5), "a stacked bar has two to 4 parts, not 5"),
    "a part without a value": (
        lambda: stacked([PART, MISSING]), "the part 'zorg' has no value; guard the figure with an if",
    ),
    "a negative part": (
        lambda: stacked([PART, value(-1, label="bouw")]), "the part 'bouw' has no value; guard the figure with an if",
    ),
    "parts in two units": (
        lambda: stacked([PART, PERCENT]), "the part 'bouw' is in percent and cannot be stacked",
    ),
    "parts that do not add up": (
        lambda: stacked([PERCENT, PERCENT]), "the part 'bouw' is in percent and cannot be stacked",
    ),
    "a negative pair": (
        lambda: paired({"": {"Zorg": (PART, value(-2))}}, left="a", right="b", title="t"),
        "paired bars show amounts; one of these is negative; use bars(…)",
    ),
    "no pair": (
        lambda: paired({"": {"Zorg": (MISSING, MISSING)}}, left="a", right="b", title="t"),
        "paired bars: there is no value to show; guard the figure with an if",
    ),
    "pairs in two units": (
        lambda: paired({"": {"Zorg": (PART, PERCENT)}}, left="a", right="b", title="t"),
        "values in different units cannot share an axis; draw a chart for each unit",
    ),
    "a negative moment": (
        lambda: moments(run([1, -2, 3, 4]), Q3 - 3, Q3),
        "stems rise from zero; one of these values is negative; use line(…)",
    ),
    "five moments": (
        lambda: moments({str(n): SERIES for n in range(5)}, Q3, Q3),
        "5 series in one chart cannot be told apart; draw small multiples",
    ),
    **{
        f"half a horizon {number}": (
            lambda pair=pair: horizon({"Bouw": (PART, PART), "Zorg": pair}, title="t"),  # type: ignore[misc]
            "'Zorg' lacks a value or a period; leave the row out with an if",
        )
        for number, pair in enumerate([(PART, MISSING), (MISSING, PART), (PART, UNDATED), (UNDATED, PART)])
    },
    "no line": (lambda: line({}, Q3, Q3), "the chart has no line to draw; guard the figure with an if"),
    "lines in two units": (
        lambda: line({"a": SERIES, "b": run([1], "percent")}, Q3, Q3),
        "series in different units cannot share an axis; draw a chart for each",
    ),
    "five lines": (
        lambda: line({str(n): SERIES for n in range(5)}, Q3, Q3),
        "5 lines in one chart cannot be told apart; draw small multiples",
    ),
    "an empty line": (
        lambda: line({"a": SERIES, "": run([None, 3, None, None], title="Leeg")}, Q3 - 1, Q3),
        "'Leeg' has no value from 2024Q2 to 2024Q3",
    ),
    "an empty sparkline": (
        lambda: spark(run([3, None], title="Leeg"), Q3, Q3), "'Leeg' has no value from 2024Q3 to 2024Q3",
    ),
    "another library's": (
        lambda: own_chart.of("plaatje.png", (), (), "", "fig-x"),
        "figure 'fig-x' was given a str; give it line(…), bars(…) or another chart form, or a chart of Altair's: "
        "alt.Chart(frame).mark_line().encode(x=\"period:T\", y=\"value:Q\")",
    ),
    **{
        f"a {kind}": (
            lambda thing=thing: own_chart.of(thing, (), (), "", "fig-x"),  # type: ignore[misc]
            f"figure 'fig-x' was given a {kind}; give it line(…), bars(…) or another chart form, or a chart of "
            "Altair's: alt.Chart(frame).mark_line().encode(x=\"period:T\", y=\"value:Q\")",
        )
        for kind, thing in (("DataFrame", pd.DataFrame()), ("UndefinedType", alt.Undefined))
    },
    "an own chart that computes": (
        lambda: own_chart.of(alt.Chart(FEW).mark_bar().encode(y="mean(value):Q"), (), (), "", "fig-x"),
        f"figure 'fig-x': it uses aggregate, which makes or changes numbers; {COMPUTE}",
    ),
    "an own chart of too many rows": (
        lambda: own_chart.of(alt.Chart(pd.concat([FEW] * 5001)).mark_bar().encode(y="value:Q"), (), (), "", "fig-x"),
        "figure 'fig-x': the chart's frame has 5001 rows, more than the 5000 that a reader can read; filter the frame "
        "to what is drawn",
    ),
    "an own chart that Altair refuses": (
        lambda: own_chart.of(alt.Chart(FEW).mark_bar().encode(y="other"), (), (), "", "fig-x"),
        "figure 'fig-x': Altair refuses the chart: Unable to determine data type for the field \"other\"; verify that "
        "the field name is not misspelled. If you are referencing a field from a transform, also confirm that the data "
        "type is specified correct; mend its encodings",
    ),
    "provinces of two periods": (
        lambda: tile_map([value(1, label=name, period=Q3 - (name == "Utrecht")) for name in PLACES], title="t"),
        "the tiles are about different periods; take all values from one period",
    ),
    "a strange province": (
        lambda: tile_map([*(value(1, label=name) for name in PLACES), value(1, label="Zorg")], title="t"),
        f"'Zorg' is no province; label each value as one of {', '.join(PLACES)}",
    ),
    "an empty table": (
        lambda: tables.from_frame(pd.DataFrame({"A": []})),
        "the table has no rows; guard it with an if, or leave the table out",
    ),
    "another unit than the row says": (
        lambda: tables.from_frame(pd.DataFrame({"A": ["x", "y"], "Eenheid": ["x 1 000", "fte"], "B": [PART, PERCENT]})),
        "column 'B' holds a number in % where 'Eenheid' says 'fte'; write the unit's own name in that row",
    ),
    "two units in a column": (
        lambda: tables.from_frame(pd.DataFrame({"A": ["x", "y"], "B": [PART, PERCENT]})),
        "column 'B' mixes units: percent, thousand; split the column",
    ),
    "adjusted beside unadjusted": (
        lambda: tables.from_frame(
            pd.DataFrame({"A": ["x", "y"], "B": [value(1, adjusted=True), value(2, adjusted=False)]})
        ),
        "column 'B' mixes seasonally adjusted and unadjusted figures; split the column",
    ),
    "words among numbers": (
        lambda: tables.from_frame(pd.DataFrame({"A": ["x", "y", "z"], "B": [PART, "veel", Q3]})),
        "column 'B' mixes number and period and string cells",
    ),
    "a list in a cell": (
        lambda: tables.from_frame(pd.DataFrame({"A": ["x"], "B": [[1]]})),
        "column 'B': a table or chart holds a list ([1]), not an observation; take numbers from series(…), "
        "published(…) or a derivation; a bare number has no source",
    ),
    "a label": (
        lambda: records.check_label("tbl-A b", "tbl-", "table"),
        "'tbl-A b' is not a label for a table; write tbl- and small letters",
    ),
    "an old figure": (
        lambda: tables.refuse_old(
            tables.from_frame(pd.DataFrame({"A": ["x"], "B": [value(1, period=Q3 - 5)]})), Q3
        ),
        "row 'x', column 'B' shows a figure of tweede kwartaal van 2023, more than four quarters before derde kwartaal "
        "van 2024; take it with recent(…), which gives n.b. for what is too old",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_what_cannot_be_shown_is_answered_in_one_line(name: str) -> None:
    ask, said = FORMS[name]
    with pytest.raises(UserError) as refused:
        ask()
    assert str(refused.value) == said


def test_a_unit_may_be_typed_with_ordinary_blanks() -> None:
    data = tables.from_frame(pd.DataFrame({"A": ["x", "y"], "Eenheid": ["x 1 000", "%"], "B": [PART, PERCENT]}))
    assert [row[2]["unit_text"].split() for row in data.to_json()["rows"]] == [["x", "1", "000"], ["%"]]


def test_values_of_one_unit_may_share_an_axis() -> None:
    assert chart.one_unit([PART, PART, MISSING], "a chart") == "thousand"
    assert Period.parse("2024Q3") == Q3
