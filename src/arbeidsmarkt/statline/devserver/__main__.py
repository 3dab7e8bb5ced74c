"""``python -m arbeidsmarkt.statline.devserver``: serve a vintage until interrupted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.statline.devserver import KINDS, DevServer, Fault, from_vintage

_FAULTS = "\n".join(f"  {kind:<15} {text}" for kind, text in KINDS.items())


@click.command(epilog=f"\b\nFaults:\n{_FAULTS}", context_settings={"max_content_width": 100})
@click.option("--vintage", "folder", required=True, type=click.Path(path_type=Path), help="Folder of the vintage.")
@click.option("--port", default=0, help="Port; a free one by default.")
@click.option("--latency", default=0.0, help="Seconds before every answer.")
@click.option("--page", default=10_000, help="Rows in one answer.")
@click.option("--fault", "faults", multiple=True, metavar="KIND[:TABLE[:TIMES]]", help="Misbehave; may be repeated.")
def command(folder: Path, port: int, latency: float, page: int, faults: tuple[str, ...]) -> None:
    """Serve a vintage as StatLine's OData version 3 does, on this machine only.

    Example: python -m arbeidsmarkt.statline.devserver --vintage data/vintages/2024-12-13 --latency 0.1
    """
    try:
        catalogue = Catalogue.load(Project.find().series)
        vintage = Vintage.open(folder.resolve().parent, folder.resolve().name)
        wanted = [Fault.parse(text) for text in faults]
        server = DevServer(from_vintage(vintage, catalogue), latency=latency, page=page, faults=wanted, port=port)
    except UserError as error:
        click.echo(f"devserver: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"devserver: port {port} is not free: {error.strerror}; choose another", err=True)
        sys.exit(1)
    with server:
        click.echo(f"{len(server.tables)} tables of {vintage.label}; try: arbeidsmarkt fetch --base-url {server.url}")
        try:
            while not server.closing.wait(0.5):
                pass
        except KeyboardInterrupt:
            click.echo("stopped")


if __name__ == "__main__":
    command()
