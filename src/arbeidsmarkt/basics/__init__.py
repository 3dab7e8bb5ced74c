"""The ground floor: errors, periods, Dutch numbers, the checkout's folders, YAML files, the cache.

It knows nothing of reports.
"""

__all__ = ["content", "dates", "dutch", "errors", "events", "periods", "project", "yaml_file"]
