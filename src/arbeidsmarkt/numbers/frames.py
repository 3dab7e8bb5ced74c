"""Makes tidy pandas frames of series: one row per observation, with ordinary pandas columns.

Nothing is attached to the numbers, so that pandas may do anything with a frame. When numbers of a frame are published,
``exhibits.matching`` looks them up among the observations that the author says they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from arbeidsmarkt.basics.periods import Frequency, Period

if TYPE_CHECKING:
    import pandas as pd

#: pandas's letter for each frequency
FREQUENCIES: dict[Frequency, str] = {"quarter": "Q", "month": "M", "year": "Y"}
#: the columns of every frame, besides those of the members
COLUMNS = ("series", "label", "period", "value", "unit", "status", "symbol")

_KEPT = 6  # how many versions of one series (rounded, rebased) are remembered for looking up numbers

_made: dict[str, list[Framed]] = {}


class Framed(Protocol):
    """What a frame needs to know of a series."""

    @property
    def key(self) -> str:
        """The series' name in the frame's column ``series``."""

    @property
    def members(self) -> Mapping[str, str]:
        """The dimension members that it is about."""

    @property
    def frequency(self) -> Frequency:
        """Quarter, month or year."""

    @property
    def label(self) -> str:
        """The member's title, in Dutch."""

    def whole(self) -> Any:
        """The observations from the first to the last period, missing ones included."""


def tidy(series: Iterable[Framed]) -> pd.DataFrame:
    """A frame of one or more series, with a column for each of their dimensions.

    Returns:
        ``series`` (its key), the dimensions (member keys), ``label`` (the member in Dutch), ``period`` (pandas
        ``Period``; plain objects where frequencies differ), ``value`` (float; NaN when missing), ``unit``, ``status``
        and ``symbol`` (why a value is missing).
    """
    import pandas as pd

    given = list(series)
    dimensions = list(dict.fromkeys(name for item in given for name in item.members))
    columns: dict[str, list[Any]] = {name: [] for name in ("series", *dimensions, *COLUMNS[1:])}
    for item in given:
        _remember(item)
        for one in item.whole():
            columns["series"].append(item.key)
            for name in dimensions:
                columns[name].append(item.members.get(name, ""))
            columns["label"].append(item.label)
            columns["period"].append(one.period)
            columns["value"].append(None if one.value is None else float(one.value))
            columns["unit"].append(one.unit)
            columns["status"].append(one.status)
            columns["symbol"].append(one.symbol if one.value is None else "")
    found = {item.frequency for item in given}
    frame = pd.DataFrame(columns)
    frame["value"] = frame["value"].astype("float64")
    if len(found) == 1:
        frame["period"] = _periods(columns["period"], found.pop())
    else:
        frame["period"] = pd.Series([_period(period) for period in columns["period"]], dtype=object)
    return frame


def made_of(key: str) -> list[Framed]:
    """The series with this key of which frames were made, the newest first."""
    return _made.get(key, [])


def _remember(item: Framed) -> None:
    held = [other for other in _made.get(item.key, []) if other != item]
    alike = [other for other in held if dict(other.members) == dict(item.members)]
    for old in alike[_KEPT - 1 :]:
        held.remove(old)
    _made[item.key] = [item, *held]


def _periods(periods: Sequence[Period], frequency: Frequency) -> pd.PeriodIndex:
    import pandas as pd

    codes = [period.label for period in periods]
    return pd.PeriodIndex(codes, freq=FREQUENCIES[frequency])


def _period(period: Period) -> pd.Period:
    import pandas as pd

    return pd.Period(period.label, freq=FREQUENCIES[period.frequency])
