"""``params/2024Q3.md``: what is a remark, and what is refused with its line. The texts are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import remarks, unread
from arbeidsmarkt.text import typed
from made_up_figures import Q3

GOOD = "# sec-tension: Directie A & B\n\nEen zin.\n\nEen alinea.\n\n## sec-wages: Iemand\n\nNog een.\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "params").mkdir()
    return Project(tmp_path)


def write(project: Project, text: str, name: str = "2024Q3.md") -> None:
    (project.params / name).write_text(text, encoding="utf-8")


def test_each_remark_has_its_section_its_author_and_its_place(project: Project) -> None:
    assert remarks.load(project, Q3) == ()
    write(project, GOOD)
    first, second = remarks.load(project, Q3)
    assert (first.section, first.author, first.template.strip()) == (
        "sec-tension", "Directie A & B", "Een zin.\n\nEen alinea.",
    )  # fmt: skip
    assert (second.section, second.author, second.where(2)) == ("sec-wages", "Iemand", "params/2024Q3.md:9")
    assert remarks.quarters(project) == [Q3]


FORM = "write it as: # sec-tension: Directie Arbeidsmarkt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f": the file holds no remark; {FORM}, and a text below it"),
        ("\n \n", f": the file holds no remark; {FORM}, and a text below it"),
        (
            "\nZomaar een zin.\nNog een.\n",
            f":2: no heading says which section this is about, and who writes; {FORM}",
        ),
        (
            "Een zin.\n# sec-tension: Iemand\n\nTekst",
            f":1: no heading says which section this is about, and who writes; {FORM}",
        ),
        ("# Spanning\n\nEen zin.", f":1: '# Spanning' names no section; {FORM}"),
        ("# Spanning in beeld \n\nEen zin.", f":1: '# Spanning in beeld' names no section; {FORM}"),
        ("\n# sec-tension\n\nEen zin.", f":2: nobody is named who writes about sec-tension; {FORM}"),
        ("# sec-tension: \n\nEen zin.", f":1: nobody is named who writes about sec-tension; {FORM}"),
        (
            "# sec-tension: Iemand\n\n# sec-wages: Iemand\n\nTekst",
            ":1: the remark about sec-tension has no text; write it below the heading, or take both out",
        ),
        (
            "# sec-tension: Iemand\nTekst\n# sec-wages: Iemand\n",
            ":3: the remark about sec-wages has no text; write it below the heading, or take both out",
        ),
    ],
)
def test_what_is_no_remark_is_refused_with_its_line(project: Project, text: str, message: str) -> None:
    write(project, text)
    with pytest.raises(UserError) as caught:
        remarks.load(project, Q3)
    assert str(caught.value) == f"params/2024Q3.md{message}"
    assert not isinstance(caught.value, Faults)  # said once


def test_all_faults_are_told_together_and_the_first_loose_text_stands_for_the_others(project: Project) -> None:
    write(project, "Een.\nTwee.\n# x\nTekst\n# sec-wages\nTekst\n# sec-tension: Iemand\n")
    with pytest.raises(UserError) as caught:
        remarks.load(project, Q3)
    assert [line.split(";")[0] for line in str(caught.value).splitlines()] == [
        "params/2024Q3.md:1: no heading says which section this is about, and who writes",
        "params/2024Q3.md:3: '# x' names no section",
        "params/2024Q3.md:5: nobody is named who writes about sec-wages",
        "params/2024Q3.md:7: the remark about sec-tension has no text",
    ]


def test_a_remark_is_read_whole(project: Project) -> None:
    write(project, "\n##sec-tension :  Directie A ##\nEen.\n\nTwee.\n# sec-a-1: B\nDrie.")
    first, second = remarks.load(project, Q3)
    assert (first.section, first.author, first.template, first.line, first.where(), first.where(3)) == (
        "sec-tension", "Directie A", "Een.\n\nTwee.", 3, "params/2024Q3.md:3", "params/2024Q3.md:5",
    )  # fmt: skip
    assert (second.section, second.author, second.template, second.name, second.line) == (
        "sec-a-1", "B", "Drie.", "params/2024Q3.md", 7,
    )  # fmt: skip
    write(project, GOOD, "2023Q1.md")
    write(project, GOOD, "2024Q5.md")
    assert [quarter.label for quarter in remarks.quarters(project)] == ["2023Q1", "2024Q3"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Dat is 12 procent.",
            "params/2024Q3.md:3: digit '12' typed by hand; put it in a fact, or declare it with the words around it: "
            "{{ '…' | literal }}",
        ),
        ("De spanning is gestegen.", "params/2024Q3.md:3: direction word 'gestegen' typed by hand"),
        ("Een zin.\n\n::: {.source}", "params/2024Q3.md:5: ':::' begins a block"),
        ("Een <b>zin</b>.", "would be read as HTML"),
    ],
)
def test_a_remark_is_held_to_what_text_cells_are_held_to(project: Project, text: str, message: str) -> None:
    write(project, f"# sec-tension: Iemand\n\n{text}\n")
    assert message in " | ".join(map(str, typed.in_remark(remarks.load(project, Q3)[0])))


def test_a_number_may_be_meant_as_it_is_typed(project: Project) -> None:
    write(project, "# sec-tension: Iemand\n\n{{ 'Sinds 2020' | literal }} is dat zo.\n")
    assert typed.in_remark(remarks.load(project, Q3)[0]) == []


def test_a_number_in_the_author_s_name_is_typed_by_hand_too(project: Project) -> None:
    write(project, "# sec-tension: een daling van 3 procent\n\nEen zin.\n")
    faults = list(map(str, typed.in_remark(remarks.load(project, Q3)[0])))
    assert any(fault.startswith("params/2024Q3.md:1: who writes: digit '3'") for fault in faults)


@pytest.mark.parametrize("name", ["2024q3.md", "2024Q3.markdown", "2024-Q3.md", "2024Q3.txt"])
def test_remarks_under_another_name_are_named_and_stop_a_build(project: Project, name: str) -> None:
    write(project, GOOD)
    write(project, GOOD, name)
    (fault,) = unread.files(project, [])
    assert str(fault) == f"params/{name}: nothing reads this file; name it 2024Q3.md"
    assert unread.is_input(fault)


@pytest.mark.parametrize("name", ["2024Q3.yml.txt", "2024Q3.yaml", "2024Q3.YML", "2024-Q3.json", "2024Q3.csv.txt"])
def test_a_file_that_looks_like_parameters_is_one_that_would_change_the_report(name: str) -> None:
    for folder in ("params", "data/published"):
        assert unread.is_input(UserError("nothing reads this file", where=f"{folder}/{name}"))
    assert not unread.is_input(UserError("nothing reads this file", where="params/notes.odt"))
