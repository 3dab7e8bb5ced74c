"""Renders HTML: pandoc, with the report's template and filter, makes one file that includes style, charts and data."""

from __future__ import annotations

from pathlib import Path

from arbeidsmarkt.document.rendering import pandoc, policy


def arguments(design: Path) -> list[str]:
    """The arguments of pandoc that all formats share: the document, the page design, the filter."""
    extension = design / "_extensions" / "arbeidsmarkt"
    return [
        "document.md",
        "--from=markdown",
        "--wrap=none",
        f"--metadata-file={design / 'theme.yml'}",
        f"--lua-filter={extension / 'arbeidsmarkt.lua'}",
    ]


def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The HTML page, as bytes.

    Raises:
        UserError: pandoc refuses the document.
    """
    template = design / "_extensions" / "arbeidsmarkt" / "report.html"
    page = pandoc.run(
        [*arguments(design), "--to=html5", "--standalone", f"--template={template}", "--toc", "--toc-depth=3"],
        folder=folder,
        epoch=epoch,
    )
    return policy.apply(page.decode("utf-8")).encode("utf-8")
