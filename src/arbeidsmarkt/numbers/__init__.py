"""Observations with their origin, the derivations on them, facts, and how figures differ between vintages.

Exact, and without words for readers.
"""

__all__ = ["chaining", "derivations", "facts", "over_time", "ranking", "reconciliation", "revisions", "series"]
