"""Rendering: turns one document folder into HTML, PDF and DOCX, with one of two engines and the same design files.

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
    """What the manifest says about the engine: its version if it is the user's own program, and the PDF standards.

    ``{"quarto": "1.10.18", "pdf_standards": ["ua-1", "a-3a"]}``; without ``pdf`` among the formats, no standards.

    Raises:
        UserError: Quarto is asked for, but is not installed or is too old.
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
        folder: contains ``document.md``, ``figures/``, ``data/`` and ``facts.json`` (``Document.write``).
        edition: determines the names of the files and their only date.
        formats: a choice of ``html``, ``pdf`` and ``docx``, in the order of the result.
        design: the report's folder with ``report.yml``, ``theme.yml``, ``_quarto.yml`` and ``_extensions/``.
        engine: ``embedded`` or ``quarto``.

    Returns:
        The files written, ``<folder>/<report>-<edition>.<format>``, in the order of ``formats``.

    Raises:
        UserError: an unknown format or engine, a missing design file, or an error of pandoc, Typst or Quarto, with the
            label of the figure or table if that is known.
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
