"""Which figures an author's chart shows: every column that it draws is looked up, or refused in one line. Made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import own_chart
from arbeidsmarkt.exhibits.charts.altair_spec import Drawn, Use
from arbeidsmarkt.exhibits.records import Column
from arbeidsmarkt.numbers.series import Observation
from made_up_figures import Q3, run, value

LEVELS = run([1, 2, 3], title="Niveau", name="levels")
ROWS: list[dict[str, Any]] = [
    {
        "period": str(item.period), "value": float(item.value or 0), "high": item.value == 3, "text": item.text,
        "said": f"{item.text}\u00a0duizend", "when": item.when, "title": item.title, "series": "levels", "half": 1.5,
        "jitter": step / 10, "typed": "ruim 120", "word": "veel", "year": 2024,
    }
    for step, item in enumerate(LEVELS)
]  # fmt: skip
BESIDE = [{"level": level} for level in (1, 2)]


def use(column: str, channel: str = "y", mark: int = 1, axis: str = "", data: str = "rows", *filters: str) -> Use:
    return Use(data, column, mark, channel, axis, filters)


def found(uses: Sequence[Use], helpers: Sequence[str] = ()) -> dict[str, list[Observation | None]]:
    drawn = Drawn("the chart", list(uses), {"rows": ROWS, "beside": BESIDE})
    return {column: match for (_, column), match in own_chart._matched(drawn, LEVELS, helpers, "the chart").items()}


@pytest.mark.parametrize(
    ("uses", "helpers"),
    [
        ([use("value"), use("value", "x", 2)], ()),
        ([use("value"), use("period", "x"), use("year", "x"), use("series", "color")], ()),
        ([use("value"), use("high", "color")], ()),  # true or false is no number
        ([use("value"), *(use(name, "text") for name in ("text", "said", "when", "title", "word"))], ()),
        ([use("value"), use("jitter", "x")], ["jitter"]),  # beside a figure in the same mark
        ([use("value"), use("half", "y", 2)], ["half"]),  # a line
        ([use("value"), use("level", "y", 2, data="beside")], ["level"]),  # the two sides of a band
        ([use("value"), use("typed", "color", 2)], ["typed"]),
    ],
)
def test_a_figure_is_looked_up_and_what_is_none_may_stand_beside_it(uses: list[Use], helpers: list[str]) -> None:
    assert found(uses, helpers) == {"value": list(LEVELS)}


TYPED = "whose number is no figure of its row; draw the number itself, as a number"
FIRST = "row 1 (Niveau, levels, 2024 1e kwartaal, 2024):"


@pytest.mark.parametrize(
    ("uses", "helpers", "message"),
    [
        ([use("gone")], (), "it draws the column 'gone', which its data do not have; mend the name"),
        ([use("value")], ["b", "a"], "helpers names a, b, which it does not draw; leave it out"),
        ([use("high", "text")], (), f"{FIRST} 'high' is False, not a number; keep the frame's own numbers"),
        ([use("value"), use("typed", "color")], (), f"{FIRST} 'typed' is the text 'ruim 120', {TYPED}"),
        ([use("text", "text")], (), f"{FIRST} 'text' is the text '1', {TYPED}"),
        ([use("half")], (), f"{FIRST} 'half' is 1.5, and 'Niveau' has 1.0 there; publish it as it was read, or say how "
         "it was made with computed(…, of=[…])"),
        *(
            ([use("value"), use("jitter", channel)], ["jitter"],
             "the helper 'jitter' is shown as text; name what it is about in about=[…] instead")
            for channel in ("text", "tooltip")
        ),
        (
            [use("value"), use("jitter", "x", 2)], ["jitter"],
            "the helper 'jitter' draws 3 values in a mark that shows no figure; name what it is about in about=[…] "
            "instead",
        ),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(uses: list[Use], helpers: list[str], message: str) -> None:
    with pytest.raises(UserError) as refused:
        found(uses, helpers)
    assert str(refused.value) == f"the chart: {message}"


def test_two_units_on_one_axis_are_refused_and_on_two_are_not() -> None:
    rates = run([4, 5], "percent", title="Graad")
    matches: dict[tuple[str, str], list[Observation | None]] = {
        ("rows", "value"): [*LEVELS, None], ("rows", "rate"): [*rates, value(None, "persons")],
    }  # fmt: skip
    for uses in (
        [use("value", "y", 1, "/y"), use("rate", "y", 2, "/right")],
        [use("value", "y", 1, "/y"), use("rate", "size", 1, "/y")],
        [use("value", "y"), use("rate", "y")],
        [use("value", "y", 1, "/y"), use("value", "y2", 1, "/y"), use("word", "x", 1, "/y")],
    ):
        own_chart._refuse_two_units(uses, matches, "the chart")
    with pytest.raises(UserError) as refused:
        own_chart._refuse_two_units([use("value", "y", 1, "/y"), use("rate", "y2", 2, "/y")], matches, "the chart")
    assert str(refused.value) == (
        "the chart: 'Niveau' (aantal maal duizend) and 'Graad' (procent) stand on one axis; draw a chart for each "
        "unit: alt.hconcat(…)"
    )


def test_what_is_drawn_is_what_some_mark_draws_after_its_filters() -> None:
    def shown(*uses: Use) -> list[Observation]:
        drawn = Drawn("the chart", list(uses), {"rows": ROWS})
        return own_chart._in_order({("rows", "value"): [*LEVELS]}, drawn)

    high, low = "datum.value > 1", "datum.value < 3"
    one, two, three = LEVELS
    assert shown(use("value")) == [one, two, three]
    assert shown(use("value", "y", 1, "", "rows", high)) == [two, three]
    assert shown(use("value", "y", 1, "", "rows", high, low)) == [two]
    assert shown(use("value", "y", 1, "", "rows", high), use("value")) == [one, two, three]
    assert shown(use("value", "y", 1, "", "rows", high), use("value", "y", 2, "", "rows", low)) == [one, two, three]
    assert shown(use("period", "x")) == []
    drawn = Drawn("the chart", [use("value")], {"rows": ROWS})
    assert own_chart._in_order({("rows", "value"): [one, None, one]}, drawn) == [one]


ZORG, BOUW = (replace(value(number), label=label) for number, label in ((4, "Zorg"), (5, "Bouw")))


def test_its_table_has_a_row_per_member_and_period_and_a_column_per_series() -> None:
    rate = replace(value("2.5", "percent", decimals=1, title="Graad", series="rates"), label="Zorg")
    older = replace(ZORG, period=Q3 - 1)
    made = own_chart.data([ZORG, BOUW, rate, older])
    assert made.columns == (
        Column("label", "Reeks"),
        Column("period", "Periode", "period"),
        Column("toy", "Verzonnen reeks", "number", "thousand", 0),
        Column("rates", "Graad", "number", "percent", 1),
    )

    def gone(item: Observation) -> Observation:
        return Observation(None, "percent", item.source, item.period, "unknown", title=item.title, label=item.label)

    assert made.rows == (
        ("Bouw", Q3, BOUW, gone(BOUW)),
        ("Zorg", Q3 - 1, older, gone(older)),
        ("Zorg", Q3, ZORG, rate),
    )


def test_its_table_leaves_out_a_column_that_says_the_same_in_every_row() -> None:
    bars = own_chart.data([ZORG, BOUW])
    assert [column.name for column in bars.columns] == ["label", "toy"]
    assert bars.rows == (("Bouw", BOUW), ("Zorg", ZORG))
    alone = own_chart.data([ZORG])
    assert [column.name for column in alone.columns] == ["period", "toy"]
    assert alone.rows == ((Q3, ZORG),)
    twice = own_chart.data([ZORG, replace(ZORG, title="Ander")])
    assert [column.name for column in twice.columns] == ["period", "toy", "toy_2"]


def test_a_draft_of_its_description_tells_bars_from_high_to_low_and_lines_to_their_end() -> None:
    assert own_chart.draft([ZORG, BOUW, value(None), replace(ZORG, period=None, label="X")]).replace("\u00a0", " ") == (
        "Verzonnen reeks in het derde kwartaal van 2024: Bouw: 5 duizend; Zorg: 4 duizend."
    )
    rates = run([9, 8], "percent", title="Graad")
    found = own_chart.draft([*LEVELS, *rates]).replace("\u00a0", " ")
    assert found == (
        "Niveau: de lijn stijgt van 1 duizend in het eerste kwartaal van 2024 tot 3 duizend in het derde kwartaal van "
        "2024, het laatste en hoogste cijfer. Andere keerpunten zijn er niet. Graad: de lijn daalt van 9 procent in "
        "het tweede kwartaal van 2024 tot 8 procent in het derde kwartaal van 2024, het laatste cijfer. Andere "
        "keerpunten zijn er niet."
    )
    many = [replace(item, label=f"Tak {n}") for n in range(5) for item in LEVELS]
    assert own_chart.draft(many).count(" op 3") == 4  # the first four
    assert "Niveau, Tak 1" in own_chart.draft(many[:6])


@pytest.mark.parametrize(
    ("mark", "numbers", "periods", "said"),
    [
        ("line", [1, 2, 3, 4], 4, ""),
        ("line", [1, 2, 3, None], 4, "figures at 3 moments"),
        ("area", [1, 2], 2, "figures at 2 moments"),
        ("trail", [1], 1, "figures at 1 moment"),
        ("line", [1, 2, 3, 4], 1, ""),  # over members, not over time
        ("line", [1, 2, 3], 1, "figures at 1 moment"),
        ("line", [1, 2, 3, 4], 2, "figures at 2 moments"),
        ("bar", [1], 1, ""),
    ],
)
def test_a_line_needs_four_figures_and_over_time_four_moments(
    mark: str, numbers: list[int | None], periods: int, said: str
) -> None:
    shown = [value(number, period=Q3 - step % periods) for step, number in enumerate(numbers)]
    if not said:
        own_chart._refuse_few({"mark": mark}, shown, "the chart")
        return
    with pytest.raises(UserError) as refused:
        own_chart._refuse_few({"mark": mark}, shown, "the chart")
    assert str(refused.value) == (
        f"the chart: the chart has {said}; it needs 4 at the least; guard the figure with an if, and say the figures "
        "in a sentence"
    )


def test_periods_are_dates_to_altair_in_any_column() -> None:
    quarter, day = pd.Period("2024Q3"), pd.Timestamp("2024-07-01")
    frame = pd.DataFrame({
        "dated": pd.PeriodIndex([quarter, quarter]),
        "mixed": pd.Series([quarter, "later"], dtype=object),
        "number": [1, 2],
    })  # fmt: skip
    made = own_chart.rows_of(frame)
    assert [row["dated"][:10] for row in made["values"]] == [str(day.date())] * 2
    assert [row["mixed"] for row in made["values"]] == [day, "later"]
    assert [row["number"] for row in made["values"]] == [1, 2]
