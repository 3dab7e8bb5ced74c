"""A local StatLine on the loopback address, fed from a vintage: to try ``fetch`` without CBS, and to test it.

Example: python -m arbeidsmarkt.statline.devserver --vintage data/vintages/2024-12-13 --latency 0.1
"""

from arbeidsmarkt.statline.devserver.cube import from_vintage
from arbeidsmarkt.statline.devserver.faults import KINDS, Fault
from arbeidsmarkt.statline.devserver.server import DevServer
from arbeidsmarkt.statline.devserver.tables import Measure, Member, ServedTable

__all__ = ["KINDS", "DevServer", "Fault", "Measure", "Member", "ServedTable", "from_vintage"]
