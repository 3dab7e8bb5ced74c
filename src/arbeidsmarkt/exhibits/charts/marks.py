"""A plane of pixels to lay out a chart that Vega's own axes cannot: pairs of bars, dumbbells, grids of small charts.

Places come in pixels from the upper left corner. What stands for a value carries its description, which becomes its
title in the SVG; everything else is decoration. All marks of one kind and look become one layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from arbeidsmarkt.exhibits.charts.line_drawing import FONT_SIZE, WIDTHS, Size, chart_of, dashes

Align = Literal["left", "center", "right"]
Point = tuple[float, float | None]

#: Width of a character of the report's typeface, as a part of its size; for labels that must not meet.
CHARACTER = 0.5


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """About how wide a text is, in pixels."""
    return len(text) * size * CHARACTER


def letters(width: float, size: float = FONT_SIZE) -> int:
    """About how many letters of a text fit in a width."""
    return max(4, int(width / (size * CHARACTER)))


def canvas_width(size: Size) -> float:
    """The width of a canvas: that of the drawing without the margins that every chart has."""
    return WIDTHS[size] - 8


@dataclass
class Canvas:
    """Collects marks and makes one Altair chart of them.

    Attributes:
        width: in pixels.
        height: in pixels; may grow while drawing.
    """

    width: float
    height: float = 0
    _boxes: list[dict[str, Any]] = field(default_factory=list)
    _words: dict[tuple[Align, int, float, str], list[dict[str, Any]]] = field(default_factory=dict)
    _lines: dict[tuple[str, float, tuple[float, ...]], list[dict[str, Any]]] = field(default_factory=dict)
    _dots: dict[tuple[str, str, float], list[dict[str, Any]]] = field(default_factory=dict)

    def box(self, x: float, x2: float, y: float, y2: float, colour: str, description: str) -> None:
        """A filled rectangle that stands for a value."""
        self._boxes.append({"x": x, "x2": x2, "y": y, "y2": y2, "colour": colour, "description": description})

    def veil(self, x: float, y: float, text: str, colour: str, *, size: float = FONT_SIZE) -> None:
        """A box in the page's colour behind a text centred on a place, so that no line runs through it."""
        half = text_width(text, size) / 2 + 1
        self._boxes.append(
            {"x": x - half, "x2": x + half, "y": y - size / 2, "y2": y + size / 2, "colour": colour, "description": ""}
        )

    def text(
        self, x: float, y: float, text: str, colour: str, *, align: Align = "left", weight: int = 400,
        size: float = FONT_SIZE,
    ) -> None:  # fmt: skip
        """Words, centred on ``y``."""
        self._words.setdefault((align, weight, size, colour), []).append({"x": x, "y": y, "text": text})

    def line(self, points: list[Point], colour: str, *, width: float = 1, dash: tuple[float, ...] = (1, 0)) -> None:
        """A line through points; it breaks where ``y`` is None."""
        rows = self._lines.setdefault((colour, width, dash), [])
        name = f"{len(self._lines)}-{len(rows)}"
        rows += [{"x": x, "y": y, "line": name, "order": order} for order, (x, y) in enumerate(points)]

    def dot(self, x: float, y: float, colour: str, description: str, *, fill: str = "", size: float = 70) -> None:
        """A round mark that stands for a value; ``fill`` for a ring, and ``none`` for one that only has a title."""
        row = {"x": x, "y": y, "description": description}
        self._dots.setdefault((colour, fill or colour, size), []).append(row)

    def chart(self) -> Any:
        """The drawing as an Altair chart."""
        import altair as alt

        plane = {
            "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False, zero=False)),
            "y": alt.Y(
                "y:Q", axis=None, scale=alt.Scale(domain=[0, self.height], nice=False, zero=False, reverse=True)
            ),
        }

        layers: list[Any] = []
        for (colour, width, dash), rows in self._lines.items():
            mark = chart_of(rows).mark_line(color=colour, strokeWidth=width, aria=False, **dashes(dash))
            layers.append(mark.encode(**plane, detail=alt.Detail("line:N"), order=alt.Order("order:Q")))
        if self._boxes:
            colours = alt.Color("colour:N", scale=None, legend=None)
            mark = chart_of(self._boxes).mark_rect()
            layers.append(
                mark.encode(
                    **plane,
                    x2=alt.X2("x2:Q"),
                    y2=alt.Y2("y2:Q"),
                    color=colours,
                    description=alt.Description("description:N"),
                )
            )
        for (colour, fill, size), rows in self._dots.items():
            hidden = fill == "none"
            mark = chart_of(rows).mark_point(
                shape="circle", size=size, filled=False, stroke=colour, fill=colour if hidden else fill,
                strokeWidth=2, opacity=0 if hidden else 1,
            )  # fmt: skip
            layers.append(mark.encode(**plane, description=alt.Description("description:N")))
        for (align, weight, size, colour), rows in self._words.items():
            mark = chart_of(rows).mark_text(
                align=align, baseline="middle", fontWeight=weight, fontSize=size, color=colour, aria=False
            )  # fmt: skip
            layers.append(mark.encode(**plane, text=alt.Text("text:N")))
        # everything lies within the canvas, so the drawing is exactly as large, however wide Vega takes its text to be
        exactly = alt.AutoSizeParams(type="none")
        return alt.layer(*layers, width=self.width, height=self.height, autosize=exactly)
