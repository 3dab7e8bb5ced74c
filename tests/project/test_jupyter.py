"""What the project gives its people besides the program: setup, hooks, the scheduled job."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from arbeidsmarkt.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)


def run(*words: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a program; its environment, and ``user`` and ``group`` when it runs as somebody else."""
    someone = {name: more.pop(name) for name in ("user", "group") if name in more}
    return subprocess.run(
        words, cwd=cwd, env={**os.environ, **more}, capture_output=True, text=True, timeout=120, **someone
    )


# --- setting up: the decisions of scripts/setup.sh, with a python and a pip that only take notes


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return made_checkout(tmp_path)


def made_checkout(folder: Path) -> Path:
    root = folder / "map met spatie en é"
    (root / "src").mkdir(parents=True)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "README.md", "LICENSE"):
        (root / name).write_text(f"{name}\n")
    shutil.copytree(ROOT / "scripts", root / "scripts")
    return root


def pretend_python(root: Path, name: str = "python3.12", version: str = "3.12.1", suits: bool = True) -> Path:
    """A program that answers as an interpreter would, makes "environments" of itself and notes what pip is asked."""
    path = root / "programs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "#!/bin/sh\n"
        f'case "$*" in --version) echo Python {version};; *sys.version_info*) exit {0 if suits else 1};;\n'
        '  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo "venv $3" >>"$NOTES";;\n'
        '  "-m pip "*install*) echo "$*" >>"$NOTES"; exit "${PIP_EXIT:-0}";; esac\n'
    )
    path.chmod(0o755)
    return path


def setup(root: Path, kind: str = "run", **environment: Any) -> tuple[int, list[str], str]:
    """Run the script; its exit code, what it did, what it said."""
    notes = root / "notes"
    notes.write_text("")
    python = environment.pop("PYTHON", str(root / "programs" / "python3.12"))
    done = run("sh", "scripts/setup.sh", kind, cwd=root, PYTHON=python, NOTES=str(notes), **environment)
    did = [re.sub(r"^-m pip --disable-pip-version-check ", "", line) for line in notes.read_text().splitlines()]
    return done.returncode, did, done.stderr


def test_the_environment_is_made_once_and_again_when_a_lock_changes(checkout: Path) -> None:
    pretend_python(checkout)
    code, did, _ = setup(checkout)
    assert code == 0
    assert did[0] == "venv .venv"
    assert "--no-deps --require-hashes --only-binary :all: -r requirements.lock" in did[1]
    assert did[2].endswith("--no-deps --no-build-isolation --editable .")
    assert setup(checkout)[1] == []
    (checkout / "requirements.lock").write_text("other\n")
    assert [line.split()[0] for line in setup(checkout)[1]] == ["install", "install"]


def test_who_tests_after_reporting_upgrades_the_same_environment(checkout: Path) -> None:
    pretend_python(checkout)
    setup(checkout)
    code, did, _ = setup(checkout, "dev")
    assert (code, "venv .venv" in did) == (0, False)
    assert "-r requirements-dev.lock" in did[0]
    assert setup(checkout)[1] == []  # what is fit for the checks is fit for the report
    (checkout / "requirements.lock").write_text("other\n")
    assert "-r requirements-dev.lock" in setup(checkout)[1][0]  # and stays fit for the checks


def test_an_environment_that_moved_with_its_checkout_is_set_up_again(checkout: Path) -> None:
    pretend_python(checkout)
    setup(checkout)
    moved = checkout.rename(checkout.with_name("elders"))
    assert len(setup(moved)[1]) == 2


def test_a_setup_that_failed_is_not_taken_for_done(checkout: Path) -> None:
    pretend_python(checkout)
    code, _, said = setup(checkout, PIP_EXIT="1")
    assert (code, "could not be installed" in said) == (1, True)
    assert len(setup(checkout)[1]) == 2


def test_a_python_that_is_too_old_is_named(checkout: Path) -> None:
    old = pretend_python(checkout, "python3.9", "3.9.2", suits=False)
    code, did, said = setup(checkout, PYTHON=str(old))
    assert (code, did) == (1, [])
    assert said.strip().endswith("python3.9 is Python 3.9.2; Python 3.11, 3.12 or 3.13 is needed")


def test_another_python_on_the_path_is_found(checkout: Path) -> None:
    pretend_python(checkout, "python3", "3.9.2", suits=False)
    pretend_python(checkout, "python3.13", "3.13.0")
    path = f"{checkout / 'programs'}{os.pathsep}{os.environ['PATH']}"
    code, _, said = setup(checkout, PYTHON="", PATH=path)
    assert (code, "Making .venv with Python 3.13.0" in said) == (0, True)


@pytest.fixture
def read_only() -> Iterator[tuple[Path, dict[str, int]]]:
    """A checkout of which only ``build/`` may be written, and as whom to run: to root nothing is read-only."""
    someone = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        root = made_checkout(Path(folder))
        pretend_python(root)
        (root / "src" / "a.py").write_text("one = 1\n")
        (root / "build").mkdir()
        (root / "build").chmod(0o777)
        (root / "notes").write_text("")
        (root / "notes").chmod(0o666)
        for closed in (root / "src", root):
            closed.chmod(0o555)
        yield root, someone
        for closed in (root, root / "src"):
            closed.chmod(0o755)


def test_a_checkout_that_may_only_be_read_is_copied_and_again_when_its_source_changes(
    read_only: tuple[Path, dict[str, int]],
) -> None:
    root, someone = read_only
    code, did, said = setup(root, VENV="build/.venv", **someone)
    assert code == 0, said
    assert did[0] == "venv build/.venv"
    assert "--force-reinstall" in did[2] and "--editable" not in did[2]
    assert setup(root, VENV="build/.venv", **someone)[1] == []
    (root / "src").chmod(0o755)
    (root / "src" / "a.py").chmod(0o644)
    (root / "src" / "a.py").write_text("one = 2\n")
    (root / "src").chmod(0o555)
    assert "--force-reinstall" in setup(root, VENV="build/.venv", **someone)[1][-1]


def test_make_asks_cbs_for_a_quarter_only_when_one_was_named() -> None:
    plain = run("make", "-n", "fetch", cwd=ROOT).stdout
    named = run("make", "-n", "fetch", "report", "QUARTER=2026Q3", cwd=ROOT).stdout
    assert "--quarter" not in plain
    assert 'fetch --quarter "2026Q3"' in named
    assert 'build "2026Q3"' in named


# --- hooks


def hooked(root: Path) -> dict[str, str]:
    """A repository with the project's hooks, not installed yet; the environment for git."""
    shutil.copytree(ROOT / "scripts", root / "scripts")
    for name in (".pre-commit-config.yaml", ".gitattributes", "Makefile"):
        shutil.copy(ROOT / name, root)
    (root / ".gitignore").write_text(".venv\nelders\nhome\n")
    names = {
        f"GIT_{who}_{what}": "iemand@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    home = {"PRE_COMMIT_HOME": str(root / "home"), "GIT_CONFIG_GLOBAL": os.devnull, **names}
    run("git", "init", "--quiet", cwd=root, **home)
    return home


def notebook_with_outputs(root: Path) -> Path:
    path = root / "notebooks" / "x.ipynb"
    path.parent.mkdir(exist_ok=True)
    output = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "print(1)", "outputs": [output]}
    content = {"cells": [{**cell, "execution_count": 3}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content))
    return path


@pytest.mark.editions
def test_make_hooks_finds_the_environment_wherever_it_is_and_changes_no_file(tmp_path: Path) -> None:
    home = hooked(tmp_path)
    (tmp_path / "elders").symlink_to(VENV)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    run("git", "add", "--all", cwd=tmp_path, **home)
    run("git", "commit", "--quiet", "--message", "start", cwd=tmp_path, **home)
    done = run("make", "-o", "setup-dev", "hooks", "VENV=elders", cwd=tmp_path, **home)
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "notebooks").glob("*.ipynb"):
        os.utime(path, (0, 0))  # so that git looks again, now through the filter
    assert run("git", "status", "--porcelain", cwd=tmp_path, **home).stdout == ""

    notebook_with_outputs(tmp_path)
    added = run("git", "add", "notebooks", cwd=tmp_path, **home)
    assert added.returncode == 0, added.stderr
    stored = run("git", "show", ":notebooks/x.ipynb", cwd=tmp_path, **home).stdout
    assert json.loads(stored)["cells"][0]["outputs"] == []
    file = next((tmp_path / "notebooks").glob("tension.ipynb"))
    saved = json.loads(file.read_text().replace("zijn seizoengecorrigeerd", "zijn gecorrigeerd"))
    saved["metadata"]["language_info"] |= {"version": "3.12.9", "mimetype": "text/x-python", "file_extension": ".py"}
    file.write_text(json.dumps(saved, indent=1, ensure_ascii=False) + "\n")
    shown = run("git", "diff", "--no-ext-diff", "notebooks", cwd=tmp_path, **home).stdout.splitlines()
    changed = [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert len(changed) == 2 and all("gecorrigeerd" in line for line in changed)
    run("git", "rm", "--quiet", "--cached", "notebooks/x.ipynb", cwd=tmp_path, **home)

    (tmp_path / "a.py").write_text("x = undefined\n")
    run("git", "add", "a.py", cwd=tmp_path, **home)
    refused = run("git", "commit", "--message", "a", cwd=tmp_path, **home)
    assert refused.returncode == 1
    assert "undefined" in refused.stdout + refused.stderr


def test_a_hook_without_an_environment_says_what_to_run(tmp_path: Path) -> None:
    home = hooked(tmp_path)
    done = run("sh", "scripts/in-venv.sh", "python", cwd=tmp_path, **home)
    assert (done.returncode, done.stderr) == (1, "hooks: .venv/bin/python not found; run: make hooks\n")


@pytest.mark.parametrize(
    "path", ["docs/coverage.yml", "src/arbeidsmarkt/facts.py", "params/2024Q3.yml", "notebooks/x.ipynb"]
)
def test_the_check_runs_when_anything_that_it_reads_is_committed(path: str) -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    (hook,) = [hook for hook in config["repos"][0]["hooks"] if hook["id"] == "arbeidsmarkt-check"]
    assert re.search(hook["files"], path)


def test_make_notebook_builds_the_edition_that_the_notebooks_begin_with() -> None:
    newest = max(path.stem for path in (ROOT / "params").glob("[0-9]*.yml"))
    steps = run("make", "-n", "notebook", cwd=ROOT).stdout.splitlines()
    assert f'build "{newest}"' in steps[-2]
    assert 'bin/python" -m jupyterlab ' in steps[-1]  # `jupyter lab` would look for the program along the PATH


def test_a_notebook_with_outputs_does_not_get_through_a_commit(tmp_path: Path) -> None:
    home = hooked(tmp_path)
    (tmp_path / ".venv").symlink_to(VENV)
    notebook = notebook_with_outputs(tmp_path)
    run("git", "add", "--all", cwd=tmp_path, **home)
    tool = [str(VENV / "bin" / "pre-commit"), "run", "nbstripout", "--all-files"]
    first = run(*tool, cwd=tmp_path, **home)
    assert first.returncode == 1, first.stdout
    (stripped,) = json.loads(notebook.read_text())["cells"]
    assert (stripped["outputs"], stripped["execution_count"]) == ([], None)
    run("git", "add", "--all", cwd=tmp_path, **home)
    assert run(*tool, cwd=tmp_path, **home).returncode == 0


def test_hooks_come_from_the_environment_and_from_nowhere_else() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    (repository,) = config["repos"]
    assert repository["repo"] == "local"
    entries = {hook["id"]: hook["entry"] for hook in repository["hooks"]}
    assert all(entry.startswith("sh scripts/in-venv.sh ") for entry in entries.values())
    assert {"nbstripout", "ruff", "mypy", "arbeidsmarkt-check"} <= set(entries)


def test_notebooks_in_the_repository_hold_no_outputs() -> None:
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert len(paths) > 10
    for path in paths:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path.name


# --- the scheduled job


def workflow() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "quarterly.yml").read_text())
    return content


def test_the_scheduled_job_calls_commands_that_exist_and_actions_of_github_only() -> None:
    steps = workflow()["jobs"]["night"]["steps"]
    script = "\n".join(step.get("run", "") for step in steps)
    assert set(re.findall(r"bin/arbeidsmarkt (\w+)", script)) == {"night"} <= set(COMMANDS)
    assert all(step["uses"].startswith("actions/") for step in steps if "uses" in step)
    assert workflow()[True]["schedule"]  # YAML reads "on" as true


@pytest.mark.parametrize("path", [*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci" / "run"], ids=lambda p: p.name)
def test_shell_scripts_are_well_formed(path: Path) -> None:
    assert run("bash", "-n", str(path), cwd=ROOT).returncode == 0
    assert "\t" not in path.read_text()
    assert os.access(path, os.X_OK)


def test_the_lock_names_all_that_its_packages_ask_for() -> None:
    """It is installed without looking for what they ask for."""
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", "check", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "No broken requirements found.\n")


@pytest.mark.skipif(not os.environ.get("ARBEIDSMARKT_NETWORK"), reason="needs the package registry")
def test_the_lock_can_be_renewed(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    done = run("sh", str(ROOT / "scripts" / "lock.sh"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "requirements.lock").read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
