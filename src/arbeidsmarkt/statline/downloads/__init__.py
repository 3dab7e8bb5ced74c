"""Files that somebody downloaded from StatLine, read as its interfaces are: same plan, same checks, same rows.

``bulk``: the ZIP of version 4, or its files unpacked. ``raw``: the "onbewerkte dataset" of StatLine's page with its
list of metadata. ``titled``: the table as the page shows it, with titles in place of codes. ``opened`` tells which.
"""

__all__ = ["opened"]
