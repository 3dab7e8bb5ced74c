"""Figures of a vintage that cannot be true together are named. All figures here are made up."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.published import PublishedFigure
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage
from arbeidsmarkt.publishing import complements
from arbeidsmarkt.publishing.plausibility import doubts

CATALOGUE = Catalogue.load(Path(__file__).resolve().parents[2] / "params" / "series.yml")


def named(folder: Path, *rows: tuple[str, str, str]) -> list[str]:
    """What is named in a vintage of these figures: series, or series/section, quarter, value."""
    tables: dict[str, list[Row]] = {}
    for series, quarter, value in rows:
        name, _, section = series.partition("/")
        table = CATALOGUE.spec(name).table
        decimals = len(value.partition(".")[2])
        about = {"sector": section} if section else {}
        tables.setdefault(table, []).append(
            Row(name, table, about, Period.parse(quarter), Decimal(value), decimals=decimals)
        )
    data = [TableData(table, table, found) for table, found in tables.items()]
    vintages.write(folder, "v", date=dt.date(2024, 1, 1), kind="reconstructed", title="Verzonnen", tables=data)
    return [line.removeprefix("vintage v: ") for line in doubts(Vintage.open(folder, "v"), CATALOGUE)]


@pytest.mark.parametrize(("filled", "said"), [("8.2", []), ("8.3", ["10.0 against 9.7"])])
def test_the_flows_must_give_the_change_of_the_level(tmp_path: Path, filled: str, said: list[str]) -> None:
    found = named(
        tmp_path,
        ("open_vacancies", "2020Q1", "100.0"), ("open_vacancies", "2020Q2", "110.0"),
        ("vacancies_arisen", "2020Q2", "18.0"), ("vacancies_filled", "2020Q2", filled),
    )  # fmt: skip
    assert found == [f"open_vacancies: level and flows do not agree: 2020Q2 {one}" for one in said]


@pytest.mark.parametrize(("then", "said"), [("95.0", []), ("94.9", ["10.0 against 15.1"])])
def test_adjusted_and_unadjusted_changes_lie_close_together(tmp_path: Path, then: str, said: list[str]) -> None:
    found = named(
        tmp_path,
        ("open_vacancies", "2020Q1", "100.0"), ("open_vacancies", "2021Q1", "110.0"),
        ("open_vacancies_unadjusted", "2020Q1", then), ("open_vacancies_unadjusted", "2021Q1", "110.0"),
    )  # fmt: skip
    what = "adjusted and unadjusted change on a year earlier do not agree"
    assert found == [f"open_vacancies: {what}: 2021Q1 {one}" for one in said]


def test_a_rate_must_be_what_its_parts_give(tmp_path: Path) -> None:
    rows = [("unemployed", "2020Q1", "50"), ("labour_force", "2020Q1", "1000")]
    assert named(tmp_path / "a", *rows, ("unemployment_rate", "2020Q1", "5.0")) == []
    assert named(tmp_path / "b", *rows, ("unemployment_rate", "2020Q1", "5.2")) == [
        "unemployment_rate: rate and what it is a share of do not agree: 2020Q1 5.20 against 5.00"
    ]


def test_parts_must_add_up_to_the_whole_when_all_of_them_are_there(tmp_path: Path) -> None:
    family = CATALOGUE.spec("open_vacancies_unadjusted_by_sector").members("sector")
    sections = [key for key, member in family.items() if member.kind == "section"]
    rows = [(f"open_vacancies_unadjusted_by_sector/{key}", "2020Q1", "1.0") for key in sections]
    total = ("open_vacancies_unadjusted", "2020Q1", f"{len(sections)}.0")
    assert named(tmp_path / "a", *rows, total) == []
    wrong = ("open_vacancies_unadjusted", "2020Q1", f"{len(sections) + 2}.0")
    assert [line.partition(":")[0] for line in named(tmp_path / "b", *rows, wrong)] == ["open_vacancies_unadjusted"]
    assert named(tmp_path / "c", *rows[1:], wrong) == []  # one is missing, so the sum says nothing


FLOWS = "open_vacancies: level and flows do not agree: "


@pytest.mark.parametrize(("filled", "agrees"), [("9.2", True), ("9.3", False), ("6.8", True), ("6.7", False)])
def test_levels_in_whole_numbers_may_be_rounded_half_a_unit_each(tmp_path: Path, filled: str, agrees: bool) -> None:
    found = named(
        tmp_path,
        ("open_vacancies", "2020Q1", "100"), ("open_vacancies", "2020Q2", "110"),
        ("vacancies_arisen", "2020Q2", "18.0"), ("vacancies_filled", "2020Q2", filled),
    )  # fmt: skip
    assert found == ([] if agrees else [f"{FLOWS}2020Q2 10.0 against {18 - float(filled):.1f}"])


def test_the_newest_three_quarters_are_named_and_the_others_counted(tmp_path: Path) -> None:
    def rows(first: int) -> list[tuple[str, str, str]]:
        quarters = [f"202{year}Q{number}" for year in (0, 1) for number in (1, 2, 3, 4)][first:]
        levels = [("open_vacancies", quarter, "100.0") for quarter in quarters]
        flows = [(series, quarter, value) for quarter in quarters[1:]
                 for series, value in (("vacancies_arisen", "18.0"), ("vacancies_filled", "8.0"))]  # fmt: skip
        return levels + flows

    newest = "2021Q2 0.0 against 10.0, 2021Q3 0.0 against 10.0, 2021Q4 0.0 against 10.0"
    assert named(tmp_path / "a", *rows(4)) == [f"{FLOWS}{newest}"]
    assert named(tmp_path / "b", *rows(3)) == [f"{FLOWS}{newest} and 1 more"]
    assert named(tmp_path / "c", *rows(0)) == [f"{FLOWS}{newest} and 4 more"]
    without = [row for row in rows(4) if row[:2] != ("open_vacancies", "2021Q3")]  # no change can be known of two
    assert named(tmp_path / "d", *without) == [f"{FLOWS}2021Q2 0.0 against 10.0"]


@pytest.mark.parametrize(("off", "agrees"), [("1.0", True), ("-1.0", True), ("1.1", False), ("-1.1", False)])
def test_parts_that_are_not_adjusted_may_differ_by_their_rounding(tmp_path: Path, off: str, agrees: bool) -> None:
    family = CATALOGUE.spec("open_vacancies_unadjusted_by_sector").members("sector")
    sections = [key for key, member in family.items() if member.kind == "section"]
    assert len(sections) == 19, "so that twenty figures may each be off by 0.05"
    rows = [(f"open_vacancies_unadjusted_by_sector/{key}", "2020Q1", "10.0") for key in sections]
    total = Decimal(190) + Decimal(off)
    found = named(tmp_path, *rows, ("open_vacancies_unadjusted", "2020Q1", f"{total:.1f}"))
    said = f"open_vacancies_unadjusted: total and sum of the parts do not agree: 2020Q1 {total:.1f} against 190.0"
    assert found == ([] if agrees else [said])


@pytest.mark.parametrize(("total", "agrees"), [("192.9", True), ("193.1", False), ("187.2", True), ("186.9", False)])
def test_parts_that_are_adjusted_may_differ_by_one_percent_more(tmp_path: Path, total: str, agrees: bool) -> None:
    family = CATALOGUE.spec("open_vacancies_by_sector").members("sector")
    sections = [key for key, member in family.items() if member.kind == "section"]
    assert len(sections) == 19
    rows = [(f"open_vacancies_by_sector/{key}", "2020Q1", "10.0") for key in sections]
    found = named(tmp_path, *rows, ("open_vacancies", "2020Q1", total))
    said = f"open_vacancies: total and sum of the parts do not agree: 2020Q1 {total} against 190.0"
    assert found == ([] if agrees else [said])


@pytest.mark.parametrize(
    ("rate", "said"),
    [("5.1", ""), ("4.9", ""), ("5.2", "5.20 against 5.00"), ("5.05", ""), ("5.06", "5.060 against 5.000")],
)
def test_a_rate_may_differ_by_the_rounding_of_all_three_figures(tmp_path: Path, rate: str, said: str) -> None:
    # 0.05 of 5.1, or 0.005 of 5.05; and half a unit of 50 and of 1000 is 0.0525 percent points
    rows = [("unemployed", "2020Q1", "50"), ("labour_force", "2020Q1", "1000"), ("unemployment_rate", "2020Q1", rate)]
    what = "unemployment_rate: rate and what it is a share of do not agree: 2020Q1 "
    assert named(tmp_path, *rows) == ([f"{what}{said}"] if said else [])


def test_a_share_of_nothing_says_nothing(tmp_path: Path) -> None:
    rows = [("unemployed", "2020Q1", "50"), ("labour_force", "2020Q1", "0"), ("unemployment_rate", "2020Q1", "5.0")]
    assert named(tmp_path, *rows) == []


def test_a_change_on_a_year_earlier_needs_all_four_figures(tmp_path: Path) -> None:
    rows = [
        ("open_vacancies", "2020Q1", "100.0"), ("open_vacancies", "2021Q1", "110.0"),
        ("open_vacancies_unadjusted", "2020Q1", "50.0"), ("open_vacancies_unadjusted", "2021Q1", "110.0"),
    ]  # fmt: skip
    what = "open_vacancies: adjusted and unadjusted change on a year earlier do not agree: 2021Q1 10.0 against 60.0"
    assert named(tmp_path / "all", *rows) == [what]
    for missing in range(4):
        assert named(tmp_path / str(missing), *rows[:missing], *rows[missing + 1 :]) == []


def test_the_embedded_vintages_are_named_where_their_releases_do_not_connect(project: Project) -> None:
    found = doubts(Vintage.open(project.vintages, "2026-09-09"), CATALOGUE)
    assert found[0] == ("vintage 2026-09-09: open_vacancies: level and flows do not agree: 2025Q1 -9.8 against -7.0")
    assert [line.split(":")[1].strip() for line in found] == ["open_vacancies"] * 2


def test_latest_is_the_newest_quarter_that_the_figures_allow(project: Project, tmp_path: Path) -> None:
    assert [quarter.label for quarter in arguments.quarters(project, ["latest"])] == ["2025Q4"]
    assert (project.params / "2025Q4.yml").is_file()
    assert [q.label for q in arguments.quarters(project, ["2024Q3", "latest"])] == ["2024Q3", "2025Q4"]
    with pytest.raises(UserError, match="is not a period"):
        arguments.quarters(project, ["lates"])


def counted(key: str, number: int, whole: int = 35) -> PublishedFigure:
    return PublishedFigure(
        key=key, description=f"Regio's (van {whole}), verzonnen", label="", value=Decimal(number), unit="regions",
        period=Period.parse("2024Q2"), since=None, kind="observation", publisher="Niemand", title="Verzonnen",
        date=dt.date(2024, 6, 1), date_text="2024-06-01", url="https://example.invalid", note="", precision="exact",
        where="data/published/x.yml:3",
    )  # fmt: skip


@given(part=st.integers(0, 35), other=st.integers(0, 36))
def test_a_part_and_its_complement_make_the_whole(part: int, other: int) -> None:
    found = list(complements.faults([counted("regions_not_tight", part), counted("regions_tight", other)]))
    assert bool(found) == (part + other != 35)
    assert all("data/published/x.yml:3" in str(fault) for fault in found)


def test_a_known_complement_is_a_figure_that_must_be_there() -> None:
    (fault,) = complements.faults([counted("regions_not_tight", 6)])
    assert "'regions_not_tight' is 6 of 35, so that 'regions_tight' is 29 in 2024Q2, which no figure says" in str(fault)
    assert not list(complements.faults([counted("regions_tight", 29)]))
