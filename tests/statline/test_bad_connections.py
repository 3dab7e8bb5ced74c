"""Bad connections and hostile answers: the fetch goes on, ends in time, stays small, or says in words what it met."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

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
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n" % (len(content), head) + content
    return lambda connection, request: connection.sendall(answer)


def status(line: bytes, content: bytes = b"") -> Talk:
    answer = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (line, len(content)) + content
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


#: reads the rows of a made-up table in a process of its own, and says what it met and how much memory it took at most
CHILD = """
import re, sys
from pathlib import Path
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline.client import StatLine
from arbeidsmarkt.statline.guard import Limits

version, url = sys.argv[1:]
client = StatLine(url, Limits(tries=1, broken=0, pause=0, answer=60), interface=version)
[reader] = client.readers
try:
    with client.session():
        if version == "v4":
            reader._entity("80474ned", "Observations", "")
        else:
            with reader.guard.entity("80474ned", "UntypedDataSet"):
                reader._entity("80474ned", "UntypedDataSet")
    print("all of it was read")
except UserError as error:
    print(error)
# the largest of this program: what getrusage says counts the process that started it, too
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def in_a_process(version: str, talk: Talk) -> tuple[str, int]:
    """What a process says that reads from such a server, and its largest memory in kilobytes."""
    with server(talk) as url:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, version, url], capture_output=True, text=True, check=True, timeout=300
        )
    said, memory = done.stdout.strip().splitlines()
    return said, int(memory)


def rows(version: str, count: int) -> bytes:
    """So many rows, as version 4 or version 3 writes them."""
    row = (
        b'{"Id":%d,"Measure":"M001","ValueAttribute":"None","Value":396.5,"StringValue":null,"Perioden":"2024KW03"}'
        if version == "v4" else b'{"ID":%d,"Perioden":"2024KW03","OpenstaandeVacatures_1":"   396.5"}'
    )  # fmt: skip
    return b",".join(row % number for number in range(count))


@pytest.mark.parametrize("version", ["v4", "v3"])
@pytest.mark.parametrize("how", ["page after page", "in one answer", "compressed"])
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
@pytest.mark.editions
def test_three_million_rows_take_no_more_than_300_mb(version: str, how: str) -> None:
    mark = b"@odata.nextLink" if version == "v4" else b"odata.nextLink"
    page = rows(version, 100_000)
    asked = iter(range(1, 1000))

    def pages(connection: socket.socket, request: bytes) -> None:
        answer = b'{"%s":"?$skip=%d00000","value":[%s]}' % (mark, next(asked), page)
        body(answer)(connection, request)

    whole = b'{"value":[' + b",".join([page] * 30) + b"]}"
    talk = {
        "page after page": pages,
        "in one answer": body(whole),
        "compressed": body(gzip.compress(whole, 1), b"Content-Encoding: gzip\r\n"),
    }[how]
    said, memory = in_a_process(version, talk)
    assert "more than" in said and "80474ned" in said, said
    assert memory < 300_000, f"{memory / 1000:.0f} MB"


@pytest.mark.parametrize("version", ["v4", "v3"])
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
@pytest.mark.editions
def test_a_gzip_bomb_is_refused_within_300_mb(version: str) -> None:
    bomb = gzip.compress(b'{"value":[' + b" " * 1_000_000_000, 1)
    said, memory = in_a_process(version, body(bomb, b"Content-Encoding: gzip\r\n"))
    assert "more than 32,000,000 bytes" in said, said
    assert memory < 300_000, f"{memory / 1000:.0f} MB"


@pytest.mark.parametrize("version", ["v4", "v3"])
@pytest.mark.parametrize(
    ("link", "goes_to"),
    [
        ("?$skip=2", "{path}?$skip=2"),
        ("{entity}?$skip=2", "{path}?$skip=2"),
        ("{path}?$skip=2", "{path}?$skip=2"),
        ("http://{host}{path}?$skip=2", "{path}?$skip=2"),
    ],
)
def test_a_next_page_is_found_however_its_address_is_written(version: str, link: str, goes_to: str) -> None:
    mark = "@odata.nextLink" if version == "v4" else "odata.nextLink"
    asked: list[str] = []

    def two_pages(connection: socket.socket, request: bytes) -> None:
        target, host = request.split()[1].decode(), re.search(rb"Host: (\S+)", request)
        assert host is not None
        asked.append(unquote(target))
        path = target.partition("?")[0]
        place = {"path": path, "entity": path.rpartition("/")[2], "host": host[1].decode()}
        if "skip" in target:
            answer = {"value": [{"Id": 2, "Perioden": "2024KW02"}]}
        else:
            answer = {mark: link.format(**place), "value": [{"Id": 1, "Perioden": "2024KW01"}]}
        body(b"\xef\xbb\xbf" + json.dumps(answer).encode())(connection, request)  # with a byte-order mark

    with server(two_pages) as url:
        client = StatLine(url, Limits(tries=1, broken=0, pause=0), interface=version)  # type: ignore[arg-type]
        [reader] = client.readers
        with client.session():
            if version == "v4":
                found = reader._entity("80474ned", "Observations", "")[0]  # type: ignore[attr-defined]
            else:
                with reader.guard.entity("80474ned", "UntypedDataSet"):
                    found = reader._entity("80474ned", "UntypedDataSet")  # type: ignore[attr-defined]
    assert [row["Perioden"] for row in found] == ["2024KW01", "2024KW02"]
    assert asked[-1] == goes_to.format(path=asked[0].partition("?")[0])


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
    newer = [path for path in later if path.startswith("/odata/v1/CBS/80474ned/")]  # version 3 is only compared with
    assert newer == ["/odata/v1/CBS/80474ned/Properties"]
    assert not (tmp_path / "pages").exists()


def test_all_the_reading_ends_within_its_limit_whatever_the_server_does(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables(), faults=[Fault("hang")]) as running:
        client = StatLine(running.url, Limits(whole=1.5, read=60, pause=1))
        start = time.monotonic()
        with pytest.raises(UserError, match=r"limit of 1\.5 s|in time"):
            fetch(Catalogue.load(root / "params" / "series.yml"), root / "data" / "vintages", client, date=DAY)
        assert time.monotonic() - start < 8


def test_when_no_table_is_answered_nothing_is_asked_a_second_time(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables(), faults=[Fault("503")]) as running:
        client = StatLine(running.url, Limits(tries=1, broken=0, pause=0), interface="v3")
        with pytest.raises(UserError):
            fetch(Catalogue.load(root / "params" / "series.yml"), root / "data" / "vintages", client, date=DAY)
        assert client.requests == len(running.tables)
