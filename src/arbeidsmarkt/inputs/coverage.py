"""What a letter states and what the report does with it: ``docs/coverage.yml``.

Each statement of the letter is listed once, in the project's own words. It is reproduced from the figures, taken over
as a published figure with its source, or not made, with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from arbeidsmarkt.basics import yaml_file
from arbeidsmarkt.basics.yaml_file import QuarterField

#: The file, as messages and the cache name it.
FILE = "docs/coverage.yml"

Made = Literal["reproduced", "published", "not_made"]

#: how the accountability section names each
WORDS: dict[Made, str] = {
    "reproduced": "berekend uit cijfers van het CBS",
    "published": "overgenomen uit een publicatie",
    "not_made": "niet opgenomen",
}


class Statement(BaseModel):
    """One statement of the letter.

    Attributes:
        statement: Dutch, short, in our own words, with the letter's figures.
        made: how the report makes it, or that it does not.
        notebook: the notebook that makes it; empty if none does.
        facts: keys of the facts that say it.
        figure: label of the figure or table that shows it.
        why: Dutch; why it is not made, or not from the data. Optional for a reproduced statement.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    statement: str = Field(min_length=1)
    made: Made
    notebook: str = ""
    facts: tuple[str, ...] = ()
    figure: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Statement:
        if self.made == "not_made":
            if not self.why:
                raise ValueError("a statement that is not made needs the reason: why: …")
            if self.facts or self.notebook or self.figure:
                raise ValueError("a statement that is not made stands in no notebook")
        elif not self.notebook or not (self.facts or self.figure):
            raise ValueError("say where it is made: notebook: …, and facts: […] or figure: …")
        elif self.made == "published" and not self.why:
            raise ValueError("say why it is taken over and not reproduced: why: …")
        return self


class Coverage(BaseModel):
    """The list for one edition.

    Attributes:
        edition: the edition that the letter belongs to.
        letter: Dutch, which letter.
        statements: in the letter's order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: QuarterField
    letter: str
    statements: tuple[Statement, ...] = Field(min_length=1)


def load(root: Path) -> Coverage:
    """Read ``docs/coverage.yml`` of a checkout.

    Raises:
        UserError, Faults: everything wrong in it, with file and line.
    """
    return yaml_file.read(root / FILE, Coverage, FILE)
