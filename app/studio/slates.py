"""Cards for shots without a take: what is known of the shot, drawn on any thread from plain data."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from app.domain.ids import ShotId
from app.domain.project import Language
from app.domain.recipes import Picture
from app.domain.timeline import PictureClip
from app.media.animatic.slate import draw_slate


@dataclass(frozen=True)
class Slates:
    """The pictures of shots by id, gathered on the owner's thread; painting needs nothing else."""

    pictures: Mapping[ShotId, Picture]
    fps: int
    language: Language

    def image(self, clip: PictureClip, size: tuple[int, int]) -> Image.Image:
        """The card of a clip in exactly `size` pixels; a shot nobody gathered shows its number."""
        known = self.pictures.get(clip.shot_id) if clip.shot_id else None
        picture = known or Picture(number=clip.label)
        drawn = draw_slate(picture, *size, clip.length / self.fps, self.language)
        return drawn if drawn.size == size else drawn.resize(size, Image.Resampling.LANCZOS)

    def png(self, clip: PictureClip, width: int, height: int) -> bytes:
        """The same as the bytes of a PNG."""
        out = io.BytesIO()
        self.image(clip, (width, height)).save(out, "PNG", compress_level=3)
        return out.getvalue()
