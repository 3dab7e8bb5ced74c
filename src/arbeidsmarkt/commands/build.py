"""``arbeidsmarkt build``: one edition, a range of them, or all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import KERNELS, KERNELS_VARIABLE, Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.commands.progress import Bar, JsonLines, Lines
from arbeidsmarkt.execution import children


@click.command(short_help="Build one or more editions of the report.")
@click.argument("editions", nargs=-1, metavar="[EDITION | FIRST..LAST]...")
@click.option("--all", "everything", is_flag=True, help="Every edition that has a file in params/.")
@click.option(
    "--to",
    metavar="FORMATS",
    help="Only these formats: html, pdf, docx, separated by commas.  [default: those of report.yml]",
)
@click.option("--engine", type=click.Choice(["embedded", "quarto"]), default="embedded", show_default=True)
@click.option(
    "--kernels",
    type=click.Choice(KERNELS),
    envvar=KERNELS_VARIABLE,
    default="fast",
    show_default=True,
    help="standard: papermill's own engine on ordinary kernels, several times as slow.",
)
@click.option("--cluster", metavar="ADDRESS", help="Build on a Dask cluster: tls://scheduler:8786, or local to try it.")
@click.option("--insecure", is_flag=True, help="Allow a cluster whose traffic is neither encrypted nor authenticated.")
@arguments.jobs
@arguments.out
@click.option(
    "--allow-typed", is_flag=True, help="Allow numbers typed by hand; the report is then a concept that says so."
)
@click.option("--force", is_flag=True, help="Run everything again, without using earlier results.")
@arguments.log_format
def command(
    editions: Sequence[str],
    everything: bool,
    to: str | None,
    engine: str,
    kernels: str,
    cluster: str | None,
    insecure: bool,
    jobs: int | None,
    out: Path | None,
    allow_typed: bool,
    force: bool,
    log_format: str,
) -> None:
    """Build one or more editions of the report.

    Only what changed since the last build is run. The paths of the report are printed at the end. The files of a final
    edition are never replaced by other ones. If a text contains numbers or directions typed by hand, they are listed
    with notebook, cell and line, and nothing is built, unless --allow-typed is given.

    Example: arbeidsmarkt build 2024Q3 2023Q2..2023Q4 --to html,pdf
    """
    from arbeidsmarkt.building.batch import build_all
    from arbeidsmarkt.building.cluster import check_address

    if cluster:
        check_address(cluster, insecure)
    project = Project.find()
    folder = arguments.folder(project, out)
    quarters = arguments.quarters(project, editions, everything)
    order = Order(project, "", folder, arguments.formats(to), engine, force, kernels=kernels, allow_typed=allow_typed)
    orders = [replace(order, edition=quarter.label) for quarter in quarters]
    progress = JsonLines() if log_format == "json" else Bar(len(orders)) if sys.stderr.isatty() else Lines(len(orders))
    events.listen(progress.event)
    try:
        built = build_all(orders, jobs or children.processors(), progress.done, cluster or "")
    finally:
        progress.close()
    progress.end([folder / "index.html"] if len(orders) > 1 else built[0].outputs)
