"""The work around a build: checks, new and final editions, comparison, tracing, the site, a scheduler's night."""

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
