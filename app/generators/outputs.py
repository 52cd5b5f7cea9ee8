"""What an aggregator's model made: outputs differ with the model, so the files in them are found by their looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.domain.recipes import Medium
from app.generators.contract import Result

_WANTED: dict[Medium, str] = {
    "video": "video", "lips": "video", "picture": "image", "voice": "audio", "text": "",
}  # fmt: skip
_KINDS = ("video", "image", "audio")
_SUFFIXES = {
    ".mp4": "video", ".mov": "video", ".webm": "video", ".png": "image", ".jpg": "image",
    ".jpeg": "image", ".webp": "image", ".wav": "audio", ".mp3": "audio", ".flac": "audio",
    ".ogg": "audio", ".m4a": "audio",
}  # fmt: skip


def results_in(output: Any, medium: Medium) -> tuple[Result, ...]:
    """The files that an output names; the first of the wanted medium is the main one, the rest are extras.

    An output is `{"video": {"url": …}}`, `{"images": [{"url": …}]}`, an address or a list of addresses. Empty
    when nothing in it can be the wanted medium.
    """
    found = list(_addresses(output, ""))
    fitting = [url for url, kind in found if kind == _WANTED[medium]]
    main = next(iter(fitting or [url for url, kind in found if not kind]), "")
    if not main:
        return ()
    extras = [url for url, kind in found if kind and url != main]
    return (Result(url=main), *(Result(url=url, role="extra") for url in dict.fromkeys(extras)))


def _addresses(value: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Every address in an output, with `video`, `image`, `audio` or "" for what it seems to be."""
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        yield value, _SUFFIXES.get(Path(urlsplit(value).path).suffix.lower(), kind)
    elif isinstance(value, list):
        for one in value:
            yield from _addresses(one, kind)
    elif isinstance(value, dict) and isinstance(value.get("url"), str):
        stated = str(value.get("content_type") or "").partition("/")[0]
        for url, seen in _addresses(value["url"], kind):
            yield url, stated if stated in _KINDS else seen
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _addresses(one, next((what for what in _KINDS if what in name), kind))
