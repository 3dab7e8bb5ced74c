"""Makes an edition final, or corrects a final one: checks, a review by another person, the record, the archive."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.batch import build_all
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.publishing import archive, check, compare, parameters, review, tags


@dataclass(frozen=True)
class Finished:
    """The result of making an edition final.

    Attributes:
        archived: the print in the archive.
        tag: the signed tag; empty if git cannot sign.
    """

    archived: archive.Print
    tag: str


def finish(
    project: Project,
    quarter: Period,
    *,
    by: str,
    at: dt.datetime,
    out: Path,
    jobs: int,
    erratum: str | None = None,
    day: dt.date | None = None,
) -> Finished:
    """Check, build without the word concept, record the hash in the parameters and the files in the archive.

    Args:
        project: the checkout.
        quarter: the edition.
        by: who makes it final; somebody else must have reviewed it.
        at: the present moment.
        out: the output folder.
        jobs: how many processes at once.
        erratum: Dutch; what was wrong in a final edition, and what it is now. None for a first print.
        day: the date of the erratum.

    Raises:
        UserError: anything is not in order, nobody else reviewed exactly this content, or an erratum changes nothing.
            The parameters are then unchanged, and the archive has no new print.
    """
    words = " ".join((erratum or "").split())
    inspect = functools.partial(_inspect, project=project, by=by, erratum=words)
    order = Order(project, quarter.label, out, inspect=inspect, correcting=True)
    made: list[archive.Print] = []

    def build() -> str:
        raise_all(check.check(project, settling=quarter).faults)
        build_all([order], jobs, lambda edition, result: None)
        edition = Edition.load(project, quarter)
        _inspect(edition, order.folder, project=project, by=by, erratum=words)  # also one that was up to date
        made.append(archive.add(project, quarter, order.folder, _record(project, edition, order.folder, by, at, words)))
        return made[-1].fingerprint

    if erratum is None:
        parameters.make_final(project, quarter, build)
    else:
        parameters.correct(project, quarter, erratum, day or at.date(), build)
    (archived,) = made
    reviewed = str(archived.record["reviewed"]["by"])
    return Finished(archived, tags.sign(project, quarter.label, archived.number, archived.fingerprint, by, reviewed))


def _inspect(edition: Edition, made: Path, *, project: Project, by: str, erratum: str) -> None:
    """Refuse a build whose figures differ from what was published, or that nobody else reviewed.

    Raises:
        UserError: a figure differs without explanation, there is no review, or an erratum changes nothing.
    """
    check.as_published(edition, made)
    earlier = archive.prints(project, edition.quarter)
    if erratum and earlier:
        before, after = (review.shown(each, package.read(each, each.name)) for each in (earlier[-1].files, made))
        newest = earlier[-1].record.get("erratum") or {}
        if before == after and newest.get("text") != erratum:
            raise UserError(
                f"no file that readers see differs from print {earlier[-1].number} of {edition.label}",
                where=project.name(earlier[-1].folder), remedy="mend what was wrong first; then record the erratum",
            )  # fmt: skip
    review.required(project, edition.quarter, made, by, erratum)


def _record(
    project: Project, edition: Edition, build: Path, by: str, at: dt.datetime, erratum: str
) -> Mapping[str, Any]:
    """The record that the archive stores with the files."""
    manifest = package.read(build, project.name(build))
    record: dict[str, Any] = {
        "content": review.content(build, manifest),
        "reviewed": review.required(project, edition.quarter, build, by, erratum),
        "final": {"by": by, "at": at.isoformat(timespec="seconds")},
        "publication_date": edition.publication_date.isoformat(),
        "publication_at": edition.publication_at.isoformat() if edition.publication_at else None,
        "previous": edition.previous.label if edition.previous else None,
    }
    earlier = archive.prints(project, edition.quarter)
    if erratum:
        (day,) = {each.date for each in edition.errata if each.text == erratum}
        record["erratum"] = {"date": day.isoformat(), "text": erratum}
    if earlier:
        record["changes"] = _changes(project, edition.quarter, earlier[-1], build)
    return record


def _changes(project: Project, quarter: Period, before: archive.Print, build: Path) -> Mapping[str, Any]:
    """What changed from one print to the next: the files, the printed values of facts, the sentences."""
    was, now = (review.shown(each, package.read(each, each.name)) for each in (before.files, build))
    files = sorted(
        name for name in was.keys() | now.keys() if was.get(name) != now.get(name) and not name.startswith("made_from ")
    )
    found = compare.builds(project, (quarter, before.files), (quarter, build))
    return {
        "since": before.number,
        "files": files,
        "facts": [
            {"key": pair.key, "old": pair.old.text if pair.old else "", "new": pair.new.text if pair.new else ""}
            for pair in found.facts
            if pair.changed
        ],
        "sentences": [
            {
                "section": item.section, "old": item.old.text if item.old else "",
                "new": item.new.text if item.new else "",
            }
            for item in found.sentences
        ],
    }  # fmt: skip
