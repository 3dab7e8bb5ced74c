"""The only wing with processes: run an edition's notebooks, each on a kernel of its own, or recall earlier runs."""

__all__ = ["children", "kernels", "notebook_run", "preload", "sections", "warming"]
