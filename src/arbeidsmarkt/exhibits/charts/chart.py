"""A chart of the report: its drawing in Altair for a wide page and for a phone, its data and its description.

Each chart form has a module of its own, with its checks and its drawing. It takes series or observations, never bare
numbers, and its drawing is a function from a tidy frame to an Altair chart. ``words`` writes the descriptions of all
forms.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.exhibits.charts import vega_svg
from arbeidsmarkt.exhibits.records import Data, status_known
from arbeidsmarkt.inputs.theme import Theme
from arbeidsmarkt.numbers.series import Observation

if TYPE_CHECKING:
    import pandas as pd

Size = Literal["wide", "narrow"]

#: width of the drawing with its labels, in pixels; the wide one is shown at about three quarters in print
WIDTHS: dict[Size, int] = {"wide": 640, "narrow": 330}
FONT_SIZE = 13
#: the fewest points in time of a chart; fewer are better stated in a sentence
FEWEST = 4
#: dashes that distinguish lines where colours do not
DASHES: tuple[list[float], ...] = ([1, 0], [10, 4], [12, 4, 3, 4], [5, 3])
#: what is provisional is dotted: round dots, thicker than the line, which no line of its own looks like
PROVISIONAL: list[float] = [0.1, 5.4]
#: the mark after a provisional number in a drawing
MARKS = {"provisional": "*", "revised_provisional": "**"}

_FORMAT = {"decimal": ",", "thousands": dutch.NARROW_SPACE, "grouping": [3], "currency": ["€ ", ""]}


@dataclass(frozen=True)
class ReportChart:
    """A chart with its data and its description.

    Attributes:
        draw: returns the Altair chart for a size and a theme.
        data: the values shown, for "Toon als tabel" and the CSV file.
        alt: a description of what is shown, written from the data.
        notes: notes under the figure that explain the drawing.
    """

    draw: Callable[[Size, Theme], Any]
    data: Data
    alt: str
    notes: tuple[str, ...] = ()

    def svg(self, theme: Theme, size: Size = "wide") -> str:
        """The drawing as SVG, the same bytes every time, with the report's page design and Dutch numbers.

        Altair does not validate it against its schema, which takes half of the time: the tests do so for the report's
        own forms, and ``own_chart`` did so for an author's chart.
        """
        from altair.utils import schemapi

        with schemapi.debug_mode(False), _shallow_copies():
            specification = self.draw(size, theme).to_dict(validate=False)
        specification["config"] = {**specification.get("config", {}), **look(theme)}
        return vega_svg.svg(specification, _FORMAT)


@contextlib.contextmanager
def _shallow_copies() -> Iterator[None]:
    """Make Altair's charts share their parts while a form is drawn.

    Altair makes a deep copy of a chart for every mark and encoding, and six of each layer, although only the chart's
    own properties change. That takes four fifths of the time.
    """
    import altair as alt

    original = alt.SchemaBase.copy

    def copy(self: Any, deep: bool | Iterable[Any] = True, ignore: list[str] | None = None) -> Any:
        return original(self, False if deep is True else deep, ignore)

    setattr(alt.SchemaBase, "copy", copy)  # noqa: B010  mypy would have a method stay what it is
    try:
        yield
    finally:
        setattr(alt.SchemaBase, "copy", original)  # noqa: B010


class Rows:
    """Rows of texts, floats and days, which Altair takes over as they are; it would look into each of their cells."""

    _schema: ClassVar[dict[str, str]] = {"type": "array"}  # what makes Altair call ``to_dict``, and nothing else

    def __init__(self, frame: pd.DataFrame) -> None:
        columns = [[None if value != value else value for value in frame[name].tolist()] for name in frame.columns]
        self._rows = [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]

    def to_dict(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
        """The rows, in Altair's words for "as JSON"."""
        return self._rows


def frame_of(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A frame of plain objects: pandas's own columns of text take longer to read than a chart to draw."""
    import pandas as pd

    return pd.DataFrame(list(rows), dtype=object)


def chart_of(frame: pd.DataFrame) -> Any:
    """``alt.Chart(frame)`` over rows that Altair need not look into; layers over the same chart share them."""
    import altair as alt

    return alt.Chart(alt.Data(values=Rows(frame)))


def look(theme: Theme) -> dict[str, Any]:
    """Vega-Lite's configuration for the report: flat, few grid lines, one typeface."""
    colours = theme.light
    text = {"font": theme.font, "fontSize": FONT_SIZE, "fill": colours.css("ink")}
    return {
        "font": theme.font,
        "background": None,
        "view": {"stroke": None},
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "text": text,
        "axis": {
            "labelFont": theme.font,
            "labelFontSize": FONT_SIZE,
            "labelColor": colours.css("muted"),
            "title": None,
            "domain": False,
            "ticks": False,
            "grid": False,
            "gridColor": colours.css("grid"),
            "labelPadding": 6,
            "labelLimit": 260,
            "titleFont": theme.font,
            "titleFontSize": FONT_SIZE,
            "titleFontWeight": 400,
            "titleColor": colours.css("muted"),
        },
        "legend": {"orient": "top", "title": None, "labelColor": colours.css("ink"), "labelFontSize": FONT_SIZE},
        "header": {"title": None, "labelColor": colours.css("ink"), "labelFontSize": FONT_SIZE},
        "title": {"color": colours.css("ink"), "subtitleColor": colours.css("muted")},
        "range": {"category": palette(theme)},
        "point": {"color": colours.css("accent"), "filled": True, "size": 50},
        "circle": {"color": colours.css("accent")},
        "area": {"color": colours.css("accent")},
        "rule": {"color": colours.css("muted")},
        "line": {"strokeWidth": 2.4, "strokeCap": "round", "strokeJoin": "round", "color": colours.css("accent")},
        "bar": {"color": colours.css("accent")},
        "mark": {"invalid": "break-paths-filter-domains"},
    }


def palette(theme: Theme) -> list[str]:
    """The colours of lines and parts, in order."""
    return [theme.light.css(name) for name in ("accent", "second", "third", "fourth")]


def one_unit(items: Sequence[Observation], what: str) -> str:
    """The unit that all these observations have.

    Raises:
        UserError: there is no value, or there are several units.
    """
    units = {item.unit for item in items if not item.missing}
    if not units:
        raise UserError(f"{what}: there is no value to show", remedy="guard the figure with an if")
    if len(units) > 1:
        raise UserError("values in different units cannot share an axis", remedy="draw a chart for each unit")
    return units.pop()


def enough_points(items: Iterable[Observation]) -> None:
    """Refuse a chart over time with fewer than four moments, since a sentence says more than an almost empty axis.

    Args:
        items: everything that the chart draws; missing values do not count.

    Raises:
        UserError: there are values at fewer than ``FEWEST`` moments.
    """
    count = len({item.period for item in items if not item.missing})
    if count < FEWEST:
        raise too_few(f"figures at {count} moment{'s' * (count != 1)}")


def too_few(what: str) -> UserError:
    """The error for a chart over time that shows next to nothing: ``what`` it has, as "figures at 2 moments"."""
    return UserError(
        f"the chart has {what}; it needs {FEWEST} at the least",
        remedy="guard the figure with an if, and say the figures in a sentence",
    )


def marked_evenly(items: Sequence[Observation]) -> list[Observation]:
    """The same, none marked as provisional where the status of one is unknown: its lack would say that it is final."""
    known = status_known(items)
    return [item if known else replace(item, status="unknown") for item in items]
