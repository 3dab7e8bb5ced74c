"""The default engine: pandoc and Typst from Python wheels; needs no installation by hand, gives the same bytes."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.assemble import EditionInfo
from arbeidsmarkt.document.rendering import docx, html, pdf

_WRITERS = {"html": html.render, "pdf": pdf.render, "docx": docx.render}


def render(folder: Path, edition: EditionInfo, formats: Sequence[str], design: Path) -> list[Path]:
    """Render ``folder/document.md`` into each format, in parallel.

    Raises:
        UserError: as ``arbeidsmarkt.document.rendering.render``.
    """
    for needed in ("theme.yml", "_extensions/arbeidsmarkt/arbeidsmarkt.lua"):
        if not (design / needed).is_file():
            raise UserError("a file of the page design is missing", where=str(needed), remedy="restore it with git")
    epoch = calendar.timegm(edition.publication_date.timetuple())
    with ThreadPoolExecutor(max_workers=len(_WRITERS)) as pool:
        jobs = [pool.submit(_WRITERS[name], folder, design, epoch) for name in formats]
        contents = [job.result() for job in jobs]
    paths = []
    for name, content in zip(formats, contents, strict=True):
        path = folder / edition.file_name(design.name, name)
        aside = path.with_name(f".{path.name}.part")
        aside.write_bytes(content)
        aside.replace(path)
        paths.append(path)
    return paths
