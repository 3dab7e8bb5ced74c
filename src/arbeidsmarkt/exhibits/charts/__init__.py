"""The report's chart forms: what each checks, how Altair draws it, how it is described, and how it becomes SVG."""

__all__ = [
    "altair_spec",
    "axes",
    "bar_drawing",
    "chart",
    "comparing_forms",
    "fitting",
    "form_drawing",
    "line_drawing",
    "marks",
    "own_chart",
    "vega_svg",
    "words",
]
