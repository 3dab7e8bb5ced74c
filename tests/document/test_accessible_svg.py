"""Charts that a screen reader can use."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import accessible_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart() -> ET.Element:
    return ET.fromstring(accessible_svg.accessible(made_up.chart(), "fig-x", "Titel", "Wat er te zien is"))


def test_one_image_with_title_and_description_first(chart: ET.Element) -> None:
    assert chart.get("role") == "img"
    assert [child.tag for child in chart][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert chart.get("aria-labelledby") == "fig-x-title fig-x-desc"
    assert chart[1].text == "Wat er te zien is"


def test_no_english_roles_are_left(chart: ET.Element) -> None:
    names = {name for element in chart.iter() if element is not chart for name in element.attrib}
    assert not {name for name in names if name == "role" or name.startswith("aria-")}


def test_each_value_is_its_marks_title(chart: ET.Element) -> None:
    titles = [element.text for element in chart.iter(f"{SVG}title")]
    assert titles[1] == "eerste kwartaal van 2014: 60,0"
    assert len(titles) == 44


def test_ids_are_the_figures_own(chart: ET.Element) -> None:
    ids = [element.get("id") for element in chart.iter() if element.get("id")]
    assert all(name.startswith("fig-x-") for name in ids)
    assert any(element.get("clip-path") == "url(#fig-x-clip0)" for element in chart.iter())


def test_typst_gets_family_and_weight_spelled_out(chart: ET.Element) -> None:
    bold = next(element for element in chart.iter(f"{SVG}text") if element.get("font-weight") == "600")
    assert bold.get("font-family") == "'Source Sans 3'"
    assert bold.get("font-variation-settings") == "'wght' 600"


def test_a_broken_chart_is_named() -> None:
    with pytest.raises(UserError, match="fig-x: the chart is not valid SVG"):
        accessible_svg.accessible("<svg", "fig-x", "t", "d")


DRAWN = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="marks" role="graphics-document" aria-label="chart"><defs><clipPath id="c" /></defs><g clip-path="url(#c)" style="fill: url(#c); mask: url(#d)"><use href="#c" xlink:href="#c" /><a href="https://example.invalid/#x" xlink:href="x" target="#c" /></g><path role="graphics-symbol" aria-label="een: 1" d="M0" /><path role="graphics-symbol" aria-label="leeg" d="" /><path role="graphics-symbol" aria-label="zonder d" /><path role="graphics-symbol" aria-label="eigen"><title>van zichzelf</title></path><path role="img" aria-label="geen teken" d="M0" /><path role="graphics-symbol" d="M0" /><text font-family="A, 'B' ,&quot;C&quot;" font-weight="bold">x</text><tspan font-family="A" font-weight="normal" /><text font-family="A" font-weight="650" /><text font-family="A" /><rect font-family="A, B" /><text font-weight="bold" /></svg>"""  # noqa: E501


def test_every_mark_of_a_drawing_becomes_what_readers_and_programs_need() -> None:
    made = accessible_svg.accessible(DRAWN, "fig-x", "Titel & meer", "Wat < dat")
    assert made == (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        'aria-labelledby="fig-x-title fig-x-desc"><title id="fig-x-title">Titel &amp; meer</title>'
        '<desc id="fig-x-desc">Wat &lt; dat</desc><defs><clipPath id="fig-x-c" /></defs>'
        '<g clip-path="url(#fig-x-c)" style="fill: url(#fig-x-c); mask: url(#fig-x-d)">'
        '<use href="#fig-x-c" xlink:href="#fig-x-c" />'
        '<a href="https://example.invalid/#x" xlink:href="x" target="#c" /></g>'
        '<path d="M0"><title>een: 1</title></path><path d="" /><path><title>zonder d</title></path>'
        '<path><title>van zichzelf</title></path><path d="M0" /><path d="M0" />'
        "<text font-family=\"'A', 'B', 'C'\" font-weight=\"bold\" font-variation-settings=\"'wght' 700\">x</text>"
        '<tspan font-family="\'A\'" font-weight="normal" font-variation-settings="\'wght\' 400" />'
        '<text font-family="\'A\'" font-weight="650" font-variation-settings="\'wght\' 650" />'
        "<text font-family=\"'A'\" font-variation-settings=\"'wght' 400\" />"
        '<rect font-family="A, B" /><text font-weight="bold" /></svg>\n'
    )


def test_a_broken_chart_is_said_in_one_line() -> None:
    with pytest.raises(UserError) as refused:
        accessible_svg.accessible("<svg>", "fig-x", "t", "d")
    assert str(refused.value) == "fig-x: the chart is not valid SVG: no element found: line 1, column 5; draw it again"
