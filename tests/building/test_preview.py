"""The preview as a statistician meets it: save, look, break, mend; in a real browser where there is one."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect, sync_playwright

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import preview as preview_module
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.building.preview import Preview, watch
from arbeidsmarkt.commands.preview import command

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECTION = made_up.section("toy_one", "one")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return made_up.make(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="module")
def preview(project: Project) -> Iterator[Preview]:
    stop = threading.Event()
    with Preview(Order(project, "2024Q3", project.build, jobs=2), say=lambda line: None) as running:
        built = threading.Event()
        watcher = threading.Thread(target=watch, args=(running, built.set, stop))
        watcher.start()
        assert built.wait(60)
        yield running
        stop.set()
        watcher.join()


def save(project: Project, *, word: str = "duizend", prose: str = "") -> None:
    cells = [prose if prose and "sec-one" in cell else cell.replace("duizend.", f"{word}.") for cell in SECTION]
    made_up.write_notebook(project, "alpha", cells)


def get(preview: Preview, path: str = "/", host: str = "127.0.0.1") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", int(preview.url.rsplit(":", 1)[1].strip("/")), timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on the PATH")
@pytest.mark.editions
def test_a_save_is_seen_an_error_too_and_it_goes_when_mended(project: Project, preview: Preview) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(preview.url)
        expect(page.locator("main")).to_contain_text("duizend.")

        save(project, word="duizend stuks")
        expect(page.locator("main")).to_contain_text("duizend stuks.", timeout=30_000)

        save(project, prose="raise ValueError('kapot')")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("notebooks/alpha.ipynb", timeout=30_000)
        expect(page.locator("main")).to_contain_text("duizend stuks.")  # the last good page is still there

        save(project, word="duizend stuks")
        expect(alert).to_be_hidden(timeout=30_000)
        browser.close()


def test_what_is_served_reloads_and_the_file_does_not(project: Project, preview: Preview) -> None:
    assert "EventSource" in get(preview)[1]
    assert "EventSource" not in preview.page.read_text()
    assert not (project.build / "2024Q3").exists()  # what `build` makes is left alone


def test_design_and_parameters_are_watched_too(project: Project, preview: Preview) -> None:
    before = preview.board.state
    theme = project.report / "theme.yml"
    theme.write_text(re.sub(r"accent: .*", 'accent: "123456"', theme.read_text(), count=1))
    designed = preview.board.after(before, 30)
    assert designed.version != before.version
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text().replace("concept", "konsept"))
    broken = preview.board.after(designed, 30)
    assert "params/2024Q3.yml" in broken.error
    assert broken.version == designed.version
    path.write_text(path.read_text().replace("konsept", "concept"))
    assert preview.board.after(broken, 30) == designed


def test_what_is_saved_during_the_first_build_is_not_lost(tmp_path: Path) -> None:
    project, stop, ready = made_up.make(tmp_path), threading.Event(), threading.Event()
    lines: list[str] = []

    def say(line: str) -> None:
        if not lines:
            save(project, word="duizend stuks")
        lines.append(line)

    with Preview(Order(project, "2024Q3", project.build, jobs=2), say=say) as running:
        watcher = threading.Thread(target=watch, args=(running, ready.set, stop))
        watcher.start()
        assert ready.wait(60)
        first = running.board.state
        assert running.board.after(first, 30).version not in ("", first.version)
        stop.set()
        watcher.join()


def test_news_is_sent_at_once_and_to_this_machine_only(preview: Preview) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(preview.url.rsplit(":", 1)[1].strip("/")), timeout=10)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    first = json.loads(answer.readline().removeprefix(b"data: "))
    assert first == {"version": preview.board.state.version, "error": ""}
    answer.readline()
    preview.board.show(error="kapot")
    assert json.loads(answer.readline().removeprefix(b"data: "))["error"] == "kapot"
    connection.close()
    assert get(preview, host="example.invalid")[0] == 403
    assert get(preview, "/../secret")[0] == 404

    preview.board.show(error="")


def test_nothing_to_show_yet(tmp_path: Path) -> None:
    preview = Preview(Order(made_up.make(tmp_path), "2024Q3", tmp_path / "build"))
    assert "Nog geen voorbeeld" in preview.html()
    with pytest.raises(UserError, match="--port"):
        Preview(preview.order, int(preview.url.rsplit(":", 1)[1].strip("/")))
    preview.close()


def test_without_watchfiles_it_says_so_before_it_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = CliRunner().invoke(command, ["2024Q3"])
    assert isinstance(done.exception, UserError)
    assert "make preview" in str(done.exception)


def test_pages_that_wait_for_news_are_bounded(tmp_path: Path) -> None:
    import http.client

    waiting = []
    with Preview(Order(made_up.make(tmp_path), "2024Q3", tmp_path / "build"), say=lambda line: None) as preview:
        port = int(preview.url.rsplit(":", 1)[1].strip("/"))
        answers = []
        for _ in range(preview_module._MOST_STREAMS + 3):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/events")
            answers.append(connection.getresponse().status)
            waiting.append(connection)
        for connection in waiting:
            connection.close()
    assert answers == [200] * preview_module._MOST_STREAMS + [503] * 3
