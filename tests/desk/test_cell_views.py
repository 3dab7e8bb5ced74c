"""What a cell shows of what stands alone in it, and of footnotes in a text cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import cell_views
from arbeidsmarkt.desk.jupyter_view import footnotes
from arbeidsmarkt.numbers.derivations import total
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import PublishedCell
from in_process import run_cells, shell
from made_up_figures import run, value

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


def views(item: Any) -> tuple[str, str]:
    """What stands in a cell as HTML, and as plain text."""
    _, as_html, as_text = next(view for view in cell_views._VIEWS if isinstance(item, view[0]))
    return as_html(item), as_text(item)


ORIGIN = "<details><summary>Herkomst</summary><small>{}</small></details>"


def test_an_observation_and_a_fact_say_what_they_are_and_where_they_come_from() -> None:
    item = value("12.5", "percent", decimals=1, title="Groei < 3", label="Zorg & welzijn", status="provisional")
    html = (
        "<b style='font-size:1.4em'>12,5*</b> %<br>Groei &lt; 3 – Zorg &amp; welzijn, 2024 3e kwartaal "
        f"<small>(provisional)</small>{ORIGIN.format('toy, tabel TOY1')}</div>"
    )
    text = "12,5* % (Groei < 3, Zorg & welzijn, 2024 3e kwartaal, provisional)"
    assert views(item) == (f"<div>{html}", text)
    assert views(Fact("x", item)) == (f"<div><code>x</code><div>{html}</div>", f"x = {text}")
    gone = value(None, "ratio", title="Graad", status="provisional")
    assert views(gone) == (
        "<div><b style='font-size:1.4em'>n.b.</b> verhouding<br>Graad, 2024 3e kwartaal"
        f"{ORIGIN.format('toy, tabel TOY1')}</div>",
        "n.b. verhouding (Graad, 2024 3e kwartaal)",
    )


@pytest.mark.parametrize(
    ("names", "more"), [("abcde", ""), ("abcdef", "<br>… en 1 andere"), ("abcdefgh", "<br>… en 3 andere")]
)
def test_a_derived_figure_says_how_it_was_made_and_names_six_of_its_sources(names: str, more: str) -> None:
    told = PublishedCell("x", "observation", "UWV", "Bericht <1>", dt.date(2024, 1, 1), "")
    items = [replace(value(9), source=told), *(value(1, series=name) for name in ("a", *names))]
    html, _ = views(total(items, title="Som"))
    shown = ["UWV, Bericht &lt;1&gt;", *(f"{name}, tabel TOY1" for name in names)][:6]
    formula = " + ".join("abcdefghij"[: len(items)])
    assert html.endswith(f"<small>{formula}: som<br>{'<br>'.join(shown)}{more}</small></details></div>")


def rows(*found: tuple[str, str]) -> str:
    return "".join(f"<tr><td>{when}</td><td style='text-align:right'>{number}</td></tr>" for when, number in found)


SVG = (
    "<svg width='240' height='40' fill='none' stroke='currentColor' stroke-width='1.5' stroke-linecap='round' "
    "aria-hidden='true'>{}</svg>"
)
LINE = SVG.format("<polyline points='2.0,3.0 80.7,37.0'/><polyline points='238.0,20.0 238.0,20.0'/>")


def test_a_series_shows_its_rows_and_a_line_that_breaks_where_a_figure_is_missing() -> None:
    held = rows(("2023 4e kwartaal", "4"), ("2024 1e kwartaal", "2"), ("2024 3e kwartaal", "3"))
    assert views(run([4, 2, None, 3], title="Reeks & meer")) == (
        "<div><b>Reeks &amp; meer</b><br>x\u00a01\u202f000; 2023 4e kwartaal tot en met 2024 3e kwartaal, 3 cijfers<br>"
        f"{LINE}<table>{held}</table>{ORIGIN.format('toy, tabel TOY1')}</div>",
        "Reeks & meer, 3 cijfers: 4 x\u00a01\u202f000 (Reeks & meer, 2023 4e kwartaal, final) … "
        "3 x\u00a01\u202f000 (Reeks & meer, 2024 3e kwartaal, final)",
    )
    assert views(run([], title="Niets &")) == (
        "<div><b>Niets &amp;</b><br>geen cijfers</div>",
        "Niets &, 0 cijfers: geen cijfers",
    )
    flat, _ = views(run([5, 5]))
    assert SVG.format("<polyline points='2.0,37.0 238.0,37.0'/>") in flat
    assert "<svg" not in views(run([5]))[0]


@pytest.mark.parametrize(("count", "cut"), [(7, False), (8, True)])
def test_of_a_long_series_the_first_and_the_last_three_rows_are_shown(count: int, cut: bool) -> None:
    series = run([*range(10, 10 + count)])
    found = [(item.when, item.text) for item in series]
    shown = rows(*found[:3]) + "<tr><td>…</td><td></td></tr>" + rows(*found[-3:]) if cut else rows(*found)
    assert f"<table>{shown}</table>" in views(series)[0]


def test_a_family_shows_the_newest_figure_of_each_member() -> None:
    named = replace(run([4, 2, None, 3], title="Graad <"), label="Zorg & meer")
    item = Family({"F": named, "G": replace(run([]), label="", title="Leeg")})
    html, text = views(item)
    assert html == (
        "<div><b>Graad &lt;, x\u00a01\u202f000</b><table><tr><td><code>F</code></td>"
        "<td style='text-align:left'>Zorg &amp; meer</td><td>3</td><td>2024 3e kwartaal</td>"
        f"<td>{LINE}</td></tr><tr><td><code>G</code></td><td style='text-align:left'>Leeg</td><td>n.b.</td><td></td>"
        "<td></td></tr></table></div>"
    )
    assert [line.partition(":")[0::2] for line in text.split("\n")] == [
        ("F", f" {views(named)[1]}"), ("G", " Leeg, 0 cijfers: geen cijfers"),
    ]  # fmt: skip
    assert views(Family()) == ("<div><b>geen reeksen</b><table></table></div>", "")
