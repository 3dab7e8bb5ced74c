"""The report's charts: one module per form (checks and drawing), descriptions, authors' own charts, SVG of both."""

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
