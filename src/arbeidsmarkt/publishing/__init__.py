"""What people do around a build: check, new and final editions, compare, trace, one night of a scheduler."""

__all__ = [
    "check",
    "compare",
    "comparison_page",
    "computed_numbers",
    "night",
    "notebook_parameters",
    "parameters",
    "sentences",
    "trace",
]
