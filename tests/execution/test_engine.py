"""Papermill's own door to the fast kernels, and ordinary kernels beside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.execution import notebook_run, private_names
from made_up_project import contents, make, notebook, run, section, write_notebook

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    "first", ["arbeidsmarkt.execution.engine", pytest.param("papermill", marks=pytest.mark.editions)]
)
def test_papermill_runs_a_notebook_on_a_fast_kernel_whoever_is_imported_first(first: str, tmp_path: Path) -> None:
    look = "import os\nprint(quarter, os.environ['TZ'], os.getsid(0) == os.getpid())"
    (tmp_path / "in.ipynb").write_text(notebook([look]))
    program = (
        f"import {first}, sys\nfrom papermill.__main__ import papermill\n"
        "papermill('--engine arbeidsmarkt in.ipynb out.ipynb -p quarter 2024Q3'.split())"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, timeout=200)
    cells = json.loads((tmp_path / "out.ipynb").read_text())["cells"]
    assert "".join(cells[2]["outputs"][0]["text"]) == "2024Q3 UTC True\n"


@pytest.mark.parametrize(("module", "name"), private_names.NAMES)
def test_a_private_name_that_is_gone_is_named(module: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert private_names.gone() == []
    *owners, last = name.split(".")
    monkeypatch.delattr(reduce(getattr, owners, import_module(module)), last)
    assert private_names.gone() == [f"{module}.{name}"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A made-up project with one notebook."""
    return only_alpha(tmp_path_factory.mktemp("engine"))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%proze\nlost", "cell 6 (In [6]): Cell magic `%%proze` not found"),
        ("import sys\nsys.exit(0)", "cell 6 (In [6]): the cell ends the notebook (SystemExit: 0)"),
        ("import os\nos._exit(3)", "cell 6 (In [6]): "),
    ],
)
def test_ordinary_kernels_refuse_what_the_fast_ones_refuse(project: Project, cell: str, message: str) -> None:
    write_notebook(project, "alpha", [*section("toy_one", "one"), cell, "1"])
    done = run(project, "build", "2024Q3", environment={"ARBEIDSMARKT_KERNELS": "standard"}, check=False)
    assert done.returncode == 1
    assert f"arbeidsmarkt: notebooks/alpha.ipynb, {message}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kernels", ["fast", "standard"])
def test_without_ipykernel_nothing_is_built_and_the_package_is_named(
    project: Project, tmp_path: Path, kernels: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ipykernel'] = None\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run(project, "build", "2024Q3", "--kernels", kernels, environment={"PYTHONPATH": path}, check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "the package 'ipykernel' is not installed, or not whole" in done.stderr and "make setup" in done.stderr


@pytest.mark.parametrize("words", [["--kernels", "slow"], []])
def test_a_wrong_word_for_the_kernels_is_wrong_usage(project: Project, words: list[str]) -> None:
    environment = {} if words else {"ARBEIDSMARKT_KERNELS": "slow"}
    done = run(project, "build", "2024Q3", *words, environment=environment, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "slow" in done.stderr


#: a release that has renamed a private name, and whose own code uses the new one
RENAMED = """
import importlib
owner, last = importlib.import_module({module!r}), {name!r}.split(".")
for part in last[:-1]:
    owner = getattr(owner, part)
kept = getattr(owner, last[-1])
delattr(owner, last[-1])
if last[:-1]:  # of an object its own code still finds it
    def found(self, name):
        return kept.__get__(self) if name == last[-1] else object.__getattribute__(self, name)
    owner.__getattr__ = found
"""


@pytest.mark.editions
@pytest.mark.parametrize(("module", "name"), private_names.NAMES)
def test_a_build_goes_on_without_each_private_name(
    built: dict[str, bytes], tmp_path: Path, module: str, name: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(RENAMED.format(module=module, name=name))
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    single = only_alpha(tmp_path)
    done = run(single, "build", "2024Q3", environment={"PYTHONPATH": path})
    (line,) = [line for line in done.stderr.splitlines() if "the notebooks run on ordinary kernels" in line]
    # without its sockets the in-process kernel cannot be imported either, and is named first
    assert f"{module}.{name}" in line or name == "DummySocket"
    assert contents(single.build / "2024Q3") == built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The made-up project with one notebook, built on fast kernels."""
    single = only_alpha(tmp_path_factory.mktemp("fast"))
    run(single, "build", "2024Q3")
    return contents(single.build / "2024Q3")


def only_alpha(folder: Path) -> Project:
    """A made-up project with one notebook."""
    made = make(folder / "checkout")
    report = made.report / "report.yml"
    report.write_text(report.read_text().partition("sections:")[0] + "sections:\n  - notebook: alpha\n")
    for name in ("beta", "omega"):
        (made.notebooks / f"{name}.ipynb").unlink()
    return made


@pytest.mark.editions
def test_every_notebook_leaves_the_same_on_both_kinds_of_kernels(built_edition: Path, tmp_path: Path) -> None:
    run(Project(REPOSITORY), "build", "2024Q3", "--kernels", "standard", "--out", str(tmp_path), "--to", "html")
    paths = sorted((built_edition / "notebooks").iterdir())
    assert len(paths) > 10
    for path in paths:
        other = (tmp_path / "2024Q3" / "notebooks" / path.name).read_text(encoding="utf-8")
        assert notebook_run.records(other) == notebook_run.records(path.read_text(encoding="utf-8")) != [], path.name
