"""What a cell displays if its last line is an observation, a fact, a series or a family.

This is a small HTML view in Jupyter and VS Code, and a few lines of text in a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell, Series

_ENDS = 3  # how many rows are shown at the beginning and at the end of a series
_MOST_SOURCES = 6
_WIDTH, _HEIGHT = 240, 40  # of the small line chart, in pixels
_MARKS = {"provisional": "*", "revised_provisional": "**"}


def register(shell: Any) -> None:
    """Register these views with a running notebook.

    Args:
        shell: IPython's shell.
    """
    formatters = shell.display_formatter.formatters
    for kind, as_html, as_text in _VIEWS:
        formatters["text/html"].for_type(kind, as_html)
        formatters["text/plain"].for_type(kind, _printer(as_text))


def observation(item: Observation) -> str:
    """Value, unit, period and status; its origin in a part to be opened."""
    about = " – ".join(filter(None, (item.title, item.label)))
    return (
        f"<div><b style='font-size:1.4em'>{_value(item)}</b> {escape(_unit(item))}<br>{escape(about)}, "
        f"{escape(item.when)}{_status(item)}{_origin(item)}</div>"
    )


def fact(item: Fact) -> str:
    """A fact: its name and its observation."""
    return f"<div><code>{escape(item.key)}</code>{observation(item.observation)}</div>"


def series(item: Series) -> str:
    """Title, unit and period of a series, a small line chart, the first and the last rows."""
    rows = list(item)
    known = item.known
    about = " – ".join(filter(None, (item.title, item.label)))
    if not rows:
        return f"<div><b>{escape(about)}</b><br>geen cijfers</div>"
    span = f"{rows[0].when} tot en met {rows[-1].when}, {len(known)} cijfers"
    cut = rows if len(rows) <= 2 * _ENDS + 1 else [*rows[:_ENDS], None, *rows[-_ENDS:]]
    body = "".join(
        "<tr><td>…</td><td></td></tr>" if row is None
        else f"<tr><td>{escape(row.when)}</td><td style='text-align:right'>{_value(row)}</td></tr>"
        for row in cut
    )  # fmt: skip
    head = f"<b>{escape(about)}</b><br>{escape(dutch.unit(item.unit).head)}; {escape(span)}"
    return f"<div>{head}<br>{_line(item)}<table>{body}</table>{_origin(known[-1]) if known else ''}</div>"


def family(item: Family) -> str:
    """Each member's key and newest figure."""
    body = "".join(
        f"<tr><td><code>{escape(key)}</code></td><td style='text-align:left'>{escape(one.label or one.title)}</td>"
        + (f"<td>{_value(one.last)}</td><td>{escape(one.last.when)}</td>" if one.known else "<td>n.b.</td><td></td>")
        + f"<td>{_line(one)}</td></tr>"
        for key, one in item.items()
    )
    title = next((f"{one.title}, {dutch.unit(one.unit).head}" for one in item.values()), "geen reeksen")
    return f"<div><b>{escape(title)}</b><table>{body}</table></div>"


def _text(item: Observation) -> str:
    about = ", ".join(filter(None, (item.title, item.label, item.when, "" if item.missing else item.status)))
    return f"{item.text}{_mark(item)} {_unit(item)} ({about})".replace("  ", " ")


def _series_text(item: Series) -> str:
    known = item.known
    ends = f": {_text(known[0])} … {_text(known[-1])}" if known else ": geen cijfers"
    return f"{item.title}{f', {item.label}' if item.label else ''}, {len(known)} cijfers{ends}"


def _family_text(item: Family) -> str:
    return "\n".join(f"{key}: {_series_text(one)}" for key, one in item.items())


def _value(item: Observation) -> str:
    return escape(item.text or "–") + _mark(item)


def _mark(item: Observation) -> str:
    return "" if item.missing else _MARKS.get(item.status, "")


def _unit(item: Observation) -> str:
    return dutch.unit(item.unit).head


def _status(item: Observation) -> str:
    return "" if item.missing else f" <small>({escape(item.status)})</small>"


def _origin(item: Observation) -> str:
    """The derivation, and the tables and publications that it starts from."""
    source = item.source
    said = f"{escape(source.formula)}: {escape(source.words)}<br>" if isinstance(source, Derivation) else ""
    named: list[str] = []
    for leaf in item.cells():
        if isinstance(leaf.source, Cell):
            named.append(f"{leaf.source.series}, tabel {leaf.source.table}")
        elif isinstance(leaf.source, PublishedCell):
            named.append(f"{leaf.source.publisher}, {leaf.source.title}")
    unique = list(dict.fromkeys(named))
    more = f"<br>… en {len(unique) - _MOST_SOURCES} andere" if len(unique) > _MOST_SOURCES else ""
    return (
        f"<details><summary>Herkomst</summary><small>{said}{'<br>'.join(map(escape, unique[:_MOST_SOURCES]))}{more}"
        "</small></details>"
    )


def _line(item: Series) -> str:
    """A small line chart without axes, interrupted where a figure is missing."""
    points = item.whole()
    values = [float(one.value) for one in points if one.value is not None]
    if len(values) < 2:
        return ""
    low, reach = min(values), (max(values) - min(values)) or 1.0
    strokes: list[list[str]] = [[]]
    for index, one in enumerate(points):
        if one.value is None:
            strokes.append([])
            continue
        x = index / (len(points) - 1) * (_WIDTH - 4) + 2
        y = _HEIGHT - 3 - (float(one.value) - low) / reach * (_HEIGHT - 6)
        strokes[-1].append(f"{x:.1f},{y:.1f}")
    drawn = "".join(
        f"<polyline points='{' '.join(stroke if len(stroke) > 1 else stroke * 2)}'/>" for stroke in strokes if stroke
    )
    return (
        f"<svg width='{_WIDTH}' height='{_HEIGHT}' fill='none' stroke='currentColor' stroke-width='1.5' "
        f"stroke-linecap='round' aria-hidden='true'>{drawn}</svg>"
    )


def _printer(as_text: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
    def write(item: Any, printer: Any, _cycle: bool) -> None:
        printer.text(as_text(item))

    return write


def _fact_text(item: Fact) -> str:
    return f"{item.key} = {_text(item.observation)}"


_VIEWS: Sequence[tuple[type, Callable[[Any], str], Callable[[Any], str]]] = (
    (Observation, observation, _text),
    (Fact, fact, _fact_text),
    (Series, series, _series_text),
    (Family, family, _family_text),
)
