"""Numbers typed by hand stop a build; those let through on purpose mark the report. A made-up project."""

from __future__ import annotations

from pathlib import Path

import pytest

from arbeidsmarkt.basics.project import Project
from made_up_project import CHECKED, contents, make_checked, run, write_notebook

TYPED = "%%prose\nEr waren 397 vacatures,\nvier keer zo veel."


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = make_checked(tmp_path_factory.mktemp("typed") / "checkout")
    run(made, "build", "2024Q3")
    report = made.report / "report.yml"
    report.write_text(report.read_text() + "  - notebook: beta\n")
    write_notebook(made, "alpha", [*CHECKED, TYPED])
    write_notebook(made, "beta", [CHECKED[0], TYPED])
    return made


def test_a_build_lists_every_place_and_leaves_the_last_good_report(project: Project) -> None:
    before = contents(project.build / "2024Q3")
    failed = run(project, "build", "2024Q3", check=False)
    assert failed.returncode == 1
    places = [line.split(" typed")[0] for line in failed.stderr.splitlines() if "typed by hand" in line]
    assert places == [
        f"arbeidsmarkt: notebooks/{name}.ipynb, cell {cell} (In [{cell}]), line {line}: {what}"
        for name, cell in (("alpha", 5), ("beta", 3))
        for line, what in ((2, "digit '397'"), (3, "number word 'vier'"))
    ]
    assert contents(project.build / "2024Q3") == before


def test_what_is_let_through_is_marked_and_never_final(project: Project, tmp_path: Path) -> None:
    run(project, "build", "2024Q3", "--allow-typed", "--out", str(tmp_path))
    (page,) = (tmp_path / "2024Q3").glob("*.html")
    assert "Er waren 397 vacatures" in page.read_text(encoding="utf-8")
    assert "Concept met getypte getallen die niet zijn nagegaan" in page.read_text(encoding="utf-8")
    # what was let through once is not recalled by a build that does not let it through
    assert run(project, "build", "2024Q3", "--out", str(tmp_path), check=False).returncode == 1
    edition = project.params / "2024Q3.yml"
    text = edition.read_text(encoding="utf-8")
    try:
        edition.write_text(text.replace("status: concept", "status: final"), encoding="utf-8")
        refused = run(project, "build", "2024Q3", "--allow-typed", "--out", str(tmp_path), check=False)
    finally:
        edition.write_text(text, encoding="utf-8")
    assert "edition 2024Q3 is final, and takes no numbers typed by hand" in refused.stderr
