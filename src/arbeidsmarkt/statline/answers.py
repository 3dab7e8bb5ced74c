"""What a server sends, read with care: bytes become a JSON document of the expected shape, or a plain refusal."""

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
#: digits of a JSON number beyond which it is kept as text, to be refused with its cell
_DIGITS = 30
#: signs that change the direction of the text around them: they make a title look like another one
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BOM = b"\xef\xbb\xbf"
_SHOWN = 120


class TooLarge(Exception):
    """The answer is larger than the limit."""


class Unreadable(Exception):
    """The answer is not what it should be; its text says what it is instead."""


class Inflater:
    """The bytes of an answer as they were before they were compressed, never more than the limit.

    Args:
        encoding: the header ``Content-Encoding``.
        size: bytes that the whole may have; a small answer that unpacks into gigabytes is refused in time.
    """

    def __init__(self, encoding: str, size: int) -> None:
        kind = encoding.strip().lower()
        if kind not in ("", "identity", "gzip", "x-gzip"):
            raise Unreadable(f"an answer compressed in a way that was not asked for ({kind[:20]!a})")
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in kind else None
        self._left = size
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Take the next bytes of the answer.

        Raises:
            TooLarge, Unreadable: it is too large now, or it is not gzip.
        """
        if self._inflate is None:
            self._keep(part)
            return
        try:
            while part:
                if self._inflate.eof:  # gzip may be several parts in a row
                    self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._keep(self._inflate.decompress(part, self._left + 1))
                part = self._inflate.unconsumed_tail or self._inflate.unused_data
        except zlib.error:
            raise Unreadable("an answer that cannot be unpacked") from None

    def whole(self) -> bytes:
        """All of it.

        Raises:
            Unreadable: it broke off.
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
    """An OData answer.

    Args:
        body: as unpacked; a byte-order mark in front is left out.
        rows: whether it must hold a list under ``value``; the properties of a table do not.

    Raises:
        Unreadable: a web page, broken JSON, or JSON of another shape.
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
    """A text of a record, blanks between words made one; empty when it is missing.

    Raises:
        UserError: it is no text, or holds a sign that no title holds: a control sign, half a character, or one that
            turns the direction of the text.
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
    """``Modified`` as CBS writes it, with or without its time zone.

    Raises:
        UserError: it is no date.
    """
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"Modified is {text[:40]!a}, which is no date", where=where, remedy="try again later") from None
    return text


def retry_after(text: str | None) -> float | None:
    """Seconds that the header ``Retry-After`` asks to wait: a number of them or a date; None when it is neither."""
    if not text:
        return None
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,6})?", text):
        return float(text)
    if re.fullmatch(r"[0-9]+", text):
        return float(10**9)
    try:
        then = email.utils.parsedate_to_datetime(text)
        if then.tzinfo is None:  # "-0000", or no zone at all: HTTP's dates are in UTC
            then = then.replace(tzinfo=dt.UTC)
        return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def words(body: bytes) -> str:
    """The first words of a refusal, for people: the message of an OData error, or a web page without its tags."""
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
    return text  # NaN and Infinity: refused with their cell
