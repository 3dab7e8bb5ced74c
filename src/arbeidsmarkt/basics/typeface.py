"""The report's typeface: where its files are, and which characters it has."""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError


def folder() -> Path:
    """The folder with the font files.

    Raises:
        UserError: the font package is not installed.
    """
    spec = importlib.util.find_spec("fontpkg_source_sans_3")
    path = Path(spec.origin).parent / "files" if spec and spec.origin else Path()
    if not spec or not path.is_dir():
        raise UserError("the report's typeface is not installed", remedy="install fontpkg-source-sans-3 (make setup)")
    return path


@lru_cache(maxsize=1)
def signs() -> frozenset[str]:
    """Every character that the upright and the italic typeface both have."""
    found = [frozenset(map(chr, _codes(path.read_bytes()))) for path in sorted(folder().glob("*.[ot]tf"))]
    return frozenset.intersection(*found)


def _codes(font: bytes) -> Iterator[int]:
    """The code points in the ``cmap`` table of an OpenType font (ISO/IEC 14496-22, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    for number in range(subtables):
        (offset,) = struct.unpack_from(">L", font, cmap + 8 + 8 * number)
        (layout,) = struct.unpack_from(">H", font, cmap + offset)
        if layout == 4:
            yield from _segments(font, cmap + offset)
        elif layout == 12:
            (groups,) = struct.unpack_from(">L", font, cmap + offset + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">LLL", font, cmap + offset + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterator[int]:
    """The code points of a format 4 subtable; glyph 0 stands for a missing character."""
    (double,) = struct.unpack_from(">H", font, start + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    begins = struct.unpack_from(f">{count}H", font, start + 16 + double)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 2 * double)
    ranges_at = start + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", font, ranges_at)
    for number, (first, last, delta, offset) in enumerate(zip(begins, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * number + offset + 2 * (code - first))
            if (glyph + delta) & 0xFFFF and (not offset or glyph):
                yield code
