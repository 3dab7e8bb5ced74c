"""``arbeidsmarkt embargo``: marked copies of a final edition for those who may read it early."""

from __future__ import annotations

from pathlib import Path

import click

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments


@click.command(short_help="Make copies of a final edition that are marked as under embargo.")
@click.argument("edition")
@click.option("--to", metavar="FORMATS", help="html, pdf, docx, separated by commas.  [default: those it has]")
@arguments.out
def command(edition: str, to: str | None, out: Path | None) -> None:
    """Render copies of a final edition that say "Onder embargo tot ..." on every page.

    The moment is publication_at in params/EDITION.yml. The final files themselves are not marked; embargo.json beside
    the copies has the hashes of both. Only "arbeidsmarkt site" looks at the clock: it leaves an edition out until that
    moment.

    Example: arbeidsmarkt embargo 2026Q3
    """
    from arbeidsmarkt.publishing import embargo

    project = Project.find()
    made = embargo.copies(project, arguments.quarter(edition), arguments.folder(project, out), arguments.formats(to))
    for path in made:
        click.echo(project.name(path))
