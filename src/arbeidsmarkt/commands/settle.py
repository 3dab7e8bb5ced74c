"""``arbeidsmarkt settle``: find the catalogue's series in CBS's own metadata and figures."""

from __future__ import annotations

import datetime as dt
import sys

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project


@click.command(short_help="Find the catalogue's series in CBS's own metadata and figures.")
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--base-url", metavar="URL", help="Read another server that speaks CBS's OData.")
@click.option("--tries", default=5, show_default=True, help="How often to make a request that fails.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds before the second try; then twice as long.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, but write nothing.")
def command(tables: tuple[str, ...], base_url: str | None, tries: int, pause: float, dry_run: bool) -> None:
    """Find each series of params/series.yml in CBS's metadata, and write what was found into the file.

    The known figures decide: a measure with these figures is the series, whatever it is called now. If they cannot
    decide, all candidates are listed as YAML that can be pasted, and the exit code is 1.

    Example: arbeidsmarkt settle 85663NED
    """
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.statline import catalogue_edits, settle
    from arbeidsmarkt.statline.client import CBS, StatLine
    from arbeidsmarkt.statline.guard import Limits
    from arbeidsmarkt.statline.known import Known

    project = Project.find()
    path = project.series
    catalogue = Catalogue.load(path)
    by_table = catalogue.by_table(statline_only=True)
    for name in tables:
        if name not in by_table:
            raise UsageError(f"'{name}' is not a table of the catalogue", remedy=f"there are {', '.join(by_table)}")
    client = StatLine(base_url or CBS, Limits(tries=tries, pause=pause))
    known = Known.load(project.vintages, catalogue)
    found = []
    with client.session():
        for name in tables or by_table:
            one = settle.table(client, name, by_table[name], known)
            found.append(one)
            decided = ", ".join(f"{count} by {by}" for by, count in _counted(one.by).items()) or "nothing"
            click.echo(f"{name:<9} {len(one.specs)} of {len(by_table[name])} series settled ({decided})")
            for line in settle.lines(one):
                click.echo(line)
    if not dry_run:
        today = dt.datetime.now(dt.UTC).astimezone().date()
        for name in catalogue_edits.write(path, project.name(path), catalogue, found, today):
            click.echo(f"changed: {name}")
    needed = {catalogue.series[name].table for name in catalogue.required()}
    # a fetch leaves out a table that is gone, if no series of it is required
    faulty = [one for one in found if one.fault and not (one.gone and one.table not in needed)]
    left = sum(len(one.decisions()) for one in found) + len(faulty)
    click.echo(f"{left} decision{'s' * (left != 1)} left for a person ({client.requests} requests)")
    if left:
        sys.exit(UserError.exit_code)


def _counted(by: dict[str, str]) -> dict[str, int]:
    count: dict[str, int] = {}
    for word in by.values():
        count[word] = count.get(word, 0) + 1
    return count
