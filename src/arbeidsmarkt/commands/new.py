"""``arbeidsmarkt new``: the parameters of the next edition."""

from __future__ import annotations

import click

from arbeidsmarkt.basics.errors import UsageError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments


@click.command(short_help="Write the parameters of the next edition.")
@click.argument("edition", required=False, metavar="[EDITION]")
@click.option("--vintage", metavar="LABEL", help="The CBS figures that it reads; the latest vintage by default.")
@click.option("--anyway", is_flag=True, help="Also accept a quarter that is not next to an existing edition.")
@click.option("--publication-date", metavar="DATE", help="The date in its files; that of the vintage by default.")
def command(edition: str | None, vintage: str | None, anyway: bool, publication_date: str | None) -> None:
    """Write params/EDITION.yml, modelled on the previous edition; by default for the quarter after the newest.

    EDITION is the quarter after the newest edition, the one before the oldest, or one between them; others need
    --anyway. An existing file is never overwritten. If the new edition is the newest, its parameters are written into
    the notebooks.

    Example: arbeidsmarkt new 2026Q3
    """
    from arbeidsmarkt.inputs.editions import Edition, quarters
    from arbeidsmarkt.publishing import parameters

    project = Project.find()
    quarter = arguments.quarter(edition) if edition else max(quarters(project)) + 1
    known = quarters(project)
    if known and not anyway and quarter not in known and not min(known) - 1 <= quarter <= max(known) + 1:
        raise UsageError(
            f"{quarter} does not follow on the editions there are ({min(known)} to {max(known)})",
            remedy=f"write {max(known) + 1}, or add --anyway",
        )
    path = parameters.draft(project, quarter, vintage=vintage, publication_date=arguments.day(publication_date))
    chosen = Edition.load(project, quarter).vintage
    click.echo(project.name(path))
    if quarter == max(quarters(project)):
        click.echo(f"notebooks: their first cells begin with the parameters of {quarter}")
    if not parameters.holds(project, chosen, quarter):
        click.echo(
            f"vintage {chosen} holds no figure of {quarter} yet: read it with arbeidsmarkt fetch --quarter {quarter}, "
            f"then name the new vintage in {project.name(path)}",
            err=True,
        )
