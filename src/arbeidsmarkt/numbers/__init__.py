"""Observations with their origin, the derivations on them, facts, and how figures differ between vintages.

Exact, and without words for readers.
"""

__all__ = [
    "arithmetic",
    "chaining",
    "derivations",
    "facts",
    "family",
    "frames",
    "known_then",
    "operators",
    "over_time",
    "ranking",
    "recompute",
    "reconciliation",
    "revisions",
    "series",
]
