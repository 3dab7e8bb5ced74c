"""Checks what may be published: parameters, catalogue, vintages, published figures and notebooks.

``check`` reads every file that people of the project write, and reports all faults together. It only runs the notebooks
that compute numbers with pandas. ``reconcile`` checks a built edition: the figures that were published at the time, and
facts that nothing uses.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from arbeidsmarkt.basics.errors import Faults, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import final_record, vanished
from arbeidsmarkt.execution import children
from arbeidsmarkt.inputs import editions, notebook_file, published, remarks, report, theme, unread, vintages
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.report import Section
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.numbers import reconciliation
from arbeidsmarkt.numbers.known_then import KnownThen
from arbeidsmarkt.numbers.reconciliation import Comparison
from arbeidsmarkt.publishing import archive, complements, computed_numbers, notebook_parameters, plausibility, review
from arbeidsmarkt.text import typed

LIBRARY = "arbeidsmarkt.notebook"
_LABEL = re.compile(r"\{#(sec-[a-z0-9-]+)")
T = TypeVar("T")


@dataclass
class Findings:
    """The findings of a check.

    Attributes:
        good: the parts without faults, one line per part.
        notes: what is worth knowing but no fault.
        faults: the faults, each with file and line or cell.
    """

    good: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[UserError] = field(default_factory=list)

    def attempt(self, action: Callable[[], T]) -> T | None:
        """The result of ``action``; None if it raises faults, which are recorded, each once."""
        try:
            return action()
        except UserError as error:
            known = {str(fault) for fault in self.faults}
            new = error.errors if isinstance(error, Faults) else [error]
            self.faults += [fault for fault in new if str(fault) not in known]
        return None

    def part(self, number: int, what: str, faults_before: int) -> None:
        """Record that a part is good, if it added no faults."""
        if len(self.faults) == faults_before:
            self.good.append(f"{number} {what}")


def check(project: Project, settling: Period | None = None, jobs: int | None = None) -> Findings:
    """Check everything that people write: parameters, catalogue, vintages, published figures, notebooks and prose.

    Args:
        project: the checkout.
        settling: the edition that is being made final, and so need not be recorded yet.
        jobs: how many notebooks run at once when computed numbers are tried with changed figures.
    """
    found = Findings()
    newest = _parameters(project, found, settling)
    _vintages(project, _catalogue(project, found), found)
    _archive(project, found)
    before = len(found.faults)
    figures = found.attempt(lambda: published.load(project.published))
    found.faults += complements.faults(figures or ())
    found.part(len(figures or ()), "published figures, each with its source", before)
    _notebooks(project, found, newest, jobs or children.processors())
    _remarks(project, found)
    return found


def _parameters(project: Project, found: Findings, settling: Period | None) -> Edition | None:
    """Check every edition's file; returns the newest edition, whose parameters the notebooks begin with."""
    before = len(found.faults)
    quarters = editions.quarters(project)
    beyond = max(quarters) + 1 if quarters else None
    loaded = [found.attempt(partial(Edition.load, project, quarter)) for quarter in quarters]
    for edition in loaded:
        unrecorded = final_record.missing(edition, project.name(edition.path)) if edition else None
        if edition and unrecorded and edition.quarter != settling:
            found.faults.append(unrecorded)
    if beyond:  # a quarter without a file, so that default.yml is checked too
        loaded.append(found.attempt(partial(Edition.load, project, beyond)))
    else:
        found.faults.append(
            UserError("there is no edition", where="params", remedy="write one: arbeidsmarkt new 2026Q3")
        )
    found.part(len(quarters), "editions' parameters, and those for a quarter without a file", before)
    return loaded[len(quarters) - 1] if quarters else None


def _catalogue(project: Project, found: Findings) -> Catalogue | None:
    before = len(found.faults)
    catalogue = found.attempt(lambda: Catalogue.load(project.series))
    if catalogue is None:
        return None
    found.part(len(catalogue.series), "series in the catalogue", before)
    if unconfirmed := catalogue.unconfirmed():
        found.notes.append(
            f"params/series.yml: {len(unconfirmed)} series have keys that were never seen in CBS's own metadata; "
            "they carry unconfirmed: true there"
        )
    return catalogue


def _vintages(project: Project, catalogue: Catalogue | None, found: Findings) -> None:
    before, files = len(found.faults), 0
    folders = [path for path in sorted(project.vintages.glob("[!.]*")) if path.is_dir()]
    for folder in folders:
        opened = found.attempt(partial(Vintage.open, project.vintages, folder.name))
        files += len(opened.tables) + 1 if opened else 0
        if opened and catalogue:
            found.notes += found.attempt(partial(plausibility.doubts, opened, catalogue)) or ()
    if not folders:
        found.attempt(lambda: vintages.latest(project.vintages))  # reports that there is none, and what to do
    found.part(len(folders), f"vintages, {files} files as they were written", before)


def _archive(project: Project, found: Findings) -> None:
    """Check every byte of all prints of all final editions, and the reviews."""
    before, number = len(found.faults), 0
    for quarter in archive.quarters(project):
        found.faults += review.faults(project, quarter)
        for each in found.attempt(partial(archive.prints, project, quarter)) or ():
            found.faults += archive.faults(project, each)
            number += 1
    if number:
        found.part(number, "final editions and corrections in the archive, every byte as it was recorded", before)


def _notebooks(project: Project, found: Findings, newest: Edition | None, jobs: int) -> None:
    before = len(found.faults)
    settings = found.attempt(lambda: report.load(project.report_file, project.name(project.report_file)))
    sections = {section.notebook: section for section in settings.sections} if settings else {}
    present = {path.stem: path for path in sorted(project.notebooks.glob("*.ipynb"))}
    for name in sections.keys() - present.keys():
        where = project.name(project.report_file)
        found.faults.append(
            UserError(f"section '{name}' has no notebook", where=where, remedy=f"add notebooks/{name}.ipynb")
        )
    texts: dict[str, str] = {}
    for name, path in present.items():
        display_name = f"notebooks/{path.name}"
        if settings and name not in sections:
            found.faults.append(
                UserError(
                    "this notebook is no section of the report", where=display_name, remedy="list it in report.yml"
                )
            )
        text = found.attempt(partial(notebook_file.read, path, display_name))
        if text is not None:
            texts[name] = text
            found.attempt(
                partial(notebook_file.check_parameters, path, display_name, dict.fromkeys(notebook_file.PARAMETERS, ""))
            )
            found.faults += notebook_parameters.faults(text, display_name, newest) if newest else ()
            found.faults += _form(text, display_name, sections.get(name))
            found.faults += typed.in_notebook(text, display_name)
    if newest and len(found.faults) == before:
        after_all = [name for name, section in sections.items() if section.after == "all"]
        faults, notes = computed_numbers.look(project, texts, newest, jobs, after_all)
        found.faults += faults
        found.notes += notes
    found.part(len(present), "notebooks, their prose included", before)
    logo = found.attempt(lambda: theme.load(project.theme, project.name(project.theme)))
    found.faults += unread.files(project, list(present), logo.logo if logo else "")  # notebooks were checked above


def _remarks(project: Project, found: Findings) -> None:
    """Check all editions' remarks: their form, numbers typed by hand, and whether their sections exist."""
    before, number = len(found.faults), 0
    labels = {label for path in project.notebooks.glob("*.ipynb") for label in _LABEL.findall(_text(path))}
    for quarter in remarks.quarters(project):
        for remark in found.attempt(partial(remarks.load, project, quarter)) or ():
            found.faults += typed.in_remark(remark)
            if remark.section not in labels:
                what = f"the remark is about {remark.section}, and no notebook has a section with that label"
                near = difflib.get_close_matches(remark.section, labels, n=3) or sorted(labels)
                found.faults.append(UserError(what, where=remark.where(0), remedy=f"there is {', '.join(near)}"))
            number += 1
    if number:
        found.part(number, "remarks on editions", before)


def _text(notebook: Path) -> str:
    """The text of a notebook; nothing when it cannot be read, which is reported with the notebooks."""
    try:
        return notebook_file.read(notebook, notebook.name)
    except UserError:
        return ""


def _form(text: str, display_name: str, section: Section | None) -> Iterator[UserError]:
    """Faults of a notebook apart from its texts: it holds outputs, lacks the import, or contradicts report.yml."""
    cells = json.loads(text)["cells"]
    for place, cell in zip(notebook_file.places(cells), cells, strict=True):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            remedy = "strip them: nbstripout notebooks/*.ipynb"
            yield UserError("holds the outputs of a run", where=f"{display_name}, {place}", remedy=remedy)
    code = [notebook_file.cell_source(cell) for cell in cells if cell["cell_type"] == "code"]
    after_parameters = code[1] if len(code) > 1 else ""
    if not after_parameters.lstrip().startswith(f"from {LIBRARY} import *"):
        remedy = f"begin the cell after the parameters with: from {LIBRARY} import *"
        yield UserError("does not begin with the notebook library", where=display_name, remedy=remedy)
    if section is not None and (section.after == "all") != _starts_last(code):
        remedy = 'write after: all in report.yml and start(…, after="all") in the notebook, or neither'
        yield UserError(
            "report.yml and start(…) disagree on whether it runs after the others", where=display_name, remedy=remedy
        )


def _starts_last(code: Iterable[str]) -> bool:
    """Whether a notebook calls ``start(…, after="all")``."""
    for source in code:
        try:
            calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        except SyntaxError:
            continue
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "start":
                return any(item.arg == "after" and getattr(item.value, "value", "") == "all" for item in call.keywords)
    return False


def reconcile(edition: Edition, build: Path, found: Findings) -> list[Comparison]:
    """Compare the figures that were published at the time with a finished build.

    Args:
        edition: the edition, with the printed figures.
        build: the folder of the finished edition.
        found: gets a fault for each figure that differs without explanation, and a note for everything that is not in
            the report.
    """
    facts = json.loads((build / "facts.json").read_text(encoding="utf-8"))["facts"]
    project = Project(edition.path.parent.parent)  # the checkout whose params/ holds the edition
    comparisons = reconciliation.compare(edition.printed, facts, KnownThen.of(project, edition))
    for item in comparisons:
        if item.outcome == "failed":
            was = f"'{item.fact}' was published as {item.printed} ({item.published})"
            what = f"{was} and is now {item.now}: {item.explanation}"
            remedy = (
                "mend the derivation or the value; or show the revision: an older vintage in data/vintages or the old "
                "figure of the series in data/published; or state a reason: here, which is printed"
            )
            found.faults.append(UserError(what, where=item.where, remedy=remedy))
    paths = sorted((build / "notebooks").glob("*.ipynb"))
    notebooks = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    told = vanished.notes(notebooks, facts, [item.fact for item in edition.printed], ())
    found.notes += [f"{edition.label}: {note}" for note in told]
    return comparisons


def as_published(edition: Edition, build: Path) -> None:
    """Refuse a build in which a figure that was published at the time differs without a reason.

    Args:
        edition: the edition, with the printed figures.
        build: the folder of the finished edition.

    Raises:
        UserError, Faults: one per figure that differs without explanation.
    """
    found = Findings()
    reconcile(edition, build, found)
    raise_all(found.faults)
