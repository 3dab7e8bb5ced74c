"""``arbeidsmarkt check``: what people write, and for a built edition what was published at the time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arbeidsmarkt.basics.errors import raise_all
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments

if TYPE_CHECKING:
    from arbeidsmarkt.basics.periods import Period
    from arbeidsmarkt.numbers.reconciliation import Comparison
    from arbeidsmarkt.publishing.check import Findings


@click.command(short_help="Check parameters, catalogue, vintages, notebooks, prose and published figures.")
@click.argument("editions", nargs=-1, metavar="[EDITION...]")
@click.option("--fix", is_flag=True, help="First write the newest edition's parameters into the notebooks.")
@arguments.jobs
@arguments.out
@arguments.log_format
def command(editions: Sequence[str], fix: bool, jobs: int | None, out: Path | None, log_format: str) -> None:
    """Check parameters, catalogue, vintages, notebooks, prose and published figures.

    For each EDITION, also compare the figures that were published at the time with those of the build. An edition whose
    build is not up to date is built first, except a final one whose files are as they were recorded. Notebooks that
    compute numbers with pandas are run with changed figures, to find numbers that do not depend on their stated inputs.

    Example: arbeidsmarkt check 2024Q3
    """
    from arbeidsmarkt.publishing import check, notebook_parameters

    project = Project.find()
    say = _events if log_format == "json" else _lines
    for name in notebook_parameters.write(project) if fix else ():
        say("mended", f"mended: {name}", notebook=name)
    found = check.check(project, jobs=jobs)
    if editions:
        for quarter in arguments.quarters(project, editions):
            for item in _edition(project, quarter, arguments.folder(project, out), jobs, found):
                figure = {name: getattr(item, name) for name in ("fact", "outcome", "printed", "published", "now")}
                say("figure", f"{quarter} {item.fact}: {sentence(item)}", edition=quarter.label, **figure)
    for line in found.good:
        say("good", f"good: {line}", text=line)
    for line in found.notes:
        say("note", f"note: {line}", text=line)
    raise_all(found.faults)


def _lines(event: str, line: str, **fields: object) -> None:
    click.echo(line)


def _events(event: str, line: str, **fields: object) -> None:
    click.echo(json.dumps({"event": event, **fields}, ensure_ascii=False))


def _edition(project: Project, quarter: Period, out: Path, jobs: int | None, found: Findings) -> Sequence[Comparison]:
    """Build an edition if needed, and compare its published figures."""
    from arbeidsmarkt.building import final_record
    from arbeidsmarkt.building.batch import build_all
    from arbeidsmarkt.building.made_from import Order
    from arbeidsmarkt.execution import children
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.publishing import check

    edition = found.attempt(lambda: Edition.load(project, quarter))
    order = Order(project, quarter.label, out)
    if edition is None:
        return []
    if not final_record.stands(edition, order.folder):
        number = jobs or children.processors()
        if found.attempt(lambda: build_all([order], number, lambda label, result: None)) is None:
            return []
    before = len(found.faults)
    comparisons = check.reconcile(edition, order.folder, found)
    counts = Counter("recomputed" if item.recomputed else item.outcome for item in comparisons)
    by_hand = sum(item.outcome == "explained" for item in comparisons)
    apart = f"{counts['recomputed']} recomputed ({by_hand} explained by hand), {counts['taken_over']} taken over"
    apart += f", {counts['not_derivable']} not given"
    found.part(len(comparisons), f"published figures of {quarter}: {apart}", before)
    return comparisons


def sentence(item: Comparison) -> str:
    """The outcome for a published figure, on one line."""
    if item.outcome == "reproduced":
        return f"{item.printed} reproduced"
    if item.outcome == "revised":
        when = f" ({item.as_of})" if item.as_of else ""
        return f"differs by revision: {item.printed} ({item.published}), now {item.now}{when}"
    if item.outcome == "explained":
        return f"differs, explained by hand: {item.explanation}"
    if item.outcome == "taken_over":
        return f"{item.printed} taken over, not compared: {item.explanation}"
    if item.outcome == "not_derivable":
        return f"{item.printed} not in the report: {item.explanation}"
    return f"{item.printed} ({item.published}) is UNEXPLAINED: now {item.now}"
