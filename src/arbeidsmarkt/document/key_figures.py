"""The band of key figures, as the document has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.document import markup


def band(items: Sequence[Mapping[str, Any]]) -> str:
    """The band of key figures: title, value with unit, change, period, and a tiny chart that the text explains."""
    if not items:
        return ""
    return (
        ":::: {.key-figures}\n"
        + "\n\n".join(markup.div("{.key-figure}", _key_figure(item)) for item in items)
        + "\n::::\n"
    )


def _key_figure(item: Mapping[str, Any]) -> str:
    value, unit = markup.escape(item["value"]), markup.escape(item["unit_text"])
    lines = [
        f"[{dutch.capitalised(item['title'])}]{{.title}}",
        f'[[{value}]{{.fact key="{item["fact"]}"}}]{{.value}} [{unit}]{{.unit}}',
        f"[{item['change']}]{{.change}}",
        f"[{item['period_text']}]{{.period}}",
    ]
    if item.get("svg"):
        if begin := item.get("trend_from"):
            lines.append(f"[{markup.escape(begin)}]{{.from}} [{markup.escape(item['trend_to'])}]{{.to}}")
        lines.append(f'![](figures/kern-{item["fact"]}.svg){{.spark fig-alt="{markup.attribute(item["alt"])}"}}')
    return "\n\n".join(lines)
