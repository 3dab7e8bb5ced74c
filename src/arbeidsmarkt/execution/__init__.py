"""The only wing with processes: run an edition's notebooks, each on a kernel of its own, or recall earlier runs."""

__all__ = ["acceptance", "children", "kernels", "leftovers", "notebook_run", "preload", "sections", "warm"]
