"""Looking at a cut while it is being made: any frame of it as pixels, on one worker thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.media import MediaRef
from app.domain.timeline import PictureClip, Timeline
from app.errors import FenjingError
from app.media import frames, pictures

Pixels = NDArray[np.uint8]
Slate = Callable[[PictureClip, tuple[int, int]], Image.Image]

#: Open films at once: the current clip, both sides of a cut, and room to scrub back.
_OPEN_FILMS = 4


@dataclass(frozen=True)
class Still:
    """One frame: packed RGB, `width * height * 3` bytes."""

    frame: int
    width: int
    height: int
    rgb: bytes


class FrameSource:
    """Reads frames of one timeline; belongs to the thread that calls `frame`, ended by `close`.

    A missing or broken film shows its slate instead of stopping the playback.
    """

    def __init__(self, timeline: Timeline, paths: dict[str, Path], slate: Slate) -> None:
        self._timeline = timeline
        self._paths = paths
        self._slate = slate
        self._films: OrderedDict[str, frames.FrameReader] = OrderedDict()
        self._stills: OrderedDict[tuple[str, int, int], Image.Image] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def timeline(self) -> Timeline:
        """The cut this source shows."""
        return self._timeline

    def close(self) -> None:
        """Let all films go."""
        while self._films:
            self._films.popitem()[1].close()
        self._stills.clear()

    def frame(self, index: int, box: tuple[int, int]) -> Still:
        """Frame `index` of the cut, fitted into `box` pixels at the cut's aspect."""
        width, height = _fit((self._timeline.width, self._timeline.height), box)
        pixels = self._mixed(index, (width, height))
        return Still(frame=index, width=width, height=height, rgb=pixels.tobytes())

    def _mixed(self, index: int, size: tuple[int, int]) -> Pixels:
        clip = self._timeline.at(index)
        if clip is None:
            return _black(size)
        picture = self._of_clip(clip, index, size)
        transition = clip.transition
        into = index - clip.start
        if transition.kind == "fade_out":
            left = clip.end - index
            share = min(1.0, left / (transition.frames + 1))
            return picture if share >= 1 else _blend(np.zeros_like(picture), picture, share)
        before = self._before(clip)
        if transition.kind == "cut" or into >= transition.frames:
            return picture
        share = (into + 1) / (transition.frames + 1)
        if transition.kind == "dissolve" and before is not None:
            return _blend(self._of_clip(before, index, size), picture, share)
        ground = np.full_like(picture, 255 if transition.kind == "fade_white" else 0)
        return _blend(ground, picture, share)

    def _before(self, clip: PictureClip) -> PictureClip | None:
        place = self._timeline.pictures.index(clip)
        return self._timeline.pictures[place - 1] if place else None

    def _of_clip(self, clip: PictureClip, index: int, size: tuple[int, int]) -> Pixels:
        if clip.media is None:
            return np.asarray(self._slate(clip, size)) if clip.shot_id else _black(size)
        path = self._paths.get(clip.media.sha256)
        if path is None:
            return np.asarray(self._slate(clip, size))
        try:
            return self._of_media(clip, clip.media, path, index, size)
        except FenjingError:
            return np.asarray(self._slate(clip, size))

    def _of_media(
        self, clip: PictureClip, media: MediaRef, path: Path, index: int, size: tuple[int, int]
    ) -> Pixels:
        if media.kind == "picture":
            return np.asarray(self._still(media, path, size))
        offset = clip.source_in + index - clip.start
        number = int(offset * (media.fps or self._timeline.fps) / self._timeline.fps + 1e-6)
        film = self._film(media.sha256, path)
        picture = film.frame(number)
        fitted = _fit((picture.width, picture.height), size)
        pixels = picture.to_ndarray(format="rgb24", width=fitted[0], height=fitted[1])
        return _centred(pixels.astype(np.uint8, copy=False), size)

    def _still(self, media: MediaRef, path: Path, size: tuple[int, int]) -> Image.Image:
        key = (media.sha256, *size)
        if key not in self._stills:
            self._stills[key] = pictures.fit(frames.still(path), size)
            if len(self._stills) > _OPEN_FILMS:
                self._stills.popitem(last=False)
        return self._stills[key]

    def _film(self, sha256: str, path: Path) -> frames.FrameReader:
        if sha256 not in self._films:
            self._films[sha256] = frames.FrameReader(path)
            if len(self._films) > _OPEN_FILMS:
                self._films.popitem(last=False)[1].close()
        self._films.move_to_end(sha256)
        return self._films[sha256]


def _black(size: tuple[int, int]) -> Pixels:
    return np.zeros((size[1], size[0], 3), np.uint8)


def _blend(first: Pixels, second: Pixels, share: float) -> Pixels:
    mixed = first.astype(np.uint16) * round((1 - share) * 256) + second.astype(np.uint16) * round(
        share * 256
    )
    return (mixed >> 8).astype(np.uint8)


def _fit(shape: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of that shape inside the box."""
    scale = min(box[0] / shape[0], box[1] / shape[1])
    return max(2, int(shape[0] * scale) & ~1), max(2, int(shape[1] * scale) & ~1)


def _centred(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    ground = _black(size)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    ground[top : top + height, left : left + width] = pixels
    return ground
