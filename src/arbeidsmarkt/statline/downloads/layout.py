"""The table as StatLine's page shows it, saved as CSV: titles in place of codes, under one line of heads or several.

Three of the page's downloads look like this. "CSV met statistische symbolen" and "CSV zonder statistische symbolen"
have a row per combination, and one line of heads. "CSV volgens tabelindeling" is the table of the page: its title
first, then heads over the columns (one line per dimension), then rows, and "Bron: CBS" last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arbeidsmarkt.basics import typed_period
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.csv_file import Line
from arbeidsmarkt.statline.downloads import cells

PERIODS = ("perioden", "periode")
_MEASURES = ("onderwerp", "onderwerpen", "")


@dataclass(frozen=True)
class Shown:
    """One cell of the table, under the titles that it stands under.

    Attributes:
        line: of the file.
        measure: title, with its groups before it and its unit behind it, as the head says it.
        unit: from a line or column of its own; empty when the measure's head has it.
        members: name of a dimension -> title of the member.
        period: title.
        text: the figure.
    """

    line: int
    measure: str
    unit: str
    members: tuple[tuple[str, str], ...]
    period: str
    text: str


@dataclass(frozen=True)
class Layout:
    """The cells of a file, and its title where it has one."""

    title: str
    cells: tuple[Shown, ...]


def read(lines: Sequence[Line], name: str) -> Layout:
    """Every cell of the table with the titles that it stands under.

    Raises:
        UserError: the file is not laid out in one of the three ways.
    """
    rows = list(lines)
    title = ""
    while rows and _alone(rows[0]):
        title = title or rows.pop(0).cells[0]
        rows = rows[1:] if rows and _alone(rows[0]) else rows
    while rows and _alone(rows[-1]):
        rows.pop()
    at = next((i for i, line in enumerate(rows) if any(cell.casefold() in PERIODS for cell in line.cells)), None)
    if at is None:
        raise UserError(
            "no cell says 'Perioden', as in every download of StatLine", where=name,
            remedy=f"for a CSV of your own, say in {_stem(name)}.yml beside it what it holds",
        )  # fmt: skip
    width = max(len(line.cells) for line in rows)
    table = [Line(line.number, line.cells + ("",) * (width - len(line.cells))) for line in rows]
    column = next(i for i, cell in enumerate(table[at].cells) if cell.casefold() in PERIODS)
    after = [cell for cell in table[at].cells[column + 1 :] if cell]
    across = bool(after) and all(map(typed_period.named, after))
    found = tuple(_across(table, at, column, name) if across else _down(table, at, column, name))
    if not found:
        raise UserError("holds no figures", where=name, remedy="download the table again")
    return Layout(title, found)


def _down(table: Sequence[Line], at: int, column: int, name: str) -> Iterator[Shown]:
    """A table with the periods in a column."""
    rows = [line for line in table[at + 1 :] if typed_period.named(line.cells[column])]
    first = rows[0].number if rows else 0
    heads = [*table[: at + 1], *(line for line in table[at + 1 :] if line.number < first)]
    _refuse_others(table, rows, heads, name)
    width = len(table[at].cells)
    values = [
        i for i in range(column + 1, width)
        if any(head.cells[i] for head in heads) and all(_is_figure(line.cells[i]) for line in rows)
    ]  # fmt: skip
    if not values:
        raise UserError("no column beside the periods holds figures only", where=f"{name}:{table[at].number}")
    labels = [i for i in range(width) if i != column and i not in values and table[at].cells[i]]
    stacks = {i: _stack(heads, table[at], i, min(values)) for i in values}
    above: dict[int, str] = {}
    for line in rows:
        for i in labels:
            above[i] = line.cells[i] or above.get(i, "")
        members = [(table[at].cells[i], above[i]) for i in labels]
        for i in values:
            measures, unit, fixed = stacks[i]
            beside = [text for own, text in members if own.casefold() in _MEASURES]
            yield Shown(
                line.number, "/".join(dict.fromkeys([*measures, *beside])), unit,
                tuple((own, text) for own, text in [*fixed, *members] if own.casefold() not in _MEASURES),
                line.cells[column], line.cells[i],
            )  # fmt: skip


def _stack(heads: Sequence[Line], own: Line, column: int, values: int) -> tuple[list[str], str, list[tuple[str, str]]]:
    """What the heads above a column say: the measure with its groups, unit, and the members of dimensions."""
    measure, unit, members = [], "", []
    for head in heads:
        text = _filled(head, column, values)
        if not text:
            continue
        named = next((cell for cell in reversed(head.cells[:values]) if cell), "")
        if head is own or named.casefold() in _MEASURES[:-1]:
            measure.append(text)
        elif named:
            members.append((named, text))
        else:
            unit = text
    return measure, unit, members


def _across(table: Sequence[Line], at: int, column: int, name: str) -> Iterator[Shown]:
    """A table with the periods in a line of heads; a column below the word holds the units."""
    values = list(range(column + 1, len(table[at].cells)))
    rows = [line for line in table[at + 1 :]
            if any(line.cells[i] for i in values) and all(_is_figure(line.cells[i]) for i in values)]  # fmt: skip
    _refuse_others(table, rows, table[: at + 1], name)
    above: dict[int, str] = {}
    for line in rows:
        for i in range(column):
            above[i] = line.cells[i] or above.get(i, "")
        labels = [(table[at].cells[i], above[i]) for i in range(column) if above[i]]
        beside = [text for own, text in labels if own.casefold() in _MEASURES]
        for i in values:
            measures: list[str] = []
            members = [(own, text) for own, text in labels if own.casefold() not in _MEASURES]
            for head in table[:at]:
                named = next((cell for cell in reversed(head.cells[: column + 1]) if cell), "")
                text = _filled(head, i, column + 1)
                if text and named.casefold() in _MEASURES:
                    measures.append(text)
                elif text:
                    members.append((named, text))
            measure = "/".join(dict.fromkeys([*measures, *beside]))
            yield Shown(
                line.number, measure, line.cells[column], tuple(members), _filled(table[at], i, column + 1),
                line.cells[i],
            )  # fmt: skip


def _refuse_others(table: Sequence[Line], rows: Sequence[Line], heads: Sequence[Line], name: str) -> None:
    """Refuse a line that is neither head nor figures: nothing of a file is passed over."""
    known = {line.number for line in (*rows, *heads)}
    for line in table:
        if line.number not in known:
            shown = "; ".join(cell for cell in line.cells if cell)[:60]
            raise UserError(
                f"'{shown}' is neither a line of heads nor one of figures", where=f"{name}:{line.number}",
                remedy="download the table again, or mend the line",
            )  # fmt: skip


def _filled(head: Line, column: int, first: int) -> str:
    """A head's text above a column; one that spans several columns stands above the first of them."""
    return next((head.cells[i] for i in range(column, first - 1, -1) if head.cells[i]), "")


def _alone(line: Line) -> bool:
    return sum(map(bool, line.cells)) == 1


def _is_figure(text: str) -> bool:
    """Whether a cell is a figure, or was meant as one: with digits, and no word beside them."""
    if text in ("", "."):
        return True
    try:
        cells.number(text, 10)
    except ValueError:
        return text[:1].isdigit() and not any(letter.isalpha() for letter in text) and not typed_period.named(text)
    return True


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
