"""Reads a server's answers with care: the bytes give a JSON document of the expected shape, or a plain error."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import json
import re
import unicodedata
import zlib
from decimal import Decimal
from typing import Any

from arbeidsmarkt.basics.errors import UserError

Document = dict[str, Any]
#: a JSON number with more digits is kept as text, so that it is refused with its cell
_DIGITS = 30
#: characters that change the direction of the text around them, and can make a title look like another one
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BOM = b"\xef\xbb\xbf"
_SHOWN = 120


class TooLarge(Exception):
    """The answer is larger than the limit."""


class Unreadable(Exception):
    """The answer is not what it should be; the message says what it is instead."""


class Inflater:
    """Decompresses an answer, but never to more bytes than the limit.

    Args:
        encoding: the header ``Content-Encoding``.
        size: the most bytes of the decompressed answer; a small answer that unpacks into gigabytes is refused in time.
    """

    def __init__(self, encoding: str, size: int) -> None:
        kind = encoding.strip().lower()
        if kind not in ("", "identity", "gzip", "x-gzip"):
            raise Unreadable(f"an answer compressed in a way that was not asked for ({kind[:20]!a})")
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in kind else None
        self._left = size
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Add the next bytes of the answer.

        Raises:
            TooLarge, Unreadable: the answer is too large now, or it is not gzip.
        """
        if self._inflate is None:
            self._keep(part)
            return
        try:
            while part:
                if self._inflate.eof:  # a gzip stream may have several members
                    self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._keep(self._inflate.decompress(part, self._left + 1))
                part = self._inflate.unconsumed_tail or self._inflate.unused_data
        except zlib.error:
            raise Unreadable("an answer that cannot be unpacked") from None

    def whole(self) -> bytes:
        """The whole decompressed answer.

        Raises:
            Unreadable: the answer is incomplete.
        """
        if self._inflate is not None and not self._inflate.eof:
            raise Unreadable("half of a compressed answer")
        return b"".join(self._parts)

    def _keep(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise TooLarge
        self._parts.append(part)


def document(body: bytes, *, rows: bool = True) -> Document:
    """The JSON document of an OData answer.

    Args:
        body: the decompressed bytes; a byte-order mark is ignored.
        rows: whether it must have a list under ``value``; the properties of a table do not.

    Raises:
        Unreadable: it is a web page, broken JSON, or JSON of another shape.
    """
    try:
        found = json.loads(
            body.removeprefix(_BOM), parse_float=_number, parse_int=_integer, parse_constant=_no_number
        )  # fmt: skip
    except (ValueError, RecursionError):
        page = body.removeprefix(_BOM).lstrip()[:1] == b"<"
        raise Unreadable("a web page instead of data" if page else "broken JSON instead of data") from None
    shaped = isinstance(found, dict)
    if shaped and rows:
        value = found.get("value")
        shaped = isinstance(value, list) and all(isinstance(record, dict) for record in value)
    if not shaped:
        raise Unreadable("JSON that is not an OData answer")
    return dict(found)


def plain(record: Any, name: str) -> str:
    """A text of a record, with single blanks between words; empty if it is missing.

    Raises:
        UserError: it is not a text, or it contains what no title has: a control character, half a surrogate pair, or a
            character that changes the direction of the text.
    """
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise UserError(f"the field {name} is no text", remedy="try again later")
    text = " ".join(str(value).split())
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs") or sign in _DIRECTION:
            shown = ascii(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
            raise UserError(
                f"the field {name} holds the sign U+{ord(sign):04X}, which no title holds: {shown}",
                remedy="look at the table on StatLine, and tell CBS (infoservice@cbs.nl)",
            )
    return text


def moment(text: str, where: str) -> str:
    """Check a value of ``Modified``, with or without a time zone.

    Raises:
        UserError: it is not a date.
    """
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"Modified is {text[:40]!a}, which is no date", where=where, remedy="try again later") from None
    return text


def retry_after(text: str | None) -> float | None:
    """The seconds that the header ``Retry-After`` asks to wait, given as a number or a date; None if it is neither."""
    if not text:
        return None
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,6})?", text):
        return float(text)
    if re.fullmatch(r"[0-9]+", text):
        return float(10**9)
    try:
        then = email.utils.parsedate_to_datetime(text)
        if then.tzinfo is None:  # "-0000" or no time zone: dates of HTTP are in UTC
            then = then.replace(tzinfo=dt.UTC)
        return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def words(body: bytes) -> str:
    """The first words of an error answer, for people: an OData error's message, or a web page without its tags."""
    text = body[:20_000].decode("utf-8", "replace")
    if found := re.search(r'"(?:value|message)"\s*:\s*"((?:[^"\\]|\\.){1,400})"', text):
        text = found[1]
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", text)
    text = html.unescape(re.sub(r"<[^<>]{0,500}>", " ", text))
    text = " ".join("".join(sign if sign.isprintable() and sign not in _DIRECTION else " " for sign in text).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _number(text: str) -> Decimal | str:
    return Decimal(text) if len(text) <= _DIGITS else text


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _DIGITS else text


def _no_number(text: str) -> str:
    return text  # NaN and Infinity, which are refused with their cell
