"""A made-up project with three tiny notebooks, for the tests of running, caching and building. No figure is real.

``alpha`` reads the table TOY1, ``beta`` the table TOY2, and ``omega`` runs after them and states what they named. Each
leaves its records with IPython's ``display``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import forked_command
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.vintages import Row, TableData, write

REPOSITORY = Path(__file__).resolve().parent.parent

SERIES = """
tables:
  TOY1: {title: "Verzonnen tabel een"}
  TOY2: {title: "Verzonnen tabel twee"}
series:
  toy_one: {table: TOY1, title: Verzonnen reeks een, measure: Een, unit: thousand, adjusted: false}
  toy_two: {table: TOY2, title: Verzonnen reeks twee, measure: Twee, unit: thousand, adjusted: false}
"""

EDITION = """
quarter: {quarter}
vintage: toy
charts_from: 2014Q1
publication_date: 2024-12-13
status: concept
"""

REPORT = """
title: Verzonnen rapport
organisation: Niemand
formats: [html]
sections:
  - notebook: omega
    after: all
  - notebook: alpha
  - notebook: beta
"""

PARAMETERS = 'quarter = vintage = previous = charts_from = publication_date = ""'

LIBRARY = """
import json, os
from pathlib import Path
from IPython.display import display
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.vintages import Vintage

MIME = "application/vnd.arbeidsmarkt.v1+json"

def leave(**record):
    about = {"quarter": quarter, "vintage": vintage, "previous": previous, "charts_from": charts_from,
             "publication_date": publication_date}
    reads = {"kind": "reads", "tables": {}, "series": [], "published": [], "editions": [about]}
    for each in [reads | record] if record["kind"] == "reads" else [reads, record]:
        display({MIME: each, "text/plain": ""}, raw=True)

def fact(key, value, sha256=""):
    cells = [{"series": key, "table": "", "members": {}, "period": quarter, "value": value, "status": "final",
              "as_of": None, "origin": "", "sha256": sha256}]
    return {"key": key, "value": value, "text": str(value), "unit": "thousand", "unit_text": "duizend", "decimals": 0,
            "period": quarter, "status": "final", "label": "", "symbol": "", "words": key, "formula": "",
            "cells": cells, "tree": {}}

def read(series):
    held = Vintage.open(Path(os.environ["ARBEIDSMARKT_ROOT"]) / "data" / "vintages", vintage)
    table = held.table_of(series)
    leave(kind="reads", tables={table.id: table.sha256}, series=[series], published=[])
    rows = [row for row in held.rows(series) if row.period <= Period.parse(quarter)]
    return int(rows[-1].value), table.sha256
"""


def section(series: str, key: str) -> list[str]:
    """The cells of a notebook that names the newest value of a series and shows it in a table."""
    return [
        LIBRARY,
        f'value, sha256 = read("{series}")\nleave(kind="facts", facts={{"{key}": fact("{key}", value, sha256)}})',
        f'leave(kind="prose", left_out=[], '
        f'markdown=f"# Kop {key} {{{{#sec-{key}}}}}\\n\\nEr zijn [{{value}}]{{{{.fact key=\\"{key}\\"}}}} duizend.")',
        f'leave(kind="table", label="tbl-{key}", caption="Verzonnen tabel", source="Bron: verzonnen", notes=["* x"], '
        f'data={{"columns": [{{"name": "period", "title": "Kwartaal", "type": "period", "unit": "", "unit_text": "", '
        f'"decimals": 0}}, {{"name": "value", "title": "Waarde", "type": "number", "unit": "thousand", '
        f'"unit_text": "x 1 000", "decimals": 1}}], "row_header": 0, "rows": [[{{"text": quarter, "value": quarter, '
        f'"status": "", "code": quarter}}, {{"text": str(value), "value": value, "status": "provisional", '
        f'"code": ""}}]]}})',
    ]


OMEGA = [
    LIBRARY,
    'others = json.loads(Path(os.environ["ARBEIDSMARKT_FACTS"]).read_text())["facts"]\n'
    'leave(kind="facts", facts={"total": fact("total", sum(other["value"] for other in others.values()))})',
    'leave(kind="prose", left_out=[], markdown="# Samenvatting {#sec-total}\\n\\nSamen " + '
    'str(sum(other["value"] for other in others.values())) + " duizend, zie @tbl-one en @tbl-two.")',
]


def notebook(cells: list[str], parameters: str | None = PARAMETERS) -> str:
    """The text of a notebook file: a parameters cell and these."""
    tagged = [] if parameters is None else [(parameters, ["parameters"])]
    made = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {"tags": tags} if tags else {}, "source": source,
         "execution_count": None, "outputs": []}
        for number, (source, tags) in enumerate([*tagged, *((cell, []) for cell in cells)])
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def write_vintage(project: Project, **values: int) -> None:
    """Write the made-up vintage ``toy`` anew: ``one`` and ``two`` are the newest values of the two series."""
    shutil.rmtree(project.vintages / "toy", ignore_errors=True)
    tables = []
    for table, series, value in (("TOY1", "toy_one", values["one"]), ("TOY2", "toy_two", values["two"])):
        rows = [
            Row(series, table, {}, Period.quarter(year, number), Decimal(value - year % 7), origin="verzonnen")
            for year in range(2014, 2026)
            for number in (1, 2, 3, 4)
        ]
        url = f"https://example.invalid/{table}"
        tables.append(TableData(table, f"Verzonnen {table}", rows, None, url, "", {"verzonnen": url}))
    day = dt.date(2024, 12, 13)
    write(project.vintages, "toy", date=day, kind="reconstructed", title="Verzonnen", tables=tables)


def make(root: Path, editions: tuple[str, ...] = ("2024Q3",), design: bool = True) -> Project:
    """Write a whole project below ``root``."""
    project = Project(root)
    for folder in (project.params, project.notebooks, project.published, project.report.parent):
        folder.mkdir(parents=True)
    if design:
        shutil.copytree(REPOSITORY / "reports" / "arbeidsmarkt-in-beeld", project.report)
    (project.report / "report.yml").write_text(REPORT)
    (project.params / "series.yml").write_text(SERIES)
    for edition in editions:
        (project.params / f"{edition}.yml").write_text(EDITION.format(quarter=edition))
    (project.params / "default.yml").write_text("vintage: latest\ncharts_from: 2014Q1\nstatus: concept\n")
    shutil.copy(REPOSITORY / "requirements.lock", root)
    write_vintage(project, one=100, two=200)
    write_notebook(project, "alpha", section("toy_one", "one"))
    write_notebook(project, "beta", section("toy_two", "two"))
    write_notebook(project, "omega", OMEGA)
    return project


#: a cell that says when it runs, in a file ``running`` at the project's root, and takes its time
WAITS = "import pathlib, time\npathlib.Path('../running').touch()\ntime.sleep(30)"

#: a notebook that is written as ``check`` wants it
CHECKED = [
    "from arbeidsmarkt.notebook import *\n\nsession = start()\nnow = session.quarter",
    'facts(one=series("toy_one")[now], two=series("toy_two")[now])',
    "%%prose\n# Verzonnen {#sec-verzonnen}\n\n"
    "Er waren in het {{ quarter }} {{ one }} verzonnen dingen en {{ two }} andere.",
]


def make_checked(root: Path, editions: tuple[str, ...] = ("2024Q3",)) -> Project:
    """Write a project with one notebook, in which ``check`` finds nothing wrong."""
    made = make(root, editions)
    for path in made.notebooks.glob("*.ipynb"):
        path.unlink()
    write_notebook(made, "alpha", CHECKED)
    report = made.report / "report.yml"
    report.write_text(report.read_text().partition("sections:")[0] + "sections:\n  - notebook: alpha\n")
    return made


def write_notebook(project: Project, name: str, cells: list[str], parameters: str | None = PARAMETERS) -> None:
    """Write a notebook of the project."""
    (project.notebooks / f"{name}.ipynb").write_text(notebook(cells, parameters), encoding="utf-8")


def run(
    project: Project,
    *words: str,
    environment: Mapping[str, str] | None = None,
    check: bool = True,
    before: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run ``arbeidsmarkt`` in the project, in a process of its own, after the lines ``before``."""
    everything = {**os.environ, "ARBEIDSMARKT_ROOT": str(project.root), **(environment or {})}
    if "PYTHONPATH" in (environment or {}):  # read when an interpreter starts
        program = f"{before}\nfrom arbeidsmarkt.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *words], cwd=project.root, env=everything, capture_output=True, text=True,
            timeout=300,
        )  # fmt: skip
    else:
        done = forked_command.run(words, project.root, everything, before)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def make_final(project: Project, quarter: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Have one made-up person review an edition, and another make it final (``words`` go to both where they fit)."""
    about = [*words[words.index("--erratum") :][:2]] if "--erratum" in words else []
    run(project, "review", quarter, *about)
    run(project, "review", quarter, "--by", "A. Lezer", *about)
    return run(project, "final", quarter, "--by", "B. Maker", *words, check=check)


def bound_by_rights() -> list[str] | None:
    """What to put before a command so that the rights of files count for it, also for root; None where that cannot be.

    Root may write anywhere because of two capabilities; a program started without them may not.
    """
    if os.geteuid():
        return []
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if shutil.which("setpriv") else None


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def events(done: subprocess.CompletedProcess[str], kind: str) -> list[dict[str, Any]]:
    """The events of one kind that ``--log-format json`` printed."""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if line["event"] == kind]
