"""``arbeidsmarkt review``: the page that a reviewer reads before an edition becomes final, and the signature."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children


@click.command(short_help="Read what is new in an edition, and sign that you did.")
@click.argument("edition")
@click.option("--by", metavar="NAME", help="Sign as this person; without it, only the page to read is made.")
@click.option("--erratum", metavar="TEXT", help="The text of the correction that you review.")
@arguments.jobs
@arguments.out
def command(edition: str, by: str | None, erratum: str | None, jobs: int | None, out: Path | None) -> None:
    """Make the page that a reviewer reads; with --by, sign that you have read it.

    The page compares the edition with the previous one, or a correction with the print that it corrects. A signature is
    valid for the build that the page shows; if anything in the build changes, it must be reviewed again. Another person
    must make the edition final.

    Example: arbeidsmarkt review 2024Q3 --by "A. de Vries"
    """
    from arbeidsmarkt.building import final_record
    from arbeidsmarkt.building.batch import build_all
    from arbeidsmarkt.document import manifest
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.publishing import archive, compare, comparison_page, review

    quarter = arguments.quarter(edition)
    project = Project.find()
    home = arguments.folder(project, out)
    chosen = Edition.load(project, quarter)
    prints = archive.prints(project, quarter)

    # what is compared: a correction with the print before, an edition with the previous one
    if prints:  # a correction is built in another folder, since the final build stays in place
        home = home / "review"
        previous = (quarter, prints[-1].files)
    order = Order(project, quarter.label, home, correcting=bool(prints))
    build_all([order], jobs or children.processors(), lambda label, result: None)
    build = home / quarter.label

    # the previous edition, from the archive or built if needed
    if not prints and chosen.previous:
        earlier = archive.prints(project, chosen.previous)
        folder = earlier[-1].files if earlier else home / chosen.previous.label
        if not earlier and not final_record.stands(Edition.load(project, chosen.previous), folder):
            order = Order(project, chosen.previous.label, home)
            build_all([order], jobs or children.processors(), lambda label, result: None)
        previous = (chosen.previous, folder)

    # the page; it must have shown this very build before it can be signed
    about = review.content(build, manifest.read(build, project.name(build)))
    page: Path | None = None
    if prints or chosen.previous:
        page = home / comparison_page.name_of(previous[0].label, quarter.label)
        if by is None or not comparison_page.shows(page, about):
            found = compare.builds(project, previous, (quarter, build))
            comparison_page.write(home, project, found, about, (previous[1], build))
            if by is not None:
                raise UserError(
                    "the page shows another build than it did, or was not there", where=project.name(page),
                    remedy="read it as it is now, then sign with the same command",
                )  # fmt: skip
    if by is None:
        click.echo(project.name(page) if page else project.name(build))
        click.echo(f"read it, then sign: arbeidsmarkt review {quarter} --by NAME", err=True)
        return
    name, now = review.person(project, by), dt.datetime.now(dt.UTC).astimezone()
    text = " ".join((erratum or "").split())
    path = review.sign(project, quarter, build, name, now, text)
    click.echo(f"{project.name(path)}: reviewed by {name}")
    click.echo(f"commit it; another person makes it final: arbeidsmarkt final {quarter} --by NAME", err=True)
