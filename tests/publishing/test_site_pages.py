"""Every page, list and file of the site, made from a few made-up editions; no figure is real."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.numbers.revision_triangle import Print, Revision, Triangle
from arbeidsmarkt.publishing.site import dcat, feed, over_time, pages, series
from arbeidsmarkt.publishing.site.issues import Issue, Version

Q1 = Period.quarter(2024, 1)
ADDRESS = "https://arbeidsmarkt.example.org/"


def fact(text: str, value: float | None, **about: Any) -> dict[str, Any]:
    return {
        "label": "", "title": "Verzonnen <vacatures>", "value": value, "text": text, "unit": "thousand",
        "unit_text": "duizend", "period": "2024KW01", "status": "final", "table": "TOY1 TOY2",
    } | about  # fmt: skip


def issue(folder: Path, quarter: Period, errata: int = 0, **about: Any) -> Issue:
    """A made-up edition with a few files."""
    versions = []
    for number in range(errata + 1):
        place = folder / quarter.label / str(number)
        (place / "data").mkdir(parents=True)
        for name in ("report.html", "report.pdf", "report.docx", "tables.xlsx", "facts.json"):
            (place / name).touch()
        erratum = {"date": f"2025-0{number}-15", "text": f"Er stond <{number}>."} if number else {}
        versions.append(Version(number, place, f"sha256:{quarter}{number}", erratum))
    given: dict[str, Any] = {
        "concept": False, "published": quarter.last_day + dt.timedelta(days=60),
        "facts": {"vacancies": fact("7", 7)}, "messages": ("Er waren 7 <dingen>.", "Meer niet."),
        "title": f"Verzonnen & waar, {quarter.text}", "vintage": "toy",
    }  # fmt: skip
    return Issue(quarter, tuple(versions), **given | about)


@pytest.fixture
def issues(tmp_path: Path) -> list[Issue]:
    """Three editions: a first print, one with two corrections, and a concept."""
    return [
        issue(tmp_path, Q1, published=dt.date(2024, 5, 30)),
        issue(tmp_path, Q1 + 1, 2),
        issue(tmp_path, Q1 + 2, concept=True, messages=(), facts={"tension": fact("106", 106.1, unit_text="")}),
    ]


def test_the_start_page_lists_every_edition_newest_first(issues: list[Issue], snapshot: SnapshotAssertion) -> None:
    page = pages.start(issues, "Ministerie van <Zaken>", "{}")
    before, _, script = page.partition("<script>")
    assert before + script.partition("</script>")[2] == snapshot  # the search is its own test, in a browser


def test_the_page_of_an_edition(issues: list[Issue], snapshot: SnapshotAssertion) -> None:
    assert pages.edition(issues[1], issues[0], "compare-2024Q1-2024Q2.html") == snapshot


@pytest.mark.parametrize(("before", "comparison"), [(True, ""), (False, "x.html")])
def test_the_page_of_an_edition_without_another(issues: list[Issue], before: bool, comparison: str) -> None:
    text = pages.edition(issues[2], issues[1] if before else None, comparison)
    assert "Concept, nog niet vastgesteld" in text
    assert all(words not in text for words in ("Wat er veranderde", "Eerdere versies", "erratum"))


def test_the_small_pages(issues: list[Issue], snapshot: SnapshotAssertion) -> None:
    assert pages.latest(issues[1]) == (
        '<meta http-equiv="refresh" content="0; url=../2024Q2/index.html">\n'
        '<p>De nieuwste editie is het <a href="../2024Q2/index.html">tweede kwartaal van 2024</a>.</p>'
    )
    assert pages.accessibility("Ministerie & Co", "mailto <x>", "Titel & meer") == snapshot
    assert "neem dan contact op: de organisatie. Wordt" in pages.accessibility("x", "", "y")


def test_the_page_with_all_figures_has_each_with_its_newest_value(snapshot: SnapshotAssertion) -> None:
    row = {"title": "Verzonnen <a>", "label": "bouw & zorg", "unit_text": "x 1 000"}
    table = [
        {"key": "a", "edition": "2024Q1", "printed": "1", **row},
        {"key": "a", "edition": "2024Q2", "printed": "<2>", **row},
        {"key": "b", "edition": "2024Q1", "printed": "3", "title": "", "label": "", "unit_text": ""},
    ]
    assert pages.figures(table, 2) == snapshot
    assert "<p>2 cijfers uit 1 editie, met per cijfer" in pages.figures(table, 1)


def test_programs_are_told_what_the_data_are(issues: list[Issue]) -> None:
    text = pages.dataset(issues, "Één </script>", "Ministerie", ADDRESS)
    assert "<" not in text and "Één" in text
    assert json.loads(text) == {
        "@context": "https://schema.org", "@type": "Dataset", "name": "Één </script>: alle cijfers van alle edities",
        "description": "Elk cijfer dat in Één </script> is gepubliceerd, per editie, met eenheid, periode, status en "
        "bron.",
        "inLanguage": "nl", "license": "https://creativecommons.org/licenses/by/4.0/", "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Ministerie"}, "temporalCoverage": "2024-01-01/2024-09-30",
        "dateModified": "2024-11-29",
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{ADDRESS}facts/facts.csv", "encodingFormat": "text/csv"},
            {"@type": "DataDownload", "contentUrl": f"{ADDRESS}facts/facts.parquet",
             "encodingFormat": "application/vnd.apache.parquet"},
        ],
    }  # fmt: skip


def print_of(quarter: Period, days: int, value: str, decimals: int = 1) -> Print:
    return Print(quarter, quarter.last_day + dt.timedelta(days=days), Decimal(value), decimals)


def test_the_page_on_first_figures_draws_and_lists_what_was_published(snapshot: SnapshotAssertion) -> None:
    prints = {
        Q1: [print_of(Q1, 45, "7.0"), print_of(Q1, 100, "6.8"), print_of(Q1, 400, "6.6")],
        Q1 + 1: [print_of(Q1 + 1, 45, "1000.5"), print_of(Q1 + 1, 100, "1000.7")],
        Q1 + 2: [print_of(Q1 + 2, 45, "7.2")],
        Q1 + 3: [print_of(Q1 + 3, 500, "7.3"), print_of(Q1 + 3, 600, "7.3")],
    }
    pairs = tuple((each[0], each[1]) for each in list(prints.values())[:2])
    known = Triangle(
        "x", "Werkloosheid <x>", "percent", 1, prints, (Revision(1, pairs), Revision(4, pairs[:1]), Revision(8))
    )
    hours = Triangle("y", "Uren", "hours", 1, {Q1: prints[Q1]}, (Revision(1, pairs[:1]),))
    one = Triangle("z", "Een", "percent", 1, {Q1: prints[Q1 + 3]}, (Revision(1),))
    nothing = Triangle("n", "Niets", "percent", 1, {}, (Revision(1),))
    assert pages.first_figures([known, hours, one, nothing]) == snapshot


def test_the_feed_is_as_readers_programs_get_it(issues: list[Issue], snapshot: SnapshotAssertion) -> None:
    assert feed.atom(issues, ADDRESS, "Titel & meer", "Ministerie") == snapshot


def test_the_catalogue_is_as_harvesters_get_it(issues: list[Issue], snapshot: SnapshotAssertion) -> None:
    assert dcat.catalogue(issues, ADDRESS, "Titel één", "Ministerie", "www.example.org/vraag") == snapshot


@pytest.mark.parametrize("contact", ["https://example.org", "vraag@example.org"])
def test_the_catalogue_says_how_to_reach_its_publisher(issues: list[Issue], contact: str) -> None:
    graph = json.loads(dcat.catalogue(issues[:1], ADDRESS, "Titel", "Ministerie", contact))["@graph"]
    (point,) = [each for each in graph if each["@id"].endswith("#contact")]
    reach = {"vcard:hasEmail": {"@id": f"mailto:{contact}"}} if "@" in contact else {"vcard:hasURL": {"@id": contact}}
    assert point == {"@id": f"{ADDRESS}#contact", "@type": "vcard:Kind", "vcard:fn": "Ministerie", **reach}
    (data,) = [each for each in graph if each["@type"] == "dcat:Dataset"]
    assert data["dct:modified"]["@value"] == data["dct:issued"]["@value"] == "2024-05-30", "no correction yet"


def test_facts_over_time_in_every_form(issues: list[Issue], tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    more = {
        "vacancies": fact("n.b.", None, unit="percent", period=None, label=None, title=None, unit_text=None, table=""),
        "revision_largest": fact("1,5", 1.5, unit="hours"),
    }
    first = {"vacancies": fact("7", 7, label="bouw"), "revision_largest": fact("1", 1)}
    given = [issue(tmp_path / "a", Q1, facts=first), issue(tmp_path / "b", Q1 + 1, facts=more)]
    table = over_time.rows(given)
    assert [(row["key"], row["edition"]) for row in table] == [
        ("revision_largest", "2024Q1"), ("revision_largest", "2024Q2"),
        ("vacancies", "2024Q1"), ("vacancies", "2024Q2"),
    ]  # fmt: skip
    folder = tmp_path / "deep" / "facts"
    for _ in range(2):
        over_time.write(folder, table)
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix != ".parquet"
    }
    assert texts == snapshot


def test_a_fact_that_changes_its_unit_or_has_no_address_stops_everything(tmp_path: Path) -> None:
    one = {"vacancies": fact("7", 7), "näh": fact("7", 7), "x": fact("1", 1)}
    two = {"vacancies": fact("7", 7, unit="percent"), "x": fact("1", None, unit="percent")}
    three = {"vacancies": fact("7", 7, unit="hours")}
    given = [issue(tmp_path, Q1 + n, facts=facts) for n, facts in enumerate((one, two, three))]
    with pytest.raises(UserError) as refused:
        over_time.rows(given)
    assert str(refused.value).splitlines() == [
        "2024Q1: the fact 'näh' cannot be an address",
        "2024Q2: the fact 'vacancies' is in thousand in 2024Q1 and in percent in 2024Q2; nothing was published; "
        "give the new meaning a key of its own",
    ]


def test_the_series_are_those_of_the_newest_vintage(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    rows = [
        vintages.Row("toy_one", "TOY1", {}, Q1, Decimal("7.5"), decimals=1, origin="x"),
        vintages.Row("toy_one", "TOY1", {"sector": "F"}, Q1, None, symbol=".", origin="x", status="provisional"),
    ]
    table = vintages.TableData("TOY1", "Verzonnen", rows, None, "https://example.invalid", "", {"x": "y"})
    vintages.write(project.vintages, "small", date=dt.date(2024, 5, 1), kind="fetched", title="x", tables=[table])
    folder = tmp_path / "series"
    series.write(folder, project, "2024Q1", "small")
    assert sorted(path.name for path in folder.iterdir()) == ["series.csv", "toy_one.json"]
    lines = (folder / "series.csv").read_bytes().decode().split("\n")
    assert lines[0] == "series,table,members,period,value,status,published" and lines[-1] == ""
    assert [line.split(",")[:2] for line in lines[1:-1]] == [["toy_one", "TOY1"]] * 2
    content = (folder / "toy_one.json").read_text(encoding="utf-8")
    stored = json.loads(content)
    seen = stored.pop("observations")
    assert stored == {
        "schema": "arbeidsmarkt-series/1", "series": "toy_one", "table": "TOY1", "edition": "2024Q1",
        "vintage": "small",
    }  # fmt: skip
    assert [list(each) for each in seen] == [["members", "period", "value", "status", "published"]] * 2
    assert [(each["period"], each["value"], each["status"]) for each in seen] == [
        ("2024KW01", "7.5", "unknown"), ("2024KW01", "", "provisional"),
    ]  # fmt: skip
    assert content.endswith("}\n") and ",".join(seen[0].values()) in lines[1]
