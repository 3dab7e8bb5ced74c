"""The report's settings, ``reports/<report>/report.yml``: title, sections in order, formats.

The list of sections gives their order in the document. A section marked ``after: all`` runs after the others and may
read their facts; its position in the document is still that in the list.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from arbeidsmarkt.basics import yaml_file

Format = Literal["html", "pdf", "docx"]


class Section(BaseModel):
    """One notebook of the report.

    Attributes:
        notebook: the file's name in ``notebooks/``, without ``.ipynb``.
        after: ``all`` runs the notebook last and lets it read the other notebooks' facts.
        optional: the report is built without the section if its notebook has no records.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notebook: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    after: Literal["all"] | None = None
    optional: bool = False

    @property
    def id(self) -> str:
        """The notebook's name, which names the section in messages and in the ids of its footnotes."""
        return self.notebook


class Report(BaseModel):
    """The settings of one report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Field(min_length=1)]
    organisation: Annotated[str, Field(min_length=1)]
    description: str = ""
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = ("html", "pdf")
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @field_validator("sections")
    @classmethod
    def _no_notebook_twice(cls, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        names = [section.notebook for section in sections]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"notebook listed twice: {', '.join(twice)}")
        return sections


def load(path: Path, name: str | None = None) -> Report:
    """Read ``report.yml``; ``name`` is the file as messages show it.

    Raises:
        UserError: the file is missing, is not YAML, or has wrong content; every fault with file and line.
    """
    return yaml_file.read(path, Report, name)
