"""How bars are drawn: one an observation, or one bar of parts. Only observations that ``charts`` has checked come in.

On a wide page a name stands left of its bar. On a phone it stands above it, over the whole width: beside the bar there
would be room for half of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from arbeidsmarkt.exhibits.charts import words as describe
from arbeidsmarkt.exhibits.charts.line_drawing import Size
from arbeidsmarkt.exhibits.charts.marks import Align, Canvas, canvas_width, letters, text_width
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

_MARKS = {"provisional": "*", "revised_provisional": "**"}
_WIDEST_NAME = 290  # beside its bar; longer names take two lines
_BOLD = 1.08  # how much wider bold letters are


def bars(ordered: Sequence[Observation], highlight: str, size: Size, theme: Theme) -> Canvas:
    """Horizontal bars with their value at the end; the one to stand out in another colour and in bold."""
    colours = theme.light
    canvas = Canvas(canvas_width(size))
    wide = size == "wide"
    values = [float(item.value or 0) for item in ordered]
    texts = [item.text + _MARKS.get(item.status, "") for item in ordered]
    room = _BOLD * max(text_width(text) for text in texts) + 8
    longest = letters(_WIDEST_NAME if wide else canvas.width)
    names = [textwrap.wrap(item.label, longest) or [""] for item in ordered]
    beside = max(text_width(part) for name in names for part in name) * _BOLD + 10 if wide else 0.0
    low, high = min(0.0, *values), max(0.0, *values)
    zero = beside + (room if low < 0 else 0)
    scale = (canvas.width - zero - (room if high > 0 else 0)) / ((high - low) or 1)
    zero -= low * scale
    line, thick = 15, 15 if wide else 14
    y = 0.0
    for item, value, text, name in zip(ordered, values, texts, names, strict=True):
        standout = item.label == highlight
        weight = 700 if standout else 400
        step = max(21, line * len(name) + 5) if wide else line * len(name) + thick + 11
        centre = y + step / 2 if wide else y + line * len(name) + 2 + thick / 2
        for number, part in enumerate(name):
            ink = colours.css("ink")
            if wide:
                place = centre + (number - (len(name) - 1) / 2) * line
                canvas.text(beside - 8, place, part, ink, align="right", weight=weight)
            else:
                canvas.text(0, y + line / 2 + number * line, part, ink, weight=weight)
        end = zero + value * scale
        canvas.box(
            min(zero, end), max(zero, end), centre - thick / 2, centre + thick / 2,
            colours.css("second" if standout else "accent"), f"{item.label}: {describe.value(item)}",
        )  # fmt: skip
        side = -5 if value < 0 else 5
        align: Align = "right" if value < 0 else "left"
        canvas.text(end + side, centre, text, colours.css("ink"), align=align, weight=600)
        y += step
    canvas.height = y
    return canvas


def stacked(values: Sequence[Observation], size: Size, theme: Theme) -> Canvas:
    """One bar of parts, and under it a line of text for each part."""
    colours = [theme.light.css(name) for name in ("accent", "second", "third", "fourth")]
    canvas = Canvas(canvas_width(size))
    whole = sum(float(item.value or 0) for item in values)
    start, y = 0.0, 46.0
    for number, item in enumerate(values):
        words = f"{item.label}: {describe.value(item)}"
        end = start + float(item.value or 0) / whole * canvas.width
        gap = 1 if number else 0  # the page shows between the parts
        canvas.box(start + gap, max(start + gap, end - 1), 0, 34, colours[number], words)
        canvas.box(0, 13, y, y + 13, colours[number], "")
        for part in textwrap.wrap(words, letters(canvas.width - 20), break_on_hyphens=False):
            canvas.text(20, y + 7, part, theme.light.css("ink"))
            y += 16
        y += 8
        start = end
    canvas.height = y - 4
    return canvas
