"""The first page: which key messages stand there in which order, and what a key figure's box holds. Made-up figures."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

import made_up_project
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.desk import front_page
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.numbers.derivations import difference
from made_up_figures import Q3, run, value


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    project = made_up_project.make(tmp_path_factory.mktemp("front"))
    made = Session(project, "2024Q3", "toy", "2023Q4", "2024-12-13")
    fall = difference(value(4), value(6), title="Verandering")
    made.define("cell 1", {"vacancies": value(397), "fall": fall, "gone": value(None, title="Graad"),
                           "rate": value("6.8", "percent", decimals=1, period=Period.of_year(2023))})  # fmt: skip
    return made


def message(text: str, **more: object) -> dict[str, object]:
    return {"text": text, **more}


def test_what_must_come_first_does_and_then_the_most_unusual(session: Session) -> None:
    found = front_page.key_messages(
        session,
        [message("Bericht a.", news=1), message("Bericht b.", news=3), message("Bericht c."),
         message("Bericht d.", first=True, news=0.5), message("Bericht e.", first=True, news=2),
         message("Bericht f.", news=3)],
    )  # fmt: skip
    assert found["sentences"] == ["Bericht e.", "Bericht d.", "Bericht b.", "Bericht f.", "Bericht a.", "Bericht c."]
    assert found["kind"] == "messages" and found["left_out"] == [] and found["uses"] == []


def test_six_messages_are_the_most(session: Session) -> None:
    items = [message(f"Bericht {'abcdefgh'[n]}.", news=n) for n in range(8)]
    assert front_page.key_messages(session, items)["sentences"] == [f"Bericht {letter}." for letter in "hgfedc"]


def test_a_message_says_which_facts_it_uses_and_what_it_leaves_out(session: Session) -> None:
    items = [
        message("Er zijn {{ vacancies }}\nopenstaande vacatures."), message("? De graad is {{ gone }}.", news=9),
        message("? Ook hier de {{ gone }}."), message("{% if fall is down %}Minder.{% endif %}"),
    ]  # fmt: skip
    found = front_page.key_messages(session, items)
    assert [text.replace("\u00a0", " ") for text in found["sentences"]] == [
        'Er zijn [397 duizend]{.fact key="vacancies"} openstaande vacatures.', "Minder.",
    ]  # fmt: skip
    assert found["left_out"] == ["Graad, derde kwartaal van 2024"]
    assert set(found["uses"]) == {"vacancies", "fall"} and found["uses"] == sorted(found["uses"])


def box(session: Session, **item: object) -> dict[str, object]:
    (made,) = front_page.key_figures(session, [{"title": "titel", **item}], lambda text: f"<{text}>")  # type: ignore[arg-type]
    return made


def test_a_key_figure_has_value_unit_period_change_and_trend(session: Session) -> None:
    trend = run([1, 2, 3, 4, 5], title="Reeks")
    made = box(session, fact="vacancies", change="meer", series=trend)
    svg, alt = str(made.pop("svg")), str(made.pop("alt"))
    assert made == {
        "title": "<titel>", "fact": "vacancies", "value": "397", "unit": "thousand", "unit_text": "duizend",
        "period": "2024KW03", "period_text": "derde kwartaal van 2024", "change": "<meer>", "trend_from": "2023",
        "trend_to": "2024",
    }  # fmt: skip
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "vierde kwartaal van 2023" in alt and "derde kwartaal van 2024" in alt  # from where the charts begin


def test_a_key_figure_may_have_its_own_unit_and_no_trend(session: Session) -> None:
    made = box(session, fact="rate", unit="van de banen")
    assert (made["value"], made["unit_text"], made["period_text"], made["change"]) == (
        "6,8",
        "van de banen",
        "2023",
        "<>",
    )
    assert (made["svg"], made["alt"], made["trend_from"], made["trend_to"]) == ("", "", "", "")
    for series in (run([1], title="Kort"), run([1, 2], last=Q3 - 8), "no series"):
        assert box(session, fact="rate", series=series)["svg"] == ""


def test_a_figure_without_a_value_has_no_box_and_an_unknown_one_is_refused(session: Session) -> None:
    assert front_page.key_figures(session, [{"title": "x", "fact": "gone"}], str) == []
    with pytest.raises(UserError) as refused:
        front_page.key_figures(session, [{"title": "Spanning", "fact": "quarter"}], str)
    assert str(refused.value) == "key figure 'Spanning' names the fact 'quarter', which does not exist"


def test_a_figure_of_no_period_says_none(session: Session) -> None:
    session.define("cell 2", {"ever": replace(value(3), period=None)})
    made = box(session, fact="ever")
    assert (made["period"], made["period_text"]) == ("", "")


def test_a_number_typed_into_a_unit_is_refused(session: Session) -> None:
    with pytest.raises(UserError, match="digit '120' typed by hand"):
        front_page.key_figures(session, [{"title": "Banen", "fact": "vacancies", "unit": "120 banen"}], session.words)
