"""``arbeidsmarkt site``: a public site of all editions."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import click

from arbeidsmarkt.basics import garbage
from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children

_NEEDED = ("feedgenerator", "pyarrow", "rdflib")


@click.command(short_help="Make a public site of the final editions.")
@click.option("--concepts", is_flag=True, help="Also show editions that are not final, marked as concepts.")
@click.option("--out", default="site", type=click.Path(file_okay=False, path_type=Path), show_default=True,
              help="Folder of the site.")  # fmt: skip
@click.option("--build", "built", type=click.Path(file_okay=False, path_type=Path),
              help="Folder that concepts are read from.  [default: build]")  # fmt: skip
@click.option("--address", metavar="URL", help="Address of the site; without it: no feed, catalogue, security.txt.")
@arguments.jobs
def command(concepts: bool, out: Path, built: Path | None, address: str | None, jobs: int | None) -> None:
    """Make a static site of the final editions in editions/, for any web server or for reading from disk.

    Every edition has a permanent address (2024Q3/), with its errata, earlier prints and a comparison with the previous
    edition. facts/ and series/ hold the data over time; feed.xml and catalog.jsonld are for programs. Every file is
    first checked against its record; if one was changed, nothing is published. The new site replaces the old one in one
    step. Editions under embargo (publication_at) are left out until that moment.

    Example: arbeidsmarkt site --address https://arbeidsmarkt.example.org/
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UserError(f"{', '.join(missing)} is not installed", remedy="install the extra: pip install -e '.[site]'")
    if address and not address.startswith("https://"):
        raise UsageError(f"'{address}' is not a secure address", where="--address", remedy="write it as https://…")
    project = Project.find()
    with garbage.uncollected():
        from arbeidsmarkt.publishing.site import write

        done = write.write(
            project, out.absolute(), dt.datetime.now(dt.UTC), address=address or "",
            concepts=arguments.folder(project, built) if concepts else None, jobs=jobs or children.processors(),
        )  # fmt: skip
    for quarter in done.held:
        click.echo(f"{quarter}: under embargo, left out", err=True)
    if not address:
        click.echo("without --address: no feed.xml, catalog.jsonld, security.txt", err=True)
    made = f"made: {', '.join(done.made) or 'none'}" if len(done.made) <= 4 else f"{len(done.made)} made"
    click.echo(f"{done.editions} editions, {made}", err=True)
    click.echo(project.name(done.folder / "index.html"))
