"""Writes the description of a chart from its data, for those who cannot see it.

A description is two sentences on what a reader sees: the direction, the turning points with their moments, the last
value. It is not a list, since all values are in the table of the figure. It is plain text, without Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import lower
from arbeidsmarkt.numbers.over_time import equals, peak, trough
from arbeidsmarkt.numbers.series import Observation, Series

_FEW = 4  # bars that are all named
_TOLD = 2  # lines that are told one by one
#: the part of its range that a line moves between two turning points: as little as leaves few enough of them
_SHARES = tuple(map(Decimal, ("0.15", "0.2", "0.3", "0.45", "0.6", "0.8")))
#: what the bars are about, in the singular of a column's title, and more than one of them
_PLURALS = {
    "Bedrijfstak": "bedrijfstakken", "Cao-sector": "cao-sectoren", "Jaar": "jaren", "Provincie": "provincies",
    "Regio": "regio’s", "Sector": "sectoren",
}  # fmt: skip


def value(item: Observation) -> str:
    """A value with its unit, as in running text."""
    return item.text if item.value is None else dutch.with_unit(item.value, item.decimals, item.unit)


def level(item: Observation) -> Decimal:
    """A value as printed, by which bars and lines are put in order; zero where there is none."""
    return item.printed or Decimal(0)


def when(period: Period | None) -> str:
    """A moment in a sentence: "het derde kwartaal van 2024", "2024"."""
    return period.phrase if period else ""


def lines(shown: Mapping[str, Series], first: Period, last: Period) -> str:
    """Describe one or a few lines: where each goes, where it turns, where it ends.

    Args:
        shown: the lines by name; the name of a single line may be empty.
        first: first period of the chart.
        last: last period of the chart.
    """
    shown = {name: series for name, series in shown.items() if series.known}
    if len(shown) > _TOLD:
        return _many_lines(shown)
    return " ".join(_one_line(name, series, first, last, len(shown) == 1) for name, series in shown.items())


def _one_line(name: str, series: Series, first: Period, last: Period, alone: bool, scattered: bool = False) -> str:
    """Two sentences on a single line, until its last turning point and since then; one sentence if there are others.

    Args:
        name: of the line, where it has one beside its title.
        series: what is drawn.
        first: first period of the chart.
        last: last period of the chart.
        alone: whether it is the only line.
        scattered: whether the figures stand apart, with no line between them.
    """
    known, end = series.known, series.last
    subject, again = ("het cijfer", "het") if scattered else ("de lijn", "zij")
    loose = f", {dutch.cardinal(len(known))} losse cijfers" if scattered and len(known) > 1 else ""
    opening = f"{dutch.capitalised(name or series.title)}{loose}: {subject}"
    if len(known) == 1:
        return f"{opening} is {value(end)} in {when(end.period)}."
    missing = "" if scattered else _missing(series, first, last)
    turns = turning_points(known, 3 if alone else 2)
    stations = [*(turns or []), end]
    told: list[str] = []
    before = known[0]
    for station in stations:
        start = "" if told else f" van {value(before)} in {when(before.period)}"
        verb, _, rest = goes(before, station).partition(" ")
        mark = _record(station, series) if alone or station is not end else _record(station, series, "")
        told.append(f"{verb}{start} {rest} {value(station)} in {when(station.period)}{mark}")
        before = station
    untold = _untold_record(series, [known[0], *stations])
    if not alone:
        often = ["gaat onderweg herhaaldelijk op en neer"] if turns is None else []
        return f"{opening} {dutch.enumeration([*told, *often])}{missing}."
    if len(told) == 1:
        calm = "Onderweg zijn er geen grote keerpunten" if len(known) > _FEW else "Andere keerpunten zijn er niet"
        if turns is None:
            calm = f"Onderweg gaat {again} herhaaldelijk op en neer"
        return f"{opening} {told[0]}. {calm}{untold}{missing}."
    verb, _, rest = told[-1].partition(" ")
    return f"{opening} {dutch.enumeration(told[:-1])}. Daarna {verb} {again} {rest}{untold}{missing}."


def turning_points(known: Sequence[Observation], most: int) -> list[Observation] | None:
    """Where a line turns: the peaks and troughs between its ends, without the small ones.

    A turning point is one from which the line moves by 15 per cent of its whole range or more, both before and after;
    by more than that where there would be too many of them. Of equal values in a row it is the first.

    Args:
        known: the values from the first to the last, none missing.
        most: how many may be told.

    Returns:
        The turning points in order; None if even the large ones are too many.
    """
    levels = [level(item) for item in known]
    reach = max(levels) - min(levels)
    if not reach:
        return []
    for share in _SHARES:
        found = _turns(levels, reach * share)
        if len(found) <= most:
            return [known[index] for index in found]
    return None


def _turns(levels: Sequence[Decimal], least: Decimal) -> list[int]:
    found: list[int] = []
    way = extreme = 0  # the way the line goes, once it has gone far enough; the furthest that it came on that way
    low = high = levels[0]
    for index, reached in enumerate(levels):
        if not way:
            low, high = min(low, reached), max(high, reached)
            if high - low >= least:
                way, extreme = (1 if reached == high else -1), index
        elif way * (reached - levels[extreme]) > 0:
            extreme = index
        elif way * (levels[extreme] - reached) >= least:
            found.append(extreme)
            way, extreme = -way, index
    return found


def goes(begin: Observation, end: Observation) -> str:
    """Which way it goes, as printed: "stijgt tot", "daalt tot", "gaat naar"."""
    a, b = level(begin), level(end)
    return "stijgt tot" if b > a else "daalt tot" if b < a else "gaat naar"


def _record(item: Observation, series: Series, last: str = "laatste") -> str:
    """What is to be said of a value: the last one, the highest or lowest of the line, with its equals."""
    ends = last if item is series.last else ""
    for extreme, word in ((peak(series), "hoogste"), (trough(series), "laagste")):
        if extreme.missing or item.printed != extreme.printed or len(series.known) < 3:
            continue
        same = [period for period in equals(extreme) if period != item.period]
        also = ""
        if len(same) > 2:
            also = f", net als nog {dutch.cardinal(len(same))} keer"
        elif same:
            also = f", net als in {dutch.enumeration([when(period) for period in same])}"
        told = f"het {ends} en {word} cijfer" if ends else f"het {word} cijfer"
        return f", {told}{also}" if ends else f" ({told}{also})"
    return f", het {ends} cijfer" if ends else ""


def _untold_record(series: Series, told: Sequence[Observation]) -> str:
    """The highest and the lowest of a line, when no value that is told is one: "; het hoogste cijfer is …"."""
    words = ""
    for extreme, word in ((peak(series), "hoogste"), (trough(series), "laagste")):
        if not extreme.missing and all(item.printed != extreme.printed for item in told):
            periods = equals(extreme)
            moment = when(periods[0]) if len(periods) == 1 else f"onder meer {when(periods[0])}"
            words += f"; het {word} cijfer is {value(extreme)}, in {moment}"
    return words


def _missing(series: Series, first: Period, last: Period) -> str:
    """Which figures are not there, where the line breaks: "; het cijfer over … ontbreekt"."""
    begin, end = series.first.period, series.last.period
    gaps = [item.period for item in series.gapless(first, last) if item.missing and item.period]
    inner = [gap for gap in gaps if begin and end and begin < gap < end]
    if not inner:
        return ""
    if len(inner) > 2:
        return f"; over {dutch.cardinal(len(inner))} perioden ontbreekt het cijfer, en daar is de lijn onderbroken"
    words = "het cijfer" if len(inner) == 1 else "de cijfers"
    verb = "ontbreekt" if len(inner) == 1 else "ontbreken"
    return f"; {words} over {dutch.enumeration([when(gap) for gap in inner])} {verb}, en daar is de lijn onderbroken"


def _many_lines(shown: Mapping[str, Series]) -> str:
    """Two sentences on many lines: where they end, from high to low, and which way they went."""
    ends = sorted(((name, series.last) for name, series in shown.items()), key=lambda end: -level(end[1]))
    newest = max(item.period for _, item in ends if item.period)
    spoken = [
        f"{lower(name)} op {value(item)}{'' if item.period == newest else f' in {when(item.period)}'}"
        for name, item in ends
    ]
    ways: dict[str, list[str]] = {}
    for name, series in shown.items():
        way = goes(series.first, series.last).partition(" ")[0]
        ways.setdefault(way, []).append(lower(name))
    begin = min(series.first.period for series in shown.values() if series.first.period)
    if len(ways) == 1:
        alike = {
            "stijgt": "stijgen alle lijnen",
            "daalt": "dalen alle lijnen",
            "gaat": "blijven alle lijnen per saldo gelijk",
        }
        moved = alike[next(iter(ways))]
    else:
        verbs = {"stijgt": "gestegen", "daalt": "gedaald", "gaat": "per saldo gelijk gebleven"}
        moved = "zijn " + dutch.enumeration([f"{dutch.enumeration(names)} {verbs[way]}" for way, names in ways.items()])
    return (
        f"In {when(newest)} eindigen de lijnen, van hoog naar laag: {dutch.enumeration(spoken)}. "
        f"Vanaf {when(begin)} {moved}."
    )


def labelled(item: Observation, label: str) -> Observation:
    """The observation under another label."""
    return replace(item, label=label)


def bars(ordered: Sequence[Observation], title: str, whole: str = "", label_title: str = "") -> str:
    """Describe a bar chart, sorted or not: every bar of a few, the highest and lowest of many.

    Args:
        ordered: the bars from the first to the last.
        title: what is measured.
        whole: label of the bar that stands for all of them together; it is not one of the others.
        label_title: what a label is: a sector, a region.
    """
    opening = f"{dutch.capitalised(title)}{_moment(ordered)}"
    if len(ordered) <= _FEW:
        return f"{opening}: {'; '.join(f'{item.label}: {value(item)}' for item in ordered)}."
    others = [item for item in ordered if item.label != whole]
    high = max(others, key=level)
    low = min(others, key=level)
    together = "".join(f"; {lower(item.label)} samen: {value(item)}" for item in ordered if item.label == whole)
    return (
        f"{opening} voor {len(others)} {_PLURALS.get(label_title, 'groepen')}{together}. "
        f"{holders('De hoogste waarde', high, others)}; {holders('de laagste', low, others, verb='')}."
    )


def _moment(items: Sequence[Observation]) -> str:
    """When all of these are from, " in het derde kwartaal van 2024"; empty if they are from several moments."""
    moments = {f" in {when(item.period)}" for item in items if item.period}
    return moments.pop() if len(moments) == 1 else ""


def holders(opening: str, extreme: Observation, among: Sequence[Observation], verb: str = "heeft ") -> str:
    """Who has the highest or lowest value, all of those that print the same: "De hoogste waarde heeft X, met 6,8"."""
    several = sum(item.printed == extreme.printed for item in among) > 1
    plural = "hebben " if verb and several else verb
    return f"{opening} {plural}{named(extreme, among)}, met {value(extreme)}"


def named(extreme: Observation, among: Sequence[Observation]) -> str:
    """The labels of all that print the same as this one."""
    same = [item.label for item in among if item.printed == extreme.printed]
    if len(same) > 3:
        same = [*same[:2], f"nog {dutch.cardinal(len(same) - 2)} andere"]
    return dutch.enumeration(same)


def parts(values: Sequence[Observation], title: str) -> str:
    """Describe the parts of a whole, the largest first."""
    ordered = sorted(values, key=lambda item: -level(item))
    spoken = [f"{lower(item.label)} ({value(item)})" for item in ordered]
    return f"{dutch.capitalised(title)}{_moment(values)}, van groot naar klein: {dutch.enumeration(spoken)}."


def multiples(panels: Mapping[str, Series], reference: tuple[str, Series] | None, title: str) -> str:
    """Describe small multiples: how many, from when to when, and which line ends highest and which lowest."""
    ends = [labelled(series.last, name) for name, series in panels.items()]
    newest = max(item.period for item in ends if item.period)
    begin = min(series.first.period for series in panels.values() if series.first.period)
    behind = f"; {reference[0]} eindigt op {value(reference[1].last)}" if reference else ""
    high = max(ends, key=level)
    low = min(ends, key=level)
    return (
        f"{dutch.capitalised(title)}, van {when(begin)} tot en met {when(newest)}, in {len(panels)} kleine grafieken. "
        f"{holders('De hoogste laatste waarde', high, ends)}; {holders('de laagste', low, ends, verb='')}{behind}."
    )


def moments(shown: Mapping[str, Series]) -> str:
    """Describe figures that are published now and then: how many, where they turn, where they end."""
    return " ".join(
        _one_line(name, series, series.known[0].period, series.known[-1].period, len(shown) == 1, scattered=True)
        for name, series in shown.items()
        if series.known[0].period and series.known[-1].period
    )
