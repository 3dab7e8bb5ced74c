"""The author's reference says what there is, all of it, and its examples run."""

from __future__ import annotations

from pathlib import Path

import jinja2.sandbox

import notebook_reference
from arbeidsmarkt import notebook
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.text.prose import Prose
from in_process import run_cells, shell

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_docstrings_say() -> None:
    assert notebook_reference.text() == (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8"), "run: make docs"


def test_every_call_filter_and_test_is_in_it_and_no_other() -> None:
    calls = [name for found in notebook_reference.CALLS.values() for name in found]
    assert sorted(calls) == sorted(notebook.__all__)
    ours, plain = Prose(dict)._environment, jinja2.sandbox.SandboxedEnvironment()
    assert set(notebook_reference.FILTERS) == set(ours.filters) - set(plain.filters)
    assert set(notebook_reference.TESTS) == set(ours.tests) - set(plain.tests)


def test_every_example_runs(project: Project) -> None:
    with shell(project) as (running, _):
        run_cells(running, [notebook_reference.PARAMETERS, notebook_reference.START, *notebook_reference.examples()])
        run_cells(running, [notebook_reference.START, notebook_reference.text_cells()])


def test_every_chart_form_has_a_picture_of_what_its_example_draws_now() -> None:
    drawn = notebook_reference.pictures()
    assert set(drawn) == {path.stem for path in notebook_reference.PICTURES.glob("*.svg")}
    for name, svg in drawn.items():
        kept = (notebook_reference.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
        assert kept == svg, f"{name}: run make docs, and look at what changed"
