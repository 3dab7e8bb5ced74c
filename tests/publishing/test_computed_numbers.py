"""Computed numbers tried out with other figures: those that never change are named. Real figures, real papermill."""

from __future__ import annotations

import pytest

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
