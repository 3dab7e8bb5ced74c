"""The vintages that the project ships: real figures that CBS published, as known on each day."""

from decimal import Decimal
from pathlib import Path

import frictionless
import pytest

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage, labels

ROOT = Path(__file__).resolve().parents[2]
LABELS = ["2023-08-16", "2023-11-30", "2024-12-13", "2026-09-09"]


@pytest.fixture(scope="module")
def opened():
    return {label: Vintage.open(ROOT / "data" / "vintages", label) for label in LABELS}


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue.load(ROOT / "params" / "series.yml")


def value(vintage, series, period, **members):
    wanted = Period.parse(period)
    found = [row.value for row in vintage.rows(series) if row.period == wanted and row.members == members]
    return found[0] if found else None


def test_all_four_are_there():
    assert set(LABELS) <= set(labels(ROOT / "data" / "vintages"))


@pytest.mark.parametrize(
    "label", [*(pytest.param(label, marks=pytest.mark.editions) for label in LABELS[:-1]), LABELS[-1]]
)
def test_each_is_a_valid_frictionless_package(label):
    report = frictionless.Package(str(ROOT / "data" / "vintages" / label / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])


@pytest.mark.parametrize(("label", "last"), list(zip(LABELS, ["2023Q2", "2023Q3", "2024Q3", "2025Q4"], strict=True)))
def test_open_vacancies_miss_one_quarter_only(opened, label, last):
    known = {row.period for row in opened[label].rows("open_vacancies")}
    quarters = span(Period.parse("2014Q1"), Period.parse(last))
    assert [str(quarter) for quarter in quarters if quarter not in known] == ["2015Q1"]
    assert max(known) == quarters[-1]


@pytest.mark.parametrize(
    ("label", "series", "period", "members", "expected"),
    [
        ("2023-08-16", "open_vacancies", "2023Q2", {}, "427.1"),
        ("2023-08-16", "open_vacancies", "2022Q3", {}, "449"),
        ("2023-08-16", "open_vacancies_by_sector", "2023Q2", {"sector": "M-N"}, "70.9"),
        ("2023-11-30", "open_vacancies", "2023Q2", {}, "427.1"),  # 427 of August 2023 is the same figure, coarser
        ("2023-11-30", "open_vacancies", "2023Q3", {}, "416"),
        ("2023-11-30", "open_vacancies_unadjusted", "2023Q3", {}, "416.8"),
        ("2023-11-30", "vacancies_by_region", "2023Q2", {"region": "NL"}, "441.2"),
        ("2024-12-13", "open_vacancies", "2022Q3", {}, "445.3"),
        ("2024-12-13", "open_vacancies", "2024Q3", {}, "397"),
        ("2024-12-13", "unemployed", "2024Q3", {}, "374"),
        ("2024-12-13", "net_participation", "2014Q1", {}, "66.0"),
        ("2024-12-13", "net_participation", "2024Q3", {}, "73.1"),
        ("2024-12-13", "wages_growth", "2024Q3", {}, "6.8"),  # 6.9 was printed in December 2024, on an unknown day
        ("2024-12-13", "wages_growth_by_cao_sector", "2024Q3", {"cao_sector": "government"}, "5.4"),
        ("2024-12-13", "vacancy_rate", "2024Q2", {}, "46"),
        ("2024-12-13", "vacancy_rate_by_sector", "2024Q2", {"sector": "F"}, "74"),
        ("2024-12-13", "vacancies_arisen", "2024Q1", {}, "364.6"),
        ("2024-12-13", "real_wages_growth_paid_energy", "2024Q3", {}, "3.1"),
        ("2024-12-13", "real_wages_growth_official_cpi", "2023Q3", {}, "3.4"),
        ("2024-12-13", "real_wages_growth_paid_energy", "2023Q3", {}, "-1.4"),
        ("2026-09-09", "wages_growth", "2024Q3", {}, "6.8"),  # 6.8 again in October 2025
        ("2026-09-09", "open_vacancies", "2025Q1", {}, "394.2"),
        ("2026-09-09", "open_vacancies_by_sector", "2026Q2", {"sector": "J"}, "16.3"),
        ("2026-09-09", "labour_shortage", "2025Q3", {}, "36"),
        ("2024-12-13", "open_vacancies", "2020Q4", {}, "218.7"),  # 210 in February 2021; 248.7 - 292.4 + 262.4 now
        ("2023-08-16", "open_vacancies", "2020Q4", {}, "210"),  # the flows of 2024 are not known yet
        ("2026-09-09", "open_vacancies_change", "2025Q4", {}, "-7"),
        ("2026-09-09", "open_vacancies_change", "2024Q4", {}, "7"),  # with the level of 404; later, with 402, it was 4
        ("2026-09-09", "wages_growth", "2023Q3", {}, "6.3"),  # 6.1 in October 2023
        ("2026-09-09", "wages_growth", "2026Q1", {}, "4.5"),
        ("2026-09-09", "wages_growth_by_cao_sector", "2024Q3", {"cao_sector": "private"}, "7.1"),  # first 7.3
        ("2026-09-09", "wages_growth_by_cao_sector", "2025Q1", {"cao_sector": "government"}, "4.7"),  # ANP wrote 5.4
        ("2026-09-09", "vacancies_by_region", "2026Q2", {"region": "gelderland"}, "43.9"),
        ("2026-09-09", "vacancies_by_region_and_sector", "2026Q2", {"region": "NL", "sector": "F"}, "28.6"),
        ("2026-09-09", "vacancy_rate_by_sector", "2025Q2", {"sector": "I"}, "55"),
        ("2026-09-09", "labour_shortage", "2023Q3", {}, "40.6"),
        ("2023-08-16", "labour_shortage_old", "2012Q1", {}, "3.7"),
        ("2024-12-13", "employed_persons_quarterly", "2024Q1", {}, "10321"),
        ("2026-09-09", "employed_persons_quarterly", "2024Q1", {}, "10242"),
        ("2026-09-09", "hours", "2023", {}, "32.2"),
    ],
)  # fmt: skip
def test_known_figures(opened, label, series, period, members, expected):
    assert value(opened[label], series, period, **members) == Decimal(expected)


@pytest.mark.parametrize(("period", "expected"), [("2024Q3", 106), ("2014Q3", 15)])
def test_tension_is_what_the_letter_says(opened, period, expected):
    vintage = opened["2024-12-13"]
    assert round(100 * value(vintage, "open_vacancies", period) / value(vintage, "unemployed", period)) == expected


@pytest.mark.parametrize(
    ("period", "level"), [("2014Q1", "104"), ("2014Q4", "119"), ("2015Q2", "131"), ("2016Q1", "150")]
)
def test_levels_that_follow_from_a_published_change_say_so(opened, period, level):
    rows = {row.period: row for row in opened["2024-12-13"].rows("open_vacancies")}
    row = rows[Period.parse(period)]
    assert row.value == Decimal(level)
    assert row.note.startswith("volgt uit gepubliceerd niveau")
    said = [row.period.label for row in rows.values() if row.note.startswith("volgt uit gepubliceerd niveau 2")]
    assert said == ["2012Q4", "2013Q2", "2014Q1", "2014Q4", "2015Q2", "2016Q1"]  # and nothing else is derived


def test_a_derived_level_names_both_publications(opened):
    row = next(r for r in opened["2024-12-13"].rows("open_vacancies") if r.period == Period.parse("2014Q4"))
    sources = opened["2024-12-13"].tables["80474ned"].sources
    assert [part in sources for part in row.origin.split(" en ")] == [True, True]


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_of_after_the_vintage_s_day_but_tables_that_say_so(opened, label):
    vintage = opened[label]
    later = {"85224NED", "80590ned", "86141NED"}
    for series, table in vintage.series().items():
        for row in vintage.rows(series):
            assert row.period.last_day <= vintage.date
            if row.as_of is None:  # a page that does not say when it was read: in the newest vintage only
                assert (label, row.release, row.note != "") == ("2026-09-09", "unknown", True)
            else:
                assert row.as_of <= vintage.date or table in later


@pytest.mark.parametrize(
    ("label", "quarter", "month", "prices"),
    [("2023-08-16", "2023Q2", "2023MM06", "2023MM07"), ("2024-12-13", "2024Q3", "2024MM10", "2024MM11")],
)
def test_later_tables_end_where_cbs_had_got_to(opened, label, quarter, month, prices):
    for series, last in (("unemployed", quarter), ("unemployed_monthly", month), ("cpi", prices)):
        assert max(row.period for row in opened[label].rows(series)) == Period.parse(last)


@pytest.mark.parametrize("label", LABELS)
def test_every_row_has_an_origin_with_an_address(opened, label, catalogue):
    vintage = opened[label]
    for series in vintage.series():
        sources = vintage.table_of(series).sources
        assert series in catalogue.series
        for row in vintage.rows(series):
            assert all(part in sources for part in row.origin.split(" en ")), row
    for info in vintage.tables.values():
        assert all(address.startswith("https://") or address.startswith("http://") for address in info.sources.values())


def test_old_survey_unemployment_is_nowhere(opened):
    for vintage in opened.values():
        assert value(vintage, "unemployed", "2014Q3") == 739  # 635 by the method of before 2022


def test_negotiated_wages_have_no_gap(opened):
    known = {row.period for row in opened["2026-09-09"].rows("wages_growth")}
    assert set(span(Period.parse("2019Q1"), Period.parse("2026Q1"))) <= known


@pytest.mark.parametrize("quarter", ["2025Q1", "2025Q3", "2025Q4"])
def test_the_three_cao_sectors_are_known_together(opened, quarter):
    for sector in ("private", "subsidised", "government"):
        assert value(opened["2026-09-09"], "wages_growth_by_cao_sector", quarter, cao_sector=sector) is not None


@pytest.mark.parametrize("label", LABELS)
def test_every_row_says_its_release_and_who_kept_a_copy(opened, label):
    for series in opened[label].series():
        for row in opened[label].rows(series):
            assert row.release
            read_elsewhere = " via " in row.origin or "openbare kopie" in row.origin or row.origin.startswith(
                ("StatLine-tabel 80472ned", "StatLine-tabel 83599NED", "StatLine-tabel 85224NED")
            )  # fmt: skip
            assert not read_elsewhere or row.via, row


def test_the_releases_of_the_open_vacancies(opened):
    rows = {row.period.label: (row.release, row.via) for row in opened["2026-09-09"].rows("open_vacancies")}
    assert rows["2020Q4"] == rows["2024Q1"] == ("2024-05", "")
    assert rows["2024Q2"] == ("2024-08", "welingelichtekringen.nl")
    assert rows["2014Q4"] == ("unknown", "toplocal.nl")  # of November 2014 and February 2015
    assert rows["2025Q3"] == ("2026-09", "NikosKaltsas/dutch-labour-market-observatory")


def test_the_largest_revision_that_a_series_has_shown(opened):
    table = opened["2026-09-09"].tables["80474ned"]
    assert table.largest_revisions == {"open_vacancies": 9}  # 210 became 218,7; too few sectors were read twice
