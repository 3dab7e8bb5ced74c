"""What a notebook imports: ``from arbeidsmarkt.notebook import *``.

A notebook begins with a cell tagged ``parameters``, imports this module, and calls ``start()``, which reads the
parameters. It shows things with ``facts``, ``%%prose``, ``figure``, ``table`` (and ``key_figures`` for the band on the
first page). Each displays what readers will see and adds a record for the report to the cell's output.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import display

from arbeidsmarkt.basics.dutch import date as long_date, enumeration
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import (
    accountability,
    called,
    cells,
    edition_parameters,
    exhibit_record,
    front_page,
    jupyter_view,
    quarto_view,
    revised_figures as revised,
    shell,
)
from arbeidsmarkt.desk.computed import computed
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits import records, source_line, tables as _tables, typed_words
from arbeidsmarkt.exhibits.charts import own_chart
from arbeidsmarkt.exhibits.charts.bars import bars, stacked
from arbeidsmarkt.exhibits.charts.horizon import horizon
from arbeidsmarkt.exhibits.charts.lines import line, spark
from arbeidsmarkt.exhibits.charts.moments import moments
from arbeidsmarkt.exhibits.charts.multiples import multiples
from arbeidsmarkt.exhibits.charts.paired import paired
from arbeidsmarkt.exhibits.charts.tile_map import tile_map
from arbeidsmarkt.exhibits.tables import period_names, unit_names
from arbeidsmarkt.numbers.arithmetic import titled
from arbeidsmarkt.numbers.change import compounded, contribution, counted, longest_run, steps, turned, unusual
from arbeidsmarkt.numbers.derivations import (
    difference,
    growth,
    in_millions,
    productivity,
    ratio,
    real_growth,
    share,
    total,
    year_on_year,
)
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.over_time import mean, peak, quarterly_mean, rebase, streak, trough, unbroken_since
from arbeidsmarkt.numbers.ranking import leading, mostly_known, ranked
from arbeidsmarkt.numbers.series import Observation, Series
from arbeidsmarkt.text.markdown import Markdown, as_markdown, plain

_session: Session | None = None


def start(
    quarter: str = "",
    vintage: str = "",
    charts_from: str = "",
    publication_date: str = "",
    previous: str = "",
    *,
    after: str = "",
) -> Session:
    """Begin the notebook for an edition; the arguments are by default the variables of the notebook's parameters cell.

    If only the quarter was given (``papermill … -p quarter 2024Q3``), the other parameters are those of that edition.

    Args:
        quarter: the edition, as "2024Q3".
        vintage: label of the vintage to read, as "2024-12-13".
        charts_from: first quarter of the charts, as "2014Q1".
        publication_date: as "2024-12-13"; nothing published later is used.
        previous: the previous edition, as "2023Q3"; may be empty.
        after: "all" for a notebook that runs after the others and reads their facts, as in ``report.yml``.

    Raises:
        UserError: a parameter is not set, or is not a quarter or a day.
    """
    global _session
    shell.register(prose)  # first, so that a mistake in the parameters is reported like any other
    project = Project.find()
    given = {"quarter": quarter, "vintage": vintage, "charts_from": charts_from, "publication_date": publication_date}
    found = {name: value or shell.parameter(name) for name, value in given.items()}
    found["previous"] = previous if quarter else previous or shell.parameter("previous", needed=False)
    settled = found if quarter else edition_parameters.settled(project, found, cells.history())
    _session = Session(project, **settled, after_all=after == "all")
    return _session


def literals(*phrases: str) -> None:
    """Declare phrases with a number or comparison that is no figure: ``literals("15 tot 75 jaar", "tien jaar")``.

    Every other number or comparison typed by hand in the notebook's texts is refused, in the cell and by a build. A
    phrase includes the words around the number, so that the same number elsewhere is still refused.

    Raises:
        UserError: a phrase is not a text, or is empty.
    """
    for phrase in phrases:
        if not isinstance(phrase, str) or not phrase.strip():
            raise UserError(f"literals(…) was given {phrase!r}", remedy='write a phrase: literals("15 tot 75 jaar")')
    current().literals.extend(phrases)


def current() -> Session:
    """The session that ``start`` began.

    Raises:
        UserError: ``start`` was not called yet.
    """
    if _session is None:
        shell.register(prose)
        raise UserError("the notebook has not started", remedy="run its first cells, up to start(…)")
    return _session


def series(name: str, **members: str) -> Series:
    """A series of the catalogue up to the edition's quarter: ``series("open_vacancies_by_sector", sector="J")``."""
    return current().reader.series(name, **members)


def family(name: str, kind: str | None = "section", **fixed: str) -> dict[str, Series]:
    """The series of every sector (or other member), by its key."""
    return current().reader.family(name, kind, **fixed)


def recent(item: Series) -> Observation:
    """The newest figure of a series; missing if it is older than four quarters."""
    return current().reader.recent(item)


def common_quarter(members: dict[str, Series]) -> Period:
    """The quarter for which most of these series have a figure: the edition's own or one of the four before it."""
    return current().reader.common_quarter(members)


def labelled(item: Observation, label: str) -> Observation:
    """The same observation with another label for its bar or row: "Alle bedrijfstakken"."""
    return replace(item, label=label)


def in_sentence(item: Observation) -> Observation:
    """The same observation with its label as a sentence writes it: "de horeca" for "Horeca"."""
    return replace(item, label=current().reader.in_sentence(item.label))


def published(key: str, period: str | None = None, *, recent: bool = False, unit: str = "") -> Observation:
    """A figure from ``data/published/``: missing if there is none (``recent``: or only an older one)."""
    return current().reader.published(key, period, recent=recent, unit=unit)


def published_all(key: str) -> list[Observation]:
    """All figures with this key that the edition may use, oldest period first."""
    return current().reader.published_all(key)


def published_series(key: str, title: str = "") -> Series:
    """The figures with this key as a series, to draw with ``moments``; empty if the edition may use none."""
    return current().reader.published_series(key, title)


def source_of(*observations: Observation) -> Markdown:
    """The source line for these observations; for a table whose cells are words."""
    return source_line.line(observations, current().reader.vintage, current().reader.catalogue)


def facts(**named: Observation | Fact | Sequence[Observation]) -> None:
    """Give figures a name, so that text cells can state them: ``facts(tension=tension[quarter])``.

    Raises:
        UserError: a value is a bare number, or a name already stands for another value.
    """
    made = current().define(shell.cell(), dict(named))
    record = {"kind": "facts", "facts": {key: fact.to_json() for key, fact in made.items()}}
    _show(record, html_text=jupyter_view.facts(made))


def prose(_line: str, cell: str) -> None:
    """``%%prose``: a text cell in Markdown with placeholders; displays the text as a reader will see it."""
    rendered = current().text_cell(cell)
    record = {
        "kind": "prose", "markdown": rendered.markdown, "left_out": rendered.left_out, "uses": sorted(rendered.used)
    }  # fmt: skip
    _show(record, markdown=jupyter_view.prose(rendered.markdown, current().numbers))


def figure(
    chart: Any,
    label: str,
    caption: str,
    *,
    about: Any = (),
    helpers: Sequence[str] = (),
    message: str = "",
    alt: str = "",
    source: str = "",
    notes: Sequence[str] = (),
) -> None:
    """Show a chart as a numbered figure.

    Args:
        chart: from ``line``, ``bars`` or another chart form, or a chart of Altair's.
        label: for cross-references: ``fig-tension``.
        caption: what is measured and in what unit; may hold placeholders.
        about: for a chart of Altair's: the series, frames and observations in which each of its numbers is looked up.
        helpers: for a chart of Altair's: columns that only position marks (jitter, a line at a level).
        message: a text cell of one sentence, above the caption: what a reader is to see. Empty: none.
        alt: alternative text; mandatory for a chart of Altair's, else written from the data. May hold placeholders.
        source: by default written from the lineage: table ids, links, and whether figures were derived.
        notes: sentences under the figure.

    Raises:
        UserError: no chart, a number in no observation, a label without ``fig-``, a message of several sentences.
    """
    session = current()
    records.check_label(label, "fig-", "figure")
    chart = own_chart.of(chart, about, helpers, alt, label)
    record = {
        "kind": "figure",
        **exhibit_record.shared(session, label, caption, message, source, chart.data),
        "alt": plain(_words(alt)) if alt else chart.alt,
        "notes": exhibit_record.notes(session, [*notes, *map(as_markdown, chart.notes)], chart.data, chart=True),
        "svg": chart.svg(session.theme),
        "svg_narrow": chart.svg(session.theme, "narrow"),
    }
    _show(record, html_text=jupyter_view.figure(record))


def table(
    frame: pd.DataFrame | records.Data,
    label: str,
    caption: str,
    *,
    about: Any = (),
    message: str = "",
    source: str = "",
    notes: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    in_document: bool = True,
) -> None:
    """Show a frame as a numbered table.

    Args:
        frame: columns with Dutch titles, the first heads the rows; cells are observations, periods, texts or numbers.
        label: for cross-references: ``tbl-wages``.
        caption: may hold placeholders.
        about: the series, frames and observations in which bare numbers are looked up.
        message: as ``figure`` takes it.
        source: by default written from the lineage.
        notes: sentences under the table; the legend of symbols is added to them.
        names: column title -> its name in the CSV file; by default the name of the series that it comes from.
        in_document: whether the table is in the document; if not, it is only in the workbook and a CSV file.

    Raises:
        UserError: a number that is in no observation, a column of mixed units, a figure older than four quarters, a
            message of several sentences.
    """
    session = current()
    records.check_label(label, "tbl-", "table")
    data = frame if isinstance(frame, records.Data) else _tables.from_frame(frame, dict(names or {}), about)
    _tables.refuse_old(data, session.quarter)
    session.refuse_typed(typed_words.typed(data))
    shared = exhibit_record.shared(session, label, caption, message, source, data)
    record = {"kind": "table", **shared, "notes": exhibit_record.notes(session, notes, data)}
    if not in_document:
        record["in_document"] = False
    heading = plain(record["caption"]) + ("" if in_document else " (alleen in de databestanden)")
    _show(record, html_text=jupyter_view.table(record, heading))


def key_figures(items: Sequence[Mapping[str, Any]]) -> None:
    """Show the band of key figures on the first page.

    Args:
        items: each with ``title`` (what it is), ``fact`` (name of the fact), ``change`` (a short text cell) and
            optionally ``series`` (for a tiny chart) and ``unit`` (what the number counts, if its unit does not say so).
            An item whose fact is missing is left out.
    """
    shown = front_page.key_figures(current(), items, _words)
    _show({"kind": "band", "label": "kerncijfers", "items": shown}, html_text=jupyter_view.band(shown))


def key_messages(items: Sequence[Mapping[str, Any]]) -> None:
    """Show the key messages beside the key figures on the first page, the most unusual first.

    Args:
        items: each with ``text`` (a text cell of one or two sentences), ``news`` (how unusual it is: ``unusual(…)``)
            and optionally ``first`` (it opens the list, whatever its news). A message is left out if its text is empty
            because a fact is missing.
    """
    record = front_page.key_messages(current(), items)
    _show(record, markdown=jupyter_view.prose("\n".join(f"- {text}" for text in record["sentences"])))


def _words(template: str) -> Markdown:
    """A caption, note or source line with its placeholders filled in; no character of it acts as Markdown."""
    return current().words(template)


def _show(record: records.Json, *, html_text: str = "", markdown: str = "") -> None:
    """Display a record and what a person sees of it, after a record of what was read."""
    for bundle in quarto_view.bundles(record, current().reads(), html_text, markdown):
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


# fmt: off
__all__ = [
    "Family", "Observation", "Period", "Series", "accountability", "alt", "bars", "common_quarter", "compounded",
    "computed", "contribution", "counted", "current", "difference", "enumeration", "facts", "family", "figure",
    "growth", "horizon", "in_millions", "in_sentence", "key_figures", "key_messages", "labelled", "leading", "line",
    "literals", "long_date", "longest_run", "mean", "moments", "mostly_known", "multiples", "paired", "pd", "peak",
    "period_names", "productivity", "published", "published_all", "published_series", "quarterly_mean", "ranked",
    "ratio", "real_growth", "rebase", "recent", "revised", "series", "share", "source_of", "spark", "stacked", "start",
    "steps", "streak", "table", "tile_map", "titled", "total", "trough", "turned", "unbroken_since", "unit_names",
    "unusual", "year_on_year",
]
# fmt: on

for _name in __all__:
    if inspect.isfunction(globals()[_name]):
        globals()[_name] = called.answering(
            globals()[_name], lambda text: _session.refuse_typed([text]) if _session else None
        )
