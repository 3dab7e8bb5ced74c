"""What a cell shows of what stands alone in it, and of footnotes in a text cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.jupyter_view import footnotes
from in_process import run_cells, shell

START = """
from arbeidsmarkt.notebook import *
edition = start("2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3")
unemployed = series("unemployed")
facts(people=unemployed[edition.quarter])
"""


@pytest.fixture(scope="module")
def running(project: Project) -> Iterator[Any]:
    with shell(project) as (found, _):
        run_cells(found, [START])
        yield found


def shown(running: Any, expression: str) -> dict[str, str]:
    found: dict[str, str] = running.display_formatter.format(running.ev(expression))[0]
    return found


@pytest.mark.parametrize(
    ("expression", "text", "html"),
    [
        ("unemployed[edition.quarter]", "374 x\u00a01\u202f000", "tabel 85224NED"),
        ("edition.facts['people']", "people = 374", "<code>people</code>"),
        ("unemployed", "Werkloze beroepsbevolking, seizoengecorrigeerd, ", "<polyline"),
        ("family('vacancy_rate_by_sector')", "F: Vacaturegraad naar bedrijfstak, Bouwnijverheid", "<code>F</code>"),
        ("unemployed[edition.quarter + 4]", "n.b.", "n.b."),
        ("unemployed.between(edition.quarter + 1)", "0 cijfers: geen cijfers", "geen cijfers"),
    ],
)
def test_a_cell_shows_a_value_as_it_is_printed_and_where_it_comes_from(
    running: Any, expression: str, text: str, html: str
) -> None:
    found = shown(running, expression)
    assert text in found["text/plain"]
    assert html in found["text/html"]
    assert len(found["text/plain"].splitlines()) < 25  # not screens of repr


def test_footnotes_stand_below_the_text_with_their_number() -> None:
    text = "Een zin.[^a] Nog een.^[los] En weer.[^a] [^onbekend]\n\n[^a]: De noot\n    gaat door."
    assert footnotes(text).split("\n\n") == [
        "Een zin.<sup>1</sup> Nog een.<sup>2</sup> En weer.<sup>1</sup> [^onbekend]",
        "<small><sup>1</sup> De noot gaat door.</small>",
        "<small><sup>2</sup> los</small>",
    ]
    assert footnotes("Zonder [noot].") == "Zonder [noot]."
