"""``arbeidsmarkt verify``: a build's files against its manifest, or against a rebuild."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import Faults, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children


@click.command(short_help="Check a build's files against its manifest.")
@click.argument("editions", nargs=-1, required=True, metavar="EDITION...")
@click.option(
    "--rebuild", "again", is_flag=True, help="Build again elsewhere, without a cache, and compare every byte."
)
@arguments.jobs
@arguments.out
@arguments.log_format
def command(editions: Sequence[str], again: bool, jobs: int | None, out: Path | None, log_format: str) -> None:
    """Check a build's files against its manifest, and a final edition against its record.

    For a final edition, every print in the archive is checked as well, byte by byte, with its signed tag if it has one.
    If the edition is only in the archive (after "make clean"), only the archive is checked.

    Example: arbeidsmarkt verify 2024Q3 --rebuild
    """
    from arbeidsmarkt.building import verify

    project = Project.find()
    faults: list[UserError] = []

    def say(event: str, edition: str, number: int, text: str) -> None:
        found = {"event": event, "edition": edition, "files": number}
        click.echo(json.dumps(found) if log_format == "json" else f"{edition}: {number} files {text}")

    for quarter in arguments.quarters(project, editions):
        order = Order(project, quarter.label, arguments.folder(project, out))
        try:
            archived = _archived(project, quarter, say)
            if archived and out is None and not order.folder.exists() and not again:
                continue
            number = verify.verify(order)
            say("verified", quarter.label, number, "are as the manifest says")
            if again:
                number = verify.rebuild(order, jobs or children.processors())
                say("rebuilt", quarter.label, number, "come out the same, byte for byte")
        except UserError as error:
            faults += error.errors if isinstance(error, Faults) else [error]
    raise_all(faults)


def _archived(project: Project, quarter: Period, say: Callable[[str, str, int, str], None]) -> int:
    """Check every print of an edition in the archive; returns the number of prints.

    Raises:
        UserError, Faults: a file was changed, a signature is not valid, or the parameters record another print than the
            newest.
    """
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.publishing import archive, review, tags

    prints = archive.prints(project, quarter)
    faults = review.faults(project, quarter)
    for each in prints:
        where = project.name(each.folder)
        found = archive.faults(project, each)
        signature = tags.check(project, quarter.label, each.number, each.fingerprint)
        if signature == "bad":
            what = "the signature of its tag does not hold, or was given for other files"
            remedy = f"look at it: git verify-tag {tags.name(quarter.label, each.number)}"
            found.append(UserError(what, where=where, remedy=remedy))
        faults += found
        if not found:
            by = f"reviewed by {each.record['reviewed']['by']}, final by {each.record['final']['by']}"
            worth = "signed" if signature == "good" else "names as stated, not signed"
            say("archived", quarter.label, len(each.record["files"]), f"in {where} are as recorded; {by} ({worth})")
    if prints and Edition.load(project, quarter).manifest.removeprefix("sha256:") != prints[-1].fingerprint:
        what = f"its parameters do not record print {prints[-1].number}, the newest in the archive"
        remedy = "restore the parameters from git, or finish what was interrupted with arbeidsmarkt final"
        faults.append(UserError(what, where=f"params/{quarter}.yml", remedy=remedy))
    raise_all(faults)
    return len(prints)
