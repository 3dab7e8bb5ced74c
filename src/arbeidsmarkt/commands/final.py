"""``arbeidsmarkt final``: record an edition as final, or a correction to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UsageError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children


@click.command(short_help="Record an edition as final, or a correction to it.")
@click.argument("edition")
@click.option("--by", metavar="NAME", help="Who makes it final.  [default: git's user.name]")
@click.option("--erratum", metavar="TEXT", help="Dutch: what was wrong in the final edition, and what it is now.")
@click.option("--date", "day", metavar="DATE", help="Day of the erratum; today by default.")
@arguments.jobs
@arguments.out
def command(
    edition: str, by: str | None, erratum: str | None, day: str | None, jobs: int | None, out: Path | None
) -> None:
    """Make an edition final: check it, build it as final, record its hash, and archive its files in editions/.

    "arbeidsmarkt check EDITION" must find no faults, and another person must have reviewed exactly this content
    ("arbeidsmarkt review EDITION"). From then on no build replaces these files by other ones, the archive keeps them,
    and "arbeidsmarkt verify EDITION" reports any deviation. The status and the hash are written into
    params/EDITION.yml, whose comments are kept. With --erratum a final edition is corrected: first change what was
    wrong, have it reviewed, then record the reason. The report shows the correction with its date, and the archive gets
    another print. If git can sign, a signed tag is added. If anything fails, the file is unchanged.

    Example: arbeidsmarkt final 2024Q3 --by "B. Jansen"
    """
    from arbeidsmarkt.publishing import finish, review

    quarter = arguments.quarter(edition)
    project = Project.find()
    if day and erratum is None:
        raise UsageError("--date is the day of an erratum", remedy='add --erratum "what was wrong"')
    done = finish.finish(
        project, quarter, by=review.person(project, by), at=dt.datetime.now(dt.UTC).astimezone(),
        out=arguments.folder(project, out), jobs=jobs or children.processors(), erratum=erratum,
        day=arguments.day(day),
    )  # fmt: skip
    archived = done.archived
    display_name = project.name(project.params / f"{quarter.label}.yml")
    click.echo(f"{display_name}: final, manifest sha256:{archived.fingerprint}")
    signed = f", tag {done.tag} signed" if done.tag else ""
    reviewed, final = archived.record["reviewed"]["by"], archived.record["final"]["by"]
    click.echo(f"{project.name(archived.folder)}: reviewed by {reviewed}, final by {final}{signed}")
    click.echo(f"commit both with what it was built from; from now on: arbeidsmarkt verify {quarter}", err=True)
