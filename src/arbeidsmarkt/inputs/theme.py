"""The look of the report in one file: colours, fonts, logo and the organisation's name.

``theme.yml`` is read by the charts, by the Typst and HTML templates (as template variables) and by the DOCX styles,
so that one edit changes every format. Each colour has a value for light and one for dark; the tests hold the
pairs to the contrast that WCAG 2.2 asks for (4.5:1 for text, 3:1 for graphics).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from arbeidsmarkt.basics import yaml_file

#: six hexadecimal digits without "#", which Markdown, Typst and shell would each read in their own way
Hex = Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]

#: the name of a font family as style sheets, Typst and Word write it
FontName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,99}$")]
#: an address of a page, with or without https:, or a mailbox
_CONTACT = r"^((https://)?[A-Za-z0-9.-]+(/[^\s<>\"]*)?|[A-Za-z0-9.+-]+@[A-Za-z0-9.-]+)?$"


class Palette(BaseModel):
    """The colours of one mode, light or dark.

    Attributes:
        paper: the page.
        surface: bands and table heads, a shade away from the page.
        ink: running text.
        muted: secondary text: sources, notes, axis labels. Text contrast all the same.
        rule: lines that separate and carry no meaning.
        grid: grid lines of charts, which carry no meaning either.
        accent: the one colour: links, the main line of a chart.
        second: the second line of a chart, told apart by lightness and by its label as well.
        third: the third.
        fourth: the fourth.
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
    """One look for all formats, and whose report it is.

    Attributes:
        organisation: who publishes the report.
        contact: where a reader can ask about it, as it is printed: an address of a page or a mailbox; may be empty.
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
    """The file: one key, so that nothing in it meets a name that Quarto keeps for itself (``theme``, ``logo``)."""

    model_config = ConfigDict(extra="forbid")

    look: Theme


def load(path: Path, name: str | None = None) -> Theme:
    """Read ``theme.yml``; ``name`` is the file as messages show it.

    Raises:
        UserError: not there, not YAML, or a colour that is not six hexadecimal digits; with file and line.
    """
    return yaml_file.read(path, _File, name).look
