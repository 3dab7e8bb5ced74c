"""What a night does step by step and what it says, without a server and without a build. Every figure is made up."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import Faults, NotYetPublished, Terminated, UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.build import Built
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs import vintages
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.publishing import check, night
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.fetch import Fetched

Q3, NEW = Period.quarter(2024, 3), Period.quarter(2024, 4)
DAY = dt.date(2025, 2, 14)
WHEN = dt.datetime(2025, 2, 14, 3, 0, 0, 5, tzinfo=dt.UTC)


@dataclass
class Night:
    """A project, and stand-ins for what reads CBS's figures and for what builds."""

    project: Project
    changed: bool = True
    built: list[Order] = field(default_factory=list)
    fetched: list[dict[str, Any]] = field(default_factory=list)
    read: Fetched = field(default_factory=lambda: Fetched(None, "toy", (), 0))
    said: list[str] = field(default_factory=list)
    address: str = "https://opendata.cbs.nl"

    def build(self, orders: Sequence[Order], jobs: int, done: Any) -> list[Built]:
        (order,) = orders
        self.built.append(order)
        folder = order.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "facts.json").write_text('{"facts": {}}')
        (folder / "document.md").write_text(f"---\ntitle: x\n---\n# Kop\n\nDit is {order.edition}.\n")
        edition = Edition.load(self.project, Period.parse(order.edition))
        package.write(
            folder, report="x", title="x", edition=order.edition, status=edition.status, published=DAY, fields=[],
            captions={}, sources=[], made_from={"vintage": {"label": edition.vintage}},
        )  # fmt: skip
        return [Built(order.edition, (folder / "report.html",), self.changed, 1.0)]

    def fetch(self, catalogue: Any, root: Path, client: StatLine, **options: Any) -> Fetched:
        assert (list(catalogue.series), root) == (["toy_one", "toy_two"], self.project.vintages)
        self.fetched.append(options)
        return self.read

    def run(self, quarter: Period) -> night.Night:
        project = self.project
        client = StatLine(self.address)
        return night.run(project, quarter, client, DAY, project.build, 1, self.said.append)


@pytest.fixture
def a_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    made = Night(made_up.make_checked(tmp_path, ("2024Q3",)))
    monkeypatch.setattr(night, "build_all", made.build)
    monkeypatch.setattr(night, "fetch", made.fetch)
    return made


def test_a_new_quarter_is_fetched_drafted_built_and_compared(a_night: Night) -> None:
    project = a_night.project
    a_night.read = Fetched(project.vintages / "toy", "toy", (), 3, ("TOY1: 1 of 48 figures differ",))
    done = a_night.run(NEW)
    outputs = ("build/2024Q4/report.html", "build/compare-2024Q3-2024Q4.html")
    assert done == night.Night("2024Q4", "built", "", 0, outputs)
    assert a_night.said == ["vintage toy", "TOY1: 1 of 48 figures differ", "params/2024Q4.yml"]
    assert a_night.fetched == [{"date": DAY, "quarter": NEW}]
    assert Edition.load(project, NEW).vintage == "toy"
    assert [(order.edition, order.out, order.inspect) for order in a_night.built] == [
        ("2024Q3", project.build, None), ("2024Q4", project.build, check.as_published),
    ]  # fmt: skip
    assert (project.root / outputs[1]).is_file()

    # the next night asks CBS nothing, and there is nothing new
    a_night.changed = False
    a_night.said.clear()
    assert a_night.run(NEW) == night.Night("2024Q4", "nothing to do", "", 0, outputs)
    assert (len(a_night.fetched), a_night.said) == (1, [])


def test_figures_that_did_not_change_are_said_to_be_as_they_were(a_night: Night) -> None:
    a_night.run(NEW)
    assert a_night.said[0] == "vintage toy, as it was"


def test_the_first_edition_is_compared_with_nothing(a_night: Night) -> None:
    assert a_night.run(Q3) == night.Night("2024Q3", "built", "", 0, ("build/2024Q3/report.html",))
    assert [order.edition for order in a_night.built] == ["2024Q3"]


def test_a_night_works_with_cbs_s_own_figures_only(a_night: Night) -> None:
    a_night.address = "http://127.0.0.1:9"
    with pytest.raises(UserError) as refused:
        a_night.run(NEW)
    assert str(refused.value) == (
        "a night works with CBS's own figures only, and http://127.0.0.1:9 is not a server of CBS; "
        "to try another server: arbeidsmarkt fetch --base-url URL"
    )
    assert a_night.fetched == [] and not (a_night.project.params / "2024Q4.yml").exists()


def test_nothing_is_built_on_trial_figures_or_on_what_check_refuses(a_night: Night) -> None:
    project, path = a_night.project, a_night.project.params / "2024Q3.yml"
    text = path.read_text()
    toy = vintages.Vintage.open(project.vintages, "toy")
    tables = [
        vintages.TableData(table, "Verzonnen", list(toy.rows(series)), None, "http://127.0.0.1/x", "", {"x": "x"})
        for table, series in (("TOY1", "toy_one"), ("TOY2", "toy_two"))
    ]
    day = dt.date(2024, 12, 12)
    vintages.write(project.vintages, "trial", date=day, kind="fetched", title="Verzonnen", tables=tables)
    path.write_text(text.replace("vintage: toy", "vintage: trial"))
    with pytest.raises(UserError) as refused:
        a_night.run(Q3)
    assert str(refused.value).startswith("params/2024Q3.yml: no night's concept is built with trial figures: ")
    path.write_text(text)
    made_up.write_notebook(project, "alpha", [*made_up.CHECKED, "%%prose\nEr zijn 5 soorten."])
    with pytest.raises(UserError, match="digit '5'"):
        a_night.run(Q3)
    assert a_night.built == []


def test_figures_that_do_not_come_out_as_published_are_refused_in_a_build_that_was_up_to_date(a_night: Night) -> None:
    path = a_night.project.params / "2024Q3.yml"
    path.write_text(path.read_text() + 'printed: [{fact: one, value: "7", published: 2024-12, source: x}]\n')
    with pytest.raises(UserError, match="'one' was published as 7"):
        a_night.run(Q3)


def final(a_night: Night, label: str) -> None:
    """Record the build that there is as final."""
    project = a_night.project
    fingerprint = package.fingerprint(package.read(project.build / label, label))
    path = project.params / f"{label}.yml"
    path.write_text(path.read_text().replace("status: concept", f"status: final\nmanifest: sha256:{fingerprint}"))


def test_a_final_edition_is_left_as_it_was_recorded(a_night: Night) -> None:
    a_night.run(NEW)
    for label in ("2024Q3", "2024Q4"):
        final(a_night, label)
    a_night.built.clear()
    assert a_night.run(NEW) == night.Night("2024Q4", "nothing to do", "the edition is final", 0)
    assert a_night.built == []
    (a_night.project.build / "2024Q4" / "facts.json").unlink()
    a_night.run(NEW)
    assert [order.edition for order in a_night.built] == ["2024Q4"], "the previous one is final and stands"


TWO = Faults([UserError("one  is\nwrong", where="a"), UserError("two is wrong")])
INTERNAL = "internal error: TypeError: x; run again with --debug and report what it shows"


@pytest.mark.parametrize(
    ("error", "state", "message", "code", "faults"),
    [
        (UserError("x is wrong", remedy="mend it"), "failed", "x is wrong; mend it", 1, ("x is wrong; mend it",)),
        (TWO, "failed", "a: one is wrong (and 1 more)", 1, ("a: one is wrong", "two is wrong")),
        (UsageError("x"), "failed", "x", 2, ("x",)),
        (NotYetPublished("not yet"), "waiting", "not yet", 3, ("not yet",)),
        (KeyboardInterrupt(), "failed", "interrupted; what was finished stands", 130, ("interrupted; what was finished "
                                                                                       "stands",)),
        (Terminated(15), "failed", "terminated (SIGTERM); what was finished stands", 143,
         ("terminated (SIGTERM); what was finished stands",)),
        (TypeError("x"), "failed", INTERNAL, 1, (INTERNAL,)),
        (Faults([*TWO.errors, UserError("three")]), "failed", "a: one is wrong (and 2 more)", 1,
         ("a: one is wrong", "two is wrong", "three")),
    ],
)  # fmt: skip
def test_how_a_night_ended(
    error: BaseException, state: night.State, message: str, code: int, faults: tuple[str, ...]
) -> None:
    assert night.ended("2026Q1", error) == night.Night("2026Q1", state, message, code, (), faults)


def test_a_night_is_one_line_for_people_and_one_for_programs() -> None:
    moment = "2025-02-14T03:00:00+00:00"
    built = night.Night("2024Q4", "built", "", 0, ("build/één.html",))
    assert built.line(WHEN, False) == f"{moment} 2024Q4 built"
    failed = night.Night("2024Q4", "failed", "kapot: één", 1, (), ("kapot: één", "twee"))
    assert failed.line(WHEN, False) == f"{moment} 2024Q4 failed: kapot: één"
    for each in (built, failed):
        line = each.line(WHEN, True)
        assert "één" in line and "\n" not in line
        assert json.loads(line) == {
            "event": "night",
            "time": moment,
            **json.loads(json.dumps(dataclasses.asdict(each))),
        }
    assert list(json.loads(failed.line(WHEN, True)).values()) == [
        "night", moment, "2024Q4", "failed", "kapot: één", 1, [], ["kapot: één", "twee"],
    ]  # fmt: skip
