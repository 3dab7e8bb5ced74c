"""Whether a table is maintained, discontinued or succeeded by another, according to its own description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from arbeidsmarkt.basics.errors import UserError

#: ``OutputStatus`` of a table that is maintained is ``Regulier``
_ENDED_STATUS = ("gediscontinueerd", "vervallen", "discontinued")
_ENDED = re.compile(r"\b(stopgezet|gediscontinueerd|discontinued)\b", re.IGNORECASE)
_TEXTS = ("ShortDescription", "Summary", "ExplanatoryText", "Description", "ReasonDelivery")
_TABLE_ID = r"(?:dataset/|tabel\s+|\()?(?P<id>\d{5}[A-Za-z]{3})\b"
_SUCCESSOR = re.compile(
    r"(?:opgevolgd\s+door|vervangen\s+door|voortgezet\s+in|opvolger|vervolgtabel|nieuwe\s+tabel)"
    r"(?:(?!\.\s).){0,300}?" + _TABLE_ID,  # up to the end of the sentence: an address holds dots, too
    re.IGNORECASE | re.DOTALL,
)


class Discontinued(UserError):
    """CBS no longer adds figures to the table."""


@dataclass(frozen=True)
class LifeCycle:
    """What a table's description says about its future.

    Attributes:
        ended: whether CBS no longer adds figures.
        successor: the id of the table that succeeds it; may be empty.
    """

    ended: bool
    successor: str

    @classmethod
    def of(cls, info: Mapping[str, object]) -> LifeCycle:
        """Read it from TableInfos: status, frequency, title, period and descriptions.

        CBS marks the end with ``OutputStatus`` (Gediscontinueerd), ``Frequency`` (Stopgezet) or the word in the
        title; a description that only mentions another series that was stopped does not count.
        """

        def text(name: str) -> str:
            return str(info.get(name) or "")

        ended = text("OutputStatus").strip().casefold() in _ENDED_STATUS or any(
            _ENDED.search(text(name)) for name in ("Title", "ShortTitle", "Frequency", "Period", "ReasonDelivery")
        )
        ended = ended or bool(
            re.search(r"(deze )?tabel (is|wordt)[^.]{0,60}\bstopgezet\b", text("ShortDescription"), re.I)
        )
        own = text("Identifier").strip().casefold()
        for name in _TEXTS:
            for match in _SUCCESSOR.finditer(text(name)):
                if match["id"].casefold() != own:
                    return cls(ended, match["id"])
        return cls(ended, "")

    def fault(self, table: str, is_predecessor: bool) -> UserError | None:
        """A fault for a table that ended, unless the catalogue knows that, since it is a predecessor."""
        if not self.ended or is_predecessor:
            return None
        if self.successor:
            remedy = (
                f"CBS names {self.successor} as its successor: give the series of this table that table in "
                f"params/series.yml, and keep these as their predecessor"
            )
        else:
            remedy = (
                "look on StatLine for a table that goes on; without one, write statline: false for this table in "
                "params/series.yml, so that the report says that the figures are missing"
            )
        return Discontinued("CBS has discontinued this table", where=table, remedy=remedy)

    def notice(self, table: str, is_predecessor: bool) -> str:
        """A line for the maintainer if a successor is announced while the table is still maintained; else empty."""
        if self.successor and not self.ended and not is_predecessor:
            return f"{table}: CBS announces {self.successor} as its successor; prepare the change in params/series.yml"
        return ""
