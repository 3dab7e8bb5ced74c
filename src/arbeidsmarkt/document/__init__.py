"""Assembles the records into one document with figures, data files, workbook and manifest, and renders it."""

__all__ = ["accessible_svg", "assemble", "data_files", "manifest", "markup", "rendering", "workbook"]
