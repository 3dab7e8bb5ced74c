"""``arbeidsmarkt facts``: the facts of an edition, for other programs."""

from __future__ import annotations

import csv
import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments

_COLUMNS = ("key", "label", "title", "value", "text", "unit", "unit_text", "period", "status")


@click.command(short_help="Print the facts of an edition, for other programs.")
@click.argument("edition")
@click.argument("keys", nargs=-1, metavar="[KEY...]")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@arguments.out
def command(edition: str, keys: Sequence[str], form: str, out: Path | None) -> None:
    """Print the facts of an edition: all of them, or those named. For a final edition: those of its newest print.

    The keys do not change: docs/facts.md lists every key that was ever removed.

    Example: arbeidsmarkt facts 2024Q3 --format csv tension vacancies
    """
    from arbeidsmarkt.publishing import archive

    project, quarter = Project.find(), arguments.quarter(edition)
    prints = [] if out else archive.prints(project, quarter)
    folder = prints[-1].files if prints else arguments.folder(project, out) / quarter.label
    where = project.name(folder / "facts.json")
    try:
        content = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        facts = content["facts"]
    except FileNotFoundError:
        raise UserError("there is no build", where=where, remedy=f"first: arbeidsmarkt build {quarter}") from None
    except (OSError, ValueError, KeyError):
        raise UserError("cannot be read", where=where, remedy=f"arbeidsmarkt build {quarter} --force") from None
    if unknown := [key for key in keys if key not in facts]:
        near = difflib.get_close_matches(unknown[0], list(facts), 3)
        hint = f"like it: {', '.join(near)}" if near else f"list them: arbeidsmarkt facts {quarter} --format csv"
        raise UsageError(f"{quarter} has no fact '{unknown[0]}'", remedy=hint)
    chosen = {key: facts[key] for key in keys or facts}
    if form == "json":
        click.echo(json.dumps({**content, "facts": chosen}, ensure_ascii=False, indent=1))
        return
    lines = csv.DictWriter(sys.stdout, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    lines.writeheader()
    lines.writerows(chosen.values())
