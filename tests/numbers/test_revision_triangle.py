"""First prints and later ones: what a triangle rests on, and what the project's own figures give. No figure is real."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.numbers import revision_triangle
from arbeidsmarkt.numbers.revision_triangle import Print, Revision, by_quarter, revision

DAYS = [dt.date(2020, 8, 15), dt.date(2020, 11, 15), dt.date(2021, 8, 15)]


def prints(year: int, quarter: int, *given: tuple[str, str]) -> list[Print]:
    """Prints of a quarter: day and value."""
    period = Period.quarter(year, quarter)
    values = [(dt.date.fromisoformat(day), Decimal(value)) for day, value in given]
    return [Print(period, day, value, dutch.places(value)) for day, value in values]


KNOWN = by_quarter(
    [
        *prints(2020, 1, ("2020-05-15", "10"), ("2020-08-15", "12"), ("2021-08-15", "9")),
        *prints(2020, 2, ("2020-08-15", "20"), ("2020-11-15", "19")),
        *prints(2018, 1, ("2020-05-15", "1"), ("2021-05-15", "5")),  # no first print at hand
        *prints(2021, 2, ("2021-08-15", "7")),  # nothing later
        *prints(2020, 3, ("2020-11-15", "3"), ("2020-11-30", "3")),  # the letter repeats it
    ],
    dt.date(2022, 1, 1),
)


def test_a_triangle_rests_on_first_prints_alone_and_on_prints_that_came_later() -> None:
    one, four = revision(KNOWN, 1, DAYS), revision(KNOWN, 4, DAYS)
    assert (len(one.pairs), one.mean, one.mean_absolute) == (2, Decimal("0.5"), Decimal("1.5"))
    assert (len(four.pairs), four.mean, four.mean_absolute) == (2, Decimal("-1"), Decimal("1"))
    assert revision(KNOWN, 8, DAYS) == Revision(8) and Revision(8).mean is None


def test_what_was_printed_more_precisely_later_is_no_revision() -> None:
    known = by_quarter(prints(2020, 1, ("2020-05-15", "427"), ("2020-08-15", "427.1")), DAYS[-1])
    assert revision(known, 1, DAYS).sizes == [0]
    known = by_quarter(prints(2020, 1, ("2020-05-15", "427"), ("2020-08-15", "427.6")), DAYS[-1])
    assert revision(known, 1, DAYS).sizes == [1]


def test_what_was_published_after_the_day_is_not_known_yet() -> None:
    known = by_quarter([each for quarter in KNOWN.values() for each in quarter], dt.date(2020, 8, 15))
    assert [each.value for each in known[Period.quarter(2020, 1)]] == [10, 12]
    assert Period.quarter(2021, 2) not in known


def test_figures_that_editions_record_as_printed_are_first_prints_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the project's own data: CBS's first 366 thousand unemployed of 2023Q3, of 14 November 2023."""
    headlines = {**revision_triangle.HEADLINES, "no_series_of_this_catalogue": "x"}
    monkeypatch.setattr(revision_triangle, "HEADLINES", headlines)
    found = {item.series: item for item in revision_triangle.triangles(project, dt.date(2026, 9, 9))}
    assert {name: (item.unit, item.decimals) for name, item in found.items()} == {
        "open_vacancies": ("thousand", 1), "unemployed": ("thousand", 0), "net_participation": ("percent", 1),
        "wages_growth": ("percent", 1),
    }  # fmt: skip
    assert {
        name: {each.printed.fact for prints in item.prints.values() for each in prints if each.printed}
        for name, item in found.items()
    } == {
        "open_vacancies": {"vacancies"}, "unemployed": {"unemployed"}, "net_participation": {"participation"},
        "wages_growth": {"wages_growth"},
    }  # fmt: skip
    assert [each.after for each in found["unemployed"].revisions] == [1, 4, 8]
    assert found["wages_growth"].title.startswith("Cao-lonen")
    first = found["unemployed"].prints[Period.quarter(2023, 3)][0]
    assert (first.day, first.value, first.held) == (dt.date(2023, 11, 14), 366, None)
    early = {item.series: item for item in revision_triangle.triangles(project, dt.date(2023, 11, 13))}
    assert Period.quarter(2023, 3) not in early["unemployed"].prints
