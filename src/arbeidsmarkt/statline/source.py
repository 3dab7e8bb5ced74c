"""What the interfaces of StatLine have in common: a table's description, its structure, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline import answers
from arbeidsmarkt.statline.guard import Guard
from arbeidsmarkt.statline.lifecycle import LifeCycle
from arbeidsmarkt.statline.metadata import TableMeta
from arbeidsmarkt.statline.plan import TablePlan

Record = Mapping[str, object]
#: how a table was read: through version 4 or version 3, or from a downloaded file
Interface = Literal["v4", "v3", "file"]


@dataclass(frozen=True)
class About:
    """A table's description.

    Attributes:
        title: the table's title.
        modified: when CBS last changed it, in CBS's notation; the older interface omits the time zone.
        version: the number that the newer interface gives to the table's version.
        cycle: whether the table is maintained, and what succeeds it.
    """

    title: str
    modified: str
    version: str
    cycle: LifeCycle

    @classmethod
    def of(cls, info: Mapping[str, object], table: str, where: str, *, capitals: bool) -> About:
        """Read the description of a table, in the older interface's field names.

        Args:
            info: ``TableInfos`` of version 3, or what ``v4`` makes of ``Properties``.
            table: the requested id.
            where: for messages.
            capitals: whether the interface tells capitals in an id apart.

        Raises:
            UserError: it is about another table, or its ``Modified`` is not a date.
        """
        if not info:
            raise UserError("the table describes itself with nothing", where=where, remedy="try again later")
        try:
            own, title, modified, version = (
                answers.plain(info, name) for name in ("Identifier", "Title", "Modified", "Version")
            )
        except UserError as fault:
            raise fault.at(where) from None
        if own and (own != table if capitals else own.casefold() != table.casefold()):
            raise UserError(
                f"the server answers with another table, {own!a}", where=where,
                remedy="change the id in params/series.yml if that is the same one; capitals count",
            )  # fmt: skip
        return cls(title, answers.moment(modified, where), version, LifeCycle.of(info))

    def same_as(self, modified: str | None, version: str) -> bool:
        """Whether the table has not changed since then; only one of the interfaces writes the time zone."""
        if version and self.version:
            return version == self.version
        return bool(modified) and self.modified[:19] == (modified or "")[:19]


class Reader(Protocol):
    """One interface of StatLine."""

    name: Interface
    guard: Guard

    def address(self, table: str) -> str:
        """The address that a table is read from."""

    def session(self) -> AbstractContextManager[None]:
        """The block within which requests may be made."""

    def about(self, table: str) -> About:
        """The table's description (one request)."""

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes."""

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The rows that a plan requests: a column per dimension, one for the period, one per measure."""


class Source(Protocol):
    """Where a table is read from: StatLine's interfaces, or a file that was downloaded from it."""

    @property
    def readers(self) -> Sequence[Reader]:
        """The interfaces to try, in this order."""

    @property
    def origin(self) -> str:
        """The name that a vintage gives to the source of its rows."""
