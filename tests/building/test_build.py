"""Building a made-up project: what runs, what is recalled, what stands afterwards, and whether the bytes agree."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics import events as progress
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic, batch, made_from
from arbeidsmarkt.building.build import Built, build
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.execution.warm import Warm
from forked_command import started_warm
from made_up_project import (
    OMEGA,
    WAITS,
    bound_by_rights,
    contents,
    events,
    make,
    run,
    section,
    write_notebook,
    write_vintage,
)

Builder = Callable[..., set[str]]


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with started_warm() as process:
        yield process


@pytest.fixture(scope="module")
def built(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with edition 2024Q3 built."""
    project = make(tmp_path_factory.mktemp("template") / "checkout")
    ((_, result),) = warm.each(build, [(Order(project, "2024Q3", project.build, jobs=2),)], 1)
    assert isinstance(result, Built), result
    return project


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """A copy of it, elsewhere: where a build stands plays no part."""
    shutil.copytree(built.root, tmp_path / "checkout")
    return Project(tmp_path / "checkout")


@pytest.fixture
def builds(warm: Warm, project: Project) -> Iterator[Builder]:
    """Build an edition; returns the notebooks that ran. A kernel started for each of them, and for no other."""
    heard: list[progress.Event] = []
    progress.listen(heard.append)

    def go(**changes: Any) -> set[str]:
        heard.clear()
        order = Order(**{"project": project, "edition": "2024Q3", "out": project.build, "jobs": 2, **changes})
        ((_, result),) = warm.each(build, [(order,)], 1)
        if isinstance(result, UserError):
            raise result
        assert isinstance(result, Built)
        ran = [event["notebook"] for event in heard if event["event"] == "notebook"]
        assert len([event for event in heard if event["event"] == "kernel"]) == len(ran)
        return set(ran)

    yield go
    progress.listen(lambda event: None)


EVERYTHING = {"alpha", "beta", "omega"}


def test_only_what_changed_runs(builds: Builder, project: Project) -> None:
    first = contents(project.build / "2024Q3")
    order = Order(project, "2024Q3", project.build)
    assert made_from.is_current(order)
    assert builds() == set()
    assert contents(project.build / "2024Q3") == first

    # a sentence that states the same facts: one notebook
    write_notebook(project, "alpha", [*section("toy_one", "one"), "leave(kind='prose', markdown='Meer.', left_out=[])"])
    assert not made_from.is_current(order)
    assert builds() == {"alpha"}
    assert contents(project.build / "2024Q3")["document.md"] != first["document.md"]
    write_notebook(project, "alpha", section("toy_one", "one"))
    assert builds() == set()
    assert contents(project.build / "2024Q3") == first

    # a table: what reads it, and what reads the facts of that
    write_vintage(project, one=100, two=201)
    assert builds() == {"beta", "omega"}
    assert "Samen 290 duizend" not in contents(project.build / "2024Q3")["document.md"].decode()

    # the page design: no notebook
    style = next(project.report.rglob("report.css"))
    style.write_text(style.read_text() + "\n/* changed */\n")
    assert not made_from.is_current(order)
    assert builds() == set()

    # everything, by hand
    assert builds(force=True) == EVERYTHING


def test_whatever_a_notebook_can_read_makes_a_build_out_of_date(project: Project) -> None:
    order = Order(project, "2024Q3", project.build)
    project.coverage.parent.mkdir()
    before = made_from.fingerprint(order, "toy")
    read = [
        project.params / "series.yml", project.params / "2024Q3.yml", project.published / "letter.yml",
        project.report / "theme.yml", project.coverage, project.notebooks / "alpha.ipynb",
        project.vintages / "toy" / "TOY1.csv",
    ]  # fmt: skip
    for path in read:
        held = path.read_bytes() if path.exists() else None
        path.write_bytes((held or b"").replace(b"Verzonnen", b"Gemaakt") + b" ")
        if path.suffix == ".ipynb":  # other cells, since notes of editors do not count
            write_notebook(project, path.stem, section("toy_one", "other"))
        assert made_from.fingerprint(order, "toy") != before, path
        path.unlink() if held is None else path.write_bytes(held)
        assert made_from.fingerprint(order, "toy") == before, path


def test_a_cached_build_and_a_fresh_one_give_the_same_bytes(builds: Builder, project: Project) -> None:
    write_vintage(project, one=100, two=201)
    builds()
    recalled = contents(project.build / "2024Q3")
    shutil.rmtree(project.build / ".cache")
    assert builds() == EVERYTHING
    assert contents(project.build / "2024Q3") == recalled


def test_a_damaged_cache_is_recomputed(builds: Builder, project: Project) -> None:
    good = contents(project.build / "2024Q3")
    for entry in (project.build / ".cache").glob("*/*"):
        entry.write_bytes(entry.read_bytes()[:-7])
    assert not made_from.is_current(Order(project, "2024Q3", project.build))
    assert builds() == EVERYTHING
    assert contents(project.build / "2024Q3") == good


def test_a_build_that_somebody_changed_is_put_right(builds: Builder, project: Project) -> None:
    folder = project.build / "2024Q3"
    good = contents(folder)
    (folder / "document.md").write_text("changed by hand")
    (folder / "extra").touch()
    assert not made_from.is_current(Order(project, "2024Q3", project.build))
    assert builds() == set()
    assert contents(folder) == good


def failing(project: Project) -> None:
    write_notebook(project, "alpha", [*section("toy_one", "one"), "raise KeyError('tension')"])


def missing_notebook(project: Project) -> None:
    (project.notebooks / "alpha.ipynb").unlink()


def altered_vintage(project: Project) -> None:
    path = project.vintages / "toy" / "TOY1.csv"
    path.write_text(path.read_text().replace("2024KW03", "2024KW04"))


def unknown_key(project: Project) -> None:
    (project.params / "2024Q3.yml").write_text("qarter: 2024Q3\n")


def undeclared(project: Project) -> None:
    write_notebook(project, "alpha", [], None)
    write_notebook(project, "beta", [], 'x = ""')


@pytest.mark.parametrize(
    ("spoil", "messages"),
    [
        (failing, ["notebooks/alpha.ipynb, cell 6 (In [6]): KeyError: 'tension' (line 1: raise KeyError('tension'))"]),
        (missing_notebook, ["notebooks/alpha.ipynb: notebook not found"]),
        (altered_vintage, ["vintages/toy/TOY1.csv: was changed"]),
        (unknown_key, ["params/2024Q3.yml:1: unknown key 'qarter'"]),
        (undeclared, ["notebooks/alpha.ipynb: no cell is tagged", "notebooks/beta.ipynb: its parameters cell"]),
    ],
)
def test_a_build_that_fails_leaves_the_last_good_one(
    builds: Builder, project: Project, spoil: Callable[[Project], None], messages: list[str]
) -> None:
    good = contents(project.build / "2024Q3")
    spoil(project)
    with pytest.raises(UserError) as caught:
        builds()
    lines = str(caught.value).splitlines()
    assert len([line for line in lines if any(message in line for message in messages)]) == len(messages)
    assert contents(project.build / "2024Q3") == good
    assert not list((project.build / atomic.WORK).glob("2024Q3-*"))
    kept = project.build / ".failed" / "2024Q3" / "alpha.ipynb"
    assert kept.exists() == (spoil is failing)
    assert spoil is not failing or "build/.failed/2024Q3/alpha.ipynb" in lines[0]


def test_the_partly_executed_notebook_goes_when_the_build_succeeds(builds: Builder, project: Project) -> None:
    shutil.rmtree(project.build)
    failing(project)
    with pytest.raises(UserError, match=r"^notebooks/alpha\.ipynb, cell "):
        builds()
    write_notebook(project, "alpha", section("toy_one", "one"))
    assert builds() == {"alpha", "omega"}  # beta was kept from the build that failed
    assert not (project.build / ".failed" / "2024Q3").exists()


def test_every_file_is_the_same_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    here = make(tmp_path / "here")
    there = make(tmp_path / "a longer path, with blanks" / "there")
    (there.report / "report.yml").write_text(
        (here.report / "report.yml").read_text().replace("[html]", "[html, pdf, docx]")
    )
    (here.report / "report.yml").write_text((there.report / "report.yml").read_text())
    other = {"TZ": "Asia/Tokyo", "LC_ALL": "nl_NL.UTF-8", "LANG": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    run(here, "build", "2024Q3", "--jobs", "1", environment={"TZ": "America/Lima", "PYTHONHASHSEED": "1"})
    done = run(there, "build", "2024Q3", "--jobs", "4", environment=other)
    first, second = contents(here.build / "2024Q3"), contents(there.build / "2024Q3")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert done.stdout.splitlines() == [
        f"build/2024Q3/arbeidsmarkt-in-beeld-2024Q3.{name}" for name in ("html", "pdf", "docx")
    ]
    everything = b"".join(first.values())
    assert str(tmp_path).encode() not in everything


def test_many_editions_from_one_warm_process(tmp_path: Path) -> None:
    project = make(tmp_path, ("2023Q2", "2024Q3"))
    (project.params / "2023Q4.yml").write_text("quarter: 2023Q4\n")  # one that cannot be built
    done = run(project, "build", "--all", "2023Q3..2024Q1", "--log-format", "json", check=False)
    assert done.returncode == 1
    states = {event["edition"]: event["state"] for event in events(done, "edition")}
    assert states == {"2023Q2": "built", "2023Q3": "built", "2023Q4": "failed", "2024Q1": "built", "2024Q3": "built"}
    errors = events(done, "error")
    assert errors and all("params/2023Q4.yml" in event["error"] and event["exit_code"] == 1 for event in errors)
    assert done.stderr == ""
    page = (project.build / "index.html").read_text()
    order = [page.index(f">{head}<") for head in ("2024 3e kwartaal", "2024 1e kwartaal", "2023 3e kwartaal")]
    assert order == sorted(order)
    assert "2023 4e kwartaal" not in page

    again = run(project, "build", "2023Q2", "2024Q3")
    said = [line.partition(" (")[0] for line in again.stderr.splitlines()]
    assert said == ["2023Q2: nothing to do", "2024Q3: nothing to do"]
    assert again.stdout == "build/index.html\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no edition to build"),
        (["2024"], "'2024' is not a quarter or a range"),
        (
            ["2024Q3..2023Q1"],
            "the range '2024Q3..2023Q1' ends before it begins; write the older quarter first: 2023Q1..2024Q3\n",
        ),
        (["2024Q5"], "'2024Q5' is not a period"),
        (["2024Q3", "--to", "odt"], "'odt' is not a format"),
    ],
)
def test_a_command_that_cannot_be_understood_is_exit_2(project: Project, words: list[str], message: str) -> None:
    done = run(project, "build", *words, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"arbeidsmarkt: {message}")


def test_only_the_formats_that_are_asked_for(builds: Builder, project: Project) -> None:
    builds(formats=("docx",))
    assert [name for name in contents(project.build / "2024Q3") if name.startswith("arbeids")] == [
        "arbeidsmarkt-in-beeld-2024Q3.docx"
    ]


def start(project: Project, *words: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", "from arbeidsmarkt.cli import main; main()", "build", "2024Q3", *words]
    return subprocess.Popen(program, cwd=project.root, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def working_in(folder: Path) -> list[int]:
    """The processes that work below a folder: the warm one, builds, papermill, kernels."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGKILL, "kernel"),
        pytest.param(signal.SIGTERM, "kernel", marks=pytest.mark.editions),
        pytest.param(signal.SIGKILL, "made", marks=pytest.mark.editions),
    ],
)
def test_a_killed_build_leaves_the_last_good_one_and_no_process(
    builds: Builder, project: Project, number: int, moment: str
) -> None:
    good = contents(project.build / "2024Q3")
    waits = [WAITS] if moment == "kernel" else []
    write_notebook(
        project, "alpha", [*section("toy_one", "one"), *waits, "leave(kind='prose', markdown='Nieuw.', left_out=[])"]
    )
    process = start(project)
    wanted = "running" if moment == "kernel" else f"build/{atomic.WORK}/2024Q3-*/made/document.md"
    until(lambda: list(project.root.glob(wanted)))
    assert working_in(project.root)
    process.send_signal(number)
    process.wait()
    until(lambda: not working_in(project.root))
    assert contents(project.build / "2024Q3") == good
    write_notebook(project, "alpha", section("toy_one", "one"))
    builds()
    assert contents(project.build / "2024Q3") == good
    assert not list((project.build / atomic.WORK).glob("2024Q3-*"))


def until(condition: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_full_disk_leaves_the_last_good_build(builds: Builder, project: Project) -> None:
    good = contents(project.build / "2024Q3")
    write_notebook(project, "omega", [*OMEGA, "leave(kind='prose', markdown='Nieuw.', left_out=[])"])

    def little_room() -> None:  # the nearest to a full disk that needs no mount: no file may be larger than this
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = subprocess.run(
        [sys.executable, "-c", "from arbeidsmarkt.cli import main; main()", "build", "2024Q3"],
        cwd=project.root, preexec_fn=little_room, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "File too large" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert contents(project.build / "2024Q3") == good
    assert not list((project.build / atomic.WORK).glob("2024Q3-*"))


def test_an_output_folder_that_may_not_be_written_is_one_line(builds: Builder, project: Project) -> None:
    bound = bound_by_rights()
    if bound is None:
        pytest.skip("root may write anywhere, and setpriv is not installed")
    good = contents(project.build / "2024Q3")
    write_notebook(project, "omega", [*OMEGA, "leave(kind='prose', markdown='Nieuw.', left_out=[])"])
    folders = [project.build, project.build / atomic.WORK]
    for folder in folders:
        folder.chmod(0o555)
    done = subprocess.run(
        [*bound, sys.executable, "-c", "from arbeidsmarkt.cli import main; main()", "build", "2024Q3"],
        cwd=project.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for folder in folders:
        folder.chmod(0o755)
    assert done.returncode == 1
    assert "cannot be written: Permission denied" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert contents(project.build / "2024Q3") == good
    assert builds() == {"omega"}


@pytest.mark.editions  # of two that take turns: building/test_atomic.py
def test_two_builds_of_one_edition_at_once(project: Project) -> None:
    shutil.rmtree(project.build)
    both = [start(project, "--jobs", "1") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    run(project, "verify", "2024Q3")
    assert not list((project.build / atomic.WORK).glob("2024Q3-*"))


def test_nothing_to_do_imports_nothing_heavy(builds: Builder, project: Project) -> None:
    program = (
        "import sys\nfrom arbeidsmarkt.cli import main\n"
        "try: main(['build', '2024Q3'])\n"
        "finally: print(*sorted({'pandas', 'numpy', 'papermill', 'typst', 'altair', 'pydantic'} & {*sys.modules}))"
    )
    batch.build_all([Order(project, "2024Q3", project.build)], 1, lambda edition, result: None)  # writes the index
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    assert done.stdout.splitlines()[-1] == ""
    assert "nothing to do" in done.stderr


def test_the_facts_of_the_build_are_those_of_all_notebooks(builds: Builder, project: Project) -> None:
    facts = json.loads((project.build / "2024Q3" / "facts.json").read_text())
    assert facts["schema"] == "arbeidsmarkt-facts/1"
    assert set(facts["facts"]) == {"one", "two", "total"}
    assert facts["facts"]["total"]["value"] == facts["facts"]["one"]["value"] + facts["facts"]["two"]["value"]
