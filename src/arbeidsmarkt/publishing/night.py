"""One night of a scheduler: is the quarter out, is all in order, build a concept, set it beside the edition before it.

Each step leaves whole results or none, so that a night that fails leaves yesterday's report, and tomorrow's goes on
where it stopped: what was fetched stays, and an edition that has its parameters is not fetched again.
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
    """What came of a night.

    Attributes:
        quarter: the edition: ``2026Q3``; what the caller wrote when that is none.
        state: ``waiting`` for CBS, ``failed``, ``built``, or ``nothing to do``.
        message: why, in one line; empty when it was built.
        exit_code: 0, 1, 2 when called wrongly, 3 while waiting; 130 or 143 when somebody ended it.
        outputs: what a person should look at: the report, the comparison.
        faults: everything that is wrong, one line each; ``message`` has the first.
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
    """The last quarter that was over on a day: what a night asks CBS for when nobody named another."""
    return Period.quarter(day.year, (day.month + 2) // 3) - 1


def run(
    project: Project, quarter: Period, client: StatLine, day: dt.date, out: Path, jobs: int, say: Callable[[str], None]
) -> Night:
    """Do the work of one night.

    Args:
        project: the checkout.
        quarter: the edition to make.
        client: StatLine, or a local one.
        day: today.
        out: the output folder.
        jobs: how many processes at once.
        say: told about each step.

    Returns:
        What came of it.

    Raises:
        UserError: anything that is wrong; ``ended`` makes a ``Night`` of it. What stood before the step that found it
            stands as it was.
    """
    if quarter not in quarters(project):
        catalogue = Catalogue.load(project.series)
        if kind_of(client, catalogue.by_table(statline_only=True)) == "trial":
            what = f"a night works with CBS's own figures only, and {client.base_url} is not a server of CBS"
            raise UserError(what, remedy="to try another server: arbeidsmarkt fetch --base-url URL")
        fetched = fetch(catalogue, project.vintages, client, date=day, quarter=quarter)
        say(f"vintage {fetched.label}" + ("" if fetched.path else ", as it was"))
        say(project.name(parameters.draft(project, quarter, vintage=fetched.label)))
    raise_all(check.check(project).faults)
    edition = Edition.load(project, quarter)
    trials.refuse(project, edition, "no night's concept is built")
    if final_record.stands(edition, out / edition.label):
        return Night(edition.label, "nothing to do", "the edition is final", 0)
    if edition.previous:  # first: when it cannot be built, yesterday's report is still in its place
        _build_previous(project, edition.previous, out, jobs)
    order = Order(project, edition.label, out, inspect=check.as_published)
    (built,) = build_all([order], jobs, _quiet)
    check.as_published(edition, order.folder)  # also one that stood there, uninspected
    outputs = [project.name(path) for path in built.outputs]
    if edition.previous:
        found = compare.compare(project, edition.previous, quarter, out)
        outputs.append(project.name(comparison_page.write(out, project, found)))
    return Night(edition.label, "built" if built.changed else "nothing to do", "", 0, tuple(outputs))


def ended(quarter: str, error: BaseException) -> Night:
    """What came of a night that could not go on.

    Args:
        quarter: the edition, as far as it is known.
        error: why: what a user can mend, a fault of the program, or somebody who ended it.
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
    """Have the edition before it in place to compare with; a final one is left as it was recorded."""
    if not final_record.stands(Edition.load(project, quarter), out / quarter.label):
        build_all([Order(project, quarter.label, out)], jobs, _quiet)


def _quiet(edition: str, result: object) -> None:
    """Say nothing: the night has one line."""
