"""Change one figure of the vintage, and every place that states it changes: nothing is typed over. Made-up values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import copied_project
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.batch import build_all
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.building.vanished import used
from arbeidsmarkt.inputs import nearly
from arbeidsmarkt.inputs.editions import Edition
from copied_project import Cell
from in_process import Record, run_edition
from made_up_figures import Q3

VINTAGE = "2024-12-13"
SPAN = re.compile(r'\[([^\]\[]*)\]\{\.fact key="([a-z0-9_]+)"\}')
Left = dict[str, list[Record]]

#: each headline input, and by how much it is changed: enough to alter its print
HEADLINES: list[tuple[Cell, str]] = [
    (("open_vacancies", "2024KW03", ""), "37"),
    (("open_vacancies", "2024KW02", ""), "37"),
    (("open_vacancies", "2023KW03", ""), "-61"),
    (("open_vacancies", "2022KW03", ""), "37"),
    (("open_vacancies", "2014KW03", ""), "37"),
    (("unemployed", "2024KW03", ""), "-31"),
    (("unemployed", "2024KW02", ""), "-31"),
    (("unemployed", "2023KW03", ""), "-31"),
    (("unemployment_rate", "2024KW03", ""), "0.4"),
    (("wages_growth", "2024KW03", ""), "0.7"),
    (("wages_growth", "2023KW03", ""), "-0.7"),
    (("wages_growth_by_cao_sector", "2024KW03", "private"), "0.7"),
    (("wages_growth_by_cao_sector", "2024KW03", "subsidised"), "0.7"),
    (("wages_growth_by_cao_sector", "2024KW03", "government"), "0.7"),
    (("real_wages_growth_paid_energy", "2024KW03", ""), "0.7"),
    (("cpi", "2024MM08", ""), "2"),
    (("vacancy_rate", "2024KW02", ""), "3"),
    (("vacancy_rate_by_sector", "2024KW02", "F"), "3"),
    (("net_participation", "2024KW03", ""), "0.5"),
    (("net_participation", "2014KW01", ""), "0.6"),
    (("employed", "2024KW03", ""), "312"),
    (("part_time", "2024KW03", ""), "312"),
    (("outside_labour_force", "2024KW03", ""), "312"),
]


@pytest.fixture(scope="module")
def before(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Left:
    return run_edition(project, Q3, tmp_path_factory.mktemp("before"))


def facts_of(left: Left) -> dict[str, Record]:
    return {key: fact for found in left.values() for record in found for key, fact in record.get("facts", {}).items()}


def rests_on(fact: Record, cell: Cell) -> bool:
    series, period, member = cell
    return any(
        (cell.get("series"), cell["period"], next(iter(cell.get("members", {}).values()), ""))
        == (series, period, member)
        for cell in fact["cells"]
    )


def texts(left: Left) -> Iterator[str]:
    """Every text of the edition that may state a fact."""
    for found in left.values():
        for record in found:
            yield from [record.get("markdown", ""), record.get("caption", ""), *record.get("notes", [])]
            yield from (text for item in record.get("items", []) for text in (item["title"], item["change"]))


def stated(left: Left, key: str) -> set[str]:
    """How the texts print a fact."""
    return {text for template in texts(left) for text, name in SPAN.findall(template) if name == key}


def cells(left: Left) -> dict[tuple[str, str, str], Record]:
    """Every number of every table and chart, by label, row and column."""
    return {
        (record["label"], row[0]["text"], column["name"]): cell
        for found in left.values()
        for record in found
        for row in record.get("data", {}).get("rows", [])
        for column, cell in zip(record["data"]["columns"], row, strict=True)
        if column["type"] == "number"
    }


def small(fact: Record) -> bool:
    """Whether a change is so small that a sentence says "vrijwel gelijk"."""
    most = nearly.load(copied_project.REPOSITORY).get(fact["unit"], Decimal(0))
    return fact["tree"].get("operation") == "difference" and abs(Decimal(str(fact["value"]))) < most + Decimal("0.5")


def notebooks_that_read(left: Left, series: str) -> set[str]:
    return {name for name, found in left.items() if any(series in record.get("series", []) for record in found)}


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        pytest.param(cell, amount, id="-".join(filter(None, cell)),
                     marks=() if cell[1] == Q3.code else pytest.mark.editions)
        for cell, amount in HEADLINES
    ],
)  # fmt: skip
def test_every_place_that_states_a_figure_changes_with_it(
    before: Left, cell: Cell, amount: str, tmp_path: Path
) -> None:
    copied = copied_project.copy(tmp_path / "project", (VINTAGE,))
    copied_project.perturb(copied, VINTAGE, {cell: Decimal(amount)})
    old = facts_of(before)
    affected = {key for key, fact in old.items() if rests_on(fact, cell)}
    assert affected, "no fact rests on this figure, so it is no headline"
    rerun = notebooks_that_read(before, cell[0])
    rerun |= {name for name, found in before.items() if used(found) & affected}
    after = run_edition(copied, Q3, tmp_path, only=rerun | {"accountability"}, earlier=before)
    new = facts_of(after)
    changed = {key for key in affected if key in new and new[key]["text"] != old[key]["text"]}
    direct = {key for key in affected if "cell" in old[key]["tree"]}
    assert direct <= changed
    assert changed

    # what does not rest on the figure is as it was, but for choices: who leads a list, which revision is the largest,
    # what lies too near to be compared, and for how many published figures come out as they were printed
    others = {
        key
        for key in old.keys() - affected
        if not key.startswith(
            ("sectors_", "revis", "printed_", "tension_t", "tension_quick", "tension_lowest", "left_out_")
        )
        and not key.rstrip("0123456789").endswith(("_peaks_", "_in_figure_", "_in_chart_"))
    }
    assert {key for key in others if new[key]["text"] != old[key]["text"]} == set()

    for key in changed:
        was, now = stated(before, key), stated(after, key)
        if old[key]["tree"].get("operation") == "contribution":
            continue  # stated roughly, in words: "ongeveer twee derde"
        assert not was & now, f"a text still states the old {key}"
        # no change is "gelijk gebleven", a small one "vrijwel gelijk gebleven"
        in_words = {old[key]["text"], new[key]["text"]} & {"0", "0,0"} or small(old[key]) or small(new[key])
        # a peak is stated only when it is another quarter's, and how many figures deviate only when some do
        if old[key]["tree"].get("operation") != "peak" and key != "printed_different" and not in_words:
            assert bool(was) == bool(now)
    _tables_follow(before, after, changed)
    _published_follow(copied, after, new, changed)


def _tables_follow(before: Left, after: Left, changed: set[str]) -> None:
    old, new = cells(before), cells(after)
    facts = facts_of(after)
    for where, cell in old.items():
        if cell.get("fact") in changed and where in new:
            assert new[where]["text"] == facts[cell["fact"]]["text"], where
            assert new[where]["text"] != cell["text"], where
    for found in after.values():
        for item in (item for record in found for item in record.get("items", [])):
            assert item["value"] == facts[item["fact"]]["text"]


def _published_follow(project: Project, after: Left, facts: Mapping[str, Any], changed: set[str]) -> None:
    """The table of the accountability section shows what the edition now gives."""
    (table,) = (record for record in after["accountability"] if record.get("label") == "tbl-printed")
    column = [column["name"] for column in table["data"]["columns"]].index("edition")
    rows = table["data"]["rows"]
    deviating = [found for found in after["accountability"] if found.get("label") == "tbl-deviating"]
    told = {row[0]["text"] for found in deviating for row in found["data"]["rows"]}
    for row, item in zip(rows, Edition.load(project, Q3).printed, strict=True):
        if item.fact in changed:
            assert row[column]["text"] == facts[item.fact]["text"]
        assert (row[0]["text"] in told) == (item.fact in changed), row[0]["text"]


def test_a_direction_turns_with_its_figures(before: Left, tmp_path: Path) -> None:
    copied = copied_project.copy(tmp_path / "project", (VINTAGE,))
    copied_project.perturb(copied, VINTAGE, {("unemployed", "2023KW03", ""): Decimal(61)})
    after = run_edition(copied, Q3, tmp_path, only={"tension"}, earlier=before)
    span = r'\[[^\]]*\]\{\.fact key="unemployed_change_year"\} (meer|minder) dan'
    turned = [set(re.findall(span, "\n".join(record.get("markdown", "") for record in left["tension"])))
              for left in (before, after)]  # fmt: skip
    assert turned == [{"meer"}, {"minder"}]


@pytest.mark.editions
def test_a_whole_build_follows_a_changed_figure(built_edition: Path, tmp_path: Path) -> None:
    """What holds for facts and prose holds for the files that a reader gets."""
    copied = copied_project.copy(tmp_path / "project", (VINTAGE,))
    copied_project.perturb(copied, VINTAGE, {("open_vacancies", "2024KW03", ""): Decimal(37)})
    order = Order(copied, "2024Q3", tmp_path / "out", formats=("html",))
    build_all([order], 2, lambda edition, result: None)
    stored = [json.loads((folder / "facts.json").read_text())["facts"] for folder in (built_edition, order.folder)]
    changed = {key for key in stored[0] if stored[0][key]["text"] != stored[1][key]["text"]}
    assert {"vacancies", "tension"} <= changed
    for name in ("document.md", "data/fig-tension.csv", "data/tbl-tension.csv", "figures/fig-tension.svg"):
        assert (built_edition / name).read_text() != (order.folder / name).read_text(), name
    page = (order.folder / "arbeidsmarkt-in-beeld-2024Q3.html").read_text(encoding="utf-8")
    for key in ("vacancies", "tension"):
        shown = re.findall(rf'<data [^>]*data-key="{key}"[^>]*>([^<]*)</data>', page)
        assert shown
        assert all(text.startswith(stored[1][key]["text"]) for text in shown)
    assert ">434" in page
