"""StatLine's older interface, OData version 3, read through the ``cbsodata`` package.

Codes are kept; ``cbsodata.get_data`` would replace them by titles, and ``2024KW03`` would be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import cbsodata.cbsodata3

from arbeidsmarkt.statline.guard import Guard
from arbeidsmarkt.statline.metadata import TableMeta, read_codes, read_properties
from arbeidsmarkt.statline.plan import TablePlan
from arbeidsmarkt.statline.session import installed
from arbeidsmarkt.statline.source import About, Interface, Record

_package: Any = cbsodata.cbsodata3  # the package has no types


class Version3:
    """The bulk feed ``ODataFeed``.

    Args:
        base_url: the address of the server, without a slash at its end.
        shown_url: the address that a vintage records.
        guard: keeps the reading within bounds.
    """

    name: Interface = "v3"

    def __init__(self, base_url: str, shown_url: str, guard: Guard) -> None:
        self.guard = guard
        self._host = base_url.split("://", 1)[1]
        self._shown = shown_url

    def address(self, table: str) -> str:
        """The address that a table is read from."""
        return f"{self._shown}/ODataFeed/odata/{table}"

    def session(self) -> AbstractContextManager[None]:
        """The block within which requests may be made."""
        return installed(self.guard)

    def about(self, table: str) -> About:
        """The table's description (one request).

        Raises:
            UserError: there is no such table, or no answer.
        """
        with self.guard.entity(table, "TableInfos"):
            info = self._entity(table, "TableInfos")
        return About.of(info[0] if info else {}, table, f"{table}/TableInfos", capitals=False)

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes, from ``DataProperties`` and the list of every dimension."""

        def entity(name: str) -> list[dict[str, object]]:
            with self.guard.entity(table, name, about.modified):
                return self._entity(table, name)

        meta = read_properties(table, about.title, entity("DataProperties"))
        return replace(
            meta, codes={name: read_codes(entity(name), f"{table}/{name}") for name in (*meta.dimensions, meta.time)}
        )

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The rows of the UntypedDataSet, with only the columns and rows that the plan needs.

        The TypedDataSet cannot be used, since it loses CBS's ``.``.
        """
        found: list[Record] = []
        for condition in plan.conditions(lambda letters, time: f"substringof('{letters}',{time})"):
            with self.guard.entity(plan.meta.table, "UntypedDataSet", version):
                found += self._entity(plan.meta.table, "UntypedDataSet", plan.columns, condition)
        return found

    def _entity(
        self, table: str, entity: str, columns: Sequence[str] = (), condition: str = ""
    ) -> list[dict[str, object]]:
        """All pages of an entity.

        The package's own function for data (``get_data``) replaces the codes, and ``download_data`` fetches all
        metadata once more; the function that both are built on does neither.
        """
        return list(
            _package._download_metadata(
                table, entity, select=list(columns) or None, filters=condition or None, catalog_url=self._host
            )
        )
