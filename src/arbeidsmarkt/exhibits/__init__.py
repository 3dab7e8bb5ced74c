"""Tables and charts as an author makes them, and the records that they leave in an executed notebook.

Knows numbers, not documents.
"""

__all__ = ["about", "charts", "matching", "pandas_cells", "records", "source_line", "tables"]
