"""A real scheduler and two real workers with nannies, over TLS on the loopback address, as docs/cluster.md says."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import Client, Security

from arbeidsmarkt.basics.project import Project
from made_up_project import contents, make, run, section, write_notebook

pytestmark = pytest.mark.editions
DOCUMENTED = (Path(__file__).resolve().parents[2] / "docs" / "cluster.md").read_text(encoding="utf-8")
EDITIONS = ("2024Q2", "2024Q3")
#: a cell that notes every run of it, with its process, and waits in the first run of 2024Q3
NOTES = (
    "import os, pathlib, time\nnotes = pathlib.Path({notes!r})\nfirst = not notes.exists()\n"
    "if quarter == '2024Q3':\n    with notes.open('a') as out:\n        print(os.getpid(), file=out)\n"
    "    {then}"
)


def until(done: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    last = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < last, "it did not happen"
        time.sleep(0.05)


def block(first: str) -> str:
    """The indented block of the documentation that begins with this line."""
    (found,) = re.findall(rf"^(    {re.escape(first)}.*?)\n(?!    )", DOCUMENTED, flags=re.MULTILINE | re.DOTALL)
    return "\n".join(line[4:] for line in found.splitlines()) + "\n"


@dataclass
class Dask:
    """The programs, and where they listen."""

    address: str
    environment: dict[str, str]
    scheduler: subprocess.Popen[bytes]
    worker: Callable[..., subprocess.Popen[bytes]]
    client: Client

    def workers(self) -> dict[str, int]:
        """The address of every worker with its process."""
        return dict(self.client.run(os.getpid))

    def build(self, project: Project, *editions: str, out: Path) -> subprocess.CompletedProcess[str]:
        """Build editions there, of which some fail."""
        words = ("build", *editions, "--cluster", self.address, "--out", str(out))
        return run(project, *words, environment=self.environment, check=False)

    def begin(self, project: Project, *editions: str, out: Path) -> subprocess.Popen[str]:
        """Begin to build editions there."""
        program = "from arbeidsmarkt.cli import main; main()"
        return subprocess.Popen(
            [sys.executable, "-c", program, "build", *editions, "--cluster", self.address, "--out", str(out)],
            cwd=project.root, env={**os.environ, **self.environment}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    home = tmp_path_factory.mktemp("dask")
    subprocess.run(block("openssl"), shell=True, cwd=home, check=True, capture_output=True)
    (home / "tls.yaml").write_text(block("distributed:").replace("/etc/dask/", f"{home}/"))
    environment = {"DASK_CONFIG": str(home), "DASK_TEMPORARY_DIRECTORY": str(home / "scratch"), "PYTHONWARNINGS": ""}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str, path: str = "") -> subprocess.Popen[bytes]:
        surrounding = {**os.environ, **environment, **({"PYTHONPATH": path} if path else {})}
        with (home / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "dask", *words]
            started.append(subprocess.Popen(command, cwd=home, env=surrounding, stdout=log, stderr=log))
        return started[-1]

    def worker(name: str, *how: str, path: str = "") -> subprocess.Popen[bytes]:
        where = ("--host", "127.0.0.1", "--no-dashboard", "--nthreads", "1")
        return start(name, "worker", address, *where, *how, path=path)

    file = home / "scheduler.json"
    how = ["--protocol", "tls", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = start("scheduler", "scheduler", *how)
    until(lambda: file.exists() and file.read_text().rstrip().endswith("}"))
    address = json.loads(file.read_text())["address"]
    worker("workers", "--nworkers", "2")
    mine = {"tls_ca_file": str(home / "ca.pem"), "tls_client_cert": str(home / "cert.pem")}
    client = Client(address, security=Security(**mine, tls_client_key=str(home / "key.pem"), require_encryption=True))
    running = Dask(address, environment, scheduler, worker, client)
    try:
        client.wait_for_workers(2, timeout=60)
        yield running
    finally:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # its scheduler is gone, as it will say at length
        client.close(timeout=1)
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A made-up project in a checkout of git, with two editions."""
    made = make(tmp_path / "checkout", EDITIONS)
    (made.root / ".gitignore").write_text("build/\n")
    subprocess.run(["git", "init", "-q"], cwd=made.root, check=True)
    return made


def noting(project: Project, notes: Path, then: str) -> None:
    cell = NOTES.format(notes=str(notes), then=then)
    write_notebook(project, "alpha", [*section("toy_one", "one"), cell])


def runs(notes: Path) -> list[int]:
    """The process of every run that a notebook noted."""
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def parents(pid: int) -> Iterator[int]:
    """A process, the one that started it, and so on."""
    while pid > 1:
        yield pid
        pid = int(re.findall(r"PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


def test_editions_are_those_of_this_machine_and_so_are_their_faults(
    dask: Dask, project: Project, tmp_path: Path
) -> None:
    (project.params / "2024Q1.yml").write_text("quarter: 2024Q1\n")
    noting(project, tmp_path / "notes", "1/0")
    there = dask.build(project, "2024Q1", *EDITIONS, out=tmp_path / "there")
    here = run(project, "build", "2024Q1", *EDITIONS, "--out", str(tmp_path / "here"), check=False)
    assert there.returncode == here.returncode == 1
    assert contents(tmp_path / "there" / "2024Q2") == contents(tmp_path / "here" / "2024Q2")
    said = [[line for line in done.stderr.splitlines() if line.startswith("arbeidsmarkt: ")] for done in (there, here)]
    assert [line.replace("there", "here") for line in said[0]] == said[1]
    assert "2024Q1: params/2024Q1.yml:1: " in said[1][0]
    assert "2024Q3: notebooks/alpha.ipynb, cell 6" in said[1][-1] and "ZeroDivisionError" in said[1][-1]
    assert (tmp_path / "there" / ".failed" / "2024Q3" / "alpha.ipynb").is_file()
    assert len(runs(tmp_path / "notes")) == 2, "once there, once here"


def test_a_worker_that_is_killed_has_its_edition_built_again_elsewhere(
    dask: Dask, project: Project, tmp_path: Path
) -> None:
    """And what a client left there that was itself killed before is taken down."""
    left, notes = tmp_path / "left", tmp_path / "notes"
    noting(project, left, "time.sleep(300)")
    killed = dask.begin(project, "2024Q3", out=tmp_path / "there")
    until(lambda: runs(left))
    killed.kill()
    killed.communicate()
    noting(project, notes, "time.sleep(300 if first else 0)")
    building = dask.begin(project, *EDITIONS, out=tmp_path / "there")
    until(lambda: runs(notes))
    assert not Path(f"/proc/{runs(left)[0]}").exists()
    (worker,) = set(parents(runs(notes)[0])) & set(dask.workers().values())
    os.kill(worker, signal.SIGKILL)
    _, said = building.communicate(timeout=100)
    assert building.returncode == 0, said
    assert len(runs(notes)) == 2 and not Path(f"/proc/{runs(notes)[0]}").exists()
    assert {path.name for path in (tmp_path / "there").glob("2*")} == set(EDITIONS)


def test_an_interruption_here_ends_the_tasks_there(dask: Dask, project: Project, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    noting(project, notes, "time.sleep(300)")
    building = dask.begin(project, *EDITIONS, out=tmp_path / "there")
    until(lambda: runs(notes) and (tmp_path / "there" / "2024Q2").exists())
    began = time.monotonic()
    building.send_signal(signal.SIGINT)
    _, said = building.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert building.returncode == 130
    assert said.splitlines()[-1] == "arbeidsmarkt: interrupted; what was finished stands" and "Traceback" not in said
    until(lambda: not Path(f"/proc/{runs(notes)[0]}").exists(), 5)
    assert [path.name for path in (tmp_path / "there").glob("2*")] == ["2024Q2"]


def test_workers_that_would_not_give_the_same_are_refused_by_name(dask: Dask, project: Project, tmp_path: Path) -> None:
    older, without = tmp_path / "older", tmp_path / "without"
    (older / "jinja2-0.1.dist-info").mkdir(parents=True)
    without.mkdir()
    (without / "sitecustomize.py").write_text("import sys\nsys.modules['arbeidsmarkt.building.build'] = None\n")
    more = [dask.worker("older", "--no-nanny", path=str(older)), dask.worker("x", "--no-nanny", path=str(without))]
    try:
        dask.client.wait_for_workers(4, timeout=60)
        done = dask.build(project, "2024Q3", out=tmp_path / "there")
    finally:
        for process in more:
            process.terminate()
            process.wait(timeout=20)
    assert done.returncode == 1
    said = sorted(line.partition(": it ")[2] or line.partition(": the ")[2] for line in done.stderr.splitlines())
    assert len(said) == 2, done.stderr
    assert said[0].startswith("cannot run this library: ")
    assert said[1].startswith("package jinja2 is 0.1 there and ")
    assert all(line.startswith("arbeidsmarkt: worker tls://127.0.0.1:") for line in done.stderr.splitlines())
    assert not (tmp_path / "there" / "2024Q3").exists()


def test_without_the_certificates_nothing_is_built(dask: Dask, project: Project, tmp_path: Path) -> None:
    done = run(project, "build", "2024Q3", "--cluster", dask.address, "--out", str(tmp_path / "there"), check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert f"no scheduler answers at {dask.address}: " in done.stderr and "certificates" in done.stderr


def test_a_scheduler_that_is_gone_is_one_line_and_what_was_finished_stands(
    dask: Dask, project: Project, tmp_path: Path
) -> None:
    """The last test here: it ends the scheduler."""
    notes = tmp_path / "notes"
    noting(project, notes, "time.sleep(300)")
    building = dask.begin(project, *EDITIONS, out=tmp_path / "there")
    until(lambda: runs(notes) and (tmp_path / "there" / "2024Q2").exists())
    began = time.monotonic()
    dask.scheduler.kill()
    _, said = building.communicate(timeout=60)
    assert time.monotonic() - began < 20
    assert building.returncode == 1
    said = said.splitlines()[-1]
    assert said.startswith(f"arbeidsmarkt: the cluster at {dask.address} is gone") and "Traceback" not in said
    assert [path.name for path in (tmp_path / "there").glob("2*")] == ["2024Q2"]
