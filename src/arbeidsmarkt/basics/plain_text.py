"""Checks of plain text that other people wrote: can it be shown, and would a spreadsheet run it as a formula?"""

from __future__ import annotations

import re
import unicodedata

from arbeidsmarkt.basics import typeface
from arbeidsmarkt.basics.errors import UserError

MINUS = "\u2212"

#: characters that change the direction of the text around them, or that are invisible
_UNSEEN = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\ufff9\ufffa\ufffb") | {
    chr(code) for code in range(0x2066, 0x206A)
}
#: what a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"). A leading hyphen is not among them:
#: ``in_a_cell`` turns it into a minus sign
_FORMULA = re.compile(r"[=+@\t\r\uff1d\uff0b\uff20]")
_NUMBER = re.compile(r"\+\d[\d\s.,]*%?")


def formula(text: str) -> str:
    """The first sign of a text that a spreadsheet would run as a formula; empty for other texts and for "+1,5"."""
    found = _FORMULA.match(text)
    return found[0] if found and not _NUMBER.fullmatch(text) else ""


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a text that somebody typed, and what to do about it; None when it is fine."""
    if sign := formula(text):
        what = f"the text '{_short(text)}' begins with {_named(sign)}, which a spreadsheet would run as a formula"
        return what, "begin it with a word"
    for sign in text:
        if sign in _UNSEEN or (unicodedata.category(sign) in ("Cc", "Co", "Cs") and sign not in "\n\t"):
            return f"the text '{_around(text, sign)}' holds the invisible sign {_named(sign)}", "take it out"
    return None


def missing_sign(text: str) -> tuple[str, str] | None:
    """As ``fault``, for a text that readers of the report see: the report's typeface must have every character."""
    known = typeface.signs()
    for sign in text:
        if sign not in known and sign not in "\n\t\r":
            if unicodedata.category(sign) in ("Cc", "Co", "Cs", "Cf") or sign in _UNSEEN:
                return f"the text '{_around(text, sign)}' holds the invisible sign {_named(sign)}", "take it out"
            what = f"the report's typeface has no {_named(sign)}, in '{_around(text, sign)}'"
            return what, "write it in words"
        if sign in _UNSEEN:
            return f"the text '{_around(text, sign)}' holds the invisible sign {_named(sign)}", "take it out"
    return None


def checked(text: str) -> str:
    """The text unchanged, if a reader of the report can see all of it.

    Raises:
        UserError: it contains a character that cannot be shown; the message names it and the word that it is in.
    """
    if found := missing_sign(text):
        raise UserError(found[0], remedy=found[1])
    return text


def in_a_cell(text: str) -> str:
    """A text for a cell of a table, in every format; a leading hyphen becomes a minus sign.

    Raises:
        UserError: a spreadsheet would run it as a formula, or it contains a character that cannot be shown.
    """
    text = checked(text)
    if found := fault(text):
        raise UserError(found[0], remedy=found[1])
    return MINUS + text[1:] if text.startswith("-") else text


def _named(sign: str) -> str:
    """A character with its code point: ``'=' (U+003D)``; only the code point when it is invisible."""
    code = f"U+{ord(sign):04X}"
    return f"'{sign}' ({code})" if sign.isprintable() else code


def _around(text: str, sign: str) -> str:
    """The word that contains a character, with the character made visible."""
    at = text.index(sign)
    begin = max(text.rfind(blank, 0, at) for blank in " \n\t") + 1
    ends = [end for end in (text.find(blank, at + 1) for blank in " \n\t") if end >= 0]
    word = text[begin : min(ends, default=len(text))]
    return _short("".join(one if one.isprintable() else "\ufffd" for one in word))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
