"""What a fetch could not read: one line per cause, and whether a vintage can do without it. All made up."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline.guard import Busy, Down, NotThere
from arbeidsmarkt.statline.left_out import LeftOut, counted, kind, sort_out, together, unreachable_as_one
from arbeidsmarkt.statline.lifecycle import Discontinued
from arbeidsmarkt.statline.plan import Unfit


@pytest.mark.parametrize(
    ("error", "word"),
    [(NotThere, "gone"), (Discontinued, "discontinued"), (Down, "unreachable"), (Busy, "unreachable"),
     (Unfit, "changed"), (UserError, "refused")],
)  # fmt: skip
def test_why_something_was_not_read_is_one_word(error: type[UserError], word: str) -> None:
    assert kind(error("x")) == word


def test_faults_of_one_cause_become_one_that_names_its_series() -> None:
    faults = [
        ("a", Unfit("x", where="here", remedy="do")), ("b", UserError("x", remedy="do")),
        ("c", Unfit("x", remedy="do")),
        ("a", Unfit("x", remedy="do")), ("d", Unfit("x", remedy="do")), ("e", Unfit("x", remedy="do")),
        ("f", Unfit("x")), ("g", Unfit("y", remedy="do")),
    ]  # fmt: skip
    assert [(type(fault).__name__, str(fault)) for fault in together("T1", faults)] == [
        ("Unfit", "T1, series 'a', 'c', 'd' and 1 more: x; do"), ("UserError", "T1, series 'b': x; do"),
        ("Unfit", "T1, series 'f': x"), ("Unfit", "T1, series 'g': y; do"),
    ]  # fmt: skip
    assert str(together("T1", faults[2:5])[0]) == "T1, series 'c', 'a', 'd': x; do"


def test_tables_that_cannot_be_reached_for_one_reason_are_one_line() -> None:
    down = [
        Down(f"no answer, {number} times in a row", where=f"{table}/Observations", remedy="later")
        for number, table in ((2, "T1"), (5, "T2"), (2, "T2"), (9, "T3"), (9, "T4"))
    ]
    other, alone = UserError("x", where="T5"), Down("no answer, 3 times in a row", where="T6/Dimensions", remedy="else")
    busy = [Busy("wait", where=f"T{number}") for number in (7, 8)]
    assert [(type(fault).__name__, str(fault)) for fault in unreachable_as_one([*down, other, alone, *busy])] == [
        ("UserError", "T5: x"), ("Down", "4 tables (T1, T2, T3 and 1 more): no answer; later"),
        ("Down", "T6/Dimensions: no answer, 3 times in a row; else"), ("Busy", "2 tables (T7, T8): wait"),
    ]  # fmt: skip
    assert unreachable_as_one([]) == []


def test_tables_are_counted_and_the_first_named() -> None:
    assert [counted(tables) for tables in (["a"], ["a", "b", "c"], ["a", "b", "c", "d"])] == [
        "1 table (a)", "3 tables (a, b, c)", "4 tables (a, b, c and 1 more)",
    ]  # fmt: skip


A, B = Unfit("x", where="T1, series 'a'", remedy="do"), UserError("y", where="T1, series 'b'")


def test_a_fault_of_the_table_or_of_a_required_series_stops_and_tells_all() -> None:
    gone = NotThere("gone", where="T1")
    assert sort_out("T1", ["a", "b"], [gone, B], {}, {"b"}) == ([gone, B], [])
    stops, left = sort_out("T1", ["a", "b", "c"], [], {"a": [A, B], "b": [B]}, {"b"})
    assert ([str(fault) for fault in stops], left) == (["T1, series 'a': x; do", "T1, series 'a', 'b': y"], [])


def test_what_nothing_rests_on_is_left_out_by_its_first_cause() -> None:
    gone = NotThere("gone", where="T1")
    assert sort_out("T1", ["a", "b"], [gone, B], {}, {"other"}) == ([], [LeftOut("T1", ("a", "b"), "gone", "T1: gone")])
    found = sort_out("T1", ["a", "b", "c", "d"], [], {"a": [A, B], "b": [B], "c": [A], "d": [UserError("x")]}, set())
    assert found == ([], [
        LeftOut("T1", ("a", "c"), "changed", "T1, series 'a', 'c': x; do"),
        LeftOut("T1", ("b",), "refused", "T1, series 'b': y"), LeftOut("T1", ("d",), "refused", "T1, series 'd': x"),
    ])  # fmt: skip
    assert found[1][0].record() == {
        "table": "T1", "series": ["a", "c"], "kind": "changed", "reason": "T1, series 'a', 'c': x; do",
    }  # fmt: skip
    assert sort_out("T1", ["a"], [], {}, {"a"}) == ([], [])
