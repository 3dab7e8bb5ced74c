"""Regenerates the quarterly appendix "Arbeidsmarkt in beeld" from Statistics Netherlands (CBS) open data."""

__version__ = "2.0.0"
