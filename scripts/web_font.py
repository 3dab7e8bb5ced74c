"""Write the web font of the HTML report: the letters that Dutch needs, from the typeface's own package.

The licence (SIL Open Font License 1.1) asks that a changed font does not carry the reserved name "Source", so the
subset has the name that ``theme.yml`` gives as ``web-font``. Run again after a new release of the package:

    .venv/bin/python scripts/web_font.py
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from arbeidsmarkt import theme
from arbeidsmarkt.rendering import fonts

REPORT = Path(__file__).resolve().parents[1] / "reports" / "arbeidsmarkt-in-beeld"
#: Basic Latin, Latin-1, the letters of Dutch names, and the signs that the report's typography uses
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x2009, 0x202F, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A,
    0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x21A9, 0x2212, 0x00D7, 0x2248,
    0x2264, 0x2265,
]  # fmt: skip


def subset(source: Path, name: str) -> bytes:
    """The font at ``source`` with CHARACTERS only, weights 400 to 700, as WOFF under another name."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=["kern", "liga", "mark", "ccmp", "locl", "lnum", "tnum", "sups"], name_IDs=[0, 13, 14])
    options.notdef_outline, options.hinting, options.recalc_timestamp = True, False, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    for identifier, text in ((1, name), (2, "Regular"), (4, name), (6, name.replace(" ", ""))):
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font.flavor = "woff"
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def main() -> None:
    """Write ``font.css``."""
    name = theme.load(REPORT / "theme.yml").web_font
    data = base64.b64encode(subset(fonts.folder() / "SourceSans3[wght].ttf", name)).decode("ascii")
    css = (
        "/* Made by scripts/web_font.py from Source Sans 3, Copyright 2010-2020 Adobe; SIL Open Font License 1.1 "
        "(https://openfontlicense.org). */\n"
        f'@font-face {{ font-family: "{name}"; font-weight: 400 700; font-style: normal; font-display: swap;\n'
        f'  src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
    )
    target = REPORT / "_extensions" / "arbeidsmarkt" / "font.css"
    target.write_text(css, encoding="utf-8", newline="\n")
    print(f"{target.relative_to(REPORT.parents[1])}: {len(css) // 1024} kB")


if __name__ == "__main__":
    main()
