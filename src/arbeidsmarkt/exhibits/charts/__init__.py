"""The report's charts: a room per form with its check and drawing; what they say; authors' own charts; SVG of both."""

__all__ = [
    "altair_spec",
    "axes",
    "bars",
    "chart",
    "comparing_words",
    "filters",
    "fitting",
    "horizon",
    "lines",
    "moments",
    "multiples",
    "over_time",
    "own_chart",
    "paired",
    "tile_map",
    "vega_svg",
    "words",
]
