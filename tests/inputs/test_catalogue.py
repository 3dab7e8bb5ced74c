"""The series catalogue: the real one is whole, and a faulty one is answered with file and line."""

from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue

SERIES = Path(__file__).resolve().parents[2] / "params" / "series.yml"
HEAD = "tables:\n  T1: {title: Verzonnen}\nmembers:\n  sector:\n    A: {code: 301000, title: A Landbouw}\nseries:\n"
FIVE_LINES = "  x:\n    table: T1\n    title: Verzonnen reeks\n    measure: Iets\n    unit: thousand\n"


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue.load(SERIES)


def load(tmp_path, text):
    path = tmp_path / "series.yml"
    path.write_text(text, encoding="utf-8")
    return Catalogue.load(path)


def test_a_series_takes_five_lines(tmp_path):
    spec = load(tmp_path, HEAD + FIVE_LINES).series["x"]
    assert (spec.id, spec.measure.title, spec.frequency, spec.adjusted) == ("x", "Iets", "quarter", None)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (FIVE_LINES.replace("table: T1", "table: T2"), "params/series.yml:8: unknown table 'T2'"),
        (
            FIVE_LINES.replace("unit: thousand", "unit: index"),
            "params/series.yml:7: 'series.x': an index needs its base",
        ),
        (FIVE_LINES + "    over: {regio: Regio}\n", "params/series.yml:12: unknown list of members 'regio'"),
        (
            FIVE_LINES + "    over: {sector: {dimension: SBI, only: [A, Z]}}\n",
            "params/series.yml:12: list 'sector' has no member 'Z'",
        ),
        (FIVE_LINES + "    predecessor: y\n", "params/series.yml:12: unknown series 'y'"),
        (FIVE_LINES.replace("measure", "maesure"), "params/series.yml:7: missing 'series.x.measure'"),
    ],
)
def test_faults_name_their_line(tmp_path, lines, message):
    with pytest.raises(UserError) as caught:
        load(tmp_path, HEAD + lines)
    assert str(caught.value).splitlines()[0].startswith(message)


def test_members_can_be_a_part_of_the_list(tmp_path):
    text = HEAD.replace("    A:", "    B: {title: B Delfstoffen}\n    A:") + FIVE_LINES
    spec = load(tmp_path, text + "    over: {sector: {dimension: SBI, only: [A]}}\n").series["x"]
    assert [(m.key, m.code, m.name) for m in spec.members("sector").values()] == [("A", "301000", "Landbouw")]


def test_an_unknown_series_gets_a_suggestion(catalogue):
    with pytest.raises(UserError, match="did you mean 'open_vacancies'"):
        catalogue.spec("open_vacancie")


def test_quarterly_questions_filed_under_a_month_are_quarters(catalogue):
    spec = catalogue.series["labour_shortage"]
    assert spec.period("2024MM07") == Period.quarter(2024, 3)
    assert spec.period("2024MM08") is None
    assert spec.period("2024KW03") == Period.quarter(2024, 3)


def test_periods_of_another_frequency_and_irregular_ones_are_none_of_a_series_business(catalogue):
    spec = catalogue.series["unemployed_monthly"]
    assert spec.period("2024MM08") == Period.month(2024, 8)
    assert spec.period("2024KW03") is None
    assert spec.period("2010X000") is None


def test_the_letter_s_series_are_there_with_their_tables(catalogue):
    tables = {key: spec.table for key, spec in catalogue.series.items()}
    expected = {
        "open_vacancies": "80474ned", "open_vacancies_unadjusted_by_sector": "80472ned", "vacancy_rate": "80567ned",
        "vacancies_arisen": "84545NED", "vacancies_by_region_and_sector": "83599NED", "unemployed": "85224NED",
        "wants_more_hours": "85224NED", "not_seeking_not_available": "85224NED", "cpi": "86141NED",
        "wages_growth_by_cao_sector": "85663NED", "labour_shortage": "85609NED", "labour_shortage_old": "82435NED",
        "employed_persons_public": "85918NED", "employed_persons_public_quarterly": "85920NED", "hours": "85275NED",
    }  # fmt: skip
    assert {key: tables.get(key) for key in expected} == expected


def test_real_growth_is_two_series_that_no_predecessor_ties_together(catalogue):
    for key in ("real_wages_growth_official_cpi", "real_wages_growth_paid_energy"):
        assert catalogue.series[key].predecessor is None
        assert not catalogue.tables[catalogue.series[key].table].statline
    fetched = catalogue.by_table(statline_only=True)
    assert "cao-bericht" not in fetched
    assert "80474ned" in fetched


def test_keys_never_seen_in_real_metadata_are_listed(catalogue):
    unconfirmed = catalogue.unconfirmed()
    assert "labour_shortage" in unconfirmed
    assert "wages_growth_by_cao_sector" in unconfirmed
    assert "open_vacancies" not in unconfirmed


def test_measures_whose_titles_repeat_name_their_group(catalogue):
    for key in ("unemployed_since_2003", "wages_index", "wages_growth"):
        assert catalogue.series[key].measure.groups
