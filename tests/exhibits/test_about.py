"""What rows say they are about: periods in every notation, names of series and members, merged columns. Made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits import about
from arbeidsmarkt.exhibits.about import Line
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Cell
from made_up_figures import Q3, run, value

MAY, YEAR = Period.month(2024, 5), Period.of_year(2024)


def line(
    numbers: list[int | None], key: str = "levels", title: str = "Niveau", label: str = "", last: Period = Q3,
    **members: str,
) -> Line:  # fmt: skip
    series = run(numbers, last=last, title=title, name=key)
    return Line(key, title, members, label, dict(series.observations))


LEVELS = line([1, 2, 3])
BUILDING = line([4, 5, 6], "rates", "Graad", "Bouw", sector="F")
ICT = line([7, 8, 9], "rates", "Graad", "ICT", sector="J")


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("x", [Q3, MAY], [Q3, MAY]),
        ("x", ["2024-07-01", "2024-04-01T00:00:00Z"], [dt.date(2024, 7, 1), dt.date(2024, 4, 1)]),
        ("x", ["2024-07-01 00:00:00.000", "2024-04-01T00:00:00"], [dt.date(2024, 7, 1), dt.date(2024, 4, 1)]),
        ("x", ["2024-07-01T12:00:00Z"], None),
        ("x", ["2024-02-30"], None),
        ("x", ["2024Q3", "2024KW02", "2024 1e kwartaal", "derde kwartaal van 2024"], [Q3, Q3 - 1, Q3 - 2, Q3]),
        ("x", ["2023Q4"], None),  # no line has it
        ("x", [pd.Period("2024Q3"), pd.Period("2024-05", "M"), pd.Period("2024", "Y")], [Q3, MAY, YEAR]),
        ("x", [pd.Timestamp("2024-07-01"), dt.date(2024, 4, 1)], [dt.date(2024, 7, 1), dt.date(2024, 4, 1)]),
        ("x", [dt.datetime(2024, 7, 1, 9)], [dt.date(2024, 7, 1)]),
        ("Jaar", [2024, 1000.0, 2999], [YEAR, Period.of_year(1000), Period.of_year(2999)]),
        *((name, [2024], [YEAR]) for name in ("year", "period", "Periode")),
        ("x", [2024], None),  # a number, not a year
        *(("jaar", [number], None) for number in (999, 3000, 2024.5, True, float("inf"), -2024, [2024])),
        ("x", [Q3, None, "", float("nan"), pd.NaT], [Q3, None, None, None, None]),
        ("x", [Q3, "bouw"], None),
        ("x", [None, ""], None),
        ("x", [], None),
    ],
)  # fmt: skip
def test_a_column_of_periods_may_be_written_in_any_notation(name: str, values: list[Any], found: list[Any]) -> None:
    undated = Line("alone", "Los", {}, "", {None: value(5)})
    assert about.as_periods(name, values, [undated, LEVELS]) == found


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("series", ["eigen"], "series"),
        ("series_x", ["eigen"], "series"),
        ("wat", ["levels", "Graad", None, ""], "series"),
        ("sector", ["F", "J"], "member"),
        ("sector_y", ["F"], "member"),
        ("sector", ["F", "Z"], ""),
        ("wat", ["F"], ""),  # a member is told by the column of its dimension
        ("wat", ["Bouw", "ICT"], "label"),
        ("wat", ["a"] * 4 + ["b"] * 4, "text"),
        ("wat", ["a"] * 4 + ["b"] * 3, ""),
        ("status", ["a"] * 8, ""),
        ("wat", ["a"] * 8 + [1], ""),
        ("wat", [None, "", float("nan")], ""),
    ],
)
def test_a_column_of_text_distinguishes_lines_by_what_stands_in_it(name: str, values: list[Any], kind: str) -> None:
    assert about.identity(name, values, [LEVELS, BUILDING, ICT]) == kind


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("value_x", ("value", "x")),
        ("sector_y", ("sector", "y")),
        ("value", ("value", "")),
        ("wat_x", ("wat_x", "")),
        ("cao_sector", ("cao_sector", "")),  # a dimension's own name
    ],
)
def test_a_merge_of_frames_leaves_a_suffix(name: str, found: tuple[str, str]) -> None:
    assert about.parts(name, [BUILDING, line([1], cao_sector="x")]) == found


@pytest.mark.parametrize(
    ("kind", "column", "text", "true"),
    [
        ("series", "series", "rates", True),
        ("series", "series", "Graad", True),
        ("series", "series", "Bouw", False),
        ("label", "wat", "Bouw", True),
        ("label", "wat", "F", False),
        ("member", "sector", "F", True),
        ("member", "sector_x", "F", True),
        ("member", "sector", "J", False),
        ("member", "label", "Bouw", False),
    ],
)
def test_a_row_is_about_the_line_that_it_names(kind: str, column: str, text: str, true: bool) -> None:
    assert BUILDING.is_about(kind, column, text) is true


def test_a_period_agrees_with_itself_its_first_day_and_its_year() -> None:
    day = dt.date(2024, 7, 1)
    agreeing = [Q3, day, YEAR]
    assert [about.agrees(token, Q3) for token in agreeing] == [True] * 3
    apart = [Q3 - 1, Q3 - 4, MAY, day + dt.timedelta(days=1), YEAR - 1]
    assert [about.agrees(token, Q3) for token in apart] == [False] * 5
    assert not about.agrees(Q3, YEAR)
    assert [about.shown(token) for token in (Q3, day, None)] == ["2024 3e kwartaal", "2024-07-01", ""]


def test_a_line_gives_its_figure_by_period_or_first_day_and_a_missing_one_for_what_it_lacks() -> None:
    items = dict(LEVELS.observations)
    assert (LEVELS.at(Q3), LEVELS.at(dt.date(2024, 7, 1)), LEVELS.at(dt.date(2024, 7, 2))) == (
        items[Q3],
        items[Q3],
        None,
    )
    assert (LEVELS.at(None), LEVELS.only, line([5]).only) == (None, None, value(5, title="Niveau", series="levels"))
    assert (LEVELS.name, BUILDING.name) == ("'Niveau'", "'Graad, Bouw'")
    first = replace(items[Q3 - 2], at_least=True, since=Q3 - 9)
    lacking = replace(LEVELS, observations={**items, Q3 - 2: first})
    for token, period in (
        (Q3 + 1, Q3 + 1),
        (dt.date(2024, 10, 1), Q3 + 1),
        (dt.date(2025, 1, 1), Q3 + 2),
        (dt.date(2024, 12, 1), None),  # no quarter begins there
        (None, None),
    ):
        assert lacking.absent(token) == replace(
            first, value=None, symbol="n.b.", period=period, status="unknown", at_least=False, since=None
        )
    for last, token in ((MAY, dt.date(2024, 6, 1)), (YEAR, dt.date(2025, 1, 1))):
        assert line([1], last=last).absent(token).period == last + 1


def test_numbers_may_be_about_anything_that_was_read_and_nothing_else() -> None:
    item = value(5, title="Los", series="alone", label="zorg")
    change = difference(value(7), value(5), title="Verschil")
    for said in (item, [item], (item,), {"a": [item]}, Fact("alone", item)):
        assert about.lines(said) == [Line("alone", "Los", {"sector": "zorg"}, "zorg", {Q3: item})]
    assert [(one.key, one.title) for one in about.lines(change)] == [("Verschil", "Verschil")]
    earlier = value(4, title="Los", series="alone", label="zorg", period=Q3 - 1)
    assert [list(one.observations) for one in about.lines([item, earlier])] == [[Q3, Q3 - 1]]
    with pytest.raises(UserError) as refused:
        about.lines([item, 7])
    assert str(refused.value) == (
        "a int is nothing that numbers can be about; name series, their frames or observations: about=[…], of=[…]"
    )


def test_a_frame_is_about_the_series_periods_and_members_that_it_still_holds() -> None:
    made = [run([1, 2, 3], name=f"about_{n}", title=f"Reeks {n}") for n in (1, 2)]
    first, second = (series.frame() for series in made)
    assert [(one.key, one.title, list(one.observations)) for one in about.lines(first.tail(2))] == [
        ("about_1", "Reeks 1", [Q3 - 1, Q3])
    ]
    merged = first.merge(second, on="period")
    assert [one.key for one in about.lines(merged)] == ["about_1", "about_2"]
    assert [len(one.observations) for one in about.lines(merged.drop(columns="period"))] == [3, 3]
    assert about.lines(first.assign(period=Q3 + 9)) == []
    columns = {name: list(merged[name]) for name in merged.columns}
    assert [one.key for one in about.lines_of_rows((), columns)] == ["about_1", "about_2"]
    assert [one.key for one in about.lines_of_rows(made[1], columns)] == ["about_2"]
    for frame, said in (
        (
            first.drop(columns="series"),
            "a frame does not say which series it holds; keep its column 'series', or name the series themselves: "
            "about=[…], of=[…]",
        ),
        (
            merged.assign(series_y="niets"),
            "no frame was made of a series 'niets'; keep the column 'series_y' as frame() made it",
        ),
    ):
        with pytest.raises(UserError) as refused:
            about.lines(frame)
        assert str(refused.value) == said


def test_of_a_frame_of_members_only_those_count_whose_rows_were_kept() -> None:
    observations = {
        key: {Q3: replace(value(number, title="Graad", label=label), source=Cell("graad", "TOY1", (("sector", key),)))}
        for key, number, label in (("F", 1, "Bouw"), ("J", 2, "ICT"))
    }
    made = [
        replace(run([1], name="graad", title="Graad"), observations=found, label=found[Q3].label)
        for found in observations.values()
    ]
    frame = pd.concat([series.frame() for series in made])
    kept = about.lines(frame[frame.sector == "J"])
    assert [(one.key, dict(one.members), one.label) for one in kept] == [("graad", {"sector": "J"}, "ICT")]
    assert [item.value for one in kept for item in one.observations.values()] == [Decimal(2)]
