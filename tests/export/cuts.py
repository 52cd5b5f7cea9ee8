"""Timelines with real media, small enough to render in a blink."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import paths
from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.project import LabelChoice
from app.domain.shots import Transition, TransitionKind
from app.domain.timeline import PictureClip, SoundClip, Timeline, lay
from app.export.movie import RenderJob
from app.export.presets import Preset, SafeZone, preset
from app.media.frames import FrameReader
from app.media.probe import probe
from tests.media.films import number_of

NO_LABEL = LabelChoice(visible=False)


def small(**changes: Any) -> Preset:
    """A preset of 120 pixels on its short side, of the timeline's shape."""
    safe = SafeZone(top=0.05, bottom=0.1, left=0.05, right=0.05)
    values = {"id": "small", "aspect": None, "short_side": 120, "speed": "ultrafast", "crf": 8}
    return preset("review").model_copy(update={**values, "safe": safe, **changes})


class Bench:
    """A folder with media, a cache and an output."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.media: dict[str, Path] = {}
        self.out = folder / "out" / "film.mp4"

    def put(self, path: Path) -> MediaRef:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.media[sha256] = path
        return probe(path).ref(sha256)

    def job(self, timeline: Timeline, **changes: Any) -> RenderJob:
        values: dict[str, Any] = {
            "timeline": timeline,
            "preset": small(),
            "out": self.out,
            "cache": self.folder / "cache",
            "fonts": paths.resource("fonts"),
            "media": self.media,
            "label": NO_LABEL,
        }
        return RenderJob(**{**values, **changes})


def clip(
    media: MediaRef | None,
    length: int,
    *,
    source_in: int = 0,
    change: TransitionKind = "cut",
    frames: int = 0,
    shot: str = "",
) -> PictureClip:
    """A clip before it is laid."""
    return PictureClip(
        start=0,
        length=length,
        media=media,
        source_in=source_in,
        shot_id=ShotId(shot) if shot else None,
        label=shot,
        transition=Transition(kind=change, frames=frames),
    )


def cut(clips: list[PictureClip], fps: int = 24, **more: Any) -> Timeline:
    """A laid timeline of 120 × 200."""
    values = {"fps": fps, "width": 120, "height": 200, **more}
    return Timeline(pictures=lay(clips), **values)


def line(ref: MediaRef, start: int) -> SoundClip:
    """A whole sound as dialogue."""
    return SoundClip(start=start, seconds=ref.seconds, media=ref, kind="dialogue")


def numbers(path: Path) -> list[int]:
    """The number shown by every frame of a film."""
    with FrameReader(path) as reader:
        return [number_of(reader.rgb(index)) for index in range(len(reader))]


def levels(path: Path) -> NDArray[np.float64]:
    """Mean grey of every frame, 0..255."""
    with FrameReader(path) as reader:
        return np.array([reader.rgb(index).mean() for index in range(len(reader))])
