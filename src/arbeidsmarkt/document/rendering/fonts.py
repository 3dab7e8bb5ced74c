"""The report's typeface, from its package: the same files for Typst and for charts as PNG, system fonts ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsmarkt.basics import typeface

if TYPE_CHECKING:
    import typst


def typefaces() -> typst.Fonts:
    """The fonts as Typst takes them: the report's own, and no other of this machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(typeface.folder())])
