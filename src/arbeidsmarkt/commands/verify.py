"""``arbeidsmarkt verify``: a build's files against its manifest, or against a rebuild."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import Faults, UserError, raise_all
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.execution import children


@click.command(short_help="Check a build's files against its manifest.")
@click.argument("editions", nargs=-1, required=True, metavar="EDITION...")
@click.option("--rebuild", "again", is_flag=True, help="Build again, aside and without a cache; compare every byte.")
@arguments.jobs
@arguments.out
@arguments.log_format
def command(editions: Sequence[str], again: bool, jobs: int | None, out: Path | None, log_format: str) -> None:
    """Check a build's files against its manifest, and a final edition against what was recorded.

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
            number = verify.verify(order)
            say("verified", quarter.label, number, "are as the manifest says")
            if again:
                number = verify.rebuild(order, jobs or children.processors())
                say("rebuilt", quarter.label, number, "come out the same, byte for byte")
        except UserError as error:
            faults += error.errors if isinstance(error, Faults) else [error]
    raise_all(faults)
