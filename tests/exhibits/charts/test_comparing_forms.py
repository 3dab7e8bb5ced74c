"""The chart forms that compare: what they draw, what they say, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits.charts import moments as moments_form, multiples as multiples_form
from arbeidsmarkt.exhibits.charts.chart import WIDTHS, ReportChart, Size
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.multiples import multiples
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.inputs import theme
from arbeidsmarkt.numbers.series import Observation, Status
from made_up_figures import Q3, run, value

YEAR = Period.of_year(2023)


@pytest.fixture(scope="module")
def look(project: Project) -> theme.Theme:
    return theme.load(project.report / "theme.yml")


def people(number: int | None, period: Period = YEAR) -> Observation:
    return value(number, "persons", period)


def texts(svg: str) -> list[str]:
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]


def boxes(svg: str) -> dict[str, float]:
    """Width of each bar by its description."""
    found = {}
    for element in ElementTree.fromstring(svg).iter():
        label, shape = element.get("aria-label"), re.match(r"M([\d.-]+),[\d.-]+h([\d.-]+)", element.get("d", ""))
        if label and shape:
            found[label] = float(shape[2])
    return found


def dots(svg: str) -> dict[str, tuple[float, float]]:
    """Place of each dot by its description, on the whole drawing."""
    found = {}

    def visit(element: ElementTree.Element, x: float, y: float) -> None:
        if place := re.match(r"translate\(([\d.-]+),([\d.-]+)\)", element.get("transform", "")):
            x, y = x + float(place[1]), y + float(place[2])
        if (label := element.get("aria-label")) and place:
            found[label] = (x, y)
        for below in element:
            visit(below, x, y)

    visit(ElementTree.fromstring(svg), 0, 0)
    return found


def flows() -> dict[str, dict[str, tuple[Observation, Observation]]]:
    return {
        "Bestuur": {"Zorg": (people(5400), people(2700)), "Handel": (people(None), people(None))},
        "Zorg": {"Bestuur": (people(2700), people(5400)), "Industrie": (people(None), people(900))},
    }


def a_chart(name: str) -> ReportChart:
    if name == "paired":
        return paired(flows(), left="Instroom uit", right="Uitstroom naar", title="baanwisselaars")
    if name == "horizon":
        later = Period.of_year(2033)
        return horizon(
            {"Zorg": (people(43000), people(195000, later)), "Politie": (people(1978), people(194, later))},
            title="tekort aan personeel",
        )  # fmt: skip
    if name == "multiples":
        panels = {
            f"Provincie {letter}": run([100, 110, 120 + step, 140 + step], "index")
            for step, letter in enumerate("ABCDE")
        }
        return multiples(
            panels, Q3 - 3, Q3, title="vacatures", reference=("Nederland", run([100, 105, 110, 130], "index"))
        )
    return moments({"techniek": run([29, None, None, 76]), "digitaal": run([13, None, 25, 22])}, Q3 - 3, Q3)


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("name", ["paired", "horizon", "multiples", "moments"])
def test_a_drawing_fits_its_width_and_names_only_the_theme_s_colours(name: str, size: Size, look: theme.Theme) -> None:
    svg = a_chart(name).svg(look, size)
    width = float(ElementTree.fromstring(svg).get("width", "0"))
    assert width <= WIDTHS[size]
    known = {f"#{colour}".lower() for colour in look.light.model_dump().values()}
    found = {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", svg)}
    assert found and found <= known
    assert svg == a_chart(name).svg(look, size)


@pytest.mark.parametrize("name", ["paired", "horizon", "multiples", "moments"])
def test_the_description_is_about_the_printed_numbers_and_is_no_list(name: str) -> None:
    chart = a_chart(name)
    assert not chart.alt.lower().startswith("grafiek")
    assert len(re.findall(r"\.(?= |$)", chart.alt)) <= 2
    shown = [item for item in chart.data.observations if not item.missing]
    newest = [item for item in shown if item.period == max(one.period for one in shown if one.period)]
    assert max(newest, key=lambda item: item.printed or 0).text in chart.alt
    assert {text.rstrip(",.") for text in re.findall(r"\d[\d,.\u202f]*", chart.alt)} - {
        *(item.text for item in shown), *map(str, range(13)), *map(str, range(2010, 2040)),
    } == set()  # fmt: skip


def test_paired_bars_are_as_long_as_their_values_and_leave_out_what_is_not_given(look: theme.Theme) -> None:
    chart = paired(flows(), left="Instroom uit", right="Uitstroom naar", title="baanwisselaars")
    for size in ("wide", "narrow"):
        svg = chart.svg(look, size)
        found = {label.split(":")[0]: width for label, width in boxes(svg).items()}
        assert len(found) == 5
        assert found["Bestuur, instroom uit Zorg"] == pytest.approx(2 * found["Bestuur, uitstroom naar Zorg"], rel=1e-3)
        assert "Handel" not in texts(svg)
        assert "n.b." in texts(svg)
    assert "handel" not in chart.alt.lower()
    assert chart.data.to_json()["rows"][0][0]["text"] == "Bestuur"


def test_horizon_places_now_and_later_by_value_and_names_their_years(look: theme.Theme) -> None:
    chart = a_chart("horizon")
    svg = chart.svg(look)
    places = dots(svg)
    assert len(places) == 4
    x = {label.split(":")[0]: place[0] for label, place in places.items()}
    assert x["Zorg, 2023"] < x["Zorg, 2033"]
    assert x["Politie, 2023"] > x["Politie, 2033"]
    assert "195 000 (2033)".replace(" 000", "\u202f000") in texts(svg)
    assert "stijgend in zorg" in chart.alt
    assert "dalend in politie" in chart.alt
    assert "Het hoogst eindigt zorg: " in chart.alt


def test_what_is_forecast_has_an_ink_of_its_own(look: theme.Theme) -> None:
    svg = a_chart("horizon").svg(look)
    inks = re.findall(r'aria-label="[^"]*"[^>]*role="graphics-symbol"[^>]*stroke="(#\w+)"', svg)
    assert sorted(set(inks)) == sorted({look.light.css("accent"), look.light.css("second")})


def test_equal_prints_are_called_equal() -> None:
    same = horizon({"Zorg": (people(10), people(10, Period.of_year(2030)))}, title="tekort")
    assert "gelijk blijvend in zorg" in same.alt


def test_small_multiples_share_one_scale_and_the_reference(look: theme.Theme) -> None:
    chart = a_chart("multiples")
    places = dots(chart.svg(look))
    first_row = [place[1] for label, place in places.items() if label.startswith(("Provincie A", "Provincie B"))]
    assert len(first_row) == 8
    start_a = places["Provincie A, vierde kwartaal van 2023: 100"]
    start_b = places["Provincie B, vierde kwartaal van 2023: 100"]
    assert start_a[1] == start_b[1]
    assert start_a[0] != start_b[0]
    assert chart.data.to_json()["columns"][1]["title"] == "Nederland"
    assert chart.alt.endswith("Nederland eindigt op 130.")


def test_moments_draw_nothing_between_two_figures(look: theme.Theme) -> None:
    chart = a_chart("moments")
    places = [place for label, place in dots(chart.svg(look)).items()]
    assert len(places) == 5
    json = chart.data.to_json()
    assert [row[0]["text"] for row in json["rows"]] == ["2023 4e kwartaal", "2024 2e kwartaal", "2024 3e kwartaal"]
    assert json["rows"][1][1]["text"] == "n.b."


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "no value to show"),
        ({"Zorg": (people(1), people(None))}, "lacks a value"),
        ({"Zorg": (people(1), value(2, "fte", YEAR))}, "different units"),
    ],
)
def test_horizon_refuses(rows: Mapping[str, tuple[Observation, Observation]], message: str) -> None:
    with pytest.raises(UserError, match=message):
        horizon(rows, title="tekort")


def test_other_forms_refuse_what_would_mislead() -> None:
    with pytest.raises(UserError, match="different units"):
        paired({"": {"Zorg": (people(1), value(2, "fte", YEAR))}}, left="a", right="b", title="t")
    with pytest.raises(UserError, match="negative"):
        paired({"": {"Zorg": (people(-1), people(2))}}, left="a", right="b", title="t")
    with pytest.raises(UserError, match="negative"):
        moments(run([1, 2, 3, -2]), Q3 - 3, Q3)
    with pytest.raises(UserError, match="no value"):
        moments(run([None]), Q3, Q3)
    with pytest.raises(UserError, match="3 figures; it needs 4 at the least"):
        moments({"een": run([1, 2]), "twee": run([3])}, Q3 - 3, Q3)
    with pytest.raises(UserError, match="different units"):
        multiples({"a": run([1], "index"), "b": run([1], "percent")}, Q3, Q3, title="t")
    with pytest.raises(UserError, match="cannot be told apart"):
        moments({str(number): run([number]) for number in range(1, 7)}, Q3, Q3)


@pytest.mark.parametrize("form", ["multiples", "line"])
def test_what_is_provisional_is_dotted_for_all_figures_or_for_none(look: theme.Theme, form: str) -> None:
    def dotted(*statuses: Status) -> int:
        one, other = run([0, 1, 2, 3], statuses=("final", *statuses)), run([1, 2, 3, 4])
        chart = {
            "multiples": lambda: multiples({"A": one, "B": other}, Q3 - 3, Q3, title="Verzonnen"),
            "line": lambda: line({"A": one, "B": other}, Q3 - 3, Q3),
        }[form]()
        return sum(chart.svg(look, size).count("stroke-dasharray") for size in ("wide", "narrow"))

    assert dotted("final", "final", "provisional") > dotted("final", "final", "final")
    assert dotted("unknown", "final", "provisional") == dotted("final", "final", "final")


@pytest.mark.parametrize(
    ("size", "days_per_pixel", "aside"),
    [("wide", 1.0, 11.3), ("narrow", 1.0, 9.1), ("wide", 0.5, 3.15), ("wide", 0.1, 0.0)],
)
def test_values_at_moments_are_moved_apart_by_the_width_of_the_longest(
    size: Size, days_per_pixel: float, aside: float
) -> None:
    rows = pd.DataFrame({"period": ["2024-01-01T00:00:00Z", "2024-01-11T00:00:00Z"], "text": ["7", "1222"]})
    places = moments_form.spread(rows, days_per_pixel, size)["place"]
    days = [place / 86_400_000 for place in places]  # from milliseconds since 1970
    assert days == pytest.approx([19_723 - aside, 19_733 + aside])


def test_the_reference_of_small_multiples_breaks_where_it_has_no_figure() -> None:
    told = replace(run([1, 2]), observations={Q3 - 1: value(None, period=Q3 - 1), Q3: value(2)})
    for reference, values in ((("NL", told), [None, 2.0]), (None, [None, None])):
        frame = multiples_form.tidy({"a": run([3, 4])}, reference, Q3 - 1, Q3)
        assert [None if pd.isna(one) else one for one in frame["reference"]] == values
        assert set(frame["behind"]) == {reference[0] if reference else ""}
