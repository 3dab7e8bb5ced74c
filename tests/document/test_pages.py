"""The PDF's pages, measured: exhibits within their section, filled pages, tables that break well, whole words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pytest

import made_up_report as made_up
from arbeidsmarkt.document import markup
from arbeidsmarkt.document.rendering import render

TOP, BOTTOM = 30 / 25.4 * 72, (297 - 28) / 25.4 * 72  # the margins of the page design, in points
LEAST = 2 / 3  # of a page that is filled
#: sizes of the page design, in points: headings, and the titles of figures and tables
HEADINGS, CAPTION = (19.0, 13.2, 11.2), 10.0


@dataclass(frozen=True)
class Line:
    """A line of text as it stands on a page."""

    page: int
    top: float
    bottom: float
    size: float
    text: str


@functools.cache
def lines(path: Path) -> list[Line]:
    """Every line of the body, in the order of pages and lines."""
    found = []
    with pdfplumber.open(path) as opened:
        for number, page in enumerate(opened.pages, start=1):
            for line in page.extract_text_lines(return_chars=True):
                if TOP - 2 < line["top"] < BOTTOM:
                    size = round(line["chars"][0]["size"], 1)
                    found.append(Line(number, line["top"], line["bottom"], size, line["text"].replace("\u00a0", " ")))
    return sorted(found, key=lambda line: (line.page, round(line.top)))


def pdf(folder: Path) -> Path:
    (path,) = folder.glob("*.pdf")
    return path


def filled(path: Path) -> list[float]:
    """How far down each page its last line of text or its last drawing stands, as a part of the page's body."""
    ends: list[float] = []
    with pdfplumber.open(path) as opened:
        for page in opened.pages:
            drawn = [*page.extract_words(), *page.rects, *page.curves, *page.lines]
            bottoms = [one["bottom"] for one in drawn if one["top"] > TOP - 2 and one["bottom"] < BOTTOM + 12]
            ends.append(round(min(1, (max(bottoms, default=TOP) - TOP) / (BOTTOM - TOP)), 2))
    return ends


def stations(path: Path) -> Iterator[str]:
    """The numbers of headings and the names of figures and tables in the order in which they stand on the pages."""
    for line in lines(path):
        if line.page > 1 and line.size in HEADINGS and (number := re.match(r"\d+(?:\.\d+)*(?= )", line.text)):
            yield number[0]
        elif line.size == CAPTION and (name := re.match(r"(?:Figuur|Tabel) \d+(?= )", line.text)):
            yield name[0]


def sections(folder: Path) -> dict[str, list[str]]:
    """The figures and tables of every numbered section, from the document."""
    text = markup.read((folder / "document.md").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    counts, levels = {"fig": 0, "tbl": 0}, [0, 0, 0]
    section = ""
    for line in text.splitlines():
        if (heading := re.match(r"(#{1,3}) ", line)) and "unnumbered" not in line:
            level = len(heading[1])
            levels = [*levels[: level - 1], levels[level - 1] + 1, *[0] * (3 - level)]
            section = ".".join(map(str, levels[:level]))
            found[section] = []
        elif exhibit := re.search(r"\{#(fig|tbl)-[\w-]+", line):
            counts[exhibit[1]] += 1
            found[section].append(f"{'Figuur' if exhibit[1] == 'fig' else 'Tabel'} {counts[exhibit[1]]}")
    return found


def strayed(folder: Path) -> list[str]:
    """Figures and tables that do not stand between the heading of their section and the next."""
    own = sections(folder)
    section, stands = "", {}
    for station in stations(pdf(folder)):
        if station[0].isdigit():
            section = station
        else:
            stands.setdefault(station, section)
    expected = {name: number for number, names in own.items() for name in names}
    assert stands.keys() == expected.keys()
    wrong = {name: found for name, found in stands.items() if found != expected[name]}
    return [f"{name} of {expected[name]} stands in {found}" for name, found in wrong.items()]


def out_of_order(folder: Path) -> list[str]:
    """Figures that stand before one with a lower number; tables alike."""
    names = [name for name in stations(pdf(folder)) if not name[0].isdigit()]
    numbers = {word: [int(name.split()[1]) for name in names if name.startswith(word)] for word in ("Figuur", "Tabel")}
    return [f"{word} {found}" for word, found in numbers.items() if found != sorted(found)]


def hardly_filled(folder: Path) -> list[tuple[int, float]]:
    """Pages with less than two thirds filled, the last apart, which ends where the report does."""
    parts = filled(pdf(folder))
    print(folder.name, len(parts), "pages", parts)  # shown when it fails, or with -rP
    return [(page, part) for page, part in enumerate(parts[:-1], start=1) if part < LEAST]


def test_a_figure_or_table_stays_in_its_section(built_edition: Path) -> None:
    assert strayed(built_edition) == []
    assert out_of_order(built_edition) == []


def test_pages_are_filled(built_edition: Path) -> None:
    assert hardly_filled(built_edition) == []


@pytest.mark.editions
def test_the_pages_of_every_shipped_edition(shipped: Path) -> None:
    folders = [path.parent for path in sorted(shipped.glob("*/document.md"))]
    assert len(folders) >= 4
    for folder in folders:
        assert (folder.name, strayed(folder), out_of_order(folder)) == (folder.name, [], [])
        assert (folder.name, hardly_filled(folder)) == (folder.name, [])
        assert (folder.name, broken_words(folder)) == (folder.name, [])


def broken_words(folder: Path) -> list[str]:
    """Words of up to 20 letters in tables and notes that are hyphenated at the end of a line."""
    written = (folder / "document.md").read_text(encoding="utf-8")
    words = [word for line in lines(pdf(folder)) if line.size < 9.3 for word in line.text.split()]
    assert len(words) > 500
    long = [word for word in re.findall(r"\w+", written) if len(word) > 20]  # these may be divided
    broken = [word for word in words if re.search(r"[a-z]{2}-$", word)]
    broken = [word for word in broken if not any(one.startswith(word[:-1]) for one in long)]
    return [word for word in broken if word not in written]  # a hyphen of its own is no break


def test_no_word_of_a_table_is_broken(built_edition: Path) -> None:
    assert broken_words(built_edition) == []


@pytest.mark.parametrize(
    "sentences", [pytest.param(many, marks=[pytest.mark.editions] if many % 24 else []) for many in range(0, 60, 6)]
)
def test_a_table_begins_with_four_rows_and_says_its_title_on_every_page(tmp_path: Path, sentences: int) -> None:
    sentence = "Een verzonnen zin die ongeveer een hele regel van de bladzijde vult.\n\n"
    text = "# Vooraf {#sec-before}\n\n" + sentence * sentences
    table = made_up.table("tbl-long", "Een lange tabel, verzonnen", rows=60)
    own = {"1-tension": [made_up.prose(text), table], "2-wages": [made_up.prose("Verder niets.")]}
    parts = {**made_up.sections(), **own}
    parts["0-summary"] = [made_up.prose("# In het kort {#sec-kort .unnumbered}\n\nNiets.")]
    made_up.assemble(made_up.REPORT, made_up.EDITION, list(parts.items())).write(tmp_path)
    (path,) = render(tmp_path, made_up.EDITION, ["pdf"], design=made_up.DESIGN)
    rows: dict[int, int] = {}
    for line in lines(path):
        if re.match(r"[A-Z] (?:Industrie|Bouwnijverheid|Handel|Overige) ", line.text):
            rows[line.page] = rows.get(line.page, 0) + 1
    first, *others = sorted(rows)
    assert rows[first] >= 4
    assert sum(rows.values()) == 60
    with pdfplumber.open(path) as opened:
        for number in others:
            page = opened.pages[number - 1].extract_text().replace("\u00a0", " ")
            assert "Tabel 1 Een lange tabel, verzonnen (vervolg)" in page
            assert "Vacaturegraad" in page
        for number in {*range(1, len(opened.pages) + 1)} - {*others}:
            assert "(vervolg)" not in opened.pages[number - 1].extract_text()
