"""HTML: one file with its style, charts and data inside; pandoc with the report's template and filter."""

from __future__ import annotations

from pathlib import Path

from arbeidsmarkt.document.rendering import pandoc, policy


def arguments(design: Path) -> list[str]:
    """What every format asks of pandoc: the document, the look, the filter."""
    extension = design / "_extensions" / "arbeidsmarkt"
    return [
        "document.md",
        "--from=markdown",
        "--wrap=none",
        f"--metadata-file={design / 'theme.yml'}",
        f"--lua-filter={extension / 'arbeidsmarkt.lua'}",
    ]


def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The page as bytes.

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
