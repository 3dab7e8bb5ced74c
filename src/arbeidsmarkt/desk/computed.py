"""Turns numbers computed with pandas, numpy or scipy into observations, whose source is the inputs and the code.

Status, missingness and period follow from the inputs. ``dataflow`` checks that the code really reads what ``of`` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.desk import cells, dataflow
from arbeidsmarkt.exhibits.about import Line, as_periods, identity, lines
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import (
    Cell,
    Derivation,
    Observation,
    PublishedCell,
    Series,
    Source,
    joint_adjustment,
    missing_symbol,
    worst_status,
)

#: the name of the derivation in a fact's lineage
OPERATION = "computed"
_FORMULA = "f(a, …)"
#: the largest relative difference of two numbers that are equal up to floating-point error
_SAME = Decimal("1e-9")
#: in what ways a unit says a new figure over an old one: times the first, minus the second
_PARTS = {"percent": ((100, 100), (100, 0)), "index": ((100, 0),), "ratio": ((1, 0),)}


@dataclass(frozen=True)
class Call:
    """A call of ``computed``, for checking whether its number depends on its inputs.

    Attributes:
        title: the number's title.
        code: the source of its cell.
        inputs: the observations that were given as inputs.
        result: the observation that it returned.
    """

    title: str
    code: str
    inputs: Sequence[Observation]
    result: Observation | Series | Family

    def to_json(self) -> dict[str, Any]:
        """The call as JSON in a record; ``inputs`` are the keys of what was read, ``values`` are texts."""
        keys = {key_of(leaf) for item in self.inputs for leaf in item.cells()}
        series = self.result.values() if isinstance(self.result, Family) else [self.result]
        values = [str(item.value) for one in series for item in ([one] if isinstance(one, Observation) else one)]
        return {"title": self.title, "code": self.code, "inputs": sorted(keys), "values": values}


def key_of(leaf: Observation) -> str:
    """The key of the series or published figure that an observation without inputs belongs to."""
    source = leaf.source
    return source.series if isinstance(source, Cell) else source.key if isinstance(source, PublishedCell) else ""


#: all calls in this process
made: list[Call] = []


@dataclass(frozen=True)
class Said:
    """What the author states about a computed number."""

    title: str
    words: str
    unit: str
    decimals: int
    code: str

    def observation(
        self, value: Decimal | None, inputs: Sequence[Observation], period: Period | None, label: str = ""
    ) -> Observation:
        """The number as an observation that is derived from these inputs."""
        known = [item for item in inputs if not item.missing]
        periods = [point for item in known for point in (item.since, item.period) if point is not None]
        dated = periods if len({point.frequency for point in periods}) == 1 else []
        first, last = (min(dated), max(dated)) if dated else (None, None)
        about = period or last
        reason = "" if value is None else _reason(value, self.unit, known, about)
        value = None if reason else value
        return Observation(
            value, self.unit, Derivation(OPERATION, self.words, _FORMULA, tuple(inputs), self.code), about,
            worst_status(inputs), self.decimals, self.title, label,
            symbol=missing_symbol(inputs) if value is None and not reason else "", reason=reason,
            adjusted=joint_adjustment(inputs, self.title),
            since=first if period is None and first != last else None,
        )  # fmt: skip


def _reason(value: Decimal, unit: str, inputs: Sequence[Observation], period: Period | None) -> str:
    """Why a number may not be stated: it is a change between two releases that do not connect. Empty if it may.

    ``difference`` and ``growth`` refuse such a change; without this check pandas would compute it: as a rise or as the
    size of a fall, or as what the newer figure is of the older one.
    """
    if period is None:
        return ""
    known = [(item, item.value) for item in inputs if item.value is not None]
    before = {period - 1, period.year_earlier}
    for now, last in (one for one in known if one[0].period == period):
        for then, first in (one for one in known if one[0].period in before):
            changes = [last - first] if unit in (now.unit, "percentage_point") else []
            if first:
                changes += [last / first * part - whole for part, whole in _PARTS.get(unit, ())]
            same = any(abs(abs(value) - abs(change)) <= abs(change) * _SAME for change in changes)
            if same and (why := connections.unconnected(now, then)):
                return why
    return ""


def computed(
    value: Any, of: Any = (), *, words: str = "", unit: str, title: str = "", decimals: int = 1
) -> Observation | Series | Family:
    """Turn a number or a column of numbers made by pandas, numpy or scipy into an observation, a series or a family.

    Args:
        value: a number; a pandas column whose index is that of a frame in ``of`` or consists of periods; or a frame of
            periods by members.
        of: the series, frames and observations that it was computed from. Status, missingness and period follow from
            these.
        words: how it was computed, in Dutch, for the accountability section.
        unit: the key of a unit: "percent", "index", "ratio".
        title: what it is, in Dutch.
        decimals: the number of decimals to print.

    Raises:
        UserError: no inputs, no words, an input that the code does not read, a text, float32, NaN or infinity.
    """
    import pandas as pd

    for name, text in (("words", words), ("title", title)):
        if not isinstance(text, str) or not text.strip():
            raise UserError(f"computed(…) lacks {name}=", remedy="say in Dutch what was done and what it is")
    of = [of] if not isinstance(of, (list, tuple)) else of
    into = lines(of)
    inputs = [item for line in into for item in line.observations.values()]
    if not inputs:
        what = f"'{title}' was computed of nothing"
        raise UserError(what, remedy="name the series, frames or observations that went in: of=[…]")
    if unread := dataflow.unread(cells.history(), cells.calling_line()):
        what = f"'{title}' is said to be computed of {', '.join(unread)}, which its code does not read"
        raise UserError(what, remedy="name in of=[…] what the code reads, and compute the value from it")
    said = Said(title, words, unit, decimals, cells.code())
    result: Observation | Series | Family
    if isinstance(value, pd.Series):
        result = _column(value, of, into, said)
    elif isinstance(value, pd.DataFrame):
        result = _wide(value, into, said)
    elif all(item.missing for item in inputs) or any(isinstance(item, Observation) and item.missing for item in of):
        result = said.observation(None, inputs, None)
    else:
        result = said.observation(number(value, title), [item for item in inputs if not item.missing], None)
    made.append(Call(title, said.code, inputs, result))
    return result


def number(value: Any, title: str) -> Decimal:
    """The exact value of a finite number of pandas, numpy or Python.

    Raises:
        UserError: it is a text, NaN, infinity, float32, or not a number.
    """
    if isinstance(value, (Observation, Series)):
        raise UserError(f"'{title}' is an observation already", remedy="name it with titled(…), without computed(…)")
    if getattr(value, "dtype", None) is not None and value.dtype.name in ("float32", "float16"):
        what = f"'{title}' is a {value.dtype.name}, which keeps seven digits at the most"
        raise UserError(what, remedy="compute in float64")
    if getattr(value, "ndim", 0) or isinstance(value, (str, bool)) or type(value).__name__ == "bool":
        what = f"'{title}' is a {type(value).__name__}, not one number"
        raise UserError(what, remedy="give a number, or a pandas column with its periods")
    try:
        found = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    except (TypeError, ValueError):
        raise UserError(f"'{title}' is a {type(value).__name__}, not a number", remedy="give a number") from None
    if not found.is_finite():
        what = f"'{title}' is {float(found)}, which is not a finite number"
        raise UserError(what, remedy="look at what went in: dropna() leaves missing values out, 0 divides nothing")
    return found


def _column(column: Any, of: Sequence[Any], into: Sequence[Line], said: Said) -> Series | Family:
    """A pandas column as a series, or as a family if its frame has several members."""
    import pandas as pd

    periods = as_periods("period", list(column.index), into) if not _counts(column.index) else None
    frame = next(
        (item for item in of if isinstance(item, pd.DataFrame) and "period" in item.columns
         and not column.index.has_duplicates and column.index.isin(item.index).all()), None,
    )  # fmt: skip
    if periods is not None:
        only = _series(column.tolist(), column.dtype, periods, into, said)
        _refuse_empty([only], said)
        return only
    if frame is None:
        what = f"nothing says of which periods the column '{said.title}' is"
        raise UserError(what, remedy="name the frame that it was computed from in of=[…], or give it periods as index")
    rows = frame.loc[column.index]
    found = as_periods("period", list(rows["period"]), into) or []
    groups: dict[tuple[str, ...], list[int]] = {}
    telling = [name for name in rows.columns if identity(str(name), list(rows[name]), into) in ("member", "label")]
    for row, key in enumerate(zip(*(rows[name] for name in telling), strict=True) if telling else [()] * len(rows)):
        groups.setdefault(tuple(map(str, key)), []).append(row)
    made = Family()
    values = column.tolist()
    for key, places in groups.items():
        about = [line for line in into if _is(line, dict(zip(map(str, telling), key, strict=True)))] or list(into)
        part = _series([values[i] for i in places], column.dtype, [found[i] for i in places], about, said)
        made[next(iter(about[0].members.values()), key[0] if key else "") if telling else ""] = part
    _refuse_empty(made.values(), said)
    return made if telling else next(iter(made.values()))


def _wide(frame: Any, into: Sequence[Line], said: Said) -> Family:
    """A frame of periods by members as a family: ``frame.pivot(index="period", columns="sector", values="value")``."""
    periods = as_periods("period", list(frame.index), into) if not _counts(frame.index) else None
    if periods is None:
        what = f"nothing says of which periods the rows of '{said.title}' are"
        raise UserError(what, remedy='give the frame its periods as index: pivot(index="period", …)')
    made = Family()
    for name in frame.columns:
        about = [line for line in into if str(name) in (line.label, line.key, line.title, *line.members.values())]
        if not about:
            what = f"the column '{name}' of '{said.title}' is no member of what it was computed of"
            raise UserError(what, remedy="call the columns after the members' keys or labels")
        made[str(name)] = _series(frame[name].tolist(), frame[name].dtype, periods, about, said)
    _refuse_empty(made.values(), said)
    return made


def _series(values: Sequence[Any], dtype: Any, periods: Sequence[Any], into: Sequence[Line], said: Said) -> Series:
    """A series with one number per period, each derived from the inputs up to that period."""
    if dtype.name in ("float32", "float16"):
        what = f"'{said.title}' is {dtype.name}, which keeps seven digits at the most"
        raise UserError(what, remedy="compute in float64")
    frequency = next((point.frequency for line in into for point in line.observations if point is not None), None)
    if frequency is None:
        raise UserError(f"'{said.title}' was computed of figures without a period", remedy="compute a single number")
    known = {point.first_day: point for line in into for point in line.observations if point is not None}
    every = [(point, item) for line in into for point, item in line.observations.items() if point is not None]
    labels = {line.label for line in into if line.label}
    label = labels.pop() if len(labels) == 1 else ""
    found: dict[Period, Observation] = {}
    for value, token in zip(values, periods, strict=True):
        period = token if isinstance(token, Period) else known.get(token)
        if period is None:
            what = f"'{said.title}' has a value for {token}, a period that nothing it was computed of has"
            raise UserError(what, remedy="name everything that went in: of=[…]")
        if period in found:
            what = f"'{said.title}' has two values for {period.text}"
            raise UserError(what, remedy="keep the frame's column of the members, or compute one value per period")
        inputs = [item for point, item in every if point.last_day <= period.last_day]
        now = [item for point, item in every if point == period]
        if value is None or value != value:
            if any(item.missing for item in now):
                found[period] = said.observation(None, now, period, label)
            continue
        found[period] = said.observation(number(value, said.title), inputs, period, label)
    absent: Source = Derivation(OPERATION, said.words, _FORMULA, tuple(item for _, item in every), said.code)
    adjusted = next((item.adjusted for item in found.values()), None)
    return Series(said.title, said.title, said.unit, frequency, found, label, adjusted, absent=absent)


def _refuse_empty(made: Iterable[Series], said: Said) -> None:
    if not any(item.known for item in made):
        raise UserError(f"'{said.title}' has no value at all", remedy="look at what went in: NaN everywhere")


def _is(line: Line, about: Mapping[str, str]) -> bool:
    return all(line.members.get(name) == value or (name == "label" and line.label == value)
               for name, value in about.items() if value)  # fmt: skip


def _counts(index: Any) -> bool:
    """Whether an index only numbers the rows."""
    return bool(getattr(index.dtype, "kind", "") in "iu")
