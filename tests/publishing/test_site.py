"""The site of all editions, on an archive of made-up builds; no figure is real."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.numbers.revision_triangle import LATER, Print, Triangle, by_quarter, revision
from arbeidsmarkt.publishing import archive
from arbeidsmarkt.publishing.site import issues, pages, write as writing
from arbeidsmarkt.publishing.site.issues import Known
from arbeidsmarkt.publishing.site.write import Written, write
from in_browser import browser, needs_browser, no_barrier, opened

__all__ = ["browser"]

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ADDRESS = "https://arbeidsmarkt.example.org"


def final(
    project: Project,
    label: str,
    value: float | None = 7,
    unit: str = "thousand",
    home: Path | None = None,
    title: str = "Verzonnen vacatures",
    **record: Any,
) -> Path:
    """A made-up final edition in the archive; with ``home``, a concept there instead."""
    quarter = Period.parse(label)
    folder = (home or project.build) / label
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("data", "figures", "notebooks"):
        (folder / part).mkdir(parents=True)
    fact = {
        "key": "vacancies", "value": value, "text": str(value), "unit": unit, "unit_text": "duizend", "decimals": 0,
        "period": quarter.code, "status": "final", "label": "", "title": title, "words": "x",
        "cells": [{"series": "toy_one", "table": "TOY1", "members": {}, "period": quarter.code}],
    }  # fmt: skip
    (folder / "facts.json").write_text(json.dumps({"edition": label, "facts": {"vacancies": fact}}))
    message = f'Er waren [{value}]{{.fact key="vacancies"}} verzonnen dingen in {label}.'
    (folder / "document.md").write_text(
        f"---\ntitle: x\n---\n# In het kort {{#sec-x}}\n\n- {message}\n\n# Meer {{#m}}\n"
    )
    (folder / f"report-{label}.html").write_text(f"<!DOCTYPE html><title>{label}</title>")
    vintage = {"vintage": {"label": "toy"}, "design": "d", "engine": "embedded", "versions": "v"}
    package.write(
        folder, report="x", title=f"Verzonnen, {quarter.text}", edition=label, status="final",
        published=quarter.last_day + dt.timedelta(days=60), fields=[], captions={}, sources=[], made_from=vintage,
    )  # fmt: skip
    if home is None:
        signed = {"reviewed": {"by": "A", "at": "x"}, "final": {"by": "B", "at": "x"}}
        archive.add(project, quarter, folder, {**signed, **record})
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = made_up.make(tmp_path)
    for label in ("2024Q2", "2024Q3"):
        final(made, label)
    return made


def make(project: Project, **options: Any) -> Written:
    return write(project, project.root / "site", NOW, address=ADDRESS, **options)


def test_every_edition_has_a_lasting_address_and_its_earlier_prints(project: Project) -> None:
    erratum = {"date": "2025-01-15", "text": "Er stond 7; dit is 8 & niet <9>."}
    final(project, "2024Q3", 8, erratum=erratum)
    site = make(project).folder
    page = (site / "2024Q3" / "index.html").read_text()
    assert "Verbetering van 15 januari 2025: Er stond 7; dit is 8 &amp; niet &lt;9&gt;." in page
    assert 'href="0/report-2024Q3.html"' in page and 'href="compare-2024Q2-2024Q3.html"' in page
    assert json.loads((site / "2024Q3" / "facts.json").read_text())["facts"]["vacancies"]["value"] == 8
    assert json.loads((site / "2024Q3" / "0" / "facts.json").read_text())["facts"]["vacancies"]["value"] == 7
    assert "url=../2024Q3/index.html" in (site / "latest" / "index.html").read_text()
    start = (site / "index.html").read_text()
    assert start.index("2024 3e kwartaal") < start.index("2024 2e kwartaal"), "newest first"
    assert "verbeterd (1)" in start and "Er waren 8 verzonnen dingen in 2024Q3." in start


def test_the_feed_has_an_entry_per_edition_and_per_erratum(project: Project) -> None:
    final(project, "2024Q3", 8, erratum={"date": "2025-01-15", "text": "Er stond 7."})
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(make(project).folder / "feed.xml").getroot()
    entries = [(e.findtext(f"{atom}id"), e.findtext(f"{atom}summary")) for e in feed.findall(f"{atom}entry")]
    assert entries == [
        (f"{ADDRESS}/2024Q3/#erratum-1", "Er stond 7."),
        (f"{ADDRESS}/2024Q3/", "Er waren 8 verzonnen dingen in 2024Q3."),
        (f"{ADDRESS}/2024Q2/", "Er waren 7 verzonnen dingen in 2024Q2."),
    ]
    needed = {f"{atom}{name}" for name in ("id", "title", "updated", "author")}
    assert needed <= {child.tag for child in feed}, "RFC 4287, section 4.1.1"


def test_data_over_time_agree_in_every_form_and_are_described(project: Project) -> None:
    import frictionless
    import pyarrow.parquet as pq

    final(project, "2024Q3", None, erratum={"date": "2025-01-15", "text": "x"}, title='Met "aanhaling",\nen regels')
    facts = make(project).folder / "facts"
    described = frictionless.Package(str(facts / "datapackage.json"))
    assert described.validate().valid
    rows = described.get_resource("facts").read_rows()
    assert [(row["edition"], row["key"], row["value"], row["table"]) for row in rows] == [
        ("2024Q2", "vacancies", 7, "TOY1"), ("2024Q3", "vacancies", None, "TOY1"),
    ]  # fmt: skip
    same = [{name: row[name] for name in ("edition", "key", "title", "unit", "label")} for row in rows]
    columns = pq.read_table(facts / "facts.parquet")
    assert columns.select(list(same[0])).to_pylist() == [{**row, "label": row["label"] or ""} for row in same]
    assert columns.column("value").to_pylist() == [7.0, None]
    one = json.loads((facts / "vacancies.json").read_text())
    assert [each["edition"] for each in one["editions"]] == ["2024Q2", "2024Q3"] and one["unit"] == "thousand"


def test_the_catalogue_has_what_dcat_ap_nl_makes_mandatory(project: Project) -> None:
    import pyshacl
    from rdflib import Graph

    # our own reading of the mandatory properties of DCAT-AP-NL 3; no package ships its shapes
    shapes = """
    @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    [] a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:property
      [sh:path dct:title ; sh:minCount 1], [sh:path dct:description ; sh:minCount 1],
      [sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent],
      [sh:path dcat:contactPoint ; sh:minCount 1], [sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset] .
    [] a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property
      [sh:path dct:title ; sh:minCount 1], [sh:path dct:description ; sh:minCount 1],
      [sh:path dct:identifier ; sh:minCount 1], [sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1],
      [sh:path dct:creator ; sh:minCount 1], [sh:path dcat:contactPoint ; sh:minCount 1],
      [sh:path dcat:theme ; sh:minCount 1], [sh:path dct:accessRights ; sh:minCount 1 ; sh:maxCount 1],
      [sh:path dcat:distribution ; sh:minCount 3 ; sh:class dcat:Distribution] .
    [] a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property
      [sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI], [sh:path dct:license ; sh:minCount 1],
      [sh:path dct:format ; sh:minCount 1 ; sh:nodeKind sh:IRI] .
    """
    site = make(project).folder
    text = (site / "catalog.jsonld").read_text(encoding="utf-8")
    names = [each["@id"] for each in json.loads(text)["@graph"]]
    assert names == sorted(names), "the same from run to run, whatever order rdflib chose"
    shutil.rmtree(site)
    assert (make(project).folder / "catalog.jsonld").read_text(encoding="utf-8") == text
    graph = Graph().parse(site / "catalog.jsonld", format="json-ld")
    valid, _, said = pyshacl.validate(graph, shacl_graph=Graph().parse(data=shapes, format="turtle"))
    assert valid, said
    for url in {str(value) for value in graph.objects() if str(value).startswith(f"{ADDRESS}/facts/facts")}:
        assert (site / url.removeprefix(f"{ADDRESS}/").partition("#")[0]).is_file(), "what it names is there"


def test_one_new_edition_touches_what_it_must(project: Project) -> None:
    first = make(project)
    assert first.made == ("2024Q2", "2024Q3")
    inodes = _inodes(first.folder / "2024Q2")
    assert make(project).made == ()
    final(project, "2024Q4")
    assert make(project).made == ("2024Q4",)
    assert _inodes(first.folder / "2024Q2") == inodes, "the very files, not copies"
    assert "2024 4e kwartaal" in (first.folder / "index.html").read_text()
    final(project, "2024Q3", 8, erratum={"date": "2025-01-15", "text": "x"})
    assert make(project).made == ("2024Q3", "2024Q4"), "the next one is compared with it"
    (first.folder / "2024Q2" / "report-2024Q2.html").write_text("somebody's own words")
    assert make(project).made == ("2024Q2",), "what was changed in the site itself is made anew"
    assert "2024Q2</title>" in (first.folder / "2024Q2" / "report-2024Q2.html").read_text()
    state = first.folder / ".site.json"
    assert str(project.root) not in state.read_text(), "it is published with the site"
    for spoilt in (state.read_text().replace("Verzonnen vacatures", "Andere vacatures"), "{}", "[]", "{"):
        state.write_text(spoilt)
        assert len(make(project).made) == 3, "what it remembers counts only as it was written"
        assert "Andere" not in (first.folder / "facts" / "facts.csv").read_text()


def _inodes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_an_edition_under_embargo_stays_out_until_its_moment(project: Project) -> None:
    final(project, "2024Q4", publication_at="2026-01-01T09:30:00+01:00")
    early = write(project, project.root / "site", dt.datetime(2026, 1, 1, 8, 29, 59, tzinfo=dt.UTC))
    assert [quarter.label for quarter in early.held] == ["2024Q4"] and not (early.folder / "2024Q4").exists()
    assert "2024Q4" not in "".join(path.read_text() for path in early.folder.rglob("*.html"))
    late = write(project, project.root / "site", dt.datetime(2026, 1, 1, 8, 30, tzinfo=dt.UTC))
    assert late.held == () and (late.folder / "2024Q4" / "index.html").is_file()


def _altered(project: Project) -> None:
    (project.archive / "2024Q3" / "0" / "files" / "report-2024Q3.html").write_text("other")


def _missing(project: Project) -> None:
    (project.archive / "2024Q3" / "0" / "files" / "document.md").unlink()


def _moved(project: Project) -> None:
    shutil.copytree(project.archive / "2024Q3", project.archive / "2024Q4")


def _unit(project: Project) -> None:
    final(project, "2024Q4", unit="percent")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_altered, r"report-2024Q3\.html: was changed since it was recorded"),
        (_missing, r"document\.md: is missing"),
        (_moved, r"editions/2024Q4/0: holds print 0 of 2024Q3"),
        (_unit, "'vacancies' is in thousand in 2024Q2 and in percent in 2024Q4; nothing was published"),
    ],
)
def test_bad_input_is_one_clear_line_and_the_old_site_stands(project: Project, spoil: Any, message: str) -> None:
    site = make(project).folder
    before = made_up.contents(site)
    spoil(project)
    with pytest.raises(UserError, match=message):
        make(project)
    assert made_up.contents(site) == before


def test_a_site_that_was_killed_in_the_middle_leaves_the_old_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make(project).folder
    before = made_up.contents(site)
    final(project, "2024Q4")
    pid = os.fork()
    if pid == 0:  # dies just before the new site would take its place
        from arbeidsmarkt.building import atomic

        atomic.move_into_place = lambda made, folder: os._exit(9)
        make(project)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert made_up.contents(site) == before
    make(project)
    assert (site / "2024Q4").is_dir()
    assert [path.name for path in (project.root / ".work").iterdir() if path.is_dir()] == []


def test_a_folder_that_is_no_site_is_left_alone_and_concepts_are_shown_when_asked(project: Project) -> None:
    (project.root / "site").mkdir()
    (project.root / "site" / "thesis.txt").write_text("x")
    with pytest.raises(UserError, match="holds something else than a site"):
        make(project)
    (project.root / "site" / "thesis.txt").unlink()
    home = project.root / "concepts"
    final(project, "2025Q1", home=home)
    assert make(project).editions == 2
    assert make(project, concepts=home).editions == 3
    assert "Concept, nog niet vastgesteld" in (project.root / "site" / "2025Q1" / "index.html").read_text()
    (home / "2025Q1").rename(home / "2025Q2")
    with pytest.raises(UserError, match="holds edition 2025Q1, which has an address of its own"):
        make(project, concepts=home)


def test_a_comparison_that_cannot_be_made_stops_a_final_edition_and_is_left_out_of_a_concept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*given: object) -> None:
        raise UserError("cannot be read", where="2024Q2/document.md")

    monkeypatch.setattr("arbeidsmarkt.publishing.compare.builds", damaged)
    with pytest.raises(UserError, match=r"2024Q2/document\.md: cannot be read"):
        make(project)
    assert not (project.root / "site").exists()
    shutil.rmtree(project.archive / "2024Q2")
    home = project.root / "concepts"
    for label in ("2024Q2", "2025Q1", "2025Q2"):  # a final edition after a concept, a concept after it, and after that
        final(project, label, home=home)
    assert make(project, concepts=home).editions == 4
    assert not any(path.name.startswith("compare-") for path in (project.root / "site").rglob("*"))
    assert "url=../2025Q2/index.html" in (project.root / "site" / "latest" / "index.html").read_text()


def read(project: Project, known: Known | None = None, now: dt.datetime = NOW, **options: Any) -> Any:
    return issues.read(project, now, known if known is not None else Known(), **options)


def refused_by(action: Callable[[], object]) -> list[str]:
    with pytest.raises(UserError) as refused:
        action()
    return str(refused.value).splitlines()


def test_all_that_is_wrong_in_the_archive_is_said_at_once(project: Project) -> None:
    first, second = project.archive / "2024Q2" / "0", project.archive / "2024Q3" / "0"
    final(project, "2024Q4")
    (project.archive / "2023Q4" / "reviews").mkdir(parents=True)  # reviewed, and not final yet
    assert [issue.label for issue in read(project)[0]] == ["2024Q2", "2024Q3", "2024Q4"]
    (first / "record.json").write_text("{}")
    (second / "files" / "data" / "extra.csv").touch()
    (second / "files" / "report-2024Q3.html").write_text("other")
    (project.archive / "2024Q4" / "0" / "files" / "document.md").unlink()
    home = project.root / "concepts"
    for label in ("2024Q4", "2025Q1", "2025Q2"):
        final(project, label, home=home)
    (home / "2025Q2" / "facts.json").write_text("{}")
    (home / "2025Q1").rename(home / "2025Q3")
    (home / "2025Q4").mkdir()  # no build in it
    files = "editions/2024Q3/0/files"
    assert refused_by(lambda: read(project, concepts=home)) == [
        "editions/2024Q2/0/record.json: was changed since the edition was made final; "
        "restore it from git or from a backup",
        f"{files}/data/extra.csv: does not belong here; take it out; nothing was published",
        f"{files}/report-2024Q3.html: was changed since it was recorded; restore it; nothing was published",
        "editions/2024Q4/0/files/document.md: is missing; restore it; nothing was published",
        "concepts/2025Q2/facts.json: was changed since it was recorded; restore it; nothing was published",
        "concepts/2025Q3: holds edition 2025Q1, which has an address of its own; take the folder away, or build again",
    ]


def test_what_is_read_of_an_edition(project: Project) -> None:
    erratum = {"date": "2025-01-15", "text": "Er stond 7."}
    final(project, "2024Q3", 8, erratum=erratum, changes={"since": 0})
    home = project.root / "concepts"
    for label in ("2024Q3", "2025Q1", "2024Q1"):
        final(project, label, home=home)
    found, held = read(project, concepts=home)
    shown = [(issue.label, issue.concept, [version.number for version in issue.versions]) for issue in found]
    assert shown == [("2024Q1", True, [0]), ("2024Q2", False, [0]), ("2024Q3", False, [0, 1]), ("2025Q1", True, [0])]
    newest = found[2]
    assert (newest.newest.erratum, newest.newest.changes, held) == (erratum, {"since": 0}, [])
    assert (newest.versions[0].erratum, newest.versions[0].changes) == ({}, {})
    assert newest.facts == {
        "vacancies": {
            "label": "", "title": "Verzonnen vacatures", "value": 8, "text": "8", "unit": "thousand",
            "unit_text": "duizend", "period": "2024KW03", "status": "final", "table": "TOY1",
        }
    }  # fmt: skip
    assert newest.messages == ("Er waren 8 verzonnen dingen in 2024Q3.",)
    about = (newest.published, newest.title, newest.vintage)
    assert about == (dt.date(2024, 11, 29), "Verzonnen, derde kwartaal van 2024", "toy")
    manifest = hashlib.sha256((newest.newest.folder / package.MANIFEST).read_bytes()).hexdigest()
    assert newest.newest.manifest == f"sha256:{manifest}"
    concept = hashlib.sha256((home / "2025Q1" / package.MANIFEST).read_bytes()).hexdigest()
    assert (found[3].newest.manifest, found[3].newest.folder) == (f"sha256:{concept}", home / "2025Q1")


def test_an_embargo_ends_at_its_very_moment_and_its_concept_is_not_shown_either(project: Project) -> None:
    final(project, "2024Q4", publication_at="2026-01-01T00:00:00+00:00")
    home = project.root / "concepts"
    final(project, "2024Q4", home=home)
    early = NOW - dt.timedelta(seconds=1)
    found, held = read(project, now=early, concepts=home)
    assert ([issue.label for issue in found], [quarter.label for quarter in held]) == (["2024Q2", "2024Q3"], ["2024Q4"])
    found, held = read(project, now=NOW, concepts=home)
    assert ([issue.label for issue in found], held) == (["2024Q2", "2024Q3", "2024Q4"], [])


def test_what_an_earlier_run_found_out_is_not_read_again_unless_a_file_changed(project: Project) -> None:
    known = Known()
    found, _ = read(project, known)
    assert read(project, known)[0] == found
    name = "editions/2024Q3/0/files/report-2024Q3.html"
    path = project.root / name
    about = path.stat()
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert known.stamps[name] == [about.st_size, about.st_mtime_ns, about.st_ino, digest]
    known.issues[found[1].newest.manifest]["title"] = "as it was known"
    assert [issue.title for issue in read(project, known)[0]] == [found[0].title, "as it was known"]
    known.stamps[name][3] = "sha256:other"
    (said,) = refused_by(lambda: read(project, known))
    assert said == f"{name}: was changed since it was recorded; restore it; nothing was published"
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + 1))
    read(project, known)
    assert known.stamps[name][3] == digest


@pytest.mark.parametrize("content", ["{", "[]", '{"facts": []}', '{"facts": {"x": {}}}'])
def test_facts_that_cannot_be_read_are_named(project: Project, content: str) -> None:
    folder = project.archive / "2024Q3" / "0" / "files"
    (folder / "facts.json").write_text(content)
    said = "editions/2024Q3/0/files: the facts or the document cannot be read"
    assert refused_by(lambda: issues._content(project, folder)) == [said]


def test_a_site_without_an_address_has_no_feed_and_one_with_an_address_says_whom_to_ask(project: Project) -> None:
    options: dict[str, Any] = {"out": project.root / "site", "now": NOW}
    plain = write(project, **options)
    assert plain == Written(project.root / "site", 2, ("2024Q2", "2024Q3"), ())
    names = {path.relative_to(plain.folder).as_posix() for path in plain.folder.iterdir()}
    assert names == {
        ".site.json", "2024Q2", "2024Q3", "cijfers.html", "eerste-cijfers.html", "facts", "index.html", "latest",
        "series", "toegankelijkheid.html",
    }  # fmt: skip
    assert [path.name for path in (plain.folder / "latest").iterdir()] == ["index.html"]
    titles = {
        name: (plain.folder / name).read_text(encoding="utf-8").partition("<title>")[2].partition("</title>")[0]
        for name in ("index.html", "cijfers.html", "toegankelijkheid.html", "latest/index.html", "eerste-cijfers.html",
                     "2024Q3/index.html")
    }  # fmt: skip
    assert list(titles.values()) == [
        "Verzonnen rapport: alle edities", "Verzonnen rapport: alle cijfers", "Verzonnen rapport: toegankelijkheid",
        "Verzonnen rapport: nieuwste editie", "Verzonnen rapport: hoe eerste cijfers uitpakten",
        "Verzonnen rapport: derde kwartaal van 2024",
    ]  # fmt: skip
    assert not list((plain.folder / "2024Q3").glob(".*"))
    site = write(project, **options, address=f"{ADDRESS}//").folder
    security = (site / ".well-known" / "security.txt").read_text(encoding="utf-8")
    assert security == (
        "Contact: https://www.rijksoverheid.nl\nExpires: 2027-12-31T23:59:59Z\nPreferred-Languages: nl, en\n"
    )
    assert {path.name for path in site.iterdir()} - names == {".well-known", "feed.xml", "catalog.jsonld"}
    feed = (site / "feed.xml").read_text(encoding="utf-8")
    assert f'<link href="{ADDRESS}/feed.xml" rel="self"/>' in feed and "<title>Verzonnen rapport</title>" in feed
    assert f'"@id": "{ADDRESS}/catalog.jsonld"' in (site / "catalog.jsonld").read_text(encoding="utf-8")
    look = project.theme
    look.write_text(look.read_text().replace("contact: www.rijksoverheid.nl", "contact: vraag@example.org"))
    site = write(project, **options, address=ADDRESS).folder
    assert (site / ".well-known" / "security.txt").read_text().startswith("Contact: mailto:vraag@example.org\n")
    assert "neem dan contact op: vraag@example.org." in (site / "toegankelijkheid.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_gives_its_result_when_that_is_asked_for(jobs: int) -> None:
    with writing._workers(jobs) as start:
        pids = [start(os.getpid)() for _ in range(2)]
    assert (os.getpid() in pids) == (jobs == 1)


def test_why_no_site_was_written_is_said_in_full(project: Project) -> None:
    site = project.root / "site"
    site.mkdir()
    (site / "thesis.txt").touch()
    assert refused_by(lambda: write(project, site, NOW)) == [
        "site: holds something else than a site; choose an empty folder"
    ]
    (site / "thesis.txt").unlink()
    shutil.rmtree(project.archive)
    assert refused_by(lambda: write(project, site, NOW)) == [
        "editions: there is no edition to publish; make an edition final first, or show concepts: "
        "arbeidsmarkt site --concepts"
    ]
    assert list(site.iterdir()) == []


def test_the_page_on_first_figures_says_how_little_it_rests_on() -> None:
    def page(*known: Print) -> str:
        prints = by_quarter(known, dt.date(2026, 1, 1))
        dates = [dt.date(2020, 8, 15)]
        revisions = tuple(revision(prints, after, dates) for after in LATER)
        return pages.first_figures([Triangle("x", "Verzonnen", "percent", 1, prints, revisions)]).partition("<h3>")[2]

    def print_of(day: str, value: str) -> Print:
        return Print(Period.quarter(2020, 1), dt.date.fromisoformat(day), Decimal(value), 1)

    assert "Er is geen cijfer bewaard" in page() and "<table>" not in page()
    one = page(print_of("2020-05-15", "7.0"))
    assert "Van 1 kwartaal is een cijfer bewaard, van 1 het eerste. Van geen daarvan" in one and "<table>" not in one
    two = page(print_of("2020-05-15", "7.0"), print_of("2020-08-14", "6.8"))
    assert "−0,20\u00a0procentpunt" in two and "Toon 1 kwartaal met meer dan één cijfer" in two


def test_facts_are_printed_for_other_programs(project: Project) -> None:
    done = made_up.run(project, "facts", "2024Q3", "--format", "csv", "vacancies")
    assert done.stdout.splitlines()[1].startswith("vacancies,,Verzonnen vacatures,7,7,thousand,duizend,2024KW03,final")
    assert json.loads(made_up.run(project, "facts", "2024Q3").stdout)["facts"]["vacancies"]["value"] == 7
    unknown = made_up.run(project, "facts", "2024Q3", "vacancy", check=False)
    assert (unknown.returncode, "has no fact 'vacancy'; like it" in unknown.stderr) == (2, True)


def test_no_key_of_a_fact_disappears_unannounced(built_edition: Path) -> None:
    text = (made_up.REPOSITORY / "docs" / "facts.md").read_text(encoding="utf-8")
    promised = (Path(__file__).parent / "fact_keys.txt").read_text(encoding="utf-8").split()
    keys = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))["facts"].keys()
    retired = text.partition("## Retired keys")[2]
    gone = [key for key in promised if key not in keys and f"`{key}`" not in retired]
    assert gone == [], "name them under 'Retired keys' in docs/facts.md, with what takes their place"


@needs_browser
@pytest.mark.editions
@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (1280, "dark")])
def test_readers_find_their_way_in_a_browser(project: Project, browser: Any, width: int, scheme: str) -> None:
    site = make(project).folder
    view, asked = opened(browser, width, scheme, site / "index.html")
    view.get_by_label("Zoek in titels en kernboodschappen").fill("DINGEN 2024q2")
    assert view.locator("#gevonden").inner_text() == "1 van 2 edities"
    assert view.locator("[data-zoek]:visible").count() == 1
    view.get_by_role("rowheader", name="2024 2e kwartaal").get_by_role("link").click()
    assert view.locator("h2").first.inner_text() == "Tweede kwartaal van 2024"
    view.get_by_role("link", name="Eerste cijfers").click()
    assert view.locator("h2").first.inner_text() == "Hoe eerste cijfers uitpakten"
    no_barrier(view, asked, width)
    for page in ("index.html", "2024Q3/index.html", "cijfers.html", "toegankelijkheid.html"):
        no_barrier(*opened(browser, width, scheme, site / page), width)
