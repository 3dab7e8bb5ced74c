"""What all tests share: where a browser is required, its absence is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn "skipped, no Chromium" into a failure where ARBEIDSMARKT_REQUIRE_BROWSER asks for it (.ci/run does)."""
    report = yield
    if os.environ.get("ARBEIDSMARKT_REQUIRE_BROWSER") and report.skipped and "Chromium" in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a browser is required here (ARBEIDSMARKT_REQUIRE_BROWSER) and there is none"
    return report
