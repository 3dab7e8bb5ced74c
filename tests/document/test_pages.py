"""The PDF's pages, measured: how far they are filled, and whole words in tables."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pdfplumber

TOP, BOTTOM = 30 / 25.4 * 72, (297 - 28) / 25.4 * 72  # the margins of the page design, in points
LEAST = 0.6


def pdf(folder: Path) -> Path:
    (path,) = folder.glob("*.pdf")
    return path


@functools.cache
def words(path: Path) -> list[dict[str, Any]]:
    """Every word of the body, in the order of pages and lines: page, top, size, text."""
    found = []
    with pdfplumber.open(path) as opened:
        for number, page in enumerate(opened.pages, start=1):
            for word in page.extract_words(extra_attrs=["size"]):
                if TOP - 2 < word["top"] < BOTTOM:
                    found.append({"page": number, "top": word["top"], "size": word["size"], "text": word["text"]})
    return sorted(found, key=lambda word: (word["page"], round(word["top"])))


def test_pages_are_filled(built_edition: Path) -> None:
    filled: dict[int, float] = {}
    with pdfplumber.open(pdf(built_edition)) as opened:
        for number, page in enumerate(opened.pages, start=1):
            ends = [word["bottom"] for word in page.extract_words() if TOP - 2 < word["top"] < BOTTOM]
            filled[number] = round((max(ends) - TOP) / (BOTTOM - TOP), 2)
    print(filled)  # shown when it fails, or with -rP
    whole = list(filled.values())[:-1]  # the last page ends where the report does
    assert [page for page, part in enumerate(whole, start=1) if part < LEAST] == []


def test_no_word_of_a_table_is_broken(built_edition: Path) -> None:
    small = [word for word in words(pdf(built_edition)) if word["size"] < 9.3]
    assert len(small) > 500
    written = (built_edition / "document.md").read_text(encoding="utf-8")  # "ziekenhuis- en thuiszorg" is no break
    broken = [word["text"] for word in small if re.search(r"[a-z]{2}-$", word["text"])]
    broken = [word for word in broken if not re.search(rf"{word}[ ,]", written)]
    assert broken == []
