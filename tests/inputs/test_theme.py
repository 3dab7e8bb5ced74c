"""The look and the settings of the report; colours that everybody can tell apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import report, theme

LOOK = theme.load(made_up.DESIGN / "theme.yml")
MODES = {"light": LOOK.light, "dark": LOOK.dark}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "second", "third", "fourth"])
def test_text_and_lines_stand_out(mode: str, ground: str, text: str) -> None:
    palette = MODES[mode]
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5  # labels have the colour of their line


@pytest.mark.parametrize("mode", MODES)
def test_colours_differ_enough_to_swap_them_by_value(mode: str) -> None:
    colours = list(MODES[mode].model_dump().values())
    assert len(set(colours)) == len(colours)  # the dark style finds a chart's colours by their light value


def test_a_colour_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (made_up.DESIGN / "theme.yml").read_text(encoding="utf-8")
    text = re.sub(r'accent: "\w+"', 'accent: "blue"', text)  # whatever the house style's is
    (tmp_path / "theme.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"theme\.yml:\d+: .*accent"):
        theme.load(tmp_path / "theme.yml", "theme.yml")


def test_the_reports_own_settings_are_valid() -> None:
    settings = report.load(made_up.DESIGN / "report.yml")
    assert settings.title == "Arbeidsmarkt in beeld"
    assert {section.notebook for section in settings.sections} >= {"tension", "wages", "sectors"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title: T\norganisation: O\nsections:\n  - notebook: a\n  - notebook: a\n", "notebook listed twice: a"),
        ("title: T\norganisation: O\nsections: []\n", r"report\.yml:3: "),
        ("title: T\norganisation: O\nsection: 1\nsections:\n  - notebook: a\n", r"report\.yml:3: .*'section'"),
        ("title: T\norganisation: O\nformats: [odt]\nsections:\n  - notebook: a\n", r"report\.yml:3: "),
    ],
)
def test_faulty_settings_are_answered_with_the_line(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "report.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=fault):
        report.load(tmp_path / "report.yml", "report.yml")
