"""StatLine, read through the ``cbsodata`` package into a new vintage: complete and checked, or not at all."""

from arbeidsmarkt.statline.client import CBS, StatLine
from arbeidsmarkt.statline.fetch import Fetched, fetch
from arbeidsmarkt.statline.guard import Limits
from arbeidsmarkt.statline.table import Outcome

__all__ = ["CBS", "Fetched", "Limits", "Outcome", "StatLine", "fetch"]
