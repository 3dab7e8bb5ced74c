"""The record of a final edition: the fingerprint that ``final`` wrote into the parameters; builds must respect it.

The fingerprint covers the readers' files. What they were made from may change (a new version of the library that gives
the same files is no deviation), but no file may change unless ``final --erratum`` records the correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import manifest as package

if TYPE_CHECKING:
    from arbeidsmarkt.inputs.editions import Edition

_NAMED = 2  # how many files a message names; the others are counted


def is_recorded(edition: Edition, manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest lists exactly the files that were recorded when the edition became final."""
    recorded = edition.manifest.removeprefix("sha256:")
    return edition.status == "final" and recorded == package.fingerprint(manifest)


def stands(edition: Edition, folder: Path) -> bool:
    """Whether ``folder`` holds the final edition with every file as it was recorded."""
    manifest = _manifest(folder)
    return bool(manifest) and is_recorded(edition, manifest) and not package.deviations(folder, manifest)


def missing(edition: Edition, display_name: str) -> UserError | None:
    """The fault of an edition that is marked as final but has no record; None if all is well.

    Args:
        edition: the edition.
        display_name: the name of its parameter file in messages.
    """
    if edition.status != "final" or edition.manifest:
        return None
    remedy = f"finish it with: arbeidsmarkt final {edition.label}; or set it back to concept"
    return UserError("the edition is final, and what was made final is not recorded", where=display_name, remedy=remedy)


def protect(edition: Edition, made: Path, folder: Path, display_name: str) -> None:
    """Refuse a new build that would replace a final edition by other files.

    If the recorded files are not in place, nothing can be lost; it is only reported that the new files differ.

    Args:
        edition: the edition's parameters.
        made: the complete new build.
        folder: the folder that it is to replace.
        display_name: ``folder`` in messages.

    Raises:
        UserError: names the files that would be replaced by others.
    """
    if edition.status != "final" or not edition.manifest:
        return
    new, old = package.read(made, display_name), _manifest(folder)
    if is_recorded(edition, new):
        return
    if not is_recorded(edition, old):
        events.tell({"event": "deviates", "edition": edition.label})
        return
    what = f"{_listed(_different(old, new))} would differ from the edition that was made final; nothing was replaced"
    remedy = (
        f"undo the change, or record it as a correction (arbeidsmarkt final {edition.label} --erratum TEXT), "
        f"or build elsewhere (--out FOLDER)"
    )
    raise UserError(what, where=display_name, remedy=remedy)


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a build; empty if there is no build, or if its manifest is damaged."""
    try:
        return package.read(folder, folder.name)
    except UserError:
        return {"resources": []}


def _different(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The files in which two manifests differ; those that readers open come first."""
    before, after = ({item["path"]: item["hash"] for item in each["resources"]} for each in (old, new))
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return sorted(names, key=lambda name: ("/" in name, name))


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    if more < 2:
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{', '.join(names[:_NAMED])} and {more} more files"
