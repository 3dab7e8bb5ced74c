"""Keeps the reading of StatLine within bounds: limits, one allowed host, connections, and the pages seen."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline.connection import WatchedAdapter

#: this machine's own addresses
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Limits:
    """The limits on time, tries and sizes.

    Attributes:
        connect: seconds to wait for a connection.
        read: seconds to wait for the next bytes of an answer.
        answer: seconds that a whole answer may take, including headers.
        whole: seconds that all reading together may take, including tries and pauses.
        tries: how often a request is made at most.
        broken: additional tries for a connection that breaks while other requests are answered; then the line is bad,
            not the server.
        pause: seconds before the second try; each further pause is twice as long.
        longest_pause: seconds; if a server asks to wait longer, the program gives up.
        pages: the most pages of one entity.
        rows: the most rows of one entity; the catalogue's largest selection has about twenty thousand.
        size: the most bytes of an unpacked answer; a page of a hundred thousand observations has nineteen million.
        connections: the number of requests at the same time.
    """

    connect: float = 10.0
    read: float = 60.0
    answer: float = 300.0
    whole: float = 1800.0
    tries: int = 5
    broken: int = 4
    pause: float = 2.0
    longest_pause: float = 120.0
    pages: int = 500
    rows: int = 150_000
    size: int = 32_000_000
    connections: int = 4


class Passing(Exception):
    """A temporary fault, after which another try may succeed.

    Args:
        what: the fault in words.
        wait: the seconds that the server asks to wait.
        broken: whether the connection broke; the server itself may be fine.
    """

    def __init__(self, what: str, wait: float | None = None, *, broken: bool = False) -> None:
        super().__init__(what)
        self.wait = wait
        self.broken = broken


class Down(UserError):
    """The server did not answer in any try; another interface may, or this one later."""


class Busy(Down):
    """The server asks to wait for longer than this program is willing to."""


class NotThere(UserError):
    """The server answers that it does not have the table."""


class Budget:
    """What all reading of one run shares, through both interfaces: connections, and the time left."""

    def __init__(self, limits: Limits) -> None:
        self.slots = threading.BoundedSemaphore(limits.connections)
        self.parsing = threading.Lock()  # only one large answer is parsed at a time
        self.stopped = threading.Event()
        self._ends = time.monotonic() + limits.whole

    @property
    def left(self) -> float:
        """The seconds left of the limit on all reading."""
        return self._ends - time.monotonic()


@dataclass
class Guard:
    """What the sessions of one interface share: limits, the allowed host, connections, and the pages seen.

    Attributes:
        base: the address that requests may go to, ``https://opendata.cbs.nl``.
        budget: shared with the guard of the other interface.
        store: the pages of earlier tries, so that an interrupted run can continue.
    """

    base: str
    limits: Limits = field(default_factory=Limits)
    budget: Budget | None = None
    store: Cache = field(default_factory=lambda: Cache(None))
    requests: int = 0
    answered: int = 0

    def __post_init__(self) -> None:
        self.shared = self.budget or Budget(self.limits)
        self.adapter = WatchedAdapter(pool_connections=1, pool_maxsize=self.limits.connections, pool_block=True)
        self._reading = threading.local()
        self._lock = threading.Lock()
        self._down = False

    def stop(self) -> None:
        """Make every thread stop at its next step, since the fetch was interrupted."""
        self.shared.stopped.set()

    def pause(self, seconds: float) -> None:
        """Wait before the next try."""
        if self.shared.stopped.wait(max(0.0, min(seconds, self.shared.left))):
            raise self.fault("interrupted", "fetch again")
        self.check_time()

    def check_time(self) -> None:
        """Raise an error if all reading together has taken too long."""
        if self.shared.left <= 0:
            minutes = (
                f"{self.limits.whole / 60:.0f} minutes" if self.limits.whole >= 120 else f"{self.limits.whole:g} s"
            )
            raise self.down(
                f"reading took longer than the limit of {minutes}",
                "run the same command again: what was read is kept, and it goes on from there",
            )

    def tries(self, fault: Passing) -> int:
        """How often to try; only once if all tries for another table were in vain."""
        if self._down:
            return 1
        return self.limits.tries + (self.limits.broken if fault.broken and self.answered else 0)

    @property
    def requests_here(self) -> int:
        """How many requests this thread has made."""
        return int(getattr(self._reading, "requests", 0))

    @property
    def gone(self) -> bool:
        """Whether all tries of the last completed request were in vain."""
        return self._down

    def up(self, answers: bool) -> None:
        """Record whether the last completed request was answered."""
        self._down = not answers
        if answers:
            with self._lock:
                self.answered += 1

    @contextmanager
    def entity(self, table: str, name: str, version: str = "") -> Iterator[None]:
        """Read one entity inside this block: its pages are counted, and errors name the table and the entity.

        Args:
            table: the table's id.
            name: the entity's name: ``TableInfos``, ``Observations``.
            version: the table's version, under which its pages are kept; if empty, none are kept.
        """
        reading = self._reading
        reading.seen, reading.name, reading.rows, reading.table, reading.version = (
            set(),
            f"{table}/{name}",
            0,
            table,
            version,
        )
        try:
            yield
        finally:
            reading.seen, reading.version = set(), ""

    def kept(self, url: str) -> bytes | None:
        """A page of this version of the table, if an earlier try has read it."""
        return self.store.get(*self._page(url)) if self._reading.version else None

    def keep(self, url: str, body: bytes) -> None:
        """Keep a page for another try."""
        if self._reading.version:
            self.store.put(*self._page(url), body)

    def forget(self, table: str) -> None:
        """Delete the pages of a table, since they are not consistent."""
        if self.store.folder is not None:
            shutil.rmtree(self.store.folder / _kind(table), ignore_errors=True)

    def _page(self, url: str) -> tuple[str, str]:
        return _kind(self._reading.table), f"{self._reading.version} {url}"

    def count(self, rows: int) -> None:
        """Count the rows of one more page.

        Raises:
            UserError: there are more rows than any selection of the catalogue can have.
        """
        self._reading.rows += rows
        if self._reading.rows > self.limits.rows:
            raise self.fault(
                f"more than {self.limits.rows:,} rows, where the catalogue asks for far fewer",
                "narrow the selection in params/series.yml, or try again later: the server may ignore the filter",
            )

    def check(self, url: str) -> str:
        """Refuse another host, a page seen before, and one page too many.

        Returns:
            The address to request; an ``http:`` link to the host that is read with ``https:`` becomes ``https:``.

        Raises:
            UserError: the address is refused.
        """
        try:
            asked, allowed = urlsplit(url), urlsplit(self.base)
            port = asked.port
        except ValueError:
            raise self.fault(f"the server refers to {url[:80]!a}, which is no address", "try again later") from None
        if (asked.scheme, allowed.scheme) == ("http", "https") and port in (None, 80):
            url = asked._replace(scheme="https", netloc=asked.netloc.removesuffix(":80")).geturl()
            asked = urlsplit(url)
        if (asked.scheme, asked.netloc.lower()) != (allowed.scheme, allowed.netloc.lower()):
            raise self.fault(
                f"the server refers to another host, {asked.scheme}://{asked.netloc}, which is not followed",
                f"find out why {allowed.netloc} does so before reading from it again",
            )
        seen: set[str] = self._reading.seen
        if url in seen:
            raise self.fault("the server's next page is one that was read already", "try again later")
        seen.add(url)
        if len(seen) > self.limits.pages:
            raise self.fault(f"more than {self.limits.pages} pages, and still a next one", "try again later")
        return url

    def fault(self, what: str, remedy: str, kind: type[UserError] = UserError) -> UserError:
        """An error about the entity that this thread reads."""
        return kind(what, where=getattr(self._reading, "name", None), remedy=remedy)

    def down(self, what: str, remedy: str) -> UserError:
        """The error for a server that could not be read."""
        return self.fault(what, remedy, Down)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold one of the connections; waits for a free one, unless this thread has one already (a redirect)."""
        with self._lock:
            self.requests += 1
        self._reading.requests = self.requests_here + 1
        if getattr(self._reading, "connected", False):
            yield
            return
        with self.shared.slots:
            self._reading.connected = True
            try:
                yield
            finally:
                self._reading.connected = False


def _kind(table: str) -> str:
    """The folder of a table's pages."""
    return f"pages-{re.sub(r'[^0-9A-Za-z]', '_', table)}"
