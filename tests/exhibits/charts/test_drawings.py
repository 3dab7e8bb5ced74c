"""Every form as it was looked at: its drawing in both sizes, its table, its description and its notes.

A change of a drawing is seen here, made in the kept text with ``pytest --snapshot-update``, and looked at in a report.
No figure here is real.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import chart
from arbeidsmarkt.exhibits.charts.bars import bars, stacked
from arbeidsmarkt.exhibits.charts.chart import ReportChart
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line, spark
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.multiples import multiples
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.exhibits.charts.tile_map import PLACES, tile_map
from arbeidsmarkt.inputs.theme import Palette, Theme
from made_up_figures import Q3, run, value

#: a page design in which every colour has its own digits; the names of the colours are those of the real one
INKS = {name: f"{number:02}" * 3 for number, name in enumerate(Palette.model_fields, start=10)}
THEME = Theme.model_validate(
    {"organisation": "Niemand", "font": "Sans", "web-font": "Sans", "office-font": "Sans", "light": INKS, "dark": INKS}
)
SOFT = ("final", "final", "final", "final", "provisional", "provisional")
LONG = "Verhuur en handel van onroerend goed, openbaar bestuur en overheidsdiensten"
YEAR, LATER = Period.of_year(2023), Period.of_year(2033)


FORMS: dict[str, Callable[[], ReportChart]] = {
    "line": lambda: line(
        {"Zorg": run([4, None, 2, None, -1, 3], statuses=SOFT), "Bouw": run([1, 2, 3, None, None, None])}, Q3 - 5, Q3,
        mark=2, mark_label="Evenveel",
    ),
    "line, not from zero": lambda: line(run([101, 104, 103, 109], "index"), Q3 - 3, Q3, zero=False),
    "spark": lambda: spark(run([None, 1, 4, 2, 3, 5]), Q3 - 7, Q3 + 1),
    "bars": lambda: bars(
        [
            value(12, label="Bouw"), value(25, label="Alle"), value(12, label=LONG, status="provisional"),
            value(-3, label="Zorg"), value(0, label="Handel"), value(None, label="Overig"),
        ],
        highlight="Alle", title="Vacatures", label_title="Bedrijfstak",
    ),
    "bars, as given": lambda: bars([value(1, label="Bouw"), value(3, label="Zorg")], sort=False),
    "stacked": lambda: stacked(
        [value(3, label="Klein", status="provisional"), value(60, label=LONG), value(37, label="Midden")], title="Banen"
    ),
    "paired": lambda: paired(
        {
            "Zorg": {"Bouw": (value(7), value(2)), LONG: (value(4), value(None))},
            "Bouw": {"Zorg": (value(0), value(9)), "Handel": (value(None), value(None))},
        },
        left="Instroom uit", right="Uitstroom naar", title="Stappen",
    ),
    "horizon": lambda: horizon(
        {
            "Zorg": (value(43, period=YEAR), value(195, period=LATER)),
            LONG: (value(20, period=YEAR), value(2, period=LATER)),
            "Handel": (value(100, period=YEAR), value(100, period=LATER)),
        },
        title="tekort",
    ),
    "multiples": lambda: multiples(
        {
            "Noord": run([1, 2, None, 4, 5, 3], statuses=SOFT), "Zuid": run([3, 1, 2, 5]), LONG: run([2, 9, 2, 7]),
            "Oost": run([8, 2, 1, 6]), "West": run([1, 7, 2, 8]),
        },
        Q3 - 5, Q3, title="Vacatures", reference=("Nederland", run([2, 3, 4, 5])),
    ),
    "moments": lambda: moments(
        {"techniek": run([29, None, None, 76, 75]), "digitaal": run([13, None, 25, 1222, 20])}, Q3 - 4, Q3
    ),
    "tile map, of one measure": lambda: tile_map(
        [value(step + 10, "per_1000_jobs", label=name) for step, name in enumerate(PLACES)], title="Vacaturegraad"
    ),
    "tile map": lambda: tile_map(
        [
            *(value(step - 4, "percent", label=name) for step, name in enumerate(PLACES) if name != "Zeeland"),
            value(None, "percent", label="Zeeland"), value(1, "percent", label="Nederland", status="provisional"),
        ],
        title="Groei", whole="Nederland", signed=True,
        beside=("sinds 2019", [value(2 * n, "percent", label=name) for n, name in enumerate([*PLACES, "Nederland"])]),
    ),
}  # fmt: skip


def kept(found: Any) -> str:
    """As text, with each set of rows once."""
    tables: list[Any] = []

    def shortened(part: Any) -> Any:
        if isinstance(part, dict):
            if isinstance(part.get("values"), list) and part["values"] and isinstance(part["values"][0], dict):
                if part["values"] not in tables:
                    tables.append(part["values"])
                return f"rows {tables.index(part['values'])}"
            return {name: shortened(value) for name, value in part.items()}
        return [*map(shortened, part)] if isinstance(part, (list, tuple)) else part

    told = shortened(found)
    for number, table in enumerate(tables):
        told[f"rows {number}"] = {name: [row.get(name) for row in table] for name in table[0]}
    return "\n".join(written(told))


def written(part: Any) -> list[str]:
    """JSON in lines of up to 150 characters."""
    text = json.dumps(part, ensure_ascii=False, sort_keys=True)
    if len(text) <= 150 or not isinstance(part, (dict, list)) or not part:
        return [text]
    inside = (
        [(f"{name}: ", one) for name, one in sorted(part.items())]
        if isinstance(part, dict)
        else [("", one) for one in part]
    )
    lines = [""]
    for name, one in inside:
        first, *others = written(one)
        if others or len(lines[-1] + name + first) > 150:
            lines.append("")
        lines[-1] += f"{name}{first} "
        lines += [f"  {line}" for line in others] + [""] * bool(others)
    return ["(", *(f"  {line.rstrip()}" for line in lines if line), ")"]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_drawn_and_told_as_it_was_looked_at(form: str, snapshot: SnapshotAssertion) -> None:
    made = FORMS[form]()
    with chart._shallow_copies():
        sizes = {size: made.draw(size, THEME).to_dict(validate=False) for size in ("wide", "narrow")}
    for drawing in sizes.values():
        del drawing["$schema"], drawing["config"]  # Altair's own; the report's is below
    assert kept({"table": made.data.to_json(), "told": made.alt, "notes": made.notes, **sizes}) == snapshot


def test_the_look_of_all_drawings_is_as_it_was_looked_at(snapshot: SnapshotAssertion) -> None:
    assert kept(chart.look(THEME)) == snapshot
