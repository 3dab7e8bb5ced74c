"""The report's charts: a room per form with its check and drawing; what they say; authors' own charts; SVG of both."""

__all__ = [
    "altair_spec",
    "axes",
    "bars",
    "chart",
    "filters",
    "fitting",
    "horizon",
    "lines",
    "moments",
    "multiples",
    "over_time",
    "own_chart",
    "paired",
    "vega_svg",
    "words",
]
