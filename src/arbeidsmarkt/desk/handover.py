"""What a notebook that runs after the others gets from them: their facts, what they read, what they left out.

A build passes it in a file. In Jupyter the same function makes it from the executed notebooks of the edition's last
build, so that the notebook gets the same in both.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits import records
from arbeidsmarkt.inputs import report
from arbeidsmarkt.numbers.facts import SCHEMA
from arbeidsmarkt.text import headings

#: the environment variable with the path of that file, during a build
FACTS_FILE = "ARBEIDSMARKT_FACTS"

#: the environment variable of a build that allows numbers typed by hand, and marks the report
ALLOW_TYPED = "ARBEIDSMARKT_ALLOW_TYPED"

_READ = ("tables", "series", "published", "asked")


def gather(edition: str, left: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the notebooks of an edition pass on.

    Args:
        edition: ``2024Q3``.
        left: the records of the notebooks that do not run after the others, in the order of ``report.yml``.
    """
    facts: dict[str, Any] = {}
    left_out: list[str] = []
    blocks: list[str] = []
    reads: dict[str, set[str]] = {kind: set() for kind in _READ}
    for record in left:
        if record["kind"] == "facts":
            facts |= record["facts"]
        elif record["kind"] == "prose":
            left_out += record.get("left_out", [])
            blocks.append(record["markdown"])
        elif record["kind"] == "reads":
            for kind, names in reads.items():
                names.update(record.get(kind, ()))
        elif record["kind"] in ("figure", "table") and record.get("in_document", True):
            left_out += record.get("left_out", [])
            blocks.append(record["label"])
    empty = [f"Het onderdeel “{title}”" for title in headings.without_empty(blocks)[1]]
    return {
        "schema": SCHEMA,
        "edition": edition,
        "facts": facts,
        "left_out": [*left_out, *empty],
        "reads": {kind: sorted(names) for kind, names in reads.items()},
    }


def find(project: Project, edition: str) -> dict[str, Any]:
    """What the running build passes on; outside a build, what the last build left.

    Raises:
        UserError: in Jupyter, when the edition was not built yet.
    """
    if file := os.environ.get(FACTS_FILE):
        return dict(json.loads(Path(file).read_text(encoding="utf-8")))
    sections = report.load(project.report_file, project.name(project.report_file)).sections
    folder = project.build / edition / "notebooks"
    paths = [folder / f"{section.notebook}.ipynb" for section in sections if section.after is None]
    built = [path for path in paths if path.is_file()]  # a section added after the build has none
    if not built:
        raise UserError(
            "this notebook reads what the others leave, and the edition was not built yet",
            remedy=f"run: make report QUARTER={edition}",
        )
    return gather(edition, [record for path in built for record in _left_in(project, path, edition)])


def _left_in(project: Project, notebook: Path, edition: str) -> list[dict[str, Any]]:
    """The records in an executed notebook of the last build."""
    try:
        return records.left_in(notebook.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        remedy = f"build again: arbeidsmarkt build {edition} --force"
        raise UserError(
            "this notebook of the build cannot be read", where=project.name(notebook), remedy=remedy
        ) from None
