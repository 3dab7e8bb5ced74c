"""The entry point that ``papermill --engine arbeidsmarkt`` finds.

Papermill loads the entry points of all engines while it is being imported. This module therefore imports nothing:
``engine`` imports papermill, and either of the two may be imported first.
"""

from __future__ import annotations

from typing import Any


class _Engine:
    def __getattr__(self, name: str) -> Any:
        from arbeidsmarkt.execution.engine import ForkedEngine

        return getattr(ForkedEngine, name)


#: ``engine.ForkedEngine``, imported when papermill first uses it
engine = _Engine()
