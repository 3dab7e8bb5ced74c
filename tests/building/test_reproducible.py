"""The shipped edition itself, built again under every condition that must not matter: the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from arbeidsmarkt.basics.project import Project
from conftest import EDITION
from copied_project import copy
from made_up_project import contents

#: another zone, language and hash seed than the tests', and where Debian's faketime is installed more than a year later
CONDITIONS = {"TZ": "Asia/Tokyo", "LC_ALL": "nl_NL.UTF-8", "LANG": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
LATER = ["faketime", "-f", "+400d"] if shutil.which("faketime") else []


@pytest.mark.editions
def test_the_shipped_edition_has_the_same_bytes_elsewhere_and_later(built_edition: Path, tmp_path: Path) -> None:
    there = tmp_path / "een andere plek, met é"
    there.mkdir()
    project = copy(there)
    (project.coverage.parent).mkdir(exist_ok=True)
    shutil.copy(Project(Path(__file__).parents[2]).coverage, project.coverage)
    program = "from arbeidsmarkt.cli import main; main()"
    done = subprocess.run(
        [*LATER, sys.executable, "-c", program, "build", EDITION, "--jobs", "3"],
        cwd=project.root, env={**os.environ, **CONDITIONS}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second = contents(built_edition), contents(project.build / EDITION)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert not [name for name, content in second.items() if str(tmp_path).encode() in content]
