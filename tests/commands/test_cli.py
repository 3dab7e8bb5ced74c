"""What every command has in common: exit codes, errors as lines or as events, an end in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt import cli


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["build", "2024"], 2, "'2024' is not a quarter or a range"),
        (["build", "2024Q3", "--jobs", "0"], 2, "Invalid value for '--jobs'"),
        (["check", "--nonsense"], 2, "No such option"),
        (["verify", "2024Q3"], 1, "build/2024Q3: there is no build"),
        (["night", "2024Q9"], 2, "2024Q9"),
    ],
)
def test_for_a_machine_every_error_is_an_event_and_nothing_else_is_said(
    tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    project = made_up.make_checked(tmp_path)
    done = made_up.run(project, *words, "--log-format", "json", check=False)
    assert (done.returncode, done.stderr) == (code, "")
    event = json.loads(done.stdout.splitlines()[-1])
    assert event["exit_code"] == code
    assert message in (event.get("error") or event["message"])
    plain = made_up.run(project, *words, check=False)
    assert plain.returncode == code
    assert message in plain.stderr + plain.stdout


def test_a_check_and_a_verification_can_be_read_by_a_machine(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path)
    parameters = project.params / "2024Q3.yml"
    text = parameters.read_text()
    parameters.write_text(f'{text}printed: [{{fact: one, value: "7", published: 2024-12, source: x}}]\n')
    done = made_up.run(project, "check", "2024Q3", "--log-format", "json", check=False)
    (figure,) = made_up.events(done, "figure")
    assert (figure["edition"], figure["fact"], figure["outcome"], figure["printed"]) == ("2024Q3", "one", "failed", "7")
    (error,) = made_up.events(done, "error")
    assert error["error"].startswith("params/2024Q3.yml:7: 'one' was published as 7")
    assert made_up.events(done, "good")
    done = made_up.run(project, "verify", "2024Q3", "--log-format", "json")
    (event,) = made_up.events(done, "verified")
    assert event["files"] == len(made_up.contents(project.build / "2024Q3"))


def test_an_interruption_promises_no_more_than_is_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.cli, "main", interrupted)
    with pytest.raises(SystemExit) as left:
        cli.main(["build", "2024Q3"])
    assert left.value.code == 130
    assert capsys.readouterr().err == "arbeidsmarkt: interrupted; what was finished stands\n"
