"""Observations with their origin, the derivations on them, facts, and how figures differ between vintages.

Exact, and without words for readers.
"""

__all__ = [
    "chaining",
    "derivations",
    "facts",
    "known_then",
    "over_time",
    "ranking",
    "recompute",
    "reconciliation",
    "revisions",
    "series",
]
