"""What a chart shows, in words, for those who do not see it: written from the data, so that every number is right.

A description says what is measured, from when to when, the first and last value, the peak and the trough, and the
trend. It is plain text: no Markdown, no unit that the sentence does not need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import lower
from arbeidsmarkt.numbers.over_time import equals, peak, trough
from arbeidsmarkt.numbers.series import Observation, Series

_FEW = 4  # bars that are all named
#: what the bars are about, in the singular of a column's title, and more than one of them
_PLURALS = {
    "Bedrijfstak": "bedrijfstakken", "Cao-sector": "cao-sectoren", "Jaar": "jaren", "Provincie": "provincies",
    "Regio": "regio’s", "Sector": "sectoren",
}  # fmt: skip


def value(item: Observation) -> str:
    """A value with its unit, as running text has it."""
    return item.text if item.value is None else dutch.with_unit(item.value, item.decimals, item.unit)


def when(period: Period | None) -> str:
    """A moment in a sentence: "het derde kwartaal van 2024", "2024"."""
    if period is None:
        return ""
    return f"het {period.text}" if period.frequency == "quarter" else period.text


def _all_when(extreme: Observation) -> str:
    """When a record was, with its equals: "2019 en 2021", "het eerste kwartaal van 2019 en nog vier keer"."""
    periods = equals(extreme)
    if len(periods) > 3:
        return f"{when(periods[0])} en nog {dutch.cardinal(len(periods) - 1)} keer"
    return dutch.enumeration([when(period) for period in periods])


def lines(shown: Mapping[str, Series], first: Period, last: Period) -> str:
    """Describe one or a few lines."""
    sentences = []
    for name, series in shown.items():
        begin, end = series.first, series.last
        title = name or series.title
        sentences.append(
            f"{dutch.capitalised(title)}: van {value(begin)} in {when(begin.period)} "
            f"{_trend(begin, end)} {value(end)} in {when(end.period)}."
        )
        high, low = peak(series), trough(series)
        extremes = [
            f"{word} stand is {value(item)}, in {_all_when(item)}"
            for word, item in (("de hoogste", high), ("de laagste", low))
            if not item.missing and item.period not in (begin.period, end.period)
        ]
        if extremes:
            sentences.append(f"{dutch.capitalised(dutch.enumeration(extremes))}.")
        gaps = [item.period for item in series.gapless(first, last) if item.missing and item.period]
        inner = [gap for gap in gaps if begin.period and end.period and begin.period < gap < end.period]
        if inner:
            word = "Het cijfer" if len(inner) == 1 else "De cijfers"
            verb = "ontbreekt" if len(inner) == 1 else "ontbreken"
            spoken = dutch.enumeration([when(gap) for gap in inner]) if len(inner) <= 4 else f"{len(inner)} perioden"
            sentences.append(f"{word} over {spoken} {verb}; de lijn is daar onderbroken.")
    return " ".join(sentences)


def bars(ordered: Sequence[Observation], title: str, whole: str = "", label_title: str = "") -> str:
    """Describe a bar chart, sorted or not: every bar of a few, the highest and lowest of many.

    Args:
        ordered: the bars from the first to the last.
        title: what is measured.
        whole: label of the bar that stands for all of them together; it is not one of the others.
        label_title: what a label is: a sector, a region.
    """
    period = ordered[0].period if len({item.period for item in ordered}) == 1 else None
    moment = f" in {when(period)}" if period else ""
    opening = f"{dutch.capitalised(title)}{moment}"
    if len(ordered) <= _FEW:
        return f"{opening}: {'; '.join(f'{item.label}: {value(item)}' for item in ordered)}."
    others = [item for item in ordered if item.label != whole]
    high = max(others, key=lambda item: item.printed or 0)
    low = min(others, key=lambda item: item.printed or 0)
    together = "".join(f"; {lower(item.label)} samen: {value(item)}" for item in ordered if item.label == whole)
    return (
        f"{opening} voor {len(others)} {_PLURALS.get(label_title, 'groepen')}{together}. "
        f"{_holders('De hoogste waarde', high, others)}; {_holders('de laagste', low, others, verb='')}."
    )


def _holders(opening: str, extreme: Observation, among: Sequence[Observation], verb: str = "heeft ") -> str:
    """Who has the highest or lowest value, all of those that print the same: "De hoogste waarde heeft X, met 6,8"."""
    same = [item.label for item in among if item.printed == extreme.printed]
    if len(same) > 3:
        same = [*same[:2], f"nog {dutch.cardinal(len(same) - 2)} andere"]
    plural = "hebben " if verb and len(same) > 1 else verb
    return f"{opening} {plural}{dutch.enumeration(same)}, met {value(extreme)}"


def parts(values: Sequence[Observation], title: str) -> str:
    """Describe the parts of a whole, the largest first."""
    ordered = sorted(values, key=lambda item: -(item.printed or 0))
    spoken = [f"{lower(item.label)} ({value(item)})" for item in ordered]
    period = values[0].period
    moment = f" in {when(period)}" if period else ""
    return f"{dutch.capitalised(title)}{moment}, van groot naar klein: {dutch.enumeration(spoken)}."


def pairs(
    groups: Mapping[str, Mapping[str, tuple[Observation, Observation]]], titles: tuple[str, str], title: str
) -> str:
    """Describe paired bars, every value of them: there are few, and the two sides are to be compared."""
    sentences = [f"{dutch.capitalised(title)}."]
    for heading, rows in groups.items():
        for side, word in enumerate(titles):
            known = [(name, pair[side]) for name, pair in rows.items() if not pair[side].missing]
            ordered = sorted(known, key=lambda entry: -(entry[1].printed or 0))
            if spoken := [f"{lower(name)} ({value(item)})" for name, item in ordered]:
                about = f"{heading}, {word.lower()}" if heading else dutch.capitalised(word)
                sentences.append(f"{about}: {dutch.enumeration(spoken)}.")
    return " ".join(sentences)


def horizon(rows: Mapping[str, tuple[Observation, Observation]], title: str) -> str:
    """Describe each row: the value now, and that at the horizon."""
    sentences = [f"{dutch.capitalised(title)}."]
    for name, (now, later) in rows.items():
        verb = {1: "stijgend tot", -1: "dalend tot", 0: "gelijk aan"}[
            ((later.printed or 0) > (now.printed or 0)) - ((later.printed or 0) < (now.printed or 0))
        ]
        sentences.append(f"{name}: {value(now)} in {when(now.period)}, {verb} {value(later)} in {when(later.period)}.")
    return " ".join(sentences)


def multiples(panels: Mapping[str, Series], reference: tuple[str, Series] | None, title: str) -> str:
    """Describe small multiples by where each line ends, the highest first."""
    ends = sorted(((name, series.last) for name, series in panels.items()), key=lambda end: -(end[1].printed or 0))
    newest = max(item.period for _, item in ends if item.period)
    begin = min(series.first.period for series in panels.values() if series.first.period)
    spoken = [
        f"{name} ({value(item)}{'' if item.period == newest else f', {when(item.period)}'})" for name, item in ends
    ]
    behind = f" {dutch.capitalised(reference[0])}: {value(reference[1].last)}." if reference else ""
    return (
        f"{dutch.capitalised(title)}, van {when(begin)} tot en met {when(newest)}, in {len(panels)} kleine grafieken. "
        f"De laatste waarden, van hoog naar laag: {dutch.enumeration(spoken)}.{behind}"
    )


def moments(shown: Mapping[str, Series]) -> str:
    """Describe figures that are published now and then, every one of them."""
    sentences = []
    for name, series in shown.items():
        spoken = [f"{value(item)} in {when(item.period)}" for item in series.known]
        sentences.append(f"{dutch.capitalised(name or series.title)}: {dutch.enumeration(spoken)}.")
    return " ".join(sentences)


def _trend(begin: Observation, end: Observation) -> str:
    a, b = begin.printed, end.printed
    if a is None or b is None or a == b:
        return "per saldo gelijk gebleven op"
    return "gestegen tot" if b > a else "gedaald tot"
