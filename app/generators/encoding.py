"""How pictures, films and recordings travel inside a request, and what a file calls itself."""

from __future__ import annotations

import base64
import binascii
import io
import wave
from pathlib import Path

MIME = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".bmp": "image/bmp", ".tiff": "image/tiff", ".gif": "image/gif", ".mp4": "video/mp4",
    ".mov": "video/quicktime", ".webm": "video/webm", ".wav": "audio/wav", ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4", ".aac": "audio/aac", ".ogg": "audio/ogg", ".flac": "audio/flac",
}  # fmt: skip


def mime(path: Path) -> str:
    """The media type after the suffix; `application/octet-stream` when it is unknown."""
    return MIME.get(path.suffix.lower(), "application/octet-stream")


def raw_base64(path: Path) -> str:
    """The file as base64 without any prefix."""
    return base64.b64encode(path.read_bytes()).decode()


def data_uri(path: Path) -> str:
    """The file as `data:TYPE;base64,...` (RFC 2397)."""
    return f"data:{mime(path)};base64,{raw_base64(path)}"


def wav(pcm: bytes, rate: int) -> bytes:
    """Bare samples (16 bits, little-endian, one channel, `rate` a second) as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return out.getvalue()


def decoded(text: object) -> bytes:
    """Bytes from base64, plain or URL-safe, with or without padding; empty when it is neither."""
    if not isinstance(text, str):
        return b""
    plain = text.strip().replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def suffix_of(media_type: object) -> str:
    """The usual suffix of a media type, with the dot; empty when it is unknown."""
    return next((suffix for suffix, known in MIME.items() if known == media_type), "")
