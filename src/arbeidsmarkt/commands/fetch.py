"""``arbeidsmarkt fetch``: read StatLine into a new vintage."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from typing import TYPE_CHECKING, Literal

import click

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments

if TYPE_CHECKING:
    from arbeidsmarkt.statline.fetch import Fetched
    from arbeidsmarkt.statline.table import Outcome

Interface = Literal["auto", "v4", "v3"]


@click.command()
@click.option("--quarter", metavar="2026Q3", help="Exit with 3 if CBS has not published this quarter yet.")
@click.option("--label", metavar="NAME", help="Name of the vintage; the date of today by default.")
@click.option("--base-url", metavar="URL", help="Read another server; one that is not CBS's gives a trial vintage.")
@click.option(
    "--interface",
    type=click.Choice(["auto", "v4", "v3"]),
    default="auto",
    show_default=True,
    help="OData version; auto reads v3 for tables that v4 lacks, or while v4 is down.",
)
@click.option("--connections", default=4, show_default=True, help="Number of requests at the same time.")
@click.option("--timeout", default=60.0, show_default=True, help="Seconds to wait for a server that does not answer.")
@click.option("--tries", default=5, show_default=True, help="How often to make a request that fails.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds before the second try; then twice as long.")
@click.option("--limit", default=30.0, show_default=True, help="Minutes that all reading together may take.")
@click.option("--accept-vanished", multiple=True, metavar="TABLE", help="CBS announced that figures are gone.")
@click.option("--accept", multiple=True, metavar="TABLE", help="Accept figures far from the known ones.")
@click.option("--all-or-nothing", is_flag=True, help="Also fail on series that are not marked as required.")
@arguments.log_format
def command(
    quarter: str | None, label: str | None, base_url: str | None, interface: Interface, connections: int,
    timeout: float, tries: int, pause: float, limit: float, accept_vanished: tuple[str, ...], accept: tuple[str, ...],
    all_or_nothing: bool, log_format: str,
) -> None:  # fmt: skip
    """Read everything that params/series.yml selects from StatLine into a new vintage in data/vintages/.

    The vintage is written if all series that the catalogue marks as required are complete and as the catalogue
    describes them; otherwise nothing changes on disk. Other series that cannot be read are left out, and the report
    says so. A table that CBS has not changed since the previous vintage is copied from it; if that holds for all
    tables, no vintage is written.

    Example: arbeidsmarkt fetch --quarter 2026Q3
    """
    from arbeidsmarkt.basics.content import Cache
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.statline.client import CBS, StatLine
    from arbeidsmarkt.statline.fetch import fetch
    from arbeidsmarkt.statline.guard import Limits

    wanted = _quarter(quarter)
    if label and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", label):
        raise UsageError(f"'{label}' cannot name a folder", where="--label", remedy="use letters, digits, - and _")
    if min(connections, tries) < 1 or min(timeout, pause, limit) < 0:
        raise UsageError("--connections and --tries start at 1, --timeout, --pause and --limit at 0")
    limits = Limits(
        connect=min(10.0, timeout), read=timeout, answer=5 * timeout, whole=60 * limit, tries=tries, pause=pause,
        connections=connections,
    )  # fmt: skip
    project = Project.find()
    catalogue = Catalogue.load(project.series)
    client = StatLine(base_url or CBS, limits, interface=interface, pages=Cache(project.build / ".statline"))
    with _Log(log_format == "json", len(catalogue.by_table(statline_only=True))) as log:
        result = fetch(
            catalogue, project.vintages, client, date=dt.datetime.now(dt.UTC).astimezone().date(), label=label,
            quarter=wanted, accept_vanished=accept_vanished, accept=accept, report=log.table,
            all_or_nothing=all_or_nothing, catalogue_file=project.series,
        )  # fmt: skip
        log.done(result, project)


class _Log:
    """The output of the command: a line or a JSON object per table, and a progress bar in a terminal."""

    def __init__(self, as_json: bool, tables: int) -> None:
        from tqdm import tqdm

        self._json = as_json
        self._unreachable: dict[str, list[str]] = {}  # cause -> tables; reported once, at the end
        quiet = as_json or not sys.stderr.isatty()
        self._bar = tqdm(total=tables, unit="table", desc="StatLine", disable=quiet, leave=False)

    def __enter__(self) -> _Log:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        from arbeidsmarkt.statline.left_out import counted

        for cause, tables in self._unreachable.items():
            self._say("unreachable", f"left out: {counted(tables)}: {cause}", cause=cause, tables=tables)
        self._bar.close()

    def table(self, outcome: Outcome) -> None:
        """Report a table that is done."""
        self._bar.update()
        result = (
            "failed"
            if outcome.faults
            else "left out"
            if not outcome.data
            else "unchanged"
            if outcome.unchanged
            else "downloaded"
        )
        rows = len(outcome.data.rows) if outcome.data else 0
        modified = (outcome.data.modified or "")[:10] if outcome.data else ""
        newest = str(outcome.newest or "")
        detail = (
            f"{len(outcome.faults)} fault{'s' * (len(outcome.faults) > 1)}" if outcome.faults
            else "" if not outcome.data else f"{rows:>6} rows to {newest or 'nothing'}, changed by CBS on {modified}"
        )  # fmt: skip
        self._say(
            "table", f"{outcome.table:<9} {result:<10} {detail} ({outcome.seconds:.1f} s)", table=outcome.table,
            result=result, rows=rows, newest=newest, modified=modified, seconds=round(outcome.seconds, 3),
            faults=[str(fault) for fault in outcome.faults],
        )  # fmt: skip
        for item in outcome.left_out:
            unreachable = item.kind == "unreachable"
            self._say("left out", "" if unreachable else f"left out: {item.reason}", **item.record())
            if unreachable:
                self._unreachable.setdefault(item.reason.partition(": ")[2], []).append(outcome.table)
        for name in outcome.settled.specs if outcome.settled else ():
            self._say("settled", f"settled: '{name}' by its figures; params/series.yml says so now", series=name)
        for notice in outcome.notices:
            self._say("notice", notice, notice=notice)

    def done(self, result: Fetched, project: Project) -> None:
        """Print where the two interfaces differ, and the last line."""
        for line in result.differences:
            self._say("difference", line, difference=line)
        where = project.name(result.path) if result.path else ""
        text = (
            f"written: {where} ({result.requests} requests)" if result.path
            else f"nothing changed since {result.label}, nothing written ({result.requests} requests)"
        )  # fmt: skip
        self._say("done", text, vintage=result.label, path=where, requests=result.requests)

    def _say(self, event: str, text: str = "", **fields: object) -> None:
        if self._json:
            click.echo(json.dumps({"event": event, **fields}, ensure_ascii=False))
        elif text:
            self._bar.write(text) if not self._bar.disable else click.echo(text)


def _quarter(text: str | None) -> Period | None:
    if text is None:
        return None
    try:
        period = Period.typed(text)
    except UserError as error:
        raise UsageError(error.what, where="--quarter", remedy=error.remedy) from None
    if period.frequency != "quarter":
        raise UsageError(f"'{text}' is not a quarter", where="--quarter", remedy="write it as 2026Q3")
    return period
