"""Figures from other sources: none without a source, and none that an edition could not have known."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import published

FOLDER = Path(__file__).resolve().parents[2] / "data" / "published"
QUARTER, DAY = Period.parse("2024Q3"), dt.date(2024, 12, 13)

# made up, all of it
GOOD = """sources:
  a: {publisher: Niemand, title: Verzonnen, date: 2024-12, url: "https://example.org"}
  b: {publisher: Niemand, title: Verzonnen, date: 2024-06-01, url: "https://example.org"}
figures:
  - {key: x, description: Iets, value: 1.50, unit: percent, period: 2024Q2, kind: observation, source: b}
"""


def load(tmp_path, text):
    tmp_path.joinpath("made-up.yml").write_text(text, encoding="utf-8")
    return published.load(tmp_path)


def usable(figures, key, quarter, publication_date, period=None):
    """The figure with a key that an edition reads: of the newest period, and as last published; None without any."""
    found = [f for f in published.for_edition(figures, quarter, publication_date) if f.key == key]
    chosen = [f for f in found if period in (None, f.period)]
    return max(chosen, key=lambda f: (f.period.last_day, f.date), default=None)


def test_a_figure_keeps_its_value_as_printed_and_its_source(tmp_path):
    figure = load(tmp_path, GOOD)[0]
    assert (str(figure.value), figure.publisher, figure.date, figure.precision) == (
        "1.50", "Niemand", dt.date(2024, 6, 1), "exact",
    )  # fmt: skip
    assert figure.where == "data/published/made-up.yml:5"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", source: b", "", "made-up.yml:5: missing 'figures.1.source'"),
        ("source: b", "source: c", "made-up.yml:5: unknown source 'c'; known are a, b"),
        (", date: 2024-06-01", "", "made-up.yml:3: missing 'sources.b.date'"),
        ("date: 2024-06-01", "date: gisteren", "made-up.yml:3: 'sources.b.date': 'gisteren' is not a date"),
        ("unit: percent, ", "", "made-up.yml:5: missing 'figures.1.unit'"),
        ("unit: percent", "unit: procent", "made-up.yml:5: 'figures.1.unit': unknown unit 'procent'"),
        (
            "kind: observation",
            "kind: gok",
            "made-up.yml:5: 'figures.1.kind': input should be 'observation' or 'forecast'",
        ),
        ("value: 1.50", "value: 43.000", "made-up.yml:5: 'x': 43.000 has three decimals"),
        ("value: 1.50, unit: percent", "value: 43.000, unit: persons", "made-up.yml:5: 'x': 43.000 personen"),
        ("value: 1.50", "value: 1.50%", "made-up.yml:5: 'figures.1.value': '1.50%': write the number alone"),
        ("date: 2024-06-01", "date: [2024]", "made-up.yml:3: 'sources.b.date'"),
        ("period: 2024Q2", "period: 2024Q7", "made-up.yml:5: 'figures.1.period': '2024Q7' is not a period"),
        ('url: "https://example.org"}\nf', "url: ergens}\nf", "made-up.yml:3: 'sources.b.url'"),
    ],
)
def test_refusals_name_file_and_line(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert f"data/published/{message}" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "day"), [("2024", (2024, 12, 31)), ("2024-06", (2024, 6, 30)), ("2024-06-01", (2024, 6, 1))]
)
def test_a_publication_s_date_is_as_precise_as_it_is_known_and_counts_as_its_last_day(tmp_path, written, day):
    [figure] = load(tmp_path, GOOD.replace("2024-06-01", written))
    assert figure.date == dt.date(*day)


def test_two_values_for_one_key_period_and_date_are_refused(tmp_path):
    twice = GOOD + GOOD.splitlines()[-1].replace("1.50", "1.60") + "\n"
    with pytest.raises(UserError, match=r"made-up\.yml:6: 'x' has a second value for 2024Q2.*made-up\.yml:5"):
        load(tmp_path, twice)


def test_a_later_publication_of_the_same_period_is_welcome_and_the_newest_known_wins(tmp_path):
    later = GOOD + GOOD.splitlines()[-1].replace("1.50", "1.60").replace("source: b", "source: a") + "\n"
    figures = load(tmp_path, later)
    assert usable(figures, "x", QUARTER, DAY).value == Decimal("1.50")  # December counts as its last day
    assert usable(figures, "x", QUARTER, dt.date(2024, 12, 31)).value == Decimal("1.60")


def test_a_publication_after_the_edition_is_not_used(tmp_path):
    figures = load(tmp_path, GOOD)
    assert usable(figures, "x", QUARTER, dt.date(2024, 6, 1)) is not None
    assert usable(figures, "x", QUARTER, dt.date(2024, 5, 31)) is None


def test_an_observation_of_a_later_quarter_is_not_used_but_a_forecast_is(tmp_path):
    figures = load(tmp_path, GOOD.replace("2024Q2", "2024"))
    assert usable(figures, "x", QUARTER, DAY) is None
    (tmp_path / "made-up.yml").unlink()
    figures = load(tmp_path, GOOD.replace("2024Q2", "2033").replace("observation", "forecast"))
    assert usable(figures, "x", QUARTER, DAY).period == Period.parse("2033")


def test_words_for_a_period_that_the_source_does_not_name_are_what_the_report_shows(tmp_path):
    text = GOOD.replace("period: 2024Q2", "period: 2024Q2, when: komende jaren")
    (figure,) = load(tmp_path, text)
    assert figure.when == "komende jaren"
    assert published.for_edition([figure], Period.parse("2024Q1"), DAY) == []  # the period still decides who may use it


def test_a_source_may_be_quoted_in_another_publication(tmp_path):
    text = GOOD.replace("date: 2024-06-01,", 'date: 2024-06-01, quoted_in: "de Brief van niemand",')
    assert load(tmp_path, text)[0].quoted_in == "de Brief van niemand"


@pytest.mark.parametrize(
    ("key", "period", "value", "unit", "precision"),
    [
        ("vacancy_rate", None, "44", "per_1000_jobs", "exact"),
        ("vacancy_rate_mean", None, "21", "per_1000_jobs", "exact"),
        ("wages_since_2020_private", None, "20.1", "percent", "exact"),
        ("wages_since_2020_government", None, "21.3", "percent", "exact"),
        ("wages_since_2020_subsidised", None, "19.9", "percent", "exact"),
        ("hours_start", None, "30.9", "hours", "exact"),
        ("hours", None, "32.1", "hours", "exact"),
        ("public_sector_employed", "2023", "2.9", "million", "exact"),
        ("public_sector_share", "1995", "25.4", "percent", "exact"),
        ("labour_shortage_letter", None, "36", "percent", "over"),
        ("flow_care_to_government", None, "5400", "persons", "about"),
        ("flow_education_to_care", None, "4400", "persons", "about"),
        ("shortage_care_forecast", None, "195000", "persons", "exact"),
        ("shortage_childcare_forecast", None, "42000", "persons", "almost"),
        ("shortage_teachers_forecast", "2033", "11000", "fte", "almost"),
        ("vocational_teachers_needed", None, "2200", "fte", "over"),
        ("shortage_police", None, "1978", "fte", "exact"),
        ("vacancies_central_government", None, "32000", "vacancies", "over"),
        ("vacancies_municipalities", None, "13000", "vacancies", "over"),
        ("uwv_regions_very_tight", "2024Q2", "19", "regions", "exact"),
        ("productivity_falling", None, "7", "count", "exact"),
        ("productivity_police", None, "-1", "balance", "exact"),
    ],
)
def test_the_letter_s_edition_finds_the_letter_s_figures(key, period, value, unit, precision):
    figures = published.load(FOLDER)
    found = usable(figures, key, QUARTER, DAY, Period.parse(period) if period else None)
    assert (found.value, found.unit, found.precision) == (Decimal(value), unit, precision)


def test_technology_figures_of_2025_are_not_in_the_edition_of_2024():
    figures = published.load(FOLDER)
    known = {(f.key, str(f.period)) for f in published.for_edition(figures, QUARTER, DAY)}
    assert ("vacancies_technical", "2023Q4") in known
    assert ("vacancies_technical", "2016Q1") not in known  # first in the letter of 1 July 2025
    later = usable(figures, "vacancies_technical", Period.parse("2025Q4"), dt.date(2026, 9, 9), Period.parse("2024Q4"))
    assert later.value == Decimal("75.6")


def test_the_wages_figure_of_december_stays_out_of_the_letter_s_edition():
    figures = published.load(FOLDER)
    assert "wages_growth_december" not in {f.key for f in published.for_edition(figures, QUARTER, DAY)}
    assert "wages_growth_letter" in {f.key for f in published.for_edition(figures, QUARTER, DAY)}


def test_a_value_ten_times_the_one_before_is_asked_about(tmp_path):
    later = (
        "  - {key: x, description: Iets, value: 15.1, unit: percent, period: 2024Q3, kind: observation, source: b}\n"
    )
    with pytest.raises(UserError, match=r"made-up.yml:6: 'x' is 15.1 for .*, after 1.50 for .*; .*confirmed: true"):
        load(tmp_path, GOOD + later)
    assert len(load(tmp_path, GOOD + later.replace("source: b", "source: b, confirmed: true"))) == 2
    assert len(load(tmp_path, GOOD + later.replace("15.1", "15.0"))) == 2  # not more than ten times


WHOLE = """\
sources:
  a: {publisher: N, title: V, date: 2024-06, url: "https://example.org/a#b", quoted_in: Brief}
figures:
  - {key: x1_y, description: Iets, label: Kort, value: "1,50", unit: percent, period: 2024Q2, since: 2023Q2,
     when: ooit, kind: forecast, source: a, precision: about, status: provisional, note: Let op, confirmed: true}
  - {key: y, description: A, value: 2, unit: persons, period: 2024, kind: observation, source: a}
"""


def test_every_field_of_a_figure_is_read(tmp_path):
    one, other = load(tmp_path, WHOLE)
    assert one == published.PublishedFigure(
        key="x1_y", description="Iets", label="Kort", value=Decimal("1.50"), unit="percent",
        period=Period.parse("2024Q2"), since=Period.parse("2023Q2"), kind="forecast", publisher="N",
        title="V", date=dt.date(2024, 6, 30), date_text="2024-06", url="https://example.org/a#b",
        note="Let op", precision="about", when="ooit", quoted_in="Brief", status="provisional", confirmed=True,
    )  # fmt: skip
    assert one.where == "data/published/made-up.yml:4"
    assert (other.label, other.since, other.when, other.precision, other.status, other.note, other.confirmed) == (
        "", None, "", "exact", "final", "", False,
    )  # fmt: skip


def line(**changes):
    """A figure of the file, with other fields."""
    fields = {"key": "x", "description": "Iets", "value": "1.50", "unit": "percent", "period": "2024Q2",
              "kind": "observation", "source": "b"} | changes  # fmt: skip
    return f"  - {{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            line(value="1.60"),
            ["6: 'x' has a second value for 2024Q2, published 2024-06-01; the first stands at "
             "data/published/made-up.yml:5"],
        ),
        (line(source="c", period="2024Q3"), ["6: unknown source 'c'; known are a, b"]),
        (
            line(value="16", period="2024Q3"),
            ["6: 'x' is 16 for 2024Q3, after 1.50 for 2024Q2; mend it, or write confirmed: true if it is right"],
        ),
        (
            line(value="-0.1", period="2023Q3"),
            ["5: 'x' is 1.50 for 2024Q2, after -0.1 for 2023Q3; mend it, or write confirmed: true if it is right"],
        ),
        (line(value="200000000", unit="persons", key="p"),
         ["6: 'p': 200000000 personen is outside what is possible: -20000000 to 20000000"]),
        (
            line(source="c") + line(value="17", period="2024Q3") + line(value="1.60"),
            ["6: unknown source 'c'; known are a, b",
             "8: 'x' has a second value for 2024Q2, published 2024-06-01; the first stands at "
             "data/published/made-up.yml:5",
             "7: 'x' is 17 for 2024Q3, after 1.60 for 2024Q2; mend it, or write confirmed: true if it is right"],
        ),
        (line(period="2024Q3", description="''"),
         ["6: 'figures.2.description': string should have at least 1 character, got ''"]),
        (line(period="2024Q3", key="1x"),
         ["6: 'figures.2.key': string should match pattern '^[a-z][a-z0-9_]*$', got '1x'"]),
    ],
)  # fmt: skip
def test_each_fault_is_told_whole_and_all_together(tmp_path, more, said):
    with pytest.raises(UserError) as caught:
        load(tmp_path, GOOD + more)
    assert str(caught.value).splitlines() == [f"data/published/made-up.yml:{text}" for text in said]


@pytest.mark.parametrize(
    "more",
    [
        line(value="0", period="2024Q3") + line(value="100", period="2024Q4"),  # nothing is ten times nothing
        line(value="15.00", period="2024Q3"),
        line(value="0.15", period="2024Q3"),
        line(value="40", period="2024Q3", label="Zorg"),
        line(value="40", period="2024Q3", unit="hours"),
        line(value="40", period="2024Q3", kind="forecast"),
        line(value="40", period="2024Q3", key="y"),
        line(value="40", period="2024Q3", confirmed="true"),
        line(value="1.60", source="a"),
    ],
)
def test_what_only_looks_like_a_fault_passes(tmp_path, more):
    assert len(load(tmp_path, GOOD + more)) == GOOD.count("key") + more.count("key")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("publisher: Niemand, title: Verzonnen, date: 2024-12", "publisher: '', title: Verzonnen, date: 2024-12",
         "2: 'sources.a.publisher': string should have at least 1 character, got ''"),
        ("title: Verzonnen, date: 2024-12", "title: '', date: 2024-12",
         "2: 'sources.a.title': string should have at least 1 character, got ''"),
        ("date: 2024-12,", "date: 2024-13,",
         "2: 'sources.a.date': '2024-13' is not a date; write it as 2024-12-13, or 2024-12 when the day is not known"),
        ("date: 2024-12,", "date: true,", "2: 'sources.a.date': 'True' is not a date; write it as 2024-12-13, or "
         "2024-12 when the day is not known"),
    ],
)  # fmt: skip
def test_a_source_that_is_not_whole_is_refused(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value) == f"data/published/made-up.yml:{said}"


def test_files_are_read_in_their_order_again_when_they_change_and_never_by_a_link(tmp_path):
    (tmp_path / "b.yml").write_text(GOOD.replace("key: x", "key: z"), encoding="utf-8")
    assert [figure.key for figure in load(tmp_path, GOOD)] == ["z", "x"]
    assert [figure.key for figure in load(tmp_path, GOOD + line(key="extra"))] == ["z", "x", "extra"]
    (tmp_path / "c.yml").symlink_to(tmp_path / "b.yml")
    (tmp_path / "d.yml").write_text("{figures: [], sorces: {}}", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        published.load(tmp_path)
    assert str(caught.value).splitlines() == [
        "data/published/c.yml: leads to another place by a link; put the file itself there",
        "data/published/d.yml:1: missing 'sources'; give it a value",
        "data/published/d.yml:1: unknown key 'sorces'; did you mean 'sources'?",
    ]
    assert len(caught.value.errors) == 3


def test_which_figures_an_edition_may_use(tmp_path):
    more = line(key="late", source="a") + line(key="next", period="2024Q4") + line(key="year", period="2024")
    figures = load(tmp_path, GOOD + more + line(key="forecast", period="2030", kind="forecast"))
    for day, known in (
        ((2024, 5, 31), []), ((2024, 6, 1), ["x", "forecast"]),
        ((2024, 12, 30), ["x", "forecast"]), ((2024, 12, 31), ["x", "late", "forecast"]),
    ):  # fmt: skip
        assert [f.key for f in published.for_edition(figures, QUARTER, dt.date(*day))] == known
    fourth = published.for_edition(figures, Period.parse("2024Q4"), dt.date(2025, 1, 1))
    assert [f.key for f in fourth] == ["x", "late", "next", "year", "forecast"]
