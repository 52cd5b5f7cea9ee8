"""The cut: what is seen and heard when, in whole frames.

The main track is magnetic: its clips never overlap and stand in order, gaps are clips of their own (black).
A transition at the head of a clip overlaps it with the one before: both are laid so that
`clip.start + transition.frames <= end of the one before + transition.frames` holds exactly (see `problems`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.ids import ElementId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.shots import Transition
from app.domain.timing import Frames

SoundKind = Literal["dialogue", "native", "music", "effect"]


class PictureClip(Value):
    """One stretch of the main track; without `media` it is black, or a slate when a shot waits for its pick."""

    start: Frames = Field(ge=0)
    length: Frames = Field(ge=1)
    shot_id: ShotId | None = None
    take_id: TakeId | None = None
    media: MediaRef | None = None
    source_in: Frames = Field(0, ge=0, description="first source frame, at the cut's rate")
    transition: Transition = Transition()
    label: str = ""

    @property
    def end(self) -> Frames:
        """First frame after the clip."""
        return self.start + self.length


class SoundClip(Value):
    """A sound laid under the picture; several may sound at once."""

    start: Frames = Field(ge=0)
    seconds: float = Field(gt=0, description="how much of the source is heard")
    media: MediaRef
    kind: SoundKind
    source_in: float = Field(0.0, ge=0, description="seconds skipped at the source's head")
    gain_db: float = 0.0
    fade_in: float = Field(0.0, ge=0)
    fade_out: float = Field(0.0, ge=0)
    shot_id: ShotId | None = None
    element_id: ElementId | None = None


class Caption(Value):
    """Words on the picture, from a line."""

    start: Frames = Field(ge=0)
    end: Frames
    text: str
    speaker: str = ""
    element_id: ElementId | None = None


class Timeline(Value):
    """One episode's cut; a clip with a dissolve starts `transition.frames` before its left neighbour ends."""

    fps: int = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    pictures: tuple[PictureClip, ...] = ()
    sounds: tuple[SoundClip, ...] = ()
    captions: tuple[Caption, ...] = ()

    @property
    def length(self) -> Frames:
        """Frames from zero to the end of the last picture."""
        return self.pictures[-1].end if self.pictures else 0

    def at(self, frame: Frames) -> PictureClip | None:
        """The clip seen at `frame`; within a transition, the incoming one."""
        from bisect import bisect_right

        index = bisect_right(self.pictures, frame, key=lambda clip: clip.start) - 1
        if index < 0 or frame >= self.pictures[index].end:
            return None
        return self.pictures[index]


def lay(clips: list[PictureClip]) -> tuple[PictureClip, ...]:
    """Set every `start` so that the track is magnetic: no gap, no overlap but the transitions' own.

    A dissolve is shortened to what both neighbours can bear; the others (fades) overlap nothing.
    """
    laid: list[PictureClip] = []
    cursor = 0
    for clip in clips:
        overlap = 0
        transition = clip.transition
        if transition.kind == "dissolve":
            room = min(laid[-1].length - laid[-1].transition.frames if laid else 0, clip.length) - 1
            overlap = max(0, min(transition.frames, room))
            transition = Transition(kind="dissolve", frames=overlap) if overlap else Transition()
        laid.append(clip.model_copy(update={"start": cursor - overlap, "transition": transition}))
        cursor = laid[-1].end
    return tuple(laid)


def problems(timeline: Timeline) -> list[str]:
    """What breaks the magnetic track, in words; empty when it holds."""
    found: list[str] = []
    cursor = 0
    for index, clip in enumerate(timeline.pictures):
        overlap = clip.transition.frames if clip.transition.kind == "dissolve" else 0
        if clip.start != cursor - overlap:
            found.append(f"clip {index} starts at {clip.start}, not at {cursor - overlap}")
        cursor = clip.end
    for index, sound in enumerate(timeline.sounds):
        if sound.start >= timeline.length:
            found.append(f"sound {index} starts after the last picture")
    for index, caption in enumerate(timeline.captions):
        if caption.end <= caption.start:
            found.append(f"caption {index} has no length")
    return found
