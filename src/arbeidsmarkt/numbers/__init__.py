"""Observations with their origin, the derivations on them, facts, and how figures differ between vintages.

All arithmetic is exact; sentences for readers are written elsewhere.
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
