"""A notebook tried out with other figures: they are permuted and scaled, all else stays. Real figures in real cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType

import pytest

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import computed, permuted
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.numbers.derivations import difference
from in_process import records, run_cells, shell
from made_up_figures import Q3, run, value

START = """
from arbeidsmarkt.notebook import *
edition = start("2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3")
"""


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Session, "reads_with", Session.reads_with)  # as it was, after the test
    monkeypatch.setattr(computed, "made", [])
    yield


@pytest.mark.parametrize("draw", [0, 1, 2])
def test_the_figures_of_a_series_change_their_places_and_their_size(draw: int) -> None:
    before = run([1, 2, None, 4, 5, 6, 7, 8])
    after = permuted.Change("toy", draw).of_series(before)
    assert list(after.observations) == list(before.observations)  # a missing one stays missing
    old, new = ([item.value for item in series.known] for series in (before, after))
    assert sorted(filter(None, new)) == [item * permuted.FACTORS[draw] for item in filter(None, old)]
    assert new != [item * permuted.FACTORS[draw] for item in filter(None, old)]
    assert after == permuted.Change("toy", draw).of_series(before)  # the same in every run
    assert permuted.Change("another", draw).of_series(before) == before


def test_a_figure_that_depends_on_the_series_changes_and_a_missing_one_does_not() -> None:
    change = permuted.Change("toy")
    step = difference(value(7, series="other"), value(3), title="Verandering")
    assert [item.value for item in change.of([value(None), step])] == [None, Decimal("5.48")]
    assert permuted.Change().of([step]) == [step]


@pytest.mark.parametrize("key", ["vacancy_rate_by_sector", "firms_short_of_staff", "unemployed"])
def test_only_what_is_to_change_is_read_changed(project: Project, key: str) -> None:
    def read(reader: Reader) -> dict[str, list[Decimal]]:
        found = {
            "unemployed": reader.series("unemployed").known,
            "vacancy_rate_by_sector": [
                item for one in reader.family("vacancy_rate_by_sector").values() for item in one
            ],
            "firms_short_of_staff": reader.published_all("firms_short_of_staff"),
            "one": [reader.published("firms_short_of_staff")],
        }
        return {name: [item.value for item in items if item.value is not None] for name, items in found.items()}

    about = (project, Q3, "2024-12-13", dt.date(2024, 12, 13))
    before, after = read(Reader(*about)), read(permuted.PermutedReader(*about, change=permuted.Change(key)))
    for name, values in before.items():
        changed = name == key or (name, key) == ("one", "firms_short_of_staff")
        assert sorted(after[name]) == sorted(item * (permuted.FACTORS[0] if changed else 1) for item in values)


def test_such_a_run_writes_every_computed_number_and_shows_nothing(project: Project) -> None:
    library = ModuleType("library")
    permuted.begin(library, "wages_growth", 1)
    for name in ("figure", "table", "key_figures", "key_messages"):
        assert getattr(library, name)("x", label="y") is None
    code = (
        "wages = series('wages_growth')\n"
        "computed(wages.frame().value.max(), of=[wages], words='w', title='Top', unit='percent');"
    )
    with shell(project) as (cells, outputs):
        run_cells(cells, [START, code, "from arbeidsmarkt.desk import permuted\npermuted.leave()"])
        highest = max(item.value or 0 for item in cells.user_ns["wages"])
    (record,) = records(outputs)
    plain = Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13)).series("wages_growth")
    assert highest == max(item.value or 0 for item in plain) * Decimal("0.61")
    number = {"title": "Top", "code": code, "inputs": ["wages_growth"], "values": [f"{highest.normalize()}"]}
    assert record == {"kind": "computed numbers", "numbers": [number]}
