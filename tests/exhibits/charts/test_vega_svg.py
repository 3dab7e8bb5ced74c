from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import vega_svg
from arbeidsmarkt.exhibits.charts.chart import ReportChart, bars, line
from arbeidsmarkt.inputs import theme
from made_up_figures import Q3, run, value

SPECIFICATION = {
    "data": {"values": [{"x": 1.5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}
LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}


@pytest.fixture
def engraver(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A drawing process; this one draws nothing until it runs."""
    listening, address = vega_svg.listen()
    code = f"from arbeidsmarkt.execution.warm import engrave; engrave({listening.fileno()}, {os.getpid()})"
    child = subprocess.Popen([sys.executable, "-c", code], pass_fds=[listening.fileno()])
    listening.close()
    monkeypatch.setenv(vega_svg.ADDRESS, address)
    yield child.pid
    child.kill()
    child.wait()


def drawn(specification: dict[str, object]) -> str:
    return vega_svg.svg(specification, LOCALE)


def drawn_elsewhere() -> str:
    assert vega_svg._ask(b"[]") == (False, "not enough values to unpack (expected 2, got 0)")
    return drawn(SPECIFICATION)


def test_the_drawing_is_the_same_wherever_it_is_made(engraver: int, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = drawn_elsewhere()
    monkeypatch.delenv(vega_svg.ADDRESS)
    here = drawn(SPECIFICATION)
    assert elsewhere == here
    assert here.startswith("<svg") and "0,2" in here


def test_a_chart_that_cannot_be_drawn_is_the_author_s_error(engraver: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"the chart cannot be drawn: .*mend its specification"):
        drawn({"mark": "no such mark"})
    assert drawn(SPECIFICATION).startswith("<svg")  # and the next one is


def test_a_drawing_process_that_is_gone_is_missed_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, address = vega_svg.listen()
    listening.close()
    monkeypatch.setenv(vega_svg.ADDRESS, address)
    assert drawn(SPECIFICATION).startswith("<svg")


@pytest.mark.parametrize("chart", [
    line({"een": run([1, 2, None, 4]), "twee": run([3, 2, 2, 1])}, Q3 - 3, Q3),
    bars([value(-3, label="Zorg"), value(5, label="Bouw")]),
])  # fmt: skip
def test_the_report_s_own_forms_keep_to_altair_s_schema(chart: ReportChart) -> None:
    look = theme.load(Path(__file__).parents[3] / "reports" / "arbeidsmarkt-in-beeld" / "theme.yml")
    checked = chart.adjusted(lambda drawing: drawing)  # what an author touched is held against the schema
    assert not checked.own
    assert checked.draw("wide", look).to_dict() == chart.draw("wide", look).to_dict(validate=False)


def test_a_wrong_adjustment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    look = theme.load(Path(__file__).parents[3] / "reports" / "arbeidsmarkt-in-beeld" / "theme.yml")
    chart = line(run([1, 2, 3]), Period.parse("2024Q1"), Q3).adjusted(lambda drawing: drawing.properties(width="wide"))
    with pytest.raises(Exception, match="wide"):
        chart.svg(look)
