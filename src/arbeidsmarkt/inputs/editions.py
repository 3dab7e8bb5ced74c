"""The parameters of an edition: ``params/2024Q3.yml``, or ``params/default.yml`` for a quarter without a file."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from arbeidsmarkt.basics import moments, yaml_file
from arbeidsmarkt.basics.dutch import parse_number
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.basics.yaml_file import Document, QuarterField, TextField
from arbeidsmarkt.inputs import vintage_files, vintages

LATEST = "latest"
DEFAULT = "default.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _says_why(reason: str) -> str:
    """The reason, if it tells a reader something: it has enough words, and does not only refer elsewhere."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{2,}", reason)}
    if reason and (len(words) < _FEWEST_WORDS or _POINTER.search(reason)):
        raise ValueError(f"'{reason}' tells a reader nothing: write why in a few words, in Dutch; it is printed")
    return reason


#: the number of different words that a reason must have
_FEWEST_WORDS = 4
_POINTER = re.compile(r"^\W*(zie|cf|vgl)\b|\b(idem|hierboven|hieronder|bovenstaande?)\b", re.IGNORECASE)
Reason = Annotated[str, AfterValidator(_says_why)]


class Printed(_Strict):
    """A figure that was published at the time, which the build must reproduce or explain.

    Attributes:
        fact: the fact's key in the notebooks.
        value: as printed, in Dutch notation, between quotes: "6,8".
        published: when, as precisely as is known: "2024-10" or "2024-12-13".
        source: who printed it, and where.
        reason: why it cannot be derived from the data at hand; empty if the build must reproduce it.
        note: Dutch, for the accountability section.
        where: file and line.
    """

    fact: str
    value: str
    published: TextField
    source: str
    reason: Reason = ""
    note: str = ""
    where: str = Field(default="", exclude=True)

    @field_validator("published", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, dt.date) else value

    @field_validator("value", mode="before")
    @classmethod
    def _quoted(cls, value: object) -> object:
        if not isinstance(value, str):
            raise ValueError(f"write the value as printed, between quotes: '{value}'".replace(".", ","))
        try:
            parse_number(value)
        except UserError as error:
            raise ValueError(str(error)) from None
        return value


class Erratum(_Strict):
    """A correction to a final edition."""

    date: dt.date
    text: str


class Release(_Strict):
    """What is published next, for the last section of the report.

    Attributes:
        date: the day of publication that its publisher announced.
        text: Dutch, what is published then.
    """

    date: dt.date
    text: str = Field(min_length=1)


class _File(_Strict):
    """The content of an edition's file; ``default.yml`` has no quarter and no publication date."""

    quarter: QuarterField | None = None
    vintage: TextField
    previous: QuarterField | None = None
    charts_from: QuarterField
    publication_date: dt.date | None = None
    publication_at: dt.datetime | None = None
    status: Literal["concept", "final"]
    printed: tuple[Printed, ...] = ()
    errata: tuple[Erratum, ...] = ()
    next_releases: tuple[Release, ...] = ()
    manifest: str = ""

    @field_validator("vintage", mode="before")
    @classmethod
    def _label(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True)
class Edition:
    """One edition of the report, ready to build.

    Attributes:
        quarter: the quarter that it is about.
        vintage: the label of the vintage that it reads.
        previous: the previous edition; None for the first.
        charts_from: the first quarter of the charts.
        publication_date: the date in all its files. For a quarter without a file of its own: the day on which CBS
            usually publishes it, or the vintage's day if that is earlier.
        publication_at: the moment until which it is under embargo, in Dutch local time; None without embargo.
        status: ``concept`` or ``final``.
        printed: what was published at the time.
        errata: corrections since it became final.
        next_releases: what is published next, and when; empty if the file gives no dates.
        manifest: the fingerprint of its files when it became final (``manifest.fingerprint``); empty for a concept.
        path: the file that it was read from.
        own_file: whether that is the edition's own file rather than ``default.yml``.
    """

    quarter: Period
    vintage: str
    previous: Period | None
    charts_from: Period
    publication_date: dt.date
    publication_at: dt.datetime | None
    status: Literal["concept", "final"]
    printed: tuple[Printed, ...]
    errata: tuple[Erratum, ...]
    next_releases: tuple[Release, ...]
    manifest: str
    path: Path
    own_file: bool

    @classmethod
    def load(cls, project: Project, quarter: Period) -> Edition:
        """The edition about a quarter.

        Raises:
            UserError, Faults: everything wrong with its parameters, each with file and line.
        """
        path = project.params / f"{quarter.label}.yml"
        own_file = path.is_file()
        if not own_file:
            path = project.params / DEFAULT
        document = yaml_file.load(path, project.name(path))
        given = yaml_file.validate(document, _File)
        vintage, day = _vintage(project, given.vintage, document)
        _check(document, given, quarter, own_file, day)
        previous = given.previous or max((q for q in quarters(project) if q < quarter), default=None)
        printed = tuple(
            item.model_copy(update={"where": document.where(("printed", i))}) for i, item in enumerate(given.printed)
        )
        own_day = given.publication_date or min(day, usual_release(quarter))
        return cls(
            quarter, vintage, previous, given.charts_from, own_day,
            moments.aware(given.publication_at) if given.publication_at else None, given.status, printed,
            given.errata, given.next_releases, given.manifest, path, own_file,
        )  # fmt: skip

    def parameters(self) -> dict[str, str]:
        """The parameters that papermill passes to the notebooks; all are texts."""
        return {
            "quarter": self.quarter.label,
            "vintage": self.vintage,
            "previous": self.previous.label if self.previous else "",
            "charts_from": self.charts_from.label,
            "publication_date": self.publication_date.isoformat(),
        }

    @property
    def label(self) -> str:
        """``2024Q3``."""
        return self.quarter.label


def usual_release(quarter: Period) -> dt.date:
    """The day on which CBS usually publishes a quarter's vacancies and unemployment.

    That is the 15th of the second month after the quarter (February, May, August or November), or the Monday after it
    if the 15th falls in a weekend.
    """
    after = quarter.last_day + dt.timedelta(days=1)
    day = dt.date(after.year, after.month + 1, 15)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def quarters(project: Project) -> list[Period]:
    """The quarters that have a file of their own, oldest first."""
    return sorted(Period.parse(path.stem) for path in project.params.glob("[0-9][0-9][0-9][0-9]Q[1-4].yml"))


def _vintage(project: Project, label: str, document: Document) -> tuple[str, dt.date]:
    """The vintage's label and date."""
    try:
        label = vintages.latest(project.vintages) if label == LATEST else label
        return label, vintages.date_of(project.vintages, label)
    except UserError as error:
        if error.where and error.where.endswith(vintage_files.PACKAGE):
            raise  # the vintage is there and cannot be read
        where = document.where(("vintage",))
        raise UserError(f"vintage '{label}': {error.what}", where=where, remedy=error.remedy) from None


def _check(document: Document, given: _File, quarter: Period, own_file: bool, day: dt.date) -> None:
    """Raise all faults that the types do not catch, together."""
    faults = []

    def fault(key: str, what: str, remedy: str) -> None:
        faults.append(UserError(what, where=document.where((key,)), remedy=remedy))

    if own_file and given.quarter is None:
        fault("quarter", "missing 'quarter'", f"write quarter: {quarter.label}")
    elif given.quarter is not None and not own_file:
        fault("quarter", "default.yml serves every quarter and cannot name one", "take the line out")
    elif given.quarter is not None and given.quarter != quarter:
        fault("quarter", f"quarter is {given.quarter}, the file is named {quarter}", "let them agree")
    if own_file and given.publication_date is None:
        fault("publication_date", "missing 'publication_date'", "write the date as 2024-12-13")
    if given.publication_date and given.publication_date < day:
        fault("publication_date", f"the edition appears on {given.publication_date}, before its vintage of {day}",
              "choose an older vintage")  # fmt: skip
    if given.previous and given.previous >= quarter:
        fault("previous", f"previous edition {given.previous} is not before {quarter}", "name an older one")
    published_on = given.publication_date or day
    for release in given.next_releases:
        if release.date <= published_on:
            fault("next_releases", f"the release of {release.date} is not after the edition's own date {published_on}",
                  "name releases to come")  # fmt: skip
    if moment := given.publication_at:
        try:
            moments.aware(moment)
        except UserError as error:
            faults.append(UserError(error.what, where=document.where(("publication_at",)), remedy=error.remedy))
        if given.publication_date and moment.date() != given.publication_date:
            fault("publication_at", f"the embargo ends on {moment.date()}, the edition's date is "
                  f"{given.publication_date}", "let them agree")  # fmt: skip
    if given.charts_from > quarter:
        fault("charts_from", f"the charts begin in {given.charts_from}, after {quarter}", "let them begin earlier")
    if (given.errata or given.manifest) and given.status != "final":
        fault("status", "errata and manifest belong to a final edition", "make it final first")
    raise_all(faults)
