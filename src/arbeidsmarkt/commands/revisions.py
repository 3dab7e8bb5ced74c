"""``arbeidsmarkt revisions``: every value that changed between two vintages, as text, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import revision_formats

if TYPE_CHECKING:
    from arbeidsmarkt.numbers.revisions import Revisions


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--edition", metavar="2024Q3", help="Only what this edition shows, up to its quarter.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", help="How to print it.")
def command(old: str | None, new: str | None, edition: str | None, form: str) -> None:
    """List every value that changed between the vintages OLD and NEW.

    A value that is only printed with other decimals is no revision. Values that have become secret are counted, but not
    shown. With only --edition, the vintages are those of its previous edition and its own. The series are those that
    the built report shows, or all of them if it was not built.

    Example: arbeidsmarkt revisions 2023-08-16 2023-11-30 --format csv
    """
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.inputs.vintages import Vintage
    from arbeidsmarkt.numbers.revisions import compare

    project = Project.find()
    series: set[str] | None = None
    until: Period | None = None
    if edition:
        until, labels, series = _edition(project, edition)
        old, new = old or labels[0], new or labels[1]
    if not old or not new:
        raise UsageError("name two vintages", remedy="for example: arbeidsmarkt revisions 2023-08-16 2023-11-30")
    catalogue = Catalogue.load(project.series)
    found = compare(
        Vintage.open(project.vintages, old), Vintage.open(project.vintages, new), catalogue, series=series, until=until
    )
    printers: dict[str, Callable[[Revisions], str]] = {
        "text": revision_formats.as_text,
        "csv": revision_formats.as_csv,
        "json": revision_formats.as_json,
    }
    click.echo(printers[form](found), nl=False)


def _edition(project: Project, label: str) -> tuple[Period, tuple[str, str], set[str] | None]:
    """An edition's quarter, the vintages of its previous edition and its own, and the series that it shows."""
    from arbeidsmarkt.inputs.editions import Edition

    edition = Edition.load(project, Period.typed(label))
    if edition.previous is None:
        raise UserError("the edition names no previous one", where=f"params/{label}.yml", remedy="add previous: 2024Q2")
    before = Edition.load(project, edition.previous)
    shown: set[str] = set()
    for path in (project.build / edition.quarter.label / "notebooks").glob("*.ipynb"):
        shown |= _read_by(path.read_text(encoding="utf-8"))
    return edition.quarter, (before.vintage, edition.vintage), shown or None


def _read_by(notebook: str) -> set[str]:
    """The series that an executed notebook recorded as read."""
    from arbeidsmarkt.exhibits import records

    reads = [record for record in records.left_in(notebook) if record["kind"] == "reads"]
    return {name for record in reads for name in record["series"]}
