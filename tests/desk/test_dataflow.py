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
