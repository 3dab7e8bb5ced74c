"""The HTTP side: answers on the loopback address only, remembers what was asked, misbehaves on request."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar
from urllib.parse import parse_qs, quote, unquote, urlsplit

from arbeidsmarkt.statline.devserver import odata4
from arbeidsmarkt.statline.devserver.faults import Fault
from arbeidsmarkt.statline.devserver.odata import BadQuery, Entity, parse_filter, select
from arbeidsmarkt.statline.devserver.tables import ServedTable, served

HOST = "127.0.0.1"
_PATH = re.compile(
    r"(?:/(?i:ODataFeed/odata)|(?P<newer>/odata/v1/CBS))/(?P<table>\w+)/?(?P<entity>\w*)(?P<count>/\$count)?/?"
)
_MAINTENANCE = (
    b"<!DOCTYPE html><html><body><h1>Onderhoud</h1><p>StatLine is tijdelijk niet bereikbaar.</p></body></html>"
)


@dataclass(frozen=True)
class Answer:
    """What the dialect says, before a fault spoils it."""

    status: int
    body: bytes
    kind: str = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"


class DevServer:
    """A local StatLine; use it as a context manager.

    Args:
        tables: what it serves.
        latency: seconds before every answer.
        page: rows in one answer; CBS's feed gives 10 000.
        faults: how it misbehaves; may be changed while it runs.
        port: 0 takes a free one.
        newer: whether it speaks version 4 beside version 3.
    """

    def __init__(
        self, tables: Iterable[ServedTable], *, latency: float = 0.0, page: int = 10_000,
        faults: Iterable[Fault] = (), port: int = 0, newer: bool = True,
    ) -> None:  # fmt: skip
        self.tables = served(tables)
        self.latency = latency
        self.page = page
        self.newer = newer
        self.faults = list(faults)
        self.requests: list[str] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._lock = threading.Lock()
        self.closing = threading.Event()
        handler = type("BoundHandler", (_Handler,), {"owner": self})
        self._http = _Server((HOST, port), handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The address for ``--base-url``."""
        return f"http://{HOST}:{self._http.server_address[1]}"

    def start(self) -> DevServer:
        """Answer from now on, in a thread of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering, hanging requests included, and free the port."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> DevServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def note(self, path: str, step: int) -> None:
        """Remember a request and how many are under way."""
        with self._lock:
            if step > 0:
                self.requests.append(path)
            self.in_flight += step
            self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def asked(self, entity: str) -> list[str]:
        """The requests for one entity, in the order received."""
        return [path for path in self.requests if urlsplit(path).path.endswith("/" + entity)]

    def fault_for(self, table: str, entity: str, version: str) -> Fault | None:
        """The first fault that strikes this request."""
        return next((fault for fault in self.faults if fault.strikes(table, entity, version)), None)

    def answer(self, path: str, fault: Fault | None) -> Answer:
        """The dialect's answer to a request, content faults included."""
        parts = urlsplit(path)
        match = _PATH.fullmatch(unquote(parts.path))
        table = self.tables.get(match["table"].lower()) if match else None
        if not match or table is None or (match["newer"] and (not self.newer or table.id != match["table"])):
            return _error(404, "Resource not found for the segment.")
        if match["newer"]:
            return self._newer(path, table, match["entity"], fault)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        root = f"{self.url}/ODataFeed/odata/{table.id}"
        entity = match["entity"]
        if not entity:
            listed = [{"name": name, "url": f"{root}/{name}"} for name in table.entity_names()]
            return _json({"odata.metadata": f"{root}/$metadata", "value": listed})
        try:
            rows, columns = self._rows(table, entity, fault)
            if "$filter" in query:
                keep = parse_filter(query["$filter"], columns)
                rows = [row for row in rows if keep(row)]
            if match["count"]:
                return Answer(200, str(len(rows)).encode(), "text/plain")
            rows = _spoil(rows, table, fault)
            start = int(query.get("$skip", 0))
            size = min(self.page, int(query.get("$top", self.page)))
            shown: list[Entity] = list(rows[start : start + size])
            names = [name.strip() for name in query["$select"].split(",")] if "$select" in query else columns
            if fault and fault.kind == "missing-column":
                names = [name for name in names if not re.search(r"_\d+$", name)]
            shown = list(select(shown, names, columns)) if "$select" in query or fault else shown
        except (BadQuery, KeyError, ValueError) as error:
            return _error(400 if isinstance(error, ValueError) else 404, str(error))
        document: dict[str, object] = {"odata.metadata": f"{root}/$metadata#{entity}", "value": shown}
        if link := self._next_link(path, start + size if start + size < len(rows) else None, fault):
            document["odata.nextLink"] = link
        return _json(document)

    def _newer(self, path: str, table: ServedTable, entity: str, fault: Fault | None) -> Answer:
        """The answer in version 4."""
        root = f"{self.url}/odata/v1/CBS/{table.id}"
        if entity == "Properties":
            document = odata4.properties(table)
            if fault and fault.kind == "modified":
                document |= {"Modified": f"2030-01-01T00:{fault.struck % 60:02d}:00+01:00",
                             "Version": f"2030010100{fault.struck % 60:02d}"}  # fmt: skip
            return Answer(200, odata4.dumps(document | {"@odata.context": f"{root}/$metadata#Properties"}))
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        try:
            rows, columns = odata4.rows(table, entity), odata4.columns(table, entity)
            if "$filter" in query:
                keep = parse_filter(query["$filter"], columns)
                rows = [row for row in rows if keep(row)]
        except (BadQuery, KeyError, ValueError) as error:
            return _error(400 if isinstance(error, ValueError) else 404, str(error))
        rows = _spoil(rows, table, fault)
        if fault and fault.kind == "missing-column":
            rows = [{name: value for name, value in row.items() if name != "Measure"} for row in rows]
        start = int(query.get("$skip", 0))
        document = {"@odata.context": f"{root}/$metadata#{entity}"}
        if query.get("$count") == "true":
            document["@odata.count"] = len(rows)
        document["value"] = rows[start : start + self.page]
        more = start + self.page if start + self.page < len(rows) else None
        if link := self._next_link(path, more, fault):
            document["@odata.nextLink"] = link
        return Answer(200, odata4.dumps(document), "application/json; odata.metadata=minimal; charset=utf-8")

    def _rows(self, table: ServedTable, entity: str, fault: Fault | None) -> tuple[list[Entity], list[str]]:
        """The rows of an entity and the names of its columns; ``KeyError`` for one that the table lacks."""
        rows: list[Entity]
        if entity in ("TypedDataSet", "UntypedDataSet"):
            rows = list(table.data(typed=entity == "TypedDataSet"))
            return rows, table.columns()
        if entity == "TableInfos":
            rows = list(table.table_infos())
            if fault and fault.kind == "modified":
                rows = [{**rows[0], "Modified": f"2030-01-01T00:00:{fault.struck % 60:02d}"}]
        elif entity == "DataProperties":
            rows = list(table.data_properties())
        elif entity == "CategoryGroups":
            rows = []
        elif entity in [*table.dimensions, "Perioden"]:
            rows = list(table.code_list(entity))
        else:
            raise KeyError(f"Resource not found for the segment '{entity}'.")
        return rows, list(rows[0]) if rows else []

    def _next_link(self, path: str, skip: int | None, fault: Fault | None) -> str | None:
        if fault and fault.kind == "loop":
            return self.url + path
        if fault and fault.kind == "foreign-next":
            return f"{fault.host}{urlsplit(path).path}?$format=json"
        if fault and fault.kind == "endless":
            return f"{self.url}{urlsplit(path).path}?$format=json&$skip={1_000_000 + len(self.requests)}"
        if skip is None:
            return None
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()} | {"$skip": str(skip)}
        return f"{self.url}{urlsplit(path).path}?" + "&".join(f"{k}={quote(v)}" for k, v in query.items())


def _spoil(rows: list[Entity], table: ServedTable, fault: Fault | None) -> list[Entity]:
    """Rows as a faulty table would hold them."""
    kind = fault.kind if fault else ""
    if kind in ("empty", "endless"):
        return []
    if kind == "duplicate":
        return [row for row in rows for _ in range(2)]
    if kind == "unknown-code" and table.dimensions and rows:
        return [{**rows[0], next(iter(table.dimensions)): "999999 "}, *rows]
    if kind == "text-value" and rows:
        value = {"Value": None, "StringValue": "n/a"} if "Measure" in rows[0] else {table.key(0): "n/a"}
        return [{**rows[0], **value}, *rows[1:]]
    periods = sorted({str(row["Perioden"]) for row in rows}) if kind in ("hole", "shorter") else []
    if len(periods) > 2:
        left_out = periods[0] if kind == "shorter" else periods[len(periods) // 2]
        return [row for row in rows if row["Perioden"] != left_out]
    return rows


def _json(document: object) -> Answer:
    return Answer(200, json.dumps(document, ensure_ascii=False).encode())


def _error(status: int, message: str) -> Answer:
    text = json.dumps({"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": message}}})
    return Answer(status, text.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a request that hangs on purpose would keep the test from ending

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[DevServer]
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: apart, the second waits 40 ms for the first one's acknowledgement

    def setup(self) -> None:
        """Answer at once."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the command line shows the requests itself where wanted."""

    def do_GET(self) -> None:
        """Answer one request."""
        self.owner.note(self.path, +1)
        try:
            self._respond()
        finally:
            self.owner.note(self.path, -1)

    def _respond(self) -> None:
        server = self.owner
        match = _PATH.fullmatch(unquote(urlsplit(self.path).path))
        version = "v4" if match and match["newer"] else "v3"
        fault = server.fault_for(match["table"], match["entity"], version) if match else None
        kind = fault.kind if fault else ""
        server.closing.wait(max(server.latency * 10, 1.0) if kind == "slow" else server.latency)
        if kind == "hang":
            server.closing.wait()
            self.close_connection = True
            return
        if fault and kind in ("429", "500", "503"):
            wait = {} if kind == "500" else {"Retry-After": fault.retry_after}
            return self._send(_error(int(kind), "Even geduld"), wait)
        if kind == "404":
            return self._send(_error(404, "Resource not found for the segment."))
        if fault and kind == "redirect":
            return self._send(Answer(302, b""), {"Location": fault.host + self.path})
        answer = Answer(200, _MAINTENANCE, "text/html") if kind == "html" else server.answer(self.path, fault)
        if kind == "short":
            answer = Answer(200, answer.body[: len(answer.body) // 2])
        self._send(answer, part=kind == "cut", drip=kind == "drip")

    def _send(self, answer: Answer, head: dict[str, str] | None = None, part: bool = False, drip: bool = False) -> None:
        if "gzip" in self.headers.get("Accept-Encoding", "") and answer.status == 200:
            answer = Answer(200, gzip.compress(answer.body, 1), answer.kind)
            head = {"Content-Encoding": "gzip", **(head or {})}
        self.send_response(answer.status)
        for name, value in {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            **(head or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if drip:
            for index in range(len(answer.body)):
                self.wfile.write(answer.body[index : index + 1])
                self.wfile.flush()
                if self.owner.closing.wait(0.02):
                    break
            return
        self.wfile.write(answer.body[: len(answer.body) // 2] if part else answer.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or part
