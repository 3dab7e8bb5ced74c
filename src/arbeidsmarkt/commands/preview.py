"""``arbeidsmarkt preview``: the report in the browser, rebuilt on every save."""

from __future__ import annotations

from pathlib import Path

import click

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments, progress
from arbeidsmarkt.execution import children


@click.command(short_help="Rebuild on save and show the report live in the browser.")
@click.argument("edition", required=False, metavar="[EDITION]")
@click.option("--port", default=0, help="Port on this machine; a free one by default.")
@click.option("--open", "opening", is_flag=True, help="Open the page in the browser.")
@arguments.jobs
@arguments.out
def command(edition: str | None, port: int, opening: bool, jobs: int | None, out: Path | None) -> None:
    """Build an edition, serve it on this machine only, and build again after every save.

    Watches notebooks, parameters, catalogue, published figures and page design; the page in the browser reloads by
    itself. An error is shown over the last good page until it is mended. Without EDITION: the newest. Stop with Ctrl-C.

    Example: arbeidsmarkt preview 2024Q3 --open
    """
    from arbeidsmarkt.building.preview import Preview, require_watchfiles, watch
    from arbeidsmarkt.inputs.editions import quarters

    require_watchfiles()
    project = Project.find()
    quarter = arguments.quarter(edition) if edition else max(quarters(project))
    order = Order(project, quarter.label, arguments.folder(project, out), jobs=jobs or children.processors())
    events.listen(lambda event: click.echo(said, err=True) if (said := progress.remark(event)) else None)
    with Preview(order, port, lambda line: click.echo(line, err=True)) as preview:
        click.echo(preview.url)

        def ready() -> None:
            if opening:
                click.launch(preview.url)
            click.echo("watching; end with Ctrl-C", err=True)

        try:
            watch(preview, ready)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
