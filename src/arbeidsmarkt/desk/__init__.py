"""What stands behind the notebook door: a session, the reader of figures, what Jupyter and the accountability show."""

__all__ = [
    "accountability",
    "called",
    "cell_views",
    "cells",
    "computed",
    "dataflow",
    "edition_parameters",
    "front_page",
    "handover",
    "jupyter_view",
    "numbers_of_build",
    "permuted",
    "predecessors",
    "quarto_view",
    "reader",
    "revised_figures",
    "session",
    "shell",
    "unread",
]
