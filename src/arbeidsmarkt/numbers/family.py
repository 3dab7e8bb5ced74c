"""The series of several members of a dimension: sectors, regions, cao sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsmarkt.numbers import frames
from arbeidsmarkt.numbers.series import Series

if TYPE_CHECKING:
    import pandas as pd


class Family(dict[str, Series]):
    """Series by the key of the member that each is about, as ``{"F": …, "J": …}``; an ordinary dictionary otherwise."""

    def frame(self) -> pd.DataFrame:
        """All of them as one tidy pandas frame; its columns: see ``Series.frame``."""
        return frames.tidy(self.values())
