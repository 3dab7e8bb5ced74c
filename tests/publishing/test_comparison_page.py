"""Every part of the page on two editions, as a reviewer reads it. Every figure, sentence and chart is made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import made_up_project as made_up
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.numbers.revisions import Change, Revisions, Summary
from arbeidsmarkt.publishing import comparison_page
from arbeidsmarkt.publishing.compare import SECRET, Comparison, FactPair, Value
from arbeidsmarkt.publishing.history import Unusual
from arbeidsmarkt.publishing.sentences import Difference, Sentence

NOTHING = Comparison("2024Q2", "2024Q3", (), (), None)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_up.make(tmp_path)


def sentence(text: str, *, below: bool = False) -> Sentence:
    return Sentence("Kop", text, text, (), below)


DIFFERENCES = (
    Difference("added", "Lonen & prijzen", None, sentence("Nieuw <b>hier</b>.")),
    Difference("added", "Lonen & prijzen", None, sentence("Nog iets.")),
    Difference("removed", "Lonen & prijzen", sentence("Weg & gone."), None),
    Difference("words", "Lonen & prijzen", sentence("Het is a < b meer dan toen."), sentence("Het is c > d dan nu.")),
    Difference("words", "Werk", sentence(SECRET), sentence("Niet & geheim.")),
    Difference("added", "Werk", None, sentence("Bron: iemand.", below=True)),
    Difference("figures", "Werk", sentence("Er waren 7 dingen."), sentence("Er waren 8 dingen.")),
    Difference("figures", "Werk", sentence("Er zijn er 1."), sentence("Er zijn er 2.")),
)
FACTS = (
    FactPair("one", "verzonnen <een>", Value("1", "2024 2e kwartaal", "final"), Value("2", "", "final"), "+1"),
    FactPair("two", "verzonnen twee", None, Value("3 & 4", "", "final"), ""),
    FactPair("three", "verzonnen drie", Value("5", "", "final"), None, ""),
    FactPair("same", "gelijk", Value("6", "", "final"), Value("6", "", "final"), "0"),
)


def revisions(project: Project, number: int) -> Revisions:
    spec = Catalogue.load(project.series).series["toy_one"]
    last = Period.quarter(2024, 2)
    old, new = Decimal("1000.25"), Decimal("999.75")
    changes = tuple(
        Change("toy_one", {}, "Bouw & zorg" if n else "", last - n, "revised", old, new, "final", "final", 1)
        for n in range(number)
    )
    appeared = Change("toy_one", {}, "", last, "appeared", None, new, "", "final", 1)
    return Revisions("toy", "newer", (*changes, appeared), (Summary(spec, 9, 2, None, None, None, 1, 0, 0),))


def charts(folder: Path, **drawings: str) -> Path:
    (folder / "figures").mkdir(parents=True)
    for name, content in drawings.items():
        (folder / "figures" / f"{name.replace('_', '-')}.svg").write_text(content)
    return folder


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("</h1>\n")[2].partition("\n</main>")[0]


def test_the_page_with_everything_on_it(project: Project, snapshot: SnapshotAssertion) -> None:
    old = charts(project.root / "old", fig_a="<svg/>", fig_a_narrow="1", fig_b="same", fig_gone="x", fig_other="x")
    new = charts(project.root / "new", fig_a="<svg />", fig_a_narrow="2", fig_b="same", fig_new="x", kern_x="y")
    unusual = (Unusual("one", 39, 40),)
    found = Comparison(
        "2024Q2", "2024Q3", FACTS, DIFFERENCES, revisions(project, 2), unusual, ("Lonen <x>", "Werk"), ("Krapte",)
    )
    path = comparison_page.write(project.build, project, found, "0123abcd", (old, new))
    text = path.read_text(encoding="utf-8")
    assert path.name == "compare-2024Q2-2024Q3.html"
    assert "<title>Verzonnen rapport: 2024Q2 en 2024Q3</title>" in text
    assert body(path) == snapshot


def test_the_page_on_editions_that_are_alike(project: Project, snapshot: SnapshotAssertion) -> None:
    for label in ("2024Q2", "2024Q3"):
        charts(project.build / label, fig_a="same")
    same = replace(NOTHING, facts=FACTS[3:])
    assert body(comparison_page.write(project.build, project, same)) == snapshot


def test_a_correction_is_beside_what_was_published_before(project: Project) -> None:
    folder = charts(project.build / "2024Q3")
    correction = replace(NOTHING, old="2024Q3", facts=FACTS[:1], sentences=DIFFERENCES[4:5])
    path = comparison_page.write(project.build, project, correction, folders=(folder, folder))
    assert path.name == "compare-2024Q3-2024Q3.html"
    lines = body(path).splitlines()
    assert lines[0] == "<p>Het derde kwartaal van 2024, verbeterd, naast wat eerder is uitgegeven.</p>"
    assert "met alleen andere cijfers" not in body(path) and "feiten die gelijk zijn" not in body(path)
    assert "<p>De woorden zijn gelijk.</p>" not in lines


@pytest.mark.parametrize(("number", "folded"), [(0, False), (20, False), (21, True)])
def test_many_revisions_are_folded(project: Project, number: int, folded: bool) -> None:
    found = replace(NOTHING, revisions=revisions(project, number))
    text = body(comparison_page.write(project.build, project, found))
    intro = "Momentopname toy naast newer, in de reeksen die de nieuwste editie toont"
    assert (f"<summary>{number} bijgestelde cijfers</summary>" in text) == folded
    assert (f"<p>{intro}: er is niets bijgesteld.</p>" in text) == (number == 0)
    assert (f"<p>{intro}.</p>\n" in text) == (number > 0)
    assert text.count("<td class=number>−0,5</td>") == number


def test_a_long_sentence_of_few_different_words_has_only_its_change_marked() -> None:
    words = "ja nee " * 60
    was, now = comparison_page._marked(f"{words}dus.", f"{words}niet.")
    assert (was, now) == (f"{words}<del>dus.</del>", f"{words}<ins>niet.</ins>")
