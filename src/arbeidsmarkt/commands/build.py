"""``arbeidsmarkt build``: one edition, a range of them, or all."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.build import Built
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.execution import children

FORMATS = ("html", "pdf", "docx")


@click.command(short_help="Build one or more editions of the report.")
@click.argument("editions", nargs=-1, metavar="[EDITION | FIRST..LAST]...")
@click.option("--all", "everything", is_flag=True, help="Every edition that has a file in params/.")
@click.option(
    "--to",
    metavar="FORMATS",
    help="html, pdf, docx, with commas between: the build then holds these only.  [default: those of report.yml]",
)
@click.option("--engine", type=click.Choice(["embedded", "quarto"]), default="embedded", show_default=True)
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Processes at once.  [default: number of processors]")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.  [default: build]")
@click.option("--force", is_flag=True, help="Run everything, whatever earlier builds left.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    editions: Sequence[str],
    everything: bool,
    to: str | None,
    engine: str,
    jobs: int | None,
    out: Path | None,
    force: bool,
    log_format: str,
) -> None:
    """Build one or more editions of the report.

    Only what changed since the last build is run. The paths of the report are printed at the end. An edition that was
    made final is not replaced by other files.

    Example: arbeidsmarkt build 2024Q3 2023Q2..2023Q4 --to html,pdf
    """
    from arbeidsmarkt.building.batch import build_all

    project = Project.find()
    place = (out or project.build).absolute()
    quarters = chosen(project, editions, everything)
    orders = [Order(project, quarter.label, place, formats(to), engine, force) for quarter in quarters]
    progress = JsonLines() if log_format == "json" else Bar(len(orders)) if sys.stderr.isatty() else Lines(len(orders))
    children.listen(progress.event)
    try:
        built = build_all(orders, jobs or children.processors(), progress.done)
    finally:
        progress.close()
    progress.end([place / "index.html"] if len(orders) > 1 else built[0].outputs)


def chosen(project: Project, words: Sequence[str], everything: bool) -> list[Period]:
    """The quarters that the words on the command line stand for, without doubles, oldest first.

    Raises:
        UsageError: a word that is no quarter and no range, or none at all.
    """
    found: set[Period] = set()
    if everything:
        found.update(Period.parse(path.stem) for path in project.params.glob("[0-9][0-9][0-9][0-9]Q[1-4].yml"))
    for word in words:
        first, dots, last = word.partition("..")
        try:
            ends = Period.parse(first), Period.parse(last if dots else first)
        except UserError as error:
            raise UsageError(str(error)) from None
        if any(end.frequency != "quarter" for end in ends) or ends[0] > ends[1]:
            raise UsageError(f"'{word}' is not a quarter or a range", remedy="write 2024Q3, or 2023Q2..2024Q3")
        found.update(span(*ends))
    if not found:
        raise UsageError("no edition to build", remedy="name one (2024Q3), a range (2023Q2..2024Q3), or --all")
    return sorted(found)


def formats(to: str | None) -> tuple[str, ...]:
    """The formats named with ``--to``, each once; empty for those of ``report.yml``.

    Raises:
        UsageError: an unknown one.
    """
    named = [name.strip().lower() for name in to.split(",")] if to is not None else []
    if unknown := [name for name in named if name not in FORMATS]:
        raise UsageError(f"'{unknown[0]}' is not a format", remedy=f"choose from {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in named)


class Lines:
    """Plain lines, for a log."""

    def __init__(self, number: int) -> None:
        self.number = number

    def event(self, event: children.Event) -> None:
        """Say what happens inside an edition, where only one is built."""
        if event["event"] == "waiting":
            self.say(f"{event['edition']}: waiting for another build of it")
        elif event["event"] == "deviates":
            edition = event["edition"]
            self.say(f"{edition}: other files than were made final; arbeidsmarkt verify {edition}")
        elif event["event"] == "notebook" and self.number == 1:
            self.say(f"{event['edition']}: {event['notebook']} has run")

    def done(self, edition: str, result: Built | UserError) -> None:
        """Say what came of an edition."""
        if isinstance(result, Built):
            what = "built" if result.changed else "built, nothing changed" if result.ran else "nothing to do"
            self.say(f"{edition}: {what} ({result.seconds:.1f} s)")
        else:
            self.say(f"{edition}: failed")

    def end(self, paths: Sequence[Path]) -> None:
        """Print what to open."""
        for path in paths:
            click.echo(_shown(path))

    def say(self, text: str) -> None:
        """One line on the standard error."""
        click.echo(text, err=True)

    def close(self) -> None:
        """Nothing to end."""


class Bar(Lines):
    """A progress bar with the lines above it, for a terminal."""

    def __init__(self, number: int) -> None:
        from tqdm import tqdm

        super().__init__(number)
        self.bar: Any = tqdm(total=number, unit="edition", leave=False, disable=number == 1)

    def done(self, edition: str, result: Built | UserError) -> None:
        """Say what came of an edition, and move the bar."""
        super().done(edition, result)
        self.bar.update()

    def say(self, text: str) -> None:
        """One line above the bar."""
        self.bar.write(text, file=sys.stderr)

    def close(self) -> None:
        """Take the bar away."""
        self.bar.close()


class JsonLines(Lines):
    """One JSON object a line, on the standard output, for programs."""

    def __init__(self) -> None:
        super().__init__(0)

    def event(self, event: children.Event) -> None:
        """The event as it is."""
        click.echo(json.dumps(event, ensure_ascii=False))

    def done(self, edition: str, result: Built | UserError) -> None:
        """The outcome of an edition."""
        if isinstance(result, Built):
            outputs = [str(path) for path in result.outputs]
            found = {
                "state": "built",
                "changed": result.changed,
                "seconds": round(result.seconds, 3),
                "outputs": outputs,
            }
        else:
            found = {"state": "failed", "error": str(result)}
        self.event({"event": "edition", "edition": edition, **found})

    def end(self, paths: Sequence[Path]) -> None:
        """What to open."""
        self.event({"event": "done", "outputs": [str(path) for path in paths]})


def _shown(path: Path) -> str:
    """A path as the user would type it from here."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
