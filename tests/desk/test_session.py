"""One notebook's names: a fact has one value, and a notebook that runs last reads what the others left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import copied_project
import made_up_project
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import handover
from arbeidsmarkt.desk.handover import FACTS_FILE
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits import records
from arbeidsmarkt.inputs import nearly
from arbeidsmarkt.inputs.editions import quarters
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text.markdown import Markdown
from in_process import run_notebook
from made_up_figures import Q3, value


def session(project: Project, *, after_all: bool = False) -> Session:
    return Session(project, "2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3", after_all=after_all)


def test_a_fact_defined_twice_with_different_values_is_refused(project: Project) -> None:
    one = session(project)
    one.define("cell 1", {"tension": value(106)})
    one.define("cell 2", {"tension": value(106)})  # the same is no contradiction
    with pytest.raises(UserError, match=r"'tension' is already defined as 106 .* would become 107"):
        one.define("cell 3", {"tension": value(107)})
    assert one.facts["tension"].text == "106"


def test_a_cell_that_runs_again_may_change_its_own_fact(project: Project) -> None:
    one = session(project)
    one.define("cell 1", {"tension": value(106)})
    one.define("cell 1", {"tension": value(107)})
    assert one.facts["tension"].text == "107"


def test_a_list_makes_numbered_facts_and_keeps_its_name(project: Project) -> None:
    one = session(project)
    made = one.define("cell 1", {"sectors": [value(1, label="Zorg"), value(2, label="Bouw")]})
    assert list(made) == ["sectors_1", "sectors_2"]
    assert one.prose.render("{{ sectors | names }}").markdown == "Zorg en Bouw"


@pytest.mark.parametrize("bare", [106, "106", None])
def test_a_bare_number_is_no_fact(project: Project, bare: object) -> None:
    with pytest.raises(UserError, match=r"a bare number has no source"):
        session(project).define("cell 1", {"tension": bare})


def test_text_may_name_the_quarter_and_those_around_it(project: Project) -> None:
    found = session(project).prose.render("{{ quarter }}, {{ year_earlier }}, {{ quarter_earlier }}").markdown
    assert found == "derde kwartaal van 2024, derde kwartaal van 2023, tweede kwartaal van 2024"


def test_a_notebook_that_runs_last_reads_the_facts_and_lists_of_the_others(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {
        key: Fact(key, value(number, label=key)).to_json()
        for number, key in ((1, "list_1"), (10, "list_10"), *((n, f"list_{n}") for n in range(2, 10)), (3, "x"))
    }
    file = tmp_path / "told.json"
    file.write_text(json.dumps({"facts": facts, "left_out": ["iets", "iets"]}))
    monkeypatch.setenv(FACTS_FILE, str(file))
    last = session(project, after_all=True)
    assert last.prose.render("{{ x }}").markdown.replace("\u00a0", " ") == '[3 duizend]{.fact key="x"}'
    assert last.prose.render("{{ list | names }}").markdown.replace("\\", "").endswith("list_8, list_9 en list_10")
    assert last.names()["left_out"] == ["iets"]
    with pytest.raises(UserError, match=r"'x' is already defined as 3"):
        last.define("cell 1", {"x": value(4)})
    assert session(project).others == {}


def test_in_jupyter_a_notebook_that_runs_last_asks_for_a_build_first(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FACTS_FILE, raising=False)
    with pytest.raises(UserError, match=r"was not built yet; run: make report QUARTER=2024Q3"):
        _ = session(copied_project.copy(tmp_path), after_all=True).others


@pytest.mark.parametrize("content", ["", "[]", '{"cells": [1]}'])
def test_a_notebook_of_the_build_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.delenv(FACTS_FILE, raising=False)
    project = made_up_project.make(tmp_path)
    built = project.build / "2024Q3" / "notebooks"
    built.mkdir(parents=True)
    (built / "alpha.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        handover.find(project, "2024Q3")
    assert str(refused.value) == (
        "build/2024Q3/notebooks/alpha.ipynb: this notebook of the build cannot be read; "
        "build again: arbeidsmarkt build 2024Q3 --force"
    )


@pytest.mark.parametrize(
    ("parameter", "given", "message"),
    [
        ("quarter", "2024Q9", "quarter is '2024Q9', not a quarter; write it as \"2024Q3\""),
        ("quarter", "2024", "quarter is '2024', not a quarter"),
        ("charts_from", "begin", "charts_from is 'begin', not a quarter"),
        ("previous", "vorige", "previous is 'vorige', not a quarter"),
        ("publication_date", "13 december", "publication_date is '13 december', not a day; write it as \"2024-12-13\""),
        ("publication_date", 20241213, "publication_date is 20241213, not a day"),
    ],
)
def test_a_parameter_that_cannot_be_right_is_named(
    project: Project, parameter: str, given: object, message: str
) -> None:
    parameters: dict[str, Any] = {
        "quarter": "2024Q3", "vintage": "2024-12-13", "charts_from": "2014Q1", "publication_date": "2024-12-13",
    }  # fmt: skip
    with pytest.raises(UserError) as caught:
        Session(project, **(parameters | {parameter: given}))
    assert str(caught.value).startswith(message)


def test_a_cell_of_a_table_knows_the_fact_it_shows(project: Project) -> None:
    one = session(project)
    item = value(106, period=Q3)
    one.define("cell 1", {"tension": item})
    assert one.keys()[id(item)] == "tension"


def test_what_a_fact_is_called_and_what_it_is_worth_is_refused_in_whole_sentences(project: Project) -> None:
    one = session(project)
    one.define("cell 1", {"tension": value(106, title="Spanning"), "list": [value(1)]})
    read = one.reader.series("open_vacancies")[Q3]
    for named, said in (
        ({"quarter": value(1)}, "'quarter' means something else in every text, and cannot name a fact; call it "
                                "quarter_figure, say"),
        ({"tension": value(107)}, "the fact 'tension' is already defined as 106 (Spanning) and would become 107; give "
                                  "one of the two another name"),
        ({"list": [value(2)]}, "the fact 'list_1' is already defined as 1 (Verzonnen reeks) and would become 2; give "
                               "one of the two another name"),
        ({"x": replace(read, value=Decimal(1))}, "'open_vacancies' of 2024Q3 is 1 here, and 397 in its source; derive "
                                                 "a number from others; never set the value of one"),
    ):  # fmt: skip
        with pytest.raises(UserError) as refused:
            one.define("cell 2", named)
        assert str(refused.value) == said
    assert set(one.facts) == {"tension", "list_1"}
    with pytest.raises(UserError, match="never set the value of one"):
        one.as_read([replace(read, value=Decimal(1))])
    assert one.as_read([read]) == [read]


def test_a_number_typed_by_hand_is_refused_wherever_it_stands_unless_the_build_allows_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: list[Callable[[Session, str], object]] = [
        lambda one, text: one.text_cell(text).markdown.strip(),
        lambda one, text: one.words(text),
        lambda one, text: one.message(text).markdown.strip(),
        lambda one, text: one.refuse_typed(["Veel.", text]),
    ]
    monkeypatch.delenv(handover.ALLOW_TYPED, raising=False)
    strict = session(project)
    for way in ways:
        with pytest.raises(UserError, match=r"digit '120' typed by hand; put it in a fact, or declare it"):
            way(strict, "Ruim 120.")
        assert way(strict, "Veel.") in ("Veel.", None)
    strict.literals.append("Ruim 120")
    assert [way(strict, "Ruim 120.") for way in ways] == ["Ruim 120."] * 3 + [None]
    monkeypatch.setenv(handover.ALLOW_TYPED, "1")
    assert [way(session(project), "Ruim 120.") for way in ways] == ["Ruim 120."] * 3 + [None]
    assert strict.words("") == "" and isinstance(strict.words(Markdown("Ruim 120")), Markdown)


def test_the_parameters_of_every_session_and_what_it_read_are_recorded(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "begun", [])
    about = {"quarter": "2024Q3", "vintage": "2024-12-13", "charts_from": "2014Q1", "publication_date": "2024-12-13"}
    session(project)
    one = session(project)
    last = Session(project, **about)
    assert one.reads()["editions"] == [{**about, "previous": "2023Q3"}, {**about, "previous": ""}]
    assert (last.previous, last.previous_edition, one.reads()["files"]) == (None, None, [])
    assert one.nearly and one.edition.quarter == Q3 and one.previous_edition is not None
    assert one.reads()["files"] == ["params/2023Q3.yml", "params/2024Q3.yml", nearly.FILE]


NOTEBOOKS = sorted(path.stem for path in (copied_project.REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.editions
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_in_jupyter_every_notebook_runs_as_it_stands_and_leaves_what_the_build_left(
    name: str, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(handover.FACTS_FILE, raising=False)
    copy = copied_project.copy(tmp_path)
    copy.build.symlink_to(shipped)  # as after `make notebook`, which builds the newest edition first
    newest = max(quarters(copy)).label
    built = records.left_in((shipped / newest / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert run_notebook(copy, name, {}) == built
