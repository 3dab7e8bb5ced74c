"""Two editions side by side, on made-up figures: facts, sentences, revisions, and what has become secret."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import editions
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, write
from arbeidsmarkt.publishing import compare, comparison_page, history
from arbeidsmarkt.publishing.compare import SECRET, Comparison
from in_browser import browser as browser, needs_browser

OLD, NEW = Period.quarter(2024, 2), Period.quarter(2024, 3)


def fact(key: str, value: Any, period: str, **changes: Any) -> dict[str, Any]:
    cell = {"series": key, "table": "TOY1", "members": {}, "period": period, "value": value}
    return {
        "key": key, "value": value, "text": str(value).replace(".", ","), "unit": "percent", "unit_text": "procent",
        "decimals": 1, "period": period, "status": "final", "label": "", "words": f"verzonnen {key}", "cells": [cell],
    } | changes  # fmt: skip


def build(project: Project, quarter: Period, vintage: str, facts: list[dict[str, Any]], prose: str) -> None:
    """The parts of a build that a comparison reads."""
    folder = project.build / quarter.label
    folder.mkdir(parents=True)
    manifest = {"resources": [], "edition": quarter.label, "made_from": {"vintage": {"label": vintage}}}
    (folder / "datapackage.json").write_text(json.dumps(manifest))
    (folder / "facts.json").write_text(json.dumps({"facts": {item["key"]: item for item in facts}}))
    (folder / "document.md").write_text(f"# Kop {{#sec-kop}}\n\n{prose}\n")


def newer_vintage(project: Project) -> None:
    """As ``toy``, but one value of toy_one is revised and one of toy_two has become secret."""
    toy = Vintage.open(project.vintages, "toy")
    changed = {
        ("toy_one", "2024KW01"): {"value": Decimal(50)},
        ("toy_two", "2024KW02"): {"value": None, "symbol": "."},
    }
    tables = []
    for table, series in (("TOY1", "toy_one"), ("TOY2", "toy_two")):
        rows: list[Row] = []
        for row in toy.rows(series):
            rows.append(replace(row, **changed.get((series, row.period.code), {})))  # type: ignore[arg-type]
        url = "https://example.invalid/"
        tables.append(TableData(table, "Verzonnen", rows, None, url, "", {"verzonnen": url}))
    write(project.vintages, "newer", date=dt.date(2025, 1, 1), kind="reconstructed", title="Verzonnen", tables=tables)


@pytest.fixture
def compared(tmp_path: Path) -> tuple[Project, Comparison]:
    project = made_up.make(tmp_path)
    newer_vintage(project)
    build(
        project, OLD, "toy",
        [fact("toy_one", 1.25, "2024KW02"), fact("toy_two", 197, "2024KW02"), fact("gone", 3, "2024KW02")],
        'Een was [1,2 procent]{.fact key="toy_one"}.\nTwee was [197]{.fact key="toy_two"} & meer dan eerst.',
    )  # fmt: skip
    build(
        project, NEW, "newer",
        [fact("toy_one", 2.0, "2024KW03"), fact("toy_two", 198, "2024KW03"), fact("fresh", 4, "2024KW03")],
        'Een was [2,0 procent]{.fact key="toy_one"}.\nTwee was [198]{.fact key="toy_two"} & minder dan eerst.',
    )  # fmt: skip
    return project, compare.compare(project, OLD, NEW, project.build)


def test_facts_stand_side_by_side_in_the_order_of_the_report(compared: tuple[Project, Comparison]) -> None:
    pairs = {pair.key: pair for pair in compared[1].facts}
    assert list(pairs) == ["toy_one", "toy_two", "fresh", "gone"]
    one = pairs["toy_one"]
    assert (one.old and one.old.period, one.new and one.new.text) == ("2024 2e kwartaal", "2,0\u00a0procent")
    assert one.difference == "+0,8\u00a0procentpunt"  # 0,75 rounded once
    assert pairs["fresh"].old is None
    assert pairs["gone"].new is None


def test_what_has_become_secret_is_shown_nowhere(compared: tuple[Project, Comparison]) -> None:
    project, found = compared
    pair = next(pair for pair in found.facts if pair.key == "toy_two")
    assert (pair.old and pair.old.text, pair.difference) == (SECRET, "")
    page = comparison_page.write(project.build, project, found).read_text()
    from arbeidsmarkt.commands.compare import as_json, as_text

    for shown in (page, as_text(found), as_json(found)):
        assert "197" not in shown
        assert SECRET in shown


def test_other_figures_other_words_and_revisions(compared: tuple[Project, Comparison]) -> None:
    found = compared[1]
    assert [item.kind for item in found.sentences] == ["figures", "words"]
    assert found.revisions is not None
    assert [(change.series, change.period.label, change.new) for change in found.revisions.revised] == [
        ("toy_one", "2024Q1", Decimal(50))
    ]


def test_the_page_is_whole_dutch_and_marks_what_differs(compared: tuple[Project, Comparison]) -> None:
    project, found = compared
    path = comparison_page.write(project.build, project, found)
    page = BeautifulSoup(path.read_text(), "html.parser")
    assert path.name == "compare-2024Q2-2024Q3.html"
    assert page.html and page.html["lang"] == "nl"
    assert not page.find_all(["script", "link", "img"])
    heads = [head.text for head in page.find_all("h2")]
    assert heads[0] == "Nieuw of anders verwoord" and heads[-1] == "Feiten", "what must be read comes first"
    facts = page.find("table", attrs=None) and [row.find("th").text for row in page.find_all("tr")]
    assert any(text.startswith("Verzonnen toy_one") for text in facts)
    pairs = [
        ([mark.text for mark in was.find_all("del")], [mark.text for mark in now.find_all("ins")])
        for was, now in (item.find_all("p") for item in page.select(".words"))
    ]
    assert (["1,2"], ["2,0"]) in pairs, "side by side, with the words that differ marked in each"
    assert "& minder" in page.text  # what the report says is text here, never markup


def test_a_row_gives_the_difference_of_a_fact_that_changed_and_of_no_other() -> None:
    low, high = compare.Value("1\u00a0procent", "", "final"), compare.Value("2\u00a0procent", "", "final")
    changed = compare.FactPair("een", "verzonnen", low, high, "+1\u00a0procentpunt")
    assert comparison_page._fact(changed).endswith("<td class=number>+1\u00a0procentpunt</td></tr>")
    assert comparison_page._fact(replace(changed, new=low)).endswith("<td class=number></td></tr>")


def test_a_row_gives_each_figure_with_its_period() -> None:
    was, now = compare.Value("1", "derde kwartaal 2024", "final"), compare.Value("2", "", "final")
    row = comparison_page._fact(compare.FactPair("een", "verzonnen", was, now, ""))
    assert "<td>1<span class=unit>derde kwartaal 2024</span></td>" in re.sub(r"<td[^>]*>", "<td>", row)
    assert "<td>2</td>" in re.sub(r"<td[^>]*>", "<td>", row)


def test_a_missing_build_is_named(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    with pytest.raises(Exception, match="arbeidsmarkt build 2024Q2"):
        compare.compare(project, OLD, NEW, project.build)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.json", b"{"), ("facts.json", b"[]"), ("document.md", b"\xff"), ("notebooks/alpha.ipynb", b""),
        ("notebooks/alpha.ipynb", b"[]"),
    ],
)  # fmt: skip
def test_a_build_that_was_damaged_is_named_with_what_to_do(tmp_path: Path, name: str, content: bytes) -> None:
    project = made_up.make(tmp_path)
    for quarter in (OLD, NEW):
        build(project, quarter, "toy", [fact("toy_one", 1.0, "2024KW02")], "Niets.")
    path = project.build / "2024Q2" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        compare.compare(project, OLD, NEW, project.build)
    said = "build/2024Q2: the build is damaged; make it again with: arbeidsmarkt build 2024Q2 --force"
    assert str(refused.value) == said


def test_on_the_command_line_editions_are_built_first(tmp_path: Path) -> None:
    project = made_up.make(tmp_path, ("2024Q2", "2024Q3"))
    done = made_up.run(project, "compare", "2024Q2", "2024Q3", "--format", "json")
    assert json.loads(done.stdout)["revisions"] is None  # one vintage
    assert (project.build / "compare-2024Q2-2024Q3.html").is_file()
    assert "build/compare-2024Q2-2024Q3.html" in done.stderr
    assert "Revisions: none" in made_up.run(project, "compare", "2024Q2", "2024Q3").stdout
    wrong = made_up.run(project, "compare", "2024Q3", "2024Q2", check=False)
    assert (wrong.returncode, "older edition first" in wrong.stderr) == (2, True)


def test_what_is_on_one_side_only_takes_no_place_for_the_other(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    build(project, OLD, "toy", [], "Dit stond er.\n\n::: {.source}\nBron: een ander.\n:::")
    new = "Verzonnen reeks heet dit.\nHier komt nog iets bij.\n\n::: {.source}\nBron: zomaar iemand, bewerkt.\n:::"
    build(project, NEW, "toy", [], new)
    found = compare.compare(project, OLD, NEW, project.build)
    page = BeautifulSoup(comparison_page.write(project.build, project, found).read_text(), "html.parser")
    (added,) = [part for part in page.select("p.one-sided") if part.ins and not part.find_parent("details")]
    assert [mark.text for mark in added.find_all("ins")] == ["Verzonnen reeks heet dit.", "Hier komt nog iets bij."]
    folded = page.find("details")
    assert folded and folded.summary and "onder figuren en tabellen (bron, noten)" in folded.summary.text
    assert "zomaar iemand" in folded.text and page.text.count("zomaar iemand") == 1


def test_the_same_subject_about_another_quarter_is_not_left_out_and_back_again() -> None:
    old = ("Vacaturegraad, tweede kwartaal van 2024", "Lonen, eerste kwartaal van 2024")
    new = ("Vacaturegraad, derde kwartaal van 2024", "Werkenden")
    assert compare._only(new, old) == ("Werkenden",)
    assert compare._only(old, new) == ("Lonen, eerste kwartaal van 2024",)


@needs_browser
@pytest.mark.editions
def test_the_page_of_two_shipped_editions_prints_on_a_few_pages(
    project: Project,
    shipped: Path,
    browser: Any,
    tmp_path: Path,
) -> None:
    quarters = editions.quarters(project)
    assert len(quarters) >= 4
    for old, new in itertools.pairwise(quarters):
        found = compare.compare(project, old, new, shipped)
        path = comparison_page.write(shipped, project, found)
        view = browser.new_page()
        view.goto(path.as_uri())
        printed = tmp_path / f"{new}.pdf"
        view.pdf(path=str(printed), format="A4")
        view.close()
        with pikepdf.open(printed) as pdf:
            assert len(pdf.pages) <= 7, f"{old} beside {new}"


def test_each_fact_has_its_title_its_value_with_unit_and_its_difference(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    old, new = "2024KW02", "2024KW03"
    build(
        project, OLD, "toy",
        [
            fact("rounded", 410.44, old, text="410", unit="thousand", unit_text="duizend", decimals=0),
            fact("other_unit", 5, old), fact("unknown", None, old, text="n.b."),
            fact("words", 400, old, text="ruim 400"),
        ],
        'Er waren [410]{.fact key="rounded"}.',
    )  # fmt: skip
    build(
        project, NEW, "toy",
        [
            fact("other_unit", 7, new, unit="hours", unit_text="uur", decimals=0, label="bouw"),
            fact("unknown", 8, new, unit_text="", title="Met titel") | {"period": ""},
            fact("words", 401.56, new, text="401,6"),
            fact("rounded", 410.56, new, text="410,6", unit="thousand", unit_text="duizend", decimals=1),
        ],
        'Er waren [410,6]{.fact key="rounded"} en [x]{.fact key="nowhere"}.',
    )  # fmt: skip
    found = compare.compare(project, OLD, NEW, project.build)
    assert [(p.key, p.title, p.old and p.old.text, p.new and p.new.text, p.difference) for p in found.facts] == [
        (
            "rounded",
            "verzonnen rounded",
            "410\u00a0duizend",
            "410,6\u00a0duizend",
            "+1\u00a0duizend",
        ),  # 0,6 is nearly 1
        ("other_unit", "verzonnen other_unit, bouw", "5\u00a0procent", "7\u00a0uur", ""),
        ("unknown", "Met titel", "n.b.", "8", ""),
        ("words", "verzonnen words", "ruim 400\u00a0procent", "401,6\u00a0procent", "+1,6\u00a0procentpunt"),
    ]
    periods = [(pair.old and pair.old.period, pair.new and pair.new.period) for pair in found.facts[1:3]]
    assert periods == [("2024 2e kwartaal", "2024 3e kwartaal"), ("2024 2e kwartaal", "")]
    assert {pair.old.status for pair in found.facts if pair.old} == {"final"}
    assert (found.old, found.new, found.revisions, found.unusual) == ("2024Q2", "2024Q3", None, ())


def made_up_vintage(project: Project, label: str, rows: list[Row]) -> Vintage:
    url = "https://example.invalid/"
    tables = [TableData("TOY1", "Verzonnen", rows, None, url, "", {"verzonnen": url})]
    write(project.vintages, label, date=dt.date(2025, 1, 1), kind="reconstructed", title="Verzonnen", tables=tables)
    return Vintage.open(project.vintages, label)


def test_only_the_very_cell_that_became_secret_is_hidden(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    secret = Row("toy_one", "TOY1", {"sector": "F"}, OLD, None, symbol=".", origin="verzonnen")
    other = Row("toy_one", "TOY1", {"sector": "G"}, OLD, Decimal(4), origin="verzonnen")
    made_up_vintage(project, "newest", [secret, other])
    prose = 'In F [3]{.fact key="bouw"}. In G [4]{.fact key="handel"}. Toen [5]{.fact key="toen"}.'

    def cells(sector: str, period: str) -> list[dict[str, Any]]:
        return [{"series": "toy_one", "members": {"sector": sector}, "period": period}, {"published": "x"}]

    facts = [
        fact("bouw", 3, "2024KW02", cells=cells("F", "2024KW02")),
        fact("handel", 4, "2024KW02", cells=cells("G", "2024KW02")),
        fact("toen", 5, "2024KW01", cells=cells("F", "2024KW01")),
    ]
    build(project, OLD, "toy", facts, prose)
    build(project, NEW, "newest", facts, prose.replace("In ", "Bij ").replace("Toen", "Eerder"))
    found = compare.compare(project, OLD, NEW, project.build)
    assert [(pair.old and pair.old.text, pair.old and pair.old.status) for pair in found.facts] == [
        (SECRET, ""), ("4\u00a0procent", "final"), ("5\u00a0procent", "final"),
    ]  # fmt: skip
    assert [item.old and item.old.text for item in found.sentences] == [SECRET, "In G 4.", "Toen 5."]


def a_series(changes: list[int], name: str = "toy_one") -> list[Row]:
    """A made-up series up to the second quarter of 2024 that changes by these amounts from quarter to quarter."""
    values = [Decimal(0)]
    for number, change in enumerate(changes):
        values.append(values[-1] + (change if number % 2 else -change))
    first = OLD - (len(values) - 1)
    return [Row(name, "TOY1", {}, first + n, value, origin="verzonnen") for n, value in enumerate(values)]


def pair_of(change: Any, old: Period = OLD, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = fact("toy_one", 1000, old.code), fact("toy_one", 1000 + change, NEW.code)
    now["cells"][0] |= changes
    return was, now


@pytest.mark.parametrize(
    ("earlier", "change", "said"),
    [
        (list(range(1, 13)), 12, [(11, 12)]),
        (list(range(1, 13)), -12, [(11, 12)]),  # its size counts
        (list(range(1, 13)), 11, []),  # larger than 10 of 12, and nine in ten are 10.8
        (list(range(1, 12)), 99, []),  # eleven earlier changes say too little
        (list(range(1, 21)), 20, [(19, 20)]),
        (list(range(1, 21)), 19, []),  # larger than exactly nine in ten
    ],
)
def test_a_change_is_unusual_when_it_is_larger_than_nine_in_ten_earlier_ones(
    tmp_path: Path, earlier: list[int], change: int, said: list[tuple[int, int]]
) -> None:
    rows = a_series(earlier)
    later = [Row("toy_one", "TOY1", {}, NEW, Decimal(5), origin="verzonnen")]  # the change itself is no earlier one
    unknown = [Row("toy_one", "TOY1", {}, rows[0].period - 1, None, symbol=".", origin="verzonnen")]
    years = [Row("toy_one", "TOY1", {}, Period.parse(f"{year}JJ00"), Decimal(year), origin="verzonnen")
             for year in (2000, 2001)]  # fmt: skip
    vintage = made_up_vintage(made_up.make(tmp_path), "v", [*years, *unknown, *rows, *later])
    found = history.unusual(vintage, {"one": pair_of(change)})
    assert found == [history.Unusual("one", *numbers) for numbers in said]


def test_what_has_no_history_is_never_unusual_and_the_most_unusual_comes_first(tmp_path: Path) -> None:
    vintage = made_up_vintage(made_up.make(tmp_path), "v", [*a_series(list(range(1, 31)))])
    derived = pair_of(99)
    derived[1]["cells"].append({"series": "toy_two"})
    two = pair_of(99)
    two[0]["cells"].append({"series": "toy_two"})
    published = tuple({**each, "cells": [{"published": "x"}]} for each in pair_of(99))
    assert history.unusual(
        vintage,
        {
            "z": pair_of(30), "y": pair_of(29), "x": pair_of(30), "derived": derived, "two": two,
            "published": published,
            "other series": pair_of(99, series="toy_two"), "other member": pair_of(99, members={"sector": "F"}),
            "other frequency": pair_of(99, period="2024JJ00"), "same period": pair_of(99, old=NEW),
            "earlier": pair_of(99, old=NEW + 1),
        },
    ) == [history.Unusual("x", 29, 30), history.Unusual("z", 29, 30), history.Unusual("y", 28, 30)]  # fmt: skip
    # a sector has a history of its own
    steady = [replace(row, members={"sector": "F"}, value=Decimal(7)) for row in a_series([0] * 30)]
    vintage = made_up_vintage(made_up.make(tmp_path / "b"), "v", [*a_series(list(range(1, 31))), *steady])
    bouw = tuple({**each, "cells": [{**each["cells"][0], "members": {"sector": "F"}}]} for each in pair_of(1))
    assert history.unusual(vintage, {"F": bouw, "all": pair_of(1)}) == [history.Unusual("F", 30, 30)]  # type: ignore[dict-item]
    # over two quarters, changes over two quarters count: 0, -1, 1, -2, … differ by 1 every second time
    assert history.unusual(vintage, {"one": pair_of(2, old=OLD - 1)}) == [history.Unusual("one", 29, 29)]
