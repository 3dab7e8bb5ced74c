"""What a site is made of: every print of every edition that may be published, checked before anything is written."""

from __future__ import annotations

import datetime as dt
import json
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
#: hashes of files by what the file system says of them: (path, size, time of change, inode) -> hash
Stamps = dict[str, tuple[int, int, int, str]]


@dataclass(frozen=True)
class Version:
    """One print of an edition, or its concept.

    Attributes:
        number: how many errata it has.
        folder: its files.
        fingerprint: the hash of all of them.
        erratum: the correction that led to it (``date``, ``text``); empty for a first print.
        changes: what changed since the print before, as the archive records it.
    """

    number: int
    folder: Path
    fingerprint: str
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
        manifest, facts: of the newest print.
        messages: its key messages, plain text.
        title: of the report.
    """

    quarter: Period
    versions: tuple[Version, ...]
    concept: bool
    published: dt.date
    manifest: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, Any]]
    messages: tuple[str, ...]
    title: str

    @property
    def label(self) -> str:
        """``2024Q3``: its address on the site."""
        return self.quarter.label

    @property
    def newest(self) -> Version:
        """The print that counts."""
        return self.versions[-1]


def read(
    project: Project, now: dt.datetime, stamps: Stamps, *, concepts: Path | None = None
) -> tuple[list[Issue], list[Period]]:
    """Every edition that may be published, oldest first, and those that are still under embargo.

    Args:
        project: the checkout.
        now: until when an embargo must have ended.
        stamps: hashes of files that were checked before and have not changed since; completed with those checked now.
        concepts: the output folder, when editions that are not final are to be shown as well.

    Raises:
        UserError, Faults: everything in the archive or in a concept that is missing, was changed, or claims the address
            of another edition.
    """
    found: list[Issue] = []
    held: list[Period] = []
    faults: list[UserError] = []
    for quarter in archive.quarters(project):
        try:
            prints = archive.prints(project, quarter)
        except UserError as error:
            faults.append(error)
            continue
        if not prints:  # reviewed, and not final yet
            continue
        for each in prints:
            faults += _changed(project, each.files, each.record["files"], stamps)
        moment = prints[-1].record.get("publication_at")
        if moment and dt.datetime.fromisoformat(moment) > now:
            held.append(quarter)
        elif not faults:
            versions = tuple(
                Version(
                    each.number, each.files, each.fingerprint, each.record.get("erratum") or {},
                    each.record.get("changes") or {},
                )
                for each in prints
            )  # fmt: skip
            found.append(_issue(project, quarter, versions, False))
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
        expected = {item["path"]: item["hash"] for item in manifest["resources"]}
        broken = _changed(project, folder, {**expected, package.MANIFEST: ""}, stamps)
        faults += broken
        if not broken:
            version = Version(0, folder, package.fingerprint(manifest))
            found.append(_issue(project, quarter, (version,), True))
    raise_all(faults)
    return sorted(found, key=lambda issue: issue.quarter.ordinal), held


def _issue(project: Project, quarter: Period, versions: tuple[Version, ...], concept: bool) -> Issue:
    folder = versions[-1].folder
    manifest = package.read(folder, project.name(folder))
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        document = (folder / "document.md").read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError):
        raise UserError("the facts or the document cannot be read", where=project.name(folder)) from None
    published = dt.date.fromisoformat(manifest["created"][:10])
    return Issue(
        quarter, versions, concept, published, manifest, facts, start_page.messages(document), manifest["title"]
    )


def _changed(project: Project, folder: Path, expected: Mapping[str, str], stamps: Stamps) -> list[UserError]:
    """Every file that is missing, was changed or does not belong; only what changed on disk is read again."""
    present = {path.relative_to(folder).as_posix(): path for path in package.files(folder)}
    found = []
    for name in sorted(expected.keys() | present.keys()):
        where = project.name(folder / name)
        if name not in present:
            found.append(UserError("is missing", where=where, remedy="restore it; nothing was published"))
        elif name not in expected:
            found.append(UserError("does not belong here", where=where, remedy="take it out; nothing was published"))
        elif expected[name] and _hash(present[name], stamps) != expected[name]:
            what = "was changed since it was recorded"
            found.append(UserError(what, where=where, remedy="restore it; nothing was published"))
    return found


def _hash(path: Path, stamps: Stamps) -> str:
    about = path.stat()
    stamp = (about.st_size, about.st_mtime_ns, about.st_ino)
    known = stamps.get(str(path))
    if known and tuple(known[:3]) == stamp:
        return known[3]
    value = f"sha256:{digest_file(path)}"
    stamps[str(path)] = (*stamp, value)
    return value
