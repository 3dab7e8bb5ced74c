"""Finds the files in the project's folders that nothing reads, so that none is ignored silently.

Every file is read, ignored by a written rule (``README``, a name that begins with a dot, ``.gitignore``), or reported.
Otherwise an edition with a file ``params/2024Q3.yaml`` would be built from ``default.yml``, and no check would fail.
"""

from __future__ import annotations

import difflib
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import vintage_files

_EDITION = re.compile(r"\d{4}Q[1-4]\.(?:yml|md)")
_PARAMETERS = ("default.yml", "series.yml", "nearly.yml")
_REPORT = ("report.yml", "theme.yml", "_quarto.yml", "_extensions")
#: file name extensions that suggest an edition's remarks
_REMARKS = (".md", ".markdown", ".mdown", ".txt", ".qmd")
#: file name extensions that suggest an input of a build
_INPUT = re.compile(r"\.(ya?ml|json|csv)(\.txt)?$", re.IGNORECASE)


def files(project: Project, notebooks: Sequence[str], logo: str = "") -> list[UserError]:
    """A fault for every file that nothing reads, with what to do about it.

    Args:
        project: the checkout.
        notebooks: the names of the report's sections.
        logo: the name of the report's logo, a file beside ``theme.yml``.
    """
    found = [*_unread(project, notebooks, logo)]
    ignored = _ignored_by_git(project, [path for path, _ in found])
    return [
        UserError("nothing reads this file", where=project.name(path), remedy=remedy)
        for path, remedy in found
        if path not in ignored
    ]


def is_input(fault: UserError) -> bool:
    """Whether an unread file looks like parameters, remarks or published figures, which would change the report."""
    path = Path(fault.where or "")
    remarks = path.parent.name == "params" and path.suffix.lower() in _REMARKS
    return remarks or (bool(_INPUT.search(path.name)) and path.parent.name in ("params", "published", "data"))


def _unread(project: Project, notebooks: Sequence[str], logo: str) -> Iterator[tuple[Path, str]]:
    for path in _entries(project.params):
        if not path.is_file():
            yield path, _OUT
        elif not _EDITION.fullmatch(path.name) and path.name not in _PARAMETERS:
            yield path, _edition_name(path)
    for path in _entries(project.published):
        if not path.is_file() or path.suffix != ".yml":
            yield path, f"name it {path.stem}.yml" if path.is_file() and _INPUT.search(path.name) else _OUT
    for path in _entries(project.published.parent):
        if path not in (project.published, project.vintages):
            yield path, f"it belongs in {project.name(project.published)}; or take it out"
    for path in _entries(project.notebooks):
        if path.name == "_quarto.yml":  # for who opens the notebooks with Quarto
            continue
        if not path.is_file() or path.suffix != ".ipynb":
            yield path, _OUT
        elif path.stem not in notebooks:
            yield path, "list it in report.yml, or begin its name with a dot"
    for path in _entries(project.vintages):
        if not (path / vintage_files.PACKAGE).is_file():
            yield path, "a vintage is a folder with datapackage.json; take it out"
    for path in _entries(project.report.parent):
        if path != project.report:
            yield path, f"the report is in {project.report.name}; take it out"
    for path in _entries(project.report):
        if path.name not in (*_REPORT, logo):
            yield path, _OUT


_OUT = "take it out, or begin its name with a dot"


def _entries(folder: Path) -> list[Path]:
    """The files and folders in a folder, without those whose name says that they are ignored."""
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "README"))]


def _edition_name(path: Path) -> str:
    """A remedy that says what the file in ``params/`` should be called."""
    if quarter := re.match(r"(\d{4})[ _-]?[QqKk](?:W?0)?([1-4])\b", path.name):
        remarks = path.suffix.lower() in _REMARKS and not _INPUT.search(path.name)  # editors make .yml.txt of .yml
        ending = ".md" if remarks else ".yml"
        return f"name it {quarter[1]}Q{quarter[2]}{ending}"
    near = difflib.get_close_matches(path.name.lower(), _PARAMETERS, n=1)
    return f"name it {near[0]}" if near else "parameters are in files such as 2024Q3.yml; take it out"


def _ignored_by_git(project: Project, paths: Sequence[Path]) -> set[Path]:
    """Those of the paths that ``.gitignore`` covers; none if git is not installed."""
    if not paths:
        return set()
    names = "\0".join(str(path) for path in paths)
    try:
        done = subprocess.run(
            ["git", "check-ignore", "-z", "--stdin"],  # noqa: S607
            input=names, cwd=project.root, capture_output=True, text=True, check=False, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return {Path(name) for name in done.stdout.split("\0") if name}
