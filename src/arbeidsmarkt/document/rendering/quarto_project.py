"""Makes a folder that Quarto can render: document, figures, data, the extension with its fonts, the Word styles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from arbeidsmarkt.document.rendering import docx
from arbeidsmarkt.inputs import theme

DOCUMENT = "document.qmd"
FONTS = "_extensions/arbeidsmarkt/fonts"
#: format -> the name of the extension's format for it
TARGETS = {"html": "arbeidsmarkt-html", "pdf": "arbeidsmarkt-typst", "docx": "arbeidsmarkt-docx"}


def prepare(
    project: Path, folder: Path, design: Path, formats: Sequence[str], epoch: int, standards: Sequence[str] = ()
) -> None:
    """Write into ``project`` everything that ``quarto render`` needs to give the report its page design.

    Args:
        project: an empty folder.
        folder: a built edition, or one that is being built.
        design: the report's folder with ``_quarto.yml``, ``theme.yml`` and ``_extensions/``.
        formats: a choice of ``html``, ``pdf`` and ``docx``; files for the others are left out. The first is Quarto's
            default.
        epoch: the publication date, in seconds since 1970.
        standards: the standards that the PDF is to claim, in Typst's notation: ``ua-1``, ``a-3a``.

    Raises:
        UserError: the design lacks a file, or a chart cannot be drawn.
    """
    text = (folder / "document.md").read_text(encoding="utf-8")
    (project / DOCUMENT).write_text(text, encoding="utf-8", newline="\n")
    for part in ("figures", "data"):
        shutil.copytree(folder / part, project / part)
    shutil.copyfile(folder / "facts.json", project / "facts.json")
    shutil.copyfile(design / "_quarto.yml", project / "_quarto.yml")
    shutil.copytree(design / "_extensions", project / "_extensions")
    look = theme.load(design / "theme.yml")
    (project / "theme.yml").write_bytes((design / "theme.yml").read_bytes())
    if look.logo:
        shutil.copyfile(design / look.logo, project / look.logo)

    # what each format needs besides; in this order, so that Quarto uses these files and not its own
    settings: dict[str, dict[str, object]] = {TARGETS[name]: {} for name in formats}
    if "pdf" in formats:
        _use_static_fonts(project, look)
        settings[TARGETS["pdf"]] = {"font-paths": [FONTS], **({"pdf-standard": [*standards]} if standards else {})}
    if "docx" in formats:
        docx.pictures(folder, project)
        (project / "reference.docx").write_bytes(docx.reference(design, text, project, epoch))
        settings[TARGETS["docx"]] = {"reference-doc": "reference.docx"}
    metadata = yaml.safe_dump({"format": settings}, sort_keys=False)
    (project / "_metadata.yml").write_text(metadata, encoding="utf-8")


def _use_static_fonts(project: Path, look: theme.Theme) -> None:
    """Use a file per weight, not the variable font, which Typst before 0.15 shows in its thinnest weight only."""
    settings = (project / "theme.yml").read_text(encoding="utf-8")
    settings = re.sub(r"(?m)^(  font:\s*).*$", rf'\g<1>"{look.web_font}"', settings)
    (project / "theme.yml").write_text(settings, encoding="utf-8")
    for figure in (project / "figures").glob("*.svg"):
        drawn = figure.read_text(encoding="utf-8").replace(f"'{look.font}'", f"'{look.web_font}'")
        figure.write_text(drawn, encoding="utf-8")
