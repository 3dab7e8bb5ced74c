"""``params/nearly.yml``: the largest change, per unit, that a sentence calls "vrijwel gelijk", with the reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator

from arbeidsmarkt.basics import dutch, yaml_file

FILE = "params/nearly.yml"


class Threshold(BaseModel):
    """The threshold for one unit.

    Attributes:
        most: the largest change that counts as no change, in that unit.
        why: the reason, in Dutch.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: Decimal = Field(ge=0)
    why: str = Field(min_length=1)


class _Thresholds(RootModel[dict[str, Threshold]]):
    @field_validator("root")
    @classmethod
    def _known(cls, given: dict[str, Threshold]) -> dict[str, Threshold]:
        if unknown := sorted(given.keys() - dutch.UNITS.keys()):
            raise ValueError(f"no such unit: {', '.join(unknown)}")
        return given


def load(root: Path) -> dict[str, Decimal]:
    """The largest change that counts as no change, by unit; units that the file does not list are absent.

    Raises:
        UserError, Faults: everything wrong in the file, with its line.
    """
    if not (root / FILE).is_file():
        return {}
    found = yaml_file.read(root / FILE, _Thresholds, FILE).root
    return {unit: threshold.most for unit, threshold in found.items()}
