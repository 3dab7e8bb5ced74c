"""The client of StatLine, which reads a table through the newer interface, or else through the older one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal
from urllib.parse import urlsplit

from arbeidsmarkt.basics.content import Cache
from arbeidsmarkt.basics.errors import UsageError
from arbeidsmarkt.statline.guard import LOOPBACK, Budget, Guard, Limits
from arbeidsmarkt.statline.source import Reader
from arbeidsmarkt.statline.v3 import Version3
from arbeidsmarkt.statline.v4 import Version4

CBS = "https://opendata.cbs.nl"
#: the address of CBS's newer interface; other servers have both interfaces at one address
CBS4 = "https://datasets.cbs.nl"
_PATH4 = "/odata/v1/CBS"


class StatLine:
    """StatLine's open data.

    Args:
        base_url: the address of the server, which has one of the interfaces or both.
        limits: time limits, tries and connections.
        interface: the interface to read; ``auto``: version 4, or version 3 for a table that version 4 lacks, or while
            it does not answer. One table is never read from both.
        pages: the cache of pages, so that an interrupted run can continue; none by default.

    Raises:
        UsageError: ``base_url`` is not a web address, or it is an ``http:`` address of another machine.
    """

    def __init__(
        self, base_url: str = CBS, limits: Limits | None = None, *,
        interface: Literal["auto", "v4", "v3"] = "auto", pages: Cache | None = None,
    ) -> None:  # fmt: skip
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise UsageError(f"'{base_url}' is not a base address", remedy=f"write it as {CBS}")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise UsageError(
                f"{base_url} is not a secure address, and figures could be changed on their way",
                remedy="use https; http is for a server on this machine only",
            )
        self.base_url = base_url.rstrip("/")
        self.limits = limits or Limits()
        self.pages = pages or Cache(None)
        budget = Budget(self.limits)
        shown = "http://127.0.0.1" if self._local else self.base_url  # a local server has a different port each time
        newer = CBS4 if self.base_url == CBS else self.base_url

        def guard(address: str) -> Guard:
            at = urlsplit(address)
            return Guard(f"{at.scheme}://{at.netloc}", self.limits, budget, self.pages)

        version4 = Version4(newer + _PATH4, (CBS4 if newer == CBS4 else shown) + _PATH4, guard(newer))
        version3 = Version3(self.base_url, shown, guard(self.base_url))
        chosen: list[Reader] = [version4, version3]
        self.readers = tuple(reader for reader in chosen if interface in ("auto", reader.name))
        self._known = tuple(chosen)

    @property
    def requests(self) -> int:
        """The number of requests made."""
        return sum(reader.guard.requests for reader in self.readers)

    @property
    def answered(self) -> int:
        """The number of requests that were answered."""
        return sum(reader.guard.answered for reader in self.readers)

    @property
    def origin(self) -> str:
        """The name that a vintage gives to the source of its rows; StatLine only if it was CBS's server."""
        if self.base_url == CBS:
            return "StatLine"
        return "lokale server" if self._local else urlsplit(self.base_url).netloc

    @property
    def _local(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK

    def addresses(self, table: str) -> set[str]:
        """The addresses that a table may be read from."""
        return {reader.address(table) for reader in self._known}

    def stop(self) -> None:
        """Make every thread stop at its next step, since the fetch was interrupted."""
        for reader in self.readers:
            reader.guard.stop()

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """The block within which requests may be made."""
        with ExitStack() as stack:
            for reader in self.readers:
                stack.enter_context(reader.session())
            yield
