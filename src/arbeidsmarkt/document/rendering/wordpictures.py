"""Adds the charts to a Word file as SVG, which is sharp at every size; programs that cannot show it use the PNG."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

_BLIP = re.compile(
    r'(<pic:cNvPr\b[^>]*\bdescr="figures/([\w-]+)\.png"[^>]*/>(?:(?!<a:blip).)*)<a:blip r:embed="(rId\d+)" ?/>',
    re.DOTALL,
)
_DRAWING = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
#: the name of the Office extension that holds an SVG
_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_TYPE = '<Default Extension="svg" ContentType="image/svg+xml" />'


def with_svg(made: bytes, drawings: Mapping[str, bytes]) -> bytes:
    """The Word file with an SVG added to the PNG of each chart.

    Args:
        made: the file with charts as PNG.
        drawings: name of a PNG (``fig-tension``) -> the same chart as SVG.
    """
    used: list[str] = []

    def add(match: re.Match[str]) -> str:
        name = match[2]
        if name not in drawings:
            return match[0]
        if name not in used:
            used.append(name)
        svg = f'<asvg:svgBlip xmlns:asvg="{_DRAWING}" r:embed="rIdSvg{used.index(name)}" />'
        extension = f'<a:extLst><a:ext uri="{_EXTENSION}">{svg}</a:ext></a:extLst>'
        return f'{match[1]}<a:blip r:embed="{match[3]}">{extension}</a:blip>'

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        document = _BLIP.sub(add, old.read("word/document.xml").decode("utf-8"))
        links = "".join(
            f'<Relationship Type="{_IMAGE}" Id="rIdSvg{number}" Target="media/{name}.svg" />'
            for number, name in enumerate(used)
        )
        changed: dict[str, Callable[[str], str]] = {
            "word/document.xml": lambda _: document,
            "word/_rels/document.xml.rels": lambda text: text.replace("</Relationships>", f"{links}</Relationships>"),
            "[Content_Types].xml": lambda text: text.replace("<Override", f"{_TYPE}<Override", 1),
        }
        for info in old.infolist():
            content = old.read(info)
            if info.filename in changed and used:
                content = changed[info.filename](content.decode("utf-8")).encode("utf-8")
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
        for name in used:
            date = old.getinfo("word/document.xml").date_time
            new.writestr(zipfile.ZipInfo(f"word/media/{name}.svg", date), drawings[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
