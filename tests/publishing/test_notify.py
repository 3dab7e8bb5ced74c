"""Telling people what came of a night."""

from __future__ import annotations

import json
import shlex
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.publishing import notify


def test_a_command_reads_the_line_and_the_page(tmp_path: Path) -> None:
    out = tmp_path / "wat gezegd is"
    notify.send(f"tee {shlex.quote(str(out))}", "2026Q3 built", "build/compare-2026Q2-2026Q3.html", {})
    assert out.read_text() == "2026Q3 built\nbuild/compare-2026Q2-2026Q3.html\n"
    notify.send(f"tee {shlex.quote(str(out))}", "2026Q3 failed: x", "", {})
    assert out.read_text() == "2026Q3 failed: x\n", "no page, no empty line"


def test_a_web_hook_gets_both_as_json_and_its_refusal_is_said() -> None:
    got: list[dict[str, object]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/good" else 500)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        notify.send(f"{address}/good", "2026Q3 failed: x", "", {"state": "failed"})
        with pytest.raises(UserError) as refused:
            notify.send(f"{address}/bad", "2026Q3 built", "build/x.html", {"state": "built"})
        server.shutdown()
    assert str(refused.value) == f"--notify {address}/bad: nobody was notified: the server answers 500; mend it"
    assert got == [
        {"state": "failed", "text": "2026Q3 failed: x", "page": ""},
        {"state": "built", "text": "2026Q3 built\nbuild/x.html", "page": "build/x.html"},
    ]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            "http://example.invalid/hook",
            "--notify http://example.invalid/hook: is not a secure address; use https",
        ),
        ("echo 'x", "--notify echo 'x: cannot be read: No closing quotation; mend the quotes"),
        (" ", "--notify: names nothing; give a command or an address"),
    ],
)
def test_what_nothing_can_be_sent_to_is_refused_before_the_night_begins(target: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        notify.check(target)
    assert (str(refused.value), refused.value.exit_code) == (said, 2)


@pytest.mark.parametrize(
    "target",
    [
        "https://example.invalid/hook",
        "http://127.0.0.1:9/x",
        "http://localhost/x",
        "http://[::1]:9/x",
        "mail -s 'x y' a@b",
    ],
)
def test_a_command_or_a_safe_address_is_accepted(target: str) -> None:
    notify.check(target)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("false", "exit code 1; mend it"),
        ("sh -c 'echo ja; echo nee >&2; echo meer >&2; exit 3'", "exit code 3 nee meer; mend it"),
        ("sh -c 'echo ja; exit 3'", "exit code 3 ja; mend it"),
        (f"sh -c 'echo {'x' * 201}; exit 3'", f"exit code 3 {'x' * 200}; mend it"),
        ("/nothing/here", "No such file or directory; mend the command"),
        ("sleep 5", "no end after 0.05 s; mend the command"),
        ("http://127.0.0.1:9/x", "ConnectionError; mend the address"),
    ],
)
def test_why_nobody_was_notified_is_said(monkeypatch: pytest.MonkeyPatch, target: str, said: str) -> None:
    if target.startswith("sleep"):
        monkeypatch.setattr(notify, "_PATIENCE", 0.05)
    with pytest.raises(UserError) as refused:
        notify.send(target, "x", "", {})
    assert str(refused.value) == f"--notify {target}: nobody was notified: {said}"


def test_a_night_that_fails_tells_people(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path)
    (project.params / "2024Q3.yml").write_text("quarter: 2024Q3\n")
    words = ["night", "2024Q3", "--notify", "tee told"]
    assert made_up.run(project, *words, check=False).returncode == 1
    assert " 2024Q3 failed: " in (project.root / "told").read_text()
    done = made_up.run(project, *words[:3], "false", check=False)
    assert done.returncode == 1 and "nobody was notified" in done.stderr
