"""The report's chart forms: Dutch numbers, broken lines, data and description that match what is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits.charts.bars import bars, stacked
from arbeidsmarkt.exhibits.charts.chart import ReportChart
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line, spark
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.multiples import multiples
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.exhibits.charts.tile_map import PLACES, tile_map
from arbeidsmarkt.inputs import theme
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation, Series
from made_up_figures import Q3, run, value


@pytest.fixture(scope="module")
def look(project: Project) -> Theme:
    return theme.load(project.report / "theme.yml")


def words(svg: str) -> list[str]:
    """The text in a drawing."""
    return [part for part in re.findall(r">([^<>]+)<", svg) if part.strip()]


def tension() -> ReportChart:
    series = run(["98.4", "121.6", None, "110.2", "106.15"], "per_100_unemployed", title="Spanning")
    return line(series, Q3 - 4, Q3, mark=100, mark_label="Evenveel vacatures als werklozen")


def test_a_line_shows_its_last_value_and_its_mark_and_breaks_at_a_gap(look: Theme) -> None:
    chart = tension()
    drawn = chart.svg(look)
    assert "106" in words(drawn)
    assert "Evenveel vacatures als werklozen" in words(drawn)
    (path,) = [d for d in re.findall(r'<path[^>]*d="([^"]+)"[^>]*stroke-width="2.4"', drawn) if "L" in d]
    assert path.count("M") == 2  # before the gap and after it
    assert [row[1]["text"] for row in chart.data.to_json()["rows"]] == ["98", "122", "n.b.", "110", "106"]
    assert "ontbreekt" in chart.alt
    assert chart.svg(look) == drawn  # the same bytes every time


def test_a_provisional_part_is_drawn_apart(look: Theme) -> None:
    firm = run([1, 2, 3, 4])
    provisional = run([1, 2, 3, 4], statuses=("final", "final", "provisional", "provisional"))
    drawn = [line(series, Q3 - 3, Q3).svg(look).count("stroke-dasharray") for series in (firm, provisional)]
    assert drawn[1] > drawn[0]


def test_a_note_tells_what_dots_and_breaks_mean_where_there_are_any() -> None:
    assert line(run([1, 2, 3, 4]), Q3 - 3, Q3).notes == ()
    assert line(run([None, 1, 2, 3, 4]), Q3 - 4, Q3).notes == ()  # a line that begins later is not broken
    assert tension().notes == ("Onderbroken lijn: geen cijfer beschikbaar.",)
    soft = run([0, 1, 2, None, 4], statuses=("final", "final", "provisional", "final", "final"))
    assert line(soft, Q3 - 4, Q3).notes == (
        "Gestippeld: voorlopige cijfers. Onderbroken lijn: geen cijfer beschikbaar. "
        "Losse punt: ervoor en erna is geen cijfer beschikbaar.",
    )


def test_a_narrow_chart_is_narrower(look: Theme) -> None:
    widths = [int(re.findall(r'width="(\d+)"', tension().svg(look, size))[0]) for size in ("wide", "narrow")]
    assert widths[0] > 1.5 * widths[1]


def test_bars_are_sorted_and_carry_their_value(look: Theme) -> None:
    rates = [
        value("52.6", "per_1000_jobs", label="Zorg", decimals=1),
        value("74", "per_1000_jobs", label="Bouw"),
        value(None, "per_1000_jobs", label="Onderwijs"),
    ]
    chart = bars(rates, label_title="Bedrijfstak")
    drawn = words(chart.svg(look))
    assert [word for word in drawn if word in ("Zorg", "Bouw", "Onderwijs")] == ["Bouw", "Zorg"]
    assert "52,6" in drawn
    assert [row[0]["text"] for row in chart.data.to_json()["rows"]] == ["Bouw", "Zorg", "Onderwijs"]
    assert chart.data.to_json()["rows"][2][1]["text"] == "n.b."  # the table keeps what the drawing cannot show


def test_on_a_phone_a_name_stands_whole_above_its_bar(look: Theme) -> None:
    long = "Verhuur en handel van onroerend goed, openbaar bestuur en overheidsdiensten"
    chart = bars([value(74, label="Bouw"), value(46, label=long)])
    drawn = words(chart.svg(look, "narrow"))
    assert long in " ".join(drawn)
    assert max(len(word) for word in drawn) < 60  # on more than one line


def test_negative_bars_reach_below_zero(look: Theme) -> None:
    drawn = bars([value(-3, label="Zorg"), value(5, label="Bouw")]).svg(look)
    assert "−3" in words(drawn)


def test_a_tiny_line_has_no_words(look: Theme) -> None:
    assert words(spark(run([1, 2, 3]), Q3 - 2, Q3).svg(look)) == []


def test_a_tiny_line_goes_through_its_provisional_part_to_a_dot_at_its_end(look: Theme) -> None:
    firm, soft = (
        spark(run([1, 2, 3, 4], statuses=("final", "final", status, status)), Q3 - 3, Q3).svg(look)
        for status in ("final", "provisional")
    )
    assert soft == firm
    (path,) = [d for d in re.findall(r'<path[^>]* d="([^"]+)"', soft) if "L" in d and "A" not in d]
    assert (path.count("M"), path.count("L")) == (1, 3)
    assert "A" in "".join(re.findall(r'<path[^>]* d="([^"]+)"', soft))  # the dot


def test_what_cannot_share_an_axis_is_refused() -> None:
    with pytest.raises(UserError, match=r"different units cannot share an axis"):
        line({"a": run([1]), "b": run([1], "percent")}, Q3, Q3)
    with pytest.raises(UserError, match=r"different units cannot share an axis"):
        bars([value(1), value(1, "percent")])
    with pytest.raises(UserError, match=r"5 lines in one chart"):
        line({name: run([1]) for name in "abcde"}, Q3, Q3)


def test_a_chart_without_a_value_is_refused() -> None:
    with pytest.raises(UserError, match=r"no line to draw; guard the figure"):
        line({}, Q3 - 3, Q3)
    with pytest.raises(UserError, match=r"has no value from 2024Q1 to 2024Q2"):
        line(run([None, None, 1]), Q3 - 2, Q3 - 1)
    with pytest.raises(UserError, match=r"no value to show"):
        bars([value(None)])


@pytest.mark.parametrize("form", ["line", "two lines", "multiples"])
def test_a_chart_over_time_of_fewer_than_four_moments_is_refused(form: str) -> None:
    draw = {
        "line": lambda *values: line(run([*values]), Q3 - 5, Q3),
        "two lines": lambda *values: line({"a": run([*values]), "b": run([values[-1]])}, Q3 - 5, Q3),
        "multiples": lambda *values: multiples({"a": run([*values]), "b": run([values[-1]])}, Q3 - 5, Q3, title="t"),
    }[form]
    with pytest.raises(UserError, match=r"figures at 3 moments; it needs 4 at the least; guard the figure .* sentence"):
        draw(1, None, None, 2, 3)  # what is missing is no point
    assert draw(1, None, 2, 3, 4).alt


def test_an_axis_that_does_not_begin_at_zero_says_where() -> None:
    high = run(["66.0", "68.0", "69.5", "73.4"], decimals=1)
    assert line(high, Q3 - 3, Q3, zero=False).notes == ("De verticale as begint niet bij nul, maar bij 66.",)
    assert line(high, Q3 - 3, Q3).notes == ()
    assert line(run([-1, 1, 2, 3]), Q3 - 3, Q3, zero=False).notes == ()


EXACT, ROUGH = value("1.5", decimals=1, label="Zorg"), value(2, label="Bouw")
GONE = value(None, decimals=3, label="ICT")


@pytest.mark.parametrize(
    "draw",
    [
        lambda one, other: bars([one, other, GONE]),
        lambda one, other: stacked([one, other]),
        lambda one, other: paired({"": {"Zorg": (one, other), "ICT": (GONE, one)}}, left="a", right="b", title="t"),
        lambda one, other: horizon({"Zorg": (one, other)}, title="t"),
        lambda one, other: tile_map(
            [replace(other if number else one, label=name) for number, name in enumerate(PLACES)], title="t"
        ),
        lambda one, other: line(series_of(one, other), Q3 - 3, Q3),
        lambda one, other: moments(series_of(one, other), Q3 - 3, Q3),
        lambda one, other: multiples({"a": series_of(one, other)}, Q3 - 3, Q3, title="t"),
    ],
    ids=["bars", "stacked", "paired", "horizon", "tile map", "line", "moments", "multiples"],
)
def test_a_column_of_its_table_has_as_many_decimals_as_its_most_exact_figure(
    draw: Callable[[Observation, Observation], ReportChart],
) -> None:
    for pair in ((EXACT, ROUGH), (ROUGH, EXACT)):
        made = draw(*pair)
        numbers = [column.decimals for column in made.data.columns if column.type == "number"]
        assert set(numbers) == {1}


def series_of(*items: Observation) -> Series:
    """Two of each, since a line has four moments at the least."""
    dated = {Q3 - back: replace(item, period=Q3 - back) for back, item in enumerate([*items, *items])}
    return replace(run([1]), observations=dated)
