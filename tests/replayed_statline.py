"""A server on the loopback address that replays the real answers of ``statline/answers/``, filters included."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from arbeidsmarkt.statline.devserver.odata import parse_filter

ANSWERS = Path(__file__).parent / "statline" / "answers"
_ROOTS = {"/odata/v1/CBS/": "v4", "/ODataFeed/odata/": "v3", "/ODataFeed/OData/": "v3"}


class Replay:
    """Use it as a context manager; ``url`` is the address for a client."""

    def __enter__(self) -> Replay:
        outer = self
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                found = outer.answer(self.path)
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(found or b"")))
                self.end_headers()
                self.wfile.write(found or b"")

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, path: str) -> bytes | None:
        """The file that answers a request; of ``Observations`` only what the filter asks for, as CBS does."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        root = next((root for root in _ROOTS if parts.path.startswith(root)), None)
        if root is None:
            return None
        version = _ROOTS[root]
        table, _, entity = unquote(parts.path.removeprefix(root)).rstrip("/").partition("/")
        name = f"{entity}-{query['$skip']}" if "$skip" in query else entity
        file = ANSWERS / version / table / f"{name}.json"
        if not file.is_file() or file.parent.name not in {folder.name for folder in file.parent.parent.iterdir()}:
            return None
        text = file.read_text(encoding="utf-8").replace("https://opendata.cbs.nl", self.url)
        if version == "v3" or "$filter" not in query:
            return text.encode()
        document = json.loads(text)
        keep = parse_filter(query["$filter"], list(document["value"][0]))
        rows = [record for record in document["value"] if keep(record)]
        return json.dumps({**document, "@odata.count": len(rows), "value": rows}).encode()
