"""Records become one document with figures, data files, workbook and manifest; renderers make HTML, PDF, Word of it."""

__all__ = ["accessible_svg", "assemble", "data_files", "manifest", "markup", "rendering", "workbook"]
