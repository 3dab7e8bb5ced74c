"""Bad connections and hostile answers: the fetch goes on, ends in time, stays small, or says in words what it met."""

from __future__ import annotations

import datetime as dt
import gzip
import random
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import made_up_statline
from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.statline.answers import retry_after
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.devserver import DevServer, Fault
from arbeidsmarkt.statline.fetch import fetch
from arbeidsmarkt.statline.guard import Limits

DAY = dt.date(2024, 12, 1)
Talk = Callable[[socket.socket, bytes], None]


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """A bare socket on the loopback address; ``talk`` gets each connection with the request that came."""
    listener = socket.create_server(("127.0.0.1", 0))

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            talk(connection, connection.recv(65_536))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def about(url: str, limits: Limits | None = None, interface: str = "v4") -> str:
    """What is said of a table whose description such a server gives."""
    client = StatLine(url, limits or Limits(tries=1, broken=0, pause=0, read=5, answer=1), interface=interface)  # type: ignore[arg-type]
    with client.session(), pytest.raises(UserError) as error:
        client.readers[0].about("80474ned")
    return str(error.value)


def drip(connection: socket.socket, request: bytes) -> None:
    while True:
        connection.sendall(b"H")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


def continue_for_ever(connection: socket.socket, request: bytes) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


@pytest.mark.parametrize("talk", [drip, drip_headers, continue_for_ever])
def test_what_drips_ends_within_the_limit_on_an_answer(talk: Talk) -> None:
    with server(talk) as url:
        start = time.monotonic()
        assert "does not finish its answer in time" in about(url) or "breaks off" in about(url)
        assert time.monotonic() - start < 8


def body(content: bytes, head: bytes = b"") -> Talk:
    """An answer of 200 with these bytes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(content), head) + content
    return lambda connection, request: connection.sendall(answer)


def status(line: bytes, content: bytes = b"") -> Talk:
    answer = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (line, len(content)) + content
    return lambda connection, request: connection.sendall(answer)


HOSTILE: dict[str, tuple[Talk, str]] = {
    "407": (status(b"407 Proxy Authentication Required"), "the proxy asks for a name and a password (407)"),
    "403": (
        status(b"403 Forbidden", b"<html><h1>Toegang  geweigerd</h1></html>"),
        '403 Forbidden ("Toegang geweigerd")',
    ),
    "a redirect to nonsense": (status(b"302 Found\r\nLocation: http://[::1"), "cannot be read"),
    "a redirect that is no text": (status(b"302 Found\r\nLocation: \xff\xfe"), "127.0.0.1"),
    "brackets without end": (body(b"[" * 200_000), "broken JSON"),
    "a list": (body(b"[1, 2]"), "not an OData answer"),
    "a number": (body(b"12"), "not an OData answer"),
    "half a character": (body(b'{"Identifier": "80474ned", "Title": "\\ud800", "Modified": "2024-01-01"}'), "U+D800"),
    "a title that is a list": (body(b'{"Identifier": "80474ned", "Title": [1], "Modified": "2024-01-01"}'), "no text"),
    "an encoding nobody asked for": (body(b"{}", b"Content-Encoding: br\r\n"), "not asked for"),
    "no gzip": (body(b"{}", b"Content-Encoding: gzip\r\n"), "cannot be unpacked"),
    "half of gzip": (
        body(gzip.compress(b"{}" * 99)[:20], b"Content-Encoding: gzip\r\n"),
        "half of a compressed answer",
    ),
    "a strange Retry-After": (status("503 Unavailable\r\nRetry-After: ²".encode("latin-1")), "answers 503"),
    "no HTTP": (lambda connection, request: connection.sendall(b"\0" * 99), "127.0.0.1"),
    "a status of four digits": (status(b"2000 OK"), "127.0.0.1"),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_told_in_words(what: str) -> None:
    talk, message = HOSTILE[what]
    with server(talk) as url:
        said = about(url, Limits(tries=1, broken=0, pause=0, answer=30))
    assert message in said and "80474ned" in said, said
    assert "Traceback" not in said and len(said) < 600


def test_a_gzip_bomb_is_refused_and_takes_no_memory() -> None:
    bomb = gzip.compress(b"0" * 120_000_000, 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with server(body(bomb, b"Content-Encoding: gzip\r\n")) as url:
        said = about(url, Limits(tries=1, broken=0, pause=0, size=32_000_000, answer=30))
    assert "more than 32,000,000 bytes" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "in kilobytes"


def test_a_byte_order_mark_is_no_hindrance() -> None:
    text = b'\xef\xbb\xbf{"Identifier": "80474ned", "Title": "T", "Modified": "2024-01-01", "Status": "Regulier"}'
    with server(body(text)) as url:
        assert StatLine(url).readers[0].about("80474ned").title == "T"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120.0), ("1.5", 1.5), ("²", None), ("soon", None), ("-5", None), ("9" * 400, 1e9), ("", None),
     ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Wed, 21 Oct 2015 07:28:00", 0.0), ("Wed, 99 Foo", None)],
)  # fmt: skip
def test_retry_after_in_every_form(text: str, seconds: float | None) -> None:
    assert retry_after(text) == seconds


class Broken(DevServer):
    """Breaks one connection in so many, at random but the same each time."""

    def __init__(self, share: float, seed: int) -> None:
        super().__init__(made_up_statline.tables())
        self._random, self._share = random.Random(seed), share

    def fault_for(self, table: str, entity: str, version: str) -> Fault | None:
        return Fault("cut") if self._random.random() < self._share else None


@pytest.mark.parametrize("seed", range(5))
def test_at_one_broken_connection_in_three_the_fetch_succeeds(seed: int, tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with Broken(1 / 3, seed) as running:
        client = StatLine(running.url, Limits(pause=0), pages=Cache(tmp_path / "pages"))
        assert fetch(Catalogue.load(root / "params" / "series.yml"), root / "data" / "vintages", client, date=DAY).path


def test_a_run_that_broke_off_is_gone_on_with_and_leaves_nothing_behind(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    catalogue = Catalogue.load(root / "params" / "series.yml")
    pages = Cache(tmp_path / "pages")
    with DevServer(made_up_statline.tables()) as running:
        running.faults = [Fault("503", table="85224NED", entity="data")]
        limits = Limits(tries=1, broken=0, pause=0)
        with pytest.raises(UserError, match="85224NED"):
            fetch(catalogue, root / "data" / "vintages", StatLine(running.url, limits, pages=pages), date=DAY)
        running.faults, asked = [], len(running.requests)
        again = StatLine(running.url, limits, pages=pages)
        assert fetch(catalogue, root / "data" / "vintages", again, date=DAY).path
        later = running.requests[asked:]
    assert [path for path in later if "80474ned" in path] == ["/odata/v1/CBS/80474ned/Properties"]
    assert not (tmp_path / "pages").exists()


def test_all_the_reading_ends_within_its_limit_whatever_the_server_does(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables(), faults=[Fault("hang")]) as running:
        client = StatLine(running.url, Limits(whole=1.5, read=60, pause=1))
        start = time.monotonic()
        with pytest.raises(UserError, match=r"limit of 1\.5 s|in time"):
            fetch(Catalogue.load(root / "params" / "series.yml"), root / "data" / "vintages", client, date=DAY)
        assert time.monotonic() - start < 8
