"""Write the fonts of the HTML report and of the Quarto engine: the letters that Dutch needs.

HTML gets one variable font inside ``font.css``; Quarto gets a file for each weight, since Typst before 0.15 shows a
variable font in its thinnest weight alone. The licence (SIL Open Font License 1.1) asks that a changed font does not
carry the reserved name "Source", so they have the name that ``theme.yml`` gives as ``web-font``. Run again after a new
release of the package:

    .venv/bin/python scripts/web_font.py
"""

from __future__ import annotations

import base64
import io
import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from arbeidsmarkt.document.rendering import fonts
from arbeidsmarkt.inputs import theme

REPORT = Path(__file__).resolve().parents[1] / "reports" / "arbeidsmarkt-in-beeld"
#: Basic Latin, Latin-1, the letters of Dutch names, and the signs that the report's typography uses
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x2009, 0x202F, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A,
    0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x21A9, 0x2212, 0x00D7, 0x2248,
    0x2264, 0x2265,
]  # fmt: skip


#: style of the files for Quarto: (file in the package, weight, name of the style)
STATIC = (
    ("SourceSans3[wght].ttf", 400, "Regular"),
    ("SourceSans3[wght].ttf", 600, "SemiBold"),
    ("SourceSans3-Italic[wght].ttf", 400, "Italic"),
)


def subset(source: Path, weight: tuple[int, int] | int, name: str, style: str, flavor: str | None = None) -> bytes:
    """The font at ``source`` with CHARACTERS only, of one weight or a range of weights, under another name."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(
        layout_features=["kern", "liga", "mark", "ccmp", "locl", "lnum", "tnum", "sups"], name_IDs=[0, 13, 14]
    )
    options.notdef_outline, options.hinting, options.recalc_timestamp = True, False, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    names = {1: name, 2: style, 4: f"{name} {style}", 6: f"{name}-{style}".replace(" ", "")}
    if style == "SemiBold":  # four styles at the most share a name 1; 16 and 17 hold the real family
        names |= {1: f"{name} SemiBold", 2: "Regular", 16: name, 17: style}
    for identifier, text in names.items():
        font["name"].setName(text, identifier, 3, 1, 0x409)
    if isinstance(weight, int):
        font["OS/2"].usWeightClass = weight
    font.flavor = flavor
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def main() -> None:
    """Write ``font.css`` and the files in ``fonts/``."""
    name = theme.load(REPORT / "theme.yml").web_font
    package, extension = fonts.folder(), REPORT / "_extensions" / "arbeidsmarkt"
    data = base64.b64encode(subset(package / STATIC[0][0], (400, 700), name, "Regular", "woff")).decode("ascii")
    css = (
        "/* Made by scripts/web_font.py from Source Sans 3, Copyright 2010-2020 Adobe; SIL Open Font License 1.1 "
        "(https://openfontlicense.org). */\n"
        f'@font-face {{ font-family: "{name}"; font-weight: 400 700; font-style: normal; font-display: swap;\n'
        f'  src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
    )
    (extension / "font.css").write_text(css, encoding="utf-8", newline="\n")
    (extension / "fonts").mkdir(exist_ok=True)
    for source, weight, style in STATIC:
        file = extension / "fonts" / f"{name.replace(' ', '')}-{style}.ttf"
        file.write_bytes(subset(package / source, weight, name, style))
        print(f"{file.relative_to(REPORT)}: {file.stat().st_size // 1024} kB")
    shutil.copyfile(package.parent / "LICENSE", extension / "fonts" / "LICENSE")
    print(f"font.css: {len(css) // 1024} kB")


if __name__ == "__main__":
    main()
