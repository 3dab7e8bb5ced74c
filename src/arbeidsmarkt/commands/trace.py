"""``arbeidsmarkt trace``: where a number of the report comes from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments
from arbeidsmarkt.publishing import trace


@click.command(short_help="Show where a number of the report comes from, cell by cell.")
@click.argument("edition")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object (docs/facts.md).")
@click.option("--all", "everything", is_flag=True, help="Show every input, however many there are.")
@arguments.out
def command(edition: str, name: str | None, as_json: bool, everything: bool, out: Path | None) -> None:
    """Show where a number of the report comes from: the tree from the printed number down to the cells.

    Without NAME, list all names.

    Example: arbeidsmarkt trace 2024Q3 tension
    """
    quarter = arguments.quarter(edition)
    project = Project.find()
    folder = (out or project.build) / quarter.label
    build = trace.read(folder, quarter.label, project.vintages, project.name(folder))
    if name is None:
        for key, fact in sorted(build.facts.items()):
            click.echo(f"{key} = {fact['text']} {fact['unit_text']}".rstrip() + f"  ({fact['title']})")
        return
    if as_json:
        click.echo(json.dumps(trace.as_json(build, name), ensure_ascii=False, indent=1))
        return
    for line in trace.lines(build, name, everything=everything):
        click.echo(line)
