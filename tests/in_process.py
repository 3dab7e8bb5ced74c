"""Notebooks run in the test's own process, in IPython without a kernel: quick, and the records are at hand."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import handover
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits.charts import chart
from arbeidsmarkt.exhibits.records import MIME
from arbeidsmarkt.inputs import report
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.notebook_file import cell_source

Record = dict[str, Any]
_load_catalogue = Catalogue.load
_catalogues: dict[bytes, Catalogue] = {}
Outputs = list[dict[str, Any]]


@contextmanager
def shell(project: Project, facts: Path | None = None) -> Iterator[tuple[InteractiveShell, Outputs]]:
    """An IPython shell for one notebook of a project, and what is displayed in it."""
    environment = {"ARBEIDSMARKT_ROOT": str(project.root), **({"ARBEIDSMARKT_FACTS": str(facts)} if facts else {})}
    InteractiveShell.clear_instance()
    running = InteractiveShell.instance()
    publisher = CapturingDisplayPublisher(parent=running)
    running.display_pub = publisher
    Session.begun.clear()  # a kernel of its own has begun none
    try:
        with mock.patch.dict(os.environ, environment):
            yield running, publisher.outputs
    finally:
        InteractiveShell.clear_instance()


def run_cells(running: InteractiveShell, cells: Sequence[str]) -> None:
    """Run cells one after the other; the first error is raised."""
    for source in cells:
        done = running.run_cell(source, store_history=True, silent=False)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            raise error


def records(outputs: Outputs) -> list[Record]:
    """What was left for the report."""
    return [output["data"][MIME] for output in outputs if MIME in output["data"]]


def run_notebook(project: Project, name: str, parameters: Mapping[str, str], facts: Path | None = None) -> list[Record]:
    """Run a notebook of the project with an edition's parameters."""
    content = json.loads((project.notebooks / f"{name}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    with shell(project, facts) as (running, outputs):
        for cell in code:
            run_cells(running, [cell_source(cell)])
            if "parameters" in cell["metadata"].get("tags", []):
                running.user_ns.update(parameters)
        return records(outputs)


def run_edition(
    project: Project,
    quarter: Period,
    work: Path,
    *,
    only: Collection[str] | None = None,
    earlier: Mapping[str, list[Record]] | None = None,
) -> dict[str, list[Record]]:
    """Run the notebooks of an edition as a build does, without drawing the charts (which takes most of the time).

    Args:
        project: the project, or a copy.
        quarter: the edition.
        work: a folder for what the notebooks tell one another.
        only: the notebooks to run; all by default.
        earlier: what the others left in an earlier run.
    """
    parameters = Edition.load(project, quarter).parameters()
    sections = report.load(project.report / "report.yml").sections
    left: dict[str, list[Record]] = {}
    undrawn = mock.patch.object(chart.ReportChart, "svg", lambda self, theme, size="wide": "<svg/>")
    once = mock.patch.object(Catalogue, "load", _catalogue)
    with undrawn, once:
        for last in (False, True):
            told = None
            if last:
                told = work / "told.json"
                found = [record for records in left.values() for record in records]
                told.write_text(json.dumps(handover.gather(quarter.label, found)), encoding="utf-8")
            for section in sections:
                name = section.notebook
                if (section.after == "all") == last:
                    again = only is None or earlier is None or name in only
                    left[name] = run_notebook(project, name, parameters, told) if again else earlier[name]
    return left


def _catalogue(path: Path, name: str = "params/series.yml") -> Catalogue:
    """The catalogue, read once for all notebooks and copies that have the same one."""
    content = path.read_bytes()
    if content not in _catalogues:
        _catalogues[content] = _load_catalogue(path, name)
    return _catalogues[content]


__all__ = ["UserError", "records", "run_cells", "run_edition", "run_notebook", "shell"]
