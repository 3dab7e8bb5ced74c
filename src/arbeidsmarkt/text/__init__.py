"""Text cells: the templates that fill facts in, and the lint that finds numbers typed by hand.

Knows facts, not notebooks.
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
