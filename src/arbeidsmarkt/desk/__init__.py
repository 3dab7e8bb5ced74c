"""What ``arbeidsmarkt.notebook`` is made of: sessions, the reader of figures, views for Jupyter, accountability."""

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
