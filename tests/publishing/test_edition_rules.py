"""The rules that every edition's text is held to, on sentences that break them and on sentences that do not."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsmarkt.publishing.sentences import sentences
from edition_rules import compared_with_itself


def fact(text: str, period: str, title: str = "Spanning", label: str = "") -> dict[str, Any]:
    return {"text": text, "value": float(text), "period": period, "title": title, "label": label, "unit": "count"}


FACTS = {
    "now": fact("122", "2023KW02"),
    "before": fact("122", "2023KW01"),
    "peak": fact("122", "2023KW02", "hoogste spanning"),
    "year": fact("140", "2022KW02"),
    "other": fact("122", "2023KW01", "Vacatures"),
    "trade": fact("122", "2023KW01", label="de handel"),
}


def found(text: str) -> list[str]:
    """The sentences that the rule finds; {now} stands for a fact."""
    filled = text.format(**{key: f'[{one["text"]}]{{.fact key="{key}"}}' for key, one in FACTS.items()})
    return [one.text for one in compared_with_itself(sentences(filled), FACTS)]


@pytest.mark.parametrize(
    "text",
    [
        "De spanning was {now}, tegen {now} in het tweede kwartaal.",  # one fact, twice
        "De spanning ligt met {now} onder de top van {peak}.",  # one observation under two names
        "De spanning was {now}, tegen {before} een kwartaal eerder.",  # two that print the same
        "De spanning steeg in een kwartaal van {before} naar {now}.",
        "De spanning is met {now} hoger dan een kwartaal eerder, toen zij {before} was.",
        "De spanning was {now}. Een kwartaal eerder waren dat er {before} en een jaar eerder {year}.",
        "De spanning was {now}. In het eerste kwartaal waren het er {before}.",
    ],
)
def test_a_comparison_of_a_figure_with_itself_is_found(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "De spanning was {now}, tegen {year} een jaar eerder.",
        "De spanning was {now}, evenveel als een kwartaal eerder ({before}).",
        "De spanning is vrijwel gelijk gebleven: {now}, tegen {before} een kwartaal eerder.",
        "De spanning was {now}. Een kwartaal eerder waren dat er ook {before}.",
        "De spanning was {now}, tegen {other} duizend vacatures.",  # another series
        "De spanning was {now}, en in de handel {trade}.",  # another member
        "De spanning was {now}. De handel telde {trade} vacatures. Een jaar eerder was dat {year}.",
    ],
)
def test_other_comparisons_are_not(text: str) -> None:
    assert found(text) == []
