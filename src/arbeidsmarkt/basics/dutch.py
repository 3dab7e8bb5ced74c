"""Dutch as official statistics write it: numbers, units, number words, directions, lists.

Conventions: decimal comma, thousands separated by a narrow no-break space, half rounded away from zero. Numbers are
rounded only here, so that text, table, chart and data file agree.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import MONTH_NAMES

NARROW_SPACE = "\u202f"  # between thousands
NO_BREAK_SPACE = "\u00a0"  # between a number and its unit
MINUS = "\u2212"


_DUTCH_NUMBER = re.compile(
    rf"[+\-{MINUS}]?(?:\d{{1,3}}(?:[ {NARROW_SPACE}{NO_BREAK_SPACE}]\d{{3}})+|\d+)(?:,\d+)?", re.ASCII
)
#: digits in groups of three with ordinary spaces between them; not "2024 100", which is a year and a number
_TYPED_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")
#: "x 1 000" as in the head of a table; its spaces become those that never break
_TIMES_THOUSAND = f"x{NO_BREAK_SPACE}1{NARROW_SPACE}000"


@dataclass(frozen=True)
class Unit:
    """A unit of measure and how the report writes it.

    Attributes:
        key: the name in code, catalogue and data files.
        text: what follows the number in running text ("procent"); empty when the sentence itself says it.
        head: how a table's head or a chart's axis shows it ("%").
        singular: ``text`` after the number one, if it differs.
        meaning: the unit in full, for the data file's schema and the accountability section.
        additive: whether two values in this unit may be added up.
    """

    key: str
    text: str
    head: str
    meaning: str
    singular: str = ""
    additive: bool = False


UNITS: dict[str, Unit] = {
    unit.key: unit
    for unit in (
        Unit("thousand", "duizend", _TIMES_THOUSAND, "aantal maal duizend", additive=True),
        Unit("percent", "procent", "%", "procent"),
        Unit("percentage_point", "procentpunt", "procentpunt", "procentpunt"),
        Unit("per_100_unemployed", "", "per 100 werklozen", "openstaande vacatures per honderd werklozen"),
        Unit(
            "per_1000_jobs",
            "",
            f"per 1{NARROW_SPACE}000 banen",
            "openstaande vacatures per duizend banen van werknemers",
        ),
        Unit("index", "", "index", "indexcijfer"),
        Unit("hours", "uur", "uur per week", "uren per week"),
        Unit("persons", "personen", "personen", "personen", singular="persoon", additive=True),
        Unit("fte", "fte", "fte", "voltijdbanen (fte)", additive=True),
        Unit("vacancies", "vacatures", "vacatures", "vacatures", singular="vacature", additive=True),
        Unit("quarters", "kwartalen", "kwartalen", "aantal kwartalen", singular="kwartaal", additive=True),
        Unit(
            "regions",
            "arbeidsmarktregio's",
            "regio's",
            "aantal arbeidsmarktregio's",
            "arbeidsmarktregio",
            True,
        ),
        Unit("count", "", "aantal", "aantal", additive=True),
        Unit("million", "miljoen", f"{_TIMES_THOUSAND}{NARROW_SPACE}000", "aantal maal miljoen", additive=True),
        Unit("balance", "", "saldo", "saldo van positieve en negatieve antwoorden, in procentpunten"),
        Unit("ratio", "", "verhouding", "verhoudingsgetal"),
    )
}


def unit(key: str) -> Unit:
    """The unit with this key.

    Raises:
        UserError: no such unit.
    """
    if key not in UNITS:
        raise UserError(f"unknown unit '{key}'", remedy=f"known are {', '.join(UNITS)}")
    return UNITS[key]


def rounded(value: Decimal, decimals: int) -> Decimal:
    """``value`` rounded half away from zero to ``decimals`` places; never minus zero."""
    with localcontext() as context:
        context.prec = max(28, len(value.as_tuple().digits) + abs(value.adjusted()) + decimals + 2)
        result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return result if result else abs(result)


def number(value: Decimal, decimals: int, *, sign: bool = False) -> str:
    """A number as the report prints it: ``1 234,5``.

    Args:
        value: not yet rounded.
        decimals: how many digits follow the comma.
        sign: whether positive numbers get a plus.
    """
    result = rounded(value, decimals)
    text = f"{abs(result):,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
    if result < 0:
        return MINUS + text
    return f"+{text}" if sign and result > 0 else text


def places(value: Decimal) -> int:
    """How many decimals a number was written with."""
    return max(0, -int(value.as_tuple().exponent))


def parse_number(text: str) -> Decimal:
    """Read a number as the report prints it; the inverse of ``number`` for the rounded value.

    Raises:
        UserError: not a Dutch number.
    """
    if not _DUTCH_NUMBER.fullmatch(text):  # "43.000" would be read as forty-three, "nan" as a number
        raise UserError(f"'{text}' is not a Dutch number", remedy="write it as 1 234,5")
    return Decimal(re.sub(r"\s", "", text).replace(MINUS, "-").replace(",", "."))


def tied(text: str) -> str:
    """A text whose numbers no line break can split: the spaces inside "1 000" and "x 1 000" become no-break spaces."""
    narrow = _TYPED_THOUSANDS.sub(lambda match: match[0].replace(" ", NARROW_SPACE), text)
    return narrow.replace(f"x 1{NARROW_SPACE}000", _TIMES_THOUSAND)


def with_unit(value: Decimal, decimals: int, key: str, *, sign: bool = False) -> str:
    """A number with its unit in running text: "397 duizend", "6,8 procent", "1 kwartaal"."""
    measure = unit(key)
    word = measure.singular if measure.singular and abs(rounded(value, decimals)) == 1 else measure.text
    text = number(value, decimals, sign=sign)
    return f"{text}{NO_BREAK_SPACE}{word}" if word else text


_SMALL = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
    "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = {
    20: "twintig",
    30: "dertig",
    40: "veertig",
    50: "vijftig",
    60: "zestig",
    70: "zeventig",
    80: "tachtig",
    90: "negentig",
}


def cardinal(count: int) -> str:
    """A count in words up to a hundred ("twaalf"), in digits above."""
    if not 0 <= count <= 100:
        return number(Decimal(count), 0)
    if count == 100:
        return "honderd"
    if count < 20:
        return _SMALL[count]
    tens, ones = count // 10 * 10, count % 10
    if not ones:
        return _TENS[tens]
    link = "ën" if _SMALL[ones].endswith("e") else "en"  # tweeëntwintig, drieëntwintig, but vierentwintig
    return _SMALL[ones] + link + _TENS[tens]


def ordinal(count: int) -> str:
    """A rank in words up to a hundred ("derde", "twintigste"), as ``101e`` above."""
    if not 1 <= count <= 100:
        return f"{count}e"
    special = {1: "eerste", 3: "derde", 8: "achtste"}
    tail = count % 100 if count < 20 else count
    if tail in special:
        return special[tail]
    word = cardinal(count)
    return word + ("de" if count < 20 else "ste")


def enumeration(items: Sequence[str], word: str = "en") -> str:
    """A list in a sentence: "a", "a en b", "a, b en c".

    An item that contains the word itself is followed by a comma, "onderzoek en advies, en bouw", unless it ends with a
    bracket.
    """
    if len(items) < 2:
        return "".join(items)
    unclear = any(f" {word} " in item and not item.endswith(")") for item in items[:-1])
    return f"{', '.join(items[:-1])}{',' if unclear else ''} {word} {items[-1]}"


def date(day: dt.date) -> str:
    """A date in running text: "13 december 2024"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter; also after an apostrophe ('s Ochtends), and both letters of IJ."""
    if sentence.startswith("ij"):
        return "IJ" + sentence[2:]
    return sentence[:1].upper() + sentence[1:]
