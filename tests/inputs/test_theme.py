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


LEAST = "title: T\norganisation: O\nsections:\n  - notebook: a-1\n"


def test_settings_that_say_the_least_and_the_most(tmp_path: Path) -> None:
    path = tmp_path / "report.yml"
    path.write_text(LEAST, encoding="utf-8")
    least = report.load(path)
    assert (least.title, least.organisation, least.description, least.formats) == ("T", "O", "", ("html", "pdf"))
    assert [(one.id, one.after, one.optional) for one in least.sections] == [("a-1", None, False)]
    more = "description: D\nformats: [docx]\n"
    path.write_text(LEAST.replace("a-1", "a" * 100), encoding="utf-8")
    assert report.load(path).sections[0].id == "a" * 100
    path.write_text(f"{LEAST}    after: all\n    optional: true\n  - notebook: b\n{more}", encoding="utf-8")
    most = report.load(path)
    assert (most.description, most.formats) == ("D", ("docx",))
    assert [(one.id, one.after, one.optional) for one in most.sections] == [("a-1", "all", True), ("b", None, False)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: T", "title: ''", "1: 'title': string should have at least 1 character, got ''"),
        ("organisation: O", "organisation: ''", "2: 'organisation': string should have at least 1 character, got ''"),
        ("- notebook: a-1", "- notebook: A",
         "4: 'sections.1.notebook': string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$', got 'A'"),
        ("- notebook: a-1", f"- notebook: {'a' * 101}",
         f"4: 'sections.1.notebook': string should have at most 100 characters, got '{'a' * 57}…'"),
        ("- notebook: a-1", "- {notebook: a, after: b}", "4: 'sections.1.after': input should be 'all', got 'b'"),
        ("- notebook: a-1", "- {notebook: a, optional: 2}",
         "4: 'sections.1.optional': input should be a valid boolean, unable to interpret input, got '2'"),
        ("title: T", "titel: T\ntitle: T", "1: unknown key 'titel'; did you mean 'title'?"),
        ("- notebook: a-1", "- {notebook: a, befor: all}",
         "4: unknown key 'befor'; known are notebook, after, optional"),
        ("sections:\n  - notebook: a-1", "formats: []\nsections:\n  - notebook: a-1",
         "3: 'formats': tuple should have at least 1 item after validation, not 0, got '[]'"),
        ("- notebook: a-1", "- notebook: b\n  - notebook: a\n  - notebook: a\n  - notebook: b",
         "3: 'sections': notebook listed twice: a, b"),
    ],
)  # fmt: skip
def test_each_fault_in_the_settings_is_told_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in LEAST
    (tmp_path / "report.yml").write_text(LEAST.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        report.load(tmp_path / "report.yml", "report.yml")
    assert str(caught.value) == f"report.yml:{said}"


COLOURS = "".join(f"    {name}: '{number:06X}'\n" for number, name in enumerate(LOOK.light.model_dump()))
PLAIN = (
    "look:\n  organisation: O\n  font: F\n  web-font: W\n  office-font: Q\n"
    f"  light:\n{COLOURS}  dark:\n{COLOURS}"
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("contact: ''", True), ("contact: www.example.nl/x?y", True), ("contact: https://example.nl", True),
        ("contact: a.b+c@example.nl", True), ("contact: een zin", False), ("contact: http://example.nl", False),
        ("contact: a@b@c", False), ("logo: a b.svg", True), ("logo: ''", True), ("logo: a.png", False),
        ("logo: .svg", False), ("logo: ../a.svg", False), ("logo-alt: Iets", True), ("logo_alt: Iets", False),
        ("kleur: x", False),
    ],
)  # fmt: skip
def test_what_the_page_design_may_say(tmp_path: Path, line: str, passes: bool) -> None:
    path = tmp_path / "theme.yml"
    path.write_text(PLAIN.replace("look:\n", f"look:\n  {line}\n"), encoding="utf-8")
    if passes:
        look = theme.load(path, "theme.yml")
        key, _, value = line.partition(": ")
        assert getattr(look, key.replace("-", "_")) == value.strip("'")
    else:
        with pytest.raises(UserError, match=rf"^theme\.yml:2: .*{line.partition(':')[0]}"):
            theme.load(path, "theme.yml")


def test_a_page_design_is_read_with_its_fonts_and_colours(tmp_path: Path) -> None:
    path = tmp_path / "theme.yml"
    path.write_text(PLAIN, encoding="utf-8")
    look = theme.load(path)
    assert (look.organisation, look.contact, look.font, look.web_font, look.office_font, look.logo, look.logo_alt) == (
        "O", "", "F", "W", "Q", "", "",
    )  # fmt: skip
    assert (look.light.css("paper"), look.dark.css("fourth")) == ("#000000", "#000009")
    for old, new in (("font: F", "font: '-F'"), ("'00000A'", "'00000a'"), ("'000001'", "'#00001'"), ("look:", "lok:")):
        path.write_text(PLAIN.replace("'000009'", "'00000A'").replace(old, new, 1), encoding="utf-8")
        with pytest.raises(UserError, match=r":\d+: "):
            theme.load(path)
