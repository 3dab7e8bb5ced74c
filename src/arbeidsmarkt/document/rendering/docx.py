"""DOCX for those who paste the appendix into a letter: pandoc with styles made from the theme, charts as sharp PNG."""

from __future__ import annotations

import tempfile
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import fonts, pandoc, wordstyles, wordtables
from arbeidsmarkt.document.rendering.html import arguments
from arbeidsmarkt.inputs import theme

#: pixels an inch: a chart of 640 units (480 points) becomes 1 920 pixels wide
SHARPNESS = 288


def pictures(folder: Path, target: Path) -> None:
    """Every chart of ``folder/figures`` as PNG in ``target/figures``; Word shows no SVG without a PNG beside it.

    Typst draws them, so that they look as they do in the PDF.

    Raises:
        UserError: a chart that cannot be drawn.
    """
    import typst

    (target / "figures").mkdir(parents=True, exist_ok=True)
    names = [path.stem for path in sorted((folder / "figures").glob("fig-*.svg")) if not path.stem.endswith("-narrow")]
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


def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The file as bytes.

    Raises:
        UserError: pandoc refuses the document, or a chart cannot be drawn.
    """
    with tempfile.TemporaryDirectory(prefix="docx-", dir=folder.parent) as name:
        aside = Path(name)
        pictures(folder, aside)
        text = (folder / "document.md").read_text(encoding="utf-8")
        (aside / "document.md").write_text(text, encoding="utf-8", newline="\n")
        base = pandoc.run(["--print-default-data-file=reference.docx"], folder=aside, epoch=epoch)
        look = theme.load(design / "theme.yml")
        styled = wordstyles.reference(base, look, wordstyles.Page.of(text))
        (aside / "reference.docx").write_bytes(styled)
        pandoc.run(
            [*arguments(design), "--to=docx", "--reference-doc=reference.docx", "--output=out.docx"],
            folder=aside,
            epoch=epoch,
        )
        return wordtables.finish((aside / "out.docx").read_bytes())
