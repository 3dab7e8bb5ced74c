"""A local StatLine on the loopback address, fed from a vintage: to try ``fetch`` without CBS, and to test it.

Example: python -m arbeidsmarkt.devserver --vintage data/vintages/2024-12-13 --latency 0.1
"""

from arbeidsmarkt.devserver.cube import from_vintage
from arbeidsmarkt.devserver.faults import KINDS, Fault
from arbeidsmarkt.devserver.server import DevServer
from arbeidsmarkt.devserver.tables import Measure, Member, ServedTable

__all__ = ["KINDS", "DevServer", "Fault", "Measure", "Member", "ServedTable", "from_vintage"]
