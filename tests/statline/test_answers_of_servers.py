"""What comes of the bytes, texts and headers of an answer, and how a table's description is understood. All made up."""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline import answers
from arbeidsmarkt.statline.answers import Inflater, TooLarge, Unreadable
from arbeidsmarkt.statline.lifecycle import Discontinued, LifeCycle
from arbeidsmarkt.statline.source import About

BODY = b"abcdefghij" * 3


@pytest.mark.parametrize("encoding", ["", "identity", " GZIP ", "x-gzip"])
def test_an_answer_is_unpacked_to_the_limit_and_no_further(encoding: str) -> None:
    packed = encoding.strip("x- ").lower() == "gzip"
    body = gzip.compress(BODY[:10]) + gzip.compress(BODY[10:]) if packed else BODY
    for limit, fits in ((30, True), (29, False), (12, False)):
        for parts in ([body], [body[at : at + 1] for at in range(len(body))], [body[:-3], body[-3:]]):
            inflater = Inflater(encoding, limit)
            if fits:
                for part in parts:
                    inflater.add(part)
                assert inflater.whole() == BODY
            else:
                with pytest.raises(TooLarge):
                    for part in parts:
                        inflater.add(part)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    inflater = Inflater("gzip", 1000)
    with pytest.raises(TooLarge):
        inflater.add(gzip.compress(b"0" * 4_000_000))


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        (" Br" + "x" * 30, b"", f"an answer compressed in a way that was not asked for ('br{'x' * 18}')"),
        ("gzip", b"{}", "an answer that cannot be unpacked"),
        ("gzip", gzip.compress(BODY, mtime=0)[:-1], "half of a compressed answer"),
        ("gzip", b"", "half of a compressed answer"),
    ],
)
def test_what_cannot_be_unpacked_says_why(encoding: str, body: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        inflater = Inflater(encoding, 100)
        inflater.add(body)
        inflater.whole()
    assert str(refused.value) == said


def test_a_document_keeps_numbers_as_they_are_written() -> None:
    long = "1" * 31
    body = f'\ufeff{{"value": [{{"a": 1.50, "b": 2, "c": {long}, "d": 0.{long}, "e": NaN, "f": {"1" * 30}}}]}}'.encode()
    assert answers.document(body)["value"] == [
        {"a": Decimal("1.50"), "b": 2, "c": long, "d": f"0.{long}", "e": "NaN", "f": int("1" * 30)}
    ]
    assert str(answers.document(body)["value"][0]["a"]) == "1.50"
    assert answers.document(b'{"x": 1}', rows=False) == {"x": 1}


@pytest.mark.parametrize(
    ("body", "rows", "said"),
    [
        (b" \n<html>", True, "a web page instead of data"), (b"\xef\xbb\xbf <html>", True, "a web page instead of "
         "data"),
        (b"{", True, "broken JSON instead of data"), (b"[" * 100_000, True, "broken JSON instead of data"),
        (b"", True, "broken JSON instead of data"), (b"[]", False, "JSON that is not an OData answer"),
        (b"{}", True, "JSON that is not an OData answer"), (b'{"value": {}}', True, "JSON that is not an OData answer"),
        (b'{"value": [{}, 1]}', True, "JSON that is not an OData answer"), (b"[]", True, "JSON that is not an OData "
         "answer"),
    ],
)  # fmt: skip
def test_another_document_is_named(body: bytes, rows: bool, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        answers.document(body, rows=rows)
    assert str(refused.value) == said


def test_a_text_has_single_blanks_and_nothing_that_no_title_has() -> None:
    assert [answers.plain({"a": value}, "a") for value in (" een\n twee\t", None, 3, "")] == ["een twee", "", "3", ""]
    assert answers.plain({}, "a") == ""
    tell = "look at the table on StatLine, and tell CBS (infoservice@cbs.nl)"
    for value, said in (
        ([], "the field a is no text; try again later"), ({}, "the field a is no text; try again later"),
        ("x\0", f"the field a holds the sign U+0000, which no title holds: 'x\\x00'; {tell}"),
        ("\u202ex", f"the field a holds the sign U+202E, which no title holds: '\\u202ex'; {tell}"),
        ("\ud800", f"the field a holds the sign U+D800, which no title holds: '\\ud800'; {tell}"),
        ("x" * 119 + "\u200e", f"the field a holds the sign U+200E, which no title holds: '{'x' * 119}\\u200e'; "
         f"{tell}"),
        ("x" * 120 + "\u200e", f"the field a holds the sign U+200E, which no title holds: '{'x' * 119}\\u2026'; "
         f"{tell}"),
    ):  # fmt: skip
        with pytest.raises(UserError) as refused:
            answers.plain({"a": value}, "a")
        assert str(refused.value) == said


def test_a_moment_is_a_date_with_or_without_a_zone() -> None:
    for text in ("2024-11-14T02:00:00", "2024-11-14T02:00:00+01:00", "2024-11-14"):
        assert answers.moment(text, "T1") == text
    with pytest.raises(UserError) as refused:
        answers.moment("é" + "x" * 50, "T1")
    assert str(refused.value) == f"T1: Modified is '\\xe9{'x' * 39}', which is no date; try again later"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None), ("", None), (" 12 ", 12.0), ("1.5", 1.5), ("123456789", 123456789.0), ("1234567890", 1e9),
        ("9" * 400, 1e9), ("-1", None), ("1e3", None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None), ("²", None),
    ],
)  # fmt: skip
def test_how_long_a_server_asks_to_wait(text: str | None, seconds: float | None) -> None:
    assert answers.retry_after(text) == seconds


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0100"])
def test_a_moment_to_wait_for_is_in_utc_unless_it_says_otherwise(zone: str) -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    text = email.utils.format_datetime(then).replace("+0000", zone)
    wait = answers.retry_after(text)
    assert wait is not None and abs(wait - (2 if zone == "+0100" else 3) * 3600) < 60


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"code": "x", "message": {"lang": "nl", "value": "Niet \\"hier\\""}}}', 'Niet \\"hier\\"'),
        (b'{"Message" : 1, "message" :  "Weg"}', "Weg"),
        (b"<html><HEAD><title>x</title></head><style>b</style><script a='1'>y</script><p>Even &amp; "
         b"niet</p>\n\n<b>nu</b>",
         "Even & niet nu"),
        ("é\u202ex\0y\xff".encode(), "é x yÿ"), (b"\xff", "\ufffd"),
        (b"x" * 120, "x" * 120), (b"x" * 121, "x" * 119 + "…"), (b" " * 20_000 + b"x", ""), (b" " * 19_999 + b"x", "x"),
    ],
)  # fmt: skip
def test_the_words_of_an_error_answer(body: bytes, said: str) -> None:
    assert answers.words(body) == said


# --- a table's description ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("info", "ended", "successor"),
    [
        ({"OutputStatus": "Regulier", "Title": "Vacatures"}, False, ""),
        ({"OutputStatus": " Gediscontinueerd "}, True, ""), ({"OutputStatus": "Vervallen"}, True, ""),
        ({"OutputStatus": "discontinued"}, True, ""), ({"OutputStatus": "Niet vervallen"}, False, ""),
        ({"Title": "Vacatures (stopgezet)"}, True, ""), ({"ShortTitle": "Stopgezet: x"}, True, ""),
        ({"Frequency": "Stopgezet"}, True, ""), ({"Period": "1990-2020, discontinued"}, True, ""),
        ({"ReasonDelivery": "Gediscontinueerd"}, True, ""), ({"Title": "Onstopgezette dingen"}, False, ""),
        ({"ShortDescription": "Deze tabel is per 2020 stopgezet."}, True, ""),
        ({"ShortDescription": "tabel wordt stopgezet"}, True, ""),
        ({"ShortDescription": f"Deze tabel is {'x' * 61}stopgezet"}, False, ""),
        ({"ShortDescription": "De reeks is stopgezet"}, False, ""), ({"Description": "Deze tabel is "
         "stopgezet"}, False, ""),
        ({"Summary": "Opgevolgd door tabel 89999NED."}, False, "89999NED"),
        ({"ExplanatoryText": "vervangen  door (81234ned)"}, False, "81234ned"),
        ({"ReasonDelivery": "voortgezet in dataset/81234ned"}, False, "81234ned"),
        ({"Description": "Er is een nieuwe tabel: zie 81234ned"}, False, "81234ned"),
        ({"ShortDescription": "Vervolgtabel: 81234ned"}, False, "81234ned"),
        ({"Summary": "opvolger 80000ned", "ShortDescription": "opvolger 81234ned"}, False, "81234ned"),
        ({"Summary": "opvolger 80000ned of opvolger 81234ned", "Identifier": " 80000NED "}, False, "81234ned"),
        ({"Summary": "opvolger 80000ned", "Identifier": "80000NED"}, False, ""),
        ({"Summary": f"opvolger {'x' * 320} 80000ned"}, False, ""),
    ],
)  # fmt: skip
def test_what_a_description_says_of_the_future_of_its_table(
    info: dict[str, object], ended: bool, successor: str
) -> None:
    assert LifeCycle.of(info) == LifeCycle(ended, successor)


ENDED = "T1: CBS has discontinued this table; "
NAMED = (
    "CBS names 89999NED as its successor: give the series of this table that table in params/series.yml, and keep "
    "these "
    "as their predecessor"
)
LOOK = (
    "look on StatLine for a table that goes on; without one, write statline: false for this table in "
    "params/series.yml, "
    "so that the report says that the figures are missing"
)
ANNOUNCED = "T1: CBS announces 89999NED as its successor; prepare the change in params/series.yml"


@pytest.mark.parametrize(
    ("ended", "successor", "predecessor", "fault", "notice"),
    [
        (True, "89999NED", False, ENDED + NAMED, ""),
        (True, "", False, ENDED + LOOK, ""),
        (True, "89999NED", True, None, ""),
        (True, "", True, None, ""),
        (False, "89999NED", False, None, ANNOUNCED),
        (False, "89999NED", True, None, ""),
        (False, "", False, None, ""),
    ],
)
def test_what_is_said_of_a_table_that_ends(
    ended: bool, successor: str, predecessor: bool, fault: str | None, notice: str
) -> None:
    cycle = LifeCycle(ended, successor)
    found = cycle.fault("T1", predecessor)
    assert (found and str(found)) == fault and (found is None or isinstance(found, Discontinued))
    assert cycle.notice("T1", predecessor) == notice


INFO = {"Identifier": "80474ned", "Title": "Vacatures", "Modified": "2024-11-14T02:00:00", "Version": 7}


def test_a_description_is_read_by_its_fields() -> None:
    about = About.of(INFO, "80474NED", "x", capitals=False)
    assert about == About("Vacatures", "2024-11-14T02:00:00", "7", LifeCycle(ended=False, successor=""))
    assert About.of({**INFO, "Identifier": None}, "x", "x", capitals=True).title == "Vacatures"
    assert About.of(INFO, "80474ned", "x", capitals=True) == about


@pytest.mark.parametrize(
    ("info", "capitals", "said"),
    [
        ({}, False, "the table describes itself with nothing; try again later"),
        (INFO, True, "the server answers with another table, '80474ned'; change the id in params/series.yml if that "
         "is the "
         "same one; capitals count"),
        ({**INFO, "Identifier": "80475ned"}, False, "the server answers with another table, '80475ned'; change the "
         "id in "
         "params/series.yml if that is the same one; capitals count"),
        ({**INFO, "Title": []}, False, "the field Title is no text; try again later"),
        ({**INFO, "Modified": None}, False, "Modified is '', which is no date; try again later"),
    ],
)  # fmt: skip
def test_another_description_is_refused(info: dict[str, object], capitals: bool, said: str) -> None:
    with pytest.raises(UserError) as refused:
        About.of(info, "80474NED", "T1/x", capitals=capitals)
    assert str(refused.value) == f"T1/x: {said}"


@pytest.mark.parametrize(
    ("own", "version", "modified", "other", "same"),
    [
        ("7", "7", "x", "y", True), ("7", "8", "x", "x", False), ("", "8", "x", "x", True), ("7", "", "x", "x", True),
        ("7", "", "x", "y", False), ("", "", "2024-11-14T02:00:00", "2024-11-14T02:00:00+01:00", True),
        ("", "", "2024-11-14T02:00:00", "2024-11-14T02:00:01", False), ("", "", "", None, False),
        ("", "", "", "", False),
    ],
)  # fmt: skip
def test_a_table_is_the_same_by_its_version_or_else_by_its_moment(
    own: str, version: str, modified: str, other: str | None, same: bool
) -> None:
    assert About("", modified, own, LifeCycle(ended=False, successor="")).same_as(other, version) is same
