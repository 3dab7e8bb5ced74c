"""Editions on a Dask cluster: what is refused before anything runs, and what travels."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed import Reschedule

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import cluster, cluster_worker
from arbeidsmarkt.execution import checkout_archive
from made_up_project import contents, make, run

GIT = ["git", "-c", "user.name=Niemand", "-c", "user.email=niemand@example.invalid"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A made-up project in a checkout of git, with two editions."""
    made = make(tmp_path_factory.mktemp("cluster") / "checkout", ("2024Q2", "2024Q3"))
    (made.root / ".gitignore").write_text("build/\nsecret\n")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*GIT, *words], cwd=made.root, check=True)
    return made


@pytest.mark.parametrize("address", ["scheduler:8786", "http://x:1", "tls://", "", "tcp:/x"])
def test_what_is_no_address_of_a_scheduler_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError, match="is no scheduler"):
        cluster.check_address(address, insecure=True)


def test_an_address_that_is_not_encrypted_asks_for_a_word_unless_it_is_this_machine() -> None:
    with pytest.raises(UsageError, match="whoever can reach a scheduler can run any program"):
        cluster.check_address("tcp://10.0.0.1:8786", insecure=False)
    cluster.check_address("tcp://10.0.0.1:8786", insecure=True)
    for here in ("tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tls://far:8786", "local"):
        cluster.check_address(here, insecure=False)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        UserError, match=r"the package 'distributed' is not installed; run: pip install '\.\[cluster\]'"
    ):
        cluster.check_address("local", insecure=False)


def test_the_checkout_that_travels_is_what_git_knows_or_would_add(project: Project, tmp_path: Path) -> None:
    (project.root / "secret").write_text("no")
    (project.params / "untracked.md").write_text("yes")
    (project.report / "theme.yml").write_text((project.report / "theme.yml").read_text() + "\n# changed\n")
    content = checkout_archive.pack_checkout(project)
    assert content == checkout_archive.pack_checkout(project)
    checkout_archive.unpack(content, tmp_path / "there")
    there = contents(tmp_path / "there")
    assert there["params/untracked.md"] == b"yes" and there[f"{project.report.relative_to(project.root)}/theme.yml"]
    assert b"# changed" in there[f"{project.report.relative_to(project.root)}/theme.yml"]
    assert "secret" not in there and not any(name.startswith((".git/", "build/")) for name in there)


def test_a_checkout_that_is_too_large_or_none_of_git_is_one_line(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_archive, "LARGEST", 1000)
    with pytest.raises(UserError, match="MB is the most; have git ignore"):
        checkout_archive.pack_checkout(project)
    with pytest.raises(UserError, match="git cannot list the files of the project"):
        checkout_archive.pack_checkout(Project(tmp_path))


def test_an_archive_can_write_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").write_text("x")
    with pytest.raises(UserError, match="cannot be unpacked"):
        checkout_archive.unpack(checkout_archive.pack(tmp_path / "inside", ["../outside"]), tmp_path / "there" / "in")
    with pytest.raises(UserError, match="cannot be unpacked"):
        checkout_archive.unpack(b"no archive", tmp_path / "other")


def test_what_a_worker_has_otherwise_is_named() -> None:
    ours = {"Python": "3.11", "the package x": "1"}
    assert cluster_worker.difference(ours, dict(ours)) == ""
    assert cluster_worker.difference(ours, {**ours, "Python": "3.12"}) == "Python is 3.12 there and 3.11 here"
    missing = "Python is missing there and 3.11 here (and 1 more)"
    assert cluster_worker.difference(ours, {}) == missing
    assert cluster_worker.difference({"Python": "3.11"}, ours) == "the package x is 1 there and missing here"


def test_a_worker_that_came_later_and_differs_hands_editions_back_and_then_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster_worker, "PATIENCE", 2)
    monkeypatch.setattr(cluster_worker.time, "sleep", lambda seconds: None)
    station = cluster_worker.Station(b"", "a client", (), "", {"Python": "2.7"})
    station.setup(SimpleNamespace(address="tcp://w"))
    wanted = cluster_worker.Wanted("2024Q3", ("html",), "embedded", "fast")
    for _ in range(2):
        with pytest.raises(Reschedule):
            station.build(wanted)
    with pytest.raises(UserError, match=r"worker tcp://w: Python is 3\.\d+ there and 2\.7 here"):
        station.build(wanted)
    station.teardown(None)


def test_a_scheduler_that_does_not_answer_is_one_line_within_ten_seconds(project: Project) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        began = time.monotonic()
        done = run(project, "build", "2024Q3", "--cluster", f"tcp://127.0.0.1:{nobody.getsockname()[1]}", check=False)
    assert done.returncode == 1, done.stderr
    assert "no scheduler answers at tcp://127.0.0.1" in done.stderr and "Traceback" not in done.stderr
    assert time.monotonic() - began < 60  # ten on a machine that does nothing else
    assert not (project.build / "2024Q3").exists()
