"""What all tests share: the edition 2024Q3, built once; where a browser is required, its absence is a failure."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.inputs import editions

REPOSITORY = Path(__file__).resolve().parent.parent
EDITION = "2024Q3"


@pytest.fixture(scope="session")
def project() -> Project:
    """The project itself, to read from."""
    return Project(REPOSITORY)


@pytest.fixture(scope="session")
def built_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of edition 2024Q3, built once for all tests and all of pytest's processes; to read only."""
    from arbeidsmarkt.building.batch import build_all

    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "built"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # pytest-xdist runs one process a core
        order = Order(Project(REPOSITORY), EDITION, shared / "out")
        if not order.folder.exists():
            build_all([order], 2, lambda edition, result: None)
    return order.folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, built_edition: Path) -> Path:
    """A folder with every shipped edition, built once for all of pytest's processes."""
    from arbeidsmarkt.building.batch import build_all

    out = built_edition.parent
    with (out.parent / "lock-shipped").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        labels = [quarter.label for quarter in editions.quarters(Project(REPOSITORY))]
        orders = [Order(Project(REPOSITORY), edition, out) for edition in labels]
        if waiting := [order for order in orders if not order.folder.exists()]:
            build_all(waiting, 2, lambda edition, result: None)
    return out


@pytest.fixture(scope="session")
def every_edition(tmp_path_factory: pytest.TempPathFactory, built_edition: Path) -> Path:
    """A folder with the build of every quarter from 2014Q1 to the newest that the shipped figures allow."""
    from arbeidsmarkt.building.batch import _not_there, build_all

    out = built_edition.parent.parent / "every"  # in one format, apart from the shipped editions in all of them
    out.mkdir(exist_ok=True)
    with (out.parent / "lock-every").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        quarters = span(Period.parse("2014Q1"), max(editions.quarters(Project(REPOSITORY))))
        orders = [Order(Project(REPOSITORY), quarter.label, out, ("html",)) for quarter in quarters]
        orders = [order for order in orders if _not_there(order) is None]  # of 2015Q1 no vacancies are known
        if waiting := [order for order in orders if not order.folder.exists()]:
            build_all(waiting, 2, lambda edition, result: None)
    return out


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
