"""Remarks filled in with an edition's facts: what is missing, unknown or typed, with file and line. Made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import made_up_project
from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import remarks
from arbeidsmarkt.document import manifest
from arbeidsmarkt.numbers.facts import Fact
from made_up_figures import Q3, value

FACTS = {
    "people": Fact("people", value(12)),
    "gone": Fact("gone", value(None, title="Weg")),
    "sectors_1": Fact("sectors_1", value(3, label="Zorg")),
    "sectors_2": Fact("sectors_2", value(2, label="Bouw")),
}
LEFT = [{"kind": "facts", "facts": {key: fact.to_json() for key, fact in FACTS.items()}}]


def said(root: Path, text: str, **options: bool) -> list[dict[str, Any]]:
    (root / "params").mkdir(exist_ok=True)
    (root / "params" / "2024Q3.md").write_text(f"# sec-a: Iemand\n\n{text}\n", encoding="utf-8")
    (root / "params" / "nearly.yml").write_text((made_up_project.REPOSITORY / "params" / "nearly.yml").read_text())
    return remarks.said(Project(root), Q3, LEFT, **options)


def test_a_remark_states_facts_of_every_notebook_and_lists_of_them(tmp_path: Path) -> None:
    (made,) = said(tmp_path, "In het {{ quarter }} {{ people }}, in {{ sectors | names }}.")
    assert made["markdown"] == (
        'In het derde kwartaal van 2024 [12\u00a0duizend]{.fact key="people"}, in Zorg en Bouw.'
    )
    assert (made["section"], made["author"]) == ("sec-a", "Iemand")


def test_a_hanging_sentence_falls_away_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(events, "tell", told.append)
    assert said(tmp_path, "? Er waren er {{ gone }}.") == []
    (made,) = said(tmp_path, "Een zin.\n? Er waren er {{ gone }}.")
    assert made["markdown"].strip() == "Een zin."
    text = "params/2024Q3.md:2: a sentence falls away, since there is no figure for Weg, derde kwartaal van 2024"
    assert [event["text"] for event in told] == [text, text]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Een zin.\nEr waren er {{ gone }}.", "params/2024Q3.md:4: "),
        ("Er waren er {{ peple }}.", "params/2024Q3.md:3: unknown name 'peple' in the text; did you mean people?"),
        ("Er waren er {{ people.", "params/2024Q3.md:3: "),
        ("Er waren er 12.", "params/2024Q3.md:3: digit '12' typed by hand"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        said(tmp_path, text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_numbers_typed_by_hand_stand_where_they_are_let_through(tmp_path: Path) -> None:
    assert "12" in said(tmp_path, "Er waren er 12.", allow_typed=True)[0]["markdown"]


def test_a_file_of_remarks_is_an_input_of_the_build(tmp_path: Path) -> None:
    project = made_up_project.make_checked(tmp_path)
    file = project.params / "2024Q3.md"

    def built() -> tuple[str, dict[str, Any]]:
        made_up_project.run(project, "build", "2024Q3", "--to", "html")
        folder = project.build / "2024Q3"
        return (folder / "document.md").read_text(encoding="utf-8"), dict(manifest.read(folder, "2024Q3"))

    before, plain = built()
    file.write_text("# sec-verzonnen: Iemand\n\nEr waren er {{ two }}.\n", encoding="utf-8")
    with_remark, listed = built()
    assert '**Opmerking van Iemand**\n\nEr waren er [199\u00a0duizend]{.fact key="two"}.' in with_remark
    assert len(listed["made_from"]["remarks"]) == 64
    assert "remarks" not in plain["made_from"]
    file.unlink()
    assert built() == (before, plain)
