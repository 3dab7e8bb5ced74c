"""Runs an edition's notebooks, each on a kernel of its own, or recalls earlier runs; the only wing with processes."""

__all__ = ["acceptance", "children", "kernels", "leftovers", "notebook_run", "preload", "sections", "warm"]
