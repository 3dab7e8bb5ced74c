"""What is typed by hand, found in a notebook's file and in a running cell."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.text import templates, typed
from made_up_project import notebook


def test_a_cell_is_refused_with_every_line() -> None:
    with pytest.raises(Faults) as refused:
        typed.refuse_in_cell(templates.of_cell("Er zijn\n397 duizend vacatures, vier keer zo veel."))
    assert [str(each).split(" typed")[0] for each in refused.value.errors] == [
        "line 3: digit '397'",
        "line 3: number word 'duizend'",
        "line 3: number word 'vier'",
    ]


@pytest.mark.parametrize("text", [f"{397} vacatures", "zeker " + "ze" + "ven", "Stand in 2024 met 12 punten"])
def test_an_argument_is_refused_however_python_made_it(text: str) -> None:
    with pytest.raises(UserError, match="typed by hand"):
        typed.refuse_in_argument(text)


@pytest.mark.parametrize("period", [Period.quarter(2024, 3), Period.month(2024, 5), Period.of_year(2024)])
def test_a_moment_that_python_filled_in_is_no_number(period: Period) -> None:
    typed.refuse_in_argument(f"Vacatures per bedrijfstak, {period.text}")
    typed.refuse_in_argument(f"Vacatures per bedrijfstak ({period.head})")


@pytest.mark.parametrize("sign", ["½", "³⁹⁷", "⅓", "①"])
def test_a_sign_that_is_a_number_is_one(sign: str) -> None:
    with pytest.raises(UserError, match="typed by hand"):
        typed.refuse_in_argument(f"Er zijn {sign} vacatures")


def test_titles_of_charts_and_figures_are_texts_too() -> None:
    text = notebook(
        [
            "x = 1",
            'bars(x, title="De 7 kleuren", left="Stijging")',
            'literals("per 9")',
            'f({"a": "per 9 dagen"})',
        ]
    )
    assert [str(found).partition(" typed")[0] for found in typed.in_notebook(text, "notebooks/one.ipynb")] == [
        "notebooks/one.ipynb, cell 3 (In [3]), line 1: digit '7'",
    ]


def test_a_file_names_cell_and_line() -> None:
    text = notebook(["x = 1", "%%prose\nGoed.\n\nSinds 2020.", 'table(x, "tbl-x", "De 5 kleuren")'])
    assert [str(found).partition(" typed")[0] for found in typed.in_notebook(text, "notebooks/one.ipynb")] == [
        "notebooks/one.ipynb, cell 3 (In [3]), line 4: digit '2020'",
        "notebooks/one.ipynb, cell 4 (In [4]), line 1: digit '5'",
    ]
