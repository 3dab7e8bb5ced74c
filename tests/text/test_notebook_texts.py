"""The author's texts are found in a notebook's cells, wherever they are written, with cell and line."""

from __future__ import annotations

import json

import pytest

from arbeidsmarkt.text.notebook_texts import NotPython, constants, literals, texts
from made_up_project import notebook


def found(*cells: str) -> list[tuple[int, int, str]]:
    """(cell, line, text); the parameters cell is the first."""
    return [(text.cell, text.line, text.template) for text in texts(notebook(list(cells)))]


def test_a_prose_cell_begins_below_its_magic() -> None:
    assert found("x = 1", "%%prose\nEen zin.\nNog een.") == [(3, 2, "Een zin.\nNog een.")]
    assert texts(notebook(["%%prose\nEen zin.\nNog een."]))[0].line_of(2) == 3


def test_captions_alt_notes_and_sources_are_texts() -> None:
    code = 'figure(\n    line(x),\n    "fig-a",\n    caption="A",\n    alt="B",\n    notes=["C", "D"],\n    source="E")'
    assert found(code) == [(2, 4, "A"), (2, 5, "B"), (2, 6, "C"), (2, 6, "D"), (2, 7, "E")]
    assert found('table(frame, "tbl-a", "A", notes=["B"])') == [(2, 1, "A"), (2, 1, "B")]
    assert found('figure(chart, "fig-a", "A", "B")') == [(2, 1, "A")]


def test_key_figures_have_titles_and_changes() -> None:
    code = (
        'items = [{"title": "A", "fact": "tension", "change": "B"}]\nkey_figures(items)\nkey_figures([{"title": "C"}])'
    )
    assert [text for _, _, text in found(code)] == ["A", "B", "C"]


def test_a_text_is_found_behind_a_name_and_in_another_cell() -> None:
    assert found('words = "A"', 'figure(chart, "fig-a", caption=words)') == [(2, 1, "A")]
    assert found('w = {"x": "A", "y": "B"}\nfigure(chart, "fig-a", caption=w["x"])') == [(2, 1, "A"), (2, 1, "B")]


@pytest.mark.parametrize(
    "code",
    [
        'figure(c, "fig-a", **dict(message="A"))',
        'figure(c, "fig-a", **{"message": "A", "label_of": x})',
        'said = dict(message="A")\nfigure(c, "fig-a", **said)',
        'inner = {"message": "A"}\nsaid = {**inner}\nfigure(c, "fig-a", **said)',
        'said = {}\nsaid = {**said, "message": "A"}\nfigure(c, "fig-a", **said)',
    ],
)
def test_a_text_is_found_in_a_dictionary_of_arguments(code: str) -> None:
    assert [text for _, _, text in found(code)] == ["A"]


def test_words_that_an_f_string_takes_in_are_texts_too() -> None:
    code = 'word = "daalt"\nfigure(c, "fig-a", message=f"De spanning {word}.")'
    assert [text for _, _, text in found(code)] == ["daalt", "De spanning \ufffc."]
    chosen = texts(notebook(["figure(c, 'fig-a', message=f\"De spanning {'daalt' if x else 'stijgt'}.\")"]))
    assert {(text.template, text.decided) for text in chosen} >= {("daalt", True), ("stijgt", True)}


def test_an_f_string_is_a_text_with_places_for_values() -> None:
    assert found('figure(c, "fig-a", caption=f"In {period} was het")') == [(2, 1, "In \ufffc was het")]
    assert found('figure(c, "fig-a", caption="A " + "B {}".format(x))') == [(2, 1, "A "), (2, 1, "B {}")]


def test_a_python_conditional_decides() -> None:
    both = texts(notebook(['figure(c, "fig-a", caption="op" if x.printed > 0 else "neer")']))
    assert [(text.template, text.decided) for text in both] == [("op", True), ("neer", True)]


def test_lines_of_a_long_text_are_lines_of_the_cell_where_they_can_be() -> None:
    (spread,) = texts(notebook(['figure(c, "fig-a", caption="""A\nB""")']))
    (folded,) = texts(notebook(['figure(\n    c, "fig-a", caption="A\\nB")']))
    assert (spread.line_of(2), folded.line_of(2)) == (2, 2)
    assert (spread.line_of(1), folded.line_of(1)) == (1, 2)


def test_strings_that_no_reader_sees_are_no_texts() -> None:
    assert (
        found('x = series("open_vacancies_2020")', 'print("5 dingen")', "%%html\n<b>5</b>", "%matplotlib inline\ny = 1")
        == []
    )


def test_a_cell_that_is_not_python_is_named() -> None:
    with pytest.raises(NotPython) as caught:
        texts(notebook(["x = 1", "y = = 2"]))
    assert caught.value.args == (3, "line 1: invalid syntax")


ARGUMENTS = (
    "caption", "message", "alt", "source", "notes", "title", "change", "text", "mark_label", "label_title", "left",
    "right", "format", "label",
)  # fmt: skip
TITLES = {"title", "mark_label", "label_title", "left", "right"}


@pytest.mark.parametrize(
    ("function", "own"),
    [
        ("figure", {"caption", "message", "alt", "source", "notes"}),
        ("table", {"caption", "message", "source", "notes"}),
        ("report.figure", {"caption", "message", "alt", "source", "notes"}),
        ("key_figures", set()),
        ("bars", set()),
    ],
)
def test_these_arguments_of_a_call_are_texts_and_no_others(function: str, own: set[str]) -> None:
    code = f"{function}(x, y, " + ", ".join(f'{name}="{name}"' for name in ARGUMENTS) + ")"
    seen = {text.template: text.decided for text in texts(notebook([code]))}
    assert seen == {name: name in TITLES for name in own | TITLES}


@pytest.mark.parametrize(
    ("function", "own"), [("key_figures", {"title", "change"}), ("key_messages", {"text"}), ("figure", set())]
)
def test_these_entries_of_its_dictionaries_are_texts_and_no_others(function: str, own: set[str]) -> None:
    entries = "{" + ", ".join(f'"{name}": "{name}"' for name in ARGUMENTS) + "}"
    assert {text for _, _, text in found(f"{function}([{entries}])")} == own
    assert {text for _, _, text in found(f"given = [{entries}]\n{function}(items=given)")} == own


def test_what_a_notebook_begins_with_is_not_the_author_s_text() -> None:
    assert found('e = start("2024Q3")\nfigure(c, "fig-a", caption=e.quarter)') == []
    assert found('e = other("2024Q3")\nfigure(c, "fig-a", caption=e.quarter)') == [(2, 1, "2024Q3")]


@pytest.mark.parametrize("way", ['w: str = "A"', 'w = ""\nw += "A"', '(w := "A")', 'v = w = "A"', 'w = ["A", w]'])
def test_a_name_may_be_set_in_any_way(way: str) -> None:
    assert "A" in [text for _, _, text in found(f'{way}\nfigure(c, "fig-a", caption=w)')]
    assert found(f'{way}\nfigure(c, "fig-a", caption=other)') == []


def test_texts_stand_in_the_order_of_the_notebook_each_once() -> None:
    cells = (
        'table(x, "tbl-a", said)',
        "%%prose hier\nEen zin.",
        '\nsaid = "A"',
        'table(x, "tbl-b", said, notes=["B"])',
    )
    assert found(*cells) == [(3, 2, "Een zin."), (4, 2, "A"), (5, 1, "B")]
    assert [(text.line_of(1), text.whole) for text in texts(notebook(list(cells)))] == [
        (2, True), (2, False), (1, False)
    ]  # fmt: skip


def test_a_cell_of_text_or_of_another_magic_holds_no_code() -> None:
    cells = json.loads(notebook(['table(x, "tbl-a", "A")']))
    cells["cells"][1] |= {"cell_type": "markdown"}
    assert texts(json.dumps(cells)) == literals(json.dumps(cells)) == []
    assert "A" not in constants(json.dumps(cells))
    assert found('!ls "5"\n%time\ntable(x, "tbl-a", "A")') == [(2, 3, "A")]
    assert literals(notebook(['%%html\nliterals("5")', 'x = 1\nliterals("tien jaar", y, 5)\nother("elf jaar")'])) == [
        (3, "tien jaar")
    ]
    assert constants(notebook(['literals("tien jaar")', '%%html\n"5"', 'x = {"a": ["b", 5]}'], parameters=None)) == [
        "a", "b"
    ]  # fmt: skip


def test_of_an_expression_only_what_may_be_printed_is_a_text() -> None:
    assert found('figure(c, "fig-a", caption={"k": "A", "l": ["B"]}["k"])') == [(2, 1, "A"), (2, 1, "B")]
    assert found('figure(c, "fig-a", caption=5, notes=[f"{x:.1f} {w}"])\nw = "A"') == [
        (2, 1, "\ufffc \ufffc"),
        (2, 2, "A"),
    ]
    assert found('figure(c, "fig-a", caption=f"A {x(5, style=\'B\')}")') == [(2, 1, "A \ufffc")]
    assert found('w: str\nfigure(c, "fig-a", caption=w)') == []
    assert found('w = w2\nw2 = w\nfigure(c, "fig-a", caption=w, **w)') == []  # names that name each other
    (text,) = texts(notebook(['figure(c, "fig-a", caption=("A\\n"\n"B"))']))
    assert (text.template, text.spread) == ("A\nB", True)
