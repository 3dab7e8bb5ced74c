"""Sorts out what a fetch could not read: one line per cause, and whether a vintage can be written without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline.guard import Down, NotThere
from arbeidsmarkt.statline.lifecycle import Discontinued
from arbeidsmarkt.statline.plan import Unfit

_NAMED = 3
_TRIES = re.compile(r", \d+ times in a row$")


@dataclass(frozen=True)
class LeftOut:
    """Series of a table that are left out of a vintage.

    Attributes:
        table: the table's id.
        series: the series that are left out.
        kind: why, in one word: ``gone``, ``discontinued``, ``unreachable``, ``changed`` (not as the catalogue says) or
            ``refused`` (its figures did not pass the checks). The report has a Dutch clause for each.
        reason: the first fault.
    """

    table: str
    series: tuple[str, ...]
    kind: str
    reason: str

    def record(self) -> dict[str, object]:
        """The record in a vintage's data package."""
        return {"table": self.table, "series": list(self.series), "kind": self.kind, "reason": self.reason}


def kind(fault: UserError) -> str:
    """The one-word reason why something was not read."""
    kinds = {NotThere: "gone", Discontinued: "discontinued", Down: "unreachable", Unfit: "changed"}
    return next((word for error, word in kinds.items() if isinstance(fault, error)), "refused")


def together(table: str, faults: Iterable[tuple[str, UserError]]) -> list[UserError]:
    """One fault per cause: faults of several series with the same message become one that names the series."""
    causes: dict[tuple[str, str | None, type[UserError]], list[str]] = {}
    for series, fault in faults:
        causes.setdefault((fault.what, fault.remedy, type(fault)), []).append(series)
    found = []
    for (what, remedy, kind_), of in causes.items():
        names = [f"'{name}'" for name in dict.fromkeys(of)]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        where = f"{table}, series {', '.join(names[:_NAMED])}{more}"
        found.append(kind_(what, where=where, remedy=remedy))
    return found


def unreachable_as_one(faults: Iterable[UserError]) -> list[UserError]:
    """The faults, with those of tables that could not be reached for the same reason combined into one."""
    found: list[UserError] = []
    causes: dict[tuple[str, str | None], list[UserError]] = {}
    for fault in faults:
        if isinstance(fault, Down):
            causes.setdefault((_TRIES.sub("", fault.what), fault.remedy), []).append(fault)
        else:
            found.append(fault)
    for (what, remedy), same in causes.items():
        if len(same) == 1:
            found += same
            continue
        tables = list(dict.fromkeys((fault.where or "").partition("/")[0] for fault in same))
        found.append(type(same[0])(what, where=counted(tables), remedy=remedy))
    return found


def counted(tables: Sequence[str]) -> str:
    """The number of tables, with the first ones named: "18 tables (80474ned, 85224NED, 85663NED and 15 more)"."""
    more = f" and {len(tables) - _NAMED} more" if len(tables) > _NAMED else ""
    return f"{len(tables)} table{'s' * (len(tables) != 1)} ({', '.join(tables[:_NAMED])}{more})"


def sort_out(
    table: str, series: Sequence[str], whole: Sequence[UserError], of_series: dict[str, list[UserError]],
    required: Collection[str],
) -> tuple[list[UserError], list[LeftOut]]:  # fmt: skip
    """Decide which faults stop a fetch, and what is left out because of the others.

    Args:
        table: the table's id.
        series: all series that the catalogue reads from it.
        whole: faults of the table as a whole.
        of_series: faults of some series only.
        required: the series that a vintage must have.
    """
    if whole:
        if any(name in required for name in series):
            return list(whole), []
        return [], [LeftOut(table, tuple(series), kind(whole[0]), str(whole[0]))]
    stops = [(name, fault) for name, faults in of_series.items() if name in required for fault in faults]
    if stops:
        # report all faults of the table together, since one person will mend them together
        return together(table, [(name, fault) for name, faults in of_series.items() for fault in faults]), []
    causes: dict[str, list[str]] = {}
    first: dict[str, UserError] = {}
    for name, faults in of_series.items():
        cause = f"{kind(faults[0])} {faults[0].what}"
        causes.setdefault(cause, []).append(name)
        first.setdefault(cause, faults[0])
    return [], [
        LeftOut(table, tuple(names), kind(first[cause]), str(together(table, [(n, first[cause]) for n in names])[0]))
        for cause, names in causes.items()
    ]
