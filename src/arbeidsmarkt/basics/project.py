"""The paths of a checkout; no other module puts them together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError


@dataclass(frozen=True)
class Project:
    """A checkout: the folder that holds ``params/``, ``notebooks/``, ``reports/`` and ``data/``."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The checkout that ``start`` (by default the working directory) lies in.

        ``ARBEIDSMARKT_ROOT`` takes precedence, since kernels and scheduled jobs may run in another directory. The last
        resort is the checkout that the package was installed from with ``pip install -e``.

        Raises:
            UserError: none of these holds ``params/series.yml``.
        """
        if named := os.environ.get("ARBEIDSMARKT_ROOT"):
            return cls(Path(named).resolve())
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents, *Path(__file__).resolve().parents):
            if (folder / "params" / "series.yml").is_file():
                return cls(folder)
        raise UserError(
            "no project here: params/series.yml not found", where=str(here), remedy="go to the checkout first"
        )

    @property
    def params(self) -> Path:
        """The folder of the editions' parameters and the series catalogue."""
        return self.root / "params"

    @property
    def series(self) -> Path:
        """The series catalogue."""
        return self.params / "series.yml"

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks, one per section."""
        return self.root / "notebooks"

    @property
    def report(self) -> Path:
        """The folder with the report's settings and page design."""
        return self.root / "reports" / "arbeidsmarkt-in-beeld"

    @property
    def report_file(self) -> Path:
        """The file with the report's title, formats and sections."""
        return self.report / "report.yml"

    @property
    def theme(self) -> Path:
        """The file with the colours, fonts and names of the page design."""
        return self.report / "theme.yml"

    @property
    def vintages(self) -> Path:
        """The folder of the vintages: CBS figures as they were read."""
        return self.root / "data" / "vintages"

    @property
    def published(self) -> Path:
        """The folder of figures from other sources."""
        return self.root / "data" / "published"

    @property
    def coverage(self) -> Path:
        """The file that lists what the letter states and what the report does with it."""
        return self.root / "docs" / "coverage.yml"

    @property
    def build(self) -> Path:
        """The output folder; never committed."""
        return self.root / "build"

    @property
    def archive(self) -> Path:
        """The folder in which final editions are kept whole; ``ARBEIDSMARKT_EDITIONS`` names another one."""
        return self.root / os.environ.get("ARBEIDSMARKT_EDITIONS", "editions")

    def name(self, path: Path) -> str:
        """A path as messages show it: relative to the checkout if it lies inside."""
        path = path.resolve()
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
