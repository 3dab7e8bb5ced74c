"""A scheduler's night: fetch the quarter if it is out, check, build a concept, compare it with the previous edition.

Each step gives complete results or none. If a night fails, yesterday's report is unchanged, and the next night
continues where it stopped: what was fetched is kept, and an edition that has parameters is not fetched again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from arbeidsmarkt.basics.errors import Faults, NotYetPublished, Terminated, UserError, internal, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import final_record
from arbeidsmarkt.building.batch import build_all
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.inputs import trials
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition, quarters
from arbeidsmarkt.publishing import check, compare, comparison_page, parameters
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.fetch import fetch, kind_of

State = Literal["waiting", "failed", "built", "nothing to do"]


@dataclass(frozen=True)
class Night:
    """The result of a night.

    Attributes:
        quarter: the edition, ``2026Q3``; if the caller gave something else, that text.
        state: ``waiting`` for CBS, ``failed``, ``built``, or ``nothing to do``.
        message: the reason, in one line; empty if it was built.
        exit_code: 0; 1 if it failed; 2 for wrong arguments; 3 while waiting; 130 or 143 if it was interrupted.
        outputs: what a person should look at: the report and the comparison.
        faults: all faults, one line each; ``message`` has the first.
    """

    quarter: str
    state: State
    message: str
    exit_code: int
    outputs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def line(self, when: dt.datetime, as_json: bool) -> str:
        """The one line for the log."""
        moment = when.isoformat(timespec="seconds")
        if as_json:
            return json.dumps({"event": "night", "time": moment, **asdict(self)}, ensure_ascii=False)
        return f"{moment} {self.quarter} {self.state}" + (f": {self.message}" if self.message else "")


def last_quarter(day: dt.date) -> Period:
    """The last quarter that had ended on a day; a night asks CBS for it by default."""
    return Period.quarter(day.year, (day.month + 2) // 3) - 1


def run(
    project: Project, quarter: Period, client: StatLine, day: dt.date, out: Path, jobs: int, say: Callable[[str], None]
) -> Night:
    """Do the work of one night.

    Args:
        project: the checkout.
        quarter: the edition to make.
        client: the client of StatLine, or of a local server.
        day: today's date.
        out: the output folder.
        jobs: how many processes at once.
        say: called with a line about each step.

    Returns:
        The result.

    Raises:
        UserError: any fault; ``ended`` makes a ``Night`` of it. What earlier steps made is kept.
    """
    if quarter not in quarters(project):
        catalogue = Catalogue.load(project.series)
        if kind_of(client, catalogue.by_table(statline_only=True)) == "trial":
            what = f"a night works with CBS's own figures only, and {client.base_url} is not a server of CBS"
            raise UserError(what, remedy="to try another server: arbeidsmarkt fetch --base-url URL")
        fetched = fetch(catalogue, project.vintages, client, date=day, quarter=quarter)
        say(f"vintage {fetched.label}" + ("" if fetched.path else ", as it was"))
        for line in fetched.differences:
            say(line)
        say(project.name(parameters.draft(project, quarter, vintage=fetched.label)))
    raise_all(check.check(project).faults)
    edition = Edition.load(project, quarter)
    trials.refuse(project, edition, "no night's concept is built")
    if final_record.stands(edition, out / edition.label):
        return Night(edition.label, "nothing to do", "the edition is final", 0)
    if edition.previous:  # first, so that yesterday's report is unchanged if this build fails
        _build_previous(project, edition.previous, out, jobs)
    order = Order(project, edition.label, out, inspect=check.as_published)
    (built,) = build_all([order], jobs, _quiet)
    check.as_published(edition, order.folder)  # also a build that was up to date, and so not inspected
    outputs = [project.name(path) for path in built.outputs]
    if edition.previous:
        found = compare.compare(project, edition.previous, quarter, out)
        outputs.append(project.name(comparison_page.write(out, project, found)))
    return Night(edition.label, "built" if built.changed else "nothing to do", "", 0, tuple(outputs))


def ended(quarter: str, error: BaseException) -> Night:
    """The result of a night that could not go on.

    Args:
        quarter: the edition, if it is known.
        error: the reason: a user's mistake, a fault of the program, or an interruption.
    """
    faults = [str(error)]
    code = 1
    if isinstance(error, UserError):
        faults = [str(each) for each in (error.errors if isinstance(error, Faults) else [error])]
        code = error.exit_code
    elif isinstance(error, Terminated):
        code = error.exit_code
    elif isinstance(error, KeyboardInterrupt):
        faults, code = ["interrupted; what was finished stands"], 130
    elif isinstance(error, Exception):
        faults = [f"{internal(error)}; run again with --debug and report what it shows"]
    faults = [" ".join(fault.split()) for fault in faults]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    state: State = "waiting" if isinstance(error, NotYetPublished) else "failed"
    return Night(quarter, state, f"{faults[0]}{more}", code, faults=tuple(faults))


def _build_previous(project: Project, quarter: Period, out: Path, jobs: int) -> None:
    """Build the previous edition for the comparison, if needed; a final one is left as it was recorded."""
    if not final_record.stands(Edition.load(project, quarter), out / quarter.label):
        build_all([Order(project, quarter.label, out)], jobs, _quiet)


def _quiet(edition: str, result: object) -> None:
    """Report nothing, since a night prints one line."""
