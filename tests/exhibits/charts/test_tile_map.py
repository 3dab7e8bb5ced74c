"""The tile map of the provinces: where they lie, what stands in them, and that no colour is needed to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits.charts.chart import WIDTHS, Size
from arbeidsmarkt.exhibits.charts.tile_map import PLACES, SHADES, tidy, tile_map
from arbeidsmarkt.inputs import theme
from arbeidsmarkt.numbers.series import Observation
from made_up_figures import Q3, value

CHANGES = {name: step - 4 for step, name in enumerate(PLACES)}  # -4 in Friesland to 7 in Limburg


@pytest.fixture(scope="module")
def look(project: Project) -> theme.Theme:
    return theme.load(project.report / "theme.yml")


def provinces(changes: Mapping[str, int | None] = CHANGES, unit: str = "percent") -> list[Observation]:
    return [value(change, unit, label=name) for name, change in changes.items()]


def tiles(svg: str) -> dict[str, dict[str, str]]:
    """The marks of the tiles by their province."""
    found = {}
    for element in ElementTree.fromstring(svg).iter():
        if label := element.get("aria-label"):
            found[label.split(":")[0]] = {**element.attrib}
    return found


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("text")]


def test_the_provinces_lie_as_in_the_country() -> None:
    assert len(PLACES) == len(set(PLACES.values())) == 12
    east = {name: column for name, (column, _) in PLACES.items()}
    south = {name: row for name, (_, row) in PLACES.items()}
    for west, other in (
        ("Friesland", "Groningen"), ("Noord-Holland", "Flevoland"), ("Flevoland", "Drenthe"),
        ("Zuid-Holland", "Utrecht"), ("Utrecht", "Gelderland"), ("Gelderland", "Overijssel"),
        ("Zeeland", "Noord-Brabant"), ("Noord-Brabant", "Limburg"),
    ):  # fmt: skip
        assert east[west] + 1 == east[other]
        assert south[west] == south[other]
    for north, below in (
        ("Groningen", "Drenthe"), ("Drenthe", "Overijssel"), ("Friesland", "Flevoland"),
        ("Flevoland", "Gelderland"), ("Gelderland", "Limburg"), ("Noord-Holland", "Utrecht"),
        ("Utrecht", "Noord-Brabant"), ("Zuid-Holland", "Zeeland"),
    ):  # fmt: skip
        assert south[north] + 1 == south[below]


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_tile_says_its_value_and_a_rim_tells_falls_from_rises(look: theme.Theme, size: Size) -> None:
    chart = tile_map([*provinces(), value(2, "percent", label="Nederland")], whole="Nederland", signed=True)
    svg = chart.svg(look, size)
    assert float(ElementTree.fromstring(svg).get("width", "0")) <= WIDTHS[size]
    written = texts(svg)
    for name, change in CHANGES.items():
        sign = "+" if change > 0 else "−" if change < 0 else ""
        assert written[written.index(name) + 13] == f"{sign}{abs(change)}\u00a0%"  # names first, then values
    drawn = tiles(svg)
    dashed = {name for name, mark in drawn.items() if mark.get("stroke-dasharray") == "4,3"}
    assert dashed == {name for name, change in CHANGES.items() if change < 0}
    assert float(drawn["Nederland"].get("stroke-opacity", 1)) == 0  # no tile, and so no thirteenth province
    assert "Een streepjesrand: het cijfer ligt onder nul." in chart.notes[0]
    known = {colour.lower() for colour in map(look.light.css, type(look.light).model_fields)}
    assert {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", svg)} <= known


@pytest.mark.parametrize(("low", "high"), [(-12, -4), (4, 12)])
def test_a_rim_is_dashed_only_where_there_are_both(look: theme.Theme, low: int, high: int) -> None:
    changes = {name: low + step % (high - low + 1) for step, name in enumerate(PLACES)}
    chart = tile_map(provinces(changes), title="Verandering", signed=True)
    assert "4,3" not in chart.svg(look)
    assert "streepjesrand" not in chart.notes[0]
    assert f"in alle een {'daling' if high < 0 else 'stijging'}" in chart.alt


def test_the_further_from_zero_the_stronger_the_colour(look: theme.Theme) -> None:
    drawn = tiles(tile_map(provinces(), signed=True).svg(look))
    strength = {name: float(mark["fill-opacity"]) for name, mark in drawn.items()}
    by_strength = sorted(CHANGES, key=lambda name: (abs(CHANGES[name]), strength[name]))
    assert [strength[name] for name in by_strength] == sorted(strength.values())
    assert max(strength.values()) == SHADES[1]


def _luminance(colour: tuple[float, ...]) -> float:
    parts = [part / 255 / 12.92 if part <= 10.31 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ink", ["accent", "second"])
def test_text_keeps_its_contrast_on_the_strongest_colour(look: theme.Theme, mode: str, ink: str) -> None:
    palette = getattr(look, mode)
    paper, fill, text = (
        tuple(int(getattr(palette, name)[place : place + 2], 16) for place in (0, 2, 4))
        for name in ("paper", ink, "ink")
    )
    tile = tuple(SHADES[1] * over + (1 - SHADES[1]) * under for over, under in zip(fill, paper, strict=True))
    light, dark = sorted((_luminance(tile), _luminance(text)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_missing_value_keeps_its_tile_without_colour(look: theme.Theme) -> None:
    chart = tile_map(provinces({**CHANGES, "Utrecht": None}), signed=True)
    mark = tiles(chart.svg(look))["Utrecht"]
    assert (float(mark["fill-opacity"]), float(mark["stroke-opacity"])) == (0, 0)
    assert "n.b." in texts(chart.svg(look))
    assert [row[1]["text"] for row in chart.data.to_json()["rows"] if row[0]["text"] == "Utrecht"] == ["n.b."]


def test_the_description_says_what_a_reader_sees() -> None:
    since = [value(10 + step, "percent", label=name) for step, name in enumerate(["Nederland", *PLACES])]
    items = [*provinces(), value(2, "percent", label="Nederland")]
    chart = tile_map(items, title="groei", whole="Nederland", beside=("sinds 2019", since), signed=True)
    assert chart.alt.replace("\u00a0", " ") == (
        "Groei in het derde kwartaal van 2024, in een tegel per provincie: in zeven een stijging, in vier een daling "
        "en in één geen verandering; Nederland: 2 procent. De hoogste waarde heeft Limburg, met 7 procent; de laagste "
        "Friesland, met −4 procent; sinds 2019 loopt het van 11 procent (Friesland) tot 22 procent (Limburg)."
    )
    assert [column["title"] for column in chart.data.to_json()["columns"]] == [
        "Provincie",
        "groei",
        "groei, sinds 2019",
    ]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (provinces()[1:], r"no value for Friesland; give all"),
        ([*provinces(), value(1, "percent", label="Friesland")], r"two values for Friesland"),
        ([*provinces(), value(1, "percent", label="Holland")], r"'Holland' is no province; label each"),
        ([*provinces()[1:], value(1, "count", label="Friesland")], r"different units"),
        ([*provinces()[1:], value(1, "percent", Q3 - 1, label="Friesland")], r"different periods"),
        (provinces(dict.fromkeys(PLACES)), r"no value to show"),
    ],
)
def test_what_is_no_map_of_the_provinces_is_refused(items: list[Observation], message: str) -> None:
    with pytest.raises(UserError, match=message):
        tile_map(items)


@pytest.mark.parametrize(
    ("whole", "others", "shades", "dashed"),
    [
        (100, (10, 20), (0.0, 1.0), False),  # what stands apart takes no part in the strength of the colours
        (-100, (10, 20), (0.0, 1.0), False),
        (0, (10, 10), (0.5, 0.5), False),
        (100, (-10, 20), (0.5, 1.0), True),  # rises and falls are measured from zero
        (None, (None, 20), (None, 0.5), False),
    ],
)
def test_the_strength_of_a_colour_goes_from_the_smallest_province_to_the_largest(
    whole: int | None, others: tuple[int | None, int], shades: tuple[float | None, float], dashed: bool
) -> None:
    found = {
        name: value(number)
        for name, number in zip(("Nederland", "Groningen", "Drenthe"), (whole, *others), strict=True)
    }
    frame = tidy(found, "", {}, "Nederland", False)
    weakest, strongest = SHADES
    parts = [0 if part is None else weakest + part * (strongest - weakest) for part in shades]
    assert frame["shade"].tolist() == pytest.approx([0, *parts])
    assert frame["dashed"].tolist() == [dashed and (whole or 0) < 0, dashed, False]
