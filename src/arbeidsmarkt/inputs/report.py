"""What ``reports/<report>/report.yml`` settles: title, sections in order, formats.

The order of the sections is the order in the document. A section marked ``after: all`` runs when the others are
done and may read their facts; where its text stands in the document is still decided by the list.
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
        optional: the report is built without the section when its notebook leaves nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notebook: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    after: Literal["all"] | None = None
    optional: bool = False

    @property
    def id(self) -> str:
        """The notebook's name: the section's name in messages and in the prefix of its footnotes."""
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
        UserError: not there, not YAML, or not as above; every fault with file and line.
    """
    return yaml_file.read(path, Report, name)
