"""What is typed by hand, found in a notebook's file and in a running cell."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.remarks import Remark
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


def told(*cells: str) -> list[str]:
    return [str(fault) for fault in typed.in_notebook(notebook(list(cells)), "n.ipynb")]


TEXT = "n.ipynb, cell 2 (In [2]), line"
DECLARE = "put it in a fact, or declare it with the words around it: literals('… {} …')"


def test_only_a_text_cell_is_running_text_and_a_title_or_a_choice_may_name_a_direction() -> None:
    html = "would be read as HTML; write the sign as \\<, or take it out"
    assert told("%%prose\nEen <b>zin.") == [f"{TEXT} 2: '<b>' {html}"]
    assert told("%%prose\nHet daalt.")[0].startswith(f"{TEXT} 2: direction word 'daalt' typed by hand; ")
    assert told('figure(c, "fig-a", caption="Een <b>zin.")') == []
    assert told('figure(c, "fig-a", caption="daalt" if x else "stijgt", title="Stijging")') == []
    assert told('figure(c, "fig-a",\n caption="Het daalt")') == [
        f"{TEXT} 2: direction word 'daalt' typed by hand; let a filter or a branch on a fact decide it, or declare it: "
        "literals('… daalt …')"
    ]


def test_a_declared_phrase_is_looked_for_in_texts_and_in_strings() -> None:
    assert told('literals("tien jaar", "elf jaar")', "%%prose\nAl tien jaar.", 'table(x, "tbl-x", f("elf jaar"))') == []
    assert told('literals("12", "tien dagen")', "%%prose\nAl 12 dagen.") == [
        f"{TEXT[:-6]}: the literal '12' would let this pass everywhere; declare it with the words around it, so that "
        "no other number passes for it",
        f"{TEXT[:-6]}: the literal 'tien dagen' stands in no text; take it out of literals(…)",
    ]


def test_a_cell_that_is_not_python_is_named_alone() -> None:
    assert told("x = 1", "y = = 2", "%%prose\nEr zijn 5.") == [
        "n.ipynb, cell 3 (In [3]): the cell is not Python: line 1: invalid syntax; mend it"
    ]


def test_a_running_cell_names_its_line_and_what_is_declared_may_stand_there() -> None:
    assert typed.refuse_in_cell(templates.of_cell("Al tien jaar."), ["tien jaar"]) is None
    with pytest.raises(UserError) as refused:
        typed.refuse_in_cell(templates.of_cell("Al tien jaar\nen 5."), ["tien jaar"])
    assert str(refused.value) == f"line 3: digit '5' typed by hand; {DECLARE.format(5)}"


def test_a_remark_is_told_of_its_author_first_and_of_its_own_way_to_declare() -> None:
    remark = Remark("sec-a", "Afdeling 7", "Een zin.\nEn 5 <b>meer.", "params/x.md", 4)
    assert [str(fault) for fault in typed.in_remark(remark)] == [
        "params/x.md:3: who writes: digit '7' typed by hand; name a person or a department",
        "params/x.md:5: digit '5' typed by hand; put it in a fact, or declare it with the words around it: "
        "{{ '…' | literal }}",
        "params/x.md:5: direction word 'meer' typed by hand; let a filter or a branch on a fact decide it, or declare "
        "it: {{ '…' | literal }}",
        "params/x.md:5: '<b>' would be read as HTML; write the sign as \\<, or take it out",
    ]


def test_an_argument_is_named_whole_and_may_hold_what_is_declared_or_a_date() -> None:
    assert typed.in_argument("De stijging per 100 werklozen op 3 mei 2024", ["100 werklozen"]) == []
    assert typed.in_argument("Stand op 31 december 2023 en 2024 1e kwartaal, vierde kwartaal van 1999") == []
    assert [str(fault) for fault in typed.in_argument("Per 100 werklozen")] == [
        f"'Per 100 werklozen': digit '100' typed by hand; {DECLARE.format(100)}"
    ]
