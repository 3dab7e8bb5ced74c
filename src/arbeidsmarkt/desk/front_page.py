"""The first page: the key figures, and the key messages with the most unusual first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits.charts.chart import FEWEST
from arbeidsmarkt.exhibits.charts.lines import spark
from arbeidsmarkt.exhibits.records import Json
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Series

#: the most key messages that the first page shows
MOST_MESSAGES = 6


def key_messages(session: Session, items: Sequence[Mapping[str, Any]]) -> Json:
    """The record of the key messages: a list in a block of its own, the most unusual first.

    Args:
        session: the notebook's session.
        items: the argument of ``arbeidsmarkt.notebook.key_messages``.
    """
    used: set[str] = set()
    left_out: list[str] = []
    said: list[tuple[bool, float, str]] = []
    for item in items:
        found = session.message(item["text"])
        left_out += [missing for missing in found.left_out if missing not in left_out]
        if text := " ".join(found.markdown.split("\n")).strip():
            used |= found.used
            said.append((bool(item.get("first")), float(item.get("news", 0)), text))
    ordered = sorted(said, key=lambda one: (not one[0], -one[1]))[:MOST_MESSAGES]
    shown = [text for _, _, text in ordered]
    return {"kind": "messages", "sentences": shown, "left_out": left_out, "uses": sorted(used)}


def key_figures(session: Session, items: Sequence[Mapping[str, Any]], words: Callable[[str], str]) -> list[Json]:
    """The items of the band of key figures, without those whose fact is missing.

    Args:
        session: the notebook's session.
        items: the argument of ``arbeidsmarkt.notebook.key_figures``.
        words: the function that fills in a title or a change.

    Raises:
        UserError: an item names a fact that does not exist.
    """
    shown = []
    for item in items:
        found = session.names().get(item["fact"])
        if not isinstance(found, Fact):
            raise UserError(f"key figure '{item['title']}' names the fact '{item['fact']}', which does not exist")
        if found.missing:
            continue
        session.refuse_typed([item.get("unit", "")])
        drawing, years = None, {"trend_from": "", "trend_to": ""}
        trend = item.get("series")
        if (
            isinstance(trend, Series)
            and len((part := trend.between(session.charts_from, session.quarter)).known) >= FEWEST
        ):
            drawing = spark(trend, session.charts_from, session.quarter)
            ends = [str(end.period.year) for end in (part.first, part.last) if end.period]
            years = dict(zip(years, ends, strict=True))
        shown.append(
            {
                "title": words(item["title"]),
                "fact": found.key,
                "value": found.text,
                "unit": found.unit,
                "unit_text": item.get("unit") or dutch.unit(found.unit).text,
                "period": found.period.code if found.period else "",
                "period_text": found.period.text if found.period else "",
                "change": words(item.get("change", "")),
                "svg": drawing.svg(session.theme) if drawing else "",
                "alt": drawing.alt if drawing else "",
                **years,
            }
        )
    return shown
