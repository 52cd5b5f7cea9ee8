"""The floor under every fake vendor: a real HTTP server in a thread, and a script of faults.

`fake.fail("create", Fault(...), ...)` makes the next requests of that route go wrong, in order. A fault may
answer instead of the vendor, drop the connection before or after the vendor did its work, or wait for a gate.
"""

from __future__ import annotations

import json
import socket
import threading
import urllib.parse
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Fault:
    """What goes wrong. Exactly one of the fields is used, `after_work` apart."""

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    half: bool = False
    gate: threading.Event | None = None
    after_work: bool = False


def refused(status: int, body: dict[str, Any], **headers: str) -> Fault:
    """A parseable refusal; header names with underscores for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status=status, body=json.dumps(body).encode(), headers=named)


CUT_BEFORE = Fault(cut=True)
CUT_AFTER = Fault(cut=True, after_work=True)
HALF_ANSWER = Fault(half=True, after_work=True)
BAD_GATEWAY = Fault(
    status=502, body=b"<html>bad gateway</html>", headers={"Content-Type": "text/html"}
)


@dataclass
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Response:
    """What a route answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    data = json.dumps(body, ensure_ascii=False).encode()
    return Response(status, data, {"Content-Type": "application/json"})


class FakeServer:
    """Base of the fakes: routing is the subclass's `route` and `work`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.calls: list[tuple[str, Call]] = []
        self.lock = threading.RLock()
        self.on_point: Callable[[str], None] = lambda _point: None
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._gates: list[threading.Event] = []
        fake = self

        class Handler(_Handler):
            owner = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for gate in self._gates:
            gate.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(self, route: str, *faults: Fault) -> None:
        self._faults[route].extend(faults)
        self._gates += [fault.gate for fault in faults if fault.gate is not None]

    def count(self, route: str) -> int:
        return sum(1 for name, _ in self.calls if name == route)

    def route(self, call: Call) -> str:
        """Name of what is asked for."""
        raise AssertionError(call)

    def work(self, route: str, call: Call) -> Response:
        """Do it."""
        raise AssertionError(route)

    def serve(self, call: Call) -> tuple[Response, Fault | None]:
        route = self.route(call)
        with self.lock:
            self.calls.append((route, call))
            fault = self._faults[route].popleft() if self._faults[route] else None
        self.on_point(f"{route}:received")
        if fault == Fault():
            fault = None
        if fault is not None and not fault.after_work:
            if fault.gate is not None:
                fault.gate.wait(30)
                fault = None
            else:
                return Response(fault.status, fault.body, dict(fault.headers)), fault
        with self.lock:
            response = self.work(route, call)
        self.on_point(f"{route}:worked")
        if fault is not None and fault.gate is not None:
            fault.gate.wait(30)
            fault = None
        if fault is not None and fault.status:
            response = Response(fault.status, fault.body, dict(fault.headers))
        return response, fault


class _Handler(BaseHTTPRequestHandler):
    owner: FakeServer
    protocol_version = "HTTP/1.1"
    timeout = 10

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urllib.parse.urlsplit(self.path)
        call = Call(
            self.command,
            urllib.parse.unquote(parts.path),
            urllib.parse.parse_qs(parts.query),
            {name.lower(): value for name, value in self.headers.items()},
            self._body(length),
        )
        if len(call.body) < length:
            # Whoever sent it was killed in the middle: no server works on half a request.
            self.close_connection = True
            return
        response, fault = self.owner.serve(call)
        self.close_connection = True
        if fault is not None and fault.cut:
            self._drop()
            return
        try:
            self._send(response, fault)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client was killed: that is what some tests are about

    def _body(self, length: int) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(length)
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, response: Response, fault: Fault | None) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        cut_at = len(response.body) // 2 if fault is not None and fault.half else response.cut_at
        self.wfile.write(response.body[:cut_at])
        self.wfile.flush()
        if cut_at is not None:
            self._drop()

    def _drop(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    do_GET = do_POST = do_DELETE = do_PUT = _any  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""
