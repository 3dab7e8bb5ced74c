"""Texts that other people wrote, as plain text: which can be shown, and which a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata

from arbeidsmarkt.basics import typeface
from arbeidsmarkt.basics.errors import UserError

MINUS = "\u2212"

#: signs that change the direction of the text around them, or that a reader cannot see at all
_UNSEEN = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\ufff9\ufffa\ufffb") | {
    chr(code) for code in range(0x2066, 0x206A)
}
#: what a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"); a hyphen becomes a minus sign
_FORMULA = re.compile(r"[=+@\t\r\uff1d\uff0b\uff20]")
_NUMBER = re.compile(r"\+\d[\d\s.,]*%?")


def formula(text: str) -> str:
    """The sign that makes a spreadsheet run a text as a formula; empty when it has none. Numbers may have a plus."""
    found = _FORMULA.match(text)
    return found[0] if found and not _NUMBER.fullmatch(text) else ""


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a text that somebody typed, and what to do; nothing when it can be read."""
    if sign := formula(text):
        what = f"the text '{_short(text)}' begins with {_named(sign)}, which a spreadsheet would run as a formula"
        return what, "begin it with a word"
    for sign in text:
        if sign in _UNSEEN or (unicodedata.category(sign) in ("Cc", "Co", "Cs") and sign not in "\n\t"):
            return f"the text '{_around(text, sign)}' holds the invisible sign {_named(sign)}", "take it out"
    return None


def missing_sign(text: str) -> tuple[str, str] | None:
    """The same for a text that a reader of the report sees: the typeface must have its signs, too."""
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
    """A text that a reader of the report sees, as it is.

    Raises:
        UserError: it holds a sign that cannot be shown; the sign and the word around it are named.
    """
    if found := missing_sign(text):
        raise UserError(found[0], remedy=found[1])
    return text


def in_a_cell(text: str) -> str:
    """A text as it stands in a cell of a table, in every format: a leading hyphen becomes a minus sign.

    Raises:
        UserError: a spreadsheet would run it as a formula, or it holds a sign that cannot be shown.
    """
    text = checked(text)
    if found := fault(text):
        raise UserError(found[0], remedy=found[1])
    return MINUS + text[1:] if text.startswith("-") else text


def _named(sign: str) -> str:
    """A sign with its number: ``'=' (U+003D)``; the number alone when it cannot be seen."""
    code = f"U+{ord(sign):04X}"
    return f"'{sign}' ({code})" if sign.isprintable() else code


def _around(text: str, sign: str) -> str:
    """The word that a sign stands in, with the sign visible."""
    at = text.index(sign)
    begin = max(text.rfind(blank, 0, at) for blank in " \n\t") + 1
    ends = [end for end in (text.find(blank, at + 1) for blank in " \n\t") if end >= 0]
    word = text[begin : min(ends, default=len(text))]
    return _short("".join(one if one.isprintable() else "\ufffd" for one in word))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
