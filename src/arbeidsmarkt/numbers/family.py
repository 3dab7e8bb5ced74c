"""The series of several members of a dimension: sectors, regions, cao sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.series import Series

if TYPE_CHECKING:
    import pandas as pd


class Family(dict[str, Series]):
    """A dictionary of series by the key of the member that each is about: ``{"F": …, "J": …}``."""

    def frame(self) -> pd.DataFrame:
        """All series as one tidy pandas frame, with the columns of ``Series.frame``."""
        return frames.tidy(self.values())
