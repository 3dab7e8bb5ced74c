"""The frame that lines over time are drawn from: firm and provisional stretches, gaps, points alone. Made up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arbeidsmarkt.exhibits.charts import over_time
from arbeidsmarkt.numbers.series import Status
from made_up_figures import Q3, run

F: Status = "final"
P: Status = "provisional"


def test_a_line_breaks_at_a_gap_and_has_a_point_where_a_figure_stands_alone() -> None:
    frame = over_time.tidy({"Zorg": run([1, None, 2, 3, None, 4])}, Q3 - 5, Q3 + 1)
    rows = frame.to_dict("list")
    assert rows["value"] == rows["firm"] == [1, None, 2, 3, None, 4, None]
    assert rows["alone"] == [1, None, None, None, None, 4, None]
    assert rows["last"] == [None] * 5 + [4, None]
    assert rows["text"] == ["1", "n.b.", "2", "3", "n.b.", "4", "n.b."]
    assert rows["period"][0] == "2023-04-01T00:00:00Z"
    assert rows["description"][0] == "Zorg, tweede kwartaal van 2023: 1\u00a0duizend"
    assert (set(rows["name"]), set(rows["part"]), set(rows["soft"])) == ({"Zorg"}, {""}, {None})
    assert over_time.tidy({"": run([1])}, Q3, Q3)["description"].tolist() == ["derde kwartaal van 2024: 1\u00a0duizend"]


@pytest.mark.parametrize(
    ("statuses", "firm", "stretches"),
    [
        ((F, F, P, "revised_provisional", F, P), [1, 2, None, None, 5, None], {2: [2, 3, 4, 5], 5: [5, 6]}),
        ((P, P, F, F, F, F), [None, None, 3, 4, 5, 6], {0: [1, 2, 3]}),
        ((P, F, F, F, F, P), [None, 2, 3, 4, 5, None], {0: [1, 2], 5: [5, 6]}),
        ((P, P, P, P, P, P), [None] * 6, {0: [1, 2, 3, 4, 5, 6]}),
    ],
)
def test_a_provisional_stretch_is_dotted_from_the_figure_before_it_to_the_one_after(
    statuses: tuple[Status, ...], firm: list[int | None], stretches: dict[int, list[int]]
) -> None:
    frame = over_time.tidy({"Zorg": run([1, 2, 3, 4, 5, 6], statuses=statuses)}, Q3 - 5, Q3)
    assert frame["firm"].tolist()[:6] == firm
    below = frame.iloc[6:]
    assert below["name"].tolist() == ["Zorg"] * len(below)
    found: dict[str, list[Any]] = {}
    for part, soft in zip(below["part"], below["soft"], strict=True):
        found.setdefault(part, []).append(soft)
    assert found == {f"Zorg {start}": values for start, values in stretches.items()}


BROKEN, ALONE, DOTTED = (
    "Onderbroken lijn: geen cijfer beschikbaar.",
    "Losse punt: ervoor en erna is geen cijfer beschikbaar.",
    "Gestippeld: voorlopige cijfers.",
)


@pytest.mark.parametrize(
    ("numbers", "statuses", "said"),
    [
        ([1, 2, 3], (F, F, F), []),
        ([1, 2, 3], (F, F, P), [DOTTED]),
        ([1, 2, None, 3, 4], (), [BROKEN]),
        ([1, 2, None, 3], (), [BROKEN, ALONE]),
        ([1, None, 3, 4], (), [BROKEN, ALONE]),
        ([1, 2, None, 3, None, 4, 5], (), [BROKEN, ALONE]),
        ([1], (), []),  # one figure breaks nothing
    ],
)
def test_a_note_says_what_dots_gaps_and_points_mean(
    numbers: list[int | None], statuses: tuple[Status, ...], said: list[str]
) -> None:
    whole = run([1, 2])
    made = run(numbers, statuses=statuses)
    for shown in ([made], [made, whole], [whole, made]):
        assert over_time.note(shown) == ((" ".join(said),) if said else ())


@pytest.mark.parametrize(
    ("levels", "zero", "said"),
    [
        (["66.0", "73.4"], False, "66"),
        (["0.31", "0.34"], False, "0,31"),
        (["5.21", "5.9"], False, "5,2"),
        (["1071", "1078"], False, "1\u202f070"),
        (["66.0", "73.4"], True, ""),
        (["1", "100"], False, ""),  # it begins at zero all the same
        (["0", "5"], False, ""),
        (["-5", "5"], False, ""),
        ([None], False, ""),
    ],
)
def test_a_note_says_where_an_axis_begins_that_does_not_begin_at_zero(
    levels: list[str | None], zero: bool, said: str
) -> None:
    expected = (f"De verticale as begint niet bij nul, maar bij {said}.",) if said else ()
    assert over_time.begins([run(levels)], zero) == expected
    assert over_time.begins([run([level]) for level in reversed(levels)], zero) == expected


def test_none_is_dotted_where_the_status_of_one_is_unknown() -> None:
    soft, unsaid = run([1, 2], statuses=(F, P)), run([3, 4], statuses=(F, "unknown"))
    assert over_time.evenly({"a": soft, "b": run([5])}) == {"a": soft, "b": run([5])}
    evened = over_time.evenly({"a": soft, "b": unsaid})
    assert {name: [item.status for item in series] for name, series in evened.items()} == {
        "a": ["unknown"] * 2, "b": ["unknown"] * 2,
    }  # fmt: skip
    assert [item.value for item in evened["a"]] == [item.value for item in soft]
    firm = replace(soft, observations={Q3: replace(soft[Q3], status=F)})
    assert over_time.evenly({"a": firm, "b": firm}) == {"a": firm, "b": firm}
