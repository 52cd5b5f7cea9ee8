"""What lies over the pictures of a whole film, and when: captions, the AI label, the card with the filing number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction

from app.domain.timeline import Timeline
from app.domain.timing import Frames
from app.export import filing, labels, plan
from app.export.captions import bottom_share
from app.export.job import RenderJob
from app.export.typeface import Typeface

#: Lines of captions that the filing card leaves room for, in letter sizes.
_CAPTION_BAND = 2.8

#: Takes a PNG, keeps it for the makers of pieces, and gives its hash.
Keep = Callable[[bytes], str]


def overlay(
    job: RenderJob, timeline: Timeline, size: tuple[int, int], face: Typeface, keep: Keep
) -> plan.Overlay:
    """Everything over the pictures of `timeline` (as it is delivered) at `size` pixels.

    Raises:
        BadInput: the label cannot be drawn.
    """
    found = (_label(job, timeline, size, face, keep), _filing(job, timeline, size, face, keep))
    return plan.Overlay(
        captions=timeline.captions if job.burn_captions else (),
        style=job.caption_style,
        font_sha256=hashlib.sha256(face.path.read_bytes()).hexdigest(),
        stamps=tuple(stamp for stamp in found if stamp is not None),
    )


def _label(
    job: RenderJob, timeline: Timeline, size: tuple[int, int], face: Typeface, keep: Keep
) -> plan.Stamp | None:
    choice = job.label
    if not choice.visible:
        return None
    picture = labels.draw(choice.text, *size, face.path, job.preset.safe)
    begins = 0 if job.head is None or job.head.labelled else job.story
    ends = timeline.length
    if not choice.whole_video:
        ends = min(ends, job.story + _frames(choice.seconds, timeline.fps))
    return _stamp(picture, begins, ends, keep)


def _filing(
    job: RenderJob, timeline: Timeline, size: tuple[int, int], face: Typeface, keep: Keep
) -> plan.Stamp | None:
    card = job.filing
    if card is None:
        return None
    ends = min(timeline.length, job.story + _frames(card.seconds, timeline.fps))
    worded = job.burn_captions and any(
        cue.start < ends and cue.end > job.story for cue in timeline.captions
    )
    above = 0.0
    if worded:
        style = job.caption_style
        below = bottom_share(*size) if style.bottom is None else style.bottom
        above = below * size[1] + _CAPTION_BAND * style.em * min(size)
    picture = filing.draw(card, *size, face, job.preset.safe, above=round(above))
    return _stamp(picture, job.story, ends, keep) if picture is not None else None


def _stamp(picture: labels.LabelPicture, begins: Frames, ends: Frames, keep: Keep) -> plan.Stamp:
    at = (picture.x, picture.y)
    return plan.Stamp(sha256=keep(picture.png), at=at, start=begins, end=ends)


def _frames(seconds: float, fps: int) -> Frames:
    """Whole frames that last at least `seconds`."""
    return int(-(-Fraction(seconds) * fps // 1))
