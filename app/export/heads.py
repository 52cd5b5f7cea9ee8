"""What stands before an episode: the official licence clip, locked to the head; and another rate for the whole cut.

The clip with the licence's number is the authority's own, five seconds at the very start (in China since June 2022):
it is imported, never drawn here, and nothing is laid over it. All of it is arithmetic on a timeline.
"""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaRef
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline
from app.domain.timing import Frames
from app.domain.wording import N_
from app.errors import BadInput

#: Constant rates that players and platforms know.
RATES = (24, 25, 30, 50, 60)


class Head(Value):
    """An imported clip before the first picture; `seconds` 0 plays it whole."""

    media: MediaRef
    seconds: float = Field(0.0, ge=0)
    label: str = ""
    labelled: bool = Field(
        default=False, description="the AI label stands over it too, instead of beginning after it"
    )

    def frames(self, fps: int) -> Frames:
        """How long it stands; a picture five seconds unless told otherwise.

        Raises:
            BadInput: it is neither a film nor a picture.
        """
        if self.media.kind == "sound":
            raise BadInput(
                N_("The licence clip is a sound."), N_("Import the official film or picture.")
            )
        whole = self.media.seconds if self.media.kind == "video" else 5.0
        seconds = min(self.seconds or whole, whole)
        return max(1, int(Fraction(seconds).limit_denominator(100_000) * fps))


def led(timeline: Timeline, head: Head | None) -> Timeline:
    """The timeline with the head in front and everything else moved behind it, to the frame.

    Raises:
        BadInput: the head is neither a film nor a picture.
    """
    if head is None:
        return timeline
    by = head.frames(timeline.fps)
    clip = PictureClip(start=0, length=by, media=head.media, label=head.label)
    sounds = tuple(_sound_moved(sound, by) for sound in timeline.sounds)
    if head.media.has_sound:
        own = SoundClip(start=0, seconds=by / timeline.fps, media=head.media, kind="native")
        sounds = (own, *sounds)
    return timeline.model_copy(
        update={
            "pictures": (clip, *(_picture_moved(old, by) for old in timeline.pictures)),
            "sounds": sounds,
            "captions": tuple(_caption_moved(old, by) for old in timeline.captions),
        }
    )


def _picture_moved(clip: PictureClip, by: Frames) -> PictureClip:
    return clip.model_copy(update={"start": clip.start + by})


def _sound_moved(clip: SoundClip, by: Frames) -> SoundClip:
    return clip.model_copy(update={"start": clip.start + by})


def _caption_moved(cue: Caption, by: Frames) -> Caption:
    return cue.model_copy(update={"start": cue.start + by, "end": cue.end + by})


def at_rate(timeline: Timeline, fps: int | None) -> Timeline:
    """The same cut at another constant rate: every edge goes to the nearest frame, so nothing drifts.

    Raises:
        BadInput: the rate is none of `RATES`.
    """
    if fps is None or fps == timeline.fps:
        return timeline
    if fps not in RATES:
        raise BadInput(
            N_("{fps} frames a second is no rate for a delivery.").format(fps=fps),
            N_("Use one of: {rates}.").format(rates=", ".join(map(str, RATES))),
        )
    share = Fraction(fps, timeline.fps)

    def frame(old: Frames) -> Frames:
        return int(old * share + Fraction(1, 2))

    clips: list[PictureClip] = []
    for clip in timeline.pictures:
        start, end = frame(clip.start), frame(clip.end)
        start = min(start, end - 1)
        if clip.transition.kind == "dissolve" and clips:
            overlap = clips[-1].end - start
        else:
            start = clips[-1].end if clips else start
            end = max(end, start + 1)
            overlap = min(frame(clip.transition.frames), end - start)
        change = clip.transition.model_copy(update={"frames": max(overlap, 0)})
        clips.append(
            clip.model_copy(
                update={
                    "start": start,
                    "length": end - start,
                    "source_in": frame(clip.source_in),
                    "transition": change,
                }
            )
        )
    sounds = tuple(
        sound.model_copy(update={"start": frame(sound.start)}) for sound in timeline.sounds
    )
    captions = tuple(
        cue.model_copy(
            update={"start": frame(cue.start), "end": max(frame(cue.end), frame(cue.start) + 1)}
        )
        for cue in timeline.captions
    )
    return timeline.model_copy(
        update={"fps": fps, "pictures": tuple(clips), "sounds": sounds, "captions": captions}
    )
