"""Regenerates the quarterly appendix "Arbeidsmarkt in beeld" from Statistics Netherlands (CBS) open data."""

__version__ = "1.1.0"
