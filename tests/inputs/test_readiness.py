"""A quarter that the figures do not reach is refused before anything runs."""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import NotYetPublished
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import readiness
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition, quarters
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, latest, write

#: the command, and at its end whether it has imported pandas
PROGRAM = """
import atexit, sys
atexit.register(lambda: print(*{"pandas", "altair"} & sys.modules.keys()))
from arbeidsmarkt.cli import main
main()
"""


def test_the_edition_after_the_last_figures_says_what_ends_where_and_what_can_be_built(project: Project) -> None:
    quarter = Period.quarter(2031, 1)
    with pytest.raises(NotYetPublished) as error:
        readiness.check(project, Edition.load(project, quarter))
    text = str(error.value)
    catalogue = Catalogue.load(project.params / "series.yml")
    vintage = Vintage.open(project.vintages, latest(project.vintages))
    newest = readiness.newest(catalogue, vintage)
    ends = [max(row.period for row in vintage.rows(spec.id) if row.value is not None)
            for spec in catalogue.series.values() if spec.required is True and spec.frequency == "quarter"]  # fmt: skip
    assert newest == min(ends)
    assert "80474ned ends in 20" in text and "open_vacancies" in text and "and 9 more" in text
    assert f"the newest quarter that can be built is {newest}" in text
    assert "make fetch QUARTER=2031Q1" in text and len(text.splitlines()) == 1


def test_every_shipped_edition_has_what_it_cannot_do_without(project: Project) -> None:
    shipped = quarters(project)
    assert len(shipped) >= 4
    for quarter in shipped:
        readiness.check(project, Edition.load(project, quarter))


def test_a_hole_in_a_required_series_is_named_too(project: Project) -> None:
    vintage = Vintage.open(project.vintages, latest(project.vintages))
    lacking = readiness.lacking(Catalogue.load(project.params / "series.yml"), vintage, Period.quarter(2015, 1))
    assert list(lacking) == ["open_vacancies"] and str(lacking["open_vacancies"]) == "2014Q4"


CATALOGUE = """\
tables:
  T1: {title: Verzonnen}
  T2: {title: Verzonnen}
series:
  a: {table: T1, title: A, measure: A, unit: thousand, required: true}
  b: {table: T1, title: B, measure: B, unit: thousand, required: true}
  c: {table: T1, title: C, measure: C, unit: thousand, required: true}
  d: {table: T1, title: D, measure: D, unit: thousand, required: true}
  e: {table: T2, title: E, measure: E, unit: thousand, required: true}
  later: {table: T2, title: F, measure: F, unit: thousand, required: read}
  months: {table: T2, title: G, measure: G, unit: thousand, required: true, frequency: month}
"""


def made(root: Path, newest: dict[str, str]) -> Project:
    """A made-up project; each series has its figures of three quarters up to the one that is named."""
    project = Project(root)
    for folder in (project.params, project.vintages):
        folder.mkdir(parents=True, exist_ok=True)
    project.series.write_text(CATALOGUE)
    (project.params / "2024Q3.yml").write_text(
        "quarter: 2024Q3\nvintage: toy\ncharts_from: 2014Q1\npublication_date: 2024-12-13\nstatus: concept\n"
    )
    tables: dict[str, list[Row]] = {"T1": [], "T2": []}
    for series, last in newest.items():
        table = "T1" if series in "abcd" else "T2"
        end = Period.parse(last)
        tables[table] += [Row(series, table, {}, end - step, Decimal(1)) for step in range(3)]
        tables[table].append(Row(series, table, {}, end + 1, None, "."))  # not a figure yet
    write(
        project.vintages, "toy", date=dt.date(2024, 12, 13), kind="imported", title="Verzonnen",
        tables=[TableData(name, "Verzonnen", rows) for name, rows in tables.items()],
    )  # fmt: skip
    return project


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (
            {"a": "2024Q2", "b": "2024Q2", "c": "2024Q2", "d": "2024Q2", "e": "2024Q1"},
            "T1 ends in 2024Q2 (a, b, c and 1 more), T2 ends in 2024Q1 (e); the newest quarter that can be built is "
            "2024Q1; make fetch QUARTER=2024Q3 reads CBS",
        ),
        (
            {"a": "2024Q2", "b": "2024Q2", "c": "2024Q2", "d": "2024Q3", "e": "2024Q3"},
            "T1 ends in 2024Q2 (a, b, c); the newest quarter that can be built is 2024Q2; make fetch QUARTER=2024Q3 "
            "reads CBS",
        ),
        (
            {"a": "2024Q3", "b": "2024Q3", "c": "2024Q3", "d": "2020Q3"},
            "T1 ends in 2020Q3 (d), T2 ends in nothing (e); make fetch QUARTER=2024Q3 reads CBS",
        ),
        (
            {"a": "2024Q3", "b": "2024Q3", "c": "2024Q3", "d": "2020Q3", "e": "2025Q4"},  # which has later ones only
            "T1 ends in 2020Q3 (d), T2 ends in nothing (e); make fetch QUARTER=2024Q3 reads CBS",
        ),
    ],
)
def test_what_ends_where_is_told_by_table(tmp_path: Path, newest: dict[str, str], said: str) -> None:
    made_up = made(tmp_path, newest)
    with pytest.raises(NotYetPublished) as refused:
        readiness.check(made_up, Edition.load(made_up, Period.quarter(2024, 3)))
    assert str(refused.value) == f"2024Q3: vintage toy does not have 2024Q3: {said}"


def test_a_quarter_that_every_series_has_is_ready_whatever_is_not_needed(tmp_path: Path) -> None:
    made_up = made(tmp_path, dict.fromkeys("abcde", "2024Q3") | {"later": "2020Q1"})
    readiness.check(made_up, Edition.load(made_up, Period.quarter(2024, 3)))
    vintage = Vintage.open(made_up.vintages, "toy")
    assert readiness.newest(Catalogue.load(made_up.series), vintage) == Period.quarter(2024, 3)
    assert readiness.newest(Catalogue(tables={}, series={}), vintage) is None


def test_the_command_says_so_at_once_and_exits_with_3(tmp_path: Path) -> None:
    seconds = []
    while not seconds or (min(seconds) > 1 and len(seconds) < 4):  # a machine with other work counts more than it took
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "build", "2031Q1", "--out", str(tmp_path)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert done.returncode == 3, done.stderr
        assert "2031Q1: vintage" in done.stderr and "notebook" not in done.stderr
    assert min(seconds) < 1, f"{min(seconds):.2f} s of a processor"
    assert "pandas" not in done.stdout, "what takes a second to import is not needed to say this"
