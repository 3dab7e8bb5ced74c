"""Ground floor: errors, quarters, Dutch numbers, the checkout's folders, YAML, results kept by content.

Knows nothing of reports.
"""

__all__ = ["content", "dates", "dutch", "errors", "events", "periods", "project", "yaml_file"]
