"""Which data a computed number depends on, by the code of a notebook's cells alone."""

from __future__ import annotations

import pytest

from arbeidsmarkt.desk import dataflow

START = "a = series('one')\nb = series('two')\n"


@pytest.mark.parametrize(
    "code",
    [
        "total = a.sum()",
        "total: object = a.sum()",
        "total = 0\ntotal += a.sum()",
        "rows = []\nrows.append(a)\ntotal = sum(rows)",
        "rows = {}\nrows['x'] = a\ntotal = sum(rows)",
        "rows = []\nfor item in a:\n    rows.append(item)\ntotal = sum(rows)",
        "total = sum(item for item in a)",
        "def read():\n    return a\ntotal = read()",
        "first, total = 1, a",
        "print(total := a.sum())",
    ],
)
def test_what_a_number_is_made_from_is_followed_through_every_kind_of_assignment(code: str) -> None:
    cells = [START, code, "computed(total, of=[a, b])"]
    assert dataflow.unread(cells, 1) == ["b"]


def test_an_item_that_names_no_data_cannot_be_followed_and_one_that_does_not_go_in_is_named() -> None:
    cells = [START, "x = 5", "computed(a, of=[a, 7, elders, x, b])"]
    assert dataflow.unread(cells, 1) == ["x", "b"]


@pytest.mark.parametrize(
    "last", ["%%prose\nTekst.", "y = 1", "computed(a)", "computed(of=[b])", "computed(a, of=[b]) + computed(a, of=[b])"]
)
def test_only_the_one_call_in_the_running_cell_is_looked_at(last: str) -> None:
    assert dataflow.unread([START, "computed(a, of=[b])", last], 1) == []
    assert dataflow.unread([START, "computed(a, of=[b])"], 1) == ["b"]
    assert dataflow.unread([START, "computed(a, of=[b])"], 2) == []  # another line
    assert dataflow.unread([], 1) == []


@pytest.mark.parametrize(
    ("call", "unread"),
    [
        ("computed(x, of=[b])", []),  # a series that the code does not name can be any
        ("computed(y, of=[b])", []),
        ("computed(a, of=[x, y])", []),
        ("computed(5, of=[x, y, b])", ["x", "y", "b"]),
        ("computed(\n    a,\n    of=[b],\n)", ["b"]),
    ],
)
def test_a_series_that_the_code_does_not_name_may_be_any(call: str, unread: list[str]) -> None:
    cells = [START, "name = 'one'\nx = series(name)\ny = published(7)", call]
    assert dataflow.unread(cells, call.count("\n") + 1) == unread
