"""The archive of final editions: complete folders that are written once and checked byte by byte later.

``editions/<quarter>/<n>/`` contains ``files/`` (all files of a final build, as readers have them) and ``record.json``:
who reviewed it and who made it final, when, the hash of each file, and what an erratum changed. ``n`` is the number of
errata; 0 is the first print. The program never overwrites or removes anything in the archive.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.content import digest_file
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs.vintage_files import is_sealed, sealed, sync

RECORD = "record.json"
FILES = "files"
SCHEMA = "arbeidsmarkt-final/1"
_QUARTERS = "[0-9][0-9][0-9][0-9]Q[1-4]"
_RESTORE = "restore it from git or from a backup"


@dataclass(frozen=True)
class Print:
    """A print of an edition: the first one (number 0), or one after an erratum.

    Attributes:
        quarter: the edition.
        number: the number of errata it has.
        folder: the folder with ``record.json`` and ``files/``.
        record: the content of ``record.json``.
    """

    quarter: Period
    number: int
    folder: Path
    record: Mapping[str, Any]

    @property
    def files(self) -> Path:
        """The folder with every file of the build."""
        return self.folder / FILES

    @property
    def fingerprint(self) -> str:
        """The hash of all its files, which the edition's parameters record as well."""
        return str(self.record["hash"])


def prints(project: Project, quarter: Period) -> list[Print]:
    """All prints of an edition, the first one first; empty if it was never made final.

    Raises:
        UserError: a record was changed or cannot be read, or a number is missing.
    """
    folders = [
        path for path in (project.archive / quarter.label).glob("[0-9]*") if path.is_dir() and path.name.isdigit()
    ]
    found = [
        Print(quarter, int(path.name), path, _record(project, path))
        for path in sorted(folders, key=lambda path: int(path.name))
    ]
    for expected, each in enumerate(found):
        if each.number != expected:
            where = project.name(project.archive / quarter.label / str(expected))
            raise UserError("this print of the edition is missing", where=where, remedy=_RESTORE)
        if (each.record["edition"], each.record["number"]) != (quarter.label, each.number):
            raise UserError(
                f"holds print {each.record['number']} of {each.record['edition']}, which belongs elsewhere",
                where=project.name(each.folder), remedy=_RESTORE,
            )  # fmt: skip
    return found


def quarters(project: Project) -> list[Period]:
    """The editions in the archive, oldest first."""
    return sorted(Period.parse(path.name) for path in project.archive.glob(_QUARTERS) if path.is_dir())


def faults(project: Project, each: Print) -> list[UserError]:
    """A fault for every file of a print that is missing, was changed or does not belong."""
    expected: Mapping[str, str] = each.record["files"]
    present = {path.relative_to(each.files).as_posix(): path for path in package.files(each.files)}
    found = []
    for name in sorted(expected.keys() | present.keys()):
        if name not in present:
            what = "is missing"
        elif name not in expected:
            what = "is no part of this print"
        elif f"sha256:{digest_file(present[name])}" != expected[name]:
            what = "was changed since the edition was made final"
        else:
            continue
        found.append(UserError(what, where=project.name(each.files / name), remedy=_RESTORE))
    others = [path for path in each.folder.iterdir() if path.name not in (RECORD, FILES)]
    found += [
        UserError("is no part of this print", where=project.name(path), remedy="take it out") for path in sorted(others)
    ]
    return found


def add(project: Project, quarter: Period, build: Path, record: Mapping[str, Any]) -> Print:
    """Add a final build to the archive as the next print, completely or not at all.

    If the newest print has the same files, it is returned; a run that was interrupted after this step can be repeated.

    Args:
        project: the checkout.
        quarter: the edition.
        build: the folder of the complete build.
        record: what to store with the files: names, moments, the erratum, what changed.

    Raises:
        UserError: the archive cannot be written, or its content was changed.
    """
    manifest = package.read(build, project.name(build))
    earlier = prints(project, quarter)
    if earlier and earlier[-1].fingerprint == package.fingerprint(manifest):
        return earlier[-1]

    # copy the build and write the record in a private folder, then move it
    number = len(earlier)
    home = project.archive / quarter.label
    private = None
    try:
        home.mkdir(parents=True, exist_ok=True)
        private = Path(tempfile.mkdtemp(prefix=".", dir=home))
        shutil.copytree(build, private / FILES)
        paths = package.files(private / FILES)
        content = sealed(
            {
                "schema": SCHEMA,
                "edition": quarter.label,
                "number": number,
                "hash": package.fingerprint(manifest),
                "files": {
                    path.relative_to(private / FILES).as_posix(): f"sha256:{digest_file(path)}" for path in paths
                },
                **record,
            }
        )
        (private / RECORD).write_bytes(content)
        for path in (*paths, private / RECORD, private):
            sync(path)
        private.chmod(0o755)
        os.rename(private, home / str(number))  # noqa: PTH104  refuses a folder that is there and not empty
        sync(home)
    except OSError as error:
        where = project.name(home / str(number))
        remedy = "make room or mend the rights; nothing was recorded"
        raise UserError(f"the archive cannot be written: {error.strerror}", where=where, remedy=remedy) from None
    finally:
        if private is not None:
            shutil.rmtree(private, ignore_errors=True)
    return prints(project, quarter)[-1]


def _record(project: Project, folder: Path) -> Mapping[str, Any]:
    where = project.name(folder / RECORD)
    try:
        content = (folder / RECORD).read_bytes()
        record: dict[str, Any] = json.loads(content)
        whole = is_sealed(content) and {"edition", "number", "hash", "files"} <= record.keys()
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=where, remedy=_RESTORE) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise UserError("was changed since the edition was made final", where=where, remedy=_RESTORE)
    return record
