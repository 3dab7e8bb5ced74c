"""The feed as this project reads it: four questions, all of them asked through the ``cbsodata`` package.

Codes are kept: ``cbsodata.get_data`` would put titles in their place, and ``2024KW03`` would be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

import cbsodata.cbsodata3

from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.statline.guard import LOOPBACK, Guard, Limits
from arbeidsmarkt.statline.session import installed

CBS = "https://opendata.cbs.nl"
Record = dict[str, object]
_package: Any = cbsodata.cbsodata3  # the package has no types


class StatLine:
    """StatLine's open data, version 3 (bulk feed).

    Args:
        base_url: another server that speaks the same dialect.
        limits: time limits, tries and connections.

    Raises:
        UsageError: ``base_url`` is not a web address, or a plain-text one of another machine.
    """

    def __init__(self, base_url: str = CBS, limits: Limits | None = None) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise UsageError(f"'{base_url}' is not a base address", remedy=f"write it as {CBS}")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise UsageError(
                f"{base_url} is not a secure address, and figures could be changed on their way",
                remedy="use https; http is for a server on this machine only",
            )
        self.base_url = base_url.rstrip("/")
        self.guard = Guard(f"{parts.scheme}://{parts.netloc}", limits or Limits())
        self._host = self.base_url.split("://", 1)[1]

    @property
    def origin(self) -> str:
        """What a vintage calls the source of its rows: never StatLine when it was another server."""
        if self.base_url == CBS:
            return "StatLine"
        return "lokale server" if self._local else urlsplit(self.base_url).netloc

    @property
    def _local(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK

    def address(self, table: str) -> str:
        """The address that a table is read from; the port of a local server, another each time, is left out."""
        return f"{'http://127.0.0.1' if self._local else self.base_url}/ODataFeed/odata/{table}"

    def session(self) -> AbstractContextManager[None]:
        """The block within which questions may be asked."""
        return installed(self.guard)

    def info(self, table: str) -> Record:
        """The table's title, ``Modified``, status and descriptions (one request).

        Raises:
            UserError: no such table, or no answer.
        """
        with self.guard.entity(table, "TableInfos"):
            info = _package.get_info(table, catalog_url=self._host)
        if not info:
            raise UserError("the table describes itself with nothing", where=f"{table}/TableInfos")
        return dict(info)

    def metadata(self, table: str, entity: str) -> list[Record]:
        """``DataProperties`` or the codes of a dimension."""
        with self.guard.entity(table, entity):
            return list(_package.get_meta(table, entity, catalog_url=self._host))

    def rows(self, table: str, columns: Sequence[str], condition: str) -> list[Record]:
        """Rows of the UntypedDataSet: only these columns, only where ``condition`` holds.

        The typed data set has nothing where CBS writes ``.``, so it is of no use here. The package's own function for
        data (``get_data``) replaces the codes, and ``download_data`` fetches all metadata once more; the function that
        both are built on does neither.
        """
        with self.guard.entity(table, "UntypedDataSet"):
            return list(
                _package._download_metadata(
                    table, "UntypedDataSet", select=list(columns), filters=condition, catalog_url=self._host
                )
            )
