"""The project copied into a folder of its own, so that a test may change notebooks, parameters and figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from arbeidsmarkt import vintages
from arbeidsmarkt.periods import Period
from arbeidsmarkt.project import Project
from arbeidsmarkt.vintages import Row, TableData, Vintage

REPOSITORY = Path(__file__).resolve().parent.parent

#: a figure of a vintage: series, CBS's code of its period, and the key of its member (empty for most series)
Place = tuple[str, str, str]


def copy(root: Path, own_vintages: tuple[str, ...] = ()) -> Project:
    """Copy parameters, notebooks, report and figures to ``root``.

    Args:
        root: an empty folder.
        own_vintages: those that the test may change; the others are the project's own, seen through a link.
    """
    for folder in ("params", "notebooks", "reports", "data/published"):
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=ignored)
    shutil.copy(REPOSITORY / "requirements.lock", root)
    here, there = REPOSITORY / "data" / "vintages", root / "data" / "vintages"
    there.mkdir()
    for label in vintages.labels(here):
        if label in own_vintages:
            shutil.copytree(here / label, there / label)
        else:
            (there / label).symlink_to(here / label)
    return Project(root)


def add_to_cell(project: Project, notebook: str, number: int, text: str) -> None:
    """Append text to a cell of a notebook, counted from 1."""
    path = project.notebooks / f"{notebook}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    cell = content["cells"][number - 1]
    cell["source"] = "".join(cell["source"]) + text
    path.write_text(json.dumps(content), encoding="utf-8")


def perturb(project: Project, label: str, changes: Mapping[Place, Decimal]) -> None:
    """Write a vintage anew with other, made-up values in some places.

    Args:
        project: a copy.
        label: of the vintage, which is replaced.
        changes: what is added to the value in each place.
    """
    old = Vintage.open(project.vintages, label)
    left = dict(changes)
    tables = []
    for info in old.tables.values():
        rows = [_changed(row, left) for series in info.series for row in old.rows(series)]
        tables.append(TableData(info.id, info.title, rows, info.modified, info.url, info.selection, info.sources))
    assert not left, f"the vintage does not hold {list(left)}"
    shutil.rmtree(project.vintages / label)
    vintages.write(project.vintages, label, date=old.date, kind=old.kind, title=old.title, tables=tables)


def _changed(row: Row, left: dict[Place, Decimal]) -> Row:
    place = (row.series, row.period.code, next(iter(row.members.values()), ""))
    if place not in left or row.value is None:
        return row
    return replace(row, value=row.value + left.pop(place), origin=row.origin)


def value_of(project: Project, label: str, series: str, period: Period) -> Decimal | None:
    """A value of a vintage, for a series without dimensions."""
    rows = Vintage.open(project.vintages, label).rows(series)
    return next((row.value for row in rows if row.period == period and not row.members), None)
