from __future__ import annotations

import codecs
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.execution import children, kernels, notebook_run
from arbeidsmarkt.execution.warm import Warm
from arbeidsmarkt.exhibits import records
from arbeidsmarkt.inputs import notebook_file
from forked_command import started_warm
from made_up_project import notebook

Runner = Callable[..., Any]


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with started_warm() as process:
        yield process


@pytest.fixture
def execute(warm: Warm, tmp_path: Path) -> Runner:
    """Run notebooks given as lists of cells; the results in their order, an error raised when there is one notebook."""

    def in_turn(runs: list[notebook_run.Run]) -> list[children.Result]:
        kernels.make(tmp_path / "ipython", ahead=len(runs))
        return list(children.in_turn(notebook_run.execute, [(run,) for run in runs]))

    def go(
        *notebooks: list[str], jobs: int = 2, parameters: dict[str, str] | None = None, ahead: bool = False, **more: Any
    ) -> Any:
        runs = []
        for number, cells in enumerate(notebooks):
            path = tmp_path / "notebooks" / f"{number}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text(notebook(cells, 'quarter = ""'), encoding="utf-8")
            kept = tmp_path / "failed" / path.name
            given = {"quarter": "2024Q3"} if parameters is None else parameters
            runs.append(
                notebook_run.Run(
                    path, f"notebooks/{path.name}", given, tmp_path / str(number), kept, f"failed/{path.name}",
                    tmp_path, **more,
                )
            )  # fmt: skip
        if ahead:  # as an edition does that is built beside others: from one process, whose kernels are there already
            ((_, found),) = children.each(in_turn, [(runs,)], 1)
        else:
            found = sorted(warm.each(notebook_run.execute, [(run,) for run in runs], jobs))
        results = [result for _, result in found]
        if len(results) == 1 and isinstance(results[0], UserError):
            raise results[0]
        return results

    return go


def printed(text: str) -> str:
    outputs = [output for cell in json.loads(text)["cells"] for output in cell.get("outputs", [])]
    return "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")


def test_parameters_reach_the_notebook_and_its_records_come_back(execute: Runner) -> None:
    mime = records.MIME
    show = f"from IPython.display import display\ndisplay({{'{mime}': {{'kind': 'facts', 'facts': {{}}}}}}, raw=True)"
    (text,) = execute(["print(quarter)", show])
    assert printed(text) == "2024Q3\n"
    assert notebook_run.records(text) == [{"kind": "facts", "facts": {}}]


@pytest.mark.parametrize("ahead", [False, True])
def test_nothing_leaks_from_one_notebook_into_the_next(execute: Runner, ahead: bool) -> None:
    # one job: all kernels are forked, one after the other, from the very same process
    leaky = (
        "import altair, pandas, os, random, arbeidsmarkt.basics.dutch as dutch\n"
        "secret = 1\npandas.set_option('display.max_rows', 7)\naltair.theme.enable('dark')\n"
        "dutch.MINUS = 'minus'\nos.environ['SECRET'] = 'x'\nos.chdir('/')\nprint(random.random())"
    )
    look = (
        "import altair, pandas, os, random, arbeidsmarkt.basics.dutch as dutch\n"
        "print('secret' in globals(), pandas.get_option('display.max_rows'), altair.theme.active, dutch.MINUS,\n"
        "      os.environ.get('SECRET'), os.path.basename(os.getcwd()))\nprint(random.random())"
    )
    before, leaked, after = execute([look], [leaky], [look], jobs=1, ahead=ahead)
    assert printed(after) == printed(before)
    assert printed(before).startswith("False 60 default \u2212 None notebooks")
    assert printed(leaked).split()[-1] == printed(before).split()[-1]  # the same random seed in each


def test_the_same_notebook_gives_the_same_bytes(execute: Runner, tmp_path: Path) -> None:
    cells = [
        "import warnings, os\nwarnings.warn('careful')\nprint(os.path.abspath('x'), object())",
        "import pandas, altair\naltair.Chart(pandas.DataFrame({'a': [1, 2]})).mark_line().encode(x='a')",
        "set('abcdefgh'), hash('a')",
    ]
    first, second = execute(cells, cells, jobs=2)
    assert first == second
    assert str(tmp_path) not in first
    assert "careful" in first
    assert all(cell["id"].startswith(f"{i:03d}-") for i, cell in enumerate(json.loads(first)["cells"]))


def test_the_fixed_environment(execute: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = execute(["import os, time\nprint(time.tzname[0], os.environ['LC_ALL'], os.environ['ARBEIDSMARKT_ROOT'])"])
    assert printed(text) == "UTC C.UTF-8 .\n"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("def f(x):\n    return 1 / x\nf(0)", "cell 3 (In [3]): ZeroDivisionError: division by zero (line 3: f(0));"),
        ("1 +", "cell 3 (In [3]): SyntaxError: invalid syntax"),
        (
            "from arbeidsmarkt.basics import errors\nraise errors.UserError('no such series', remedy='name another')",
            "cell 3 (In [3]): no such series; name another;",
        ),
        ("import os\nos._exit(3)", "notebooks/0.ipynb, cell 3 (In [3]): the kernel died"),
        # what IPython prints instead of raising, and what papermill takes for an ending in good order
        ("%%proze\nlost", "cell 3 (In [3]): Cell magic `%%proze` not found; the"),
        ("%proze", "cell 3 (In [3]): Line magic function `%proze` not found"),
        (
            "import sys\nsys.exit(0)",
            "cell 3 (In [3]): the cell ends the notebook (SystemExit: 0); a section runs to",
        ),
        ("raise SystemExit", "cell 3 (In [3]): the cell ends the notebook (SystemExit);"),
        ("import sys\nsys.exit('enough')", "cell 3 (In [3]): the cell ends the notebook (SystemExit: enough);"),
        ("exit()", "cell 3 (In [3]): the cell ends the notebook (SystemExit);"),
        ("get_ipython().run_line_magic('proze', '')", "cell 3 (In [3]): Line magic"),
        ("import sys\nsys.stdout = None\n1/0", "cell 3 (In [3]): "),
        (
            "class Quiet(Exception):\n    def _render_traceback_(self):\n        return None\nraise Quiet",
            "cell 3 (In [3]): ",
        ),
        ("get_ipython().showtraceback = lambda *a, **k: None\n1/0", "cell 3 (In [3]): "),
        ("get_ipython().showtraceback = lambda *a, **k: None\nraise SystemExit(0)", "cell 3 (In [3]): "),
        ("raise KeyboardInterrupt", "cell 3 (In [3]): KeyboardInterrupt"),
    ],
)
@pytest.mark.parametrize("ahead", [False, True])
def test_a_failing_cell_is_one_line_and_the_notebook_is_kept(
    execute: Runner, tmp_path: Path, cell: str, message: str, ahead: bool
) -> None:
    with pytest.raises(UserError) as caught:
        execute(["print('before')", cell, "print('after')"], ahead=ahead)
    line = str(caught.value)
    assert "\n" not in line
    assert message in line
    assert line.startswith("notebooks/0.ipynb")
    assert line.endswith("the partly executed notebook is kept in failed/0.ipynb")
    kept = (tmp_path / "failed" / "0.ipynb").read_text(encoding="utf-8")
    assert printed(kept).startswith("before\n") and "after" not in printed(kept)


def test_a_cell_that_forks_is_answered_once(execute: Runner) -> None:
    (text,) = execute(["import os\nchild = os.fork()\nprint('one')", "print('two')", "print('three')"])
    assert printed(text) == "one\ntwo\nthree\n"


EDITION = {"quarter": "2024Q3", "vintage": "2024-12-13"}


def about(**other: str) -> str:
    record = {"kind": "reads", "editions": [EDITION, {**EDITION, **other}]}
    return f"from IPython.display import display\ndisplay({{{records.MIME!r}: {record}}}, raw=True)"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            about(quarter="2023Q3"),
            "the notebook was started with quarter '2023Q3', and the edition has '2024Q3'",
        ),
        (about(vintage="latest"), "the notebook was started with vintage 'latest', and the edition has '2024-12-13'"),
        (about().replace("editions", "others"), "what the cell leaves does not say for which edition; call start"),
    ],
)
def test_a_section_about_another_edition_is_refused(execute: Runner, cell: str, message: str) -> None:
    good = execute(["1", about()], parameters={"quarter": "2024Q3"})
    assert not isinstance(good[0], UserError)
    with pytest.raises(UserError) as caught:
        execute(["1", cell, "1"], parameters=EDITION)
    assert str(caught.value).startswith(f"notebooks/0.ipynb, cell 3 (In [3]): {message}")


def tagged(*tags: str) -> str:
    made = json.loads(notebook(["first", "second"]))
    made["cells"][2]["metadata"] = {"tags": list(tags)}
    return json.dumps(made)


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        (
            "parameters",
            "cell 3 (In [3]): a second cell is tagged 'parameters' (the first is cell 1 (In [1]))",
        ),
        (
            "raises-exception",
            "cell 3 (In [3]): the cell is tagged 'raises-exception', which lets it fail unnoticed; take",
        ),
        (
            "skip-execution",
            "cell 3 (In [3]): the cell is tagged 'skip-execution', which keeps it from being run; take",
        ),
        (
            "injected-parameters",
            "cell 3: the cell is tagged 'injected-parameters', which has it replaced by papermill",
        ),
    ],
)
def test_a_tag_that_changes_what_runs_is_refused(tmp_path: Path, tag: str, message: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(tagged(tag))
    with pytest.raises(UserError) as caught:
        notebook_file.check_parameters(path, "notebooks/a.ipynb", {})
    assert str(caught.value).startswith(f"notebooks/a.ipynb, {message}")


#: ways to leave a program running: a child, one in a session of its own, one that is nobody's child any more (a daemon)
LEAVING = {
    "child": "import subprocess\nsubprocess.Popen(['sleep', '61'])",
    "session": "import subprocess\nsubprocess.Popen(['sleep', '61'], start_new_session=True)",
    "daemon": "import subprocess\nsubprocess.run(['sh', '-c', 'setsid sleep 61 >/dev/null 2>&1 &'])",
    "forked": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.execvp('sleep', ['sleep', '61'])\n"
    "time.sleep(1)",  # until then a busy machine has not begun the program
}


def sleeping() -> list[int]:
    """The programs that the notebooks of these tests left running."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [int(path.parent.name)] if path.read_text() == "sleep\0" + "61\0" else []
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("way", LEAVING)
def test_what_a_cell_left_running_ends_with_its_notebook_and_is_said(execute: Runner, way: str, ahead: bool) -> None:
    heard: list[dict[str, Any]] = []
    events.listen(heard.append)
    execute(["1", LEAVING[way], "import time\ntime.sleep(0.5)"], ahead=ahead)
    events.listen(lambda event: None)
    assert sleeping() == []
    left = [(event["where"], event["program"]) for event in heard if event["event"] == "left running"]
    assert left == [("notebooks/0.ipynb, cell 3 (In [3])", "sleep")]


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("way", ["", "if os.fork() == 0:\n    import time\n    os.setsid()\n    time.sleep(61)\n"])
def test_a_killed_kernel_is_reported_at_once_whatever_child_of_it_lives_on(
    execute: Runner, way: str, ahead: bool
) -> None:
    began = time.monotonic()
    with pytest.raises(UserError, match=r"cell 2 \(In \[2\]\): the kernel died \(killed by signal 9; out of"):
        execute([f"import os, signal\n{way}os.kill(os.getpid(), signal.SIGKILL)"], ahead=ahead)
    assert time.monotonic() - began < 50  # its child sleeps for 61


def test_a_notebook_holds_none_of_the_command_s_streams(execute: Runner) -> None:
    (text,) = execute(
        ["import os\nprint(*(os.readlink(f'/proc/self/fd/{n}') for n in (0, 1, 2)), os.getsid(0) == os.getpid())"]
    )
    assert printed(text) == "/dev/null ./0/printed.log ./0/printed.log True\n"


def test_a_kernel_that_died_while_it_waited_is_reported(execute: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = kernels.Kernel.begin

    def too_late(kernel: kernels.Kernel, *words: Any) -> None:
        os.kill(kernel._pid, signal.SIGKILL)
        os.waitid(os.P_PID, kernel._pid, os.WEXITED | os.WNOWAIT)  # gone, and still to be waited for
        begin(kernel, *words)

    monkeypatch.setattr(kernels.Kernel, "begin", too_late)
    with pytest.raises(UserError, match=r"notebooks/0\.ipynb, cell 1 \(In \[1\]\): the kernel died"):
        execute(["print('never')"], ahead=True)


def test_a_notebook_that_runs_last_is_told_what_the_others_left(execute: Runner) -> None:
    cell = "import json, os\nprint(json.load(open(os.environ['ARBEIDSMARKT_FACTS']))['facts'])"
    (text,) = execute([cell], facts=json.dumps({"facts": {"tension": 106}}))
    assert printed(text) == "{'tension': 106}\n"
    assert "facts-of-others" not in text


def test_a_user_s_own_jupyter_settings_play_no_part(execute: Runner, tmp_path: Path) -> None:
    # ~/.ipython may hold start-up files and history; the kernel has a private profile
    (text,) = execute(["print(get_ipython().profile_dir.location, get_ipython().history_manager.enabled)"])
    assert printed(text) == "./0/ipython False\n"


def check(tmp_path: Path, parameters: str | None, **given: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(["pass"], parameters))
    notebook_file.check_parameters(path, "notebooks/a.ipynb", given)


def test_parameters_that_the_notebook_declares_are_accepted(tmp_path: Path) -> None:
    check(tmp_path, 'quarter: str = "2024Q3"  # the edition\nvintage = previous = ""', quarter="2023Q2", vintage="x")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (None, "notebooks/a.ipynb: no cell is tagged 'parameters'"),
        ('kwartaal = ""', "notebooks/a.ipynb: its parameters cell does not know 'quarter'; it sets kwartaal"),
        ("quarter: str", "does not know 'quarter'; it sets none"),
        ("quarter = (", "its parameters cell is not Python"),
    ],
)
def test_a_parameter_that_the_notebook_does_not_declare_is_refused(
    tmp_path: Path, parameters: str | None, message: str
) -> None:
    with pytest.raises(UserError) as caught:
        check(tmp_path, parameters, quarter="2024Q3")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "notebooks/a.ipynb: notebook not found"),
        ("", "notebooks/a.ipynb:1: this is not a Jupyter notebook"),
        ("{}", "notebooks/a.ipynb: this is not a Jupyter notebook"),
        ('{"cells": [{"source": ""}]}', "notebooks/a.ipynb, cell 1: this is no cell: it has no cell_type"),
        ('{"cells": 1}', "notebooks/a.ipynb: this is not a Jupyter notebook"),
    ],
)
def test_what_is_no_notebook_is_an_error_with_its_name(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UserError, match=re.escape(message)):
        notebook_file.read(path, "notebooks/a.ipynb")


def test_cells_count_in_messages_as_jupyter_shows_them(execute: Runner, tmp_path: Path) -> None:
    remark = json.loads(notebook([], None))["cells"]
    cells = json.loads(notebook(["x = 1", "  ", "x", "1 / 0"]))["cells"]
    named = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "over"}
    assert remark == []
    assert notebook_file.places([named, *cells]) == [
        "cell 1", "cell 2 (In [1])", "cell 3 (In [2])", "cell 4", "cell 5 (In [3])", "cell 6 (In [4])"
    ]  # fmt: skip
    with pytest.raises(UserError, match=r"notebooks/0\.ipynb, cell 5 \(In \[4\]\): ZeroDivisionError"):
        execute(["x = 1", "  ", "x", "1 / 0"])
    kept = json.loads((tmp_path / "failed" / "0.ipynb").read_text(encoding="utf-8"))["cells"]
    failed = next(cell for cell in kept if cell["cell_type"] == "code" and "".join(cell["source"]) == "1 / 0")
    assert failed["execution_count"] == 4  # what a person sees who opens what was kept
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "".join(failed["outputs"][0]["traceback"]))
    assert "In[4]" in trace and "In[5]" not in trace


def _without(*names: str) -> Callable[[dict[str, Any]], None]:
    def go(whole: dict[str, Any]) -> None:
        for part in (whole, *whole["cells"]):
            for name in names:
                part.pop(name, None)

    return go


@pytest.mark.parametrize("kernels", ["fast", pytest.param("standard", marks=pytest.mark.editions)])
@pytest.mark.parametrize(
    ("change", "encode"),
    [
        (_without(), lambda text: codecs.BOM_UTF8 + text.encode()),
        (_without(), lambda text: text.replace("\n", "\r\n").encode()),
        (_without("id"), str.encode),
        (_without("nbformat"), str.encode),
        (_without("nbformat_minor"), str.encode),
        (_without("outputs", "execution_count", "id"), str.encode),
        (lambda whole: whole.update(metadata=None), str.encode),
        (lambda whole: whole.update(nbformat_minor=0), str.encode),
        (lambda whole: [cell.update(id="same") for cell in whole["cells"]], str.encode),
        (lambda whole: whole["cells"][1].pop("metadata"), str.encode),
    ],
)
def test_a_notebook_runs_as_editors_leave_it(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], encode: Callable[[str], bytes], kernels: str
) -> None:
    whole = json.loads(notebook(["print(quarter)"], 'quarter = ""'))
    change(whole)
    path = tmp_path / "notebooks" / "a.ipynb"
    path.parent.mkdir()
    path.write_bytes(encode(json.dumps(whole, indent=1)))
    run = notebook_run.Run(
        path, "notebooks/a.ipynb", {"quarter": "2024Q3"}, tmp_path / "w", tmp_path / "kept.ipynb", "kept.ipynb",
        tmp_path, kernels=kernels,
    )  # fmt: skip
    ((_, result),) = children.each(_made_and_run, [(run,)], 1)
    assert isinstance(result, str), result
    assert "2024Q3" in json.dumps([cell["outputs"] for cell in json.loads(result)["cells"]])


def _made_and_run(run: notebook_run.Run) -> str:
    if run.kernels == "fast":
        kernels.make(run.work / "ipython")
    return notebook_run.execute(run)


def test_the_source_of_a_notebook_is_its_cells_and_tags() -> None:
    plain = json.loads(notebook(["print(1)"]))
    run = json.loads(notebook(["print(1)"]))
    run["cells"][1] |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}], "execution_count": 4}
    run["cells"][1]["source"] = ["print(1)"]
    run["metadata"]["language_info"] = {"version": "3.12.1"}
    untagged = json.loads(notebook(["print(1)"], None))
    assert notebook_file.source(json.dumps(plain)) == notebook_file.source(json.dumps(run))
    assert notebook_file.source(json.dumps(plain)) != notebook_file.source(json.dumps(untagged))
    assert os.sep not in notebook_file.source(json.dumps(run))
