"""Checks of the page design against other versions of Typst; see ``__main__``."""
