"""Rendering: one document folder becomes HTML, PDF and DOCX, by one of two drivers over the same design files.

``embedded`` uses pandoc and Typst from Python wheels; ``quarto`` calls ``quarto render``. Both read the same
Lua filter, templates and style sheets in ``reports/<report>/_extensions/arbeidsmarkt/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.assemble import EditionInfo

Engine = Literal["embedded", "quarto"]
FORMATS = ("html", "pdf", "docx")


def program(engine: str, formats: Sequence[str]) -> dict[str, str | list[str]]:
    """What the manifest says of the engine: its version where it is the user's own program, and the PDF's claims.

    ``{"quarto": "1.10.18", "pdf_standards": ["ua-1", "a-3a"]}``; without ``pdf`` among the formats, no claims.

    Raises:
        UserError: Quarto is asked for and is not there, or too old.
    """
    if engine == "quarto":
        from arbeidsmarkt.document.rendering import quarto

        found = quarto.version()
        version: dict[str, str | list[str]] = {"quarto": ".".join(map(str, found))}
        standards = quarto.standards(found)
    else:
        from arbeidsmarkt.document.rendering import pdf

        version, standards = {}, pdf.STANDARDS
    return {**version, **({"pdf_standards": [*standards]} if "pdf" in formats else {})}


def render(
    folder: Path,
    edition: EditionInfo,
    formats: Sequence[str],
    *,
    design: Path,
    engine: str = "embedded",
) -> list[Path]:
    """Render the document in ``folder``.

    Args:
        folder: holds ``document.md``, ``figures/``, ``data/`` and ``facts.json`` (``Document.write``).
        edition: names the files, and gives them their only date.
        formats: of ``html``, ``pdf`` and ``docx``, in the order in which the paths are wanted.
        design: the report's folder with ``report.yml``, ``theme.yml``, ``_quarto.yml`` and ``_extensions/``.
        engine: ``embedded`` or ``quarto``.

    Returns:
        The files written, ``<folder>/<report>-<edition>.<format>``, in the order of ``formats``.

    Raises:
        UserError: an unknown format or engine; a missing design file; what pandoc, Typst or Quarto refuse,
            with the figure's or table's label where they tell.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UserError(f"'{unknown[0]}' is not a format", remedy=f"choose from {', '.join(FORMATS)}")
    if engine == "quarto":
        from arbeidsmarkt.document.rendering import quarto as driver
    elif engine == "embedded":
        from arbeidsmarkt.document.rendering import embedded as driver  # type: ignore[no-redef]
    else:
        raise UserError(f"'{engine}' is not an engine", remedy="choose embedded or quarto")
    return driver.render(folder, edition, formats, design)
