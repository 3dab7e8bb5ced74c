"""The catalogue settles itself on a first day: the real figures decide, and what they cannot decide is for a person."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

import first_day
from arbeidsmarkt.cli import main
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage, latest
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.devserver import DevServer
from arbeidsmarkt.statline.fetch import fetch
from arbeidsmarkt.statline.guard import Limits

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """The checkout after one round of ``settle`` on the first day; its exit code and what it said."""
    root = tmp_path_factory.mktemp("first") / "checkout"
    (root / "params").mkdir(parents=True)
    shutil.copy(ROOT / "params" / "series.yml", root / "params")
    shutil.copytree(ROOT / "data" / "vintages", root / "data" / "vintages")
    vintages = root / "data" / "vintages"
    before = Catalogue.load(root / "params" / "series.yml")
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARBEIDSMARKT_ROOT", str(root))
        patch.setattr("click.echo", lambda text="", **_: said.append(str(text)))
        with DevServer(first_day.tables(Vintage.open(vintages, latest(vintages)), before)) as server:
            try:
                main(["settle", "--base-url", server.url, "--pause", "0", "--tries", "2"])
                code = 0
            except SystemExit as leave:
                code = int(leave.code or 0)
    return root, code, "\n".join(said)


@pytest.mark.editions  # of made-up tables: test_finding.py, test_jobs.py
def test_one_round_leaves_at_most_three_decisions(day: tuple[Path, int, str]) -> None:
    root, _, said = day
    last = said.splitlines()[-1]
    assert int(last.split()[0]) <= 3, said
    after = Catalogue.load(root / "params" / "series.yml")
    assert after.series["vacancies_arisen"].confirmed


@pytest.mark.editions  # of made-up tables: test_finding.py, test_jobs.py
def test_no_series_is_another_one(day: tuple[Path, int, str]) -> None:
    after = Catalogue.load(day[0] / "params" / "series.yml")
    assert after.series["vacancies_arisen"].measure.title == "Ontstaan"
    assert after.series["vacancies_filled"].measure.title == "Vervuld"
    assert after.series["open_vacancies"].measure.groups == ("Seizoengecorrigeerd",)
    for name in ("wages_growth", "wages_growth_by_sector", "wages_growth_by_cao_sector", "wages_growth_annual"):
        assert after.series[name].measure.title == "Cao-lonen per uur inclusief bijzondere beloningen", name
        assert after.series[name].measure.groups[-1] == "Ontwikkeling t.o.v. een jaar eerder"
    assert after.series["unemployed"].measure.title == "Werkloze beroepsbevolking"


@pytest.mark.editions  # of made-up tables: test_finding.py, test_jobs.py
def test_what_decided_is_written_and_the_rest_of_the_file_is_as_it_was(day: tuple[Path, int, str]) -> None:
    path = day[0] / "params" / "series.yml"
    after = Catalogue.load(path)
    assert after.series["vacancies_arisen"].confirmed and after.series["vacancies_arisen"].confirmed.by == "values"
    assert not after.series["vacancies_arisen"].unconfirmed
    old, new = (ROOT / "params" / "series.yml").read_text().splitlines(), path.read_text().splitlines()
    comments = [line for line in old if line.lstrip().startswith("#")]
    assert [line for line in new if line.lstrip().startswith("#")] == comments
    assert len(set(old) - set(new)) < 120
    assert "only" in yaml.safe_load(path.read_text())["series"]["wages_growth_by_sector"]["over"]["sector"]


@pytest.mark.editions  # of made-up tables: test_finding.py, test_jobs.py
def test_a_candidate_whose_figures_are_others_is_never_offered(day: tuple[Path, int, str]) -> None:
    said = day[2]
    offered = [line for line in said.splitlines() if line.startswith("    measure:")]
    assert not any("Vervuld" in line or "exclusief" in line or "Niet gecorrigeerd" in line for line in offered), said
    for line in offered:
        assert yaml.safe_load(line.split("  [")[0].strip())["measure"]["title"], "it can be pasted"


def test_a_fetch_settles_by_itself_what_the_figures_decide(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    (root / "params").mkdir(parents=True)
    shutil.copy(ROOT / "params" / "series.yml", root / "params")
    shutil.copytree(ROOT / "data" / "vintages", root / "data" / "vintages")
    path, vintages = root / "params" / "series.yml", root / "data" / "vintages"
    whole = Catalogue.load(path)
    named = ("vacancies_arisen", "vacancies_filled", "open_vacancies")
    catalogue = whole.model_copy(update={"series": {name: whole.series[name] for name in named}})
    with DevServer(first_day.tables(Vintage.open(vintages, latest(vintages)), whole)) as server:
        client = StatLine(server.url, Limits(tries=1, pause=0))
        done = fetch(catalogue, vintages, client, date=dt.date(2026, 12, 1), catalogue_file=path)
        assert done.path is not None
        read = Vintage.open(vintages, done.label)
        known = Vintage.open(vintages, latest(vintages))
        for name in ("vacancies_arisen", "vacancies_filled"):
            figures = {row.period: row.value for row in known.rows(name)}
            for row in read.rows(name):
                if row.value is not None and row.period in figures:
                    assert row.value == figures[row.period]
        after = Catalogue.load(path)
        assert after.series["vacancies_arisen"].measure.title == "Ontstaan"
        renewed = after.model_copy(update={"series": {name: after.series[name] for name in named}})
        assert fetch(renewed, vintages, client, date=dt.date(2026, 12, 2)).path is None, "nothing has changed since"
