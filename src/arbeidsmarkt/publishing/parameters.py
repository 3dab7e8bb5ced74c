"""Writes editions' parameters: for the next edition, for making one final, for correcting a final one.

The files in ``params/`` belong to people, who give them comments and an order. They are therefore changed as text, line
by line, and the result is parsed and compared before anything is written to disk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import yaml_file
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import trials
from arbeidsmarkt.inputs.editions import Edition, quarters
from arbeidsmarkt.publishing import notebook_parameters

_NEW = """\
# Edition {quarter}, drafted after {after}. `arbeidsmarkt check {quarter}` says whether it is in order;
# docs/parameters.md explains every line.
quarter: {quarter}
# the CBS figures that it reads, a folder of data/vintages/
vintage: {vintage}
# the edition that the section on revisions compares with
previous: {previous}
# first quarter of the charts
charts_from: {charts_from}
# the date in the report and in its files; not before that of the vintage
publication_date: {publication_date}
# concept stands on every page until a person runs: arbeidsmarkt final {quarter}
status: concept

# What was printed at the time, elsewhere, and must come out of the build too; or a reason why it cannot. For example:
#   - {{fact: vacancies, value: "380", published: 2026-02, source: "CBS, februari 2026"}}
printed: []
"""


def draft(
    project: Project, quarter: Period, *, vintage: str | None = None, publication_date: dt.date | None = None
) -> Path:
    """Write ``params/<quarter>.yml``, modelled on the previous edition, and update the notebooks if it is the newest.

    Args:
        project: the checkout.
        quarter: the edition's quarter.
        vintage: the vintage that it reads; by default the latest.
        publication_date: the date in all its files; by default that of the vintage.

    Raises:
        UserError: the file exists, the vintage does not, or a date is not possible; nothing is written then.
    """
    from arbeidsmarkt.inputs import vintages

    path = project.params / f"{quarter.label}.yml"
    if path.exists():
        raise UserError("the edition exists already", where=project.name(path), remedy="edit the file, or remove it")
    earlier = [known for known in quarters(project) if known < quarter]
    if not earlier:
        remedy = "copy the file of a later edition by hand, without 'previous'"
        raise UserError(f"no edition before {quarter} to follow", where="params", remedy=remedy)
    before = Edition.load(project, earlier[-1])
    vintage = vintage or vintages.latest(project.vintages)
    if vintages.kind_of(project.vintages, vintage) == "trial":
        raise UserError(
            f"an edition cannot be drafted on trial figures: vintage {vintage} was not read from CBS's own servers",
            where=project.name(project.vintages / vintage), remedy="read CBS's figures with arbeidsmarkt fetch",
        )  # fmt: skip
    day = vintages.date_of(project.vintages, vintage)
    if publication_date is not None and publication_date < day:
        what = f"the edition cannot appear on {publication_date}: its vintage {vintage} is of {day}"
        raise UserError(what, remedy="choose a later date or an older vintage")
    text = _NEW.format(
        quarter=quarter,
        after=before.label,
        vintage=vintage,
        previous=before.label,
        charts_from=before.charts_from,
        publication_date=publication_date or day,
    )
    _write_once(path, text)
    try:
        Edition.load(project, quarter)
        notebook_parameters.write(project)
    except UserError:
        path.unlink()
        raise
    return path


def holds(project: Project, label: str, quarter: Period) -> bool:
    """Whether a vintage has a figure of a quarter."""
    from arbeidsmarkt.inputs.catalogue import Catalogue
    from arbeidsmarkt.inputs.vintages import Vintage

    catalogue = Catalogue.load(project.series)
    vintage = Vintage.open(project.vintages, label)
    return any(row.period == quarter for series in catalogue.series for row in vintage.rows(series))


def make_final(project: Project, quarter: Period, build: Callable[[], str]) -> str:
    """Set ``status: final``, build, and record the fingerprint of the files.

    Args:
        project: the checkout.
        quarter: the edition's quarter.
        build: builds the edition with its present file, and returns the fingerprint of its manifest.

    Returns:
        The fingerprint.

    Raises:
        UserError: the edition has no file of its own, is final already, or its build fails; the file is then unchanged.
    """
    edition = _own(project, quarter)
    trials.refuse(project, edition, "no edition is made final")
    if edition.status == "final" and edition.manifest:
        remedy = f'to correct it: arbeidsmarkt final {quarter} --erratum "what was wrong"'
        raise UserError("the edition is final already", where=project.name(edition.path), remedy=remedy)
    return _settle(project, edition, lambda text: _set(text, "status", "final"), build)


def correct(project: Project, quarter: Period, text: str, day: dt.date, build: Callable[[], str]) -> str:
    """Add a dated erratum to a final edition, build, and record the new fingerprint.

    An edition that is final but has no record was left by a run that was killed; the erratum that such a run added is
    not added again.

    Args:
        project: the checkout.
        quarter: the edition's quarter.
        text: Dutch; what was wrong, and what it is now.
        day: the date of the correction.
        build: as for ``make_final``.

    Returns:
        The fingerprint.

    Raises:
        UserError: the edition is not final, the text is empty or recorded already, the day is before the publication,
            or the build fails.
    """
    edition = _own(project, quarter)
    where = project.name(edition.path)
    trials.refuse(project, edition, "no final edition is corrected")
    if edition.status != "final":
        raise UserError("an erratum corrects a final edition, and this is a concept", where=where,
                        remedy=f"correct the concept itself, or first: arbeidsmarkt final {quarter}")  # fmt: skip
    text = " ".join(text.split())
    if not text:
        raise UserError("the erratum is empty", remedy="say in one Dutch sentence what was wrong and what it is now")
    if day < edition.publication_date:
        raise UserError(f"the erratum of {day} is older than the edition of {edition.publication_date}", where=where)
    same = [erratum for erratum in edition.errata if erratum.text == text]
    if edition.manifest and any(erratum.date == day for erratum in same):
        raise UserError(f"this erratum of {day} is recorded already", where=where, remedy="nothing needs to be done")
    added = bool(same) and not edition.manifest
    return _settle(project, edition, lambda old: old if added else _add_erratum(old, text, day, where), build)


def _own(project: Project, quarter: Period) -> Edition:
    edition = Edition.load(project, quarter)
    if not edition.own_file:
        where = f"params/{quarter.label}.yml"
        raise UserError("the edition has no file of its own", where=where, remedy=f"first: arbeidsmarkt new {quarter}")
    return edition


def _settle(project: Project, edition: Edition, change: Callable[[str], str], build: Callable[[], str]) -> str:
    """Change the file, build, record the fingerprint; restore the old text if anything fails."""
    path, name = edition.path, project.name(edition.path)
    old = path.read_text(encoding="utf-8")
    changed = change(old)
    try:
        _replace(path, _set(changed, "manifest", "''"), name)  # the old hash would make the build a deviation
        found = build()
        _replace(path, _set(changed, "manifest", f"sha256:{found}"), name)
    except BaseException:  # Ctrl-C and SIGTERM included
        _replace(path, old, name)
        raise
    return found


def _set(text: str, key: str, value: str) -> str:
    """The text with another value for a top-level key, whose comment is kept; a new key is added below ``status``."""
    line = re.compile(rf"^{key}:[ \t]*(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s#]*)(?P<rest>[ \t]*(?:#.*)?)$", re.MULTILINE)
    if line.search(text):
        return line.sub(lambda match: f"{key}: {value}{match['rest']}", text, count=1)
    return re.sub(r"^(status:.*)$", lambda match: f"{match[1]}\n{key}: {value}", text, count=1, flags=re.MULTILINE)


def _add_erratum(text: str, what: str, day: dt.date, where: str) -> str:
    """The text with a new erratum before the others, or at the end of the file if it is the first."""
    entry = f"- date: {day.isoformat()}\n  text: {json.dumps(what, ensure_ascii=False)}\n"
    empty = re.compile(r"^errata:[ \t]*(?:\[\])?[ \t]*(#.*)?$\n?", re.MULTILINE)
    head = empty.search(text)
    if head is None:
        if re.search(r"^errata:", text, re.MULTILINE):
            remedy = "write each on a line of its own, beginning with '- date:'"
            raise UserError("the errata cannot be added to as they are written", where=where, remedy=remedy)
        return f"{text.rstrip()}\n\nerrata:\n{_indented(entry, '  ')}"
    first = re.match(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)- ", text[head.end() :])
    indent = first[1] if first else "  "
    comment = f" {head[1]}" if head[1] else ""
    return f"{text[: head.start()]}errata:{comment}\n{_indented(entry, indent)}{text[head.end() :]}"


def _indented(entry: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in entry.splitlines())


def _replace(path: Path, text: str, name: str) -> None:
    """Replace a file's text in one step, unless the new text is not valid."""
    aside = path.with_name(f".{path.name}.aside")
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        _readable(aside, name)
        aside.replace(path)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=name, remedy="mend the rights") from None
    finally:
        with contextlib.suppress(OSError):  # it is no longer there, or the disk is read-only
            aside.unlink()


def _readable(path: Path, name: str) -> Any:
    return yaml_file.load(path, name).data


def _write_once(path: Path, text: str) -> None:
    """Write a new file completely or not at all, and never over an existing one."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            try:
                stream.write(text)
                stream.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        raise UserError("the edition exists already", where=path.name, remedy="edit the file, or remove it") from None
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=str(path), remedy="mend the rights") from None
