"""Lines over time: where the name and the last value of each line stand. No figure here is real."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import lines, over_time
from arbeidsmarkt.exhibits.charts.chart import Size
from made_up_figures import Q3, run

LONG = "Onderwijs en wetenschap"  # goes on below itself in a narrow chart


def labels(shown: dict[str, Any], first: Period, reach: float, size: Size = "wide") -> list[list[Any]]:
    """Per line: the words beside it, their place on the axis of values, and the side of its end."""
    found = lines.ends(over_time.tidy(shown, first, Q3), Q3, reach, size)
    return found[["label", "place", "side"]].to_numpy().tolist()


def test_the_label_of_a_line_is_its_last_value_and_its_name_and_stands_at_its_end() -> None:
    shown = {"Zorg": run([40, 90, None]), "Bouw": run([1, 2, 10])}
    frame = over_time.tidy(shown, Q3 - 2, Q3)
    found = lines.ends(frame, Q3, 100, "wide")
    assert found["label"].tolist() == ["90\nZorg", "10\nBouw"]
    assert found["value"].tolist() == found["place"].tolist() == [90, 10]
    assert found["period"].str[:10].tolist() == [str((Q3 - 1).first_day), str(Q3.first_day)]


@pytest.mark.parametrize(
    ("names", "size", "rows"),
    [(("Zorg", "Bouw"), "wide", 2), ((LONG, "Bouw"), "wide", 3), (("Bouw", LONG), "narrow", 4), (("",), "wide", 1)],
)
def test_labels_leave_room_for_the_tallest_of_them(names: tuple[str, ...], size: Size, rows: int) -> None:
    shown = {name: run([number, 50 + number]) for number, name in enumerate(names)}
    found = labels(shown, Q3 - 1, 100, size)
    assert max(label.count("\n") + 1 for label, *_ in found) == rows
    if len(names) == 2:
        (_, low, _), (_, high, _) = found
        assert (low + high) / 2 == pytest.approx(50.5)  # both moved by as much
        assert high - low == pytest.approx(7 * rows)


@pytest.mark.parametrize(
    ("numbers", "side"),
    [
        ([1, 2, 3, 4], "behind"),
        ([1, 4, 3, None], "behind"),
        ([1, 4, 3, None, None], "behind"),  # half a year leaves no room before the end
        ([1, 3, 4, None, None, None], "before"),
        ([1, 4, 4, None, None, None], "before"),
        ([1, 4, 3, None, None, None], "under"),  # the line comes down from where the label would be
        ([4, 3, None, None, None], "under"),
        ([3, None, None, None], "before"),
    ],
)
@pytest.mark.parametrize("last", [Period.quarter(2024, number) for number in (1, 2, 3, 4)])
def test_the_label_of_a_line_that_ends_early_stands_where_its_line_is_not(
    numbers: list[int | None], side: str, last: Period
) -> None:
    frame = over_time.tidy({"Zorg": run(numbers, last=last)}, last - (len(numbers) - 1), last)
    assert lines.ends(frame, last, 4, "wide")["side"].tolist() == [side]


def test_a_long_word_stands_whole_beside_its_line() -> None:
    (found,) = labels({"De arbeidsongeschiktheidsuitkeringen": run([1, 2])}, Q3 - 1, 4)
    assert found[0] == "2\nDe\narbeidsongeschiktheidsuitkeringen"
