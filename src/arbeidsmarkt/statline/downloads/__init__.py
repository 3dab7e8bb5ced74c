"""Reads files that somebody downloaded from StatLine with the same plan, checks and rows as its interfaces.

``bulk``: the ZIP of version 4, or its unpacked files. ``raw``: the "onbewerkte dataset" of StatLine's page with its
list of metadata. ``titled``: the table as the page shows it, with titles instead of codes. ``opened`` finds out which
it is.
"""

__all__ = ["opened"]
