"""The text of a tagged PDF in the order of its tags, as a screen reader follows them: no page breaks or headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf


@dataclass
class Element:
    """An element of the structure tree: its kind, and its text and elements in their order."""

    kind: str
    content: list[str | Element]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def all(self, kind: str) -> Iterator[Element]:
        """The elements of a kind inside this one, outermost only."""
        for part in self.content:
            if isinstance(part, Element):
                if part.kind == kind:
                    yield part
                else:
                    yield from part.all(kind)


def read(path: Path) -> Element:
    """The whole document."""
    texts: dict[tuple[int, int], str] = {}
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            place = (page.page_number - 1, -1)
            for char in page.chars:
                if char.get("mcid") is not None:
                    place = (page.page_number - 1, char["mcid"])
                elif char.get("tag") == "Artifact":
                    continue  # else pdfplumber has forgotten what a span with ActualText stands in
                texts[place] = texts.get(place, "") + char["text"]
    with pikepdf.open(path) as tags:
        pages = {page.objgen: number for number, page in enumerate(tags.pages)}
        return _element(tags.Root.StructTreeRoot, None, pages, texts)


def _element(node: Any, page: int | None, pages: dict[Any, int], texts: dict[tuple[int, int], str]) -> Element:
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    kids = node.get("/K", [])
    content: list[str | Element] = []
    for kid in kids if isinstance(kids, (list, pikepdf.Array)) else [kids]:
        if isinstance(kid, int):
            content.append(texts.get((page or 0, kid), ""))
        elif "/MCID" in kid:
            own = pages[kid.Pg.objgen] if "/Pg" in kid else page
            content.append(texts.get((own or 0, int(kid.MCID)), ""))
        elif "/S" in kid:
            content.append(_element(kid, page, pages, texts))
    return Element(str(node.get("/S", "/Root"))[1:], content)


def tables(path: Path) -> list[list[list[str]]]:
    """Every table: rows of cells."""
    return [
        [
            [cell.text for cell in row.content if isinstance(cell, Element) and cell.kind in ("TH", "TD")]
            for row in table.all("TR")
        ]
        for table in read(path).all("Table")
    ]
