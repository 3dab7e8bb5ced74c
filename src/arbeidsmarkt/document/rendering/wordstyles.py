"""Makes Word's styles, header and footer from the theme when a report is rendered, by changing pandoc's reference file.

So the repository holds no binary file, and a change of ``theme.yml`` changes Word as well. Order and times inside the
file are fixed, so that the result has the same bytes every time.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import yaml

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.theme import Theme

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: A4 with the margins of the PDF, in twentieths of a point
_PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1600" w:right="1531" w:bottom="1480" w:left="1531" w:header="737" w:footer="680" w:gutter="0"/>'  # noqa: E501
LANGUAGE = "nl-NL"


@dataclass(frozen=True)
class Page:
    """The content of the running header and footer."""

    title: str
    edition: str
    organisation: str
    concept: bool
    mark: str = ""

    @classmethod
    def of(cls, document: str) -> Page:
        """Read from the front matter of ``document.md``."""
        front: dict[str, Any] = yaml.safe_load(document.split("---\n", 2)[1])
        return cls(
            str(front["title"]),
            str(front["edition-text"]),
            str(front["organisation"]),
            front["status"] != "final",
            str(front.get("mark", "")),
        )


def reference(base: bytes, look: Theme, page: Page) -> bytes:
    """Pandoc's reference file with the report's page design.

    Args:
        base: pandoc's default ``reference.docx``.
        look: colours and font.
        page: what header and footer say.
    """
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        parts = {
            name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith((".xml", ".rels"))
        }
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"], look)
    parts["word/settings.xml"] = (
        parts["word/settings.xml"]
        .replace('<w:themeFontLang w:val="en-US" />', f'<w:themeFontLang w:val="{LANGUAGE}" />')
        .replace('<w:proofState w:spelling="clean" w:grammar="clean" />', "")
        .replace("<w:defaultTabStop ", '<w:autoHyphenation w:val="true" /><w:defaultTabStop ', 1)  # in narrow columns
    )
    return _zip(_encoded(_with_header(parts, look, page, _PAGE)))


def completed(own: bytes, look: Theme, page: Page) -> bytes:
    """A department's own Word file, completed; its styles, margins, header and footer are not changed.

    Styles that the report uses and that the file lacks are made from the theme. What every page must say (concept,
    trial figures) is added to each header of the file; a file without a header gets the report's header and footer.

    Args:
        own: the department's file.
        look: colours and font.
        page: what header and footer say.

    Raises:
        UserError: it is not a Word file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(own)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        styles, document = (found[f"word/{name}.xml"].decode("utf-8") for name in ("styles", "document"))
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        remedy = "save it in Word as a .docx, or take it away to use the styles made from theme.yml"
        raise UserError("it is not a Word file", where="reference.docx", remedy=remedy) from None
    for style in _definitions(look):
        if not re.search(rf'w:styleId="{style.id}"', styles):
            styles = styles.replace("</w:styles>", f"{style.xml}</w:styles>")
    found["word/styles.xml"] = styles.encode("utf-8")
    if "<w:headerReference" in document:
        for name in [name for name in found if re.fullmatch(r"word/header\d+\.xml", name)]:
            marked = found[name].decode("utf-8").replace("</w:hdr>", f"{_marks(look, page)}</w:hdr>")
            found[name] = marked.encode("utf-8")
        return _zip(found)
    texts = {name: content.decode("utf-8") for name, content in found.items() if name.endswith((".xml", ".rels"))}
    section = re.search(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr[^>]*/>", document, re.DOTALL)
    paper = re.search(r"<w:pgSz[^>]*/>.*?<w:pgMar[^>]*/>", section[0] if section else "", re.DOTALL)
    return _zip({**found, **_encoded(_with_header(texts, look, page, paper[0] if paper else _PAGE))})


def _encoded(parts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("utf-8") for name, text in parts.items()}


def _with_header(parts: dict[str, str], look: Theme, page: Page, paper: str) -> dict[str, str]:
    """The parts of a Word file with the report's header and footer."""
    parts["word/header1.xml"] = _header(look, page)
    parts["word/footer1.xml"] = _footer(look, page)
    links = "".join(
        f'<Relationship Type="{_OFFICE}/{kind}" Id="rId9{number}00" Target="{kind}1.xml" />'
        for number, kind in enumerate(("header", "footer"))
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        "</Relationships>", f"{links}</Relationships>"
    )
    types = "".join(
        f'<Override PartName="/word/{kind}1.xml" ContentType="{_CONTENT}.{kind}+xml" />'
        for kind in ("header", "footer")
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{types}</Types>")
    section = (
        f'<w:sectPr {_R}><w:headerReference w:type="default" r:id="rId9000"/>'
        f'<w:footerReference w:type="default" r:id="rId9100"/>{paper}</w:sectPr>'
    )
    body = re.sub(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr\s*/>", "", parts["word/document.xml"], flags=re.DOTALL)
    parts["word/document.xml"] = body.replace("</w:body>", f"{section}</w:body>")
    return parts


def _marks(look: Theme, page: Page) -> str:
    """A paragraph with what every page must say; empty for a final edition."""
    words = " · ".join(filter(None, [page.mark, "Concept" if page.concept else ""]))
    bold = f'<w:rPr><w:b/><w:color w:val="{look.light.second}"/></w:rPr>'
    return f"<w:p>{_run(words, bold)}</w:p>" if words else ""


def _zip(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name])
    return stream.getvalue()


@dataclass(frozen=True)
class _Style:
    """A style: its name, kind and appearance; ``size`` is in points."""

    id: str
    name: str
    based_on: str = "Normal"
    kind: str = "paragraph"
    paragraph: str = ""
    size: float = 0
    colour: str = ""
    bold: bool = False
    extra: str = ""

    @property
    def run(self) -> str:
        weight = "<w:b/><w:bCs/>" if self.bold else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        size = f'<w:sz w:val="{self.size * 2:.0f}"/><w:szCs w:val="{self.size * 2:.0f}"/>' if self.size else ""
        return f"<w:rPr>{weight}{colour}{size}{self.extra}</w:rPr>"

    @property
    def xml(self) -> str:
        custom = "" if self.name.lower() in _BUILT_IN or self.name.startswith("heading") else ' w:customStyle="1"'
        based = f'<w:basedOn w:val="{self.based_on}"/>' if self.based_on else ""
        paragraph = f"<w:pPr>{self.paragraph}</w:pPr>" if self.paragraph else ""
        return (
            f'<w:style w:type="{self.kind}"{custom} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/>{paragraph}{self.run}</w:style>"
        )


_BUILT_IN = {
    "title",
    "subtitle",
    "body text",
    "footnote text",
    "hyperlink",
    "header",
    "footer",
    "date",
    "caption",
    "toc heading",
    "toc 1",
    "toc 2",
}


def _spacing(before: int, after: int, line: int = 0) -> str:
    exact = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>'


def _heading(level: int, spacing: str, size: float, colour: str) -> _Style:
    paragraph = f'<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>{spacing}<w:outlineLvl w:val="{level - 1}"/>'
    return _Style(f"Heading{level}", f"heading {level}", paragraph=paragraph, size=size, colour=colour, bold=True)


def _definitions(look: Theme) -> list[_Style]:
    c, keep = look.light, "<w:keepNext/><w:keepLines/>"
    caption = keep + _spacing(280, 100)
    underline = '<w:u w:val="single"/>'
    contents = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
    border = (
        f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{c.accent}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{c.surface}"/>'
    )
    tabs = '<w:tabs><w:tab w:val="right" w:pos="8844"/></w:tabs>'
    return [
        _Style("BodyText", "Body Text", paragraph="<w:suppressAutoHyphens/>" + _spacing(0, 160, 288)),
        _Style("Compact", "Compact", "BodyText", paragraph=_spacing(30, 30, 252)),
        _Style("TableText", "Table Text", paragraph=_spacing(20, 20, 240), size=9),
        _Style("TableHead", "Table Head", paragraph="<w:keepNext/>" + _spacing(20, 20, 230), size=8, bold=True),
        _Style("Title", "Title", paragraph=keep + _spacing(0, 60, 240), size=30, colour=c.accent, bold=True),
        _Style("Subtitle", "Subtitle", paragraph=keep + _spacing(0, 120), size=16, colour=c.ink),
        _Style("Author", "Author", paragraph=_spacing(0, 0), size=10, colour=c.muted),
        _Style("Date", "Date", paragraph=_spacing(0, 60), size=10, colour=c.muted),
        _Style("Status", "Status", paragraph=_spacing(0, 320), size=10, colour=c.second, bold=True),
        _Style("Remark", "Remark", "BodyText", paragraph=border + _spacing(60, 60, 276)),
        _heading(1, _spacing(480, 140), 18, c.accent),
        _heading(2, _spacing(340, 100), 13.5, c.ink),
        _heading(3, _spacing(260, 80), 11.5, c.ink),
        _Style("SectionNumber", "Section Number", "DefaultParagraphFont", "character", colour=c.muted),
        _Style("Message", "Message", paragraph=keep + _spacing(320, 20), size=12, colour=c.ink, bold=True),
        _Style("TableCaption", "Table Caption", paragraph=caption, size=10.5, colour=c.ink, bold=True),
        _Style("ImageCaption", "Image Caption", paragraph=caption, size=10.5, colour=c.ink, bold=True),
        _Style("CaptionedFigure", "Captioned Figure", paragraph="<w:keepNext/>" + _spacing(0, 60)),
        _Style("SourceNote", "Source Note", paragraph=_spacing(60, 40), size=9, colour=c.muted),
        _Style("TableNote", "Table Note", paragraph=_spacing(0, 20), size=9, colour=c.muted),
        _Style("FootnoteText", "footnote text", paragraph=_spacing(0, 40), size=9, colour=c.muted),
        _Style("TOCHeading", "TOC Heading", paragraph=keep + _spacing(360, 100), size=13.5, colour=c.ink, bold=True),
        _Style("TOC1", "toc 1", paragraph=contents + _spacing(80, 20), bold=True),
        _Style("TOC2", "toc 2", paragraph='<w:ind w:left="340"/>' + contents + _spacing(0, 20)),
        _Style("Header", "header", paragraph=tabs + _spacing(0, 0), size=9, colour=c.muted),
        _Style("Footer", "footer", paragraph=tabs + _spacing(0, 0), size=9, colour=c.muted),
        _Style("Hyperlink", "Hyperlink", "DefaultParagraphFont", "character", colour=c.accent, extra=underline),
    ]  # fmt: skip  # one style a line


def _table_style(look: Theme) -> str:
    c = look.light

    def edge(name: str, size: int, colour: str) -> str:
        return f'<w:{name} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'

    return (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>'
        '<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{edge('top', 12, c.accent)}{edge('bottom', 4, c.rule)}{edge('insideH', 4, c.rule)}"
        "</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
        '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        f'<w:tblPr/><w:tcPr><w:tcBorders>{edge("bottom", 8, c.ink)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


def _styles(xml: str, look: Theme) -> str:
    font = escape(look.office_font)
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}" w:eastAsia="{font}"/>'
        f'<w:color w:val="{look.light.ink}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
    xml = re.sub(r"<w:docDefaults>.*?</w:docDefaults>", defaults, xml, flags=re.DOTALL)
    for identifier, style in [*((style.id, style.xml) for style in _definitions(look)), ("Table", _table_style(look))]:
        old = re.compile(rf'<w:style\b[^>]*?w:styleId="{identifier}"[^>]*>.*?</w:style>', re.DOTALL)
        xml = old.sub("", xml, count=1).replace("</w:styles>", f"{style}</w:styles>")
    return xml


def _run(text: str, extra: str = "") -> str:
    return f'<w:r>{extra}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _header(look: Theme, page: Page) -> str:
    bold = f'<w:rPr><w:b/><w:color w:val="{look.light.second}"/></w:rPr>'
    words = " · ".join(filter(None, [page.mark, "Concept" if page.concept else ""]))
    mark = "<w:r><w:tab/></w:r>" + _run(words, bold) if words else ""
    return (
        f'<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{_run(f"{page.title} · {page.edition}")}{mark}'
        "</w:p></w:hdr>"
    )  # fmt: skip


def _footer(look: Theme, page: Page) -> str:
    return (
        f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_run(page.organisation)}<w:r><w:tab/></w:r>'
        f'{_run("Pagina ")}{_field("PAGE")}{_run(" van ")}{_field("NUMPAGES")}</w:p></w:ftr>'
    )  # fmt: skip
