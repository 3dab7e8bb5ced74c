"""The manifest of a build, ``datapackage.json``: every file of the build, and what it was made from.

It has a hash of every file except itself, the inputs with their hashes, the versions and the engine. It follows the
Frictionless Data Package standard, so that readers' tools find the columns of each CSV, their units and the licence.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.content import digest_file
from arbeidsmarkt.basics.errors import UserError

MANIFEST = "datapackage.json"

_MEDIA = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Naamsvermelding 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/deed.nl",
}


def write(
    folder: Path,
    *,
    report: str,
    title: str,
    edition: str,
    status: str,
    published: dt.date,
    fields: Sequence[Mapping[str, Any]],
    captions: Mapping[str, str],
    sources: Iterable[Mapping[str, str]],
    made_from: Mapping[str, Any],
) -> Path:
    """Describe every file in ``folder``.

    Args:
        folder: a complete build, except for this file.
        report: the report's name: ``arbeidsmarkt-in-beeld``.
        title: the title for readers.
        edition: ``2024Q3``.
        status: ``concept`` or ``final``.
        published: the edition's publication date, the only date in the file.
        fields: the Frictionless fields of every CSV in ``data/``.
        captions: label of a CSV -> caption.
        sources: the sources that CBS asks to be named, each with ``title`` and ``path``.
        made_from: the inputs with their hashes, the versions, the engine.
    """
    package = {
        "profile": "data-package",
        "name": f"{report}-{edition.lower()}",
        "title": title,
        "created": f"{published.isoformat()}T00:00:00Z",
        "licenses": [_LICENCE],
        "sources": list(sources),
        "edition": edition,
        "status": status,
        "made_from": made_from,
        "resources": [_resource(folder, path, fields, captions) for path in files(folder) if path.name != MANIFEST],
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def files(folder: Path) -> list[Path]:
    """All files of a build, in an order that is the same on every machine."""
    return sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.relative_to(folder).parts
    )


def read(folder: Path, display_name: str) -> dict[str, Any]:
    """The manifest of a build.

    Raises:
        UserError: there is no manifest, or it cannot be read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["resources"], manifest["made_from"], manifest["edition"]
    except FileNotFoundError:
        edition = folder.name
        raise UserError(
            "there is no build", where=display_name, remedy=f"make it with: arbeidsmarkt build {edition}"
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(
            "the manifest cannot be read", where=f"{display_name}/{MANIFEST}", remedy="build again"
        ) from None
    return manifest


def fingerprint(manifest: Mapping[str, Any]) -> str:
    """One hash for all files of a build except the manifest: the sha256 of the lines that ``sha256sum`` prints.

    It does not depend on what the files were made from, and so is the same as long as the files are.
    """
    pairs = sorted((resource["path"], resource["hash"].removeprefix("sha256:")) for resource in manifest["resources"])
    return hashlib.sha256("".join(f"{digest}  {path}\n" for path, digest in pairs).encode()).hexdigest()


#: files that file managers create in a folder that somebody opens
LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def deviations(folder: Path, manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The differences from the manifest as (path, how), sorted by path; empty if all files are as they were written."""
    expected = {resource["path"]: resource for resource in manifest["resources"]}
    present = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    present.pop(MANIFEST, None)
    found = [(name, "is missing") for name in expected if name not in present]
    found += [
        (name, "is not in the manifest")
        for name, path in present.items()
        if name not in expected and path.name not in LEFT_BY_SYSTEMS
    ]
    for name in expected.keys() & present.keys():
        path, resource = present[name], expected[name]
        if path.stat().st_size != resource["bytes"] or f"sha256:{digest_file(path)}" != resource["hash"]:
            found.append((name, "was changed since it was written"))
    return sorted(found)


def _resource(
    folder: Path, path: Path, fields: Sequence[Mapping[str, Any]], captions: Mapping[str, str]
) -> dict[str, Any]:
    inside = path.relative_to(folder).as_posix()
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]+", "-", inside.lower()),
        "path": inside,
        "format": path.suffix.removeprefix("."),
        "mediatype": _MEDIA.get(path.suffix, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_file(path)}",
    }
    if inside.startswith("data/") and path.suffix == ".csv":
        return resource | {
            "name": path.stem,
            "profile": "tabular-data-resource",
            "title": captions.get(path.stem, path.stem),
            "encoding": "utf-8",
            "schema": {"fields": list(fields), "missingValues": [""]},
        }
    return resource | {"type": "file"}
