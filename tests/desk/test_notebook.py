"""The calls of a notebook, in tiny notebooks: what they leave, and how their author's mistakes are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import numbers_of_build
from arbeidsmarkt.execution import notebook_run
from arbeidsmarkt.text import markdown
from forked_command import started_warm
from in_process import Outputs, Record, records, run_cells, shell
from made_up_project import notebook

START = 'from arbeidsmarkt.notebook import *\nsession = start("2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3")'
FACTS = """
vacancies = series("open_vacancies").rounded_to(0)
unemployed = series("unemployed").rounded_to(0)
now = session.quarter
tension = ratio(vacancies, unemployed, per=100, unit="per_100_unemployed", title="Spanning op de arbeidsmarkt")
facts(tension=tension[now], vacancies=vacancies[now], later=vacancies[now + 4])
"""

Running = tuple[InteractiveShell, Outputs]


@pytest.fixture
def running(project: Project) -> Iterator[Running]:
    with shell(project) as (found, outputs):
        run_cells(found, [START, FACTS])
        yield found, outputs


def last(running: Running, *cells: str) -> Record:
    """What the last of these cells left."""
    run_cells(running[0], cells)
    return records(running[1])[-1]


def test_facts_leave_their_record_and_what_was_read_before_it(running: Running) -> None:
    reads, facts = records(running[1])
    assert reads["kind"] == "reads"
    assert {"open_vacancies", "unemployed"} <= set(reads["series"])
    assert list(facts["facts"]) == ["tension", "vacancies", "later"]
    assert facts["facts"]["tension"]["text"] == "106"
    assert "106" in running[1][1]["data"]["text/html"]


def test_prose_leaves_marked_markdown_and_shows_plain_text(running: Running) -> None:
    found = last(
        running, "%%prose\nEr zijn {{ vacancies | number }} vacatures.{% if has(later) %} {{ later }}{% endif %}"
    )
    assert found["markdown"] == 'Er zijn [397]{.fact key="vacancies"} vacatures.'
    assert found["uses"] == ["later", "vacancies"]
    assert found["left_out"] == ["Openstaande vacatures, seizoengecorrigeerd, derde kwartaal van 2025"]
    assert running[1][-1]["data"]["text/markdown"] == "Er zijn 397 vacatures."


def test_a_figure_leaves_two_drawings_its_data_its_source_and_its_description(running: Running) -> None:
    code = (
        'figure(line(tension, session.charts_from, now), label="fig-tension", caption="Spanning in het {{ quarter }}")'
    )
    found = last(running, code)
    assert found["kind"] == "figure"
    assert found["caption"] == "Spanning in het derde kwartaal van 2024"
    assert found["svg"].startswith("<svg")
    assert found["svg_narrow"].startswith("<svg")
    assert found["source"].startswith("Bron: CBS, [tabel 80474ned](https://")
    assert found["source"].endswith("; bewerking.")
    assert "106" in found["alt"]
    assert found["data"]["rows"][-1][1]["fact"] == "tension"
    assert found["notes"][:3] == [  # no dots and no marks, since not every figure's status is known
        "Onderbroken lijn: geen cijfer beschikbaar.",
        "De lijn bestaat uit cijfers van verschillende publicaties van het CBS, waarvan niet is gebleken dat zij bij "
        "zes overgangen (de laatste is die naar het derde kwartaal van 2024) op elkaar aansluiten.",
        "De cijfers uit tabel 85224NED zijn die van 30 april 2026.",
    ]


SAID = 'figure(line(tension, now - 8, now), "fig-said", "Spanning", message="{}")'


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "De spanning is {{ tension | number }}; er zijn {{ vacancies }} vacatures.",
            'De spanning is [106]{.fact key="tension"}; er zijn [397 duizend]{.fact key="vacancies"} vacatures.',
        ),
        ("{% if has(later) %}Later {{ later }}.{% endif %}", None),
        ("", None),
    ],
)
def test_a_message_is_prose_that_the_figure_carries(running: Running, template: str, message: str | None) -> None:
    found = last(running, SAID.format(template))
    assert (found["message"].replace("\u00a0", " ") if "message" in found else None) == message
    if message:
        assert found["uses"] == ["tension", "vacancies"]
        assert "De spanning is 106" in running[1][-1]["data"]["text/html"]


@pytest.mark.parametrize(
    "given",
    [
        "facts(x={})",
        "facts(x={} * 2)",
        "facts(x=[{}])",
        'table(pd.DataFrame({{"Kwartaal": [now], "Vacatures": [{}]}}), "tbl-x", "Iets")',
        'figure(bars([labelled({}, "Zorg")]), "fig-x", "Iets")',
    ],
)
@pytest.mark.parametrize("source", ["vacancies[now]", "published('shortage_care', '2023')"])
def test_another_value_beside_the_same_source_is_refused(running: Running, given: str, source: str) -> None:
    altered = f"replace({source}, value=Decimal(999))"
    with pytest.raises(UserError, match=r"is 999 here, and [0-9]+ in its source; derive a number from others"):
        run_cells(running[0], ["from dataclasses import replace\nfrom decimal import Decimal", given.format(altered)])


@pytest.mark.parametrize("inside", ["'ja' ~ 'nee'", "vacancies | number", "geen_feit", "tension +"])
@pytest.mark.parametrize("marks", ["{{{{ {} }}}}", "{{% if {} %}}", "{{{{ {}"])
def test_a_label_that_python_puts_into_a_caption_is_no_placeholder(running: Running, inside: str, marks: str) -> None:
    label = marks.format(inside)
    code = f"label = bytes({list(label.encode())}).decode()\n"  # as one that came from a file, not from the notebook
    figure = 'figure(line(tension, now - 4, now), "fig-x", f"Vacatures in {label}, {{{{ tension }}}}")'
    caption = markdown.without_facts(last(running, code + figure)["caption"])
    assert caption.replace("\\", "") == f"Vacatures in {label}, 106"


def test_a_table_leaves_typed_columns(running: Running) -> None:
    code = (
        'table(pd.DataFrame({"Kwartaal": [now], "Spanning": [tension[now]]}), label="tbl-x", caption="Spanning", '
        'names={"Kwartaal": "quarter", "Spanning": "tension"})'
    )
    found = last(running, code)
    assert [column["name"] for column in found["data"]["columns"]] == ["quarter", "tension"]
    assert found["data"]["rows"][0][1]["text"] == "106"
    assert found["data"]["rows"][0][1]["fact"] == "tension"


def test_a_table_for_the_data_files_alone_says_so(running: Running) -> None:
    code = 'table(pd.DataFrame({"Kwartaal": [now], "Spanning": [tension[now]]}), label="tbl-x", caption="Spanning"'
    assert "in_document" not in last(running, f"{code})")
    assert last(running, f"{code}, in_document=False)")["in_document"] is False


def test_a_cell_shows_prose_as_a_reader_will_see_it(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(numbers_of_build.BUILDING, "1")  # the numbers of a build that happens to be there do not count
    last(running, "%%prose\n## Spanning {#sec-tension}\n\nZie @fig-tension en @tbl-tension: {{ vacancies | number }}.")
    assert running[1][-1]["data"]["text/markdown"] == "## Spanning\n\nZie figuur ‘tension’ en tabel ‘tension’: 397."


def test_a_cell_shows_source_and_notes_under_figure_and_table(running: Running) -> None:
    given = 'label="{}-x", caption="Spanning", notes=["Zie @fig-y; < {{{{ vacancies | number }}}}."]'
    rows = 'pd.DataFrame({"Kwartaal": [now], "Spanning": [tension[now]]})'
    for cell in (
        f"figure(line(tension, now - 4, now), {given.format('fig')})",
        f"table({rows}, {given.format('tbl')})",
    ):
        last(running, cell)
        shown = running[1][-1]["data"]["text/html"]
        assert re.search(r'Bron: CBS, <a href="https://[^"]+">tabel 80474ned</a>', shown)
        assert "<small>Zie figuur ‘y’; &lt; 397.</small>" in shown


def test_key_figures_leave_a_box_for_each_fact_that_has_a_value(running: Running) -> None:
    code = """key_figures([
        {"title": "spanning", "fact": "tension", "change": "{{ quarter }}", "series": tension},
        {"title": "later", "fact": "later", "change": ""},
    ])"""
    found = last(running, code)
    (box,) = found["items"]
    assert (box["value"], box["fact"], box["change"]) == ("106", "tension", "derde kwartaal van 2024")
    assert box["svg"].startswith("<svg")
    assert box["alt"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%prose\nEen.\n{{ tensie }}", r"line 3: unknown name 'tensie'"),
        ("%%prose\nEen.\n{{ tension ", r"line 3: the text has an error"),
        ("%%prose\n{{ later }}", r"line 2: the fact 'later' .* guard it with"),
        ("facts(x=106)", r"a bare number has no source"),
        ("facts(tension=vacancies[now - 1])", r"'tension' is already defined"),
        ('facts(x=difference(vacancies[now], tension[now]))', r"the units differ"),
        ('figure("plaatje.png", label="fig-x", caption="x")', r"was given a str; give it line"),
        ('figure(line(tension, now - 4, now), label="tension", caption="x")', r"not a label for a figure; write fig-"),
        ('table(pd.DataFrame({"A": ["x"], "B": [5]}), label="tbl-x", caption="x")', r"not an observation"),
        (
            'table(pd.DataFrame({"A": ["x"], "B": [vacancies[now - 9]]}), label="tbl-x", caption="x")',
            r"more than four quarters before",
        ),
        ('key_figures([{"title": "x", "fact": "tensie"}])', r"'tensie', which does not exist"),
        ('series("vacatures")', r"unknown series 'vacatures'"),
        (SAID.format("De spanning was 106 in dit kwartaal."), r"typed by hand"),
        (SAID.format("{{ tensie }} is de spanning."), r"unknown name 'tensie'"),
        (SAID.format("{{ later }} is de spanning."), r"the fact 'later'"),
        (SAID.format("De spanning"), r"the message is not one sentence: 'De spanning'; write one"),
        (SAID.format("Dit is een zin. Dit ook."), r"the message is not one sentence"),
        (SAID.format("# Kop."), r"the message is not one sentence"),
        (SAID.format("Woord " * 26 + "is lang."), r"the message has 28 words; 25 can be read at once"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_line(running: Running, cell: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        run_cells(running[0], [cell])
    assert "\n" not in str(caught.value)


def test_nothing_works_before_start(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from arbeidsmarkt import notebook as library

    monkeypatch.setattr(library, "_session", None)
    with pytest.raises(UserError, match=r"the notebook has not started"):
        library.series("open_vacancies")


def tiny(project: Project, folder: Path, *cells: str) -> notebook_run.Run:
    """A tiny notebook, to be run as a build does: papermill, on a kernel of its own."""
    folder.mkdir(exist_ok=True)
    given = {
        "quarter": "2024Q3", "vintage": "2024-12-13", "charts_from": "2014Q1", "publication_date": "2024-12-13",
        "previous": "2023Q3",
    }  # fmt: skip
    begin = "from arbeidsmarkt.notebook import *\nsession = start()"
    path = folder / "tiny.ipynb"
    path.write_text(notebook([begin, *cells], f'{" = ".join(given)} = ""'))
    return notebook_run.Run(
        path, "notebooks/tiny.ipynb", given, folder / "work", folder / "kept.ipynb", "kept", project.root
    )


def executed(project: Project, tmp_path: Path, *cells: str) -> str:
    """The tiny notebook, executed.

    Raises:
        UserError: what a build says when a cell fails.
    """
    with started_warm() as warm:
        ((_, result),) = warm.each(notebook_run.execute, [(tiny(project, tmp_path, *cells),)], 1)
    if isinstance(result, UserError):
        raise result
    return str(result)


def test_the_parameters_are_found_where_papermill_puts_them(tmp_path: Path, project: Project) -> None:
    text = executed(
        project, tmp_path, "print(session.quarter.label, session.previous.label, session.reader.vintage_label)"
    )
    assert "2024Q3 2023Q3 2024-12-13" in text


#: a cell of an author's, and all that it shows: one message, and no frame of the library's
SHOWN = {
    'start("2024Q9", vintage, charts_from, publication_date)': "quarter is '2024Q9', not a quarter",
    'start(quarter, vintage, charts_from, "13 december")': (
        "publication_date is '13 december', not a day; write it as \"2024-12-13\""
    ),
    'start(quarter, "gisteren", charts_from, publication_date); series("open_vacancies")': "gisteren",
    "del quarter; start()": "the parameter 'quarter' is not set; run the cell tagged 'parameters', then start()",
    'literals("15 tot 75 jaar", 5)': "literals(…) was given 5; write a phrase",
    "%%prose\nEr zijn {{ tensie }} vacatures.": "line 2: unknown name 'tensie' in the text",
    'series("vacatures")': "unknown series 'vacatures'",
    'series("open_vacancies_by_sector", sector="Q9")': "Q9",
    'facts(x=difference(vacancies[now], tension[now], title="x"))': "the units differ",
    "facts(x=106)": "a bare number has no source",
}


def test_a_cell_shows_an_author_s_mistake_as_one_message(project: Project, tmp_path: Path) -> None:
    runs = [tiny(project, tmp_path / str(number), FACTS, source) for number, source in enumerate(SHOWN)]
    with started_warm() as warm:
        results = dict(warm.each(notebook_run.execute, [(run,) for run in runs], 2))
    for number, (source, message) in enumerate(SHOWN.items()):
        assert isinstance(results[number], UserError), source
        cells = json.loads(runs[number].kept.read_text())["cells"]
        (cell,) = [cell for cell in cells if "".join(cell["source"]) == source]
        (output,) = [output for output in cell["outputs"] if output["output_type"] != "display_data"]
        assert (output["output_type"], output["ename"]) == ("error", "UserError"), source
        (line,) = output["traceback"]
        assert message in line, source
        assert "\n" not in line and ".py" not in line, source


def test_before_start_a_cell_shows_one_message_too(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with shell(project) as (found, _):
        done = found.run_cell("import arbeidsmarkt.notebook as n\nn._session = None\nn.series('open_vacancies')")
    assert not done.success
    assert "\n" not in (said := capsys.readouterr().out.strip())
    assert "the notebook has not started; run its first cells, up to start(…)" in said


def test_papermill_leaves_the_same_as_jupyter(project: Project, running: Running, tmp_path: Path) -> None:
    prose = "%%prose\nEr zijn {{ tension }} vacatures per {{ '100' | literal }} werklozen."
    in_build = notebook_run.records(executed(project, tmp_path, FACTS, prose))
    run_cells(running[0], [prose])
    assert in_build == records(running[1])


def test_a_mistake_in_a_build_names_notebook_cell_and_line(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        executed(project, tmp_path, FACTS, "%%prose\nEr zijn {{ tensie }}.")
    assert str(caught.value).startswith("notebooks/tiny.ipynb, cell 4 (In [4]): line 2: unknown name 'tensie' in")
    kept = json.loads((tmp_path / "kept.ipynb").read_text())
    assert any(cell.get("outputs") for cell in kept["cells"])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "%%prose\nEr zijn\n397 vacatures.",
            r"line 3: digit '397' typed by hand; put it in a fact, or declare it with the words around it",
        ),
        (
            'figure(line(tension, now - 8, now), "fig-tension", f"De {39 * 10} vacatures")',
            "digit '390' typed by hand",
        ),
        (
            'table(pd.DataFrame({"Jaar": ["397 duizend vacatures"], "Spanning": [tension[now]]}), "tbl-x", "Iets")',
            "'397 duizend vacatures': digit '397' typed by hand",
        ),
        (
            'table(pd.DataFrame({"Reeks": ["a"], "Stand in " + "duizend": [tension[now]]}), "tbl-x", "Iets")',
            "'Stand in duizend': number word 'duizend' typed by hand",
        ),
        ('line(tension, now - 8, now, mark=100, mark_label="Wat de 100 is")', "'Wat de 100 is': digit '100' typed"),
        ('bars([tension[now]], title=f"De {39 * 10} vacatures")', "digit '390' typed by hand"),
        (
            'key_messages([{"text": f"Er zijn {39 * 10} vacatures.", "news": 1}])',
            "digit '390' typed by hand",
        ),
        ('labelled(tension[now], "397 duizend")', "digit '397' typed by hand"),
        ('titled(tension[now], "Vier keer zo veel")', "number word 'Vier' typed by hand"),
    ],
)
def test_a_number_typed_by_hand_is_answered_in_the_cell(running: Running, cell: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        run_cells(running[0], [cell])
