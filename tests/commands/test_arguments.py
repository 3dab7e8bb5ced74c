"""Words on the command line: understood when they are clear, refused by name when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.cli import main
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.desk.session import RESERVED, Session
from arbeidsmarkt.document import manifest
from made_up_figures import value


def test_a_quarter_may_be_written_small_and_a_reversed_range_is_called_so(project: Project) -> None:
    assert arguments.quarters(project, ["2024q3"]) == [Period.parse("2024Q3")]
    assert arguments.quarter("2024kw03") == Period.parse("2024Q3")
    with pytest.raises(UsageError, match=r"ends before it begins; write the older quarter first: 2023Q2\.\.2024Q3"):
        arguments.quarters(project, ["2024Q3..2023Q2"])


@pytest.mark.parametrize("quarter", ["9999Q4", "2062Q3", "1994Q1"])
def test_a_quarter_far_from_the_others_is_asked_about(
    project: Project, quarter: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARBEIDSMARKT_ROOT", str(project.root))
    with pytest.raises(SystemExit) as left:
        main(["new", quarter])
    assert left.value.code == 2
    assert f"{quarter} does not follow on the editions there are" in capsys.readouterr().err
    assert not (project.params / f"{quarter}.yml").exists()


@pytest.mark.parametrize("name", ["quarter", "previous", "left_out", "has"])
def test_a_name_of_the_librarys_own_names_no_fact(project: Project, name: str) -> None:
    session = Session(project, "2024Q3", "2024-12-13", "2014Q1", "2024-12-13")
    with pytest.raises(UserError, match=f"'{name}' means something else in every text"):
        session.define("cell", {name: value(1)})
    assert set(session.names()) <= RESERVED


def test_what_a_file_manager_leaves_is_no_deviation(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "extra.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert manifest.deviations(tmp_path, {"resources": []}) == [("extra.txt", "is not in the manifest")]
