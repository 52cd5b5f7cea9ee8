"""Dragging an edge: what the cut would be, kept beside the cut until the mouse lets go.

The main track is magnetic, so both edges ripple: everything later moves by the change (reference
timeline_ui §2 and §3). Nothing is written before `outcome` is taken; Escape simply forgets the gesture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.timeline import PictureClip

Edge = Literal["head", "tail"]


@dataclass(frozen=True, slots=True)
class Trim:
    """One edge of one clip moved by `delta` frames (right is positive), within its limits."""

    index: int
    edge: Edge
    clip: PictureClip
    delta: int = 0
    limited: bool = False

    @property
    def length(self) -> int:
        """The clip's length as it would be."""
        return self.clip.length + (self.delta if self.edge == "tail" else -self.delta)

    @property
    def source_in(self) -> int:
        """First source frame as it would be; the tail does not change it."""
        return self.clip.source_in + (self.delta if self.edge == "head" else 0)

    @property
    def shift(self) -> int:
        """How far everything later moves; a head trim moves it left because the track is magnetic."""
        return self.length - self.clip.length

    def moved_to(self, frame: float, fps: int) -> Trim:
        """The gesture with its edge at `frame`, as near as length, media and handles allow."""
        anchor = self.clip.start if self.edge == "head" else self.clip.end
        wanted = round(frame) - anchor
        least, most = self.limits(fps)
        delta = max(least, min(wanted, most))
        return Trim(self.index, self.edge, self.clip, delta, limited=delta != wanted)

    def limits(self, fps: int) -> tuple[int, int]:
        """Least and most `delta`: one frame stays, and moving pictures end where their media ends."""
        clip = self.clip
        shortest = max(1, clip.transition.frames + 1 if clip.transition.kind == "dissolve" else 1)
        media = media_frames(clip, fps)
        if self.edge == "tail":
            most = 10**9 if media is None else max(media - clip.source_in - clip.length, 0)
            return shortest - clip.length, most
        if media is None:
            return -(10**9), clip.length - shortest
        return -clip.source_in, clip.length - shortest


def media_frames(clip: PictureClip, fps: int) -> int | None:
    """How many frames at the cut's rate the clip's media has; None for stills and slates (no end)."""
    if clip.media is None or clip.media.kind != "video" or clip.media.seconds <= 0:
        return None
    return int(clip.media.seconds * fps + 1e-6)
