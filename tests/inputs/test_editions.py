"""Edition parameters: what an edition reads, and every fault in them at once with file and line."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import trials as trials_, vintages
from arbeidsmarkt.inputs.editions import Edition, Printed, quarters, usual_release

ROOT = Path(__file__).resolve().parents[2]
GOOD = """quarter: 2024Q3
vintage: toy
charts_from: 2014Q1
publication_date: 2024-12-13
status: concept
"""


@pytest.fixture
def project(tmp_path):
    """A checkout with one made-up vintage of 13 December 2024 and the project's own default."""
    (tmp_path / "params").mkdir()
    shutil.copy(ROOT / "params" / "default.yml", tmp_path / "params")
    row = vintages.Row("x", "T1", {}, Period.parse("2024Q3"), 1)
    vintages.write(
        tmp_path / "data" / "vintages", "toy", date=dt.date(2024, 12, 13), kind="fetched", title="Verzonnen",
        tables=[vintages.TableData("T1", "Verzonnen", [row], sources={"bron": "https://opendata.cbs.nl/x"})],
    )  # fmt: skip
    return Project(tmp_path)


def edition(project, text, quarter="2024Q3"):
    (project.params / f"{quarter}.yml").write_text(text, encoding="utf-8")
    return Edition.load(project, Period.parse(quarter))


def test_papermill_gets_texts_only(project):
    found = edition(project, GOOD + "previous: 2023Q3\n")
    assert found.parameters() == {
        "quarter": "2024Q3", "vintage": "toy", "previous": "2023Q3", "charts_from": "2014Q1",
        "publication_date": "2024-12-13",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("quarter", "own", "previous"),
    [
        ("2024Q3", "", "2024Q1"), ("2024Q3", "previous: 2022Q4\n", "2022Q4"), ("2024Q1", "", "2022Q4"),
        ("2022Q4", "", None), ("2024Q4", None, "2024Q3"), ("2025Q4", None, "2025Q2"), ("2023Q1", None, "2022Q4"),
    ],
)  # fmt: skip
def test_the_previous_edition_is_the_newest_of_those_before(project, quarter, own, previous):
    for label in ("2025Q2", "2022Q4", "2024Q3", "2024Q1"):
        text = GOOD.replace("2024Q3", label).replace("2024-12-13", "2025-12-13")
        (project.params / f"{label}.yml").write_text(text + (own or "" if label == quarter else ""))
    assert [item.label for item in quarters(project)] == ["2022Q4", "2024Q1", "2024Q3", "2025Q2"]
    found = Edition.load(project, Period.parse(quarter))
    assert (found.previous and found.previous.label) == previous


def test_a_quarter_without_a_file_uses_the_default(project):
    edition(project, GOOD)
    found = Edition.load(project, Period.parse("2025Q1"))
    assert (found.vintage, found.publication_date, found.status) == ("toy", dt.date(2024, 12, 13), "concept")
    assert (found.previous, found.own_file) == (Period.parse("2024Q3"), False)


@pytest.mark.parametrize(
    ("quarter", "day"),
    [("2024Q3", dt.date(2024, 11, 15)), ("2024Q4", dt.date(2025, 2, 17)), ("2014Q1", dt.date(2014, 5, 15))],
)
def test_the_usual_release_day_is_halfway_the_second_month_and_never_in_a_weekend(quarter: str, day: dt.date) -> None:
    assert usual_release(Period.parse(quarter)) == day


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("quarter: 2024Q3\n", "", "params/2024Q3.yml:1: missing 'quarter'; write quarter: 2024Q3"),
        ("quarter: 2024Q3", "quarter: 2024Q2", "params/2024Q3.yml:1: quarter is 2024Q2, the file is named 2024Q3"),
        ("quarter: 2024Q3", "qarter: 2024Q3", "params/2024Q3.yml:1: unknown key 'qarter'; did you mean 'quarter'?"),
        ("vintage: toy", "vintage: tyo", "params/2024Q3.yml:2: vintage 'tyo': there is no such vintage; there are toy"),
        ("2014Q1", "2025Q1", "params/2024Q3.yml:3: the charts begin in 2025Q1, after 2024Q3"),
        ("2024-12-13", "2024-12-12", "params/2024Q3.yml:4: the edition appears on 2024-12-12, before its vintage"),
        ("status: concept", "status: klaar", "params/2024Q3.yml:5: 'status': input should be 'concept' or 'final'"),
        ("status: concept", "status: concept\nprevious: 2024Q3", "params/2024Q3.yml:6: previous edition 2024Q3 is not"),
        (
            "status: concept",
            "status: concept\nprinted:\n  - {fact: a, value: 6.8, published: 2024-10, source: x}",
            "params/2024Q3.yml:7: 'printed.1.value': write the value as printed, between quotes: '6,8'",
        ),
        (
            "status: concept",
            "status: concept\nerrata: [{date: 2025-01-01, text: x}]",
            "params/2024Q3.yml:5: errata and",
        ),
    ],
)
def test_faults_name_file_and_line(project, old, new, message):
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        edition(project, GOOD.replace(old, new))
    assert message in str(caught.value)


def test_the_next_releases_are_listed_with_their_day(project):
    releases = "next_releases:\n  - {date: 2025-02-14, text: verzonnen cijfers over het vierde kwartaal}\n"
    path = project.params / "2024Q3.yml"
    path.write_text(GOOD + releases, encoding="utf-8")
    (found,) = Edition.load(project, Period.parse("2024Q3")).next_releases
    assert (found.date, found.text) == (dt.date(2025, 2, 14), "verzonnen cijfers over het vierde kwartaal")
    path.write_text(GOOD + releases.replace("2025-02-14", "2024-12-13"), encoding="utf-8")
    with pytest.raises(
        UserError, match=r"2024Q3\.yml:6: the release of 2024-12-13 is not after the edition's own date"
    ):
        Edition.load(project, Period.parse("2024Q3"))


def test_all_faults_are_told_together(project):
    with pytest.raises(UserError) as caught:
        edition(project, GOOD.replace("status: concept", "stauts: concept").replace("2014Q1", "later"))
    told = str(caught.value).splitlines()
    assert len(told) == 3  # missing status, unknown stauts, charts_from
    assert all(line.startswith("params/2024Q3.yml:") for line in told)


@pytest.mark.parametrize(
    ("quarter", "vintage", "published"),
    [
        ("2023Q2", "2023-08-16", "2023-08-16"),
        ("2023Q3", "2023-11-30", "2023-11-30"),
        ("2024Q3", "2024-12-13", "2024-12-13"),
        ("2025Q4", "2026-09-09", "2026-09-09"),
    ],
)
def test_the_project_s_editions(quarter, vintage, published):
    found = Edition.load(Project(ROOT), Period.parse(quarter))
    assert (found.vintage, found.publication_date.isoformat(), found.charts_from.label) == (
        vintage,
        published,
        "2014Q1",
    )
    assert found.quarter in quarters(Project(ROOT))


@pytest.mark.parametrize(
    "reason",
    ["x", "-", "   ", "zie boven", "Zie de toelichting bij het vorige cijfer", "n.v.t.", "bla bla bla bla bla",
     "1 2 3 4 5", "om dezelfde reden als hierboven", "- - - - -", "a b c d e", "idem, door een bijstelling"],
)  # fmt: skip
def test_a_reason_that_says_nothing_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match="tells a reader nothing"):
        Printed(fact="a", value="1", published="2024", source="x", reason=reason)


def test_2024q3_remembers_what_the_letter_printed():
    found = Edition.load(Project(ROOT), Period.parse("2024Q3"))
    printed = {item.fact: item for item in found.printed}
    reproduced = {key: item.value for key, item in printed.items() if not item.reason}
    assert reproduced == {
        "tension": "106", "tension_ten_years_earlier": "15", "vacancies": "397", "vacancies_two_years_earlier": "445",
        "streak_above_100": "12", "participation_start": "66,0", "participation": "73,1", "wages_growth": "6,8",
    }  # fmt: skip
    explained = {key: item.value for key, item in printed.items() if item.reason}
    assert explained.items() >= {
        "vacancy_rate": "44", "vacancy_rate_mean": "21", "wages_since_2020_private": "20,1",
        "wages_since_2020_government": "21,3", "wages_since_2020_subsidised": "19,9", "hours_start": "30,9",
        "hours": "32,1",
    }.items()  # fmt: skip
    assert printed["wages_growth"].where.startswith("params/2024Q3.yml:")


FAULTY = {
    "no quarter": (
        "quarter: 2024Q3\n", "",
        "params/2024Q3.yml:1: missing 'quarter'; write quarter: 2024Q3",
    ),
    "another quarter": (
        "quarter: 2024Q3", "quarter: 2024Q2",
        "params/2024Q3.yml:1: quarter is 2024Q2, the file is named 2024Q3; let them agree",
    ),
    "no day": (
        "publication_date: 2024-12-13\n", "",
        "params/2024Q3.yml:1: missing 'publication_date'; write the date as 2024-12-13",
    ),
    "a day before the vintage": (
        "2024-12-13", "2024-12-12",
        "params/2024Q3.yml:4: the edition appears on 2024-12-12, before its vintage of 2024-12-13; choose an older "
        "vintage",
    ),
    "itself as the previous": (
        "status: concept", "status: concept\nprevious: 2024Q3",
        "params/2024Q3.yml:6: previous edition 2024Q3 is not before 2024Q3; name an older one",
    ),
    "a release on the day itself": (
        "status: concept", "status: concept\nnext_releases: [{date: 2024-12-13, text: x}]",
        "params/2024Q3.yml:6: the release of 2024-12-13 is not after the edition's own date 2024-12-13; name releases "
        "to come",
    ),
    "charts from after it": (
        "2014Q1", "2024Q4",
        "params/2024Q3.yml:3: the charts begin in 2024Q4, after 2024Q3; let them begin earlier",
    ),
    "an erratum in a concept": (
        "status: concept", "status: concept\nerrata: [{date: 2025-01-01, text: x}]",
        "params/2024Q3.yml:5: errata and manifest belong to a final edition; make it final first",
    ),
    "a record in a concept": (
        "status: concept", "status: concept\nmanifest: sha256:0",
        "params/2024Q3.yml:5: errata and manifest belong to a final edition; make it final first",
    ),
    "an embargo of another day": (
        "status: concept", "status: concept\npublication_at: 2024-12-14T09:30",
        "params/2024Q3.yml:6: the embargo ends on 2024-12-14, the edition's date is 2024-12-13; let them agree",
    ),
    "an embargo with a zone": (
        "status: concept", "status: concept\npublication_at: 2024-12-13T09:30+01:00",
        "params/2024Q3.yml:6: 2024-12-13T09:30:00+01:00 names a time zone; write the time in the Netherlands, no zone",
    ),
    "no such vintage": (
        "vintage: toy", "vintage: tyo",
        "params/2024Q3.yml:2: vintage 'tyo': there is no such vintage; there are toy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY)
def test_each_fault_is_told_with_what_to_do(project, kind):
    old, new, said = FAULTY[kind]
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        edition(project, GOOD.replace(old, new))
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "quarter: 2024Q4",
            "params/default.yml:1: default.yml serves every quarter and cannot name one; take the line out",
        ),
        ("qarter: 2024Q4", "params/default.yml:1: unknown key 'qarter'; did you mean 'quarter'?"),
    ],
)
def test_the_default_names_no_quarter(project, line, said):
    path = project.params / "default.yml"
    path.write_text(f"{line}\n{path.read_text()}")
    with pytest.raises(UserError) as caught:
        Edition.load(project, Period.parse("2024Q4"))
    assert str(caught.value) == said


def test_what_is_right_at_the_edge_passes(project):
    more = "next_releases: [{date: 2024-12-14, text: x}]\npublication_at: 2024-12-13T09:30\nprevious: 2024Q2\n"
    found = edition(project, GOOD.replace("2014Q1", "2024Q3") + more)
    assert (found.charts_from, found.previous) == (Period.parse("2024Q3"), Period.parse("2024Q2"))
    assert found.publication_at.isoformat() == "2024-12-13T09:30:00+01:00"
    final = GOOD.replace("concept", "final") + "errata: [{date: 2025-01-01, text: x}]\nmanifest: sha256:0\n"
    assert edition(project, final).errata[0].text == "x"


PRINTED = "printed:\n  - {fact: a, value: '6,8', published: 2024-12-13, source: Brief}\n"
REASON = "omdat de oude cijfers er niet meer zijn"


def test_every_field_of_an_edition_is_read(project):
    found = edition(project, GOOD + (
        f"{PRINTED}  - {{fact: b, value: '-1', published: 2024, source: x, reason: {REASON}, note: Let op}}\n"
        "next_releases: [{date: 2025-02-14, text: later}]\n"
    ))  # fmt: skip
    assert [(p.fact, p.value, p.published, p.source, p.reason, p.note, p.where) for p in found.printed] == [
        ("a", "6,8", "2024-12-13", "Brief", "", "", "params/2024Q3.yml:7"),
        ("b", "-1", "2024", "x", REASON, "Let op", "params/2024Q3.yml:8"),
    ]  # fmt: skip
    assert (found.label, found.vintage, found.previous, found.publication_at, found.errata, found.manifest) == (
        "2024Q3", "toy", None, None, (), "",
    )  # fmt: skip
    assert (found.path.name, found.own_file, found.next_releases[0].text) == ("2024Q3.yml", True, "later")
    assert found.parameters()["previous"] == ""


@pytest.mark.parametrize("quarter", ["2024Q3", "2024Q4"])
def test_a_quarter_without_a_file_appears_on_the_usual_day_unless_its_figures_are_older(project, quarter):
    """The vintage is of 13 December 2024; the usual days are 15 November 2024 and 17 February 2025."""
    found = Edition.load(project, Period.parse(quarter))
    assert found.publication_date == {"2024Q3": dt.date(2024, 11, 15), "2024Q4": dt.date(2024, 12, 13)}[quarter]
    assert (found.path.name, found.own_file, found.vintage) == ("default.yml", False, "toy")


@pytest.mark.parametrize(
    ("quarter", "day"),
    [
        ("2023Q4", "2024-02-15"), ("2024Q1", "2024-05-15"), ("2024Q2", "2024-08-15"), ("2025Q1", "2025-05-15"),
        ("2025Q2", "2025-08-15"), ("2025Q3", "2025-11-17"), ("2025Q4", "2026-02-16"), ("2020Q2", "2020-08-17"),
    ],
)  # fmt: skip
def test_the_usual_day_is_the_fifteenth_or_the_monday_after_it(quarter, day):
    assert usual_release(Period.parse(quarter)).isoformat() == day


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("6.8", "7: 'printed.1.value': write the value as printed, between quotes: '6,8'"),
        ("106", "7: 'printed.1.value': write the value as printed, between quotes: '106'"),
        ("'6.8.1'", "7: 'printed.1.value': '6.8.1' is not a Dutch number; write it as 1\u202f234,5"),
    ],
)
def test_a_printed_value_is_a_text_that_is_a_number(project, value, said):
    with pytest.raises(UserError) as caught:
        edition(project, GOOD + PRINTED.replace("'6,8'", value))
    assert str(caught.value).replace(" ", "\u202f") == f"params/2024Q3.yml:{said}".replace(" ", "\u202f")


@pytest.mark.parametrize(
    "reason",
    [
        "door een nieuwe methode", "het CBS heeft dit bijgesteld", "de hierbovenste waarde is anders",
        "in de cf-reeks ontbreekt dit", "niet af te leiden: 3 van 4 delen ontbreken",
    ],
)  # fmt: skip
def test_a_reason_of_four_words_passes(reason):
    assert Printed(fact="a", value="1", published="2024", source="x", reason=reason).reason == reason


@pytest.mark.parametrize("reason", ["drie woorden maar", "drie drie woorden maar", "vgl. de brief van het kabinet",
                                    "dit staat in bovenstaand stuk al", "cf. de brief van het kabinet",
                                    "de reden is idem aan de vorige"])  # fmt: skip
def test_a_reason_that_is_too_short_or_refers_elsewhere_is_told_how_to_be(reason):
    with pytest.raises(ValueError) as caught:
        Printed(fact="a", value="1", published="2024", source="x", reason=reason)
    assert (
        f"'{reason}' tells a reader nothing: write why in a few words, in Dutch; it is printed" in str(caught.value)
    )  # fmt: skip


def test_faults_of_several_fields_are_told_together_each_with_its_line(project):
    more = "previous: 2024Q4\nmanifest: x\npublication_at: 2024-12-14T09:30+01:00\n"
    text = GOOD.replace("2014Q1", "2025Q1") + more
    with pytest.raises(UserError) as caught:
        edition(project, text)
    assert [line.split(": ", 1)[0] for line in str(caught.value).splitlines()] == [
        f"params/2024Q3.yml:{line}" for line in (6, 8, 8, 3, 5)
    ]


def test_a_quarter_that_the_default_serves_may_not_appear_before_its_charts(project):
    path = project.params / "default.yml"
    later = "next_releases: [{date: 2024-12-13, text: x}]\n"
    path.write_text(f"vintage: toy\ncharts_from: 2014Q1\nstatus: concept\n{later}")
    with pytest.raises(UserError) as caught:
        Edition.load(project, Period.parse("2013Q4"))
    assert str(caught.value).splitlines() == [
        "params/default.yml:4: the release of 2024-12-13 is not after the edition's own date 2024-12-13; name releases "
        "to come",
        "params/default.yml:2: the charts begin in 2014Q1, after 2013Q4; let them begin earlier",
    ]


def test_a_vintage_that_is_named_by_a_day_without_quotes_is_that_one(project):
    row = vintages.Row("x", "T1", {}, Period.parse("2024Q3"), 1)
    vintages.write(project.vintages, "2024-12-01", date=dt.date(2024, 12, 1), kind="imported", title="Verzonnen",
                   tables=[vintages.TableData("T1", "Verzonnen", [row])])  # fmt: skip
    assert edition(project, GOOD.replace("vintage: toy", "vintage: 2024-12-01")).vintage == "2024-12-01"
    assert edition(project, GOOD.replace("vintage: toy", "vintage: latest")).vintage == "toy"


@pytest.mark.parametrize(
    ("own", "before", "trials"),
    [("toy", "toy", []), ("proef", "toy", ["proef"]), ("toy", "proef", ["proef"]), ("proef", "proef", ["proef"]),
     ("proef", "proef2", ["proef", "proef2"]), ("toy", "no such vintage", []), ("toy", None, [])],
)  # fmt: skip
def test_trial_figures_are_refused_whether_they_are_its_own_or_of_the_edition_before(project, own, before, trials):
    row = vintages.Row("x", "T1", {}, Period.parse("2024Q3"), 1)
    for label in ("proef", "proef2"):
        vintages.write(project.vintages, label, date=dt.date(2024, 12, 1), kind="trial", title="Verzonnen",
                       tables=[vintages.TableData("T1", "Verzonnen", [row])])  # fmt: skip
    if before:
        text = GOOD.replace("vintage: toy", f"vintage: {before}").replace("2024Q3", "2024Q2")
        (project.params / "2024Q2.yml").write_text(text, encoding="utf-8")
    found = edition(project, GOOD.replace("vintage: toy", f"vintage: {own}"))
    assert trials_.read_by(project, found) == trials
    if not trials:
        trials_.refuse(project, found, "No edition is made final")
        return
    with pytest.raises(UserError) as caught:
        trials_.refuse(project, found, "No edition is made final")
    assert str(caught.value) == (
        f"params/2024Q3.yml: No edition is made final with trial figures: vintage {trials[0]} was not read from CBS's "
        "own servers; read CBS's figures with arbeidsmarkt fetch, and name that vintage"
    )
