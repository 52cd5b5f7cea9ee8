"""What any film, picture or sound carries: measured, its AI label read, its C2PA manifest checked."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable
from pathlib import Path

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaFacts
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, DiskTrouble, FenjingError
from app.export import labels, provenance
from app.export.provenance import Signed
from app.media import probe
from app.media.opening import opened
from app.media.sniff import container_of

_CHUNK = 1 << 20
#: Where pictures keep their XMP packet is searched for within so many bytes.
_MOST_XMP = 16 << 20
_XMP_LABEL = re.compile(rb"<TC260:AIGC>(.*?)</TC260:AIGC>|TC260:AIGC=\"(.*?)\"", re.DOTALL)
_RIFF = b"RIFF"


class Stream(Value):
    """One track of the file."""

    kind: str
    codec: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    rate: int = 0
    channels: int = 0
    seconds: float = 0.0


class FileReport(Value):
    """Everything that was found; `problems` are sentences about what is wrong or could not be read."""

    path: Path
    sha256: str
    size: int
    container: str
    facts: MediaFacts | None = None
    streams: tuple[Stream, ...] = ()
    metadata: dict[str, str] = Field(default_factory=dict)
    label: dict[str, str] | None = None
    signed: Signed | None = None
    problems: tuple[str, ...] = ()


def verify(path: Path, cancelled: Callable[[], bool] = lambda: False) -> FileReport:
    """Look at a file.

    Raises:
        BadInput: it is a folder, or no film, picture or sound at all.
        DiskTrouble: it cannot be read.
        Cancelled: `cancelled` became true.
    """
    if path.is_dir():
        raise BadInput(N_("{name} is a folder.").format(name=path.name), N_("Choose a file in it."))
    digest, size = _hashed(path, cancelled)
    found = container_of(path)
    problems: list[str] = []
    facts = _facts(path, problems)
    streams, metadata = _streams(path, problems) if found.kind != "picture" else ((), {})
    label = _label(path, found.kind, metadata)
    if label is None:
        problems.append(N_("It carries no AIGC field (GB 45438-2025)."))
    elif label.get("Label") == "1" and not label.get("ContentProducer"):
        problems.append(N_("The AIGC field names no producer."))
    signed = _signed(path)
    if signed is not None and not signed.is_sound:
        problems.append(N_("The file was changed after it was signed (C2PA)."))
    return FileReport(
        path=path,
        sha256=digest,
        size=size,
        container=found.demuxer or found.suffix.lstrip("."),
        facts=facts,
        streams=streams,
        metadata=metadata,
        label=label,
        signed=signed,
        problems=tuple(problems),
    )


def _hashed(path: Path, cancelled: Callable[[], bool]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if cancelled():
                    raise Cancelled(N_("It was stopped."))
                digest.update(chunk)
                size += len(chunk)
    except OSError as trouble:
        raise DiskTrouble(
            N_("{name} cannot be read: {why}.").format(name=path.name, why=trouble.strerror),
            N_("Check that the file is there and may be read."),
        ) from trouble
    return digest.hexdigest(), size


def _facts(path: Path, problems: list[str]) -> MediaFacts | None:
    try:
        return probe.probe(path)
    except FenjingError as error:
        problems.append(error.message)
        return None


def _streams(path: Path, problems: list[str]) -> tuple[tuple[Stream, ...], dict[str, str]]:
    try:
        with opened(path) as container:
            streams = tuple(_stream(one) for one in container.streams)
            metadata = {str(key): str(value) for key, value in container.metadata.items()}
    except FenjingError as error:
        problems.append(error.message)
        return (), {}
    return streams, metadata


def _stream(stream: object) -> Stream:
    kind = str(getattr(stream, "type", ""))
    context = getattr(stream, "codec_context", None)
    base, duration = getattr(stream, "time_base", None), getattr(stream, "duration", None)
    return Stream(
        kind=kind,
        codec=str(getattr(context, "name", "") or ""),
        width=int(getattr(context, "width", 0) or 0) if kind == "video" else 0,
        height=int(getattr(context, "height", 0) or 0) if kind == "video" else 0,
        fps=float(getattr(stream, "average_rate", 0) or 0) if kind == "video" else 0.0,
        rate=int(getattr(context, "sample_rate", 0) or 0) if kind == "audio" else 0,
        channels=int(getattr(context, "channels", 0) or 0) if kind == "audio" else 0,
        seconds=float(duration * base) if base and duration else 0.0,
    )


def _label(path: Path, kind: str, metadata: dict[str, str]) -> dict[str, str] | None:
    if kind == "picture":
        return _label_of_picture(path)
    if kind == "sound" and (chunk := _label_of_wav(path)) is not None:
        return chunk
    if not metadata:
        return None
    try:
        return labels.read_back(path)
    except FenjingError:
        return None


def _label_of_picture(path: Path) -> dict[str, str] | None:
    """From the XMP packet (TC260-PG-20259A), as element or attribute, escaped as XML."""
    with path.open("rb") as file:
        match = _XMP_LABEL.search(file.read(_MOST_XMP))
    if match is None:
        return None
    return _as_label(html.unescape((match.group(1) or match.group(2)).decode("utf-8", "replace")))


def _label_of_wav(path: Path) -> dict[str, str] | None:
    """From the RIFF chunk `AIGC` (TC260-PG-202510A)."""
    with path.open("rb") as file:
        if file.read(4) != _RIFF:
            return None
        file.seek(12)
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            if head[:4] == b"AIGC":
                return _as_label(
                    file.read(min(size, _CHUNK)).decode("utf-8", "replace").rstrip("\0")
                )
            file.seek(size + size % 2, 1)
    return None


def _as_label(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("Label") not in {"1", "2", "3"}:
        return None
    return {str(key): str(value) for key, value in found.items()}


def _signed(path: Path) -> Signed | None:
    try:
        return provenance.read(path)
    except (OSError, ValueError):
        return None
