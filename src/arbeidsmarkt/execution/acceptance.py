"""Checks that an executed notebook is complete and about the right edition, before a build uses it.

The kernel's answer decides whether a cell succeeded, not the cell's outputs: IPython prints some mistakes (``%%proze``)
instead of raising them, and papermill accepts ``sys.exit(0)`` as success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.records import MIME
from arbeidsmarkt.inputs.notebook_file import is_injected, places

Cell = Mapping[str, Any]


def refuse_incomplete(cells: Sequence[Cell]) -> None:
    """Check that every code cell ran, and that the kernel answered "ok" to each.

    Args:
        cells: the cells of a notebook that papermill executed; papermill's metadata says how each cell ended.

    Raises:
        UserError: the first cell that did not succeed, with its error.
    """
    for place, cell in numbered(cells):
        if cell["cell_type"] != "code" or not _text(cell["source"]).strip():
            continue
        errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
        notes = cell["metadata"].get("papermill", {})
        if errors:
            raise _fault(errors[0]["ename"], errors[0]["evalue"], errors[0]["traceback"], place)
        if notes.get("exception") is not False or notes.get("status") != "completed":
            raise UserError(_last_words(cell) or "the cell did not run to its end", where=place, remedy="mend it")


def last_begun(cells: Sequence[Cell]) -> str:
    """The name of the cell that was running when a kernel died or hung; empty if none had begun."""
    begun = [place for place, cell in numbered(cells) if cell["metadata"].get("papermill", {}).get("start_time")]
    return begun[-1] if begun else ""


def _fault(name: str, value: str, trace: Sequence[str], place: str) -> UserError:
    """The error of a cell: the project's own errors unchanged, others with their type, line number and line."""
    if name == "SystemExit":
        what = f"the cell ends the notebook (SystemExit{f': {value}' if value else ''})"
        return UserError(what, where=place, remedy="a section runs to its last cell; take that out")
    if name in {cls.__name__ for cls in _subclasses(UserError)}:  # IPython has a UsageError too
        return UserError(value.removesuffix("."), where=place)
    if name in ("SyntaxError", "IndentationError"):
        return UserError(f"{name}: {value}", where=place)
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(trace))
    in_cell = re.split(r"^(?:Cell In|File) ?", text, flags=re.MULTILINE)
    lines = [re.search(r"^-+> (\d+) (.*)$", part, flags=re.MULTILINE) for part in in_cell if part.startswith("[")]
    found = next((line for line in lines if line), None)
    return UserError(f"{name}: {value}" + (f" (line {found[1]}: {found[2].strip()})" if found else ""), where=place)


def _subclasses(cls: type[UserError]) -> Iterator[type[UserError]]:
    yield cls
    for below in cls.__subclasses__():
        yield from _subclasses(below)


def _last_words(cell: Cell) -> str:
    """The message that IPython printed instead of raising an error."""
    printed = [_text(output["text"]) for output in cell["outputs"] if output.get("name") == "stderr"]
    lines = "".join(printed).strip().splitlines()
    return lines[-1] if lines else ""


def _text(value: str | Sequence[str]) -> str:
    """A text that a notebook's file stores as a string or as a list of lines."""
    return "".join(value)


def refuse_another_edition(cells: Sequence[Cell], parameters: Mapping[str, str]) -> None:
    """Compare the parameters in a notebook's records with those of the edition that is built.

    Args:
        cells: the cells of the executed notebook.
        parameters: the edition's parameters, which papermill injected.

    Raises:
        UserError: the notebook began for another edition, or has a record without having begun; names the cell.
    """
    for place, cell in numbered(cells):
        for record in _records(cell):
            if record.get("kind") != "reads":
                continue
            editions = record.get("editions") or []
            if not editions:
                what = "what the cell leaves does not say for which edition"
                raise UserError(what, where=place, remedy="call start(…) first")
            for about in editions:
                for name, value in about.items():
                    if name in parameters and value != parameters[name]:
                        raise UserError(
                            f"the notebook was started with {name} {value!r}, and the edition has {parameters[name]!r}",
                            where=place,
                            remedy="leave the parameters as they are set for the edition",
                        )


def numbered(cells: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    """Every cell with its name in messages; a cell that papermill inserted has the name of the cell above it."""
    of_file = iter(places([cell for cell in cells if not is_injected(cell)]))
    place = ""
    for cell in cells:
        place = place if is_injected(cell) else next(of_file)
        yield place, cell


def _records(cell: Cell) -> Iterator[Mapping[str, Any]]:
    for output in cell.get("outputs", ()):
        if MIME in output.get("data", {}):
            yield output["data"][MIME]
