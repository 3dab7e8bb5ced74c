"""The how-to pages, followed to the letter in a copy of the project.

A block marked ``console`` is run: lines that begin with ``$`` must succeed, the lines below them must appear in what
was printed (``…`` stands for anything). A comment before another block says what the reader does with it.
Of what needs the network, or would run these very tests, make says what it would do.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import forked_command

ROOT = Path(__file__).resolve().parents[2]
#: pages of many builds or fetches, whose commands other tests of `make test` run as well
LONG = (
    "add-a-remark", "add-a-section", "add-a-series", "add-a-series-from-a-file", "add-an-edition",
    "change-the-house-style", "compute-with-pandas", "fetch-and-read-revisions", "make-an-edition-final",
    "upgrade-dependencies", "use-quarto", "your-first-notebook",
)  # fmt: skip
PAGES = [
    pytest.param(page, id=page.stem, marks=[pytest.mark.editions] if page.stem in LONG else [])
    for page in sorted((ROOT / "docs" / "how-to").glob("*.md"))
]
NETWORK = "ARBEIDSMARKT_NETWORK"

#: what takes the place of the report's formats and sections: every step is real, and a tenth as long
SHORT = """\
formats: [html, pdf]
sections:
  - notebook: supply
  - notebook: accountability
    after: all
"""

_BLOCK = re.compile(r"(?:^<!-- (?P<todo>.+?) -->\n)?^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TODO = re.compile(r"(?P<what>append to|create|replace in|cells of) (?P<path>\S+)")
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "build", ".*_cache", "__pycache__", ".hypothesis", "*.egg-info")


@dataclass(frozen=True)
class Step:
    """One block of a page: what to do with it, and its text."""

    todo: str
    kind: str
    body: str


def steps(page: Path) -> list[Step]:
    return [Step(m["todo"] or "", m["kind"], m["body"]) for m in _BLOCK.finditer(page.read_text(encoding="utf-8"))]


class Reader:
    """Somebody who follows a page in a copy of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.left_running: list[subprocess.Popen[str]] = []
        self.notebook: Path | None = None
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ARBEIDSMARKT_ROOT": str(root),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Iemand", "GIT_AUTHOR_EMAIL": "iemand@example.invalid",
            "GIT_COMMITTER_NAME": "Iemand", "GIT_COMMITTER_EMAIL": "iemand@example.invalid",
        }  # fmt: skip

    def follow(self, step: Step) -> None:
        """Do what one block says."""
        todo = _TODO.fullmatch(step.todo)
        if step.todo == "not in a test" or (step.todo == "needs the network" and not os.environ.get(NETWORK)):
            for command, _ in commands(step.body):  # as far as can be: make knows the target and all that it needs
                assert command.startswith("make "), f"{command}: only make can say what it would do"
                self.run(f"make --dry-run {command.removeprefix('make ')}", [])
        elif todo:
            self.notebook = None
            path = self.root / todo["path"]
            {"append to": self.append, "create": self.create, "replace in": self.replace, "cells of": self.cells}[
                todo["what"]
            ](path, step.body)
        elif step.kind == "console":
            self.notebook = None
            for command, expected in commands(step.body):
                self.run(command, expected)
        elif self.notebook:
            self.add_cell(self.notebook, step.body)

    def append(self, path: Path, body: str) -> None:
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + body, encoding="utf-8")

    def create(self, path: Path, body: str) -> None:
        assert not path.exists()
        path.write_text(body, encoding="utf-8")

    def replace(self, path: Path, body: str) -> None:
        """Each ``-`` line becomes the ``+`` lines that follow it."""
        text = path.read_text(encoding="utf-8")
        for old, new in re.findall(r"^-(.*)\n((?:\+.*\n)+)", body, flags=re.MULTILINE):
            assert old in text, f"{path.name} has no line '{old}'"
            text = text.replace(old, "\n".join(line[1:] for line in new.splitlines()), 1)
        path.write_text(text, encoding="utf-8")

    def cells(self, path: Path, body: str) -> None:
        """Keep the first two code cells and begin to write; the blocks that follow are cells, too."""
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"] = [cell for cell in content["cells"] if cell["cell_type"] == "code"][:2]
        path.write_text(json.dumps(content), encoding="utf-8")
        self.notebook = path
        self.add_cell(path, body)

    def add_cell(self, path: Path, body: str) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        last = content["cells"][-1]
        content["cells"].append({**last, "id": f"cell-{len(content['cells'])}", "source": body, "outputs": []})
        path.write_text(json.dumps(content), encoding="utf-8")

    def run(self, command: str, expected: list[str]) -> None:
        """Run one line of a console."""
        options = {"cwd": self.root, "env": self.environment, "text": True, "shell": True}
        if command.startswith("kill %"):  # each line is run by a shell of its own, which knows no jobs
            running = self.left_running[int(command.removeprefix("kill %")) - 1]
            running.terminate()
            running.communicate(timeout=10)
            return
        if command.endswith("&") and not command.endswith("&&"):
            running = subprocess.Popen(  # type: ignore[call-overload]
                "exec " + command[:-1], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
            )
            self.left_running.append(running)
            assert running.stdout.readline(), f"{command}: ended with {running.wait()}"
            return
        first, _, then = command.partition(" && ")
        if re.match(r"arbeidsmarkt [^|&<>$*;]+$", first):  # of a program alone; what a shell has to read, a shell gets
            quickly = forked_command.run(shlex.split(first)[1:], self.root, self.environment)
            printed = quickly.stdout + quickly.stderr
            assert quickly.returncode == 0, f"{first}\n{printed}"
        else:
            printed, then = "", command
        if then:
            done = subprocess.run(  # type: ignore[call-overload]
                then, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, executable="/bin/bash", **options
            )
            printed += done.stdout
            assert done.returncode == 0, f"{then}\n{printed}"
        for line in expected:
            pattern = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(pattern, printed), f"{command}\nshould have printed: {line}\n{printed}"

    def leave(self) -> None:
        """Stop what was left running."""
        for running in self.left_running:
            running.kill()
            running.communicate()


def commands(body: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with what it should print."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip():
            found[-1][1].append(line)
    return found


@pytest.fixture
def reader(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A copy of the project under git, as a fresh clone is; its report is short, and the pages share one cache."""
    root = tmp_path / "kopie met é"
    shutil.copytree(ROOT, root, ignore=_LEFT_OUT)
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "how-to-cache"
    shared.mkdir(exist_ok=True)
    (root / "build").mkdir()
    (root / "build" / ".cache").symlink_to(shared)
    report = root / "reports" / "arbeidsmarkt-in-beeld" / "report.yml"
    report.write_text(report.read_text(encoding="utf-8").partition("formats:")[0] + SHORT, encoding="utf-8")
    for edition in (root / "params").glob("[0-9]*.yml"):  # what was printed needs the sections that are left out
        text = edition.read_text(encoding="utf-8")
        edition.write_text(text.partition("\nprinted:")[0] + "\nprinted: []\n", encoding="utf-8")
    for notebook in (root / "notebooks").glob("*.ipynb"):
        if f"notebook: {notebook.stem}\n" not in SHORT:
            notebook.unlink()
    someone = Reader(root)
    someone.run("git init --quiet && git add --all && git commit --quiet --message start", [])
    yield someone
    someone.leave()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_followed_to_the_letter(page: Path, reader: Reader) -> None:
    found = steps(page)
    assert any(step.kind == "console" for step in found)
    began = time.monotonic()
    for step in found:
        reader.follow(step)
    assert time.monotonic() - began < 300
    assert [running.args for running in reader.left_running if running.poll() is None] == [], "a server is left running"
    vintages = (reader.root / "data" / "vintages").glob("*/datapackage.json")
    assert [path for path in vintages if json.loads(path.read_text())["kind"] == "trial"] == [], "a trial is left"


def test_a_page_that_is_wrong_would_be_noticed(reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- create a.txt -->\n```\nabc\n```\n\n```console\n$ cat a.txt\na…c\n```\n")
    for step in steps(page):
        reader.follow(step)
    for wrong in ("```console\n$ cat a.txt\nabd\n```\n", "```console\n$ false\n```\n"):
        page.write_text(wrong)
        with pytest.raises(AssertionError):
            reader.follow(steps(page)[0])
    for todo in ("needs the network", "not in a test"):
        with pytest.raises(AssertionError, match="No rule to make target"):
            reader.follow(Step(todo, "console", "$ make lcok\n"))
    with pytest.raises(AssertionError, match="has no line"):
        reader.follow(Step("replace in a.txt", "diff", "-xyz\n+abc\n"))
