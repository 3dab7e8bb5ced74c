"""The report's typeface, from its package: the same files for Typst and for charts as PNG, system fonts ignored."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from arbeidsmarkt.basics.errors import UserError

if TYPE_CHECKING:
    import typst


def folder() -> Path:
    """Where the fonts are.

    Raises:
        UserError: the font package is not installed.
    """
    spec = importlib.util.find_spec("fontpkg_source_sans_3")
    path = Path(spec.origin).parent / "files" if spec and spec.origin else Path()
    if not spec or not path.is_dir():
        raise UserError("the report's typeface is not installed", remedy="install fontpkg-source-sans-3 (make setup)")
    return path


def typefaces() -> typst.Fonts:
    """The fonts as Typst takes them: the report's own, and no other of this machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder())])
