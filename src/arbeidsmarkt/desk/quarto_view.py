"""The outputs of a call if Quarto runs a notebook by itself, for a draft of one section.

Quarto's page loads scripts from another host as soon as one output is HTML. Everything that readers will see is
therefore passed as Markdown, and what is only for authors (the list of facts, the records) is not shown.
"""

from __future__ import annotations

import os

from arbeidsmarkt.exhibits.records import MIME, Json

#: Quarto sets this variable before it starts a kernel; papermill and Jupyter do not
_MARK = "QUARTO_FIG_WIDTH"


def running() -> bool:
    """Whether Quarto runs this notebook."""
    return _MARK in os.environ


def bundles(record: Json, reads: Json, html_text: str, markdown: str) -> list[Json]:
    """The outputs of a call, each a dictionary by MIME type.

    For a build and for Jupyter: what was read, then the record with what a person sees. For Quarto: what readers will
    see, in Markdown; nothing for a call of ``facts``.

    Args:
        record: the record for the report.
        reads: the record of what was read so far.
        html_text: what a person sees, if that is HTML.
        markdown: what a person sees, if that is Markdown.
    """
    if running():
        seen = markdown or f"````{{=html}}\n{html_text}\n````"
        return [] if record["kind"] == "facts" else [{"text/markdown": seen}]
    views = {"text/html": html_text, "text/markdown": markdown}
    shown = {kind: view for kind, view in views.items() if view}
    return [{MIME: reads, "text/plain": ""}, {MIME: record, "text/plain": "", **shown}]
