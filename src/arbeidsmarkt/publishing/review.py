"""Reviews: one person reads the comparison and signs it, another makes the edition final.

A review is about the content: the document without the lines that say whether it is a concept or final, its figures,
data and facts, and what they were made from. The review is therefore still valid when the edition becomes final, but
not if anything else changes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from arbeidsmarkt.basics.content import digest_json
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs.vintage_files import sealed

FOLDER = "reviews"
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
#: lines of the front matter that a final edition and its concept do not have alike
_OF_THE_STATUS = ("status", "status-text", "errata")
#: the files of a build from which all others follow (workbook, executed notebooks, the report in each format)
_READ = ("facts.json", "figures/", "data/")


def shown(build: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """What readers see of a build: hashes of the document, each figure, each data file, the facts, and the design."""
    text = (build / "document.md").read_text(encoding="utf-8")
    match = _FRONT_MATTER.match(text)
    front = yaml.safe_load(match[1]) if match else {}
    kept = {key: str(value) for key, value in front.items() if key not in _OF_THE_STATUS}
    files = {item["path"]: item["hash"] for item in manifest["resources"] if item["path"].startswith(_READ)}
    body = text[match.end() :] if match else text
    made_from = manifest["made_from"]
    look = {f"made_from {key}": digest_json(made_from.get(key)) for key in ("design", "engine", "versions")}
    return {"document.md": digest_json([kept, body]), **files, **look}


def content(build: Path, manifest: Mapping[str, Any]) -> str:
    """The hash of the content that a review is about."""
    return digest_json([shown(build, manifest), manifest["made_from"]])


def person(project: Project, by: str | None) -> str:
    """The name given with ``--by``, or else that of git's user.

    Raises:
        UserError: there is neither.
    """
    name = " ".join((by or _git_user(project)).split())
    if not name:
        raise UserError("nobody is named", where="--by", remedy="say who you are: --by 'A. de Vries'")
    return name


def sign(project: Project, quarter: Period, build: Path, by: str, at: dt.datetime, erratum: str = "") -> Path:
    """Record that a person has reviewed the present build of an edition.

    Args:
        project: the checkout.
        quarter: the edition.
        build: the folder of the build.
        by: the reviewer.
        at: the present moment.
        erratum: the text of the correction that was reviewed as well; empty for a first print.

    Returns:
        The record; if the same person signed the same content before, that record.

    Raises:
        UserError: there is no build, or the archive cannot be written.
    """
    manifest = package.read(build, project.name(build))
    about = content(build, manifest)
    for path, review in _reviews(project, quarter):
        if review["content"] == about and review["erratum"] == erratum and same_person(review["by"], by):
            return path
    record = {"edition": quarter.label, "content": about, "by": by, "at": at.isoformat(timespec="seconds")}
    text = sealed({**record, "erratum": erratum})
    folder = project.archive / quarter.label / FOLDER
    path = folder / f"{at:%Y%m%dT%H%M%S}-{about[:12]}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while path.exists():  # two people sign within one second
            number += 1
            path = folder / f"{at:%Y%m%dT%H%M%S}-{about[:12]}-{number}.json"
        with path.open("xb") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(
            f"the review cannot be written: {error.strerror}", where=project.name(path), remedy="mend the rights"
        ) from None
    return path


def required(project: Project, quarter: Period, build: Path, by: str, erratum: str = "") -> dict[str, str]:
    """The review that allows ``by`` to make a build final.

    Returns:
        ``by`` and ``at`` of the newest review by somebody else.

    Raises:
        UserError: nobody reviewed this build, or only the person who is making it final.
    """
    about = content(build, package.read(build, project.name(build)))
    reviews = [review for _, review in _reviews(project, quarter)]
    where = project.name(project.archive / quarter.label / FOLDER)
    command = f"arbeidsmarkt review {quarter}" + (f' --erratum "{erratum}"' if erratum else "")
    of_this = [review for review in reviews if review["content"] == about and review["erratum"] == erratum]
    others = [review for review in of_this if not same_person(review["by"], by)]
    if others:
        return {key: others[-1][key] for key in ("by", "at")}
    if of_this:
        what = f"{by} reviewed {quarter} and cannot also make it final; two people sign"
        raise UserError(what, where=where, remedy=f"let another person review it: {command} --by NAME")
    if any(review["content"] == about for review in reviews):
        what = f"the review of {quarter} was not about this erratum"
        raise UserError(what, where=where, remedy=f"have it reviewed again: {command} --by NAME")
    if reviews:
        what = f"the build of {quarter} is not the one that {reviews[-1]['by']} reviewed"
        raise UserError(what, where=where, remedy=f"have it reviewed again: {command} --by NAME")
    raise UserError(f"nobody has reviewed {quarter}", where=where, remedy=f"another person reads and signs: {command}")


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same, apart from capitals and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def faults(project: Project, quarter: Period) -> list[UserError]:
    """A fault for every review of an edition that was changed after it was signed."""
    found = []
    for path in sorted((project.archive / quarter.label / FOLDER).glob("*.json")):
        try:
            _read(project, path)
        except UserError as error:
            found.append(error)
    return found


def _reviews(project: Project, quarter: Period) -> list[tuple[Path, dict[str, str]]]:
    """All reviews of an edition, oldest first."""
    paths = sorted((project.archive / quarter.label / FOLDER).glob("*.json"))
    return sorted(((path, _read(project, path)) for path in paths), key=lambda each: (each[1]["at"], len(each[0].name)))


def _read(project: Project, path: Path) -> dict[str, str]:
    try:
        text = path.read_bytes()
        review: dict[str, str] = json.loads(text)
        whole = sealed({key: value for key, value in review.items() if key != "digest"})
        _ = review["content"], review["by"], review["at"], review["erratum"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole, text = b"", b"."
    if whole != text:
        raise UserError("was changed since it was signed", where=project.name(path), remedy="restore it from git")
    return review


def _git_user(project: Project) -> str:
    command = ["git", "-C", str(project.root), "config", "user.name"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=10).stdout.strip()  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
