"""``arbeidsmarkt final``: record an edition as final, or a correction to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UsageError, raise_all
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.document import manifest
from arbeidsmarkt.execution import children


@click.command(short_help="Record an edition as final, or a correction to it.")
@click.argument("edition")
@click.option("--erratum", metavar="TEXT", help="Dutch: what was wrong in the final edition, and what it is now.")
@click.option("--date", "day", metavar="DATE", help="Day of the erratum; today by default.")
@arguments.jobs
@arguments.out
def command(edition: str, erratum: str | None, day: str | None, jobs: int | None, out: Path | None) -> None:
    """Check, set status: final in params/EDITION.yml, build, and record the hash of all files.

    Everything that "arbeidsmarkt check EDITION" looks at must be in order first. From then on no build takes the place
    of these files with other ones, and "arbeidsmarkt verify EDITION" reports any deviation. With --erratum a final
    edition is corrected: change what was wrong first, then record why; the correction stands in the report with its
    date. The comments in the file stay. When anything fails, the file is as it was.

    Example: arbeidsmarkt final 2024Q3 --erratum "In tabel 2 stond 6,9 procent; dit is 6,8 procent."
    """
    from arbeidsmarkt.building.batch import build_all
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.publishing import check, parameters

    quarter = arguments.quarter(edition)
    project = Project.find()
    place = arguments.folder(project, out)
    order = Order(project, quarter.label, place, inspect=check.as_published, correcting=True)
    if day and erratum is None:
        raise UsageError("--date is the day of an erratum", remedy='add --erratum "what was wrong"')

    def build() -> str:
        raise_all(check.check(project, settling=quarter).faults)
        build_all([order], jobs or children.processors(), lambda edition, result: None)
        check.as_published(Edition.load(project, quarter), order.place)  # also one that stood there, uninspected
        return manifest.fingerprint(manifest.read(order.place, project.name(order.place)))

    if erratum is None:
        found = parameters.make_final(project, quarter, build)
    else:
        found = parameters.correct(project, quarter, erratum, arguments.day(day) or dt.date.today(), build)
    click.echo(f"{project.name(project.params / f'{quarter.label}.yml')}: final, manifest sha256:{found}")
    click.echo(f"commit it together with what it was built from; from now on: arbeidsmarkt verify {quarter}", err=True)
