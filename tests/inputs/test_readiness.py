"""A quarter that the figures do not reach is refused before anything runs."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import NotYetPublished
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import readiness
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition, quarters
from arbeidsmarkt.inputs.vintages import Vintage, latest

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
