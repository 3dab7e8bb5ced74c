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


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (FIVE_LINES.replace("table: T1", "table: T2"), ["8: unknown table 'T2'; add it under tables"]),
        (
            FIVE_LINES.replace("unit: thousand", "unit: index"),
            ["7: 'series.x': an index needs its base; write base: 2020=100"],
        ),
        (
            FIVE_LINES + "    over: {regio: Regio}\n",
            ["12: unknown list of members 'regio'; add it under members"],
        ),
        (
            FIVE_LINES + "    over: {a: {dimension: SBI, list: sector, only: [A, Z, Y]}}\n",
            ["12: list 'sector' has no member 'Z'", "12: list 'sector' has no member 'Y'"],
        ),
        (FIVE_LINES + "    predecessor: {series: y, chain: join}\n", ["12: unknown series 'y'"]),
        (
            FIVE_LINES + "    related: {parts: x, change: z}\n    decimals: 1\n",
            ["12: unknown series 'z'; name one of the catalogue"],
        ),
        (
            FIVE_LINES.replace("table: T1", "table: T2") + "    predecessor: y\n",
            ["8: unknown table 'T2'; add it under tables", "12: unknown series 'y'"],
        ),
        (
            FIVE_LINES + "    decimals: 7\n",
            ["12: 'series.x.decimals': input should be less than or equal to 6, got '7'"],
        ),
        (
            FIVE_LINES + "    decimals: -1\n",
            ["12: 'series.x.decimals': input should be greater than or equal to 0, got '-1'"],
        ),
    ],
)
def test_each_fault_is_told_whole_and_all_together(tmp_path, lines, said):
    with pytest.raises(UserError) as caught:
        load(tmp_path, HEAD + lines)
    assert str(caught.value).splitlines() == [f"params/series.yml:{line}" for line in said]


MORE = """\
tables:
  T1: {title: Verzonnen}
  T2: {title: Verzonnen bericht, statline: false}
members:
  sector:
    A: {code: 0301, title: A Landbouw, kind: total, in_sentence: de landbouw}
    B-C: {title: B-C Nijverheid}
series:
  first: {table: T2, title: Een, measure: Iets, unit: thousand, unconfirmed: true, related: {change: last}}
  middle:
    {table: T1, title: Twee, measure: {title: Iets, groups: [Een, Twee]}, unit: index, base: 2020=100, decimals: 6,
     over: {regio: {dimension: Regio, list: sector}, sector: SBI}, predecessor: first, frequency: month}
  last: {table: T2, title: Drie, measure: Iets, unit: thousand, required: read}
"""


def test_a_catalogue_gives_its_series_by_table_with_their_members(tmp_path):
    found = load(tmp_path, MORE)
    assert {table: [spec.id for spec in specs] for table, specs in found.by_table().items()} == {
        "T2": ["first", "last"], "T1": ["middle"],
    }  # fmt: skip
    assert list(found.by_table(statline_only=True)) == ["T1"]
    assert found.required() == {"last"}
    assert found.unconfirmed() == ["first"]
    assert load(tmp_path, MORE.replace(", required: read", "")).required() == {"first", "middle", "last"}
    spec = found.spec("middle")
    for name, dimension in (("regio", "Regio"), ("sector", "SBI")):
        assert spec.over[name].dimension == dimension
        assert [(m.key, m.code, m.name, m.kind, m.in_sentence) for m in spec.members(name).values()] == [
            ("A", "0301", "Landbouw", "total", "de landbouw"), ("B-C", "", "Nijverheid", "section", ""),
        ]  # fmt: skip
    assert (spec.predecessor.series, spec.predecessor.chain, spec.measure.groups) == (
        "first", "overlap", ("Een", "Twee"),
    )  # fmt: skip
    assert found.spec("first").related.names() == ["last"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda catalogue: catalogue.spec("midle"), "unknown series 'midle'; did you mean 'middle'?"),
        (lambda catalogue: catalogue.spec("zzz"), "unknown series 'zzz'; add it there: five lines of YAML"),
        (lambda catalogue: catalogue.spec("middle").members("x"), "series 'middle' has no dimension 'x'"),
    ],
)
def test_what_the_catalogue_does_not_know_is_named(tmp_path, ask, said):
    with pytest.raises(UserError) as caught:
        ask(load(tmp_path, MORE))
    assert str(caught.value) == f"params/series.yml: {said}"


@pytest.mark.parametrize(
    ("frequency", "filed_under", "code", "period"),
    [
        ("quarter", "", "2024KW03", "2024Q3"), ("quarter", "", " 2024KW03 ", "2024Q3"),
        ("quarter", "", "2024JJ00", None),
        ("year", "", "2024JJ00", "2024"), ("year", "", "2024KW04", None), ("quarter", "", "2024MM07", None),
        ("quarter", "first_month", "2024MM01", "2024Q1"), ("quarter", "first_month", "2024MM02", None),
        ("quarter", "first_month", "2024MM03", None), ("quarter", "first_month", "2024MM10", "2024Q4"),
        ("quarter", "first_month", "2024KW02", "2024Q2"), ("quarter", "first_month", "2024JJ00", None),
        ("month", "", "2024MM12", "2024-12"), ("month", "", "2024X000", None),
    ],
)  # fmt: skip
def test_which_period_a_code_of_cbs_means_for_a_series(tmp_path, frequency, filed_under, code, period):
    more = f"    frequency: {frequency}\n" + (f"    filed_under: {filed_under}\n" if filed_under else "")
    found = load(tmp_path, HEAD + FIVE_LINES + more).series["x"].period(code)
    assert (found and found.label) == period
