"""Fetches a paid result: to a `.part`, resumed where the server can, checked in length, never half a file."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from app.domain.entity import Value
from app.domain.wording import N_
from app.generators.addresses import problem_with
from app.generators.http import Channel, Stream, StreamBroken
from app.generators.login import host_of

Trouble = Literal["gone", "cut", "refused", "too_large", "disk"]
MOST_BYTES = 4_000_000_000
KEPT_FREE = 200_000_000
_REDIRECTS = 5
_GONE = frozenset({401, 403, 404, 410})
_TOO_LARGE = N_("the file is larger than {most} bytes")
_STATUS = N_("the server answered {status}")


class Fetched(Value):
    """A complete file."""

    path: Path
    size: int
    sha256: str
    fetched: int = 0


class NotFetched(Value):
    """Why there is no file: `gone` asks for a fresh address, `cut` and `disk` may be tried again."""

    trouble: Trouble
    reason: str
    fetched: int = 0


async def download(
    channel: Channel,
    url: str,
    to: Path,
    *,
    headers: dict[str, str] | None = None,
    most: int = MOST_BYTES,
) -> Fetched | NotFetched:
    """One try at fetching `url` into `to`, going on from `to` + `.part` when the server still has the same file.

    `headers` (a vendor's key) go to the login's own host only and are dropped at a redirect elsewhere.
    """
    part = to.with_name(to.name + ".part")
    own = {channel.login.host} if channel.login.own else set()
    for _ in range(_REDIRECTS):
        problem, pinned = await problem_with(url, own)
        if problem:
            return NotFetched(trouble="refused", reason=problem)
        ours = host_of(url) == channel.login.host
        asked = {"Accept-Encoding": "identity", **(headers or {} if ours else {}), **_resume(part)}
        try:
            async with channel.stream(url, asked, pinned) as stream:
                moved = stream.headers.get("location") if 300 <= stream.status < 400 else None
                if not moved:
                    return await _receive(stream, part, to, most)
                url = urljoin(url, moved)
        except StreamBroken as broken:
            return NotFetched(trouble="cut", reason=broken.message)
        except OSError as error:
            return NotFetched(trouble="disk", reason=error.strerror or str(error))
    return NotFetched(trouble="refused", reason=N_("the address is redirected too often"))


def _resume(part: Path) -> dict[str, str]:
    """Range and If-Range (RFC 9110 §13.1.5, §14.2) for a part whose validator is known."""
    note = _note(part)
    if not part.exists() or not note.exists():
        return {}
    size = part.stat().st_size
    with suppress(ValueError, KeyError, OSError):
        validator = str(json.loads(note.read_text("utf-8"))["validator"])
        if size and validator:
            return {"Range": f"bytes={size}-", "If-Range": validator}
    return {}


async def _receive(stream: Stream, part: Path, to: Path, most: int) -> Fetched | NotFetched:
    if stream.status == 416 and part.exists() and part.stat().st_size == _range_total(stream):
        return await _finish(part, to, 0)  # it was whole; only its name was missing
    start = part.stat().st_size if stream.status == 206 and part.exists() else 0
    objection = _objection(stream, part, start, most)
    if objection is not None:
        return objection
    if start == 0:
        _remember(part, stream)
    fetched = await _write(stream, part, start, most)
    if fetched is None:
        _forget(part)
        return NotFetched(trouble="too_large", reason=_TOO_LARGE.format(most=most))
    if fetched == 0 and start != _range_total(stream):
        _forget(part)
        return NotFetched(trouble="cut", reason=N_("the server sent nothing"))
    length = _length(stream)
    if length is not None and fetched != length:
        return NotFetched(trouble="cut", reason=N_("the file ended early"), fetched=fetched)
    return await _finish(part, to, fetched)


def _objection(stream: Stream, part: Path, start: int, most: int) -> NotFetched | None:
    """Why this answer's body is not worth reading; makes the folder when it is."""
    status = stream.status
    if status in _GONE:
        return NotFetched(trouble="gone", reason=_STATUS.format(status=status))
    if status not in (200, 206):
        if status == 416:
            _forget(part)
        return NotFetched(trouble="cut", reason=_STATUS.format(status=status))
    if stream.headers.get("content-type", "").startswith("text/html"):
        return NotFetched(
            trouble="gone", reason=N_("the server sent a web page instead of the file")
        )
    if status == 206 and _range_start(stream) != start:
        _forget(part)
        return NotFetched(trouble="cut", reason=N_("the server resumed at another place"))
    length = _length(stream) or 0
    if length + start > most:
        return NotFetched(trouble="too_large", reason=_TOO_LARGE.format(most=most))
    part.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(part.parent).free < length + KEPT_FREE:
        return NotFetched(trouble="disk", reason=N_("there is not enough room on the disk"))
    return None


async def _finish(part: Path, to: Path, fetched: int) -> Fetched:
    digest, size = await asyncio.to_thread(_settle, part, to)
    return Fetched(path=to, size=size, sha256=digest, fetched=fetched)


async def _write(stream: Stream, part: Path, start: int, most: int) -> int | None:
    """Bytes received; None when there were more than `most`. What came before a cut stays in the part."""
    fetched = 0
    with part.open("ab" if start else "wb") as out:
        async for chunk in stream.chunks:
            fetched += len(chunk)
            if start + fetched > most:
                return None
            out.write(chunk)
    return fetched


def _settle(part: Path, to: Path) -> tuple[str, int]:
    """Flush the part to the disk and give it its name."""
    import os

    digest, size = hashlib.sha256(), 0
    with part.open("rb+") as held:
        while chunk := held.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
        held.flush()
        os.fsync(held.fileno())
    part.replace(to)
    _note(part).unlink(missing_ok=True)
    return digest.hexdigest(), size


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _remember(part: Path, stream: Stream) -> None:
    """Keep a strong validator, the only kind that If-Range may carry."""
    tag = stream.headers.get("etag", "")
    validator = tag if tag and not tag.startswith("W/") else stream.headers.get("last-modified", "")
    _note(part).write_text(json.dumps({"validator": validator}), "utf-8")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _length(stream: Stream) -> int | None:
    text = stream.headers.get("content-length", "")
    return int(text) if text.isdigit() else None


def _range_start(stream: Stream) -> int:
    """First byte of `Content-Range: bytes 100-199/200`; -1 when unreadable."""
    first = stream.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdigit() else -1


def _range_total(stream: Stream) -> int:
    """Whole length from `Content-Range: bytes 100-199/200` or `bytes */200`; -1 when unreadable."""
    total = stream.headers.get("content-range", "").rpartition("/")[2]
    return int(total) if total.isdigit() else -1
