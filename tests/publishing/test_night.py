"""Whole nights of a scheduler against the local StatLine: not published, one table broken, published, recovered."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.publishing.night import last_quarter
from arbeidsmarkt.statline.devserver import DevServer, Fault, Member, from_vintage

QUARTER, CODE = "2026Q1", "2026KW01"  # the made-up vintage ends with 2025Q4


#: what lets the server on this machine pass for CBS's own, so that a whole night can be tried
PLAYS_CBS = """
from arbeidsmarkt.statline.v3 import Version3
from arbeidsmarkt.statline.v4 import Version4
Version3.address = Version4.address = lambda self, table: f"https://opendata.cbs.nl/{self.name}/{table}"
"""

CELLS = made_up.CHECKED


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_up.make_checked(tmp_path)


@pytest.fixture
def server(project: Project) -> Iterator[DevServer]:
    catalogue = Catalogue.load(project.params / "series.yml")
    with DevServer(from_vintage(Vintage.open(project.vintages, "toy"), catalogue)) as running:
        yield running


def publish(server: DevServer, value: str = "111") -> None:
    """CBS publishes the quarter."""
    for table in server.tables.values():
        table.periods[CODE] = "provisional"
        table.cells[Member((), CODE)] = {0: value}
        table.modified = "2026-05-15T02:00:00"


def night(project: Project, server: DevServer, *words: str, form: str = "text") -> subprocess.CompletedProcess[str]:
    options = ["--base-url", server.url, "--pause", "0", "--tries", "2", "--log", str(project.build / "night.log")]
    command = ["night", QUARTER, *options, "--log-format", form, *words]
    return made_up.run(project, *command, check=False, before=PLAYS_CBS)


def log(project: Project) -> list[str]:
    return (project.build / "night.log").read_text().splitlines()


def test_a_quarter_from_waiting_to_recovered(project: Project, server: DevServer) -> None:
    made_up.run(project, "build", "2024Q3")
    yesterday = made_up.contents(project.build / "2024Q3")
    before = made_up.contents(project.root / "data") | made_up.contents(project.params)

    # not yet published: exit 3, so that the scheduler tries again
    assert night(project, server).returncode == 3
    assert "waiting: CBS has not published 2026Q1 yet in 2 of 2 tables: TOY1 " in log(project)[-1]

    # published, and one table is broken: exit 1, and nothing has changed
    publish(server)
    server.faults = [Fault("cut", table="TOY2")]
    broken = night(project, server, form="json")
    assert broken.returncode == 1
    line = json.loads(log(project)[-1])
    assert (line["state"], line["quarter"], "TOY2" in line["message"]) == ("failed", QUARTER, True)
    assert json.loads(broken.stdout) == line
    assert made_up.contents(project.root / "data") | made_up.contents(project.params) == before
    assert made_up.contents(project.build / "2024Q3") == yesterday

    # recovered: a vintage, parameters, a concept, a comparison
    server.faults = []
    done = night(project, server)
    assert done.returncode == 0, done.stdout + done.stderr
    assert log(project)[-1].endswith(f"{QUARTER} built")
    outputs = done.stdout.splitlines()[1:]
    assert outputs[-1] == f"build/compare-2024Q3-{QUARTER}.html"
    assert all((project.root / path).is_file() for path in outputs)
    assert "111" in (project.build / QUARTER / "facts.json").read_text()
    assert "status: concept" in (project.params / f"{QUARTER}.yml").read_text()

    # the next night: nothing is asked of CBS, nothing changes
    asked, contents = len(server.requests), made_up.contents(project.build / QUARTER)
    assert night(project, server).returncode == 0
    assert log(project)[-1].endswith("nothing to do")
    assert len(server.requests) == asked
    assert made_up.contents(project.build / QUARTER) == contents
    assert len(log(project)) == 4  # one line a night


@pytest.mark.editions
def test_a_night_that_fails_after_the_fetch_goes_on_the_next(project: Project, server: DevServer) -> None:
    publish(server)
    good = (project.notebooks / "alpha.ipynb").read_text()
    made_up.write_notebook(project, "alpha", [*CELLS, "raise ValueError('kapot')"])
    assert night(project, server).returncode == 1
    assert "notebooks/alpha.ipynb" in log(project)[-1]
    assert not (project.build / QUARTER).exists()
    (project.notebooks / "alpha.ipynb").write_text(good)
    assert night(project, server).returncode == 0
    assert (project.build / QUARTER).is_dir()


@pytest.mark.editions
def test_figures_that_do_not_come_out_as_published_leave_yesterday_s_report(
    project: Project, server: DevServer
) -> None:
    publish(server)
    assert night(project, server).returncode == 0
    yesterday = made_up.contents(project.build / QUARTER)
    parameters = project.params / f"{QUARTER}.yml"
    printed = "\n".join(f'  - {{fact: {key}, value: "7", published: 2026-05, source: x}}' for key in ("one", "two"))
    parameters.write_text(parameters.read_text().replace("printed: []", f"printed:\n{printed}"))
    made_up.write_notebook(project, "alpha", [cell.replace("andere", "nieuwe") for cell in CELLS])
    failed = night(project, server)
    assert failed.returncode == 1
    assert made_up.contents(project.build / QUARTER) == yesterday
    assert log(project)[-1].endswith("(and 1 more)")  # one line in the log, and every fault for who reads on
    assert ["'one' was" in failed.stderr, "'two' was" in failed.stderr] == [True, True]
    line = json.loads(night(project, server, form="json").stdout)
    assert [fault.split("'")[1] for fault in line["faults"]] == ["one", "two"]


@pytest.mark.editions
def test_a_previous_edition_that_cannot_be_built_leaves_yesterday_s_report(project: Project, server: DevServer) -> None:
    publish(server)
    assert night(project, server).returncode == 0
    yesterday = made_up.contents(project.build / QUARTER)
    extra = 'if now.label == "2024Q3":\n    raise ValueError("kapot")'
    made_up.write_notebook(project, "alpha", [*CELLS, extra])
    assert night(project, server).returncode == 1
    assert made_up.contents(project.build / QUARTER) == yesterday


@pytest.mark.editions
def test_a_final_edition_is_compared_with_and_left_alone(project: Project, server: DevServer) -> None:
    made_up.make_final(project, "2024Q3")
    final = made_up.contents(project.build / "2024Q3")
    publish(server)
    made_up.write_notebook(project, "alpha", [cell.replace("andere", "nieuwe") for cell in CELLS])
    done = night(project, server)
    assert done.returncode == 0, done.stderr
    assert made_up.contents(project.build / "2024Q3") == final
    assert "nieuwe" in (project.build / f"compare-2024Q3-{QUARTER}.html").read_text()
    made_up.make_final(project, QUARTER)
    assert night(project, server).returncode == 0
    assert log(project)[-1].endswith("nothing to do: the edition is final")


def test_a_night_that_is_ended_or_breaks_down_has_its_line(project: Project, server: DevServer) -> None:
    publish(server)
    server.faults = [Fault("hang", entity="data")]
    program = [sys.executable, "-c", f"{PLAYS_CBS}\nfrom arbeidsmarkt.cli import main; main()", "night", QUARTER]
    words = ["--base-url", server.url, "--log", "build/night.log", "--log-format", "json"]
    process = subprocess.Popen([*program, *words], cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not server.asked("Observations") and process.poll() is None:
        server.closing.wait(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 143  # and not only when the answer that hangs is given up
    line = json.loads(log(project)[-1])
    assert (line["state"], line["exit_code"]) == ("failed", 143)
    assert line["message"] == "terminated (SIGTERM); what was finished stands"
    assert process.communicate()[1] == b""

    broken = "from arbeidsmarkt.publishing import night; night.run = None; "  # a fault of the program
    program[2] = broken + program[2]
    done = subprocess.run([*program, "--log", "build/night.log"], cwd=project.root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{QUARTER} failed: internal error: TypeError" in log(project)[-1]
    assert len(log(project)) == 2


def test_a_night_ends_within_its_limit_whatever_the_server_does(project: Project, server: DevServer) -> None:
    server.faults = [Fault("hang")]
    began = time.monotonic()
    done = night(project, server, "--limit", "0.03")
    assert time.monotonic() - began < 60, "two seconds of reading, and the program's own start"
    assert done.returncode == 1 and "limit of 1.8 s" in done.stdout + done.stderr
    assert "limit of 1.8 s" in log(project)[-1]


def test_a_night_that_was_called_wrongly_has_its_line(project: Project, server: DevServer) -> None:
    words = ["--base-url", "http://example.invalid", "--log", "build/night.log"]
    assert made_up.run(project, "night", QUARTER, *words, check=False).returncode == 2
    assert "http://example.invalid is not a secure address" in log(project)[-1]
    assert made_up.run(project, "night", "2026", "--log", "build/night.log", check=False).returncode == 2
    assert "2026 failed: '2026' is not a quarter" in log(project)[-1]


def test_a_log_that_cannot_be_written_is_said(project: Project, server: DevServer) -> None:
    (project.build / "night.log").mkdir(parents=True)
    words = ["--base-url", server.url, "--log", "build/night.log/x/y"]
    (project.build / "night.log" / "x").write_text("")
    done = made_up.run(project, "night", QUARTER, *words, check=False, before=PLAYS_CBS)
    assert done.returncode == 1
    assert f"{QUARTER} waiting: " in done.stdout
    assert done.stderr.startswith("arbeidsmarkt: build/night.log/x/y: the log cannot be written")


@pytest.mark.parametrize(
    ("day", "quarter"),
    [((2026, 1, 1), "2025Q4"), ((2026, 3, 31), "2025Q4"), ((2026, 4, 1), "2026Q1"), ((2026, 11, 14), "2026Q3")],
)
def test_the_quarter_that_is_over(day: tuple[int, int, int], quarter: str) -> None:
    assert last_quarter(dt.date(*day)).label == quarter


def test_a_night_says_where_the_two_interfaces_differ(project: Project, server: DevServer) -> None:
    publish(server)
    server.faults = [Fault("shorter", table="TOY1", version="v3")]
    done = night(project, server)
    (line,) = [line for line in (done.stdout + done.stderr).splitlines() if "differ between the interfaces" in line]
    assert line.startswith("TOY1: 1 of ")
