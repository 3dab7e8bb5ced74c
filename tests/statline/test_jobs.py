"""One table from its description to its rows, and a fetch or an import of several: what is kept, told and written.

The server is made up and answers at once; the figures are made up.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import Faults, NotYetPublished, UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, write
from arbeidsmarkt.statline import fetch as fetching, imports, second_look
from arbeidsmarkt.statline.fetch import fetch, free_label
from arbeidsmarkt.statline.guard import Busy, Down, Limits, NotThere
from arbeidsmarkt.statline.lifecycle import LifeCycle
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic
from arbeidsmarkt.statline.source import About
from arbeidsmarkt.statline.table import Outcome, TableJob

DAY = dt.date(2024, 12, 13)
SERIES = """\
tables:
  T1: {title: Verzonnen}
  T2: {title: Anders}
  T3: {title: Derde}
members:
  sector:
    A: {code: A, title: A Landbouw}
    J: {code: J, title: J Informatie}
series:
  jobs: {table: T1, title: Banen, measure: Banen, unit: thousand, required: true, dimensions: {SBI: T}}
  parts: {table: T1, title: Delen, measure: Banen, unit: thousand, over: {sector: SBI}}
  hours: {table: T2, title: Uren, measure: Uren, unit: thousand, dimensions: {SBI: T}}
  prices: {table: T3, title: Prijzen, measure: Prijs, unit: thousand, frequency: month, dimensions: {SBI: T}}
"""
QUARTERS = [Period.quarter(2023, 4) + step for step in range(4)]
MONTHS = [Period.month(2024, 1) + step for step in range(9)]


class Server:
    """A made-up interface: measures by table, faults by table, and what is asked of it."""

    def __init__(self, name: str = "v4") -> None:
        self.name = name
        self.measures = {"T1": "Banen", "T2": "Uren", "T3": "Prijs"}
        self.periods: dict[str, Sequence[Period]] = {"T1": QUARTERS, "T2": QUARTERS, "T3": MONTHS}
        self.modified = dict.fromkeys(("T1", "T2", "T3"), "2024-11-14T02:00:00")
        self.cycle = {table: LifeCycle(ended=False, successor="") for table in self.measures}
        self.faults: dict[str, Exception] = {}
        self.values: dict[tuple[str, str, str], str] = {}
        self.asked: list[str] = []
        self.forgotten: list[str] = []
        self.changes = 0
        shared = SimpleNamespace(left=100.0)
        self.guard: Any = SimpleNamespace(
            requests_here=0,
            gone=False,
            forget=self.forgotten.append,
            shared=shared,
            requests=0,
            answered=0,
            stop=lambda: None,
        )

    def address(self, table: str) -> str:
        return f"https://datasets.cbs.nl/{self.name}/{table}"

    def session(self) -> Any:
        return nullcontext()

    def about(self, table: str) -> About:
        self._ask(f"about {table}")
        modified = self.modified[table]
        if self.changes:
            self.changes -= 1
            self.modified[table] = f"2024-11-{20 + self.changes}T02:00:00"
        return About(f"{table} zelf", modified, "", self.cycle[table])

    def _ask(self, what: str) -> None:
        self.guard.requests_here += 1
        self.guard.requests += 1
        self.asked.append(what)
        if fault := self.faults.get(what.split()[1]):
            raise fault
        self.guard.answered += 1

    def structure(self, table: str, about: About) -> TableMeta:
        codes = {
            "SBI": [Code("T", "Alle"), Code("A", "A Landbouw"), Code("J", "J Informatie")],
            "Perioden": [Code(period.code, period.head, "final") for period in self.periods[table]],
        }
        topic = Topic("M1", self.measures[table], (), "x 1 000", 1)
        return TableMeta(table, about.title, (topic,), ("SBI",), "Perioden", codes, "Observations")

    def records(self, plan: Any, version: str) -> list[Mapping[str, object]]:
        table = plan.meta.table
        self._ask(f"rows {table} {version}")
        return [
            {"SBI": sbi, "Perioden": period.code, "M1": self.values.get((table, sbi, period.code), f"{100 + number}.5")}
            for sbi in "TAJ" for number, period in enumerate(self.periods[table])
        ]  # fmt: skip


class Client:
    """What a fetch needs of the client of StatLine."""

    base_url = "https://opendata.cbs.nl"
    origin = "StatLine"

    def __init__(self, *readers: Server) -> None:
        self.readers = readers or (Server(),)
        self.limits = Limits(connections=1)
        self.pages = Cache(None)
        self.stopped = False

    @property
    def requests(self) -> int:
        return sum(reader.guard.requests for reader in self.readers)

    @property
    def answered(self) -> int:
        return sum(reader.guard.answered for reader in self.readers)

    def addresses(self, table: str) -> set[str]:
        return {reader.address(table) for reader in self.readers}

    def session(self) -> Any:
        return nullcontext()

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "series.yml").write_text(SERIES, encoding="utf-8")
    return Catalogue.load(tmp_path / "series.yml")


def job(catalogue: Catalogue, table: str = "T1", **more: Any) -> TableJob:
    return TableJob(table, catalogue.tables[table], catalogue.by_table()[table], **more)


def lines(outcome: Outcome) -> list[str]:
    return [str(fault) for fault in outcome.faults]


# --- one table --------------------------------------------------------------------------------------------------------


def test_a_table_is_read_with_what_a_vintage_says_of_it(catalogue: Catalogue) -> None:
    server = Server()
    outcome = job(catalogue).run(Client(server))
    data = outcome.data
    assert data and (data.id, data.title, data.modified, data.url, data.interface, data.sources) == (
        "T1", "T1 zelf", "2024-11-14T02:00:00", "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/T1", "v4",
        {"StatLine": "https://datasets.cbs.nl/v4/T1"},
    )  # fmt: skip
    assert len(data.rows) == 12 and outcome.newest == QUARTERS[-1] and 0 < outcome.seconds < 60
    assert server.asked == ["about T1", "rows T1 2024-11-14T02:00:00", "about T1"]
    assert (outcome.unchanged, outcome.ended, outcome.notices, outcome.late, outcome.left_out) == (
        False,
        False,
        [],
        {},
        [],
    )
    assert job(catalogue).cells() == 3 and Outcome("x").newest is None


def test_the_next_interface_is_read_when_the_first_does_not_answer_or_have_it(catalogue: Catalogue) -> None:
    first, second = Server(), Server("v3")
    first.faults["T1"] = Down("no answer")
    outcome = job(catalogue).run(Client(first, second))
    assert outcome.data and outcome.data.interface == "v3"
    assert outcome.notices == ["T1: read from v3, since no answer"]
    first.faults["T1"] = NotThere("does not have it")
    assert job(catalogue).run(Client(first, second)).notices == []
    second.faults["T1"] = Down("no answer either")
    gone = job(catalogue).run(Client(first, second))
    assert (lines(gone), gone.data, gone.may_pass) == (["T1: no answer either"], None, True)
    second.faults["T1"] = Busy("wait")
    assert not job(catalogue).run(Client(first, second)).may_pass
    second.faults["T1"] = NotThere("nor this one")
    assert lines(job(catalogue).run(Client(first, second))) == ["T1: does not have it"]
    first.faults["T1"] = Down("no answer")
    assert lines(job(catalogue).run(Client(first, second))) == ["T1: no answer"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (UserError("x", where="here"), ["here: x"]), (Faults([UserError("a"), UserError("b")]), ["a", "b"]),
        (
            KeyError("é" * 100),
            ["T1: the answers of the server cannot be made sense of (KeyError: \"'" + "\\xe9" * 79 + "\"); try "
            "again later; "
             "report it when it stays"],
        ),
    ],
)  # fmt: skip
def test_every_fault_becomes_a_line(catalogue: Catalogue, fault: Exception, told: list[str]) -> None:
    server = Server()
    server.faults["T1"] = fault
    outcome = job(catalogue).run(Client(server))
    assert (lines(outcome), outcome.data) == (told, None) and not outcome.may_pass


def test_a_table_that_changes_while_it_is_read_is_read_once_more(catalogue: Catalogue) -> None:
    server = Server()
    server.changes = 1
    outcome = job(catalogue).run(Client(server))
    assert outcome.data and outcome.data.modified == "2024-11-20T02:00:00"
    assert server.forgotten == ["T1"] and len(server.asked) == 5
    server.changes = 9
    assert lines(job(catalogue).run(Client(server))) == [
        "T1: CBS changed the table while it was read, 2 times in a row; try again in some minutes"
    ]


def test_a_table_that_ended_or_will(catalogue: Catalogue) -> None:
    server = Server()
    server.cycle["T1"] = LifeCycle(ended=False, successor="T9")
    assert job(catalogue).run(Client(server)).notices == [
        "T1: CBS announces T9 as its successor; prepare the change in params/series.yml"
    ]
    server.cycle["T1"] = LifeCycle(ended=True, successor="T9")
    assert lines(job(catalogue).run(Client(server)))[0].startswith(
        "T1: CBS has discontinued this table; CBS names T9 as"
    )
    late = Period.quarter(2025, 1)
    known = job(catalogue, predecessor=True, quarter=late).run(Client(server))
    assert (known.ended, known.late, bool(known.data), known.notices) == (True, {}, True, [])
    server.cycle["T1"] = LifeCycle(ended=False, successor="")
    for predecessor in (True, False):
        outcome = job(catalogue, predecessor=predecessor, quarter=late).run(Client(server))
        assert outcome.late == {"jobs": QUARTERS[-1], "parts": QUARTERS[-1]} and not outcome.ended


def test_which_series_are_late(catalogue: Catalogue) -> None:
    server = Server()
    server.values |= {
        ("T1", "A", QUARTERS[-1].code): ".",
        ("T1", "J", QUARTERS[-1].code): ".",
        ("T3", "T", MONTHS[-1].code): ".",
    }
    outcome = job(catalogue, quarter=QUARTERS[-1]).run(Client(server))
    assert outcome.late == {"parts": QUARTERS[-2]} and outcome.newest == QUARTERS[-1]
    assert job(catalogue, "T3", quarter=QUARTERS[-1]).run(Client(server)).late == {"prices": MONTHS[-2]}
    assert job(catalogue, "T3", quarter=QUARTERS[-2]).run(Client(server)).late == {}
    yearly = replace(job(catalogue), specs=[catalogue.series["jobs"].model_copy(update={"frequency": "year"})])
    server.periods["T1"] = [Period.parse("2023"), Period.parse("2024")]
    assert replace(yearly, quarter=Period.quarter(2030, 1)).run(Client(server)).late == {}


def test_a_series_that_does_not_fit_is_left_out_or_stops_the_table(catalogue: Catalogue) -> None:
    server = Server()
    server.values["T1", "A", QUARTERS[1].code] = "x"
    outcome = job(catalogue, required=frozenset({"jobs"})).run(Client(server))
    (left,) = outcome.left_out
    assert (left.table, left.series, left.kind) == ("T1", ("parts",), "refused")
    assert outcome.data and {row.series for row in outcome.data.rows} == {"jobs"} and server.forgotten == ["T1"]
    late = job(catalogue, required=frozenset({"jobs"}), quarter=Period.quarter(2025, 1)).run(Client(server))
    assert late.late == {"jobs": QUARTERS[-1]}
    stopped = job(catalogue).run(Client(server))
    assert stopped.data is None and lines(stopped)[0].startswith("T1, series 'parts': 1 value neither")
    server.measures["T1"] = "Iets"
    none = job(catalogue, required=frozenset()).run(Client(server))
    assert none.data is None and none.faults == [] and [left.kind for left in none.left_out] == ["changed"]
    assert none.left_out[0].series == ("jobs", "parts")


def previous(root: Path, server: Server, catalogue: Catalogue, label: str = "before") -> Vintage:
    """A vintage with what a server has now."""
    outcomes = [job(catalogue, table).run(Client(server)) for table in catalogue.by_table()]
    write(
        root, label, date=DAY, kind="fetched", title="x", tables=[outcome.data for outcome in outcomes if outcome.data]
    )
    server.asked.clear()
    return Vintage.open(root, label)


def test_a_table_that_did_not_change_is_copied_and_asked_for_once(tmp_path: Path, catalogue: Catalogue) -> None:
    server = Server()
    before = previous(tmp_path / "v", server, catalogue)
    outcome = job(catalogue, previous=before).run(Client(server))
    assert (outcome.unchanged, server.asked) == (True, ["about T1"])
    assert outcome.data == replace(before.data("T1"), axes=())
    for other in ({"whole": True}, {"specs": catalogue.by_table()["T1"][:1]}):
        assert not replace(job(catalogue, previous=before), **other).run(Client(server)).unchanged
    narrow = [
        spec.model_copy(update={"dimensions": {"SBI": "A"}} if spec.id == "jobs" else {})
        for spec in job(catalogue).specs
    ]
    assert not replace(job(catalogue, previous=before), specs=narrow).run(Client(server)).unchanged
    server.modified["T1"] = "2024-12-01T02:00:00"
    assert not job(catalogue, previous=before).run(Client(server)).unchanged


def test_figures_that_are_gone_or_leap_are_refused_unless_accepted(tmp_path: Path, catalogue: Catalogue) -> None:
    server = Server()
    before = previous(tmp_path / "v", server, catalogue)
    server.modified["T1"] = "2024-12-01T02:00:00"
    server.periods["T1"] = QUARTERS[1:]
    told = [line.split(";")[0] for line in lines(job(catalogue, previous=before).run(Client(server)))]
    assert told == ["T1, series 'jobs': 1 figure of the previous vintage gone: 2023KW04",
                    "T1, series 'parts': 2 figures of the previous vintage gone: A 2023KW04, J 2023KW04"]  # fmt: skip
    assert job(catalogue, previous=before, accept_vanished=True).run(Client(server)).data
    server.periods["T1"] = QUARTERS
    server.values["T1", "T", QUARTERS[0].code] = "100500"
    told = lines(job(catalogue, previous=before).run(Client(server)))
    assert "2023KW04 was 100.5 and is 100500" in told[0]
    assert job(catalogue, previous=before, accept=True).run(Client(server)).data
    # without a vintage of its own, the known figures are compared with
    known = imports.Known.load(tmp_path / "v", catalogue)
    assert "2023KW04 was 100.5 and is 100500" in lines(job(catalogue, known=known).run(Client(server)))[0]


def test_a_measure_that_was_renamed_is_settled_by_the_known_figures(tmp_path: Path, catalogue: Catalogue) -> None:
    server = Server()
    server.periods["T1"] = [Period.quarter(2020, 1) + step for step in range(20)]
    previous(tmp_path / "v", server, catalogue)
    known = imports.Known.load(tmp_path / "v", catalogue)
    fits = job(catalogue, known=known).run(Client(server))
    assert fits.settled is None and len(server.asked) == 3
    server.measures["T1"] = "Werk"
    outcome = job(catalogue, known=known).run(Client(server))
    assert outcome.data and len(outcome.data.rows) == 60 and outcome.settled
    assert {name: spec.measure.title for name, spec in outcome.settled.specs.items()} == {
        "jobs": "Werk",
        "parts": "Werk",
    }
    # a series of which a member is missing is not settled without a person
    wide = SERIES.replace(
        "J: {code: J, title: J Informatie}", "J: {code: J, title: J Informatie}\n    X: {title: X Weg}"
    )
    (tmp_path / "series.yml").write_text(wide, encoding="utf-8")
    partly = job(Catalogue.load(tmp_path / "series.yml"), known=known, required=frozenset()).run(Client(server))
    assert partly.settled and list(partly.settled.specs) == ["jobs"]
    assert [(left.series, left.kind) for left in partly.left_out] == [(("parts",), "changed")]
    assert [line[:60] for line in lines(job(catalogue).run(Client(server)))] == [
        "T1, series 'jobs', 'parts': the measure 'Banen' was renamed o"[:60]
    ]


# --- a fetch ----------------------------------------------------------------------------------------------------------


def run(root: Path, catalogue: Catalogue, client: Client, **more: Any) -> fetching.Fetched:
    return fetch(catalogue, root, client, date=DAY, **more)  # type: ignore[arg-type]


def test_a_fetch_writes_all_tables_and_says_how(tmp_path: Path, catalogue: Catalogue) -> None:
    root, told = tmp_path / "v", []
    client = Client(Server())
    client.pages = Cache(tmp_path / "pages")
    (tmp_path / "pages").mkdir()
    done = run(root, catalogue, client, report=lambda outcome: told.append(outcome.table))
    assert done.path == root / "2024-12-13" and (done.label, done.requests, done.differences) == ("2024-12-13", 9, ())
    assert [outcome.table for outcome in done.outcomes] == ["T1", "T2", "T3"] and sorted(told) == ["T1", "T2", "T3"]
    package = json.loads((done.path / "datapackage.json").read_text())
    assert (package["kind"], package["title"], package["description"]) == (
        "fetched", "CBS-cijfers zoals gelezen uit StatLine op 13 december 2024",
        "Read from https://opendata.cbs.nl: 3 tables through v4.",
    )  # fmt: skip
    assert not (tmp_path / "pages").exists()
    again = run(root, catalogue, client)
    assert (again.path, again.label, again.requests) == (None, "2024-12-13", 12)
    assert all(outcome.unchanged for outcome in again.outcomes)
    assert run(root, catalogue, client, label="named").label == "named"


def test_a_trial_names_its_server(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    client, older = Client(Server(), Server("v3")), Server("v3")
    monkeypatch.setattr(second_look, "StatLine", lambda *args, **kwargs: Client(older))
    older.values["T3", "T", MONTHS[0].code] = "7"
    client.base_url, client.origin = "https://example.org", "example.org"
    client.readers[0].faults["T2"] = NotThere("x")
    client.readers[1].address = lambda table: f"https://example.org/{table}"  # type: ignore[method-assign]
    done = run(tmp_path / "v", catalogue, client)
    assert done.path
    assert done.requests == 3 + 1 + 3 + 3 + 4, "two tables of the newer, one of the older, and two looked at again"
    (line,) = done.differences
    assert line.startswith("T3: 1 of 9 cells compared differ between the interfaces: prices 2024MM01 is 100.5 in v4")
    package = json.loads((done.path / "datapackage.json").read_text())
    assert (package["kind"], package["title"], package["description"]) == (
        "trial", "Proefcijfers van example.org, niet van het CBS, gelezen op 13 december 2024",
        "Read from https://example.org: 2 tables through v4, 1 tables through v3.",
    )  # fmt: skip


def test_what_is_asked_wrongly_is_refused_before_anything_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    client = Client()
    (tmp_path / "v" / "named").mkdir(parents=True)
    for more, told in (
        ({"label": "named"}, "v/named: this vintage exists already; give another --label"),
        ({"accept": ["T9"]}, "'T9' is not a table of the catalogue; there are T1, T2, T3"),
        ({"accept_vanished": ["t1"]}, "'t1' is not a table of the catalogue; there are T1, T2, T3"),
    ):
        with pytest.raises(UsageError) as refused:
            run(tmp_path / "v", catalogue, client, **more)
        assert str(refused.value) == told
    assert client.requests == 0


def test_a_required_series_stops_a_fetch_and_others_only_when_all_is_wanted(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    client = Client()
    client.readers[0].faults["T2"] = NotThere("gone", where="T2")
    done = run(tmp_path / "v", catalogue, client)
    assert Vintage.open(tmp_path / "v", done.label).left_out == (
        {"kind": "gone", "reason": "T2: gone", "series": ["hours"], "table": "T2"},
    )
    assert run(tmp_path / "v", catalogue, client).path is None, "the same is missing as before"
    with pytest.raises(NotThere, match=r"^T2: gone$"):
        run(tmp_path / "v", catalogue, client, all_or_nothing=True)
    client.readers[0].values["T1", "A", QUARTERS[1].code] = "x"
    client.readers[0].modified["T1"] = "2024-12-01T02:00:00"
    done = run(tmp_path / "v", catalogue, client)
    assert [item["series"] for item in Vintage.open(tmp_path / "v", done.label).left_out] == [["parts"], ["hours"]]
    assert run(tmp_path / "v", catalogue, client).path is None, "one series is missing as before"
    client.readers[0].modified["T1"] = "2024-12-02T02:00:00"
    assert run(tmp_path / "v", catalogue, client).path
    client.readers[0].faults = {"T1": NotThere("gone", where="T1")}
    with pytest.raises(NotThere, match=r"^T1: gone$"):
        run(tmp_path / "v", catalogue, client)
    optional = catalogue.model_copy(update={"series": {"hours": catalogue.series["hours"]}, "tables": catalogue.tables})
    client.readers[0].faults = {"T2": Down("x")}
    loose = optional.series["hours"].model_copy(update={"required": False})
    other = catalogue.series["jobs"].model_copy(update={"table": "T9"})
    with pytest.raises(UserError) as refused:
        run(tmp_path / "none", catalogue.model_copy(update={
            "series": {"hours": loose, "jobs": other},
            "tables": {**catalogue.tables, "T9": catalogue.tables["T1"].model_copy(update={"statline": False})},
        }), client)  # fmt: skip
    assert str(refused.value) == "no table could be read; read the lines above; try again later"


def test_what_may_pass_is_tried_in_three_rounds_while_others_are_answered(tmp_path: Path, catalogue: Catalogue) -> None:
    client = Client()
    client.readers[0].faults["T2"] = Down("no answer", where="T2")
    told: list[str] = []
    with pytest.raises(Down, match=r"^T2: no answer$"):
        run(tmp_path / "v", catalogue, client, all_or_nothing=True, report=lambda outcome: told.append(outcome.table))
    assert client.readers[0].asked.count("about T2") == 2, "in the second round nothing was answered"
    assert sorted(told) == ["T1", "T2", "T3"]
    # both do not answer at first, and then one table in each round
    answers = client.readers[0]
    answers.faults = {"T1": Down("x", where="T1"), "T2": Down("y", where="T2"), "T3": Down("z", where="T3")}
    about = answers.about

    def mended(table: str) -> About:
        try:
            return about(table)
        except Down:
            if table == "T2":
                answers.guard.answered += 1  # something else was answered meanwhile
                answers.faults.pop(next(iter(answers.faults)))
            raise

    answers.about = mended  # type: ignore[method-assign]
    answers.asked.clear()
    with pytest.raises(Down, match=r"^T3: z$"):
        run(tmp_path / "v", catalogue, client, all_or_nothing=True)
    assert [answers.asked.count(f"about {table}") for table in ("T1", "T2", "T3")] == [3, 4, 3]
    every = Client()
    every.readers[0].faults = {
        table: Down("no answer, 3 times in a row", where=f"{table}/x") for table in ("T1", "T2", "T3")
    }
    with pytest.raises(Down) as refused:
        run(tmp_path / "v", catalogue, every, all_or_nothing=True)
    assert str(refused.value) == "3 tables (T1, T2, T3): no answer" and every.requests == 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interruption_stops_every_thread_and_writes_nothing(
    tmp_path: Path, catalogue: Catalogue, error: type[BaseException]
) -> None:
    client = Client()

    def report(outcome: Outcome) -> None:
        raise error

    with pytest.raises(error):
        run(tmp_path / "v", catalogue, client, report=report)
    assert client.stopped and not (tmp_path / "v").exists()


def test_a_quarter_that_is_not_out_is_told_by_table(tmp_path: Path, catalogue: Catalogue) -> None:
    client = Client()
    with pytest.raises(NotYetPublished) as refused:
        run(tmp_path / "v", catalogue, client, quarter=Period.quarter(2024, 4))
    assert str(refused.value) == (
        "CBS has not published 2024Q4 yet in 3 of 3 tables: T1 (series 'jobs' and 1 more series: latest is 2024Q3), T2 "
        "(series 'hours': latest is 2024Q3), T3 (series 'prices': latest is 2024-09); nothing was written; try "
        "again after "
        "the next release"
    )
    assert run(tmp_path / "v", catalogue, client, quarter=Period.quarter(2024, 3)).path
    late = [Outcome(f"T{number}", late={"x": Period.quarter(2024, 1), "y": None}) for number in range(4)]
    with pytest.raises(NotYetPublished) as refused:
        fetching._all_out([*late, Outcome("T5")], Period.quarter(2024, 4))
    named = ", ".join(f"T{number} (series 'y' and 1 more series: latest is nothing)" for number in range(3))
    assert f"yet in 4 of 5 tables: {named} and 1 more;" in str(refused.value)


def test_the_previous_vintage_is_the_newest_of_the_same_server(tmp_path: Path, catalogue: Catalogue) -> None:
    root, client = tmp_path / "v", Client()
    assert fetching._previous(root, client) is None  # type: ignore[arg-type]
    row = Row("hours", "T2", {}, QUARTERS[0], Decimal(1), release="x")
    for day, (label, kind, addresses) in enumerate((
        ("a", "fetched", ["https://datasets.cbs.nl/v4/T2"]), ("b", "imported", ["https://datasets.cbs.nl/v4/T2"]),
        ("c", "trial", ["https://example.org/T2"]),
    ), 1):  # fmt: skip
        tables = [TableData("T2", "x", [row], sources={address: address for address in addresses})]
        write(root, label, date=dt.date(2024, 1, day), kind=kind, title="x", tables=tables)
    assert fetching._previous(root, client).label == "a"  # type: ignore[union-attr, arg-type]
    elsewhere = TableData("T3", "x", [replace(row, table="T3", series="prices")], sources={"x": "https://example.org"})
    mixed = [TableData("T2", "x", [row], sources={"x": "https://datasets.cbs.nl/v4/T2"}), elsewhere]
    write(root, "d", date=dt.date(2024, 1, 9), kind="fetched", title="x", tables=mixed)
    assert fetching._previous(root, client).label == "a"  # type: ignore[union-attr, arg-type]


def test_what_a_killed_fetch_left_is_taken_away(tmp_path: Path, catalogue: Catalogue) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    kept = [
        f".a.x.{os.getpid()}.tmp",
        ".b.x.none.tmp",
        f"c.x.{gone.pid}.tmp",
        f".d.{gone.pid}.x.tmp",
        f".e.x.{gone.pid}",
    ]
    for name in (*kept, f".2024-11-15.x.{gone.pid}.tmp"):
        (tmp_path / "v" / name).mkdir(parents=True)
        (tmp_path / "v" / name / "file").touch()
    assert run(tmp_path / "v", catalogue, Client()).label == "2024-12-13"
    assert sorted(path.name for path in (tmp_path / "v").iterdir()) == sorted([*kept, "2024-12-13"])


def test_a_vintage_of_one_day_gets_a_number(tmp_path: Path) -> None:
    labels = []
    for _ in range(3):
        labels.append(free_label(tmp_path, DAY))
        (tmp_path / labels[-1]).mkdir()
    assert labels == ["2024-12-13", "2024-12-13-02", "2024-12-13-03"]
    for number in range(4, 100):
        (tmp_path / f"2024-12-13-{number:02d}").mkdir()
    with pytest.raises(UserError) as refused:
        free_label(tmp_path, DAY)
    assert str(refused.value) == f"{tmp_path.name}: a hundred vintages of one day; give a --label"


# --- the other interface, looked at -----------------------------------------------------------------------------------


def compared(
    catalogue: Catalogue, newer: Server, older: Server, before: Vintage | None, monkeypatch: pytest.MonkeyPatch
) -> Any:
    asked: list[Any] = []

    def other(base: str, limits: Limits, interface: str) -> Client:
        asked.append(limits)
        return Client(older)

    monkeypatch.setattr(second_look, "StatLine", other)
    client = Client(newer, older)
    jobs = [job(catalogue, table) for table in catalogue.by_table()]
    newest = [each.run(Client(newer)) for each in jobs]
    older.guard.requests = 0
    return second_look.differences(jobs, newest, client, before), asked  # type: ignore[arg-type]


def test_the_first_cell_that_differs_is_told_by_table(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, older = Server(), Server("v3")
    older.values = {
        ("T1", "A", QUARTERS[1].code): "7",
        ("T1", "J", QUARTERS[2].code): ".",
        ("T2", "T", QUARTERS[0].code): "",
    }
    (told, requests), (limits,) = compared(catalogue, newer, older, None, monkeypatch)
    assert told == [
        "T1: 2 of 12 cells compared differ between the interfaces: parts A 2024KW01 is 101.5 in v4, which was read, "
        "and 7 in v3; "
        "ask CBS which is right",
        "T2: 1 of 4 cells compared differ between the interfaces: hours 2023KW04 is 100.5 in v4, which was read, "
        "and missing in "
        "v3; ask CBS which is right",
    ]
    assert requests == 6
    assert (limits.connect, limits.read, limits.answer, limits.whole) == (5.0, 20.0, 30.0, 60.0)
    assert (limits.tries, limits.broken, limits.connections) == (1, 0, 1)
    before = previous(tmp_path / "v", newer, catalogue)
    assert compared(catalogue, newer, older, before, monkeypatch) == (([], 0), [])
    assert second_look.differences([], [], Client(newer), None) == ([], 0)  # type: ignore[arg-type]
    older.guard.gone = True
    assert compared(catalogue, newer, older, None, monkeypatch)[0][0] == []


# --- an import --------------------------------------------------------------------------------------------------------


class Opened(Client):
    """A downloaded file of one table."""

    def __init__(self, table: str, server: Server | None = None) -> None:
        reader: Any = server or Server("file")
        reader.beside = {"b.csv": "2", "a.csv": "1"}
        super().__init__(reader)
        self.table, self.reader, self.name, self.sha256 = table, reader, f"d/{table}.csv", "abc"
        self.origin = f"StatLine (bestand {table}.csv)"


def into(root: Path, catalogue: Catalogue, *files: Opened, **more: Any) -> tuple[imports.Imported, dict[str, Any]]:
    wishes = {"base": None, "own": (), "by": "B. Jansen", "date": DAY, **more}
    done = imports.into_vintage(root, catalogue, files, **wishes)  # type: ignore[arg-type]
    return done, json.loads((done.path / "datapackage.json").read_text())


def test_a_table_that_ended_is_read_on_as_the_predecessor_of_another(tmp_path: Path, catalogue: Catalogue) -> None:
    text = SERIES.replace("required: true,", "required: true, predecessor: hours,").replace(
        "T3: {title: Derde}", "T3: {title: Derde (stopgezet)}"
    )
    (tmp_path / "series.yml").write_text(text, encoding="utf-8")
    client = Client()
    for ended, table in enumerate(("T2", "T3", "T1")):
        client.readers[0].cycle[table] = LifeCycle(ended=True, successor="")
        if table != "T1":
            done = run(tmp_path / "v", Catalogue.load(tmp_path / "series.yml"), client, label=table)
            assert [outcome.ended for outcome in done.outcomes] == [False, True, ended == 1]
        else:
            with pytest.raises(UserError, match=r"^T1: CBS has discontinued this table"):
                run(tmp_path / "v", Catalogue.load(tmp_path / "series.yml"), client)


def test_a_fetch_takes_what_was_accepted_for_that_table_alone(tmp_path: Path, catalogue: Catalogue) -> None:
    client = Client()
    run(tmp_path / "v", catalogue, client)
    answers = client.readers[0]
    answers.modified["T1"] = "2024-12-01T02:00:00"
    answers.periods["T1"], answers.values["T1", "T", QUARTERS[0].code] = QUARTERS[:3], "100500"
    for wishes, told in (({}, "gone: 2024KW03"), ({"accept": ["T1"], "accept_vanished": ["T2"]}, "gone: 2024KW03"),
                         ({"accept": ["T2"], "accept_vanished": ["T1"]}, "was 100.5 and is 100500")):  # fmt: skip
        with pytest.raises(UserError, match=told):
            run(tmp_path / "v", catalogue, client, **wishes)
    assert run(tmp_path / "v", catalogue, client, accept=["T1"], accept_vanished=["T1"]).path


def test_a_table_that_is_new_in_the_catalogue_is_written_though_no_other_changed(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    less = catalogue.model_copy(update={"series": {name: catalogue.series[name] for name in ("jobs", "parts")}})
    assert run(tmp_path / "v", less, Client()).path
    assert run(tmp_path / "v", catalogue, Client()).path
    assert run(tmp_path / "v", catalogue, Client()).path is None


def test_what_the_figures_settled_is_written_into_the_catalogue(tmp_path: Path, catalogue: Catalogue) -> None:
    client, path = Client(), tmp_path / "series.yml"
    client.readers[0].periods["T1"] = [Period.quarter(2020, 1) + step for step in range(20)]
    run(tmp_path / "v", catalogue, client, catalogue_file=path)
    assert path.read_text(encoding="utf-8") == SERIES
    client.readers[0].measures["T1"], client.readers[0].modified["T1"] = "Werk", "2024-12-01T02:00:00"
    run(tmp_path / "v", catalogue, client)
    assert path.read_text(encoding="utf-8") == SERIES
    run(tmp_path / "v", catalogue, client, catalogue_file=path, label="again")
    after = Catalogue.load(path)
    assert {name: spec.measure.title for name, spec in after.series.items()} == {
        "jobs": "Werk", "parts": "Werk", "hours": "Uren", "prices": "Prijs",
    }  # fmt: skip
    confirmed = after.series["jobs"].confirmed
    assert confirmed and (confirmed.on, confirmed.interface, confirmed.by) == (DAY, "v4", "values")


def test_what_may_pass_is_a_server_that_does_not_answer() -> None:
    down, busy, other = Down("x"), Busy("x"), UserError("x")
    for faults, may in (([down], True), ([down, down], True), ([], False), ([busy], False), ([down, busy], False),
                        ([down, other], False), ([other], False)):  # fmt: skip
        assert Outcome("T1", faults=faults).may_pass is may


def test_an_import_says_what_it_is_made_of(tmp_path: Path, catalogue: Catalogue) -> None:
    root = tmp_path / "v"
    base = previous(root, Server(), catalogue)
    done, package = into(root, catalogue, Opened("T2"), base=base)
    assert (done.path.name, done.kept, [outcome.table for outcome in done.outcomes]) == (
        "2024-12-13",
        ("T1", "T3"),
        ["T2"],
    )
    assert (package["kind"], package["title"], package["description"], package["based_on"]) == (
        "imported", "Een bestand, ingelezen op 13 december 2024; overige tabellen uit before",
        "Imported from files by B. Jansen: T2. The other tables are those of before.",
        {"label": "before", "kind": "fetched"},
    )  # fmt: skip
    made = Vintage.open(root, "2024-12-13").tables["T2"]
    assert (made.interface, made.version, made.imported) == ("file", "", {
        "file": "T2.csv", "sha256": "abc", "by": "B. Jansen", "on": "2024-12-13",
        "beside": {"a.csv": "1", "b.csv": "2"},
    })  # fmt: skip
    again = Vintage.open(root, "2024-12-13")
    done, package = into(root, catalogue, Opened("T2"), Opened("T1"), base=again)
    assert (done.path.name, package["based_on"], package["description"]) == (
        "2024-12-13-02", {"label": "2024-12-13", "kind": "fetched"},
        "Imported from files by B. Jansen: T1, T2. The other tables are those of 2024-12-13.",
    )  # fmt: skip
    assert package["title"] == "Twee bestanden, ingelezen op 13 december 2024; overige tabellen uit 2024-12-13"
    alone, package = into(root, catalogue, Opened("T2"), label="alone")
    assert alone.kept == () and package["title"] == "Een bestand, ingelezen op 13 december 2024"
    assert package["description"] == "Imported from files by B. Jansen: T2." and "based_on" not in package
    whole, package = into(root, catalogue, *(Opened(table) for table in ("T1", "T2", "T3")), label="whole", base=base)
    assert whole.kept == () and "based_on" not in package and "overige" not in package["title"]
    assert imports.own_record(Path("x/s.csv"), "h", {}, "B", DAY) == {
        "file": "s.csv",
        "sha256": "h",
        "by": "B",
        "on": "2024-12-13",
    }


def test_what_a_file_lacks_is_recorded_or_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    root, server = tmp_path / "v", Server("file")
    server.values["T1", "A", QUARTERS[1].code] = "x"
    _, package = into(root, catalogue, Opened("T1", server))
    (left,) = package["left_out"]
    assert (left["table"], left["series"], left["kind"]) == ("T1", ["parts"], "not_in_file")
    base = Vintage.open(root, "2024-12-13")
    base.left_out = (*base.left_out, {"table": "T9", "series": ["x"], "kind": "gone", "reason": "x"})
    _, package = into(root, catalogue, Opened("T2"), base=base, label="kept")
    assert [item["table"] for item in package["left_out"]] == ["T1", "T9"]
    _, package = into(root, catalogue, Opened("T1"), base=base, label="mended")
    assert [item["table"] for item in package["left_out"]] == ["T9"]
    server.measures["T2"] = "Iets"
    with pytest.raises(UserError, match=r"^T2, series 'hours': the measure 'Uren' was renamed or removed"):
        into(root, catalogue, Opened("T2", server), label="none")
    assert not (root / "none").exists()


def test_a_file_whose_figures_leap_or_are_gone_is_taken_only_when_accepted(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    root, server = tmp_path / "v", Server("file")
    base = previous(root, server, catalogue)
    server.values["T1", "T", QUARTERS[0].code] = "100500"
    server.periods["T1"] = QUARTERS[:3]
    for wishes, told in (({}, "gone: 2024KW03"), ({"accept": ["T1"]}, "gone: 2024KW03"),
                         ({"accept_vanished": ["T1"]}, "was 100.5 and is 100500")):  # fmt: skip
        with pytest.raises(UserError, match=told):
            into(root, catalogue, Opened("T1", server), base=base, label="new", **wishes)
    done, _ = into(root, catalogue, Opened("T1", server), base=base, label="new", accept=["T1"], accept_vanished=["T1"])
    assert done.kept == ("T2", "T3")


def test_figures_of_ones_own_that_are_gone_are_named(tmp_path: Path, catalogue: Catalogue) -> None:
    root = tmp_path / "v"
    old = [Row("own", "own", {}, QUARTERS[0] + step, Decimal(1)) for step in range(6)]
    write(root, "base", date=DAY, kind="trial", title="x", tables=[TableData("own", "x", old)])
    base = Vintage.open(root, "base")

    def file(count: int, table: str = "own") -> Any:
        data = TableData(table, "x", [replace(row, table=table) for row in old[:count]])
        return SimpleNamespace(data=data, publisher="Bureau"), {"file": "s.csv"}

    for count, told in ((5, "own 2025Q1"), (3, "own 2024Q3, own 2024Q4, own 2025Q1"),
                        (1, "own 2024Q1, own 2024Q2, own 2024Q3 and 2 more")):  # fmt: skip
        with pytest.raises(UserError) as refused:
            into(root, catalogue, own=[file(6, "other"), file(count)], base=base)
        assert str(refused.value) == (
            f"own: figures that base has are not in the file: {told}; add them, or give --accept-vanished own"
        )
    done, package = into(root, catalogue, own=[file(1)], base=base, accept_vanished=["own"])
    assert package["kind"] == "trial" and package["resources"][0]["publisher"] == "Bureau"
    assert package["resources"][0]["imported"] == {"file": "s.csv"} and len(done.own) == 1
    assert into(root, catalogue, own=[file(6, "new")], base=base)[0].kept == ("own",)
