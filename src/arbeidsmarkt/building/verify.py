"""Verifies a build: against its manifest, against the record of a final edition, and against a rebuild."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.building import atomic, final_record
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package

_FORMATS = ("html", "pdf", "docx")


def verify(order: Order) -> int:
    """Compare every file of a build with the manifest, and the manifest with the record of a final edition.

    Returns:
        The number of files.

    Raises:
        UserError: there is no build; a file is missing, was changed or does not belong; a final edition has no record,
            or other files than recorded; all faults together.
    """
    from arbeidsmarkt.inputs.editions import Edition

    display_name = order.project.name(order.folder)
    manifest = package.read(order.folder, display_name)
    remedy = f"make it again with: arbeidsmarkt build {order.edition} --force"
    faults = [
        UserError(how, where=f"{display_name}/{path}", remedy=remedy)
        for path, how in package.deviations(order.folder, manifest)
    ]
    edition = Edition.load(order.project, Period.parse(order.edition))
    if unrecorded := final_record.missing(edition, order.project.name(edition.path)):
        faults.append(unrecorded)
    elif edition.status == "final" and not final_record.is_recorded(edition, manifest):
        hashes = edition.manifest.removeprefix("sha256:"), package.fingerprint(manifest)
        what = "differs from the edition that was made final (recorded {:.12}…, now {:.12}…)".format(*hashes)
        remedy = f"restore what changed, or add an erratum (arbeidsmarkt final {order.edition} --help)"
        faults.append(UserError(what, where=f"{display_name}/{package.MANIFEST}", remedy=remedy))
    raise_all(faults)
    return len(manifest["resources"]) + 1


def rebuild(order: Order, jobs: int) -> int:
    """Build the edition again in a private folder without a cache, and compare byte by byte.

    Returns:
        The number of files, which are all the same.

    Raises:
        UserError: the first difference: the file, and the line or byte.
    """
    from arbeidsmarkt.building.batch import build_all

    display_name = order.project.name(order.folder)
    manifest = package.read(order.folder, display_name)
    with atomic.workplace(order.out, order.edition) as work:
        aside = replace(
            order, out=work, formats=_formats(manifest), engine=manifest["made_from"]["engine"], caching=False
        )
        build_all([aside], jobs, lambda edition, result: None)
        old, new = _contents(order.folder), _contents(aside.folder)
    for name in sorted(old.keys() | new.keys(), key=lambda name: (name == package.MANIFEST, name)):
        if old.get(name) != new.get(name):
            what = f"a rebuild differs: {_difference(old.get(name), new.get(name))}"
            inputs = _changed_inputs(old.get(package.MANIFEST), new.get(package.MANIFEST))
            remedy = f"changed since the build: {inputs}" if inputs else "no input changed; please report this"
            raise UserError(what, where=f"{display_name}/{name}", remedy=remedy)
    return len(old)


def _formats(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    suffixes = {Path(resource["path"]).suffix for resource in manifest["resources"] if "/" not in resource["path"]}
    return tuple(name for name in _FORMATS if f".{name}" in suffixes)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in package.files(folder)}


def _difference(old: bytes | None, new: bytes | None) -> str:
    """A description of the first difference between two files."""
    if old is None:
        return "the file is new"
    if new is None:
        return "the file is no longer made"
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    try:
        old.decode()
    except UnicodeDecodeError:
        return f"at byte {at + 1}"
    line = old.count(b"\n", 0, at)
    pair = [(content.split(b"\n")[line : line + 1] or [b""])[0].decode("utf-8", "replace") for content in (old, new)]
    start = max(0, at - old.rfind(b"\n", 0, at) - 20)
    return f"line {line + 1} has '{pair[0][start : start + 60]}', the rebuild '{pair[1][start : start + 60]}'"


def _changed_inputs(old: bytes | None, new: bytes | None) -> str:
    """The names of the inputs whose hashes differ between two manifests."""
    if old is None or new is None:
        return ""
    before, after = json.loads(old)["made_from"], json.loads(new)["made_from"]
    return ", ".join(key for key in after if before.get(key) != after[key])
