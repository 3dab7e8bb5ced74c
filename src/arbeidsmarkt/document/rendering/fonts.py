"""The report's typeface from its package, for Typst and for charts as PNG; system fonts are ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsmarkt.basics import typeface

if TYPE_CHECKING:
    import typst


def typefaces() -> typst.Fonts:
    """The fonts for Typst: only the report's own, none of this machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(typeface.folder())])
