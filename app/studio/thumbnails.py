"""Small pictures of media for every face: made on the pool, kept in the project's cache."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from app.domain.media import MediaRef
from app.domain.timing import Frames
from app.errors import FenjingError
from app.jobs.runner import Progress, Runner
from app.media import frames
from app.studio.workspace import Workspace

_log = logging.getLogger(__name__)


class Thumbnails:
    """JPEGs of takes and references of one open project."""

    def __init__(self, workspace: Workspace, runner: Runner) -> None:
        self._workspace = workspace
        self._runner = runner

    def thumbnail(
        self, ref: MediaRef, width: int, frame: Frames, done: Callable[[bytes | None], None]
    ) -> None:
        """Ask for a JPEG at most `width` pixels wide; `done` comes on this thread, with None when there is none.

        `frame` counts at the project's rate from the media's own start; past its end the last one is shown.
        """
        path = self._workspace.media_path(ref)
        if path is None:
            done(None)
            return
        number = _frame_of(ref, frame, self._workspace.project.fps)
        key = f"{ref.sha256}-{width}-{number}"
        cached = self._workspace.file.assets.cache_path("thumbnails", key, ".jpg")

        def work(_progress: Progress) -> bytes:
            return _read(cached) or _make(path, number, width, cached)

        def failed(error: Exception) -> None:
            _log.info("no thumbnail of %s: %s", ref.sha256[:12], error)
            done(None)

        self._runner.run(work, done, failed)


def _frame_of(ref: MediaRef, frame: Frames, fps: int) -> int:
    if ref.kind != "video" or not ref.frames:
        return 0
    return max(0, min(round(frame * (ref.fps or fps) / fps), ref.frames - 1))


def _read(cached: Path) -> bytes | None:
    try:
        return cached.read_bytes() or None
    except OSError:
        return None  # not made yet, or a cache that cannot be read: it is made again


def _make(path: Path, number: int, width: int, cached: Path) -> bytes:
    try:
        made = frames.thumbnail(path, number, (width, width * 4))
    except FenjingError:
        if number == 0:
            raise
        made = frames.thumbnail(path, 0, (width, width * 4))
    part = cached.with_suffix(f".{os.getpid()}.{number}.part")
    try:
        part.write_bytes(made)
        part.replace(cached)
    except OSError as trouble:
        _log.debug(
            "a thumbnail is not kept: %s", trouble
        )  # a full disk or a project that is read only
    return made
