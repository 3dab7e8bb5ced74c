"""Text cells: filling facts into their templates, and finding numbers typed by hand.

It knows facts, but not notebooks.
"""

__all__ = [
    "claim_words",
    "filter_calls",
    "filters",
    "headings",
    "lint",
    "notebook_texts",
    "prose",
    "templates",
    "typed",
]
