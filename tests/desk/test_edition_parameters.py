"""A notebook that is given a quarter alone runs with that edition's own parameters. Real papermill, real figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.edition_parameters import settled

OWN = {
    "quarter": "2025Q4", "vintage": "2026-09-09", "charts_from": "2014Q1", "publication_date": "2026-09-09",
    "previous": "2024Q3",
}  # fmt: skip
CELL = "\n".join(f'{name} = "{value}"' for name, value in OWN.items())


def test_only_a_quarter_brings_its_edition_along(project: Project) -> None:
    found = settled(project, {**OWN, "quarter": "2024Q3"}, [CELL])
    assert (found["vintage"], found["publication_date"], found["previous"]) == ("2024-12-13", "2024-12-13", "2023Q3")


def test_what_was_given_besides_is_meant(project: Project) -> None:
    for given in ({**OWN, "quarter": "2024Q3", "vintage": "2024-12-13"}, OWN, {**OWN, "quarter": "2024Q9"}):
        assert settled(project, given, [CELL]) == given
    assert settled(project, {**OWN, "quarter": "2024Q3"}, ["1 + 1"]) == {**OWN, "quarter": "2024Q3"}


def test_an_edition_that_cannot_be_read_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    with pytest.raises(UserError, match=r"params/default\.yml: no such file"):
        settled(Project(tmp_path), {**OWN, "quarter": "2024Q3"}, [CELL])


@pytest.mark.editions
def test_papermill_alone_runs_a_notebook_for_another_quarter(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "supply.ipynb", str(out), "-p", "quarter", "2024Q3", "-k", "python3"],
        cwd=project.notebooks, env={**os.environ, "ARBEIDSMARKT_ROOT": str(project.root)}, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    shown = json.dumps(json.loads(out.read_text(encoding="utf-8")), ensure_ascii=False)
    assert "derde kwartaal van 2024" in shown
    assert "vierde kwartaal van 2025" not in shown
