"""What figures and tables share: a message of one sentence, and notes on the figures shown."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import exhibit_record
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits import source_line, tables
from made_up_figures import Q3, value


@pytest.fixture(scope="module")
def session(project: Project) -> Session:
    made = Session(project, "2024Q3", "2024-12-13", "2014Q1", "2024-12-13")
    made.define("cell 1", {"vacancies": value(397), "gone": value(None, title="Graad")})
    return made


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("", {}),
        ("Er zijn {{ vacancies | number }}\nvacatures.", {
            "message": 'Er zijn [397]{.fact key="vacancies"} vacatures.', "left_out": [], "uses": ["vacancies"],
        }),
        ("{% if has(gone) %}De graad is {{ gone }}.{% endif %}", {
            "left_out": ["Graad, derde kwartaal van 2024"], "uses": ["gone"],
        }),
        ("Is dat zo?", {"message": "Is dat zo?", "left_out": [], "uses": []}),
        (f"{'veel ' * 24}werk.", {"message": f"{'veel ' * 24}werk.", "left_out": [], "uses": []}),
    ],
)  # fmt: skip
def test_a_message_is_one_sentence(template: str, made: dict[str, object], session: Session) -> None:
    assert exhibit_record.said(session, template) == made


@pytest.mark.parametrize(
    "template", ["Geen punt", "Een zin. Nog een zin.", "# Een kop.", "> Een citaat.", "- Een punt.", "Wat? Dit."]
)
def test_what_is_not_one_sentence_is_no_message(template: str, session: Session) -> None:
    with pytest.raises(UserError) as refused:
        exhibit_record.said(session, template)
    assert str(refused.value).startswith("the message is not one sentence: '")
    assert str(refused.value).endswith("'; write one that ends with a full stop")


def test_a_message_is_short(session: Session) -> None:
    with pytest.raises(UserError) as refused:
        exhibit_record.said(session, f"{'veel ' * 25}werk.")
    assert str(refused.value) == (
        "the message has 26 words; 25 can be read at once; keep what a reader is to see, and say the rest in the text"
    )
    with pytest.raises(UserError) as refused:
        exhibit_record.said(session, "lang " * 30)
    assert str(refused.value) == (
        f"the message is not one sentence: '{('lang ' * 30)[:60]}'; write one that ends with a full stop"
    )


def test_a_seam_in_a_line_is_said_under_a_chart_and_not_under_a_table(session: Session) -> None:
    series = session.reader.series("open_vacancies")
    data = tables.by_period({"Vacatures": series}, Q3 - 8, Q3)
    (seam,) = source_line.joined(data.observations)
    drawn, listed = (exhibit_record.notes(session, ["Noot {{ vacancies | number }}"], data, chart=chart)
                     for chart in (True, False))  # fmt: skip
    assert drawn[:2] == ['Noot [397]{.fact key="vacancies"}', seam]
    assert listed[0] == drawn[0] and seam not in listed
