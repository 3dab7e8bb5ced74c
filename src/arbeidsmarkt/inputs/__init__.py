"""What a report is made from, as read from disk: catalogue, vintages, published figures, parameters, notebooks."""

__all__ = [
    "catalogue",
    "coverage",
    "editions",
    "notebook_file",
    "published",
    "remarks",
    "report",
    "theme",
    "unread",
    "vintage_files",
    "vintages",
]
