"""The report in the browser, built anew on every save.

The build goes to a folder of its own (``build/.preview``), so that what ``build`` made stays as it was; it shares the
cache, so that a save costs what it touched and no more. The page reloads through server-sent events; the lines that do
this are added to the copy that is served and never reach the file. An error is shown over the last good page and goes
when it is mended.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import arbeidsmarkt
from arbeidsmarkt.basics.content import digest_file
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.building import atomic
from arbeidsmarkt.building.build import Built, build
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document.rendering import policy
from arbeidsmarkt.execution import preload
from arbeidsmarkt.execution.warm import Warm

HOST = "127.0.0.1"
FOLDER = ".preview"
WATCHED = (".ipynb", ".yml", ".yaml", ".css", ".html", ".lua", ".typ", ".typst", ".ttf", ".svg", ".png", ".csv", ".py")

_KEEP_ALIVE = 15.0  # seconds; without a word for long, browsers and proxies hang up
_MOST_STREAMS = 24  # pages that wait for news at once; each holds a thread
_HEAD = """
<style>
#preview-error { position: fixed; inset: auto 0 0 0; z-index: 9999; padding: 1rem 1.5rem; max-height: 50vh;
overflow: auto; background: #5C0011; color: #FFFFFF; font: 1rem/1.5 ui-monospace, monospace; white-space: pre-wrap }
</style>
<script>
addEventListener("DOMContentLoaded", () => {
  const box = document.createElement("div");
  box.id = "preview-error";
  box.setAttribute("role", "alert");
  box.hidden = true;
  document.body.append(box);
  const shown = %s;
  new EventSource("/events").onmessage = (message) => {
    const state = JSON.parse(message.data);
    box.textContent = state.error;
    box.hidden = !state.error;
    if (!state.error && state.version !== shown) location.reload();
  };
});
</script>
"""
_EMPTY = (
    '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Nog geen voorbeeld</title></head>'
    "<body><main><h1>Nog geen voorbeeld</h1><p>Het rapport verschijnt hier zodra het gebouwd kan worden.</p></main>"
    "</body></html>"
)


@dataclass(frozen=True)
class State:
    """What a page must know: which version there is, and what is wrong at the moment."""

    version: str = ""
    error: str = ""


class Board:
    """The state, for any number of pages that wait for another one."""

    def __init__(self) -> None:
        self.state = State()
        self._changed = threading.Condition()

    def show(self, **changes: str) -> None:
        """Change part of the state and tell everyone."""
        with self._changed:
            self.state = replace(self.state, **changes)
            self._changed.notify_all()

    def after(self, seen: State | None, timeout: float) -> State:
        """The state as soon as it is another than ``seen``, or as it is when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.state != seen, timeout)
            return self.state


class Preview:
    """One edition, built and served until the block ends.

    Args:
        order: which edition of which project; its formats and output folder are replaced.
        port: where to serve; 0 takes a free one.
        say: called with one line for each build.

    Raises:
        UserError: the port is taken.
    """

    def __init__(self, order: Order, port: int = 0, say: Callable[[str], None] = print) -> None:
        out = order.out / FOLDER
        self.order = replace(order, out=out, formats=("html",), correcting=True)
        self.board = Board()
        self._say = say
        try:
            self._server = _Server((HOST, port), type("Bound", (_Handler,), {"preview": self}))
        except OSError as error:
            remedy = "choose another with --port"
            raise UserError(f"port {port} cannot be served: {error.strerror}", remedy=remedy) from None
        with contextlib.suppress(OSError):  # without the link the preview keeps a cache of its own
            out.mkdir(parents=True, exist_ok=True)
            (order.out / ".cache").mkdir(exist_ok=True)
            (out / ".cache").symlink_to("../.cache")

    @property
    def url(self) -> str:
        """The address for the browser."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def __enter__(self) -> Preview:
        """Serve, and import what building needs."""
        self._warm = self._started()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self.close()
        self._warm.__exit__(kind, error, trace)
        atomic.clean(self.order.out)

    def _started(self) -> Warm:
        """A process that has imported, and read, what building needs."""
        warm = Warm()
        warm.prepare(preload.read, self.order.project, [self.order.edition])
        return warm

    def close(self) -> None:
        """Free the port."""
        self._server.server_close()

    def build(self) -> None:
        """Build once and tell the pages what came of it."""
        began = time.monotonic()
        future = self._warm.submit(build, self.order)
        try:
            result: Built | UserError = future.result()
        except UserError as error:
            result = error
        if self._warm.over:  # the warm process itself is gone
            self._warm = self._started()
        seconds = time.monotonic() - began
        if isinstance(result, Built):
            self.board.show(version=digest_file(self.page), error="")
            self._say(f"{self.order.edition}: built ({seconds:.1f} s)")
        else:
            self.board.show(error=str(result))
            self._say(f"{self.order.edition}: {result}")

    def rooms(self) -> list[Path]:
        """The folders to watch: whatever an edition is made from, and the library where it is part of the checkout."""
        project, library = self.order.project, Path(arbeidsmarkt.__file__).resolve().parent
        rooms = [project.params, project.notebooks, project.report, project.published, project.coverage.parent]
        return [*rooms, library] if library.is_relative_to(project.root) else rooms

    def touched(self, paths: Iterable[Path]) -> None:
        """Build after a save; after one in the library, with a process that has imported it anew."""
        if any(path.suffix == ".py" for path in paths):
            self._warm.__exit__(None, None, None)
            self._warm = self._started()
        self.build()

    @property
    def page(self) -> Path:
        """The file that the last build gave; a report on trial figures has a name of its own."""
        name = f"{self.order.project.report.name}-{self.order.edition}"
        return next(iter(self.order.folder.glob(f"{name}*.html")), self.order.folder / f"{name}.html")

    def html(self) -> str:
        """The page as it is served: the last good one, or a few words when there is none yet."""
        version = self.board.state.version
        text = self.page.read_text(encoding="utf-8") if version else _EMPTY
        head, end, body = text.partition("</head>")
        return policy.apply(f"{head}{_HEAD % json.dumps(version)}{end}{body}", connect="'self'")


def require_watchfiles() -> None:
    """Say at once, and not after the first build, that saves cannot be noticed.

    Raises:
        UserError: the package ``watchfiles`` is not installed.
    """
    if importlib.util.find_spec("watchfiles") is None:
        raise UserError("the preview needs the package watchfiles", remedy="run make preview, which installs it")


def watch(preview: Preview, ready: Callable[[], object], stop: threading.Event | None = None) -> None:
    """Build, and build again on every save, until ``stop`` is set or the user interrupts.

    Args:
        preview: what to build.
        ready: called once, after the first build; what was saved in the meantime is built after it.
        stop: set by another thread.
    """
    import watchfiles

    def matters(change: watchfiles.Change, path: str) -> bool:
        name = Path(path)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in name.parts[-3:])
        return name.suffix in WATCHED and not hidden and not name.name.startswith(("~", "#"))

    rooms = [path for path in preview.rooms() if path.is_dir()]
    watching = watchfiles.watch(
        *rooms, watch_filter=matters, debounce=200, step=50, stop_event=stop, rust_timeout=100, yield_on_timeout=True
    )
    next(watching)  # it watches from here on
    preview.build()
    ready()
    for changes in watching:
        if changes:
            preview.touched({Path(path) for _, path in changes})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a page that waits for news would keep the program from ending

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.streams = threading.BoundedSemaphore(_MOST_STREAMS)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    preview: ClassVar[Preview]
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the builds are what the terminal shows."""

    def do_GET(self) -> None:
        """Serve the page, or the news about it."""
        host = self.headers.get("Host", "").partition(":")[0]
        if host not in (HOST, "localhost"):  # another site's page, through a name that leads here
            self.send_error(403)
        elif self.path.partition("?")[0] == "/":
            self._send(self.preview.html().encode(), "text/html; charset=utf-8")
        elif self.path == "/events":
            if not self.server.streams.acquire(blocking=False):
                self.send_error(503, "too many pages wait for news; close some")
                return
            try:
                self._events()
            finally:
                self.server.streams.release()
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        seen: State | None = None
        with contextlib.suppress(OSError):
            while True:
                state = self.preview.board.after(seen, _KEEP_ALIVE)
                line = f"data: {json.dumps(vars(state))}\n\n" if state != seen else ": still here\n\n"
                self.wfile.write(line.encode())
                self.wfile.flush()
                seen = state
