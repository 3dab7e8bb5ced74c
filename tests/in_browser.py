"""Chromium, for the tests that look at pages as their readers do; skipped where there is none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on the PATH")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def opened(browser: Any, width: int, scheme: str, path: Path) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    view = context.new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(path.as_uri())
    return view, asked


def until(view: Page, condition: str) -> None:
    """Wait until a condition in JavaScript holds; asked from here, since the page's own policy allows no ``eval``."""
    end = time.monotonic() + 30
    while not view.evaluate(condition):
        assert time.monotonic() < end, condition
        view.wait_for_timeout(50)


def no_barrier(view: Page, asked: list[str], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for summary in view.query_selector_all("summary"):
        summary.click()
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    # the rows of the tables behind figures are all alike and number thousands: the first three stand for the others
    alike = {"exclude": [["details tbody tr:nth-child(n+4)"]]}
    result = Axe().run(view, context=alike, options=rules)
    assert result.violations_count == 0, result.generate_report()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    view.context.close()
