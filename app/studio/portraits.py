"""Drawn faces for the cast, made once on the pool and kept in the project's cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from app.domain.cast import CastEntry, Look
from app.errors import FenjingError
from app.jobs.runner import Progress
from app.media.animatic.portrait import Variant, draw_portrait
from app.media.pictures import save_picture
from app.studio.services import Services
from app.studio.workspace import Workspace

Done = Callable[[Path | None], None]


class Portraits:
    """The face that the animatic gives someone; `done(None)` means that it could not be kept."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def portrait(
        self,
        entry: CastEntry,
        looks: list[Look],
        width: int,
        done: Done,
        *,
        variant: Variant = "three_quarter",
    ) -> None:
        """A drawing of someone without pictures: the face the animatic gives them, `width` pixels square."""
        words = " ".join((entry.age, entry.description, *(look.description for look in looks)))
        asked = f"{entry.name}|{entry.color}|{entry.voice.sex}|{words}|{width}|{variant}"
        key = hashlib.sha256(asked.encode()).hexdigest()[:32]
        out = self._cached("portraits", key, ".png")
        if out is None:
            done(None)
            return
        if out.is_file():
            done(out)
            return

        def work(_progress: Progress) -> Path | None:
            drawn = draw_portrait(
                entry.name, entry.color, entry.voice.sex, words, (width, width), variant=variant
            )
            save_picture(drawn, out)
            return out

        self._make(work, done)

    def _cached(self, kind: str, key: str, suffix: str) -> Path | None:
        """Where it is kept; None in a project whose folder cannot be written."""
        path = self._workspace.file.assets.cache_path(kind, key, suffix)
        return path if path.parent.is_dir() else None

    def _make(self, work: Callable[[Progress], Path | None], done: Done) -> None:
        def failed(error: Exception) -> None:
            if not isinstance(error, FenjingError):
                raise error
            done(None)

        self._services.runner.run(work, done, failed)
