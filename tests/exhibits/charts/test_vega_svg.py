from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import altair as alt
import pytest
from altair.utils.schemapi import SchemaValidationError

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import chart as chart_module, vega_svg
from arbeidsmarkt.exhibits.charts.bars import bars, stacked
from arbeidsmarkt.exhibits.charts.chart import ReportChart, Size
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line, spark
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.multiples import multiples
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.exhibits.charts.tile_map import PLACES, tile_map
from arbeidsmarkt.exhibits.records import Data
from arbeidsmarkt.inputs import theme
from made_up_figures import Q3, run, value

ROOT = Path(__file__).parents[3]
SPECIFICATION = {
    "data": {"values": [{"x": 1.5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}
LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A drawing process; this one draws nothing until it runs."""
    listening, address = vega_svg.listen()
    code = f"from arbeidsmarkt.execution.warm import draw; draw({listening.fileno()}, {os.getpid()})"
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


def test_the_drawing_is_the_same_wherever_it_is_made(drawing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = drawn_elsewhere()
    monkeypatch.delenv(vega_svg.ADDRESS)
    here = drawn(SPECIFICATION)
    assert elsewhere == here
    assert here.startswith("<svg") and "0,2" in here


def test_a_drawing_is_the_same_whatever_its_process_drew_before() -> None:
    """Vega counts clip paths and gradients on, from one drawing of a process to the next."""
    shades = {"gradient": "linear", "stops": [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}]}
    clipped = {**SPECIFICATION, "mark": {"type": "bar", "clip": True, "color": shades}}
    first = drawn(clipped)
    assert "clip-path" in first and "gradient" in first
    vega_svg._draw.cache_clear()
    assert drawn(clipped) == first
    assert 'id="clip7" url(#clip9)</text>' in drawn({**clipped, "title": 'id="clip7" url(#clip9)'})


def test_a_chart_that_cannot_be_drawn_is_the_author_s_error(drawing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"the chart cannot be drawn: .*mend its specification"):
        drawn({"mark": "no such mark"})
    assert drawn(SPECIFICATION).startswith("<svg")  # and the next one is


def test_a_drawing_process_that_is_gone_is_missed_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, address = vega_svg.listen()
    listening.close()
    monkeypatch.setenv(vega_svg.ADDRESS, address)
    assert drawn(SPECIFICATION).startswith("<svg")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A drawing process in a thread, which says back in capitals what it was asked; and all that it was asked."""
    asked: list[bytes] = []

    def draw(job: bytes) -> tuple[bool, str]:
        asked.append(job)
        return b"kapot" not in job, job.decode().upper()

    listening, address = vega_svg.listen()

    def serve() -> None:
        with contextlib.suppress(OSError):  # at the end of the test
            vega_svg.serve(listening)

    monkeypatch.setenv(vega_svg.ADDRESS, address)
    monkeypatch.setattr(vega_svg, "_draw", draw)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield asked
    listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    listening.close()


def test_a_drawing_process_starts_its_engine_at_once_and_answers_one_after_the_other(answers: list[bytes]) -> None:
    long = {"mark": "é" * 3_000_000}  # in several parts
    assert vega_svg._ask(b"een") == (True, "EEN")
    assert vega_svg.svg(long, {}) == json.dumps([long, {}], ensure_ascii=False).upper()
    assert json.loads(answers[0])[0]["mark"] == "bar"
    assert [len(job) for job in answers[1:]] == [3, 2 * 3_000_000 + len('[{"mark": ""}, {}]')]


@pytest.mark.parametrize(("ask", "what"), [("svg", "drawn"), ("compiled", "compiled")])
def test_what_the_drawing_process_refuses_is_the_author_s_error(ask: str, what: str, answers: list[bytes]) -> None:
    with pytest.raises(UserError) as refused:
        vega_svg.svg({"mark": "kapot"}, {}) if ask == "svg" else vega_svg.compiled({"mark": "kapot"})
    said = '[{"MARK": "KAPOT"}, ' + ("{}]" if ask == "svg" else "NULL]")
    assert str(refused.value) == f"the chart cannot be {what}: {said}; mend its specification"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the socket is a file with the user's own rights")
def test_a_drawing_process_answers_its_own_user_alone(answers: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    assert vega_svg._ask(b"een") is None
    monkeypatch.undo()
    assert b"een" not in answers


def test_a_drawing_process_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, address = vega_svg.listen()
    monkeypatch.setenv(vega_svg.ADDRESS, address)
    monkeypatch.setattr(vega_svg, "_PATIENCE", 0.05)
    with listening:
        assert vega_svg._ask(b"een") is None


def test_elsewhere_than_on_linux_a_drawing_process_listens_at_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    listening, address = vega_svg.listen()
    try:
        with listening, socket.socket(socket.AF_UNIX) as line:
            line.connect(vega_svg._path(address))
            assert vega_svg._is_ours(listening.accept()[0])
        assert Path(address).name.startswith("arbeidsmarkt-")
    finally:
        Path(address).unlink()


PARTS = [value(3, label="Zorg"), value(5, label="Bouw")]
LINE = run([0, 1, 2, None, 4, None], statuses=("final", "final", "final", "final", "provisional", "final"))


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("chart", [
    line({"een": LINE, "twee": run([3, 2, 2, -1])}, Q3 - 5, Q3, mark=2, mark_label="twee"),
    bars([value(-3, label="Zorg"), value(5, label="Bouw")], highlight="Bouw"),
    stacked(PARTS),
    paired({"": {"Zorg": (value(3), value(None))},
            "Kop": {"Bouw": (PARTS[0], PARTS[1])}}, left="a", right="b", title="t"),
    horizon({"Zorg": (value(3), value(5))}, title="t"),
    multiples({"a": LINE, "b": LINE}, Q3 - 5, Q3, title="t", reference=("c", run([1, 2]))),
    moments({"a": LINE, "b": run([3, 2, 1])}, Q3 - 5, Q3),
    spark(LINE, Q3 - 5, Q3),
    tile_map([value(step - 3, "percent", label=name) for step, name in enumerate(PLACES)], title="t", signed=True),
])  # fmt: skip
def test_the_report_s_own_forms_keep_to_altair_s_schema(
    chart: ReportChart, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = theme.load(ROOT / "reports" / "arbeidsmarkt-in-beeld" / "theme.yml")
    specification = chart.draw(size, look).to_dict()  # which Altair holds against its schema
    assert specification["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    monkeypatch.setattr(vega_svg, "svg", lambda unchecked, _: unchecked)
    unchecked: object = chart.svg(look, size)
    assert unchecked == {**specification, "config": {**specification["config"], **chart_module.look(look)}}


def test_altair_neither_checks_nor_copies_the_parts_of_a_form_which_takes_most_of_the_time() -> None:
    shared = []

    def draw(*_: object) -> alt.Chart:
        x = alt.X("x:Q", axis=alt.Axis(description=5))  # no text, which Altair checks when it is made
        made = alt.Chart(alt.Data(values=[{"x": 1}]), mark="bar", usermeta="no object").encode(x=x)  # and this at last
        shared.append(made.copy().encoding is made.encoding)
        return made

    look = theme.load(ROOT / "reports" / "arbeidsmarkt-in-beeld" / "theme.yml")
    assert ReportChart(draw, Data((), ()), "").svg(look).startswith("<svg")
    with pytest.raises(SchemaValidationError):
        draw()
    assert shared == [True]


def test_drawing_a_form_leaves_altair_as_it_was() -> None:
    before, look = alt.SchemaBase.copy, theme.load(ROOT / "reports" / "arbeidsmarkt-in-beeld" / "theme.yml")
    spark(LINE, Q3 - 5, Q3).svg(look)
    assert alt.SchemaBase.copy is before
