"""What the library knows of the running notebook: its cells, its parameters, what it shows beside the report."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import pytest
from IPython.core.interactiveshell import InteractiveShell

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import cells, shell
from in_process import run_cells, shell as running_shell


@pytest.fixture
def running(project: Project) -> Iterator[InteractiveShell]:
    with running_shell(project) as (found, _):
        yield found


def test_the_running_cell_and_those_before_it_are_known_by_their_source(running: InteractiveShell) -> None:
    now = (
        "from arbeidsmarkt.desk import cells\n"
        "def line():\n    return cells.calling_line()\n"
        "found = cells.code(), cells.history(), cells.ran(), cells.calling_line(), line()"
    )
    run_cells(running, ["a = 1", "b = 2", now])
    before = ["a = 1", "b = 2", now]
    assert running.user_ns["found"] == (now, before, before, 4, 0)


def test_outside_a_notebook_there_are_no_cells() -> None:
    assert (cells.code(), cells.history(), cells.ran(), cells.calling_line(), shell.cell()) == ("", [], [], 0, "")


def test_a_parameter_is_a_variable_of_the_notebook(running: InteractiveShell) -> None:
    run_cells(running, ["quarter = '2024Q3'\nvintage = ''"])
    assert (shell.parameter("quarter"), shell.parameter("previous", needed=False)) == ("2024Q3", "")
    for name in ("vintage", "publication_date"):
        with pytest.raises(UserError) as refused:
            shell.parameter(name)
        assert str(refused.value) == (
            f"the parameter '{name}' is not set; run the cell tagged 'parameters', then start()"
        )
    assert shell.cell() == str(running.execution_count)


@pytest.mark.parametrize(
    ("last", "call"),
    [
        ("pd.DataFrame({'a': [1]})", "table(…)"),
        ("pd.DataFrame({'a': [1]}).style", "table(…)"),
        ("alt.Chart()", "figure(…)"),
        ("ReportChart(None, Data((), ()), '')", "figure(…)"),
        ("pd.Series([1])", ""),
        ("frame = pd.DataFrame({'a': [1]})", ""),
    ],
)
def test_it_is_said_that_what_a_cell_ends_with_is_not_in_the_report(
    last: str, call: str, running: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    alt.data_transformers.enable("default")
    for _ in range(2):
        shell.register(lambda line, cell: None)
    assert alt.data_transformers.active == "arbeidsmarkt"
    start = (
        "import altair as alt, pandas as pd\nfrom arbeidsmarkt.exhibits.charts.chart import ReportChart\n"
        "from arbeidsmarkt.exhibits.records import Data"
    )
    running.display_formatter.active_types = []
    run_cells(running, [f"{start}\n{last}"])
    said = f"This is not in the report; give it to {call}.\n" if call else ""
    assert capsys.readouterr().err == said


def test_an_author_s_mistake_is_shown_as_one_message(
    running: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.register(lambda line, cell: None)
    running.run_cell("from arbeidsmarkt.basics.errors import UserError\nraise UserError('zo niet', remedy='maar zo')")
    assert capsys.readouterr().out == "\x1b[31mzo niet; maar zo\x1b[0m\n"
