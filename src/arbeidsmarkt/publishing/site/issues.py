"""What a site is made of: every print of every edition that may be published, checked before anything is written."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.content import digest_file
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import start_page
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.publishing import archive

_QUARTERS = "[0-9][0-9][0-9][0-9]Q[1-4]"
#: of a fact, what the site shows and what its data hold, besides ``table``
_OF_A_FACT = ("label", "title", "value", "text", "unit", "unit_text", "period", "status")
_COLUMNS = (*_OF_A_FACT, "table")


@dataclass
class Known:
    """What an earlier run found out, so that only what changed on disk is read again; each run brings it up to date.

    Attributes:
        stamps: path in the checkout -> size, moment of change and inode of a file, and its hash.
        issues: hash of an edition's manifest, which names every file of it with its hash -> what was read of it; a fact
            is a list, since names with every value would double the work of reading and writing this.
    """

    stamps: dict[str, list[Any]] = field(default_factory=dict)
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """One print of an edition, or its concept.

    Attributes:
        number: how many errata it has.
        folder: its files.
        manifest: the hash of its manifest, which names every file with its hash.
        erratum: the correction that led to it (``date``, ``text``); empty for a first print.
        changes: what changed since the print before, as the archive records it.
    """

    number: int
    folder: Path
    manifest: str
    erratum: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """One edition on the site.

    Attributes:
        quarter: the edition.
        versions: its prints, the first one first.
        concept: whether it is no more than a concept.
        published: the date in its files.
        facts: of the newest print, by key, without their origin but for ``table``: StatLine tables with blanks between.
        messages: its key messages, plain text.
        title: of the report.
        vintage: the label of its vintage.
    """

    quarter: Period
    versions: tuple[Version, ...]
    concept: bool
    published: dt.date
    facts: Mapping[str, Mapping[str, Any]]
    messages: tuple[str, ...]
    title: str
    vintage: str

    @property
    def label(self) -> str:
        """``2024Q3``: its address on the site."""
        return self.quarter.label

    @property
    def newest(self) -> Version:
        """The print that counts."""
        return self.versions[-1]


def read(
    project: Project, now: dt.datetime, known: Known, *, concepts: Path | None = None
) -> tuple[list[Issue], list[Period]]:
    """Every edition that may be published, oldest first, and those that are still under embargo.

    Args:
        project: the checkout.
        now: until when an embargo must have ended.
        known: what an earlier run found out.
        concepts: the output folder, when editions that are not final are to be shown as well.

    Raises:
        UserError, Faults: everything in the archive or in a concept that is missing, was changed, or claims the address
            of another edition.
    """
    found: list[Issue] = []
    held: list[Period] = []
    faults: list[UserError] = []
    reading = _Reading(project, known)
    for quarter in archive.quarters(project):
        try:
            prints = archive.prints(project, quarter)
        except UserError as error:
            faults.append(error)
            continue
        if not prints:  # reviewed, and not final yet
            continue
        for each in prints:
            faults += reading.changed(each.files, each.record["files"])
        moment = prints[-1].record.get("publication_at")
        if moment and dt.datetime.fromisoformat(moment) > now:
            held.append(quarter)
        elif not faults:
            versions = tuple(
                Version(
                    each.number, each.files, each.record["files"][package.MANIFEST], each.record.get("erratum") or {},
                    each.record.get("changes") or {},
                )
                for each in prints
            )  # fmt: skip
            found.append(reading.issue(quarter, versions, False))
    final = {issue.quarter for issue in found} | set(held)
    for folder in sorted(concepts.glob(_QUARTERS)) if concepts else ():
        quarter = Period.parse(folder.name)
        if quarter in final or not (folder / package.MANIFEST).is_file():
            continue
        manifest = package.read(folder, project.name(folder))
        if manifest["edition"] != folder.name:
            what = f"holds edition {manifest['edition']}, which has an address of its own"
            faults.append(UserError(what, where=project.name(folder), remedy="take the folder away, or build again"))
            continue
        whole = reading.hash(str(folder / package.MANIFEST))
        expected = {item["path"]: item["hash"] for item in manifest["resources"]}
        broken = reading.changed(folder, {**expected, package.MANIFEST: whole})
        faults += broken
        if not broken:
            found.append(reading.issue(quarter, (Version(0, folder, whole),), True))
    raise_all(faults)
    known.stamps = reading.stamps
    return sorted(found, key=lambda issue: issue.quarter.ordinal), held


class _Reading:
    """Reads editions, and takes over what is known of them."""

    def __init__(self, project: Project, known: Known) -> None:
        self._project, self._known = project, known
        self.stamps: dict[str, list[Any]] = {}  # of the files that this run looked at

    def issue(self, quarter: Period, versions: tuple[Version, ...], concept: bool) -> Issue:
        """What the site needs of an edition.

        Raises:
            UserError: its facts or its document cannot be read.
        """
        key = versions[-1].manifest
        if key not in self._known.issues:
            self._known.issues[key] = _content(self._project, versions[-1].folder)
        read = self._known.issues[key]
        published = dt.date.fromisoformat(read["published"])
        facts = {name: dict(zip(_COLUMNS, values, strict=True)) for name, values in read["facts"].items()}
        return Issue(
            quarter, versions, concept, published, facts, tuple(read["messages"]), read["title"],
            read["vintage"],
        )  # fmt: skip

    def changed(self, folder: Path, expected: Mapping[str, str]) -> list[UserError]:
        """Every file that is missing, was changed or does not belong."""
        root = f"{folder}{os.sep}"
        present = {
            os.path.join(at, name).removeprefix(root).replace(os.sep, "/")  # noqa: PTH118  thousands of files
            for at, _, names in os.walk(folder)
            for name in names
        }
        found = []
        for name in sorted(expected.keys() | present):
            if name not in present:
                what, remedy = "is missing", "restore it"
            elif name not in expected:
                what, remedy = "does not belong here", "take it out"
            elif self.hash(f"{root}{name}") != expected[name]:
                what, remedy = "was changed since it was recorded", "restore it"
            else:
                continue
            where = self._project.name(folder / name)
            found.append(UserError(what, where=where, remedy=f"{remedy}; nothing was published"))
        return found

    def hash(self, path: str) -> str:
        """The hash of a file, read again only when what the file system says of it has changed."""
        about = os.stat(path)  # noqa: PTH116  thousands of files
        stamp = [about.st_size, about.st_mtime_ns, about.st_ino]
        name = path.removeprefix(f"{self._project.root}{os.sep}")  # the state is published with the site
        known = self._known.stamps.get(name)
        value = str(known[3]) if known and known[:3] == stamp else f"sha256:{digest_file(Path(path))}"
        self.stamps[name] = [*stamp, value]
        return value


def _content(project: Project, folder: Path) -> dict[str, Any]:
    manifest = package.read(folder, project.name(folder))
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        messages = start_page.messages((folder / "document.md").read_text(encoding="utf-8"))
        return {
            "published": manifest["created"][:10], "title": manifest["title"], "messages": messages,
            "vintage": manifest["made_from"]["vintage"]["label"],
            "facts": {
                key: [
                    *(fact.get(name) for name in _OF_A_FACT),
                    " ".join(sorted({cell["table"] for cell in fact["cells"] if cell.get("table")})),
                ]
                for key, fact in facts.items()
            },
        }  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UserError("the facts or the document cannot be read", where=project.name(folder)) from None
