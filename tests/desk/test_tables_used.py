"""What the accountability section says of tables and statements, on a small made-up project of two kinds of table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import accountability
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.execution.sections import Inputs
from arbeidsmarkt.inputs import coverage, vintages
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage
from arbeidsmarkt.numbers import reconciliation
from arbeidsmarkt.numbers.derivations import total
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.reconciliation import Comparison
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3, value

SERIES = """
tables:
  TOY1: {title: Vacatures (catalogus)}
  TOY2: {title: Lonen (catalogus)}
  OWN: {title: Eigen telling, statline: false}
series:
  toy_one: {table: TOY1, title: Een, measure: Een, unit: thousand, adjusted: false}
  toy_two: {table: TOY2, title: Twee, measure: Twee, unit: percent, decimals: 1, adjusted: false}
  toy_own: {table: OWN, title: Eigen, measure: Eigen, unit: thousand, adjusted: false}
"""
COVERAGE = """
edition: 2024Q3
letter: Verzonnen
statements:
  - {statement: Er zijn vacatures, made: reproduced, notebook: alpha, facts: [one]}
  - {statement: Er zijn er veel, made: reproduced, notebook: alpha, facts: [one]}
  - {statement: De lonen stijgen, made: published, notebook: alpha, facts: [two], why: Zonder data}
  - {statement: Het komt goed, made: not_made, why: Geen cijfer}
"""


def table(name: str, *days: str, **about: str | None) -> TableData:
    series = {"TOY1": "toy_one", "TOY2": "toy_two", "OWN": "toy_own"}[name]
    rows = [
        Row(series, name, {}, Q3 - back, Decimal(back + 1), as_of=dt.date.fromisoformat(day) if day else None)
        for back, day in enumerate(days)
    ]
    return TableData(name, about.pop("title", "") or "", rows, **about)  # type: ignore[arg-type]


def session(root: Path, *tables: TableData, asked: tuple[str, ...] = ("toy_one", "toy_two", "toy_own")) -> Session:
    project = Project(root)
    project.params.mkdir(parents=True)
    project.series.write_text(SERIES, encoding="utf-8")
    day = dt.date(2024, 12, 13)
    vintages.write(project.vintages, "toy", date=day, kind="reconstructed", title="Verzonnen", tables=tables)
    made = Session(project, "2024Q3", "toy", "2014Q1", "2024-12-13", after_all=True)
    made.__dict__["handed_over"] = {
        "reads": {"asked": [*asked], "tables": ["TOY1", "TOY2", "OWN", "ELSE"]},
        "facts": {},
    }
    return made


def test_a_table_outside_statline_has_a_dash_for_its_number_and_the_others_their_own(tmp_path: Path) -> None:
    made = session(
        tmp_path,
        table("TOY1", "2024-11-14", title="Vacatures; verzonnen"),
        table("TOY2", "2024-11-14"),
        table("OWN", "2024-11-14", title="Telling", publisher="Verzonnen bureau"),
    )
    assert accountability.tables_used(made).iloc[:, :2].to_numpy().tolist() == [
        ["–", "Verzonnen bureau: Telling"], ["TOY1", "Vacatures; verzonnen"], ["TOY2", "Lonen (catalogus)"],
    ]  # fmt: skip
    assert accountability.tables_described(made) == {
        "caption": "Gebruikte tabellen en hun stand", "source": "Bron: CBS, StatLine; Verzonnen bureau.",
    }  # fmt: skip
    assert made.reads()["tables"].keys() == {"OWN", "TOY1", "TOY2"}


def test_only_tables_that_are_shown_and_held_are_listed(tmp_path: Path) -> None:
    tables = (table("TOY1", "2024-11-14"), table("TOY2", "2024-11-14"))
    made = session(tmp_path, *tables, asked=("toy_two", "toy_own"))
    assert [*accountability.tables_used(made)["Tabel"]] == ["TOY2"]
    assert accountability.tables_described(made) == {
        "caption": "Gebruikte tabellen van het CBS en hun stand", "source": "Bron: CBS, StatLine.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "modified", "state"),
    [
        (("2024-11-14", "2024-02-15", "2024-08-15"), None, "15 februari 2024 tot en met 14 november 2024"),
        (("2024-11-14", "2024-11-14"), None, "14 november 2024"),
        (("2024-11-14", ""), None, "14 november 2024"),
        (("", ""), None, "niet bekend"),
        (("2024-02-15", "2024-11-14"), "2024-12-01T02:00:00+01:00", "1 december 2024"),
    ],
)
def test_the_state_of_a_table_is_its_own_day_or_from_the_first_to_the_last_of_its_figures(
    tmp_path: Path, days: tuple[str, ...], modified: str | None, state: str
) -> None:
    made = session(tmp_path, table("TOY1", *days, modified=modified), table("TOY2", "2001-01-01"))
    assert [*accountability.tables_used(made)["Stand van de cijfers"]] == [state, "1 januari 2001"]


def stated(made: Session, text: str = COVERAGE) -> None:
    path = made.project.root / coverage.FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_letter_s_statements_stand_with_what_is_done_with_them(tmp_path: Path) -> None:
    made = session(tmp_path)
    stated(made)
    assert accountability.coverage(made).to_numpy().tolist() == [
        ["Er zijn vacatures", "berekend uit cijfers van het CBS", ""],
        ["Er zijn er veel", "berekend uit cijfers van het CBS", ""],
        ["De lonen stijgen", "overgenomen uit een publicatie", "Zonder data"],
        ["Het komt goed", "niet opgenomen", "Geen cijfer"],
    ]
    counts = {key: (item.value, item.title) for key, item in accountability.statements_made(made).items()}
    assert counts == {
        "statements_count": (4, "Uitspraken van de brief"),
        "statements_reproduced": (2, "Uitspraken: berekend uit cijfers van het CBS"),
        "statements_published": (1, "Uitspraken: overgenomen uit een publicatie"),
        "statements_not_made": (1, "Uitspraken: niet opgenomen"),
    }


@pytest.mark.parametrize("text", [None, COVERAGE.replace("2024Q3", "2024Q2")])
def test_an_edition_that_no_letter_belongs_to_lists_no_statements(tmp_path: Path, text: str | None) -> None:
    made = session(tmp_path)
    if text is not None:
        stated(made, text)
    assert accountability.coverage(made).empty and accountability.statements_made(made) == {}


@pytest.mark.parametrize("ask", [accountability.coverage, accountability.statements_made])
def test_a_changed_list_of_statements_runs_the_notebook_again(tmp_path: Path, ask: object) -> None:
    made = session(tmp_path, table("TOY1", "2024-11-14"))
    ask(made)  # type: ignore[operator]
    assert made.reads()["files"] == [coverage.FILE]

    def digest() -> str:
        return Inputs(made.project, Vintage.open(made.project.vintages, "toy")).digest(f"file:{coverage.FILE}")

    without = digest()
    stated(made)
    first = digest()
    stated(made, COVERAGE.replace("veel", "weinig"))
    assert len({without, first, digest()}) == 3


def test_a_count_is_traced_to_one_figure_of_each_table(tmp_path: Path) -> None:
    made = session(tmp_path)
    stated(made)
    one, two = value(1, series="toy_one"), value(2, period=Period.parse("2024Q2"), series="toy_two")
    made.__dict__["others"] = {"one": Fact("one", one), "two": Fact("two", two)}
    found: Observation = accountability.statements_made(made)["statements_count"]
    assert found.cells() == [one]  # both are of one table
    assert found.source.formula == "aantal(a, …)"  # type: ignore[union-attr]


def test_what_was_left_out_is_listed_once_in_the_order_of_the_report(tmp_path: Path) -> None:
    made = session(tmp_path)
    made.handed_over["left_out"] = ["De lonen ontbreken.", "De banen ontbreken.", "De lonen ontbreken."]
    assert [*accountability.left_out(made)["Onderwerp"]] == ["De lonen ontbreken.", "De banen ontbreken."]
    count = accountability.left_out_count(made)
    assert (count.value, count.title) == (2, "Onderwerpen waarover de gebruikte cijfers niets bevatten")


def comparison(fact: str, outcome: reconciliation.Outcome, *, recomputed: bool = True, title: str = "") -> Comparison:
    return Comparison(
        fact, title or f"Cijfer {fact}", "percent", Q3, "6,8", "2024-12-13", "Brief", "6,9", None, outcome,
        f"Toelichting {fact}.", "params/x.yml:3", recomputed,
    )  # fmt: skip


ALL = [
    comparison("a", "reproduced"), comparison("b", "reproduced"), comparison("c", "reproduced"),
    comparison("d", "revised"), comparison("e", "revised"), comparison("f", "explained"), comparison("g", "failed"),
    comparison("h", "taken_over", recomputed=False), comparison("i", "taken_over", recomputed=False),
    comparison("j", "not_derivable", recomputed=False), comparison("k", "failed", recomputed=False),
]  # fmt: skip


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session of an edition with figures of every outcome."""
    made = session(tmp_path)
    made.__dict__["others"] = {}
    monkeypatch.setattr(accountability, "_compared", lambda session: ALL)
    return made


def test_every_outcome_is_counted_under_its_own_name(compared: Session) -> None:
    assert {key: (item.value, item.title) for key, item in accountability.outcomes(compared).items()} == {
        "printed_recomputed": (7, "Eerder gepubliceerde cijfers die zijn nagerekend"),
        "printed_different": (4, "Eerder gepubliceerde cijfers die nu anders zijn"),
        "printed_revised": (2, "Eerder gepubliceerde cijfers die zijn bijgesteld"),
        "printed_explained": (1, "Eerder gepubliceerde cijfers die om een andere reden afwijken"),
        "printed_unexplained": (1, "Eerder gepubliceerde cijfers die zonder verklaring afwijken"),
        "printed_taken_over": (2, "Eerder gepubliceerde cijfers die zijn overgenomen"),
        "printed_absent": (2, "Eerder gepubliceerde cijfers die deze bijlage niet geeft"),
    }


def test_every_published_figure_stands_beside_today_s_with_its_outcome_in_dutch(compared: Session) -> None:
    whole = accountability.reconciled(compared)
    assert [*whole.columns] == [
        "Cijfer", "Eenheid", "Gepubliceerd", "Publicatie", "Deze bijlage", "Uitkomst", "Toelichting",
    ]  # fmt: skip
    assert whole.iloc[3].to_list() == [
        "Cijfer d", "%", "6,8", "Brief", "6,9", "afwijkend door bijstelling", "Toelichting d.",
    ]  # fmt: skip
    assert [*whole["Uitkomst"]] == [
        "gelijk", "gelijk", "gelijk", "afwijkend door bijstelling", "afwijkend door bijstelling",
        "afwijkend, met toelichting", "wijkt af", "overgenomen uit de publicatie", "overgenomen uit de publicatie",
        "niet in deze bijlage", "wijkt af",
    ]  # fmt: skip
    different = accountability.deviating(compared)
    assert [*different.columns] == ["Cijfer", "Eenheid", "Gepubliceerd", "Deze bijlage", "Toelichting"]
    assert [*different["Cijfer"]] == [f"Cijfer {fact}" for fact in "defgk"]


def test_figures_of_one_title_say_what_each_is_about_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(tmp_path)
    made.__dict__["others"] = {
        "a": Fact("a", value(1, label="Zorg")), "b": Fact("b", value(2, label="Bouw", period=Q3 - 1)),
        "c": Fact("c", value(3, label="Handel")),
    }  # fmt: skip
    told = [comparison("a", "reproduced", title="Groei"), comparison("b", "reproduced", title="Groei"),
            comparison("c", "reproduced", title="Omvang")]  # fmt: skip
    monkeypatch.setattr(accountability, "_compared", lambda session: told)
    assert [*accountability.reconciled(made)["Cijfer"]] == [
        "Groei, zorg, 2024 3e kwartaal", "Groei, bouw, 2024 2e kwartaal", "Omvang, 2024 3e kwartaal",
    ]  # fmt: skip


def test_how_many_facts_rest_on_a_copy(tmp_path: Path) -> None:
    made = session(tmp_path)

    def fact(key: str, *leaves: Observation) -> Fact:
        return Fact(key, total(leaves, title="Som"))

    own, copied = value(1), replace(value(2), source=Cell("toy", "TOY1", via="krant.nl"))
    missing = replace(value(None), source=Cell("toy", "TOY1", via="krant.nl"))
    book = replace(value(3), source=PublishedCell("x", "observation", "UWV", "Boek", dt.date(2024, 1, 1), ""))
    made.__dict__["others"] = {"own": fact("own", own), "copy": fact("copy", own, copied), "book": fact("book", book),
                               "gone": fact("gone", own, missing)}  # fmt: skip
    found = accountability.read_in_copies(made)
    assert {key: (item.value, item.title) for key, item in found.items()} == {
        "facts_from_cbs": (3, "Getallen die op cijfers van het CBS berusten"),
        "facts_in_copies": (1, "Getallen die op een kopie van een CBS-cijfer berusten"),
    }
    made.__dict__["others"] = {"own": fact("own", own)}
    assert accountability.read_in_copies(made) == {}
