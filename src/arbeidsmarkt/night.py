"""One night of a scheduler: is the quarter out, is all in order, build a concept, set it beside the edition before it.

Each step leaves whole results or none, so that a night that fails leaves yesterday's report, and tomorrow's goes on
where it stopped: an edition that has its parameters is not fetched again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from arbeidsmarkt import authoring, check, compare, comparison_page
from arbeidsmarkt.catalogue import Catalogue
from arbeidsmarkt.current import Order
from arbeidsmarkt.editions import Edition, quarters
from arbeidsmarkt.errors import NotYetPublished, UserError, raise_all
from arbeidsmarkt.many import build_all
from arbeidsmarkt.periods import Period
from arbeidsmarkt.project import Project
from arbeidsmarkt.statline import StatLine, fetch

State = Literal["waiting", "failed", "built", "nothing to do"]


@dataclass(frozen=True)
class Night:
    """What came of a night.

    Attributes:
        quarter: the edition: ``2026Q3``.
        state: ``waiting`` for CBS, ``failed``, ``built``, or ``nothing to do``.
        message: why, in one line; empty when it was built.
        exit_code: 0, 1, or 3 while waiting.
        outputs: what a person should look at: the report, the comparison.
    """

    quarter: str
    state: State
    message: str
    exit_code: int
    outputs: tuple[str, ...] = ()

    def line(self, when: dt.datetime, as_json: bool) -> str:
        """The one line for the log."""
        moment = when.isoformat(timespec="seconds")
        if as_json:
            return json.dumps({"time": moment, **asdict(self)}, ensure_ascii=False)
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
        What came of it; errors that a user can mend are in it, and are not raised.
    """
    try:
        if quarter not in quarters(project):
            catalogue = Catalogue.load(project.params / "series.yml")
            fetched = fetch(catalogue, project.vintages, client, date=day, quarter=quarter)
            say(f"vintage {fetched.label}" + ("" if fetched.path else ", as it was"))
            say(project.name(authoring.draft(project, quarter)))
        raise_all(check.check(project).faults)
        edition = Edition.load(project, quarter)
        labels = [quarter.label, *([edition.previous.label] if edition.previous else [])]
        built = build_all([Order(project, label, out) for label in labels], jobs, lambda label, result: None)
        _as_published(edition, out)
        outputs = [project.name(path) for path in built[0].outputs]
        if edition.previous:
            found = compare.compare(project, edition.previous, quarter, out)
            outputs.append(project.name(comparison_page.write(out, project, found)))
    except NotYetPublished as error:
        return Night(quarter.label, "waiting", _one_line(error), error.exit_code)
    except UserError as error:
        return Night(quarter.label, "failed", _one_line(error), error.exit_code)
    return Night(quarter.label, "built" if built[0].changed else "nothing to do", "", 0, tuple(outputs))


def _as_published(edition: Edition, out: Path) -> None:
    """Every figure that was printed at the time comes out of the build, or has its reason."""
    found = check.Findings()
    check.reconcile(edition, out / edition.label, found)
    raise_all(found.faults)


def _one_line(error: UserError) -> str:
    first, *more = str(error).splitlines()
    return f"{first} (and {len(more)} more)" if more else first
