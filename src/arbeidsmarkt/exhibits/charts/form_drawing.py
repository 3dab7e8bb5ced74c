"""How the forms that compare are drawn: paired bars, now against a horizon, small multiples, figures at moments.

Only observations come in, already checked by ``forms``; places are worked out in pixels on a ``Canvas``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import words as describe
from arbeidsmarkt.exhibits.charts.axes import dodge, labelled_years, round_ticks
from arbeidsmarkt.exhibits.charts.line_drawing import FONT_SIZE, PROVISIONAL, Size, is_provisional, position
from arbeidsmarkt.exhibits.charts.marks import Align, Canvas, Point, canvas_width, letters, text_width
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation, Series

#: For each heading its rows: a name with the observation to the left and the one to the right.
Pairs = Mapping[str, Mapping[str, tuple[Observation, Observation]]]

_SMALL = 11


def _value(item: Observation) -> float:
    return float(item.value or 0)


def _axis_text(level: float, step: float) -> str:
    """A round number on an axis, with as many decimals as its steps need."""
    decimals = max(0, -int(Decimal(str(step)).normalize().as_tuple().exponent)) if step % 1 else 0
    return dutch.number(Decimal(str(level)), decimals)


def paired(groups: Pairs, titles: tuple[str, str], size: Size, theme: Theme) -> Canvas:
    """Bars to the left and to the right of the rows' names, on one scale; each group under its own heading."""
    colours = theme.light
    canvas = Canvas(canvas_width(size))
    middle = 196 if size == "wide" else 8  # on a phone the name stands above its bars
    value_room = 58 if size == "wide" else 50
    half = (canvas.width - middle) / 2
    left_end, right_start = half, half + middle
    values = [_value(item) for rows in groups.values() for pair in rows.values() for item in pair if not item.missing]
    scale = (half - value_room) / (max(values) or 1)
    bar, step = (18, 26) if size == "wide" else (16, 42)
    y = 10.0
    canvas.text(left_end, y, titles[0], colours.css("accent"), align="right", weight=600)
    canvas.text(right_start, y, titles[1], colours.css("second"), weight=600)
    y += 14
    for heading, rows in groups.items():
        if heading:
            y += 20
            canvas.text(0, y, heading, colours.css("ink"), weight=700, size=FONT_SIZE + 1)
            y += 12
            canvas.line([(0, y), (canvas.width, y)], colours.css("rule"))
            y += 6
        for name, (left, right) in rows.items():
            centre = y + step / 2 + (7 if size == "narrow" else 0)
            if size == "wide":
                canvas.text(half + middle / 2, centre, name, colours.css("ink"), align="center")
            else:
                canvas.text(canvas.width / 2, y + 9, name, colours.css("ink"), align="center")
                centre = y + 26
            edges = (centre - bar / 2, centre + bar / 2)
            for item, title, x, way, colour in (
                (left, titles[0], left_end, -1, "accent"), (right, titles[1], right_start, 1, "second")
            ):  # fmt: skip
                end = x + way * (0 if item.missing else _value(item) * scale)
                if not item.missing:
                    words = f"{heading}, {title.lower()} {name}: {describe.value(item)}".removeprefix(", ")
                    canvas.box(min(x, end), max(x, end), *edges, colours.css(colour), words)
                shade, weight = ("muted", 400) if item.missing else ("ink", 600)
                side: Align = "right" if way < 0 else "left"
                canvas.text(end + way * 5, centre, item.text, colours.css(shade), align=side, weight=weight)
            y += step
        y += 4
    canvas.height = y + 4
    return canvas


def horizon(pairs: Mapping[str, tuple[Observation, Observation]], size: Size, theme: Theme) -> Canvas:
    """Two dots a row, open for now and filled for the horizon, each with its value and period beside it."""
    colours = theme.light
    canvas = Canvas(canvas_width(size))
    words = {name: (_dated(now), _dated(later)) for name, (now, later) in pairs.items()}
    room = max(text_width(text) for pair in words.values() for text in pair) + 14
    highest = max(_value(item) for pair in pairs.values() for item in pair)
    ticks = round_ticks(0, highest)
    if size == "narrow":
        ticks = ticks[:: max(1, (len(ticks) - 1) // 2)]
    start, end = room, canvas.width - room
    scale = (end - start) / max(highest, 1e-9)
    rows: list[float] = []  # where each row's name ends
    bottom = 0.0
    for name in pairs:
        lines = textwrap.wrap(name, letters(canvas.width / 1.08)) or [""]
        for number, part in enumerate(lines):
            canvas.text(0, bottom + 10 + 16 * number, part, colours.css("ink"), weight=700)
        rows.append(bottom + 4 + 16 * len(lines))
        bottom = rows[-1] + 29
    for tick in ticks:
        if tick <= highest * 1.0001:
            x = start + tick * scale
            for top in rows:  # not through the names above the rows
                canvas.line([(x, top), (x, top + 22)], colours.css("grid"))
            canvas.text(x, bottom + 8, _axis_text(tick, ticks[1] - ticks[0]), colours.css("muted"), align="center")
    for top, (name, (now, later)) in zip(rows, pairs.items(), strict=True):
        y = top + 11
        xs = [start + _value(item) * scale for item in (now, later)]
        canvas.line([(xs[0], y), (xs[1], y)], colours.css("accent"), width=2)
        canvas.dot(xs[0], y, colours.css("accent"), f"{name}, {_spoken(now)}", fill=colours.css("paper"), size=80)
        canvas.dot(xs[1], y, colours.css("accent"), f"{name}, {_spoken(later)}", size=80)
        outward = xs[1] >= xs[0]
        for x, text, right, weight in (
            (xs[0], words[name][0], not outward, 400), (xs[1], words[name][1], outward, 600)
        ):  # fmt: skip
            side = 10 if right else -10
            canvas.text(x + side, y, text, colours.css("ink"), align="left" if right else "right", weight=weight)
    canvas.height = bottom + 18
    return canvas


def _dated(item: Observation) -> str:
    period = item.period
    when = "" if period is None else f" ({period.year})"
    return f"{item.text}{when}"


def _spoken(item: Observation) -> str:
    return f"{item.period.text if item.period else ''}: {describe.value(item)}".removeprefix(": ")


def multiples(
    panels: Mapping[str, Series],
    reference: tuple[str, Series] | None,
    first: Period,
    last: Period,
    zero: bool,
    size: Size,
    theme: Theme,
) -> Canvas:
    """A grid of small charts on one scale, each with the same reference line behind its own."""
    colours = theme.light
    columns = min(len(panels), 4 if size == "wide" else 2)
    axis, gap, head, foot, plot = 34.0, 14.0, 22.0, 26.0, 74.0
    canvas = Canvas(canvas_width(size))
    room = 30.0  # for the last value beside its line
    width = (canvas.width - axis - gap * (columns - 1)) / columns
    titles = {name: textwrap.wrap(name, letters(width / 1.06)) for name in panels}
    head += 15 * (max(len(title) for title in titles.values()) - 1)
    every = [*panels.values(), *([reference[1]] if reference else [])]
    values = [_value(item) for series in every for item in series.known]
    ticks = round_ticks(min([*values, *([0.0] if zero else [])]), max(values))
    ticks = ticks[:: max(1, (len(ticks) - 1) // 2)]
    low, high = min(ticks[0], *values), max(ticks[-1], *values)
    begin, end = position(first), max(position(last), position(first) + 0.25)
    top = 0.0
    if reference:
        canvas.line([(axis, 9), (axis + 24, 9)], colours.css("muted"), width=1.6, dash=(4, 3))
        canvas.text(axis + 30, 9, reference[0], colours.css("muted"))
        top = 22.0
    for number, (name, series) in enumerate(panels.items()):
        x0 = axis + number % columns * (width + gap)
        y0 = top + number // columns * (head + plot + foot) + head

        def x(period: Period, x0: float = x0) -> float:
            return x0 + (position(period) - begin) / (end - begin) * (width - room)

        def y(level: float, y0: float = y0) -> float:
            return y0 + plot - (level - low) / (high - low) * plot

        for rank, part in enumerate(reversed(titles[name])):
            canvas.text(x0, y0 - 11 - 15 * rank, part, colours.css("ink"), weight=700)
        for tick in ticks:
            canvas.line([(x0, y(tick)), (x0 + width - room, y(tick))], colours.css("grid"))
            if number % columns == 0:
                label = _axis_text(tick, ticks[1] - ticks[0])
                canvas.text(x0 - 6, y(tick), label, colours.css("muted"), align="right", size=_SMALL)
        canvas.text(x0, y0 + plot + 10, str(first.year), colours.css("muted"), size=_SMALL)
        canvas.text(x(last), y0 + plot + 10, str(last.year), colours.css("muted"), align="right", size=_SMALL)
        if reference:
            behind = [(x(item.period), None if item.missing else y(_value(item)))
                      for item in reference[1].gapless(first, last) if item.period]  # fmt: skip
            canvas.line(behind, colours.css("muted"), width=1.4, dash=(4, 3))
        own = [item for item in series.gapless(first, last) if item.period]
        for dash, points in _strokes(own, x, y):
            canvas.line(points, colours.css("accent"), width=2.6 if dash == PROVISIONAL else 2, dash=dash)
        for item in own:
            if not item.missing and item.period:
                canvas.dot(x(item.period), y(_value(item)), colours.css("accent"), f"{name}, {_spoken(item)}",
                           fill="none", size=30)  # fmt: skip
        final = series.last
        assert final.period is not None  # noqa: S101  known observations have a period
        canvas.text(x(final.period) + 5, y(_value(final)), final.text, colours.css("accent"), weight=600)
    canvas.height = top + -(-len(panels) // columns) * (head + plot + foot)
    return canvas


def _strokes(
    own: Sequence[Observation], x: Callable[[Period], float], y: Callable[[float], float]
) -> list[tuple[tuple[float, ...], list[Point]]]:
    """The firm line, and the provisional parts as dots that begin where the firm line ends."""
    uncertain = [is_provisional(item) for item in own]
    places: list[Point] = [(x(item.period), None if item.missing else y(_value(item))) for item in own if item.period]
    firm: list[Point] = [(place[0], None if soft else place[1]) for place, soft in zip(places, uncertain, strict=True)]
    found: list[tuple[tuple[float, ...], list[Point]]] = [((1, 0), firm)]
    for number, soft in enumerate(uncertain):
        if soft:
            found.append((PROVISIONAL, places[max(number - 1, 0) : number + 1]))
    return found


def moments(shown: Mapping[str, Series], first: Period, last: Period, size: Size, theme: Theme) -> Canvas:
    """Figures that are published now and then: a stem from zero at each moment, nothing between them."""
    colours = theme.light
    canvas = Canvas(canvas_width(size), 200 if size == "wide" else 230)
    font = FONT_SIZE if size == "wide" else _SMALL
    highest = max(_value(item) for series in shown.values() for item in series.known)
    ticks = round_ticks(0, highest)
    axis = 8 + max(text_width(_axis_text(tick, ticks[1] - ticks[0])) for tick in ticks)
    names = max((text_width(name) for name in shown if name), default=0) if len(shown) > 1 else 0
    top, bottom = 24.0 + (18 * (len(shown) > 1)), canvas.height - 26
    begin, end = position(first), max(position(last), position(first) + 0.25)
    left, right = axis + 18, canvas.width - 22

    def x(period: Period) -> float:
        return left + (position(period) - begin) / (end - begin) * (right - left)

    def y(level: float) -> float:
        return bottom - level / ticks[-1] * (bottom - top)

    for tick in ticks:
        canvas.line([(axis, y(tick)), (canvas.width, y(tick))], colours.css("grid" if tick else "muted"))
        canvas.text(axis - 6, y(tick), _axis_text(tick, ticks[1] - ticks[0]), colours.css("muted"), align="right")
    for year in labelled_years(first, last, right - left):
        place = left + (year - begin) / (end - begin) * (right - left)
        canvas.line([(place, bottom), (place, bottom + 4)], colours.css("muted"))
        canvas.text(place, bottom + 14, str(year), colours.css("muted"), align="center")
    shades = [colours.css(name) for name in ("accent", "second", "third", "fourth")]
    for number, (name, series) in enumerate(shown.items()):
        shift = (number - (len(shown) - 1) / 2) * 9
        known = [item for item in series.known if item.period]
        if len(shown) > 1:
            place = axis + 8 + number * (names + 40)
            canvas.dot(place, 9, shades[number], "", fill=colours.css("paper") if number % 2 else "", size=60)
            canvas.text(place + 10, 9, name, shades[number], weight=600)
        xs = [x(item.period) + shift for item in known if item.period]
        labels = dodge(xs, max((text_width(item.text, font) for item in known), default=0) + 4)
        for item, place, label in zip(known, xs, labels, strict=True):
            level = y(_value(item))
            canvas.line([(place, bottom), (place, level)], shades[number], width=2)
            canvas.dot(place, level, shades[number], f"{name}, {_spoken(item)}".removeprefix(", "),
                       fill=colours.css("paper") if number % 2 else "", size=60)  # fmt: skip
            if number:
                canvas.veil(label, level - 14, item.text, colours.css("paper"), size=font)
            canvas.text(label, level - 14, item.text, colours.css("ink"), align="center", weight=600, size=font)
    return canvas
