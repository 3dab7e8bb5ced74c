"""Tables and charts as an author makes them, and the records of them in an executed notebook.

It knows numbers, but not documents.
"""

__all__ = ["about", "charts", "matching", "pandas_cells", "records", "source_line", "tables"]
