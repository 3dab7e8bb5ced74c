"""Reads series and published figures for a notebook, up to the edition's quarter and publication date.

The reader records which tables, series, published figures and files were read, so that the cache knows what the
notebook depends on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Frequency, Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.exhibits.tables import MOST_QUARTERS_OLD
from arbeidsmarkt.inputs import published as published_figures
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.inputs.vintages import Members, Row, TableInfo, Vintage
from arbeidsmarkt.numbers import chaining, connections
from arbeidsmarkt.numbers.derivations import lower
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import NOT_AVAILABLE, Cell, Observation, PublishedCell, Series, Status


class Reader:
    """One edition's view of the figures.

    Args:
        project: the checkout.
        quarter: the edition's quarter; later figures are ignored.
        vintage: the label of the vintage to read.
        publication_date: figures that were published after this day are ignored.
    """

    def __init__(self, project: Project, quarter: Period, vintage: str, publication_date: dt.date) -> None:
        self.project = project
        self.quarter = quarter
        self.vintage_label = vintage
        self.publication_date = publication_date
        self._tables: dict[str, str] = {}
        self._series: set[str] = set()
        self._published: set[str] = set()
        self._files: set[str] = set()
        self._asked: set[str] = set()

    @cached_property
    def vintage(self) -> Vintage:
        """The vintage; opened and checked on first use."""
        return Vintage.open(self.project.vintages, self.vintage_label)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The series catalogue."""
        return Catalogue.load(self.project.series)

    @cached_property
    def _figures(self) -> list[published_figures.PublishedFigure]:
        """The figures from other sources that the edition may use."""
        everything = published_figures.load(self.project.published)
        return published_figures.for_edition(everything, self.quarter, self.publication_date)

    def reads(self) -> dict[str, Any]:
        """The record of what was read so far."""
        return {
            "kind": "reads",
            "tables": dict(sorted(self._tables.items())),
            "series": sorted(self._series),
            "published": sorted(self._published),
            "files": sorted(self._files),
            "asked": sorted(self._asked),
        }

    def reads_table(self, name: str) -> None:
        """Record that a table was read."""
        self._tables[name] = self.vintage.tables[name].sha256

    def reads_file(self, name: str) -> None:
        """Record that a file of the checkout was read."""
        self._files.add(name)

    def series(self, name: str, **members: str) -> Series:
        """A series of the catalogue up to the edition's quarter, continued into the past by its predecessors.

        Args:
            name: its id in ``params/series.yml``.
            members: the member of each dimension that it varies over: ``sector="J"``.

        Raises:
            UserError: there is no such series or member, or no member was chosen.
        """
        spec = self.catalogue.spec(name)
        if members or spec.over or spec.predecessor is None:
            return self.plain_series(name, **members)
        self._asked.add(name)
        return chaining.with_predecessor(spec, self.catalogue, lambda one: self._plain(one.id)).series

    def plain_series(self, name: str, **members: str) -> Series:
        """A series with the figures of its own table only, without a predecessor's."""
        self._asked.add(name)
        return self._plain(name, **members)

    def _plain(self, name: str, **members: str) -> Series:
        spec = self.catalogue.spec(name)
        label = self._label(spec, members)
        rows = [row for held, rows in self._rows(name).items() if dict(held) == members for row in rows]
        return self._make(spec, rows, members, label)

    def family(self, name: str, kind: str | None = "section", **fixed: str) -> Family:
        """The series of all members of a dimension, by the members' keys, in the catalogue's order.

        Args:
            name: the id in ``params/series.yml`` of a series over a dimension.
            kind: the kind of members to include: ``section``, ``group`` or ``total``; None for all.
            fixed: the members of the other dimensions, if the series has more than one.

        Raises:
            UserError: the series does not vary over exactly one dimension besides the fixed ones.
        """
        spec = self.catalogue.spec(name)
        free = [dimension for dimension in spec.over if dimension not in fixed]
        if len(free) != 1:
            raise UserError(f"series '{name}' varies over {', '.join(spec.over) or 'no dimension'}; fix all but one")
        self._asked.add(name)
        rows: dict[str, list[Row]] = {}
        for held, some in self._rows(name).items():
            about = dict(held)
            if all(about.get(dimension) == key for dimension, key in fixed.items()):
                rows.setdefault(about.get(free[0], ""), []).extend(some)
        found = Family()
        for key, member in spec.members(free[0]).items():
            if kind is None or member.kind == kind:
                chosen = {free[0]: key, **fixed}
                found[key] = self._make(spec, rows.get(key, []), chosen, self._label(spec, chosen))
        return found

    def in_sentence(self, name: str) -> str:
        """How a sentence names a member of a series that was read: "de horeca" for "Horeca"; else in lower case."""
        read = [self.catalogue.spec(series) for series in sorted(self._series)]
        members = [member for spec in read for over in spec.over.values() for member in over.members.values()]
        return next((one.in_sentence for one in members if one.name == name and one.in_sentence), lower(name))

    def recent(self, series: Series) -> Observation:
        """The newest figure up to the edition's quarter; missing if it is older than four quarters."""
        limit = self.quarter if series.frequency == "quarter" else None
        known = series.known
        if not known:
            return series[self.quarter] if limit else self._absent(series)
        newest = known[-1]
        if limit and newest.period is not None and newest.period < limit - MOST_QUARTERS_OLD:
            return series[self.quarter]
        return newest

    def common_quarter(self, family: dict[str, Series]) -> Period:
        """The quarter for which most of these series have a figure: the edition's own or one of the four before it.

        Of several with equally many figures the newest; the edition's own if there are no figures at all.
        """
        candidates = [self.quarter - back for back in range(MOST_QUARTERS_OLD + 1)]
        counts = [sum(not item[quarter].missing for item in family.values()) for quarter in candidates]
        return candidates[counts.index(max(counts))]

    def published(self, key: str, period: str | None = None, *, recent: bool = False, unit: str = "") -> Observation:
        """A figure from another source, as last published before the edition's publication date.

        Args:
            key: the figure's name in ``data/published/``.
            period: the figure's own period; by default the newest.
            recent: whether a figure more than four quarters older than the edition counts as missing.
            unit: give it when the key may not exist yet; an unknown key is then a missing figure, not an error.

        Returns:
            The figure, or a missing observation if the edition may use none.

        Raises:
            UserError: no file has this key, or there are several periods and none was named.
        """
        self._published.add(key)
        usable = [figure for figure in self._figures if figure.key == key]
        if unit and not any(figure.key == key for figure in published_figures.load(self.project.published)):
            absent = PublishedCell(key, "observation", "", "", self.publication_date, "")
            return Observation(None, unit, absent, status="unknown", title=key, symbol=NOT_AVAILABLE)
        known = self._all_published(key)
        if period is not None:
            usable = [figure for figure in usable if figure.period == Period.parse(period)]
        if recent:
            oldest = (self.quarter - MOST_QUARTERS_OLD).first_day
            usable = [figure for figure in usable if figure.period.last_day >= oldest]
        if not usable:
            example = known[0]
            cell = PublishedCell(key, example.kind, "", "", example.date, "")
            wanted = Period.parse(period) if period else None
            return Observation(
                None, example.unit, cell, wanted, status="unknown", title=example.description, symbol=NOT_AVAILABLE
            )
        newest = max(usable, key=lambda figure: (figure.period.last_day, figure.date))
        return _published_observation(newest)

    def published_all(self, key: str) -> list[Observation]:
        """All figures with this key that the edition may use, one per period, oldest period first."""
        self._published.add(key)
        self._all_published(key)
        newest: dict[Period, published_figures.PublishedFigure] = {}
        for figure in sorted((item for item in self._figures if item.key == key), key=lambda item: item.date):
            newest[figure.period] = figure
        ordered = sorted(newest.values(), key=lambda item: (item.period.last_day, item.period.frequency))
        return [_published_observation(figure) for figure in ordered]

    def published_series(self, key: str, title: str = "") -> Series:
        """The figures with this key and their commonest frequency, as a series; empty if the edition may use none."""
        found = self.published_all(key)
        frequencies = [item.period.frequency for item in found if item.period]
        frequency: Frequency = max(frequencies, key=frequencies.count, default="quarter")
        by_period = {item.period: item for item in found if item.period and item.period.frequency == frequency}
        example = self._all_published(key)[0]
        absent = PublishedCell(key, example.kind, "", "", example.date, "")
        return Series(key, title or example.description, example.unit, frequency, by_period, absent=absent)

    def usable_figures(self) -> Sequence[published_figures.PublishedFigure]:
        """All published figures that the edition may use."""
        return self._figures

    def _all_published(self, key: str) -> list[published_figures.PublishedFigure]:
        found = [figure for figure in published_figures.load(self.project.published) if figure.key == key]
        if not found:
            raise UserError(
                f"no published figure '{key}'", where="data/published/", remedy="add it there with its source"
            )
        return found

    def _rows(self, name: str) -> Mapping[Members, Sequence[Row]]:
        self._series.add(name)
        table = self.vintage.table_of(name)
        if table is not None:
            self._tables[table.id] = table.sha256
        return self.vintage.by_members(name)

    def _make(self, spec: SeriesSpec, rows: Sequence[Row], members: dict[str, str], label: str) -> Series:
        table, last = self.vintage.table_of(spec.id), self.quarter.last_day
        about, sha256 = tuple(sorted(members.items())), table.sha256 if table else ""
        found = {
            row.period: observation(spec, row, about, sha256, label) for row in rows if row.period.last_day <= last
        }
        absent = Cell(spec.id, spec.table, about, origin="niet in deze momentopname", sha256=sha256)
        made = Series(
            spec.id, spec.title, spec.unit, spec.frequency, found, label, spec.adjusted, spec.base or None, absent
        )  # fmt: skip
        one_release = len({row.release for row in rows}) < 2
        if one_release or not spec.adjusted or table is None:
            return made
        return self._with_releases(spec, made, members, table)

    def _with_releases(self, spec: SeriesSpec, made: Series, members: dict[str, str], table: TableInfo) -> Series:
        """The series with what the vintage shows about which of its figures connect."""
        related = spec.related
        changes = self._beside(related.change) if not members else None
        arisen, filled = (
            self._beside(name) if not members else None for name in (related.arrivals, related.departures)
        )
        tied = [
            (Period.parse(first), Period.parse(last))
            for tie in table.joined
            if tie["series"] == spec.id and tie["members"] == members
            for first, last in [tie["periods"]]
        ]
        return connections.with_releases(
            made,
            connections.of(
                made, changes=changes, flows=(arisen, filled) if arisen and filled else None, tied=tied,
                margin=table.largest_revisions.get(spec.id),
            ),
        )  # fmt: skip

    def _beside(self, name: str) -> Series | None:
        """A series that is only read as evidence about another; the notebook depends on its table."""
        table = self.vintage.table_of(name) if name else None
        if table is None:
            return None
        self._tables[table.id] = table.sha256
        return self._make(self.catalogue.spec(name), self.vintage.rows(name), {}, "")

    def _label(self, spec: SeriesSpec, members: dict[str, str]) -> str:
        if set(members) != set(spec.over):
            if not spec.over:
                given = ", ".join(f"{name}={key!r}" for name, key in members.items())
                what = f"series '{spec.id}' is not divided into members, and was given {given}"
                raise UserError(what, remedy=f'write series("{spec.id}")')
            example = ", ".join(f'{name}="{next(iter(spec.members(name)), "")}"' for name in spec.over)
            over, given = " and ".join(spec.over), ", ".join(members) or "none"
            what = f"series '{spec.id}' is divided by {over}, and was given {given}"
            raise UserError(what, remedy=f'write series("{spec.id}", {example})')
        titles = []
        for dimension, key in members.items():
            choices = spec.members(dimension)
            if key not in choices:
                raise UserError(
                    f"'{key}' is not a {dimension} of '{spec.id}'", remedy=f"there are {', '.join(choices)}"
                )
            titles.append(choices[key].name)
        return ", ".join(titles)

    def _absent(self, series: Series) -> Observation:
        return Observation(None, series.unit, series.absent, title=series.title, label=series.label, status="unknown")


def observation(spec: SeriesSpec, row: Row, about: Members, sha256: str, label: str) -> Observation:
    """The observation that a row of a vintage gives.

    Args:
        spec: the row's series.
        row: the row.
        about: the members that it is about.
        sha256: the hash of the vintage's table.
        label: the members' titles, in Dutch.
    """
    source = Cell(spec.id, spec.table, about, row.as_of, row.origin, row.note, sha256, row.release, row.via)
    status = cast(Status, row.status)  # the vintage holds only these
    return Observation(
        row.value, spec.unit, source, row.period, status, min(row.decimals, spec.decimals), spec.title, label,
        row.symbol if row.value is None else "", adjusted=spec.adjusted,
    )  # fmt: skip


def _published_observation(figure: published_figures.PublishedFigure) -> Observation:
    cell = PublishedCell(
        figure.key, figure.kind, figure.publisher, figure.title, figure.date, figure.url, figure.note, figure.precision,
        figure.since, figure.when, figure.quoted_in,
    )  # fmt: skip
    places = dutch.places(figure.value)
    period = None if figure.when else figure.period  # a period that the publication does not name is never shown
    observation = Observation(figure.value, figure.unit, cell, period, figure.status, places, figure.description)
    return replace(observation, label=figure.label)
