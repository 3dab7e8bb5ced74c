"""Keeps the default parameters in all notebooks equal to those of the newest edition.

A build passes its edition's parameters to a notebook, whatever the defaults are. In Jupyter the notebook runs with the
defaults, so they must agree with ``params/``. Only the values are changed and the file's layout is kept, so that git
shows no other differences.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs import notebook_file
from arbeidsmarkt.inputs.editions import Edition, quarters


def newest(project: Project) -> Edition | None:
    """The newest edition that has a file of its own.

    Raises:
        UserError: everything wrong with its parameters.
    """
    found = quarters(project)
    return Edition.load(project, found[-1]) if found else None


def faults(text: str, display_name: str, edition: Edition) -> Iterator[UserError]:
    """A fault for each parameter of a notebook whose default differs from the edition's value.

    Args:
        text: the text of the notebook's file.
        display_name: its name in messages.
        edition: the newest edition.
    """
    wanted = edition.parameters()
    for place, cell in _cells(json.loads(text)):
        set_there = notebook_file.values(notebook_file.cell_source(cell))
        wrong = {name: value for name, value in wanted.items() if set_there.get(name, value) != value}
        if wrong:
            lines = ", ".join(f"{name} = {json.dumps(value)}" for name, value in wrong.items())
            yield UserError(
                f"does not begin with the parameters of the newest edition, {edition.label}",
                where=f"{display_name}, {place}",
                remedy=f"write {lines}, or run: arbeidsmarkt check --fix",
            )


def write(project: Project) -> list[str]:
    """Make the newest edition's parameters the defaults of every notebook.

    Returns:
        The names of the notebooks that were changed.

    Raises:
        UserError: a notebook cannot be read or written.
    """
    edition = newest(project)
    if edition is None:
        return []
    changed: dict[Path, str] = {}
    for path in sorted(project.notebooks.glob("*.ipynb")):
        old = notebook_file.read(path, project.name(path))
        new = _with(old, edition.parameters())
        if new != old:
            changed[path] = new
    for path, text in changed.items():
        aside = path.with_name(f".{path.name}.aside")
        try:
            aside.write_text(text, encoding="utf-8", newline="\n")
            aside.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):  # it is not there, or the disk is read-only
                aside.unlink()
            where = project.name(path)
            raise UserError(f"cannot be written: {error.strerror}", where=where, remedy="mend the rights") from None
    return [project.name(path) for path in changed]


def _cells(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, cell in zip(notebook_file.places(content["cells"]), content["cells"], strict=True):
        if notebook_file.sets_parameters(cell):
            yield place, cell


def _with(text: str, parameters: Mapping[str, str]) -> str:
    """A notebook's text with other defaults and the same layout."""
    content = json.loads(text)
    layout = _layout(text, content)
    for _, cell in _cells(content):
        source = notebook_file.with_values(notebook_file.cell_source(cell), parameters)
        cell["source"] = source.splitlines(keepends=True) if isinstance(cell["source"], list) else source
    if content == json.loads(text):
        return text
    return json.dumps(content, **layout) + ("\n" if text.endswith("\n") else "")


def _layout(text: str, content: Any) -> dict[str, Any]:
    """The layout of the file as arguments of ``json.dumps``; Jupyter's own if it is not recognised."""
    for indent in (1, 2, 4, None):
        for plain in (False, True):
            layout = {"indent": indent, "ensure_ascii": plain}
            if json.dumps(content, **layout) == text.rstrip("\n"):  # type: ignore[arg-type]
                return layout
    return {"indent": 1, "ensure_ascii": False}
