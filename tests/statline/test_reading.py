"""How the reading of StatLine is kept within bounds, and how version 4's rows become a table. All made up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cbsodata.cbsodata3
import pytest

from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.statline import plan, v4
from arbeidsmarkt.statline.client import CBS, StatLine
from arbeidsmarkt.statline.guard import Budget, Busy, Down, Guard, Limits, NotThere, Passing
from arbeidsmarkt.statline.session import GuardedSession, installed, next_page
from made_up_table import meta, specs


def said(ask: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        ask()
    return str(refused.value)


# --- the guard --------------------------------------------------------------------------------------------------------


@contextmanager
def reading(limits: Limits | None = None, base: str = "https://opendata.cbs.nl", **more: Any) -> Iterator[Guard]:
    guard = Guard(base, limits or Limits(), **more)
    with guard.entity("T1", "Observations"):
        yield guard


ELSEWHERE = "T1/Observations: the server refers to another host, {}, which is not followed; find out why {} does so "
ELSEWHERE += "before reading from it again"


@pytest.mark.parametrize(
    ("base", "url", "result"),
    [
        ("https://opendata.cbs.nl", "https://opendata.cbs.nl/x?a=1", None),
        ("https://opendata.cbs.nl", "https://OpenData.cbs.nl/x", None),
        ("https://opendata.cbs.nl", "http://opendata.cbs.nl:80/x", "https://opendata.cbs.nl/x"),
        ("https://opendata.cbs.nl", "http://opendata.cbs.nl/x", "https://opendata.cbs.nl/x"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80/x", None),
        ("https://opendata.cbs.nl", "http://opendata.cbs.nl:81/x",
         ELSEWHERE.format("http://opendata.cbs.nl:81", "opendata.cbs.nl")),
        ("https://opendata.cbs.nl", "https://cbs.nl/x", ELSEWHERE.format("https://cbs.nl", "opendata.cbs.nl")),
        ("http://127.0.0.1:80", "https://127.0.0.1:80/x", ELSEWHERE.format("https://127.0.0.1:80", "127.0.0.1:80")),
        ("https://opendata.cbs.nl", "https://opendata.cbs.nl:é/x",
         "T1/Observations: the server refers to 'https://opendata.cbs.nl:\\xe9/x', which is no address; try again "
         "later"),
    ],
)  # fmt: skip
def test_only_the_host_that_is_read_is_asked(base: str, url: str, result: str | None) -> None:
    with reading(base=base) as guard:
        if result and not result.startswith("https"):
            assert said(lambda: guard.check(url)) == result
        else:
            assert guard.check(url) == (result or url)


def test_pages_and_rows_are_counted_per_entity() -> None:
    with reading(Limits(pages=2, rows=1000)) as guard:
        for page in "ab":
            guard.check(f"https://opendata.cbs.nl/{page}")
        assert said(lambda: guard.check("https://opendata.cbs.nl/a")) == (
            "T1/Observations: the server's next page is one that was read already; try again later"
        )
        assert said(lambda: guard.check("https://opendata.cbs.nl/c")) == (
            "T1/Observations: more than 2 pages, and still a next one; try again later"
        )
        guard.count(999)
        guard.count(1)
        assert said(lambda: guard.count(1)) == (
            "T1/Observations: more than 1,000 rows, where the catalogue asks for far fewer; narrow the selection in "
            "params/series.yml, or try again later: the server may ignore the filter"
        )
    with guard.entity("T1", "Dimensions"):
        guard.count(1000)
        guard.check("https://opendata.cbs.nl/a")


@pytest.mark.parametrize(
    ("whole", "words"), [(1800.0, "30 minutes"), (120.0, "2 minutes"), (119.5, "119.5 s"), (60.0, "60 s")]
)
def test_all_reading_together_ends(monkeypatch: pytest.MonkeyPatch, whole: float, words: str) -> None:
    now = time.monotonic()
    with reading(Limits(whole=whole)) as guard:
        guard.check_time()
        monkeypatch.setattr(time, "monotonic", lambda: now + whole - 5)
        guard.check_time()
        assert 0 < guard.shared.left <= 10
        monkeypatch.setattr(time, "monotonic", lambda: now + whole + 5)
        with pytest.raises(Down) as refused:
            guard.check_time()
        guard.shared.stopped.set()
        assert said(lambda: guard.pause(9)) == "T1/Observations: interrupted; fetch again"
    assert str(refused.value) == (
        f"T1/Observations: reading took longer than the limit of {words}; run the same command again: what was read is "
        "kept, and it goes on from there"
    )


def test_a_pause_ends_with_the_limit_or_an_interruption() -> None:
    with reading(Limits(whole=0.05)) as guard:
        began = time.monotonic()
        assert "took longer" in said(lambda: guard.pause(30))
        assert 0.03 < time.monotonic() - began < 5
    with reading() as guard:
        guard.pause(-1)
        threading.Timer(0.05, guard.stop).start()
        began = time.monotonic()
        assert said(lambda: guard.pause(30)) == "T1/Observations: interrupted; fetch again"
        assert time.monotonic() - began < 5


def test_how_often_a_request_is_tried() -> None:
    guard = Guard("https://opendata.cbs.nl", Limits(tries=5, broken=4))
    plain, broken = Passing("x"), Passing("x", broken=True)
    assert (guard.tries(plain), guard.tries(broken), guard.gone) == (5, 5, False)
    guard.up(True)
    assert (guard.tries(plain), guard.tries(broken), guard.answered) == (5, 9, 1)
    guard.up(False)
    assert (guard.tries(plain), guard.tries(broken), guard.answered, guard.gone) == (1, 1, 1, True)


def test_requests_are_counted_and_a_redirect_takes_no_second_connection() -> None:
    with reading(Limits(connections=1)) as guard:
        with guard.slot(), guard.slot():
            assert not guard.shared.slots.acquire(blocking=False)
        assert guard.shared.slots.acquire(blocking=False)
        guard.shared.slots.release()
        seen: list[int] = []
        other = threading.Thread(target=lambda: seen.append(guard.requests_here))
        other.start()
        other.join()
        assert (guard.requests, guard.requests_here, seen) == (2, 2, [0])
        with guard.slot():
            pass
        assert guard.requests_here == 3


def test_pages_are_kept_by_table_and_version(tmp_path: Path) -> None:
    guard = Guard("https://opendata.cbs.nl", store=Cache(tmp_path))
    with guard.entity("80/1-ned", "Observations"):
        guard.keep("u", b"unknown version")
        assert guard.kept("u") is None
    assert list(tmp_path.iterdir()) == []
    with guard.entity("80/1-ned", "Observations", "7"):
        assert guard.kept("u") is None
        guard.keep("u", b"seven")
        assert (guard.kept("u"), guard.kept("v")) == (b"seven", None)
    with guard.entity("80/1-ned", "Observations", "8"):
        assert guard.kept("u") is None
    with guard.entity("81", "Observations", "7"):
        guard.keep("u", b"other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages-80_1_ned", "pages-81"]
    guard.forget("80/1-ned")
    assert [path.name for path in tmp_path.iterdir()] == ["pages-81"]
    Guard("https://opendata.cbs.nl").forget("81")


def test_one_budget_holds_for_both_interfaces() -> None:
    budget = Budget(Limits(connections=1))
    one, other = (Guard("https://opendata.cbs.nl", budget=budget) for _ in range(2))
    one.stop()
    assert other.shared.stopped.is_set()
    assert not Guard("https://opendata.cbs.nl").shared.stopped.is_set()


# --- one request ------------------------------------------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """Gives the answers of its server one after another, and notes what was asked."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        status, body, head = self.server.answers.pop(0)  # type: ignore[attr-defined]
        time.sleep(float(head.get("X-Wait", 0)))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **head}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who asked may be gone
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


Answer = tuple[int, bytes, dict[str, str]]
GOOD: Answer = (200, b'{"value": [{"a": 1}]}', {})


@contextmanager
def serving(*answers: Answer) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.answers, server.asked, server.url = list(answers), [], f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def asked(server: Any, pauses: list[float], limits: Limits) -> dict[str, Any]:
    """One document, with the pauses between tries noted and not waited for."""
    with reading(limits, server.url) as guard:
        guard.pause = pauses.append  # type: ignore[method-assign]
        guard.answered = 1
        return GuardedSession(guard).document(f"{server.url}/x")


FEW = Limits(tries=3, broken=1, pause=2.0, longest_pause=6.0)


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([GOOD], []),
        ([(503, b"", {}), GOOD], [2.0]),
        ([(503, b"", {}), (500, b"", {}), GOOD], [2.0, 4.0]),
        ([(429, b"", {"Retry-After": "3"}), GOOD], [3.0]),
        ([(429, b"", {"Retry-After": "1"}), GOOD], [2.0]),
        ([(429, b"", {"Retry-After": "6"}), GOOD], [6.0]),
        (
            [(200, b"{", {}), (200, b"{", {}), (200, b"{", {}), GOOD],
            [2.0, 4.0, 6.0],
        ),  # a broken line is tried more often
        ([(302, b"", {"Location": "/y"}), GOOD], []),
        ([(408, b"", {}), (425, b"", {}), GOOD], [2.0, 4.0]),
    ],
)
def test_how_long_it_waits_between_tries(answers: list[Answer], pauses: list[float]) -> None:
    waited: list[float] = []
    with serving(*answers) as server:
        assert asked(server, waited, FEW)["value"] == [{"a": 1}]
        assert len(server.asked) == len(answers)
    assert waited == pauses
    path, head = server.asked[0]
    assert (path, head["Accept"], head["Accept-Encoding"]) == ("/x", "application/json", "gzip")
    assert head["User-Agent"].startswith("Mozilla/5.0 (compatible; arbeidsmarkt/")


def test_a_broken_line_is_tried_at_least_every_eight_seconds() -> None:
    waited: list[float] = []
    with serving(*[(200, b"{", {})] * 5, GOOD) as server:
        asked(server, waited, Limits(tries=5, broken=1, pause=2.0))
    assert waited == [2.0, 4.0, 8.0, 8.0, 8.0]


LATER = "try again later"
NETWORK = "a firewall or CBS itself may refuse this network: open the address in a browser on this machine"


@pytest.mark.parametrize(
    ("answers", "kind", "told"),
    [
        ([(503, b"", {})] * 3, Down, f"{{}} answers 503 Service Unavailable, 3 times in a row; {LATER}"),
        ([(200, b"<html>", {})] * 3, Down, f"{{}} sends a web page instead of data, 3 times in a row; {LATER}"),
        (
            [(503, b'{"message": "Even niet"}', {})] * 3, Down,
            f'{{}} answers 503 Service Unavailable ("Even niet"), 3 times in a row; {LATER}',
        ),
        ([(429, b"", {"Retry-After": "7"})], Busy, f"{{}} answers 429 Too Many Requests, and asks to wait 7 "
         f"seconds; {LATER}"),
        (
            [(429, b"", {"Retry-After": "86401"})], Busy,
            f"{{}} answers 429 Too Many Requests, and asks to wait more than a day; {LATER}",
        ),
        (
            [(429, b"", {"Retry-After": "86400"})], Busy,
            f"{{}} answers 429 Too Many Requests, and asks to wait 86400 seconds; {LATER}",
        ),
        (
            [(404, b"", {})], NotThere,
            "{} does not have it (404); CBS may have removed or renamed the table: look it up on StatLine and "
            "change its id "
            "in params/series.yml",
        ),
        ([(410, b"", {})], NotThere, "{} does not have it (410); CBS may have"),
        (
            [(407, b"", {})], UserError,
            "the proxy asks for a name and a password (407); write them in HTTPS_PROXY as "
            "http://name:password@proxy:port, or ask who manages the network",
        ),
        ([(401, b"", {})], UserError, f"{{}} refuses the request: 401 Unauthorized; {NETWORK}"),
        ([(403, b"<p>Weg</p>", {})], UserError, f'{{}} refuses the request: 403 Forbidden ("Weg"); {NETWORK}'),
        (
            [(400, b"", {})], UserError,
            "{} refuses the request: 400 Bad Request; check --base-url and the selection in params/series.yml",
        ),
        (
            [(200, b"{}", {"Content-Length": "99"})] * 4, Down,
            f"the answer of {{}} breaks off, 4 times in a row; {LATER}",
        ),
        ([(302, b"", {"Location": "http://[::1"})] * 3, Down, "{} sends an answer that cannot be read ("),
        ([(302, b"", {"Location": "/y"}), *[(302, b"", {"Location": f"/{n}"}) for n in range(4)]], UserError,
         f"{{}} keeps redirecting; {LATER}"),
    ],
)  # fmt: skip
def test_each_refusal_is_told_whole(answers: list[Answer], kind: type[UserError], told: str) -> None:
    with serving(*answers) as server, pytest.raises(UserError) as refused:
        asked(server, [], FEW)
    assert type(refused.value) is kind
    assert str(refused.value).startswith("T1/Observations: " + told.format(server.url.removeprefix("http://")))


def test_after_all_tries_in_vain_the_next_request_is_made_once() -> None:
    with serving(*[(503, b"", {})] * 5, GOOD) as server, reading(Limits(tries=3, pause=0), server.url) as guard:
        session = GuardedSession(guard)
        for number, (asked_in_all, told) in enumerate(((3, ", 3 times in a row"), (4, ""), (5, ""))):
            assert f"503 Service Unavailable{told};" in said(
                lambda number=number: session.document(f"{server.url}/{number}")
            )
            assert len(server.asked) == asked_in_all and guard.gone
        session.document(f"{server.url}/x")
        assert not guard.gone


def test_a_table_that_describes_itself_with_nothing_is_refused_in_the_older_interface() -> None:
    with serving((200, b'{"value": []}', {})) as server:
        (reader,) = StatLine(server.url, Limits(tries=1), interface="v3").readers
        with reader.session():
            assert said(lambda: reader.about("T1")) == (
                "T1/TableInfos: the table describes itself with nothing; try again later"
            )
        assert server.asked[0][0].startswith("/ODataFeed/odata/T1/TableInfos?")


def test_a_single_try_and_a_closed_door_are_told() -> None:
    with serving((503, b"", {})) as server:
        host = server.url.removeprefix("http://")
        text = said(lambda: asked(server, [], Limits(tries=1, broken=0)))
        assert text == f"T1/Observations: {host} answers 503 Service Unavailable; {LATER}"
    assert said(lambda: asked(server, [], Limits(tries=1, broken=5))) == (
        f"T1/Observations: no connection with {host}; {LATER}"
    )


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(tries=1), None),
        (Limits(tries=1, read=0.05), "does not answer in time"),
        (Limits(tries=1, answer=0.05), "does not finish its answer in time"),
    ],
)
def test_an_answer_is_waited_for_as_long_as_the_limits_say(limits: Limits, told: str | None) -> None:
    with serving((200, b'{"value": []}', {"X-Wait": "0.25"})) as server:
        if told is None:
            assert asked(server, [], limits) == {"value": []}
        else:
            host = server.url.removeprefix("http://")
            assert said(lambda: asked(server, [], replace(limits, broken=0))) == (
                f"T1/Observations: {host} {told}; {LATER}"
            )


def test_nothing_is_asked_when_the_time_is_over() -> None:
    with serving(GOOD) as server:
        assert "reading took longer than the limit of 0 s" in said(lambda: asked(server, [], Limits(whole=0)))
        assert server.asked == []


def test_an_answer_that_is_too_large_is_refused() -> None:
    body = b'{"value": []}'
    with serving((200, body, {})) as server:
        assert asked(server, [], Limits(size=len(body))) == {"value": []}
    with serving((200, body, {})) as server:
        assert said(lambda: asked(server, [], Limits(size=12))) == (
            "T1/Observations: an answer of more than 12 bytes; narrow the selection"
        )


def test_the_rows_of_all_pages_are_counted_while_they_are_read(tmp_path: Path) -> None:
    limits, two = Limits(tries=1, rows=3), (200, b'{"value": [{}, {}]}', {})
    with serving(two, two) as server, reading(limits, server.url, store=Cache(tmp_path)) as guard:
        session = GuardedSession(guard)
        session.document(f"{server.url}/1")
        assert "more than 3 rows" in said(lambda: session.document(f"{server.url}/2"))
    with serving((200, b"{}", {})) as server, reading(Limits(tries=1, rows=0), server.url) as guard:
        assert "more than 0 rows" in said(lambda: GuardedSession(guard, rows=False).document(f"{server.url}/1"))


def test_a_page_that_was_kept_is_not_asked_for_again_and_looked_at_all_the_same(tmp_path: Path) -> None:
    with serving(GOOD, (404, b"", {})) as server:
        guard = Guard(server.url, Limits(tries=1), store=Cache(tmp_path))
        for _ in range(2):
            with guard.entity("T1", "Observations", "7"):
                assert GuardedSession(guard).document(f"{server.url}/x") == {"value": [{"a": 1}]}
        assert (len(server.asked), guard.requests, guard.answered) == (1, 1, 1)
        with guard.entity("T1", "Observations", "7"):
            guard.keep(f"{server.url}/y", b"[]")
            with pytest.raises(Exception, match="JSON that is not an OData answer"):
                GuardedSession(guard).document(f"{server.url}/y")


@pytest.mark.parametrize("interface", ["v4", "v3"])
def test_connections_are_closed_and_the_package_is_put_back_after_a_session(interface: str) -> None:
    package: Any = cbsodata.cbsodata3
    before = package.Session, package.options.use_https
    with serving(GOOD) as server:
        (reader,) = StatLine(server.url, Limits(tries=1), interface=interface).readers  # type: ignore[arg-type]
        pools = reader.guard.adapter.poolmanager.pools
        with reader.session():
            assert (package.Session is not before[0]) == (interface == "v3")
            assert package.options.use_https == (interface == "v4")
            with reader.guard.entity("T1", "x"):
                GuardedSession(reader.guard).document(f"{server.url}/x")
            assert len(pools) == 1
        assert len(pools) == 0
    assert (package.Session, package.options.use_https) == before
    with StatLine("http://127.0.0.1:1").session():
        assert package.Session is not before[0], "of both interfaces at once"
    with installed(Guard("https://opendata.cbs.nl")):
        assert package.options.use_https


@pytest.mark.parametrize("link", ["http://[::1", 7, ["x"]])
def test_a_next_page_that_is_no_address_is_refused(link: object) -> None:
    with reading() as guard:
        assert said(lambda: next_page("https://opendata.cbs.nl/a/b", link, guard)) == (
            f"T1/Observations: the next page is {str(link)!a}, which is no address; try again later"
        )
        assert next_page("https://opendata.cbs.nl/a/b", "c?$skip=1", guard) == "https://opendata.cbs.nl/a/c?$skip=1"


# --- version 4 --------------------------------------------------------------------------------------------------------


def observation(measure: str, value: object, attribute: object = "None", sbi: str = "301000", period: str = "2024KW01",
                **more: object) -> dict[str, object]:  # fmt: skip
    return {"Measure": measure, "SBI": sbi, "Regio": "NO", "Perioden": period, "Value": value,
            "ValueAttribute": attribute,
            "StringValue": None, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "attribute", "more", "text"),
    [
        (66, "None", {}, "66.0"), (Decimal("66.10"), None, {}, "66.1"), (Decimal("66.125"), "None", {}, "66.125"),
        (0, "None", {}, "0.0"), (Decimal("1E+3"), "None", {}, "1000.0"), (Decimal("-0.30"), "None", {}, "-0.3"),
        (None, "Impossible", {}, ""), (None, "Confidential", {}, "."), (None, "NotAvailable", {}, "."),
        (None, "Strange", {}, "Strange"), (7, "Confidential", {}, "Confidential 7"), (True, "None", {}, "True"),
        (None, "None", {"StringValue": "tekst"}, "tekst"), (None, None, {}, "None"), ("7", "None", {}, "7"),
        (Decimal("1E+15"), "None", {}, "1000000000000000.0"), (Decimal("1E+16"), "None", {}, "1E+16"),
        (Decimal("1E-15"), "None", {}, "0.000000000000001"), (Decimal("1E-16"), "None", {}, "1E-16"),
        (Decimal("NaN"), "None", {}, "NaN"), (Decimal("Infinity"), "None", {}, "Infinity"),
        (Decimal("5.000"), "None", {}, "5.0"),
    ],
)  # fmt: skip
def test_a_figure_of_version_4_is_written_as_version_3_does(
    tmp_path: Path, value: object, attribute: object, more: dict[str, object], text: str
) -> None:
    made, _ = plan.make(specs(tmp_path, "parts"), meta("Observations"))
    (record,) = v4.side_by_side(made, [observation("Banen_1", value, attribute, **more)])
    assert record == {"SBI": "301000", "Regio": "NO", "Perioden": "2024KW01", "Banen_1": text}


def test_observations_are_put_side_by_side_and_none_is_lost(tmp_path: Path) -> None:
    made, _ = plan.make(specs(tmp_path, "parts"), meta("Observations"))
    rows = [
        observation("Banen_1", 1), observation("Vacatures_2 ", 2), observation("Banen_1", 3),
        observation("Onbekend", 4),
        observation("Banen_1", 5, sbi="T001081"), observation("Banen_1", 6, sbi="nieuw"),
        observation("Banen_1", 7, Regio="NL"),
        observation("Banen_1", 8, period="2024KW02"),
    ]  # fmt: skip
    place = {"SBI": "301000", "Regio": "NO", "Perioden": "2024KW01"}
    assert v4.side_by_side(made, rows) == [
        {**place, "Banen_1": "1.0", "Vacatures_2": "2"}, {**place, "SBI": "nieuw", "Banen_1": "6.0"},
        {**place, "Perioden": "2024KW02", "Banen_1": "8.0"}, {**place, "Banen_1": "3.0"},
    ]  # fmt: skip
    assert said(lambda: v4.side_by_side(made, [observation("Banen_1", 1, Regio=7, Measure=None)])) == (
        "T1/Observations: a column of the table's metadata missing from the answer: Regio, Measure; try again later"
    )


def structure(**lists: list[Mapping[str, object]]) -> Any:
    known = {
        "MeasureCodes": [{"Identifier": "M1", "Title": "Banen", "Unit": "x 1 000", "Decimals": 1}],
        "Dimensions": [{"Identifier": "SBI", "Kind": "Dimension"}, {"Identifier": "Perioden", "Kind": "TimeDimension"}],
        "SBICodes": [{"Identifier": "A", "Title": "A Landbouw"}],
        "PeriodenCodes": [{"Identifier": "2024KW01", "Title": "x"}],
        **lists,
    }  # fmt: skip

    def entity(name: str) -> list[Mapping[str, object]]:
        if name not in known:
            raise NotThere(name)
        return known[name]

    return v4.structure_of("T1", "Verzonnen", entity)


def test_the_structure_of_a_table_with_and_without_groups() -> None:
    plain = structure()
    assert (plain.title, plain.dimensions, plain.time, plain.data) == (
        "Verzonnen",
        ("SBI",),
        "Perioden",
        "Observations",
    )
    measure: dict[str, object] = {"Identifier": "M1", "Title": "Banen", "MeasureGroupId": 3, "Decimals": 11}
    bare: dict[str, object] = {"Identifier": "M2", "Title": "Uren", "MeasureGroupId": None, "Decimals": 10}
    (topic, other) = structure(MeasureCodes=[measure, bare]).topics  # the list of groups is missing
    assert (topic.groups, topic.decimals, other.groups, other.decimals) == ((), 0, (), 10)
    groups: list[Mapping[str, object]] = [
        {"Id": 3, "Title": "Binnen", "ParentId": 2}, {"Id": 2, "Title": "Buiten", "ParentId": None}, {"Id": None},
    ]  # fmt: skip
    assert [topic.groups for topic in structure(MeasureCodes=[measure, bare], MeasureGroups=groups).topics] == [
        ("Buiten", "Binnen"), (),
    ]  # fmt: skip
    loop: list[Mapping[str, object]] = [{"Id": 3, "Title": "x", "ParentId": 3}]
    assert structure(MeasureCodes=[measure], MeasureGroups=loop).topics[0].groups == ("x",) * 10
    assert structure(MeasureCodes=[{**measure, "Decimals": -1}]).topics[0].decimals == 0
    assert said(lambda: structure(SBICodes=[{"Identifier": "A"}, {"Identifier": "A"}])) == (
        "T1/SBICodes: the code 'A' is listed more than once; try again later; CBS may be changing the table"
    )


@pytest.mark.parametrize(
    ("lists", "told"),
    [
        ({"MeasureCodes": []}, "0 measures and 1"), ({"Dimensions": []}, "1 measures and 0"),
        ({"Dimensions": [{"Identifier": name, "Kind": "TimeDimension"} for name in ("Perioden", "SBI")]},
         "1 measures and 2"),
        ({"MeasureCodes": [{"Title": "Banen"}]}, "1 measures and 1"),
        ({"Dimensions": [{"Kind": "Dimension"}, {"Identifier": "Perioden", "Kind": "TimeDimension"}]}, "1 measures "
         "and 1"),
    ],
)  # fmt: skip
def test_a_table_without_measure_or_time_is_refused(lists: dict[str, Any], told: str) -> None:
    assert said(lambda: structure(**lists)) == (
        f"T1/Dimensions: {told} time dimensions, where at least 1 and exactly 1 are expected; look at the table on "
        f"StatLine: "
        "it may be withdrawn"
    )


def page(rows: str, **more: str) -> Answer:
    fields = "".join(f', "@odata.{name}": {value}' for name, value in more.items())
    return 200, f'{{"value": [{rows}]{fields}}}'.encode(), {}


def version4(server: Any, limits: Limits | None = None) -> v4.Version4:
    return v4.Version4(f"{server.url}/root", "https://shown", Guard(server.url, limits or Limits(tries=1, broken=0)))


ROW = '{"Measure": "Banen_1", "SBI": "301000", "Regio": "NO", "Perioden": "2024KW01", "Value": 1}'


def test_pages_are_read_to_the_last_and_counted(tmp_path: Path) -> None:
    made, _ = plan.make(specs(tmp_path, "parts"), meta("Observations"))
    with serving(page(ROW, count="2", nextLink='"Observations?$skip=1"'), page(ROW.replace("KW01", "KW02"))) as server:
        reader = version4(server)
        assert reader.address("T1") == "https://shown/T1"
        assert [record["Perioden"] for record in reader.records(made, "")] == ["2024KW01", "2024KW02"]
        first, second = (path for path, _ in server.asked)
    assert first.startswith("/root/T1/Observations?$filter=%28%28SBI%20eq%20%27301000%27%29")
    assert "contains%28Perioden%2C%27KW%27%29" in first and "Measure%20eq%20%27Banen_1%27" in first
    assert first.endswith("&$count=true") and second == "/root/T1/Observations?$skip=1"
    for answer, told in ((page(ROW, count="2"), "1 rows, where the server counted 2"),
                         (page("", count="1"), "0 rows, where the server counted 1")):  # fmt: skip
        with serving(answer) as server:
            assert said(lambda server=server: version4(server).records(made, "")) == (
                f"T1/Observations: {told}; try again later"
            )
    with serving(page(ROW, count="11", nextLink='"x"')) as server:
        assert "more than 10 rows" in said(lambda: version4(server, Limits(tries=1, rows=10)).records(made, ""))
    with serving(page(ROW, count="10")) as server:
        assert "1 rows, where" in said(lambda: version4(server, Limits(tries=1, rows=10)).records(made, ""))


def test_a_description_is_read_in_the_older_interface_s_names() -> None:
    about_it = (
        '"Identifier": "T 1", "Title": "x", "Modified": "2024-01-01", "Version": "7", "Status": "Gediscontinueerd"'
    )
    body = f"{{{about_it}}}".encode()
    with serving((200, body, {})) as server:
        about = version4(server).about("T 1")
        assert server.asked[0][0] == "/root/T%201/Properties"
    assert (about.title, about.modified, about.version, about.cycle.ended) == ("x", "2024-01-01", "7", True)
    with serving((200, body.replace(b"2024-01-01", b"gisteren"), {})) as server:
        assert said(lambda: version4(server).about("T 1")).startswith("T 1/Properties: Modified is 'gisteren'")
    with serving((200, body.replace(b'"T 1"', b"1"), {})) as server:
        assert said(lambda: version4(server).about("1")) == (
            "1/Properties: the table does not say its own name; try again later"
        )


# --- the client -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "origin", "addresses"),
    [
        (CBS, "StatLine", {"https://datasets.cbs.nl/odata/v1/CBS/T", "https://opendata.cbs.nl/ODataFeed/odata/T"}),
        ("https://example.org/a/", "example.org",
         {"https://example.org/a/odata/v1/CBS/T", "https://example.org/a/ODataFeed/odata/T"}),
        ("http://localhost:8080", "lokale server",
         {"http://127.0.0.1/odata/v1/CBS/T", "http://127.0.0.1/ODataFeed/odata/T"}),
    ],
)  # fmt: skip
def test_where_a_client_reads_and_what_a_vintage_calls_it(base: str, origin: str, addresses: set[str]) -> None:
    pages = Cache(Path("pages"))
    asked_for = StatLine(base, Limits(tries=7), pages=pages)
    assert all(reader.guard.limits.tries == 7 and reader.guard.store is pages for reader in asked_for.readers)
    assert asked_for.limits.tries == 7 and asked_for.pages is pages
    client = StatLine(base)
    assert (client.origin, client.addresses("T"), client.requests, client.answered) == (origin, addresses, 0, 0)
    assert [reader.name for reader in client.readers] == ["v4", "v3"]
    for interface in ("v4", "v3"):
        one = StatLine(base, interface=interface)  # type: ignore[arg-type]
        assert [reader.name for reader in one.readers] == [interface] and one.addresses("T") == addresses
    newer, older = client.readers
    newer.guard.requests, older.guard.requests, newer.guard.answered, older.guard.answered = 1, 2, 3, 4
    assert (client.requests, client.answered) == (3, 7)
    client.stop()
    assert newer.guard.shared is older.guard.shared and older.guard.shared.stopped.is_set()
    assert {newer.guard.base, older.guard.base} == (
        {"https://datasets.cbs.nl", CBS} if base == CBS else {base.removesuffix("/a/")}
    )


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("opendata.cbs.nl", "'opendata.cbs.nl' is not a base address; write it as https://opendata.cbs.nl"),
        ("ftp://x", "'ftp://x' is not a base address; write it as https://opendata.cbs.nl"),
        ("https://", "'https://' is not a base address; write it as https://opendata.cbs.nl"),
        ("https://x?y", "'https://x?y' is not a base address; write it as https://opendata.cbs.nl"),
        ("https://a@x", "'https://a@x' is not a base address; write it as https://opendata.cbs.nl"),
        ("http://x", "http://x is not a secure address, and figures could be changed on their way; use https; http "
         "is for a "
         "server on this machine only"),
    ],
)  # fmt: skip
def test_another_address_is_refused(base: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        StatLine(base)
    assert str(refused.value) == told
