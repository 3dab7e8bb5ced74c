"""``arbeidsmarkt revisions``: every value that changed between two vintages, as text, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project

if TYPE_CHECKING:
    from arbeidsmarkt.numbers.revisions import Change, Revisions, Summary

#: the type of the records that a notebook leaves (arbeidsmarkt.exhibits.records), not imported for its weight
MIME = "application/vnd.arbeidsmarkt.v1+json"
_COLUMNS = ("series", "members", "period", "kind", "old", "new", "difference", "old_status", "new_status")


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--edition", metavar="2024Q3", help="Only what this edition shows, up to its quarter.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", help="How to print it.")
def command(old: str | None, new: str | None, edition: str | None, form: str) -> None:
    """List every value that changed between the vintages OLD and NEW.

    A value that is merely printed with other decimals is no revision. A value that has become secret is counted, and
    shown nowhere. With --edition alone, the vintages are those of its previous edition and its own; the series are
    those that the built report shows, or all of them when it was not built.

    Example: arbeidsmarkt revisions 2023-08-16 2023-11-30 --format csv
    """
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.inputs.vintages import Vintage
    from arbeidsmarkt.numbers.revisions import compare

    project = Project.find()
    series: set[str] | None = None
    until: Period | None = None
    if edition:
        until, labels, series = _edition(project, edition)
        old, new = old or labels[0], new or labels[1]
    if not old or not new:
        raise UsageError("name two vintages", remedy="for example: arbeidsmarkt revisions 2023-08-16 2023-11-30")
    catalogue = Catalogue.load(project.params / "series.yml")
    found = compare(
        Vintage.open(project.vintages, old), Vintage.open(project.vintages, new), catalogue, series=series, until=until
    )
    printers: dict[str, Callable[[Revisions], str]] = {"text": as_text, "csv": as_csv, "json": as_json}
    click.echo(printers[form](found), nl=False)


def _edition(project: Project, label: str) -> tuple[Period, tuple[str, str], set[str] | None]:
    """The edition's quarter, the vintages of its previous edition and its own, and the series that it shows."""
    from arbeidsmarkt.inputs.editions import Edition

    edition = Edition.load(project, Period.parse(label))
    if edition.previous is None:
        raise UserError("the edition names no previous one", where=f"params/{label}.yml", remedy="add previous: 2024Q2")
    before = Edition.load(project, edition.previous)
    shown: set[str] = set()
    for path in (project.build / edition.quarter.label / "notebooks").glob("*.ipynb"):
        shown |= _read_by(json.loads(path.read_text(encoding="utf-8")))
    return edition.quarter, (before.vintage, edition.vintage), shown or None


def _read_by(notebook: dict[str, Any]) -> set[str]:
    """The series that an executed notebook says it read."""
    found: set[str] = set()
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(MIME, {})
            if record.get("kind") == "reads":
                found |= set(record["series"])
    return found


def as_csv(found: Revisions) -> str:
    """One line per change, codes and numbers as in the vintages."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_plain(change)[name] for name in _COLUMNS] for change in found.changes)
    return text.getvalue()


def as_json(found: Revisions) -> str:
    """Changes and summaries as one document."""
    document = {
        "old": found.old,
        "new": found.new,
        "changes": [{**_plain(change), "members": dict(change.members)} for change in found.changes],
        "summary": [
            {
                "series": s.spec.id, "unit": s.spec.unit, "compared": s.compared, "revised": s.revised,
                "mean": _number(s.mean), "mean_absolute": _number(s.mean_absolute),
                "largest": _number(s.largest.difference) if s.largest else "", "appeared": s.appeared,
                "disappeared": s.disappeared, "withheld": s.withheld,
            }
            for s in found.summaries
        ],
        "incomparable": {name: list(tables) for name, tables in found.incomparable.items()},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_text(found: Revisions) -> str:
    """Per series what changed, and a summary of all series at the end."""
    lines = [f"From {found.old} to {found.new}"]
    for summary in found.summaries:
        mine = [change for change in found.changes if change.series == summary.spec.id]
        if not mine:
            continue
        lines += ["", f"{summary.spec.id}: {summary.spec.title} ({summary.spec.base or summary.spec.unit})"]
        lines += [_line(change) for change in mine]
    for name, (before, after) in found.incomparable.items():
        lines += ["", f"{name}: not compared, it comes from {after} now and came from {before}"]
    head = (
        f"{'series':<44} {'compared':>8} {'revised':>7} {'mean':>8} {'largest':>8} {'new':>6} {'gone':>6} {'secret':>6}"
    )
    return "\n".join([*lines, "", head, *(_summary_line(summary) for summary in found.summaries)]) + "\n"


def _line(change: Change) -> str:
    status = " -> ".join(dict.fromkeys(word for word in (change.old_status, change.new_status) if word))
    values = f"{_number(change.old) or '-':>9} -> {_number(change.new) or '-':>9}"
    difference = f"{change.difference:+}" if change.difference is not None else change.kind
    return f"  {change.period!s:<8} {values}  {difference:<12} {status:<28} {change.label}".rstrip()


def _summary_line(summary: Summary) -> str:
    mean = f"{summary.mean:+.2f}" if summary.mean is not None else ""
    largest = f"{summary.largest.difference:+}" if summary.largest else ""
    return (
        f"{summary.spec.id:<44} {summary.compared:>8} {summary.revised:>7} {mean:>8} {largest:>8} "
        f"{summary.appeared:>6} {summary.disappeared:>6} {summary.withheld:>6}"
    )


def _plain(change: Change) -> dict[str, str]:
    return {
        "series": change.series,
        "members": " ".join(f"{name}={member}" for name, member in change.members.items()),
        "period": change.period.code,
        "kind": change.kind,
        "old": _number(change.old),
        "new": _number(change.new),
        "difference": _number(change.difference),
        "old_status": change.old_status,
        "new_status": change.new_status,
    }


def _number(value: Decimal | None) -> str:
    """A number without needless digits: means of decimals may have 28 of them."""
    if value is None:
        return ""
    return f"{value:f}" if -int(value.as_tuple().exponent) <= 6 else f"{value:.6f}"
