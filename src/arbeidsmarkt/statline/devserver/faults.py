"""The ways in which the local server can misbehave, each of them seen in real web services."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from arbeidsmarkt.basics.errors import UsageError

#: what each fault does to a request that it strikes
KINDS: dict[str, str] = {
    "slow": "answers after ten times the latency, or a second",
    "hang": "accepts the request and never answers",
    "drip": "sends the answer one byte at a time",
    "429": "refuses: too many requests, with a Retry-After",
    "500": "refuses: internal error",
    "503": "refuses: unavailable, with a Retry-After",
    "404": "does not know the table",
    "cut": "breaks the connection in the middle of the body",
    "short": "sends half of the JSON, well-formed as HTTP",
    "html": "sends a maintenance page with status 200",
    "empty": "sends no rows",
    "duplicate": "sends every row twice",
    "unknown-code": "sends a row with a code that its dimension does not list",
    "missing-column": "leaves the measure out of every row",
    "text-value": "sends a value that is neither a number nor one of CBS's symbols",
    "hole": "leaves one period out",
    "shorter": "leaves the earliest period out",
    "loop": "sends a nextLink to the page itself",
    "endless": "sends a nextLink to another empty page, for ever",
    "foreign-next": "sends a nextLink to another host",
    "redirect": "redirects to another host",
    "modified": "sends another Modified at every request for TableInfos",
}

#: the part of a table that a fault concerns; the others strike every request
ENTITIES: dict[str, str] = {
    **dict.fromkeys(
        ["empty", "duplicate", "unknown-code", "missing-column", "text-value", "hole", "shorter", "loop", "endless",
         "foreign-next"], "data",
    ),
    "modified": "about",
}  # fmt: skip
#: what these parts are called in the two versions of the dialect
PARTS = {"data": ("UntypedDataSet", "Observations"), "about": ("TableInfos", "Properties")}


@dataclass
class Fault:
    """One way to misbehave.

    Attributes:
        kind: one of :data:`KINDS`.
        table: the only table it strikes, or every table.
        entity: the only entity that it strikes (``TableInfos``, ``Observations``, …), or the part ``data`` or ``about``
            of either version; by default what suits the kind.
        version: the only version of the dialect that it strikes, ``v4`` or ``v3``; both by default.
        times: how many requests it strikes before the server behaves again; None: all.
        retry_after: seconds that a 429 or 503 asks the client to wait.
        host: where ``foreign-next`` and ``redirect`` point to.
    """

    kind: str
    table: str | None = None
    entity: str | None = None
    times: int | None = None
    retry_after: str = "0"
    host: str = "http://192.0.2.1"  # an address of the documentation network: nothing answers there
    version: str = ""
    struck: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UsageError(f"'{self.kind}' is not a fault", remedy=f"choose from {', '.join(KINDS)}")
        self.entity = self.entity or ENTITIES.get(self.kind)

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read ``KIND[:TABLE[:TIMES]]``, as the command line takes it: ``503:80474ned:2``."""
        kind, _, rest = text.partition(":")
        table, _, times = rest.partition(":")
        if times and not times.isdigit():
            raise UsageError(f"'{times}' is not a number of times", where=f"--fault {text}")
        return cls(kind, table=table or None, times=int(times) if times else None)

    def strikes(self, table: str, entity: str, version: str = "") -> bool:
        """Whether this request is struck; counts it when it is."""
        if self.version and version and self.version != version:
            return False
        if self.table and self.table.lower() != table.lower():
            return False
        if self.entity and entity not in PARTS.get(self.entity, (self.entity,)):
            return False
        with self._lock:
            if self.times is not None and self.struck >= self.times:
                return False
            self.struck += 1
        return True
