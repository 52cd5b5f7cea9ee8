"""An episode in parts, for platforms that take only so many seconds; all of it arithmetic on a timeline.

A part ends where one shot ends and the next begins, never inside a dissolve, and where it can be helped not inside a
spoken line or a caption. Only a single shot longer than a part is cut in the middle.
"""

from __future__ import annotations

from pydantic import Field

from app.domain.entity import Value
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import BadInput


class Part(Value):
    """Frames `first` to `end` (not included) of an episode."""

    number: int = Field(ge=1)
    first: Frames = Field(ge=0)
    end: Frames = Field(ge=1)

    @property
    def length(self) -> Frames:
        """Frames of the part."""
        return self.end - self.first


def split(timeline: Timeline, most_seconds: float, *, even: bool = True) -> tuple[Part, ...]:
    """Parts of at most `most_seconds`, as few as can be; `even` makes them about equally long.

    Raises:
        BadInput: less than a second was asked for.
    """
    most = int(most_seconds * timeline.fps + 1e-6)
    if most < timeline.fps:
        raise BadInput(N_("A part lasts at least a second."), N_("Allow longer parts."))
    places = _places(timeline)
    parts: list[Part] = []
    first = 0
    while first < timeline.length:
        left = timeline.length - first
        count = -(-left // most)
        aim = -(-left // count) if even else most
        end = timeline.length if left <= most else _end(places, first, first + aim, first + most)
        parts.append(Part(number=len(parts) + 1, first=first, end=end))
        first = end
    return tuple(parts)


def _places(timeline: Timeline) -> dict[Frames, int]:
    """Where a part may end, each with what it would tear: a line counts double, a caption once."""
    found: dict[Frames, int] = {}
    for clip in timeline.pictures[1:]:
        if clip.transition.kind == "dissolve":
            continue
        at = clip.start
        lines = sum(
            sound.kind == "dialogue"
            and sound.start < at < sound.start + round(sound.seconds * timeline.fps)
            for sound in timeline.sounds
        )
        cues = sum(cue.start < at < cue.end for cue in timeline.captions)
        found[at] = 2 * lines + cues
    return found


def _end(places: dict[Frames, int], first: Frames, aim: Frames, latest: Frames) -> Frames:
    """The place that tears least, then the one nearest to the aim; the aim itself where there is none.

    Nothing before half of the aim counts: a part of a few seconds is worse than a torn caption.
    """
    near = [at for at in places if first + (aim - first) // 2 <= at <= latest]
    near = near or [at for at in places if first < at <= latest]
    return min(near, key=lambda at: (places[at], abs(at - aim), -at)) if near else latest


def part_of(timeline: Timeline, part: Part) -> Timeline:
    """The part as a timeline of its own, beginning at frame 0; sounds that run over its edges are cut there."""
    pictures = [_picture(clip, part) for clip in timeline.pictures]
    sounds = [_sound(clip, part, timeline.fps) for clip in timeline.sounds]
    captions = [_caption(cue, part) for cue in timeline.captions]
    return timeline.model_copy(
        update={
            "pictures": _mended([clip for clip in pictures if clip is not None]),
            "sounds": tuple(clip for clip in sounds if clip is not None),
            "captions": tuple(cue for cue in captions if cue is not None),
        }
    )


def _picture(clip: PictureClip, part: Part) -> PictureClip | None:
    first, end = max(clip.start, part.first), min(clip.end, part.end)
    if end <= first:
        return None
    lost = first - clip.start
    update: dict[str, object] = {
        "start": first - part.first,
        "length": end - first,
        "source_in": clip.source_in + lost,
    }
    if lost or (first == part.first and clip.transition.kind == "dissolve"):
        update["transition"] = type(clip.transition)()
    return clip.model_copy(update=update)


def _mended(clips: list[PictureClip]) -> tuple[PictureClip, ...]:
    """A shot longer than a part may be cut in the middle of its dissolve: what is left of that becomes a cut."""
    found: list[PictureClip] = []
    for clip in clips:
        soft = clip.transition.kind == "dissolve"
        over = found[-1].end - clip.start if found else 0
        if soft and 0 < over < clip.transition.frames:
            shorter = clip.transition.model_copy(update={"frames": over})
            found.append(clip.model_copy(update={"transition": shorter}))
            continue
        if not soft and over > 0:
            before = found.pop()
            if before.length > over:
                found.append(before.model_copy(update={"length": before.length - over}))
        found.append(clip)
    return tuple(found)


def _sound(clip: SoundClip, part: Part, fps: int) -> SoundClip | None:
    begins, ends = clip.start / fps, clip.start / fps + clip.seconds
    first, end = max(begins, part.first / fps), min(ends, part.end / fps)
    if end - first < 1 / fps:
        return None
    return clip.model_copy(
        update={
            "start": max(clip.start, part.first) - part.first,
            "seconds": end - first,
            "source_in": clip.source_in + first - begins,
            "fade_in": clip.fade_in if first == begins else 0.0,
            "fade_out": clip.fade_out if end == ends else 0.0,
        }
    )


def _caption(cue: Caption, part: Part) -> Caption | None:
    first, end = max(cue.start, part.first), min(cue.end, part.end)
    if end <= first:
        return None
    return cue.model_copy(update={"start": first - part.first, "end": end - part.first})
