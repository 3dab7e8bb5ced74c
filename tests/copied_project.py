"""The project copied into a folder of its own, so that a test may change notebooks, parameters and figures."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import coverage, vintage_files, vintages

REPOSITORY = Path(__file__).resolve().parent.parent

#: a figure of a vintage: series, CBS's code of its period, and the key of its member (empty for most series)
Cell = tuple[str, str, str]


#: all that a build reads of a checkout, beside the vintages
READ_BY_A_BUILD = ("params", "notebooks", "reports", "data/published", coverage.FILE, "requirements.lock")


def copy(root: Path, own_vintages: tuple[str, ...] = ()) -> Project:
    """Copy what a build reads to ``root``: parameters, notebooks, report, figures, and what the letter states.

    Args:
        root: an empty folder.
        own_vintages: those that the test may change; the files of the others are the project's own.
    """
    for name in READ_BY_A_BUILD:
        if (REPOSITORY / name).is_dir():
            ignored = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(REPOSITORY / name, root / name, ignore=ignored)
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, root / name)
    here, there = REPOSITORY / "data" / "vintages", root / "data" / "vintages"
    there.mkdir()
    for label in vintages.labels(here):
        if label in own_vintages:
            shutil.copytree(here / label, there / label)
        else:
            shutil.copytree(here / label, there / label, copy_function=_linked)
    return Project(root)


def _linked(source: str, target: str) -> None:
    """The same file under another name where the disk can do that, a copy elsewhere."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def add_to_cell(project: Project, notebook: str, number: int, text: str) -> None:
    """Append text to a cell of a notebook, counted from 1."""
    path = project.notebooks / f"{notebook}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    cell = content["cells"][number - 1]
    cell["source"] = "".join(cell["source"]) + text
    path.write_text(json.dumps(content), encoding="utf-8")


def perturb(project: Project, label: str, changes: Mapping[Cell, Decimal]) -> None:
    """Give a vintage other, made-up values in some places, with the hashes that belong to them.

    Args:
        project: a copy that owns the vintage.
        label: of the vintage.
        changes: what is added to the value in each place.
    """
    folder = project.vintages / label
    package_file = folder / vintage_files.PACKAGE
    assert package_file.stat().st_nlink == 1, "the test would change the project's own figures"
    package = json.loads((folder / vintage_files.PACKAGE).read_bytes())
    left = dict(changes)
    for resource in package["resources"]:
        path = folder / resource["path"]
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        changed = [_changed(header, line, left) for line in lines]
        if changed != lines:
            content = "".join([header, *changed]).encode("utf-8")
            path.write_bytes(content)
            resource.update(bytes=len(content), hash=f"sha256:{vintage_files.sha256(content)}")
    assert not left, f"the vintage does not hold {list(left)}"
    package.pop("digest")
    (folder / vintage_files.PACKAGE).write_bytes(vintage_files.sealed(package))


def _changed(header: str, line: str, left: dict[Cell, Decimal]) -> str:
    if not any(line.startswith(f"{series},") for series, _, _ in left):
        return line
    (record,) = csv.DictReader(io.StringIO(header + line))
    members = [record[name] for name in record if name not in ("series", "period", *vintage_files.AFTER)]
    cell = (record["series"], record["period"], next((member for member in members if member), ""))
    if cell not in left or not record["value"]:
        return line
    record["value"] = str(Decimal(record["value"]) + left.pop(cell))
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(record.values())
    return stream.getvalue()
