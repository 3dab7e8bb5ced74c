"""What the forms that compare members say in words: pairs of bars, now against later, the tiles of a map."""

from __future__ import annotations

from collections.abc import Mapping

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.exhibits.charts import words
from arbeidsmarkt.numbers.derivations import lower
from arbeidsmarkt.numbers.series import Observation


def pairs(
    groups: Mapping[str, Mapping[str, tuple[Observation, Observation]]], titles: tuple[str, str], title: str
) -> str:
    """Describe paired bars: how many there are, and the largest and the smallest of each side."""
    count = sum(len(rows) for rows in groups.values())
    told = []
    for side, (place, word) in enumerate(zip(("links", "rechts"), titles, strict=True)):
        known = [
            words.labelled(pair[side], f"{lower(name)}{f' bij {lower(heading)}' if heading else ''}")
            for heading, rows in groups.items()
            for name, pair in rows.items()
            if not pair[side].missing
        ]
        if not known:
            continue
        high, low = (pick(known, key=words.level) for pick in (max, min))
        several = sum(item.printed == high.printed for item in known) > 1
        what = "zijn de langste staven" if several else "is de langste staaf"
        longest = f"{place} ({lower(word)}) {what} {words.named(high, known)}, met {words.value(high)}"
        told.append(
            longest + (f", en de kortste {words.named(low, known)}, met {words.value(low)}" if low is not high else "")
        )
    many = f"{dutch.cardinal(count)} rijen" if count > 1 else "één rij"
    opening = f"{dutch.capitalised(title)}: {many} met een staaf naar links en een naar rechts."
    return f"{opening} {dutch.capitalised('; '.join(told))}."


def horizon(rows: Mapping[str, tuple[Observation, Observation]], title: str) -> str:
    """Describe now against later: which way the rows go, and the largest of each moment."""
    ways = {"stijgt": "stijgend", "daalt": "dalend", "gaat": "gelijk blijvend"}
    by_way: dict[str, list[str]] = {}
    for name, (now, later) in rows.items():
        by_way.setdefault(ways[words.goes(now, later).partition(" ")[0]], []).append(lower(name))
    moved = (
        f"alle {next(iter(by_way))}"
        if len(by_way) == 1 and len(rows) > 1
        else "; ".join(f"{way} in {dutch.enumeration(names)}" for way, names in by_way.items())
    )
    ends = [words.labelled(later, lower(name)) for name, (_, later) in rows.items()]
    high = max(ends, key=words.level)
    if [item.printed for item in ends].count(high.printed) > 1:
        highest = f"eindigen {words.named(high, ends)}, met {words.value(high)}"
    else:
        now = next(now for now, later in rows.values() if later.printed == high.printed)
        highest = f"eindigt {high.label}: {words.value(now)} in {words.when(now.period)}"
        highest += f" en {words.value(high)} in {words.when(high.period)}"
    many = f"{dutch.cardinal(len(rows))} rijen" if len(rows) > 1 else "één rij"
    return f"{dutch.capitalised(title)}: {many}, {moved}. Het hoogst {highest}."


def tile_map(
    values: Mapping[str, Observation],
    title: str,
    whole: str,
    beside: tuple[str, Mapping[str, Observation]] | None,
    *,
    signed: bool,
) -> str:
    """Describe a tile map: how many provinces rose and fell, the highest and the lowest, the whole country.

    Args:
        values: by province.
        title: what is measured.
        whole: the name of what stands for all provinces together; empty when there is nothing.
        beside: a second measure in the tiles: its name, and its values by province.
        signed: whether the values are changes, so that they rise or fall.
    """
    known = [words.labelled(item, name) for name, item in values.items() if name != whole and not item.missing]
    if not known:
        return f"{dutch.capitalised(title)}: van geen provincie is een cijfer beschikbaar."
    ways = {"een stijging": 0, "een daling": 0, "geen verandering": 0}
    for item in known:
        level = words.level(item)
        ways["een stijging" if level > 0 else "een daling" if level < 0 else "geen verandering"] += 1
    met = {way: count for way, count in ways.items() if count}
    if len(met) == 1:
        told = f"in alle {next(iter(met))}"
    else:
        told = dutch.enumeration(
            [f"in {'één' if count == 1 else dutch.cardinal(count)} {way}" for way, count in met.items()]
        )
    country = values.get(whole)
    together = f"; {whole}: {words.value(country)}" if country and not country.missing else ""
    high = max(known, key=words.level)
    low = min(known, key=words.level)
    opening = f"{dutch.capitalised(title)} in {words.when(known[0].period)}, in een tegel per provincie"
    ends = f"{words.holders('De hoogste waarde', high, known)}; {words.holders('de laagste', low, known, verb='')}"
    if beside:
        others = [words.labelled(item, name) for name, item in beside[1].items() if name != whole and not item.missing]
        if others:
            most = max(others, key=words.level)
            least = min(others, key=words.level)
            ends += f"; {beside[0]} loopt het van {words.value(least)} ({words.named(least, others)})"
            ends += f" tot {words.value(most)} ({words.named(most, others)})"
    return f"{opening}{': ' + told if signed else ''}{together}. {ends}."
