"""``arbeidsmarkt night``: the command for a scheduler."""

from __future__ import annotations

import datetime as dt
import json
import sys
import traceback
from pathlib import Path

import click

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import Terminated, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.commands import arguments, progress
from arbeidsmarkt.execution import children


@click.command(short_help="For a scheduler: fetch, check, build a concept, compare.")
@click.argument("edition", required=False, metavar="[EDITION]")
@click.option("--base-url", metavar="URL", help="Read another of CBS's own servers; other servers are refused.")
@click.option("--tries", default=5, show_default=True, help="How often to make a request that fails.")
@click.option("--pause", default=2.0, show_default=True, help="Seconds before the second try; then twice as long.")
@click.option("--limit", default=30.0, show_default=True, help="Minutes that all reading together may take.")
@click.option("--notify", metavar="COMMAND|URL", help="Notify people of a new concept and of failures; see below.")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="Also add the line to this file.")
@arguments.log_format
@arguments.jobs
@arguments.out
def command(
    edition: str | None, base_url: str | None, tries: int, pause: float, limit: float, notify: str | None,
    log: Path | None, log_format: str, jobs: int | None, out: Path | None,
) -> None:  # fmt: skip
    """Fetch the quarter, check, build a concept, compare it with the previous edition, and print one line about it.

    Without EDITION: the last quarter that has ended. Exits with 3 as long as CBS has not published it, so that the next
    night tries again, and with 1 if anything is wrong; yesterday's report is then unchanged. What was fetched is kept:
    an edition that has parameters is built from the vintage that they name, and is not fetched again. Reading ends
    after --limit minutes, whatever the server does.

    With --notify people are notified when a concept was built or anything failed, but not while CBS has not published:
    a command gets the line and the path of the page to review on its standard input, a web hook (https) gets both as
    JSON. If the notification fails, the exit code is 1.

    Example: arbeidsmarkt night 2026Q3 --log build/night.log --notify "mail -s Arbeidsmarkt statistiek@example.org"
    """
    from arbeidsmarkt.publishing import night, notify as notices
    from arbeidsmarkt.statline.client import CBS, StatLine
    from arbeidsmarkt.statline.guard import Limits

    now = dt.datetime.now(dt.UTC).astimezone()
    as_json = log_format == "json"
    label = edition or night.last_quarter(now.date()).label

    def say(line: str) -> None:
        if not as_json:
            click.echo(line, err=True)

    events.listen(lambda event: say(said) if (said := progress.remark(event)) else None)
    try:
        if notify is not None:
            notices.check(notify)
        quarter = arguments.quarter(label)
        project = Project.find()
        client = StatLine(base_url or CBS, Limits(tries=tries, pause=pause, whole=60 * limit))
        folder = arguments.folder(project, out)
        done = night.run(project, quarter, client, now.date(), folder, jobs or children.processors(), say)
    except (Exception, KeyboardInterrupt, Terminated) as error:
        done = night.ended(label, error)
        if click.get_current_context().obj == "debug":
            traceback.print_exception(error)
    line = done.line(now, as_json)
    click.echo(line)
    if not as_json:
        for path in done.outputs:
            click.echo(path)
        for fault in done.faults if len(done.faults) > 1 else ():  # the line only has the first
            click.echo(f"arbeidsmarkt: {fault}", err=True)
    if log is not None:
        _add(log, line)
    if notify is not None and done.state in ("built", "failed"):
        page = next((path for path in done.outputs if Path(path).name.startswith("compare-")), "")
        notices.send(notify, done.line(now, False), page, json.loads(done.line(now, True)))
    sys.exit(done.exit_code)


def _add(log: Path, line: str) -> None:
    """Add the line to the log.

    Raises:
        UserError: it cannot be written; the scheduler must then see a failure, whatever the result of the night.
    """
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")
    except OSError as error:
        what = f"the log cannot be written: {error.strerror}"
        raise UserError(what, where=str(log), remedy="mend the rights, or name another --log") from None
