"""Options and arguments that several commands share: quarters, days, formats, the output folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.basics.project import Project

LATEST = "latest"  # as in the editions' files
FORMATS = ("html", "pdf", "docx")

jobs = click.option(
    "--jobs", "-j", type=click.IntRange(min=1), help="Processes at once.  [default: number of processors]"
)
out = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.  [default: build]")
log_format = click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)


def folder(project: Project, given: Path | None) -> Path:
    """The output folder: the one given with ``--out``, or the project's own."""
    return (given or project.build).absolute()


def quarters(project: Project, words: Sequence[str], everything: bool = False) -> list[Period]:
    """The quarters that the arguments name, each once, oldest first.

    ``latest`` is the newest quarter for which the newest vintage has every figure that an edition needs.

    Raises:
        UsageError: an argument is neither a quarter nor a range, or there are no arguments.
        UserError: there is no vintage, or it has no such quarter.
    """
    found: set[Period] = set()
    if everything:
        found.update(Period.parse(path.stem) for path in project.params.glob("[0-9][0-9][0-9][0-9]Q[1-4].yml"))
    for word in words:
        if word == LATEST:
            found.add(_newest(project))
            continue
        first, dots, last = word.partition("..")
        try:
            ends = Period.typed(first), Period.typed(last if dots else first)
        except UserError as error:
            raise UsageError(str(error)) from None
        if all(end.frequency == "quarter" for end in ends) and ends[0] > ends[1]:
            what = f"the range '{word}' ends before it begins"
            raise UsageError(what, remedy=f"write the older quarter first: {ends[1]}..{ends[0]}")
        if any(end.frequency != "quarter" for end in ends):
            raise UsageError(f"'{word}' is not a quarter or a range", remedy="write 2024Q3, or 2023Q2..2024Q3")
        found.update(span(*ends))
    if not found:
        raise UsageError("no edition to build", remedy="name one (2024Q3), a range (2023Q2..2024Q3), or --all")
    return sorted(found)


def _newest(project: Project) -> Period:
    """The newest quarter for which an edition can be built."""
    from arbeidsmarkt.inputs import readiness, vintages
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.inputs.vintages import Vintage

    label = vintages.latest(project.vintages)
    catalogue = Catalogue.load(project.series)
    quarter = readiness.newest(catalogue, Vintage.open(project.vintages, label))
    if quarter is None:
        what = f"vintage {label} has no quarter with every figure that an edition needs"
        raise UserError(what, where="params/series.yml", remedy="fetch a newer one: arbeidsmarkt fetch")
    return quarter


def formats(to: str | None) -> tuple[str, ...]:
    """The formats named with ``--to``, each once; empty for those of ``report.yml``.

    Raises:
        UsageError: a format is unknown.
    """
    named = [name.strip().lower() for name in to.split(",")] if to is not None else []
    if unknown := [name for name in named if name not in FORMATS]:
        raise UsageError(f"'{unknown[0]}' is not a format", remedy=f"choose from {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in named)


def quarter(word: str) -> Period:
    """The quarter that an argument names.

    Raises:
        UsageError: it is not a quarter.
    """
    try:
        period = Period.typed(word)
    except UserError as error:
        raise UsageError(str(error)) from None
    if period.frequency != "quarter":
        raise UsageError(f"'{word}' is not a quarter", remedy="write it as 2026Q3")
    return period


def day(word: str | None) -> dt.date | None:
    """The day that an argument names.

    Raises:
        UsageError: it is not a day.
    """
    try:
        return dt.date.fromisoformat(word) if word else None
    except ValueError:
        raise UsageError(f"'{word}' is not a day", remedy="write it as 2026-12-11") from None
