"""What an edition may see of the figures: nothing later than its quarter or its date; and a note of what was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.exhibits.tables import period_names
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3, run


@pytest.fixture
def reader(project: Project) -> Reader:
    return Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13))


def test_a_series_ends_with_the_editions_quarter(project: Project) -> None:
    earlier = Reader(project, Q3 - 4, "2024-12-13", dt.date(2024, 12, 13))
    assert earlier.series("open_vacancies").last.period == Q3 - 4
    assert max(item.period.last_day for item in earlier.series("cpi") if item.period) <= (Q3 - 4).last_day


def test_an_observation_knows_its_cell(reader: Reader) -> None:
    item = reader.series("open_vacancies")[Q3]
    assert isinstance(item.source, Cell)
    assert (item.source.series, item.source.table, item.unit, item.adjusted) == (
        "open_vacancies", "80474ned", "thousand", True,
    )  # fmt: skip
    assert item.source.sha256 == reader.vintage.tables["80474ned"].sha256
    assert item.source.origin


def test_an_observation_knows_its_release_and_what_it_connects_with(reader: Reader) -> None:
    vacancies = reader.series("open_vacancies")
    sources = [vacancies[Q3 - back].source for back in (0, 1, 2)]
    assert [source.release for source in sources if isinstance(source, Cell)] == ["2024-11", "2024-08", "2024-05"]
    releases = vacancies[Q3].releases
    assert releases is not None
    assert (releases.connect(Q3 - 1, Q3 - 2), releases.connect(Q3, Q3 - 1), releases.margin) == (True, False, 9)
    assert reader.series("unemployed")[Q3].releases is None  # one release, so that everything connects
    assert reader.series("open_vacancies_unadjusted")[Q3 - 4].releases is None  # two copies, but no adjustment


def test_what_was_read_is_noted(reader: Reader) -> None:
    assert reader.reads()["series"] == []
    reader.series("open_vacancies")
    reader.published("hours")
    reader.reads_file("params/2024Q3.yml")
    found = reader.reads()
    assert found["series"] == ["open_vacancies"]
    beside = ("84545NED", "vacatures-bericht")  # the flows and CBS's own changes, which tell what connects
    assert found["tables"] == {name: reader.vintage.tables[name].sha256 for name in ("80474ned", *beside)}
    assert (found["published"], found["files"]) == (["hours"], ["params/2024Q3.yml"])


@pytest.mark.parametrize(
    ("name", "members", "message"),
    [
        ("open_vacancie", {}, r"unknown series 'open_vacancie'; did you mean 'open_vacancies'"),
        (
            "vacancy_rate_by_sector",
            {},
            r"by sector, and was given none; write series\(.vacancy_rate_by_sector., sector=.A.\)",
        ),
        ("vacancy_rate_by_sector", {"sector": "Z"}, r"'Z' is not a sector.*there are A"),
        (
            "open_vacancies",
            {"sector": "J"},
            r"not divided into members, and was given sector='J'; write series\(.open_vacancies.\)",
        ),
    ],
)
def test_a_series_that_is_not_there(reader: Reader, name: str, members: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        reader.series(name, **members)


def test_a_family_has_a_series_for_every_section(reader: Reader) -> None:
    family = reader.family("vacancy_rate_by_sector")
    assert {"G", "Q"} <= family.keys()
    assert "G-N" not in family  # a group of sections
    assert family["G"].label == "Handel"
    with pytest.raises(UserError, match=r"varies over no dimension"):
        reader.family("open_vacancies")


def test_recent_is_no_older_than_four_quarters(reader: Reader) -> None:
    assert reader.recent(run([1, 2, 3])).value == 3
    assert reader.recent(run([1], last=Q3 - 4)).value == 1
    old = reader.recent(run([1], last=Q3 - 5))
    assert (old.missing, old.period) == (True, Q3)
    assert reader.recent(run([None])).missing


def test_the_common_quarter_is_the_newest_with_most_figures(reader: Reader) -> None:
    family = {"a": run([1, 2, None]), "b": run([1, 2, 3]), "c": run([1, 2, None])}
    assert reader.common_quarter(family) == Q3 - 1
    assert reader.common_quarter({"a": run([None])}) == Q3


def test_a_published_figure_keeps_its_publication_and_its_precision(reader: Reader) -> None:
    item = reader.published("hours")
    assert isinstance(item.source, PublishedCell)
    assert (item.text, item.unit, item.source.date) == ("32,1", "hours", dt.date(2024, 12, 13))


def test_a_period_that_the_publication_does_not_name_is_not_given(reader: Reader) -> None:
    item = reader.published("vocational_teachers_needed")
    assert isinstance(item.source, PublishedCell)
    assert (item.text, item.period, item.source.when) == ("2\u202f200", None, "komende jaren")
    assert period_names([item]) == ["komende jaren"]


def test_a_figure_published_later_does_not_exist_for_the_edition(project: Project) -> None:
    before = Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 12))
    item = before.published("hours")
    assert (item.missing, item.text) == (True, "n.b.")
    with pytest.raises(UserError, match=r"no published figure 'uren'"):
        before.published("uren")


def test_published_figures_of_another_period_are_asked_for_by_period(reader: Reader) -> None:
    found = reader.published_all("shortage_teachers_forecast")
    assert [str(item.period) for item in found] == ["2028", "2033"]
    assert reader.published("hours", "1990Q1").missing
    assert reader.published("hours", "1990Q1").period == Period.parse("1990Q1")


def test_a_sentence_names_a_sector_with_its_article(project: Project) -> None:
    reader = Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13))
    assert reader.in_sentence("Horeca") == "horeca"  # no series with sectors was read yet
    reader.family("vacancy_rate_by_sector")
    assert reader.in_sentence("Horeca") == "de horeca"
    assert reader.in_sentence("Openbaar bestuur en overheidsdiensten") == "het openbaar bestuur"
    assert reader.in_sentence("Iets anders") == "iets anders"


def test_every_sector_and_cao_sector_has_a_name_for_a_sentence(project: Project) -> None:
    lists = Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13)).catalogue.members
    for name in ("sector", "cao_sector", "public_sector"):
        assert [member.title for member in lists[name].values() if not member.in_sentence] == []


def test_what_was_asked_for_is_noted_and_what_was_read_to_continue_it_is_not(reader: Reader) -> None:
    reader.series("unemployed")
    reader.plain_series("open_vacancies")
    reader.family("vacancy_rate_by_sector")
    reader.published_all("vacancies_technical")
    found = reader.reads()
    assert found["asked"] == ["open_vacancies", "unemployed", "vacancy_rate_by_sector"]
    assert set(found["series"]) > set(found["asked"])
    assert found["published"] == ["vacancies_technical"]


def test_a_family_has_the_figures_of_each_member(reader: Reader) -> None:
    family = reader.family("vacancy_rate_by_sector")
    for sector in ("G", "Q"):
        assert family[sector] == reader.plain_series("vacancy_rate_by_sector", sector=sector)
        assert family[sector].known
    assert "G-N" in reader.family("vacancy_rate_by_sector", None)
    with pytest.raises(UserError) as refused:
        reader.family("vacancies_by_region_and_sector")
    assert str(refused.value) == ("series 'vacancies_by_region_and_sector' varies over region, sector; fix all but one")


def test_a_published_figure_is_the_newest_or_that_of_its_period_or_missing(reader: Reader) -> None:
    def printed(item: Observation) -> tuple[str, str, bool]:
        return item.text, str(item.period), item.missing

    key = "vacancies_technical"  # a thousand of them
    assert printed(reader.published(key)) == ("78,9", "2023Q4", False)
    assert printed(reader.published(key, "2022Q1")) == ("81,6", "2022Q1", False)
    assert printed(reader.published(key, "2023Q1")) == ("n.b.", "2023Q1", True)
    assert printed(reader.published(key, recent=True)) == ("78,9", "2023Q4", False)  # three quarters ago
    assert printed(reader.published("firms_short_of_staff", recent=True)) == ("75", "2023Q3", False)  # four
    later = Reader(reader.project, Q3 + 1, "2024-12-13", reader.publication_date)
    assert printed(later.published("firms_short_of_staff", recent=True)) == ("n.b.", "None", True)
    assert printed(later.published("firms_short_of_staff")) == ("75", "2023Q3", False)
    absent = reader.published("nog_geen_cijfer", unit="percent")
    assert (printed(absent), absent.unit, absent.title, absent.status) == (
        ("n.b.", "None", True), "percent", "nog_geen_cijfer", "unknown",
    )  # fmt: skip
    assert reader.published(key, unit="percent").unit == reader.published(key).unit
    gone = reader.published(key, "2023Q1")
    assert (gone.unit, gone.title, gone.status) == (reader.published(key).unit, reader.published(key).title, "unknown")
    for ask in (reader.published, reader.published_all, reader.published_series):
        with pytest.raises(UserError) as refused:
            ask("uren")
        assert str(refused.value) == "data/published/: no published figure 'uren'; add it there with its source"


def test_published_figures_of_one_frequency_are_a_series(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    series = reader.published_series("vacancies_technical")
    assert (series.name, series.frequency, [str(item.period) for item in series]) == (
        "vacancies_technical", "quarter", ["2017Q1", "2022Q1", "2022Q4", "2023Q4"],
    )  # fmt: skip
    assert reader.published_series("vacancies_technical", "Eigen titel").title == "Eigen titel"
    assert isinstance(series.absent, PublishedCell) and series[Q3].missing
    mixed = [run([1], last=Period.of_year(2023)).last, *run([2, 3])]
    monkeypatch.setattr(reader, "published_all", lambda key: mixed)
    commonest = reader.published_series("vacancies_technical")
    assert (commonest.frequency, list(commonest)) == ("quarter", mixed[1:])
    monkeypatch.setattr(reader, "published_all", lambda key: [])
    assert len(reader.published_series("vacancies_technical")) == 0


@pytest.mark.parametrize(
    ("tie", "connects"),
    [
        ({}, True),
        ({"series": "another"}, False),
        ({"members": {"sector": "G"}}, False),
        ({"periods": ["2024KW01", "2024KW02"]}, False),
    ],
)
def test_figures_that_one_release_gives_both_of_connect(reader: Reader, tie: dict[str, object], connects: bool) -> None:
    table = reader.vintage.tables["80474ned"]
    held = {"series": "open_vacancies", "members": {}, "periods": ["2024KW02", "2024KW03"], **tie}
    reader.vintage.tables[table.id] = replace(table, joined=[held])  # type: ignore[index, arg-type]
    releases = reader.series("open_vacancies")[Q3].releases
    assert releases is not None
    assert releases.connect(Q3, Q3 - 1) is connects
