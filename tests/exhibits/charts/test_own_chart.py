# ruff: noqa: E501
"""An author's own Altair chart: published when every number is in the data, refused with its row when one is not.

The series and figures are real, and so is vl-convert.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import made_up_figures
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits.charts import own_chart
from in_process import Outputs, Record, records, run_cells, shell

START = """
from arbeidsmarkt.notebook import *
edition = start("2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3")
vacancies, unemployed, wages = series("open_vacancies"), series("unemployed"), series("wages_growth")
tension = titled(vacancies / unemployed * 100, "Spanning", unit="per_100_unemployed", decimals=0)
both = tension.frame().merge(wages.frame(), on="period")
rates = family("vacancy_rate_by_sector")
said = dict(label="fig-own", caption="Een eigen figuur", alt="Een eigen beschrijving van wat er te zien is.")
plain = alt.Chart(tension.frame()).mark_line().encode(x="period:T", y="value:Q")
"""


@pytest.fixture(scope="module")
def cell(project: Project) -> Iterator[tuple[Any, Outputs]]:
    with shell(project) as (found, outputs):
        run_cells(found, [START])
        yield found, outputs


def left(cell: tuple[Any, Outputs], code: str) -> Record:
    run_cells(cell[0], [code])
    return records(cell[1])[-1]


def test_a_line_leaves_the_same_values_as_the_form_does(cell: tuple[Any, Outputs]) -> None:
    own = left(cell, "figure(plain, about=[tension], **said)")
    form = left(
        cell, "figure(line(tension, Period.parse('2012Q4'), edition.quarter), label='fig-form', caption='Vorm')"
    )
    values = [[row[0]["code"], row[1]["value"], row[1]["status"]] for row in own["data"]["rows"]]
    known = [[row[0]["code"], row[1]["value"], row[1]["status"]] for row in form["data"]["rows"]]
    assert values == known
    assert own["source"] == form["source"]
    assert [column["name"] for column in own["data"]["columns"]] == ["period", "open_vacancies_ratio"]
    assert own["alt"] == "Een eigen beschrijving van wat er te zien is."


def test_it_has_the_house_s_look_dutch_numbers_and_quarters(cell: tuple[Any, Outputs]) -> None:
    text = ".mark_text().encode(x='period:T', y='value:Q', text=alt.Text('value:Q', format='.1f'))"
    record = left(cell, f"figure(alt.Chart(wages.frame().tail(8)){text}, about=wages, **said)")
    for drawing in (record["svg"], record["svg_narrow"]):
        assert "Source Sans 3" in drawing
        assert ">6,8<" in drawing
        assert "3e kw." in drawing
    assert 'width="640"' in record["svg"]
    assert 'width="330"' in record["svg_narrow"]


def test_what_a_filter_leaves_out_is_not_in_the_table_either(cell: tuple[Any, Outputs]) -> None:
    record = left(cell, "figure(plain.mark_point().transform_filter(alt.datum.value > 130), about=tension, **said)")
    values = [row[1]["value"] for row in record["data"]["rows"]]
    assert 0 < len(values) < 10
    assert min(values) > 130


PASSING = {
    "scatter of two series": "alt.Chart(both).mark_circle().encode(x='value_x:Q', y='value_y:Q'), about=[tension, wages]",
    "what the frames carry": "alt.Chart(both).mark_circle().encode(x='value_x:Q', y='value_y:Q')",
    "facets": "alt.Chart(rates.frame()).mark_line().encode(x='period:T', y='value:Q').facet('label:N', columns=2), about=rates",
    "bars in order": "alt.Chart(rates.frame().query('sector in [\"F\", \"J\"]').groupby('sector').tail(1)).mark_bar()"
    ".encode(y=alt.Y('label:N', sort='-x'), x='value:Q'), about=rates",
    "layers": "plain + plain.mark_point(), about=tension",
    "beside each other": "alt.hconcat(plain, alt.Chart(wages.frame()).mark_line().encode(x='period:T', y='value:Q')),"
    " about=[tension, wages]",
    "a line at a level": "plain + alt.Chart(pd.DataFrame({'level': [100]})).mark_rule().encode(y='level:Q'), about=tension,"
    " helpers=['level']",
    "a filter": "plain.transform_filter('datum.value > 50'), about=tension",
    "a condition": "plain.mark_bar().encode(color=alt.condition('datum.value > 100', alt.value('#1B4F9C'), alt.value('#A64B00'))),"
    " about=tension",
    "a stacked area": "alt.Chart(pd.concat([vacancies.frame().tail(4), unemployed.frame().tail(4)])).mark_area()"
    ".encode(x='period:T', y='value:Q', color='series:N'), about=[vacancies, unemployed]",
}


@pytest.mark.parametrize("what", PASSING)
def test_plain_altair_is_published(cell: tuple[Any, Outputs], what: str) -> None:
    record = left(cell, f"figure({PASSING[what]}, **said)")
    assert record["svg"].startswith("<svg")
    assert record["source"].startswith("Bron: CBS")
    assert record["data"]["rows"]


CHANGED = "tension.frame().assign(value=lambda rows: rows.value.where(rows.period != '2024Q3', 120.0))"
REFUSED = {
    "a number from nowhere": (
        f"alt.Chart({CHANGED}).mark_line().encode(x='period:T', y='value:Q'), about=tension",
        r"row 48 \(Spanning, 2024 3e kwartaal\): 'value' is 120.0, and 'Spanning' has 106\.1",
    ),
    "nothing that it is about": (
        "alt.Chart(tension.frame()[['period', 'value']]).mark_line().encode(x='period:T', y='value:Q')",
        "nothing says what the column 'value' is about; name its series",
    ),
    "no period": (
        "alt.Chart(tension.frame()[['value']].reset_index()).mark_line().encode(x='index:Q', y='value:Q'), about=tension,"
        " helpers=['index']",
        "no column says of which period; keep the frame's column 'period'",
    ),
    "no members": (
        "alt.Chart(rates.frame()[['period', 'value']].tail(1)).mark_point().encode(x='period:T', y='value:Q'), about=rates",
        "nothing says which sector 'value' is about",
    ),
    "an aggregate": ("plain.encode(y='mean(value):Q'), about=tension", "it uses aggregate"),
    "bins": ("plain.mark_bar().encode(x=alt.X('value:Q', bin=True), y='count()'), about=tension", "it uses bin|aggregate"),
    "a time unit": ("plain.encode(x='year(period):T'), about=tension", "it uses timeUnit"),
    "a regression": (
        "alt.Chart(both).transform_regression('value_x', 'value_y').mark_line().encode(x='value_x:Q', y='value_y:Q')",
        "it uses regression",
    ),
    "a formula": ("plain.transform_calculate(value='datum.value * 2'), about=tension", "it uses calculate"),
    "a window": ("plain.transform_window(value='mean(value)'), about=tension", "it uses window"),
    "loess": ("plain.transform_loess('period', 'value'), about=tension", "it uses loess"),
    "density": ("plain.transform_density('value', as_=['value', 'd']), about=tension", "it uses density"),
    "quantiles": ("plain.transform_quantile('value'), about=tension", "it uses quantile"),
    "imputed": ("plain.transform_impute('value', key='period', value=0), about=tension", "it uses impute"),
    "imputed in the encoding": (
        "plain.encode(y=alt.Y('value:Q', impute=alt.ImputeParams(value=0))), about=tension", "it uses impute",
    ),
    "a fold": ("plain.transform_fold(['value'], as_=['k', 'value']), about=tension", "it uses fold"),
    "a normalised stack": ("plain.mark_bar().encode(y=alt.Y('value:Q', stack='normalize')), about=tension", "'normalize'"),
    "a box plot": ("plain.mark_boxplot(), about=tension", "the mark boxplot"),
    "error bands": ("plain.mark_errorband(), about=tension", "the mark errorband"),
    "a label expression": (
        "plain.encode(y=alt.Y('value:Q', axis=alt.Axis(labelExpr='datum.value * 10'))), about=tension", "it uses labelExpr",
    ),
    "a scaling format": ("plain.encode(y=alt.Y('value:Q', axis=alt.Axis(format='%'))), about=tension", "the format '%'"),
    "a scaling number format": ("plain.configure(numberFormat='.0%'), about=tension", "the format '.0%'"),
    "a quantile scale": (
        "plain.mark_bar().encode(color=alt.Color('value:Q', scale=alt.Scale(type='quantile'))), about=tension", "quantile scale",
    ),
    "an address": ("alt.Chart('https://example.invalid/a.csv').mark_line().encode(x='a:Q'), about=tension", "a url"),
    "a sequence": ("alt.Chart(alt.sequence(0, 9)).mark_line().encode(x='data:Q'), about=tension", "a sequence"),
    "a parameter": ("plain.add_params(alt.param(value=3)), about=tension", "it uses params"),
    "a number in the title": ("plain.properties(title='Spanning van 106'), about=tension", "'106' typed by hand"),
    "a number in an axis title": ("plain.encode(y=alt.Y('value:Q', title='van 106')), about=tension", "'106' typed"),
    "a number as a level": ("plain + plain.mark_rule().encode(y=alt.datum(95)), about=tension", "95 in datum"),
    "a number as text": ("plain + plain.mark_text(text='106'), about=tension", "'106' typed by hand"),
    "a number as a value": ("plain + plain.mark_text().encode(text=alt.value(106)), about=tension", "106"),
    "a number in words of the data": (
        "alt.Chart(tension.frame().assign(t='ruim 120')).mark_text().encode(x='period:T', y='value:Q', text='t:N'),"
        " about=tension",
        "the text 'ruim 120', whose number is no figure of its row",
    ),
    "a number in a tooltip": (
        "alt.Chart(tension.frame().assign(t='120')).mark_bar().encode(x='period:T', y='value:Q', tooltip='t:N'),"
        " about=tension",
        "the text '120'",
    ),
    "a helper that is a series": (
        "plain + alt.Chart(tension.frame().assign(w=range(48))).mark_line().encode(x='period:T', y='w:Q'), about=tension,"
        " helpers=['w']",
        "the helper 'w' draws 48 values in a mark that shows no figure",
    ),
    "a helper as text": (
        "alt.Chart(tension.frame().assign(w=120)).mark_text().encode(x='period:T', y='value:Q', text='w:Q'), about=tension,"
        " helpers=['w']",
        "the helper 'w' is shown as text",
    ),
    "two units on one axis": (
        "plain + alt.Chart(wages.frame()).mark_line().encode(x='period:T', y='value:Q'), about=[tension, wages]",
        "stand on one axis; draw a chart for each unit",
    ),
    "a stacked area with a gap": (
        "alt.Chart(pd.concat([vacancies.frame().tail(4), unemployed.frame().tail(3)])).mark_area()"
        ".encode(x='period:T', y='value:Q', color='series:N'), about=[vacancies, unemployed]",
        "a stacked area lacks a value",
    ),
    "100 000 rows": ("alt.Chart(pd.concat([tension.frame()] * 2200)).mark_line().encode(x='period:T', y='value:Q')", "rows"),
    "nothing of the figures": ("alt.Chart(tension.frame()).mark_line().encode(x='period:T'), about=tension", "no figure"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_number_that_is_not_in_the_data_is_refused_in_one_line(cell: tuple[Any, Outputs], what: str) -> None:
    code, message = REFUSED[what]
    with pytest.raises(UserError, match=message) as caught:
        run_cells(cell[0], [f"figure({code}, **said)"])
    assert "\n" not in str(caught.value)


def test_a_description_is_asked_for_and_drafted(cell: tuple[Any, Outputs]) -> None:
    with pytest.raises(UserError, match="give alt=…, for instance: Spanning: de lijn"):
        run_cells(cell[0], ["figure(plain, about=tension, label='fig-own', caption='Een figuur')"])


def test_a_figure_of_another_library_is_shown_the_way(cell: tuple[Any, Outputs]) -> None:
    fake = "Figure = type('Figure', (), {}); Figure.__module__ = 'matplotlib.figure'\nfigure(Figure(), **said)"
    with pytest.raises(UserError, match=r"a Figure of matplotlib, .*draw it in Altair: alt\.Chart\(frame\)"):
        run_cells(cell[0], [fake])


def test_a_table_of_pandas_numbers_is_looked_up_and_named_after_its_series(cell: tuple[Any, Outputs]) -> None:
    frame = "tension.frame().tail(4)[['period', 'value']].rename(columns={'period': 'Kwartaal', 'value': 'Spanning'})"
    record = left(cell, f"table({frame}, label='tbl-own', caption='Spanning', about=tension)")
    assert [column["name"] for column in record["data"]["columns"]] == ["period", "open_vacancies_ratio"]
    assert record["data"]["rows"][-1][1]["text"] == "106"
    with pytest.raises(UserError, match=r"row 1 .*'Spanning' is 120"):
        run_cells(cell[0], [f"table({frame}.assign(Spanning=120.0), label='tbl-x', caption='x', about=tension)"])
    with pytest.raises(UserError, match="a bare number has no source"):
        run_cells(cell[0], [f"table({frame}, label='tbl-x', caption='x')"])


def test_its_table_has_a_column_of_periods_only_where_every_row_has_one() -> None:
    dated = list(made_up_figures.run([1, 2, 3]))
    (period, _), rows = own_chart.data(dated).columns, own_chart.data(dated).rows
    assert (period.name, period.type) == ("period", "period")
    assert [row[0] for row in rows] == [item.period for item in dated]
    mixed = [*dated, replace(dated[0], period=None)]
    assert own_chart.data(mixed).columns[0].type == "string"
    assert own_chart.data(mixed).rows[0][0] == ""


FEW = "alt.Chart(tension.frame().tail({})).mark_{}().encode(x='period:T', y='value:Q')"


@pytest.mark.parametrize("mark", ["line", "line(point=True)", "area", "trail"])
def test_a_line_of_fewer_than_four_figures_is_refused_as_the_report_s_own_is(
    cell: tuple[Any, Outputs], mark: str
) -> None:
    drawn = FEW.format(3, mark).replace(")()", ")")
    with pytest.raises(UserError, match="'fig-own': the chart has figures at 3 moments; it needs 4 at the least"):
        left(cell, f"figure({drawn}, about=tension, **said)")
    assert len(left(cell, f"figure({drawn.replace('(3)', '(4)')}, about=tension, **said)")["data"]["rows"]) == 4


def test_bars_at_two_moments_are_no_line(cell: tuple[Any, Outputs]) -> None:
    assert len(left(cell, f"figure({FEW.format(2, 'bar')}, about=tension, **said)")["data"]["rows"]) == 2
