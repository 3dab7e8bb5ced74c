"""Renders DOCX, for those who paste the appendix into a letter: pandoc with styles of the theme or the department.

Charts are included as SVG, with a sharp PNG of each for programs that cannot show SVG.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import fonts, pandoc, wordpictures, wordstyles, wordtables
from arbeidsmarkt.document.rendering.html import arguments
from arbeidsmarkt.inputs import theme

#: pixels an inch: a chart of 640 units (480 points) becomes 1 920 pixels wide
SHARPNESS = 288


#: a Word file in the design folder whose styles, margins, header and footer replace those made from the theme
HOUSE_STYLE = "reference.docx"


def pictures(folder: Path, target: Path) -> None:
    """Draw every chart of ``folder/figures`` as PNG in ``target/figures``; Word only shows an SVG that has a PNG too.

    Typst draws them, so that they look the same as in the PDF.

    Raises:
        UserError: a chart cannot be drawn.
    """
    import typst

    (target / "figures").mkdir(parents=True, exist_ok=True)
    names = _charts(folder)
    if not names:
        return
    pages = "\n#pagebreak()\n".join(f'#image("figures/{name}.svg")' for name in names)
    source = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
    try:
        compiler = typst.Compiler(source.encode(), root=str(folder), font_paths=fonts.typefaces())
        drawn = compiler.compile(format="png", ppi=SHARPNESS) or []
    except typst.TypstError as error:
        raise UserError(f"a chart cannot be drawn: {error.message}", where=", ".join(names)) from None
    for name, picture in zip(names, drawn if isinstance(drawn, list) else [drawn], strict=True):
        (target / "figures" / f"{name}.png").write_bytes(picture)


def _charts(folder: Path) -> list[str]:
    return [path.stem for path in sorted((folder / "figures").glob("fig-*.svg")) if not path.stem.endswith("-narrow")]


def drawings(folder: Path, look: theme.Theme) -> dict[str, bytes]:
    """The charts of ``folder/figures`` as SVG, by name, in the typeface that office computers have."""
    family = f'font-family="{look.office_font}, {look.font}, sans-serif"'
    found = {name: (folder / "figures" / f"{name}.svg").read_text(encoding="utf-8") for name in _charts(folder)}
    return {name: re.sub(r'font-family="[^"]*"', family, text).encode("utf-8") for name, text in found.items()}


def reference(design: Path, text: str, folder: Path, epoch: int) -> bytes:
    """The reference file, which gives the report its styles, margins, header and footer.

    It is the one in the design folder, completed with what it lacks, or else one made from the theme.

    Args:
        design: the report's folder.
        text: the document, whose front matter gives the content of header and footer.
        folder: the working directory for pandoc.
        epoch: the publication date, in seconds since 1970.

    Raises:
        UserError: the file in the design folder is not a Word file.
    """
    look = theme.load(design / "theme.yml")
    page = wordstyles.Page.of(text)
    if (own := design / HOUSE_STYLE).is_file():
        return wordstyles.completed(own.read_bytes(), look, page)
    base = pandoc.run(["--print-default-data-file=reference.docx"], folder=folder, epoch=epoch)
    return wordstyles.reference(base, look, page)


def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The Word file, as bytes.

    Raises:
        UserError: pandoc refuses the document, a chart cannot be drawn, or the design's ``reference.docx`` is not a
            Word file.
    """
    with tempfile.TemporaryDirectory(prefix="docx-", dir=folder.parent) as name:
        aside = Path(name)
        pictures(folder, aside)
        text = (folder / "document.md").read_text(encoding="utf-8")
        (aside / "document.md").write_text(text, encoding="utf-8", newline="\n")
        (aside / "reference.docx").write_bytes(reference(design, text, aside, epoch))
        pandoc.run(
            [*arguments(design), "--to=docx", "--reference-doc=reference.docx", "--output=out.docx"],
            folder=aside,
            epoch=epoch,
        )
        made = wordtables.finish((aside / "out.docx").read_bytes())
        return wordpictures.with_svg(made, drawings(folder, theme.load(design / "theme.yml")))
