"""Builds one edition or several, tells whether a build is up to date, and serves the preview."""

__all__ = [
    "atomic",
    "batch",
    "build",
    "by_hand",
    "final_record",
    "made_from",
    "page",
    "preview",
    "remarks",
    "start_page",
    "verify",
]
