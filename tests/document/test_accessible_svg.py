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
