"""The workflows on GitHub: what they promise to stay; the proposal, followed with a stand-in for `gh`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPT = ROOT / "scripts" / "proposal.sh"

#: ``gh`` as far as the script asks it, over a file with the requests that there are
STAND_IN = """#!/bin/sh
"exec" "{python}" "$0" "$@"  # a path with blanks cannot stand behind #!; Python reads this line as a text
import json, os, re, sys
from pathlib import Path
file = Path(r"{requests}")
requests = json.loads(file.read_text())
if sys.argv[1:3] == ["pr", "list"]:
    said = dict(zip(sys.argv, sys.argv[1:]))
    ((states, first),) = re.findall(r'^map.select.(.*).. *(.0.)[.]number // empty$', said["--jq"])
    found = [each for each in requests if each["head"] == said["--head"]][: int(said["--limit"])]
    found = [{{name: each.get(name) for name in said["--json"].split(",")}} for each in found]  # what was asked for
    for condition in states.split(" and "):
        if wanted := re.fullmatch(r'[.]([a-zA-Z]+) == "([A-Z]+)"', condition):
            found = [each for each in found if each[wanted[1]] == wanted[2]]
        else:
            (name,) = re.findall(r"^[(][.]([a-zA-Z]+) [|] not[)]$", condition)
            found = [each for each in found if not each.get(name)]
    print(*[each["number"] for each in found[:1]])
elif os.environ.get("REFUSED"):
    sys.exit("GitHub Actions is not permitted to create or approve pull requests")
else:
    head = sys.argv[sys.argv.index("--head") + 1]
    file.write_text(json.dumps([*requests, {{"number": len(requests) + 1, "state": "OPEN", "head": head}}]))
"""


def steps(name: str, job: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["jobs"][job]["steps"]
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_github_s_own_pinned_by_commit_and_there_is_no_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used and all(re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action) for action in used)
    assert "secrets." not in text


@pytest.mark.parametrize("command", [["actionlint"], ["zizmor", "--offline", "--quiet", ".github/workflows"]])
def test_nothing_is_found_in_the_workflows(command: list[str]) -> None:
    program = Path(sys.executable).parent / command[0]
    words = [*command[1:], *(str(path) for path in WORKFLOWS if command == ["actionlint"])]
    done = subprocess.run([program, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_job_that_runs_the_project_may_write_nothing_and_the_other_runs_none_of_it() -> None:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "quarterly.yml").read_text(encoding="utf-8"))
    assert content["permissions"] == {}
    assert "write" not in content["jobs"]["night"]["permissions"].values()
    ran = "\n".join(step.get("run", "") for step in steps("quarterly.yml", "propose"))
    assert ".venv" not in ran and "python" not in ran and "make" not in ran


@pytest.mark.parametrize("asked", ["2026Q5", "2026Q3; id", "2026Q3\n2026Q2", "$(id)", "../x", "2026q3", "x2026Q3"])
def test_what_is_no_quarter_is_refused_before_any_use(tmp_path: Path, asked: str) -> None:
    first = steps("quarterly.yml", "night")[0]
    output = tmp_path / "output"
    environment = {**os.environ, "NAMED": asked, "GITHUB_OUTPUT": str(output)}
    done = subprocess.run(["bash", "-e", "-c", first["run"]], env=environment, capture_output=True)
    assert (done.returncode, output.exists()) == (2, False)


@pytest.mark.parametrize(
    ("now", "quarter"),
    [("2026-01-01", "2025Q4"), ("2026-03-31", "2025Q4"), ("2026-04-01", "2026Q1"), ("2026-12-31", "2026Q3")],
)
def test_the_last_quarter_that_is_over_is_asked_for(tmp_path: Path, now: str, quarter: str) -> None:
    from datetime import date

    from arbeidsmarkt.publishing.night import last_quarter

    assert last_quarter(date.fromisoformat(now)).label == quarter
    (tmp_path / "date").write_text(f'#!/bin/sh\nexec /bin/date -d {now} "$@"\n')
    (tmp_path / "date").chmod(0o755)
    output = tmp_path / "output"
    environment = {**os.environ, "NAMED": "", "GITHUB_OUTPUT": str(output), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-e", "-c", steps("quarterly.yml", "night")[0]["run"]], env=environment, check=True)
    assert output.read_text() == f"quarter={quarter}\n"


def test_every_supported_python_is_checked() -> None:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = [name.rpartition(" ")[2] for name in project["classifiers"] if "Python :: 3." in name]
    assert content["jobs"]["checks"]["strategy"]["matrix"]["python"] == said
    ran = "\n".join(step.get("run", "") for step in steps("checks.yml", "checks"))
    assert "make test" in ran and "make report" in ran


@pytest.mark.parametrize(
    ("line", "left", "code", "state"),
    [
        ('{"event": "night", "state": "built"}', 0, 0, "built"),
        ('{"event": "night", "state": "waiting"}', 3, 0, "waiting"),
        ('{"event": "night", "state": "failed"}', 1, 1, "failed"),
        ("", 127, 127, "failed"),  # no line, and no log
    ],
)
def test_the_step_of_the_night_reads_its_line(tmp_path: Path, line: str, left: int, code: int, state: str) -> None:
    (step,) = [step for step in steps("quarterly.yml", "night") if step.get("id") == "night"]
    program = tmp_path / ".venv" / "bin" / "arbeidsmarkt"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{line}'\nexit {left}\n")
    program.chmod(0o755)
    files = {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    environment = {**os.environ, **files, "QUARTER": "2026Q3"}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True)
    assert done.returncode == code
    assert (tmp_path / "output").read_text() == f"state={state}\n"
    assert (tmp_path / "summary").read_text().strip()


class GitHub:
    """A checkout with an origin, and the stand-in for ``gh``."""

    def __init__(self, folder: Path) -> None:
        self.here, self.origin, self.requests = folder / "here", folder / "origin.git", folder / "requests.json"
        self.requests.write_text("[]")
        (folder / "bin").mkdir()
        gh = folder / "bin" / "gh"
        gh.write_text(STAND_IN.format(python=sys.executable, requests=self.requests))
        gh.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Iemand", "GIT_AUTHOR_EMAIL": "iemand@example.invalid",
            "GIT_COMMITTER_NAME": "Iemand", "GIT_COMMITTER_EMAIL": "iemand@example.invalid",
        }  # fmt: skip
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.origin), cwd=folder)
        self.git("init", "--quiet", "--initial-branch=main", str(self.here), cwd=folder)
        for name in ("params", "data/vintages/old"):
            (self.here / name).mkdir(parents=True)
            (self.here / name / "file").write_text("")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=start")
        self.git("remote", "add", "origin", self.origin.as_uri())
        self.git("push", "--quiet", "origin", "main")

    def git(self, *words: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *words], cwd=cwd or self.here, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def morning(self) -> None:
        """A fresh checkout of main."""
        self.git("switch", "--quiet", "--force", "main")
        self.git("clean", "--quiet", "--force", "-d")

    def fetched(self, label: str) -> None:
        """What a night leaves."""
        (self.here / "params" / "2026Q3.yml").write_text(f"quarter: 2026Q3\nvintage: {label}  # read\n")
        (self.here / "data" / "vintages" / label).mkdir()
        (self.here / "data" / "vintages" / label / "80474ned.csv").write_text("x\n")

    def script(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", str(SCRIPT), *words], cwd=self.here, env={**self.environment, **extra}, capture_output=True,
            text=True,
        )  # fmt: skip

    def open(self, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.script("open", "2026Q3", "main", **extra)

    def states(self) -> list[Mapping[str, Any]]:
        return [request["state"] for request in json.loads(self.requests.read_text())]


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


def test_a_request_that_could_not_be_opened_is_opened_the_next_night(github: GitHub) -> None:
    github.fetched("2026-11-13")
    assert github.open(REFUSED="1").returncode != 0
    assert "edition-2026Q3" in github.git("ls-remote", "origin")  # pushed, and nobody can see it

    github.morning()
    github.script("take", "2026Q3")
    assert not (github.here / "params" / "2026Q3.yml").exists()  # nothing is under review: fetch again
    github.fetched("2026-11-14")
    done = github.open()
    assert done.returncode == 0, done.stderr
    assert github.states() == ["OPEN"]
    github.git("fetch", "--quiet", "origin", "edition-2026Q3")
    files = github.git("ls-tree", "-r", "--name-only", "FETCH_HEAD").split()
    assert [name for name in files if "file" not in name] == [
        "data/vintages/2026-11-14/80474ned.csv",
        "params/2026Q3.yml",
    ]


def test_what_is_under_review_is_taken_and_not_proposed_again(github: GitHub) -> None:
    github.fetched("2026-11-13")
    assert github.open().returncode == 0
    github.morning()
    assert github.script("take", "2026Q3").returncode == 0
    assert "2026-11-13" in (github.here / "params" / "2026Q3.yml").read_text()
    assert (github.here / "data" / "vintages" / "2026-11-13" / "80474ned.csv").is_file()
    assert "request 1 for 2026Q3 is under review" in github.open().stdout
    assert github.states() == ["OPEN"]


def test_a_request_that_a_person_closed_stays_closed_until_asked(github: GitHub) -> None:
    github.fetched("2026-11-13")
    github.requests.write_text(json.dumps([{"number": 1, "state": "CLOSED", "head": "edition-2026Q3"}]))
    assert "was closed by a person" in github.open().stdout
    assert github.states() == ["CLOSED"]
    assert github.open(AGAIN="1").returncode == 0
    assert github.states() == ["CLOSED", "OPEN"]


@pytest.mark.parametrize("state", ["OPEN", "CLOSED"])
def test_a_branch_of_that_name_in_a_fork_is_not_the_projects(github: GitHub, state: str) -> None:
    fork = {"number": 1, "state": state, "head": "edition-2026Q3", "isCrossRepository": True}
    github.requests.write_text(json.dumps([dict(fork, number=number) for number in range(1, 201)]))
    github.script("take", "2026Q3")
    assert not (github.here / "params" / "2026Q3.yml").exists()  # a stranger's files are not taken
    github.fetched("2026-11-13")
    assert github.open().returncode == 0
    assert github.states()[-1] == "OPEN" and len(github.states()) == 201
    github.morning()
    github.script("take", "2026Q3")  # the project's own, however many strangers' there are
    assert "2026-11-13" in (github.here / "params" / "2026Q3.yml").read_text()


def test_nothing_new_is_no_request(github: GitHub) -> None:
    assert github.open().stdout == "nothing new to propose\n"
    assert github.states() == []
