"""What was revised since the previous edition: of three made-up editions, two sectors and figures of two precisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import revised_figures
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.vintages import Row, TableData
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.series import Cell, Derivation, PublishedCell
from made_up_figures import value

SERIES = """
tables:
  TOY2: {title: Lonen}
  TOY1: {title: Vacatures}
members:
  sector:
    A: {title: A Landbouw}
    J: {title: J Informatie}
series:
  wages: {table: TOY2, title: Lonen, measure: x, unit: percent, decimals: 1}
  vacancies: {table: TOY1, title: Vacatures, measure: x, unit: thousand, decimals: 1, over: {sector: Tak}}
"""
EDITION = """
quarter: {quarter}
vintage: {vintage}
charts_from: 2014Q1
publication_date: {day}
status: concept
"""
NOW, BEFORE, OLDEST = "2024Q3", "2024Q1", "2023Q1"
DAYS = {OLDEST: "2023-05-31", BEFORE: "2024-05-31", NOW: "2024-11-30"}
Q1 = Period.parse("2023Q1")


def row(series: str, quarter: str, value: str | None, release: str, sector: str = "", as_of: str = "") -> Row:
    number = None if value is None else Decimal(value)
    decimals = max(0, -int(number.as_tuple().exponent)) if number is not None else 0
    return Row(
        series, "TOY1" if sector else "TOY2", {"sector": sector} if sector else {}, Period.parse(quarter), number,
        "" if number is not None else ".", decimals=decimals, release=release,
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
    )  # fmt: skip


def session(root: Path, rows: dict[str, list[Row]], asked: tuple[str, ...] = ("vacancies", "wages")) -> Session:
    project = Project(root)
    project.params.mkdir(parents=True)
    project.series.write_text(SERIES, encoding="utf-8")
    for quarter, held in rows.items():
        day = dt.date.fromisoformat(DAYS[quarter])
        tables = [
            TableData(name, title, [one for one in held if one.table == name])
            for name, title in (("TOY1", "Vacatures"), ("TOY2", "Lonen"))
        ]
        vintages.write(project.vintages, f"of-{quarter}", date=day, kind="reconstructed", title="x", tables=tables)
        path = project.params / f"{quarter}.yml"
        path.write_text(EDITION.format(quarter=quarter, vintage=f"of-{quarter}", day=DAYS[quarter]))
    made = Session(project, NOW, f"of-{NOW}", "2014Q1", DAYS[NOW], BEFORE if BEFORE in rows else "", after_all=True)
    made.__dict__["handed_over"] = {"reads": {"asked": [*asked]}}
    return made


ROWS = {
    OLDEST: [row("wages", "2022Q4", "9.9", "r0"), row("vacancies", "2022Q4", "99", "r0", "A")],
    BEFORE: [
        row("wages", "2022Q4", "5.0", "r1"), row("wages", "2023Q1", "6.8", "r1"), row("wages", "2023Q2", "6.1", "r1"),
        row("wages", "2023Q3", "7", "r1"), row("wages", "2024Q1", "6.0", "r1"),
        row("wages", "2023Q4", "6.6", "unknown"),
        row("vacancies", "2023Q1", "10.5", "r1", "A"), row("vacancies", "2023Q1", "20", "r1", "J"),
        row("vacancies", "2023Q2", "11.0", "r1", "A"), row("vacancies", "2023Q3", None, "r1", "A"),
    ],
    NOW: [
        row("wages", "2022Q4", "5.0", "r2"), row("wages", "2023Q1", "6.7", "r2"), row("wages", "2023Q2", "7.1", "r1"),
        row("wages", "2023Q3", "6.8", "r2"), row("wages", "2024Q1", "6.4", "r2"), row("wages", "2024Q2", "6.2", "r2"),
        row("wages", "2023Q4", "6.9", "r2"), row("vacancies", "2023Q1", "10.8", "r2", "A"),
        row("vacancies", "2023Q1", "17", "r2", "J"), row("vacancies", "2023Q2", None, "r2", "A"),
        row("vacancies", "2023Q3", "12", "r2", "A"),
    ],
}  # fmt: skip


def test_revisions_are_those_since_the_edition_before_and_not_since_the_oldest(tmp_path: Path) -> None:
    found = revised_figures.since_previous(session(tmp_path, ROWS))
    # in the catalogue's order, the largest first; 2023Q2 is of one release, 2023Q4 of an unknown one; 7 may be 6,8
    assert [
        (item.new.title, item.new.label, item.new.period and item.new.period.label, item.old.text, item.new.text,
         item.change.text)
        for item in found
    ] == [
        ("Lonen", "", "2024Q1", "6,0", "6,4", "0,4"), ("Lonen", "", "2023Q1", "6,8", "6,7", "−0,1"),
        ("Vacatures", "Informatie", "2023Q1", "20", "17", "−3"),
        ("Vacatures", "Landbouw", "2023Q1", "10,5", "10,8", "0,3"),
    ]  # fmt: skip
    assert {item.change.unit for item in found} == {"percentage_point", "thousand"}
    assert [item.value for item in found[0].change.cells()] == [Decimal("6.4"), Decimal("6.0")]
    count = revised_figures.count(found)
    assert (count.value, count.unit, count.title) == (4, "count", "Aantal bijgestelde cijfers")
    assert (revised_figures.count([]).value, revised_figures.count(found, "Anders").title) == (0, "Anders")


def test_only_what_the_other_notebooks_asked_for_is_compared(tmp_path: Path) -> None:
    made = session(tmp_path, ROWS, asked=("vacancies",))
    assert [item.new.title for item in revised_figures.since_previous(made)] == ["Vacatures"] * 2
    read = revised_figures.read_twice(made)
    assert (read.value, read.unit, read.title) == (2, "count", "Cijfers waarvan twee standen beschikbaar zijn")
    assert made.reads()["files"] == [f"data/vintages/of-{BEFORE}/datapackage.json", f"params/{BEFORE}.yml"]


def test_a_figure_that_is_not_newer_shows_no_revision(tmp_path: Path) -> None:
    rows = {
        BEFORE: [row("wages", q, "5.0", "r1", as_of="2024-02-01") for q in ("2023Q1", "2023Q2", "2023Q3")],
        NOW: [row("wages", q, "5.5", "r2", as_of=day) for q, day in
              (("2023Q1", "2024-02-01"), ("2023Q2", "2024-02-02"), ("2023Q3", "2024-01-31"))],
    }  # fmt: skip
    (only,) = revised_figures.since_previous(session(tmp_path, rows))
    assert only.new.period == Q1 + 1


@pytest.mark.parametrize("rows", [{NOW: ROWS[NOW]}])
def test_a_first_edition_has_no_revisions(tmp_path: Path, rows: dict[str, list[Row]]) -> None:
    made = session(tmp_path, rows)
    assert revised_figures.since_previous(made) == revised_figures.unseen(made) == []
    assert revised_figures.read_twice(made).value == 0


@pytest.mark.parametrize(
    ("days", "seen"),
    [
        (("2024-08-15", "2024-08-15"), ["Lonen (tabel TOY2): 15 augustus 2024"]),
        (("2024-08-15", "2024-08-16"), []),  # two states: its revisions can show
        (("2024-05-31", "2024-05-31"), []),  # not later than the older vintage
        (("", ""), []),
    ],
)
def test_a_table_that_both_read_in_one_later_state_cannot_show_its_revisions(
    tmp_path: Path, days: tuple[str, str], seen: list[str]
) -> None:
    held = [row("wages", q, "5.0", "r", as_of=day) for q, day in zip(("2023Q1", "2023Q2"), days, strict=True)]
    more = [row("vacancies", "2023Q1", "10", "r", "A", as_of="2024-01-01")]
    asked = ("not_in_this_vintage", "vacancies", "wages")
    found = revised_figures.unseen(session(tmp_path, {BEFORE: [*held, *more], NOW: [*held, *more]}, asked))
    assert [item.label for item in found] == seen
    assert [(item.value, item.title) for item in found] == [
        (2, "cijfers van tabel TOY2 die beide edities gebruiken") for _ in seen
    ]


HEADLINES = """
tables:
  TOY1: {title: Vacatures}
  TOY2: {title: Lonen}
series:
  open_vacancies: {table: TOY1, title: Openstaande vacatures, measure: x, unit: thousand, decimals: 0}
  wages_growth: {table: TOY2, title: Loonstijging, measure: x, unit: percent, decimals: 1}
"""


def test_first_figures_are_set_beside_what_they_became_one_four_and_eight_quarters_later(tmp_path: Path) -> None:
    def wages(quarter: str, *states: tuple[str, str]) -> list[Row]:
        return [row("wages_growth", quarter, value, f"r-{day}", as_of=day) for value, day in states]

    fourth, first = ("2022Q4", ("5.0", "2023-02-15"), ("5.2", "2023-05-16")), ("2023Q1", ("6.0", "2023-05-15"))
    rows = {
        OLDEST: [*wages(*fourth[:2]), *wages(*first)],
        BEFORE: [*wages("2022Q4", fourth[2]), *wages("2023Q1", ("5", "2023-08-15"))],
        NOW: [replace(row("open_vacancies", "2024Q1", "430", "r", as_of="2024-08-15"), table="TOY1")],
    }
    made = session(tmp_path, rows)
    made.project.series.write_text(HEADLINES, encoding="utf-8")
    path = made.project.params / f"{BEFORE}.yml"
    printed = '  - {fact: vacancies, value: "440", published: 2024-05-15, source: "CBS, bericht"}\n'
    path.write_text(f"{path.read_text()}printed:\n{printed}")
    found = revised_figures.first_figures(made)
    shown = [
        (one.series, one.after, one.points.text, *(f"{item.text} {item.unit}" for item in (one.mean, one.size)))
        for one in found
    ]
    none = ("0", "n.b. thousand", "n.b. thousand")
    small = ("2", "−0,40 percentage_point", "0,60 percentage_point")  # 5,0 became 5,2, and 6,0 became 5
    assert shown == [
        ("Openstaande vacatures", "een kwartaal later", "1", "−10,0 thousand", "10,0 thousand"),
        ("Openstaande vacatures", "vier kwartalen later", *none),
        ("Openstaande vacatures", "acht kwartalen later", *none),
        ("Loonstijging", "een kwartaal later", *small),
        ("Loonstijging", "vier kwartalen later", *small),
        ("Loonstijging", "acht kwartalen later", "0", "n.b. percentage_point", "n.b. percentage_point"),
    ]
    vacancies, wages_later = found[0], found[3]
    assert (vacancies.mean.title, vacancies.size.title, vacancies.points.title) == (
        "Gemiddelde bijstelling", "Gemiddelde grootte van de bijstelling", "Aantal kwartalen",
    )  # fmt: skip
    assert [item.value for item in wages_later.size.cells()] == [*map(Decimal, ("5.2", "5.0", "5", "6.0"))]
    assert isinstance(wages_later.size.source, Derivation) and isinstance(wages_later.mean.source, Derivation)
    assert [item.source.words for item in (wages_later.mean, wages_later.size)] == [
        "gemiddelde van de bijstellingen", "gemiddelde van de grootte van de bijstellingen",
    ]  # fmt: skip
    assert [item.decimals for item in wages_later.size.source.inputs] == [1, 0]  # as few as one of the two has
    later, told = vacancies.mean.cells()
    assert isinstance(later.source, Cell)
    assert later.source.sha256 == made.reader.vintage.tables["TOY1"].sha256 != ""
    assert (later.value, told.value, told.title, told.period) == (430, 440, "Openstaande vacatures", Q1 + 4)
    assert isinstance(told.source, PublishedCell)
    assert (told.source.publisher, told.source.date) == ("CBS, bericht", dt.date(2024, 5, 15))
    assert made.reads()["files"] == [
        "data/vintages", *(f"data/vintages/of-{quarter}/datapackage.json" for quarter in (OLDEST, BEFORE, NOW)),
        "params",
    ]  # fmt: skip


def test_a_count_is_as_certain_as_what_is_counted_and_of_nothing_it_is_certain() -> None:
    none = revised_figures.count([])
    assert (none.value, none.unit, none.status, none.title) == (0, "count", "final", "Aantal bijgestelde cijfers")
    old, new = value(1, status="final"), value(2, status="provisional")
    changed = revised_figures.Revised(old, new, difference(new, old, title="Bijstelling"))
    two = revised_figures.count([changed, changed], "Aantal")
    assert (two.value, two.status, two.title) == (2, "provisional", "Aantal")
    assert two.source == Derivation("count", "aantal bijgestelde cijfers", "aantal(a, …)", (changed.change,) * 2)
