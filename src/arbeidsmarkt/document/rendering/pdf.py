"""Renders PDF: pandoc writes Typst with the report's partials, Typst makes a PDF that is both PDF/UA-1 and PDF/A-3a."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import fonts, pandoc
from arbeidsmarkt.document.rendering.html import arguments

if TYPE_CHECKING:
    import typst

#: the standards that the PDF claims to meet, in Typst's notation
STANDARDS: tuple[Literal["ua-1", "a-3a"], ...] = ("ua-1", "a-3a")

_FIGURE = re.compile(r"figures/([\w-]+)\.svg")
_LINE = re.compile(r":(\d+):\d+")
_LABEL = re.compile(r"<((?:fig|tbl|sec)-[\w-]+)>")


def markup(folder: Path, design: Path, epoch: int) -> bytes:
    """The document as one Typst file.

    Raises:
        UserError: pandoc refuses the document.
    """
    template = design / "_extensions" / "arbeidsmarkt" / "report.typst"
    return pandoc.run(
        [*arguments(design), "--to=typst", "--standalone", f"--template={template}"], folder=folder, epoch=epoch
    )


def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The PDF, as bytes; figures and attachments are read from ``folder``.

    Raises:
        UserError: pandoc or Typst refuses the document; with the label of the figure or table if that is known.
    """
    import typst

    source = markup(folder, design, epoch)
    try:
        compiler = typst.Compiler(source, root=str(folder), font_paths=fonts.typefaces())
        made = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=epoch)
    except typst.TypstError as error:
        raise _explain(error, source.decode("utf-8")) from None
    assert isinstance(made, bytes)  # noqa: S101  one PDF, not a list of pages
    return made


def _explain(error: typst.TypstError, source: str) -> UserError:
    """Typst's error with the label of the figure or table that it is about, if that is known."""
    diagnostic, lines = error.diagnostic or "", source.splitlines()
    body = next((number for number, line in enumerate(lines, start=1) if line.startswith("#show: report")), 0)
    label = ""
    if match := _FIGURE.search(diagnostic):
        label = f", {match[1]}"
    elif (match := _LINE.search(diagnostic)) and int(match[1]) > body:  # the template comes before it
        labels = _LABEL.findall("\n".join(lines[int(match[1]) - 1 :]))
        label = f", {labels[0]}" if labels else ""
    hint = f" ({error.hints[0]})" if error.hints else ""
    return UserError(f"Typst refused the document: {error.message}{hint}", where=f"document.md{label}")
