"""What people read when something cannot be published: what, where, what to do. No build is made here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.published import PublishedFigure
from arbeidsmarkt.publishing import complements, embargo, parameters

Q3 = Period.quarter(2024, 3)
MOMENT = "publication_at: 2024-12-13T09:30\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_up.make(tmp_path)


def appended(project: Project, text: str) -> None:
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + text)


Ask = Callable[[Project], object]
REFUSED: dict[str, tuple[str, Ask, str]] = {
    "no moment of publication": (
        "", lambda project: embargo.copies(project, Q3, project.root / "out"),
        "params/2024Q3.yml: the edition has no moment of publication; write publication_at: 2026-11-13T09:30, in the "
        "time of the Netherlands",
    ),
    "a concept under embargo": (
        MOMENT, lambda project: embargo.copies(project, Q3, project.root / "out"),
        "2024Q3 is not final, and a concept is marked as one already; first: arbeidsmarkt review 2024Q3, and "
        "arbeidsmarkt final 2024Q3",
    ),
    "an edition that is there": (
        "", lambda project: parameters.draft(project, Q3),
        "params/2024Q3.yml: the edition exists already; edit the file, or remove it",
    ),
    "an edition before the first": (
        "", lambda project: parameters.draft(project, Period.quarter(2023, 1)),
        "params: no edition before 2023Q1 to follow; copy the file of a later edition by hand, without 'previous'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_in_one_line_and_nothing_is_written(project: Project, kind: str) -> None:
    more, ask, said = REFUSED[kind]
    appended(project, more)
    before = made_up.contents(project.root)
    with pytest.raises(UserError) as refused:
        ask(project)
    assert str(refused.value) == said
    assert made_up.contents(project.root) == before


def test_an_edition_that_somebody_else_writes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "2024Q4.yml"
    path.write_text("theirs")
    with pytest.raises(UserError) as refused:
        parameters._write_once(path, "ours")
    assert str(refused.value) == "2024Q4.yml: the edition exists already; edit the file, or remove it"
    assert path.read_text() == "theirs"
    parameters._write_once(tmp_path / "2025Q1.yml", "één\n")
    assert (tmp_path / "2025Q1.yml").read_bytes() == "één\n".encode()


def counted(key: str, number: int, line: int, whole: int = 35) -> PublishedFigure:
    return PublishedFigure(
        key, f"Regio's (van de {whole}), verzonnen", "", Decimal(number), "regions", Period.parse("2024Q2"), None,
        "observation", "Niemand", "Verzonnen", dt.date(2024, 6, 1), "2024-06-01", "https://example.invalid", "",
        "exact", where=f"data/published/x.yml:{line}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ([counted("tight", 35, 3)], []),
        (
            [counted("tight", 36, 3)],
            ["data/published/x.yml:3: 'tight' is 36 of 35; mend the value or the description"],
        ),
        (
            [counted("regions_not_tight", 6, 3)],
            ["data/published/x.yml:3: 'regions_not_tight' is 6 of 35, so that 'regions_tight' is 29 in 2024Q2, which "
             "no figure says; add regions_tight with the same source and a note that says so"],
        ),
        ([counted("regions_not_tight", 6, 3), counted("regions_tight", 29, 5)], []),
        (
            [counted("regions_not_tight", 6, 3), counted("regions_tight", 28, 5)],
            ["data/published/x.yml:5: 'regions_not_tight' is 6 of 35, so that 'regions_tight' is 29, and not 28; mend "
             "one of the two"],
        ),
    ],
)  # fmt: skip
def test_a_part_and_its_complement_are_told_with_their_lines(figures: list[PublishedFigure], said: list[str]) -> None:
    assert [str(fault) for fault in complements.faults(figures)] == said
