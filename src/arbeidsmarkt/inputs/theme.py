"""The report's page design, ``theme.yml``: colours, fonts, logo and the organisation's name.

The charts, the Typst and HTML templates (as template variables) and the DOCX styles all read it, so that one edit
changes every format. Each colour has a light and a dark value; the tests check that the pairs have the contrast that
WCAG 2.2 requires (4.5:1 for text, 3:1 for graphics).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from arbeidsmarkt.basics import yaml_file

#: six hexadecimal digits; without "#", which means something else in each of Markdown, Typst and the shell
Hex = Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]

#: the name of a font family that style sheets, Typst and Word all accept
FontName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,99}$")]
#: the address of a web page, with or without "https:", or an e-mail address
_CONTACT = r"^((https://)?[A-Za-z0-9.-]+(/[^\s<>\"]*)?|[A-Za-z0-9.+-]+@[A-Za-z0-9.-]+)?$"


class Palette(BaseModel):
    """The colours of one mode, light or dark.

    Attributes:
        paper: the page.
        surface: bands and table heads, slightly darker or lighter than the page.
        ink: running text.
        muted: secondary text: sources, notes, axis labels; it too has the contrast of text.
        rule: lines that only separate.
        grid: grid lines of charts.
        accent: the one accent colour: links, the main line of a chart.
        second: the second line of a chart; its lightness and label distinguish it as well.
        third: the third line of a chart.
        fourth: the fourth line of a chart.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: Hex
    surface: Hex
    ink: Hex
    muted: Hex
    rule: Hex
    grid: Hex
    accent: Hex
    second: Hex
    third: Hex
    fourth: Hex

    def css(self, name: str) -> str:
        """A colour as charts and style sheets write it: ``#271D6C``."""
        return f"#{getattr(self, name)}"


class Theme(BaseModel):
    """The page design for all formats, and whose report it is.

    Attributes:
        organisation: who publishes the report.
        contact: where readers can ask questions, as printed: a web page or an e-mail address; may be empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str
    contact: Annotated[str, Field(pattern=_CONTACT)] = ""
    font: FontName
    web_font: FontName = Field(alias="web-font")
    office_font: FontName = Field(alias="office-font")
    logo: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9_. -]{0,99}\.svg)?$")] = ""
    logo_alt: str = Field(default="", alias="logo-alt")
    light: Palette
    dark: Palette


class _File(BaseModel):
    """The file's one top-level key, which keeps its other keys apart from Quarto's own (``theme``, ``logo``)."""

    model_config = ConfigDict(extra="forbid")

    look: Theme


def load(path: Path, name: str | None = None) -> Theme:
    """Read ``theme.yml``; ``name`` is the file as messages show it.

    Raises:
        UserError: the file is missing, is not YAML, or a colour is not six hexadecimal digits; with file and line.
    """
    return yaml_file.read(path, _File, name).look
