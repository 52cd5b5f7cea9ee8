"""How a fake's result files travel: with ranges or without, cut, corrupt, expired, redirected."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass

from tests.fakes.server import Call, Response


@dataclass
class Trick:
    """One thing that happens to the next download."""

    cut_at: int | None = None
    corrupt: bool = False
    status: int = 0
    redirect: str = ""
    html: bool = False
    new_tag: bool = False


class Shelf:
    """Serves bytes; `resumable` says whether it honours Range."""

    def __init__(self, *, resumable: bool = True) -> None:
        self.resumable = resumable
        self.tricks: deque[Trick] = deque()
        self.sent = 0
        self._edition = 0

    def serve(self, data: bytes, kind: str, call: Call) -> Response:
        trick = self.tricks.popleft() if self.tricks else Trick()
        if trick.redirect:
            return Response(302, b"", {"Location": trick.redirect})
        if trick.html:
            return Response(200, b"<html>please sign in</html>", {"Content-Type": "text/html"})
        if trick.status:
            return Response(trick.status, b"gone", {"Content-Type": "text/plain"})
        if trick.new_tag:
            self._edition += 1
        if trick.corrupt:
            data = bytes(byte ^ 0x5A for byte in data)
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}-{self._edition}"'
        headers = {"Content-Type": kind, "ETag": tag}
        start = self._start(call, tag)
        if start >= len(data):
            return Response(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        body = data[start:]
        status = 200
        if start:
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self.sent += len(body if trick.cut_at is None else body[: trick.cut_at])
        return Response(status, body, headers, cut_at=trick.cut_at)

    def _start(self, call: Call, tag: str) -> int:
        wanted = call.headers.get("range", "")
        if not self.resumable or not wanted or call.headers.get("if-range", tag) != tag:
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))
