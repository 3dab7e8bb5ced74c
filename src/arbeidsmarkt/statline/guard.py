"""What keeps the reading of StatLine within bounds: limits, one allowed host, connections, and the pages seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter

from arbeidsmarkt.basics.errors import UserError

#: this machine's own addresses
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Limits:
    """How long and how often to try.

    Attributes:
        connect: seconds to wait for a connection.
        read: seconds to wait for the next bytes of an answer.
        answer: seconds that one whole answer may take.
        tries: how often a request is made in all.
        pause: seconds before the second try; each next pause is twice as long.
        longest_pause: seconds; a server that asks for a longer wait is not waited for.
        pages: answers that one entity may be spread over.
        size: bytes of one answer.
        connections: requests under way at the same time.
    """

    connect: float = 10.0
    read: float = 60.0
    answer: float = 300.0
    tries: int = 5
    pause: float = 2.0
    longest_pause: float = 120.0
    pages: int = 500
    size: int = 200_000_000
    connections: int = 4


class Passing(Exception):
    """A fault that may pass: worth another try."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


@dataclass
class Guard:
    """What the sessions of one fetch share: limits, the host allowed, connections, and the pages seen.

    Attributes:
        base: the address that requests may go to, ``https://opendata.cbs.nl``.
    """

    base: str
    limits: Limits = field(default_factory=Limits)
    requests: int = 0

    def __post_init__(self) -> None:
        count = self.limits.connections
        self.adapter = HTTPAdapter(pool_connections=1, pool_maxsize=count, pool_block=True)
        self._slots = threading.BoundedSemaphore(count)
        self._reading = threading.local()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._down = False

    def stop(self) -> None:
        """Let every thread give up at its next step: the fetch was interrupted."""
        self._stopped.set()

    def pause(self, seconds: float) -> None:
        """Wait before the next try."""
        if self._stopped.wait(seconds):
            raise self.fault("interrupted", "fetch again")

    @property
    def tries(self) -> int:
        """How often to try: once only after another table found the server gone, all in vain."""
        return 1 if self._down else self.limits.tries

    def up(self, answers: bool) -> None:
        """Remember whether the last request that was seen through to its end was answered."""
        self._down = not answers

    @contextmanager
    def entity(self, table: str, name: str) -> Iterator[None]:
        """Around one call of the package: its pages are counted, and errors name the table and the entity."""
        self._reading.seen, self._reading.name = set(), f"{table}/{name}"
        try:
            yield
        finally:
            self._reading.seen = set()

    def check(self, url: str) -> str:
        """Refuse another host, a page seen before, and one page too many.

        Returns:
            The address to ask: a plain-text link to the very host that is read securely is made secure.

        Raises:
            UserError: says which.
        """
        asked, allowed = urlsplit(url), urlsplit(self.base)
        if (asked.scheme, allowed.scheme) == ("http", "https") and asked.port in (None, 80):
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

    def fault(self, what: str, remedy: str) -> UserError:
        """An error at the entity that this thread reads."""
        return UserError(what, where=getattr(self._reading, "name", None), remedy=remedy)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One of the connections; waits until one is free, unless this thread has one (a redirect's next step)."""
        with self._lock:
            self.requests += 1
        if getattr(self._reading, "connected", False):
            yield
            return
        with self._slots:
            self._reading.connected = True
            try:
                yield
            finally:
                self._reading.connected = False
