"""``arbeidsmarkt quarto-project``: a built edition as a folder to render by hand with Quarto."""

from __future__ import annotations

import os
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children


@click.command(short_help="Set up a folder in which Quarto renders an edition by hand.")
@click.argument("edition")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@arguments.jobs
@arguments.out
def command(edition: str, folder: Path, jobs: int | None, out: Path | None) -> None:
    """Set up FOLDER so that "quarto render" and "quarto preview" in it give the edition with its page design.

    It gives HTML, PDF and Word. The document is document.qmd, to be changed by hand; it then differs from the report
    that was built. FOLDER must be new or empty. An edition whose build is not up to date is built first.

    Example: arbeidsmarkt quarto-project 2024Q3 by-hand
    """
    from arbeidsmarkt.building import batch, by_hand, made_from

    quarter = arguments.quarter(edition)
    project = Project.find()
    if folder.exists() and any(folder.iterdir()):
        raise UserError("the folder is not empty", where=str(folder), remedy="name a new one")
    order = Order(project, quarter.label, arguments.folder(project, out))
    if not made_from.is_current(order):
        batch.build_all([order], jobs or children.processors(), lambda label, result: None)
    by_hand.set_up(project, order.folder, quarter, folder)
    click.echo(os.path.relpath(folder))
    click.echo("in it: quarto render, or quarto preview", err=True)
