"""StatLine, through whichever of its two interfaces has a table: the newer one first, the older one behind it."""

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
#: where CBS serves the newer interface; any other server has both under one address
CBS4 = "https://datasets.cbs.nl"
_PATH4 = "/odata/v1/CBS"
INTERFACES = ("auto", "v4", "v3")


class StatLine:
    """StatLine's open data.

    Args:
        base_url: another server that speaks one of the dialects, or both.
        limits: time limits, tries and connections.
        interface: the only one to read; ``auto``: version 4, and version 3 for a table that it does not have or while
            it does not answer. A table is never read from both.
        pages: where pages are kept, so that a run that broke off goes on where it was; nowhere by default.

    Raises:
        UsageError: ``base_url`` is not a web address, or a plain-text one of another machine.
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
        shown = "http://127.0.0.1" if self._local else self.base_url  # a local server has another port each time
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
        """How many requests were made in all."""
        return sum(reader.guard.requests for reader in self.readers)

    @property
    def answered(self) -> int:
        """How many of them were answered."""
        return sum(reader.guard.answered for reader in self.readers)

    @property
    def origin(self) -> str:
        """What a vintage calls the source of its rows: never StatLine when it was another server."""
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
        """Let every thread give up at its next step: the fetch was interrupted."""
        for reader in self.readers:
            reader.guard.stop()

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """The block within which questions may be asked."""
        with ExitStack() as stack:
            for reader in self.readers:
                stack.enter_context(reader.session())
            yield
