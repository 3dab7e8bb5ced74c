"""What a call leaves in the executed notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import data_files
from arbeidsmarkt.exhibits.records import MIME, Column, Data, cell, check_label, left_in, legend, used_symbols
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Observation, Status
from made_up_figures import Q3, value


def test_a_cell_holds_the_print_the_value_and_what_is_known_of_it() -> None:
    found = cell(value("396.74", decimals=1, status="provisional"), {})
    assert found == {
        "text": "396,7", "value": 396.74, "printed": "396.7", "status": "provisional", "code": "2024KW03",
        "period": "2024KW03", "symbol": "",
    }  # fmt: skip


def test_a_cell_says_which_fact_it_shows() -> None:
    item = value(397)
    assert cell(Fact("vacancies", item), {})["fact"] == "vacancies"
    assert cell(item, {id(item): "vacancies"})["fact"] == "vacancies"
    assert "fact" not in cell(item, {})


def test_a_missing_value_has_neither_number_nor_status() -> None:
    found = cell(value(None, symbol=".", status="provisional"), {})
    assert (found["text"], found["value"], found["printed"], found["status"], found["symbol"]) == (
        ".",
        None,
        None,
        "",
        ".",
    )


def test_periods_and_text_stand_as_readers_read_them() -> None:
    assert cell(Q3, {})["text"] == "2024 3e kwartaal"
    assert cell("Zorg", {}) == {"text": "Zorg", "value": "Zorg", "status": "", "code": ""}


@pytest.mark.parametrize("bare", [1, 2.5, Decimal(1), None])
def test_a_bare_number_is_refused(bare: object) -> None:
    with pytest.raises(UserError, match=r"not an observation"):
        cell(bare, {})  # type: ignore[arg-type]


def test_the_legend_names_the_symbols_that_are_used_and_no_others() -> None:
    assert used_symbols([value(1)]) == []
    shown = [
        value(1, status="provisional"), value(1, status="revised_provisional"), value(None),
        value(None, symbol="."), value(None, symbol="blank"),
    ]  # fmt: skip
    assert [note.split()[0] for note in used_symbols(shown)] == ["\\*", "\\*\\*", "n.b.", ".", "Niets"]
    assert used_symbols([value(None, status="provisional")]) == ["n.b. Niet beschikbaar in de gebruikte cijfers."]


def test_marks_stand_on_all_provisional_figures_or_on_none() -> None:
    known, provisional, unmarked = value(1), value(1, status="provisional"), value(1, status="unknown")
    columns = (Column("label", "Sector"), Column("value", "Waarde", "number", "thousand"))

    def shown(*items: Observation) -> list[str]:
        found = Data(columns, tuple((f"rij {n}", item) for n, item in enumerate(items))).to_json()
        return [row[1]["status"] for row in found["rows"]]

    assert shown(known, provisional) == ["final", "provisional"]
    assert used_symbols([known, provisional]) == ["\\* Voorlopig cijfer."]
    assert shown(known, provisional, unmarked) == ["final", "unknown", "unknown"]
    assert used_symbols([known, provisional, unmarked]) == []


def test_the_legend_says_when_figures_of_one_column_are_not_equally_precise() -> None:
    columns = (Column("a", "A"), Column("b", "B", "number", "thousand"), Column("c", "C", "number", "thousand"))

    def shown(*rows: tuple[int, int]) -> Data:
        return Data(columns, tuple(("x", value(1, decimals=b), value(1, decimals=c)) for b, c in rows))

    sentence = "Van enkele cijfers is alleen een op gehelen afgeronde waarde beschikbaar."
    assert legend(shown((1, 1), (0, 1))) == [sentence]
    assert legend(shown((1, 0), (1, 0))) == []  # another column may be coarser
    assert legend(shown((1, 0), (1, 0)), across=True) == [sentence]  # but not another line of the same chart


def test_data_counts_only_its_numbers_as_observations() -> None:
    item = value(1)
    data = Data((Column("a", "A"), Column("b", "B", "number", "thousand")), (("x", item), ("y", Fact("f", item))))
    assert data.observations == [item, item]


@pytest.mark.parametrize(
    ("number", "decimals", "stored"),
    [("189", 0, "189"), ("189.0", 1, "189"), ("189.04", 0, "189.04"), ("0.0", 1, "0"), ("-3", 0, "-3")],
)
def test_a_whole_number_is_stored_without_a_point_and_printed_with_its_decimals(
    number: str, decimals: int, stored: str
) -> None:
    found = cell(value(number, decimals=decimals), {})
    assert json.dumps(found["value"]) == stored
    assert found["printed"] == f"{Decimal(number):.{decimals}f}" and found["text"].count(",") == min(decimals, 1)
    data = {"columns": [{"name": "a", "title": "A", "type": "string"}, {"name": "b", "title": "B", "type": "number"}],
            "rows": [[{"text": "x", "code": ""}, found]]}  # fmt: skip
    assert data_files.tidy(data)[0][5] == found["printed"]


def test_the_note_on_coarser_figures_stands_under_figures_as_published_alone() -> None:
    columns = (
        Column("a", "A"), Column("b", "B", "number", "thousand"), Column("c", "C", "number", "thousand"),
        Column("d", "D", "number", "percent", 1),
    )  # fmt: skip
    coarse, fine, rate = value(1), value("1.5", decimals=1), value("2.25", "percent", decimals=2)
    rounded = difference(fine, coarse, title="Verschil", decimals=0)
    exact = difference(fine, coarse, title="Verschil", decimals=1)

    def notes(*rows: tuple[Observation, ...], across: bool = True) -> list[str]:
        return legend(Data(columns[: len(rows[0]) + 1], tuple(("x", *row) for row in rows)), across=across)

    assert notes((coarse, fine)) != []  # two lines of one chart, as published
    assert notes((rounded, exact)) == []  # two derived lines, rounded otherwise on purpose
    assert notes((coarse, exact)) == [] and notes((rounded, fine)) == []
    assert notes((coarse, coarse, rate)) == []  # another unit may be finer
    assert notes((coarse, fine), across=False) == []  # two columns of a table
    missing = "n.b. Niet beschikbaar in de gebruikte cijfers."
    assert notes((value(None), fine), (fine, fine), across=False) == [missing]  # what is missing has no decimals
    assert notes((coarse, fine), (fine, fine), across=False) == [
        "Van enkele cijfers is alleen een op gehelen afgeronde waarde beschikbaar."
    ]
    tenths, hundredths = value("1.5", decimals=1), value("1.25", decimals=2)
    assert notes((tenths,), (hundredths,)) == ["Van enkele cijfers is alleen een sterker afgeronde waarde beschikbaar."]


def test_the_layout_of_a_record_s_data() -> None:
    item, other = value("2.5", decimals=1), value("12.5", "percent", decimals=1)
    columns = (Column("label", "Sector"), Column("all", "Alles", "number", decimals=1), Column("unit", "Eenheid"))
    made = Data(columns, (("zorg", item, "x"), ("bouw", other, "%"))).to_json({id(item): "care"})
    assert made["columns"][0] == {
        "name": "label", "title": "Sector", "type": "string", "unit": "", "unit_text": "", "decimals": 0,
    }  # fmt: skip
    assert made["row_header"] == 0
    # a column of several units says each number's own, and only there
    assert [row[1]["unit_text"].split() for row in made["rows"]] == [["x", "1", "000"], ["%"]]
    assert ["unit_text" in cell for cell in made["rows"][0]] == [False, True, False]
    assert [row[1].get("fact") for row in made["rows"]] == ["care", None]
    one_unit = Data((columns[0], Column("all", "Alles", "number", "thousand", 1)), (("zorg", item),)).to_json()
    assert "unit_text" not in one_unit["rows"][0][1]


@pytest.mark.parametrize("status", ["provisional", "revised_provisional"])
def test_no_mark_stands_beside_a_figure_of_unknown_status(status: Status) -> None:
    columns = (Column("label", "Sector"), Column("value", "Waarde", "number", "thousand"))
    marked, unknown, missing = value(1, status=status), value(2, status="unknown"), value(None, status="unknown")
    for others, found in (((), status), ((missing,), status), ((unknown,), "unknown")):
        rows = tuple(("x", item) for item in (marked, *others))
        data = Data(columns, rows)
        assert data.to_json()["rows"][0][1]["status"] == found
        assert data.marked == (found == status)


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda: cell("a\u202eb", {}), "a cell"),
        (lambda: Column("a", "b\u202ec").to_json(), "a column's title"),
    ],
)
def test_a_sign_that_cannot_be_shown_is_named_with_its_place(make: Callable[[], object], where: str) -> None:
    with pytest.raises(UserError) as refused:
        make()
    assert refused.value.where == where and "U+202E" in str(refused.value)


@pytest.mark.parametrize(
    ("item", "note"),
    [
        (value(1, status="provisional"), r"\* Voorlopig cijfer."),
        (value(1, status="revised_provisional"), r"\*\* Nader voorlopig cijfer."),
        (value(None), "n.b. Niet beschikbaar in de gebruikte cijfers."),
        (value(None, symbol="."), ". Het cijfer is onbekend, onvoldoende betrouwbaar of geheim."),
        (value(None, symbol="blank"), "Niets (blanco): het cijfer kan op logische gronden niet voorkomen."),
    ],
)
def test_what_each_symbol_means(item: Observation, note: str) -> None:
    assert used_symbols([item, value(2)]) == [note]


@pytest.mark.parametrize("label", ["fig-a", "tbl-", "tbl-a-", "tbl-A", "tbl-a b", "tbl-a_b", "tbl", "xtbl-a", "tbl-a."])
def test_a_label_that_nothing_can_refer_to_is_refused(label: str) -> None:
    with pytest.raises(UserError, match=r"is not a label for a table; write tbl- and small letters"):
        check_label(label, "tbl-", "table")


@pytest.mark.parametrize("label", ["tbl-a", "tbl-a-2", "tbl-één"])
def test_a_label_of_small_letters_digits_and_hyphens_will_do(label: str) -> None:
    check_label(label, "tbl-", "table")


def test_the_records_of_a_notebook_are_found_by_their_kind_in_order() -> None:
    outputs = [
        {"data": {MIME: {"n": 1}}},
        {"data": {"text/plain": "x"}},
        {"name": "stdout"},
        {"data": {MIME: {"n": 2}}},
    ]
    cells = [{"outputs": outputs}, {"cell_type": "markdown"}, {"outputs": [{"data": {MIME: {"n": 3}}}]}]
    assert [one["n"] for one in left_in(json.dumps({"cells": cells}))] == [1, 2, 3]
    assert MIME == "application/vnd.arbeidsmarkt.v1+json"  # what notebooks of earlier builds hold
