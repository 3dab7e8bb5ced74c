"""The report's chart forms: what each checks, how Altair draws it, how it is described, and how it becomes SVG."""

__all__ = [
    "axes",
    "bar_drawing",
    "chart",
    "comparing_forms",
    "form_drawing",
    "line_drawing",
    "marks",
    "vega_svg",
    "words",
]
