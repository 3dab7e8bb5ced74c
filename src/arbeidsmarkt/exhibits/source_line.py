"""Writes the source line under a figure or table from the lineage: publishers, tables, and whether it was derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell
from arbeidsmarkt.text.markdown import Markdown, as_markdown, escape, link

#: derivations that do not count as "bewerking": choosing the highest value, or the mean of months
_PICKED = frozenset({"peak", "trough"})


def line(observations: Sequence[Observation], vintage: Vintage, catalogue: Catalogue) -> Markdown:
    """The line as Markdown: publishers, the tables with links, and "bewerking" if something was derived.

    Args:
        observations: everything that the figure or table shows.
        vintage: gives the tables' addresses.
        catalogue: for tables that StatLine does not hold.
    """
    tables: dict[str, dict[str, None]] = {}
    others: dict[str, dict[str, None]] = {}
    derived = False
    for observation in observations:
        source = observation.source
        derived = derived or (isinstance(source, Derivation) and source.operation not in _PICKED)
        for leaf in observation.cells():
            if isinstance(leaf.source, PublishedCell) and leaf.source.publisher:
                others.setdefault(_where(leaf.source), {})[_publication(leaf.source)] = None
            elif isinstance(leaf.source, Cell) and leaf.source.table:
                copies = tables.setdefault(leaf.source.table, {})
                copies.update(dict.fromkeys([leaf.source.via] if leaf.source.via and not leaf.missing else []))
    parts = []
    publishers = {table: spec.publisher if (spec := catalogue.tables.get(table)) else "" for table in sorted(tables)}
    for publisher in sorted(set(publishers.values())):  # CBS first; its name is empty in the catalogue
        links = [
            f"{_table(table, vintage, catalogue)}{_quoted(tables[table])}"
            for table, own in publishers.items() if own == publisher
        ]  # fmt: skip
        parts.append(f"{escape(publisher) or 'CBS'}, {dutch.enumeration(links)}")
    for where, publications in others.items():
        quoted = f", {'alle ' if len(publications) > 1 else ''}aangehaald in {where}" if where else ""
        parts.append("; ".join(publications) + quoted)
    if not parts:
        return Markdown()
    worked = "; bewerking" if derived else ""
    return Markdown(dutch.tied(f"Bron: {'; '.join(parts)}{worked}."))


#: more copies than this are only counted
_MOST_NAMED = 2
_MOST_SEAMS = 4


def _quoted(copies: Sequence[str] | Mapping[str, None]) -> str:
    """Who kept or quotes the figures of a table that were not read at CBS itself; empty if all were read there."""
    names = list(dict.fromkeys(name for copy in copies for name in copy.split(" en ")))
    if not names:
        return ""
    shown = names if len(names) <= _MOST_NAMED else [names[0], f"{dutch.cardinal(len(names) - 1)} andere"]
    return f" (zoals aangehaald door {escape(dutch.enumeration(shown))})"


def joined(observations: Sequence[Observation]) -> list[Markdown]:
    """A sentence that says where a line changes to a release that does not connect; empty if all connect."""
    places = connections.seams(observations)
    if not places:
        return []
    if len(places) > _MOST_SEAMS:
        count, last = dutch.cardinal(len(places)), places[-1].text
        where = f"bij {count} overgangen (de laatste is die naar het {last})"
    else:
        where = f"bij de overgang naar {dutch.enumeration([f'het {period.text}' for period in places])}"
    return [
        as_markdown(
            "De lijn bestaat uit cijfers van verschillende publicaties van het CBS, waarvan niet is gebleken dat zij "
            f"{where} op elkaar aansluiten."
        )
    ]


def later(observations: Sequence[Observation], day: dt.date, catalogue: Catalogue) -> list[Markdown]:
    """A sentence for each table with figures that were published after the edition's publication date.

    Args:
        observations: everything that the figure or table shows.
        day: the edition's publication date.
        catalogue: for tables that StatLine does not hold.
    """
    days: dict[str, set[dt.date]] = {}
    for leaf in dict.fromkeys(leaf for item in observations for leaf in item.cells()):
        if isinstance(leaf.source, Cell) and leaf.source.as_of and not leaf.missing:
            days.setdefault(leaf.source.table, set()).add(leaf.source.as_of)
    sentences = []
    for table, found in sorted(days.items()):
        spec = catalogue.tables.get(table)
        name = f"tabel {table}" if spec is None or spec.statline else spec.title
        newer = sorted(one for one in found if one > day)
        if newer:
            when = dutch.enumeration(
                list(dict.fromkeys(dutch.date(one) for one in (newer[0], newer[-1]))), "tot en met"
            )
            whole = len(newer) == len(found)
            begin = "De cijfers" if whole else "Een deel van de cijfers"
            sentences.append(f"{begin} uit " + escape(name) + f" {'zijn die' if whole else 'is'} van {when}.")
    return sentences


def _table(table: str, vintage: Vintage, catalogue: Catalogue) -> Markdown:
    info = vintage.tables.get(table)
    spec = catalogue.tables.get(table)
    url = (info.url if info else "") or (spec.url if spec else "")
    on_statline = spec.statline if spec else True
    name = f"tabel {table}" if on_statline else (spec.title if spec else table)
    return link(name, url)


def _where(cell: PublishedCell) -> Markdown:
    """The publication that quotes the figure; empty if it was read in its publisher's own publication."""
    return link(cell.quoted_in, cell.url) if cell.quoted_in else Markdown()


def _publication(cell: PublishedCell) -> Markdown:
    if cell.quoted_in:  # then address and date are those of the quoting publication
        return as_markdown(f"{cell.publisher}, {cell.title}")
    return as_markdown(f"{cell.publisher}, ") + link(cell.title, cell.url) + f" ({dutch.date(cell.date)})"
