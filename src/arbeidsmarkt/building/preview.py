"""Shows the report in the browser, and builds it again on every save.

It builds into a folder of its own (``build/.preview``), so that the build of ``build`` is unchanged. It shares the
cache, so that a save only rebuilds what it affects. The page reloads through server-sent events; the script for that is
added to the served copy, not to the file. An error is shown over the last good page until it is mended.
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

_KEEP_ALIVE = 15.0  # seconds between messages; browsers and proxies close a connection that is silent for long
_MOST_STREAMS = 24  # how many pages can wait for events at once; each needs a thread
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
    """What a page must know: the version of the report, and the present error."""

    version: str = ""
    error: str = ""


class Board:
    """The state, shared with any number of pages that wait for it to change."""

    def __init__(self) -> None:
        self.state = State()
        self._changed = threading.Condition()

    def show(self, **changes: str) -> None:
        """Change part of the state and notify all pages."""
        with self._changed:
            self.state = replace(self.state, **changes)
            self._changed.notify_all()

    def after(self, seen: State | None, timeout: float) -> State:
        """Wait until the state differs from ``seen`` or the time is over, and return it."""
        with self._changed:
            self._changed.wait_for(lambda: self.state != seen, timeout)
            return self.state


class Preview:
    """An edition that is built and served until the ``with`` block ends.

    Args:
        order: the order to build; its formats and output folder are replaced.
        port: the port to serve on; 0 chooses a free one.
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
        with contextlib.suppress(OSError):  # without the link the preview has a cache of its own
            out.mkdir(parents=True, exist_ok=True)
            (order.out / ".cache").mkdir(exist_ok=True)
            (out / ".cache").symlink_to("../.cache")

    @property
    def url(self) -> str:
        """The address for the browser."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def __enter__(self) -> Preview:
        """Start serving, and import what building needs."""
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
        """A warm process that has imported and read what building needs."""
        warm = Warm()
        warm.prepare(preload.read, self.order.project, [self.order.edition])
        return warm

    def close(self) -> None:
        """Stop serving, and free the port."""
        self._server.server_close()

    def build(self) -> None:
        """Build once and notify the pages of the result."""
        began = time.monotonic()
        future = self._warm.submit(build, self.order)
        try:
            result: Built | UserError = future.result()
        except UserError as error:
            result = error
        if self._warm.over:  # the warm process died
            self._warm = self._started()
        seconds = time.monotonic() - began
        if isinstance(result, Built):
            self.board.show(version=digest_file(self.page), error="")
            self._say(f"{self.order.edition}: built ({seconds:.1f} s)")
        else:
            self.board.show(error=str(result))
            self._say(f"{self.order.edition}: {result}")

    def rooms(self) -> list[Path]:
        """The folders to watch: those of an edition's inputs, and the library if it is part of the checkout."""
        project, library = self.order.project, Path(arbeidsmarkt.__file__).resolve().parent
        rooms = [project.params, project.notebooks, project.report, project.published, project.coverage.parent]
        return [*rooms, library] if library.is_relative_to(project.root) else rooms

    def touched(self, paths: Iterable[Path]) -> None:
        """Build after a save; if the library was changed, in a new process that imports it again."""
        if any(path.suffix == ".py" for path in paths):
            self._warm.__exit__(None, None, None)
            self._warm = self._started()
        self.build()

    @property
    def page(self) -> Path:
        """The HTML file of the last build; a report with trial figures has a different name."""
        name = f"{self.order.project.report.name}-{self.order.edition}"
        return next(iter(self.order.folder.glob(f"{name}*.html")), self.order.folder / f"{name}.html")

    def html(self) -> str:
        """The page to serve: the last good one, or a short text if there is none yet."""
        version = self.board.state.version
        text = self.page.read_text(encoding="utf-8") if version else _EMPTY
        head, end, body = text.partition("</head>")
        return policy.apply(f"{head}{_HEAD % json.dumps(version)}{end}{body}", connect="'self'")


def require_watchfiles() -> None:
    """Check before the first build that saves can be detected.

    Raises:
        UserError: the package ``watchfiles`` is not installed.
    """
    if importlib.util.find_spec("watchfiles") is None:
        raise UserError("the preview needs the package watchfiles", remedy="run make preview, which installs it")


def watch(preview: Preview, ready: Callable[[], object], stop: threading.Event | None = None) -> None:
    """Build now and after every save, until ``stop`` is set or the user interrupts.

    Args:
        preview: the preview.
        ready: called once, after the first build; saves during the first build are built after it.
        stop: an event that another thread sets.
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
    next(watching)  # watching begins here
    preview.build()
    ready()
    for changes in watching:
        if changes:
            preview.touched({Path(path) for _, path in changes})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a page that waits for events must not keep the program from ending

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.streams = threading.BoundedSemaphore(_MOST_STREAMS)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that closes the connection."""


class _Handler(BaseHTTPRequestHandler):
    preview: ClassVar[Preview]
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, since the terminal shows the builds."""

    def do_GET(self) -> None:
        """Serve the page, or the events about it."""
        host = self.headers.get("Host", "").partition(":")[0]
        if host not in (HOST, "localhost"):  # DNS rebinding: a page of another site, through a name that points here
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
