"""Computed numbers tried out with other figures: those that never change are named. Real figures, real papermill."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.publishing import computed_numbers
from made_up_project import notebook

START = """from arbeidsmarkt.notebook import *
session = start()
now = session.quarter
vacancies, wages = series("open_vacancies").frame(), series("wages_growth").frame()
said = dict(words="berekend", unit="ratio", decimals=2)"""
GOOD = """both = vacancies.merge(wages, on="period").dropna(subset=["value_x", "value_y"])
found = computed(both.value_x.corr(both.value_y), of=[both], title="Samenhang", **said)
average = computed(vacancies.value.rolling(4).mean(), of=[vacancies], title="Gemiddelde", **said)
facts(found=found, average=average[now])
figure(line(average, session.charts_from, now), label="fig-average", caption="Gemiddelde")"""
TEXT = "%%prose\n{{ nothing_is_called_this }}"
STAYS = """value = 0.42 + 0 * vacancies.value.max() + 0 * wages.value.max()
first = computed(value, of=[vacancies, wages], title="Verzonnen", **said)
rows = computed(float(len(vacancies)), of=[vacancies], title="Aantal rijen", **said)
third = computed(wages.value.max() + 0 * vacancies.value.max(), of=[vacancies, wages], title="Deels", **said)"""
TYPED = 'found = computed(0.42, of=[vacancies], title="Getypt", **said)'
STRICT = "top = vacancies.value.max()\nassert top < 470\n" + TYPED.replace("0.42", "top")


@pytest.fixture(scope="module")
def found(project: Project) -> tuple[list[str], list[str]]:
    books = {"good": [GOOD], "stays": [TEXT, STAYS], "typed": [TYPED], "strict": [STRICT]}
    texts = {name: notebook([START, *cells]) for name, cells in books.items()}
    edition = Edition.load(project, Period.parse("2024Q3"))
    faults, notes = computed_numbers.look(project, {**texts, "plain": notebook(["raise SystemExit"])}, edition, 2)
    return [str(fault) for fault in faults], notes


def test_numbers_that_never_change_are_named_with_their_cell_and_series(found: tuple[list[str], list[str]]) -> None:
    stays = "notebooks/stays.ipynb, cell 4: '{}' stays the same whatever the figures of {}"
    assert [note.partition(" are, ")[0] for note in found[1] if "stays" in note] == [
        stays.format("Aantal rijen", "'open_vacancies'"),
        stays.format("Deels", "'open_vacancies'"),
        stays.format("Verzonnen", "'open_vacancies', 'wages_growth'"),
    ]


def test_a_number_that_does_not_read_what_it_names_is_a_fault_with_its_cell(found: tuple[list[str], list[str]]) -> None:
    (fault,) = found[0]
    assert "kept" not in fault  # the copy that was tried is gone
    assert fault.startswith(
        "notebooks/typed.ipynb, cell 3 (In [3]): 'Getypt' is said to be computed of vacancies, which its"
    )


def test_a_notebook_that_other_figures_stop_is_named_once_and_is_no_fault(found: tuple[list[str], list[str]]) -> None:
    (note,) = [note for note in found[1] if "strict" in note]
    assert note.startswith("notebooks/strict.ipynb: cannot be tried with other figures of 'open_vacancies': ")
    assert "AssertionError" in note


CELLS = ["first", "value = 1\nother = 2"]


class Played(computed_numbers._Trial):
    """A trial whose notebooks are not run; ``results`` says what each attempt would leave."""

    results: dict[computed_numbers.Attempt, computed_numbers.Numbers | UserError]
    attempts: list[computed_numbers.Attempt]

    def _run(
        self, attempts: Sequence[computed_numbers.Attempt]
    ) -> Iterator[tuple[computed_numbers.Attempt, computed_numbers.Numbers | UserError]]:
        self.attempts += attempts
        for each in attempts:
            yield each, self.results[each]


def computed_number(*values: float, inputs: str = "a b", code: str = CELLS[1]) -> dict[str, Any]:
    return {"values": list(values), "inputs": inputs.split(), "code": code}


def test_a_number_is_tried_with_each_input_until_it_changes_and_three_times_at_most(project: Project) -> None:
    attempt = computed_numbers.Attempt
    books = {name: notebook(CELLS) for name in ("two", "one", "broken", "last", "stops")}
    edition = Edition.load(project, Period.parse("2024Q3"))
    trial = Played(project, books, edition, Path(), None, 1, ["last"])
    trial.attempts = []
    same, changes = computed_number(1), computed_number(2)
    typed = computed_number(1, inputs="a", code="elsewhere")
    trial.results = {
        attempt("one"): {("N", 0): same, ("N", 1): same, ("M", 0): typed},
        attempt("two"): {("T", 0): computed_number(1, inputs="b")},
        attempt("broken"): UserError("z is wrong", where="notebooks/broken.ipynb"),
        attempt("last"): UserError("needs a build"),
        attempt("stops"): {("S", 0): computed_number(1, inputs="c")},
        attempt("stops", "c", 0): UserError("impossible", where="x"),
        attempt("one", "a", 0): {("N", 0): same, ("N", 1): same, ("M", 0): typed},
        attempt("one", "a", 1): {("N", 0): changes, ("N", 1): same},  # without M: it was not even made
        attempt("one", "a", 2): {("N", 0): same, ("N", 1): same},
        attempt("one", "b", 0): {("N", 0): changes, ("N", 1): same},
        attempt("one", "b", 1): {("N", 1): same},
        attempt("one", "b", 2): {("N", 1): same},
        attempt("two", "b", 0): {("T", 0): changes},
    }
    faults, notes = trial.look()
    assert [str(fault) for fault in faults] == ["notebooks/broken.ipynb: z is wrong"]
    assert notes == [
        "notebooks/last.ipynb: its computed numbers cannot be tried: needs a build",
        "notebooks/one.ipynb, cell 3: 'N' stays the same whatever the figures of 'a', 'b' are, of which it is said to "
        "be computed; look whether its code uses them",
        "notebooks/stops.ipynb: cannot be tried with other figures of 'c': x: impossible",
    ]
    assert len(trial.attempts) == len(trial.results) and set(trial.attempts) == set(trial.results)


def test_the_copy_that_is_tried_reads_changed_figures_and_shows_nothing() -> None:
    text = notebook(["x = 1", "  %%prose\ntekst", "%%messages\ntekst"], 'quarter = "2024Q3"')
    copy = json.loads(computed_numbers.trial_copy(text, computed_numbers.Attempt("x", "wages", 2)))
    assert [cell["source"] for cell in copy["cells"]] == [
        'quarter = "2024Q3"\nimport arbeidsmarkt.notebook as _library; from arbeidsmarkt.desk import permuted as '
        "_permuted; _permuted.begin(_library, 'wages', 2)",
        "x = 1", "", "", "_permuted.leave()",
    ]  # fmt: skip
    assert copy["cells"][-1] == {
        "cell_type": "code", "id": "leave", "metadata": {}, "execution_count": None, "outputs": [],
        "source": "_permuted.leave()",
    }  # fmt: skip
    assert copy["metadata"] == json.loads(text)["metadata"]


@pytest.mark.parametrize(
    ("kind", "source", "computes"),
    [
        ("code", "x = computed(1)", True), ("code", "x = computed  (1)", True), ("code", "precomputed(1)", False),
        ("code", "computed = 1", False), ("markdown", "computed(1)", False),
    ],
)  # fmt: skip
def test_only_a_notebook_that_computes_is_tried(kind: str, source: str, computes: bool) -> None:
    cells = json.loads(notebook(["x = 1", source]))
    cells["cells"][-1]["cell_type"] = kind
    assert computed_numbers._computes(json.dumps(cells)) == computes


def test_the_cell_with_the_code_is_named_as_far_as_it_is_known() -> None:
    text = notebook(["a = 1", "\nb = 2\n"])
    assert [computed_numbers._cell(text, code) for code in ("b = 2", "a = 1", "c")] == ["cell 3", "cell 2", "a cell"]
