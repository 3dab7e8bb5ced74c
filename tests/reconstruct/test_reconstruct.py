"""The rules by which vintages are put together, on a made-up collection. No figure here is real."""

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.reconstruct import listed, make, rules
from arbeidsmarkt.reconstruct.__main__ import main
from arbeidsmarkt.reconstruct.readings import origin_of

CATALOGUE = Catalogue.load(Path(__file__).resolve().parents[2] / "params" / "series.yml")
LEVEL, CHANGE = "openstaande_vacatures_sa", "openstaande_vacatures_sa_mutatie"


def collection(folder, *rows):
    """A folder with the list of figures only: indicator, period, value, published, note."""
    folder.mkdir(exist_ok=True)
    with (folder / "published-figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["indicator", "period", "value", "unit", "published", "published_basis", "source_url", "note"])
        for indicator, period, value, published, *note in rows:
            url = f"https://example.org/{indicator}/{published}"
            writer.writerow([indicator, period, value, "x1000", published, "made up", url, *(note or [""])])
    return folder


def held(folder, day, series="open_vacancies"):
    chosen = make.select(make.read(folder, CATALOGUE), listed.changes(folder), dt.date.fromisoformat(day))
    return {str(r.period): str(r.value) for r in chosen if r.series == series}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-30", {}),
        ("2019-12-31", {"2019Q3": "10"}),
        ("2020-05-31", {"2019Q3": "12"}),
        ("2021-01-02", {"2019Q3": "12"}),
        ("2021-01-03", {"2019Q3": "11"}),
    ],
)
def test_the_last_published_on_or_before_the_day_counts_and_a_month_means_its_last_day(tmp_path, day, expected):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW03", "12", "2020-05"),
        (LEVEL, "2019KW03", "10", "2019-12"),
        (LEVEL, "2019KW03", "11", "2020-W53"),
        (LEVEL, "2019KW03", "99", ""),  # no date: never
    )
    assert held(folder, day) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [("10", "10.4"), ("11", "11"), ("10.5", "10.5"), ("9", "9"), ("10.40", "10.40")],
)
def test_a_coarser_print_of_the_same_figure_changes_nothing(tmp_path, later, expected):
    folder = collection(
        tmp_path / "c", (LEVEL, "2019KW03", "10.4", "2019-11-14"), (LEVEL, "2019KW03", later, "2020-11-14")
    )
    assert held(folder, "2021-01-01") == {"2019Q3": expected}


def test_a_level_follows_from_a_level_and_a_change_both_ways(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW02", "20", "2019-08-14"),
        (CHANGE, "2019KW02", "5", "2019-08-14"),
        (CHANGE, "2019KW03", "-3", "2019-11-14"),
        (CHANGE, "2020KW02", "-3", "2020-08-14"),  # neither neighbour is known
    )
    assert held(folder, "2021-01-01") == {"2019Q1": "15", "2019Q2": "20", "2019Q3": "17"}
    assert held(folder, "2019-09-01") == {"2019Q1": "15", "2019Q2": "20"}  # the change of November is not known yet


def test_a_published_level_is_never_replaced_by_a_derived_one(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW02", "20", "2019-08-14"),
        (LEVEL, "2019KW03", "30", "2019-11-14"),
        (CHANGE, "2019KW03", "1", "2019-11-14"),
    )
    assert held(folder, "2021-01-01") == {"2019Q2": "20", "2019Q3": "30"}


def test_the_change_is_set_against_the_level_of_its_own_time(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW02", "20", "2019-08-14"),
        (CHANGE, "2019KW03", "1", "2019-11-14"),
        (LEVEL, "2019KW02", "50.5", "2022-01-01"),  # a revision that the change does not fit
    )
    assert held(folder, "2023-01-01") == {"2019Q2": "50.5", "2019Q3": "21"}


def releases(folder, day):
    chosen = make.select(make.read(folder, CATALOGUE), listed.changes(folder), dt.date.fromisoformat(day))
    return {str(r.period): (str(r.value), r.release) for r in chosen if r.series == "open_vacancies"}


ARISEN, FILLED = "ontstane_vacatures_sa", "vervulde_vacatures_sa"


@pytest.mark.parametrize(
    ("older", "expected"),
    [
        (("20", "2019-08-14"), ("28.5", "2022-05")),  # superseded: another figure
        (("28", "2019-08-14"), ("28", "2019-08")),  # the same figure, rounded
        (("20", "2023-08-14"), ("20", "2023-08")),  # published later than the flows
        (None, ("28.5", "2022-05")),
    ],
)
def test_the_flows_of_a_release_tell_what_it_holds_the_quarter_before_to_be(tmp_path, older, expected):
    rows = [
        (LEVEL, "2019KW03", "30.5", "2022-05-15", "as quoted May 2022"),
        (ARISEN, "2019KW03", "12.0", "2022-05-15", "as quoted May 2022"),
        (FILLED, "2019KW03", "10.0", "2022-05-15", "as quoted May 2022"),
    ]
    if older:
        rows.append((LEVEL, "2019KW02", *older, "first publication"))
    assert releases(collection(tmp_path / "c", *rows), "2024-01-01")["2019Q2"] == expected


def test_the_flows_of_another_release_tell_nothing(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW03", "30.5", "2022-05-15", "as quoted May 2022"),
        (ARISEN, "2019KW03", "12.0", "2022-08-15", "as quoted Aug 2022"),
        (FILLED, "2019KW03", "10.0", "2022-08-15", "as quoted Aug 2022"),
    )
    assert list(releases(folder, "2024-01-01")) == ["2019Q3"]


@pytest.mark.parametrize(
    ("note", "release"), [("first publication", "2019-11"), ("as quoted Nov 2019", "2019-11"), ("", "unknown")]
)
def test_a_quotation_belongs_to_the_release_that_it_speaks_of(tmp_path, note, release):
    folder = collection(tmp_path / "c", (LEVEL, "2019KW03", "10", "2019-11-14", note))
    assert releases(folder, "2020-01-01") == {"2019Q3": ("10", release)}


def test_of_two_published_changes_the_one_counts_that_came_with_the_level(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW03", "30", "2019-11-14", "first publication; +7 q/q"),
        (CHANGE, "2019KW03", "4", "2020-02-14", "revised"),
    )
    assert held(folder, "2021-01-01", "open_vacancies_change") == {"2019Q3": "7"}


@pytest.mark.parametrize(("day", "expected"), [("2025-12-31", {}), ("2026-01-01", {"2019Q2": "9"})])
def test_a_page_without_a_date_serves_the_newest_vintages_only(tmp_path, day, expected):
    folder = collection(tmp_path / "c", (LEVEL, "2019KW02", "9", "", "made up"))
    text = (folder / "published-figures.csv").read_text().replace("https://example.org", "https://www.cbs.nl")
    (folder / "published-figures.csv").write_text(text)
    assert held(folder, day) == expected
    for row in make.select(make.read(folder, CATALOGUE), [], dt.date(2026, 9, 9)):
        assert (row.dated, row.release) == (False, "unknown")


def test_figures_that_one_release_gives_both_of_are_joined(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW02", "20.4", "2019-08-14", "first publication"),
        (LEVEL, "2019KW02", "20", "2019-11-14", "as quoted Nov 2019"),
        (LEVEL, "2019KW03", "30", "2019-11-14", "first publication"),
        (LEVEL, "2019KW04", "33", "2020-02-14", "first publication"),
    )
    path, _ = make.vintage(make.read(folder, CATALOGUE), [], CATALOGUE, tmp_path / "out", dt.date(2021, 1, 1))
    table = Vintage.open(path.parent, path.name).tables["80474ned"]
    assert [tie["periods"] for tie in table.joined] == [["2019KW02", "2019KW03"]]


def test_the_largest_revision_needs_eight_figures_that_were_read_twice(tmp_path):
    def figures(count):
        for number in range(count):
            quarter = f"{2010 + number}KW01"
            yield (LEVEL, quarter, "20", "2019-08-14", "first publication")
            yield (LEVEL, quarter, "23" if number == 3 else "20.4", "2020-08-14", "as revised Aug 2020")

    for count, expected in ((7, {}), (8, {"open_vacancies": 3})):
        readings = make.read(collection(tmp_path / str(count), *figures(count)), CATALOGUE)
        assert rules.largest_revisions(readings) == expected


def test_cbs_s_own_print_stays_where_a_copy_repeats_it(tmp_path):
    folder = collection(
        tmp_path / "c",
        (LEVEL, "2019KW03", "10.4", "2019-11-14", "first publication"),
        (LEVEL, "2019KW03", "10.4", "2019-11", "first publication"),
    )
    text = (folder / "published-figures.csv").read_text()
    (folder / "published-figures.csv").write_text(text.replace("https://example.org", "https://www.cbs.nl", 1))
    (row,) = make.select(make.read(folder, CATALOGUE), [], dt.date(2021, 1, 1))
    assert (row.via, row.when) == ("", "2019-11-14")


@pytest.mark.parametrize("note", ["more or less (rough)", "CONTRADICTS, do not use", "seasonal adjustment not stated"])
def test_what_the_collection_disqualifies_is_left_out(tmp_path, note):
    assert held(collection(tmp_path / "c", (LEVEL, "2019KW03", "10", "2019-11-14", note)), "2021-01-01") == {}


def test_sectors_come_from_the_note_and_unknown_ones_are_left_out(tmp_path):
    folder = collection(
        tmp_path / "c",
        ("openstaande_vacatures_sector_sa", "2019KW03", "4", "2019-11-14", "SBI=M-N Zakelijk; made up"),
        ("openstaande_vacatures_sector_sa", "2019KW03", "5", "2019-11-14", "SBI=47 Detailhandel; made up"),
    )
    chosen = make.select(make.read(folder, CATALOGUE), [], dt.date(2020, 1, 1))
    assert [(r.series, r.members, r.value) for r in chosen] == [
        ("open_vacancies_by_sector", (("sector", "M-N"),), Decimal(4))
    ]


def test_real_wages_of_two_methods_stay_apart(tmp_path):
    folder = collection(
        tmp_path / "c",
        ("reele_caoloon_yoy", "2023KW03", "3.0", "2023-10"),
        ("reele_caoloon_yoy", "2023KW03", "-1.0", "2024-10"),
    )
    assert held(folder, "2025-01-01", "real_wages_growth_official_cpi") == {"2023Q3": "3.0"}
    assert held(folder, "2025-01-01", "real_wages_growth_paid_energy") == {"2023Q3": "-1.0"}


def raw_table(folder):
    """A made-up 85224NED with two quarters, as the v4 feed gives it."""
    place = folder / "85224NED"
    place.mkdir()
    measures = [
        {"Identifier": s.measure.code, "Title": s.measure.title, "Decimals": s.decimals}
        for s in CATALOGUE.series.values() if s.table == "85224NED"
    ]  # fmt: skip
    observations = [
        {"Measure": "3000800_2", "ValueAttribute": attribute, "Value": value, "Perioden": period,
         "SeizoenEnWerkdagcorrectie": correction}
        for period, value, attribute, correction in [
            ("2023KW02", 7, "None", "A050903"), ("2023KW03", 8, "None", "A050903"), ("2023KW03", 9, "None", "A042501"),
            ("2023JJ00", 5, "None", "A050903"), ("2022KW01", None, "Impossible", "A050903"),
        ]
    ]  # fmt: skip
    parts = {
        "properties": {"Modified": "2026-04-30T06:30:00+02:00"},
        "measure-codes": {"value": measures},
        "codes-Perioden": {"value": [{"Identifier": o["Perioden"], "Status": "Definitief"} for o in observations]},
        "observations-page-1": {"value": observations},
    }
    for name, content in parts.items():
        (place / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_later_table_is_cut_off_where_cbs_had_got_to_and_says_from_when_it_is(tmp_path):
    folder = collection(tmp_path / "c")
    raw_table(folder)
    assert held(folder, "2023-08-16", "unemployed") == {"2022Q1": "None", "2023Q2": "7"}
    assert held(folder, "2023-11-30", "unemployed") == {"2022Q1": "None", "2023Q2": "7", "2023Q3": "8"}
    chosen = make.select(make.read(folder, CATALOGUE), [], dt.date(2023, 8, 16))
    assert {r.as_of for r in chosen} == {dt.date(2026, 4, 30)}
    assert {(str(r.period), r.symbol, r.status) for r in chosen} == {
        ("2022Q1", "blank", "final"),
        ("2023Q2", "", "final"),
    }


def test_a_measure_that_is_not_what_the_catalogue_says_is_an_error(tmp_path):
    folder = collection(tmp_path / "c")
    raw_table(folder)
    path = folder / "85224NED" / "measure-codes.json"
    path.write_text(path.read_text().replace("Werkloze beroepsbevolking", "Iets anders"))
    with pytest.raises(UserError, match="3000800_2 is not 'Werkloze beroepsbevolking'"):
        make.read(folder, CATALOGUE)


def test_the_command_writes_vintages_and_refuses_to_write_them_again(tmp_path):
    folder = collection(tmp_path / "c", (LEVEL, "2019KW03", "10", "2019-11-14"))
    out = tmp_path / "out"
    arguments = [str(folder), "--out", str(out), "--label", "2020-01-01"]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.output) == (0, "2020-01-01: 1 figures\n")
    vintage = Vintage.open(out, "2020-01-01")
    row = vintage.rows("open_vacancies")[0]
    assert (vintage.kind, row.value, row.origin) == ("reconstructed", 10, "CBS-bericht via example.org (2019-11-14)")
    assert vintage.tables["80474ned"].sources[row.origin] == f"https://example.org/{LEVEL}/2019-11-14"
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 1
    assert "never overwritten" in again.output


def test_a_wrong_folder_is_named(tmp_path):
    with pytest.raises(UserError, match="this is not the folder of collected CBS figures"):
        make.read(tmp_path, CATALOGUE)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.cbs.nl/nl-nl/nieuws/2023/40/x", "CBS-bericht 2023/40"),
        ("https://www.cbs.nl/nl-nl/cijfers/detail/84545NED", "StatLine-pagina 84545NED"),
        ("https://www.cbs.nl/nl-nl/visualisaties/dashboard-arbeidsmarkt/vacatures", "CBS-dashboard Arbeidsmarkt"),
        ("https://www.nu.nl/economie/1/x.html", "CBS-bericht via nu.nl"),
    ],
)
def test_origins_are_short_and_for_people(url, expected):
    assert origin_of(url) == expected


def test_lags_are_those_of_the_known_releases():
    reading = make.Reading(
        "unemployed", (), Period.parse("2023Q2"), Decimal(1), 0, dt.date(2026, 4, 30), "", "", later=True
    )
    assert rules.known([reading], dt.date(2023, 8, 16))  # CBS published that quarter on 16 August 2023
    assert not rules.known([reading], dt.date(2023, 8, 1))
