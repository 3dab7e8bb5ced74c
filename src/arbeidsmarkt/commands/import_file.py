"""``arbeidsmarkt import``: files that somebody downloaded or made, into a new vintage."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments

NONE = "none"


@click.command(short_help="Read files made by hand, or downloaded from StatLine, into a new vintage.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--table", metavar="ID", help="The StatLine table, if the file does not say which it is.")
@click.option("--by", metavar="NAME", help="Who imports it.  [default: git's user.name]")
@click.option("--base", metavar="LABEL", help="Vintage to copy the other tables from, or none.  [default: latest]")
@click.option("--label", metavar="NAME", help="Name of the vintage; the date of today by default.")
@click.option("--date", "day", metavar="DATE", help="Day as of which the files give the figures; today by default.")
@click.option("--accept", multiple=True, metavar="TABLE", help="Accept figures far from the known ones.")
@click.option("--accept-vanished", multiple=True, metavar="TABLE", help="Figures of the base may be gone.")
def command(
    files: tuple[Path, ...], table: str | None, by: str | None, base: str | None, label: str | None, day: str | None,
    accept: tuple[str, ...], accept_vanished: tuple[str, ...],
) -> None:  # fmt: skip
    """Read files into a new vintage in data/vintages/, with the other tables copied from an earlier vintage.

    A FILE is a download of StatLine: the ZIP from datasets.cbs.nl (or its Observations.csv), the raw data set with its
    metadata file in the same folder, or a table as CSV; it must pass the same checks as a fetch. Or it is a CSV of your
    own, with a YAML file of the same name in the same folder; its series are added to params/series.yml.

    Example: arbeidsmarkt import 80474ned.zip --by "B. Jansen"
    """
    from arbeidsmarkt.inputs import own_csv, vintages
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.inputs.vintages import Vintage
    from arbeidsmarkt.publishing.review import person
    from arbeidsmarkt.statline import catalogue_edits, imports
    from arbeidsmarkt.statline.downloads.opened import Download, open_file

    if label and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", label):
        raise UsageError(f"'{label}' cannot name a folder", where="--label", remedy="use letters, digits, - and _")
    if table and len(files) > 1:
        raise UsageError("--table goes with one file", remedy="import the others by themselves")
    project = Project.find()
    who = person(project, by)
    today = dt.datetime.now(dt.UTC).astimezone().date()
    date = arguments.day(day) or today
    if date > today:
        raise UsageError(f"{date} is still to come", where="--date", remedy="give the day of the download")

    # read the files: downloads of StatLine, and CSV files with a YAML file beside them
    catalogue_path = project.params / "series.yml"
    catalogue = Catalogue.load(catalogue_path)
    downloads: list[Download] = []
    own: list[tuple[own_csv.OwnTable, dict[str, Any]]] = []
    for path in files:
        name = project.name(path) if path.exists() else str(path)
        if path.is_dir():
            raise UserError("is a folder", where=name, remedy="name the file in it")
        beside = own_csv.described(path)
        if beside is None:
            downloads.append(open_file(path, name, catalogue, table))
        elif table:
            raise UsageError(f"{beside.name} says which table it is", where="--table", remedy="leave --table out")
        else:
            read = own_csv.read(path, name, beside, project.name(beside))
            own.append((read, imports.own_record(path, own_csv.digest(path), read.beside, who, today)))

    # refuse what cannot be in one vintage
    ids = [one.table for one in downloads] + [one.id for one, _ in own]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        raise UsageError(f"two files are of the table {twice}", remedy="download all that is needed of it in one file")
    for one, _ in own:
        if one.id in catalogue.tables and catalogue.tables[one.id].statline:
            raise UserError(f"'{one.id}' is a table of StatLine", where=one.where, remedy="give your table another id")
    catalogue_edits.new_entries(catalogue, [one for one, _ in own])

    # the vintage that the other tables are copied from
    before = None
    if base != NONE and (base or vintages.labels(project.vintages)):
        before = Vintage.open(project.vintages, base or vintages.latest(project.vintages))
    for name in (*accept, *accept_vanished):
        if name not in ids:
            raise UsageError(f"'{name}' is not a table of these files", remedy=f"there are {', '.join(ids)}")

    # write the vintage, then the catalogue, and report
    done = imports.into_vintage(
        project.vintages, catalogue, downloads, own, base=before, by=who, date=date, label=label, accept=accept,
        accept_vanished=accept_vanished,
    )  # fmt: skip
    added = catalogue_edits.add(catalogue_path, project.name(catalogue_path), catalogue, [one for one, _ in own])
    for outcome in done.outcomes:
        rows = len(outcome.data.rows) if outcome.data else 0
        click.echo(f"{outcome.table:<9} {rows:>6} rows to {outcome.newest or 'nothing'}")
        for item in outcome.left_out:
            click.echo(f"left out: {item.reason}")
        for notice in outcome.notices:
            click.echo(notice)
        if outcome.settled:
            for key in outcome.settled.specs:
                click.echo(f"found by its figures: '{key}'")
    for one in done.own:
        newest = max((row.period for row in one.data.rows), key=lambda period: period.last_day)
        click.echo(f"{one.id:<9} {len(one.data.rows):>6} rows to {newest}: {', '.join(one.series)}")
    if added:
        click.echo(f"added to params/series.yml: {', '.join(added)}")
    if done.kept and before:
        click.echo(f"{len(done.kept)} other tables are those of {before.label}")
    click.echo(f"written: {project.name(done.path)}")
